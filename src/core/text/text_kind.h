/*
 * text_kind.h
 *	  What a text is, by its beginning.
 */
#ifndef TG_CORE_TEXT_TEXT_KIND_H
#define TG_CORE_TEXT_TEXT_KIND_H

#include <stdbool.h>
#include <stddef.h>

#include "core/text/csv_records.h"

/* What a text is. */
typedef enum TgTextKind
{
	TG_TEXT_RECORDS, /* or nothing that is known */
	TG_TEXT_COLUMNS, /* of fixed width, blanks between them */
	TG_TEXT_COPY,	 /* SQL with the rows of a COPY FROM stdin */
	TG_TEXT_INSERT	 /* SQL with rows in INSERT statements */
} TgTextKind;

/*
 * Tell whether it is SQL: a dump begins with a comment or a statement.  What
 * is not has records, as far as this can tell.
 */
extern TgTextKind tg_sql_kind(const char *text, size_t len);

/*
 * Tell whether most lines have as many columns, at least three, with two or
 * more blanks between them.
 */
extern bool tg_has_columns(const TgCsvRecords *records);

#endif /* TG_CORE_TEXT_TEXT_KIND_H */
