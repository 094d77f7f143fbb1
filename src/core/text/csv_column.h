/*
 * csv_column.h
 *	  One column of CSV, which comes in pieces of any size.
 */
#ifndef TG_CORE_TEXT_CSV_COLUMN_H
#define TG_CORE_TEXT_CSV_COLUMN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TG_CSV_COLUMN_MOST 64 /* bytes of a field that are kept */

typedef struct TgCsvColumn
{
	uint32_t wanted; /* field, from 0 */
	char delimiter;
	char quote;
	char escape;
	bool in_quotes;
	bool escaped;
	bool found;
	uint32_t field; /* that the next byte is of */
	size_t len;
	char bytes[TG_CSV_COLUMN_MOST];
} TgCsvColumn;

extern void tg_csv_column_begin(TgCsvColumn *column, uint32_t wanted,
								char delimiter, char quote, char escape);

/*
 * Take bytes until a field of that column ends: true, and column->bytes has
 * it without its quotes, cut off if it is long.  *used is how many were taken;
 * all of them where none ends.  Records that have no such field give none.
 */
extern bool tg_csv_column_next(TgCsvColumn *column, const char *bytes,
							   size_t len, size_t *used);

#endif /* TG_CORE_TEXT_CSV_COLUMN_H */
