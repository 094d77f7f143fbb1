/*
 * csv_records.h
 *	  Records of a text whose end may be cut off, and their fields, before
 *	  anybody has checked them.
 */
#ifndef TG_CORE_TEXT_CSV_RECORDS_H
#define TG_CORE_TEXT_CSV_RECORDS_H

#include <stdbool.h>
#include <stddef.h>

#define TG_MOST_RECORDS 202

/* Records, without their ends of line; a quoted one may span lines. */
typedef struct TgCsvRecords
{
	const char *text;
	size_t first[TG_MOST_RECORDS];
	size_t len[TG_MOST_RECORDS];
	int count;
} TgCsvRecords;

/* A field, without its quotes and the blanks around it. */
typedef struct TgCsvText
{
	const char *text;
	size_t len;
	bool quoted;
} TgCsvText;

/* Where the line that begins at at ends, its end of line included. */
extern size_t tg_line_end(const char *text, size_t len, size_t at);

/* The length of a line without its end. */
extern size_t tg_bare_len(const char *line, size_t len);

/* Tell whether a line draws one, as under a table's header: ---+---. */
extern bool tg_csv_is_rule(const char *line, size_t len);

/* Find the first records.  Empty lines are none. */
extern void tg_csv_records_find(const char *text, size_t len, char quote,
								TgCsvRecords *records);

/* As tg_csv_field. */
extern TgCsvText tg_csv_records_field(const TgCsvRecords *records, int record,
									  char delimiter, char quote, size_t *at);

#endif /* TG_CORE_TEXT_CSV_RECORDS_H */
