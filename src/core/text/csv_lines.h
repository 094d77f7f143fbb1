/*
 * csv_lines.h
 *	  The lines of a record of CSV that has several, because quotes go around
 *	  their ends.
 *
 * A quote that was forgotten, or is one too many, takes all that follows into
 * a field, up to the next quote.  What is within is no text then, but rows.
 */
#ifndef TG_CORE_TEXT_CSV_LINES_H
#define TG_CORE_TEXT_CSV_LINES_H

#include <stdbool.h>
#include <stddef.h>

typedef struct TgCsvLines
{
	const char *record;
	size_t len;
	char delimiter;
	char quote;
	char escape;
	size_t at;	   /* of the next line */
	bool in_quote; /* there */
	bool amid;	   /* the field that goes on there has had more than blanks, */
	bool opened_amid; /* as that of the quote had */
	bool spans;		  /* the quote goes around an end of line */
	bool stray; /* one that does was opened amid a field, or ended before it */
} TgCsvLines;

typedef struct TgCsvLine
{
	size_t first;
	size_t len;		 /* without its end */
	unsigned fields; /* that its delimiters part, whatever quotes say */
	bool within;	 /* quotes go around some of these delimiters */
} TgCsvLine;

/* Begin with a record, as COPY cuts it, without its end of line. */
extern void tg_csv_lines_begin(TgCsvLines *lines, const char *record,
							   size_t len, char delimiter, char quote,
							   char escape);

/* Find the next line; false after the last. */
extern bool tg_csv_lines_next(TgCsvLines *lines, TgCsvLine *line);

#endif /* TG_CORE_TEXT_CSV_LINES_H */
