/*
 * csv_shape.h
 *	  How a text of records is written, where nobody has said it: found out
 *	  from its beginning.
 */
#ifndef TG_CORE_TEXT_CSV_SHAPE_H
#define TG_CORE_TEXT_CSV_SHAPE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/text/csv_quote.h"
#include "core/text/text_kind.h"

typedef struct TgCsvShape
{
	TgTextKind is;
	char delimiter;	 /* '\0': none is known */
	char quote;		 /* as tg_csv_find_quote tells */
	size_t start;	 /* of the first record; titles may go before it */
	unsigned titles; /* lines before that */
	bool header;	 /* the first record has names, as far as that is known */
	bool row_names;	 /* others have a name of the row before its fields */
} TgCsvShape;

/*
 * Find out how a text is written whose end may be cut off.  A delimiter or a
 * quote that is known, else '\0', is taken as it is.
 *
 * Lines are titles if at most half of the fields that records have are filled
 * in them, and a record with names for all of them follows; or, if they have
 * fewer fields, any record.
 */
extern void tg_csv_shape(const char *text, size_t len, char delimiter,
						 char quote, TgCsvShape *shape);

#endif /* TG_CORE_TEXT_CSV_SHAPE_H */
