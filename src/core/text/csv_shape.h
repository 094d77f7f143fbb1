/*
 * csv_shape.h
 *	  How a text of records is written, where nobody has said it: found out
 *	  from its beginning.
 */
#ifndef TG_CORE_TEXT_CSV_SHAPE_H
#define TG_CORE_TEXT_CSV_SHAPE_H

#include <stdbool.h>
#include <stddef.h>

/* Stands for a quote where there is none: no text has it. */
#define TG_NO_QUOTE '\1'

/* What a text is. */
typedef enum TgTextShape
{
	TG_SHAPE_RECORDS, /* or nothing that is known */
	TG_SHAPE_COLUMNS, /* of fixed width, blanks between them */
	TG_SHAPE_COPY,	  /* SQL with the rows of a COPY FROM stdin */
	TG_SHAPE_INSERT	  /* SQL with rows in INSERT statements */
} TgTextShape;

typedef struct TgCsvShape
{
	TgTextShape is;
	char delimiter; /* '\0': none is known */
	/* '"', or '\'' where it alone encloses fields, or TG_NO_QUOTE where '"'
	 * stands behind digits alone, for seconds or inches */
	char quote;
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

/*
 * Whether quotes stand but around fields, in bytes that come in pieces; or,
 * where TG_NO_QUOTE is the quote, double ones but behind digits.
 */
typedef struct TgCsvFit
{
	char delimiter;
	char quote;
	bool in_quote;
	bool closing;  /* a quote may have ended the field */
	bool at_start; /* of a field */
	bool amid;	   /* a quote stands amid one, or where none is expected */
	char last;	   /* the byte before */
} TgCsvFit;

extern void tg_csv_fit_begin(TgCsvFit *fit, char delimiter, char quote);

/* Look at more bytes; false if a quote does not fit. */
extern bool tg_csv_fit_next(TgCsvFit *fit, const char *bytes, size_t len);

/* Tell whether a line draws one, as under a table's header: ---+---. */
extern bool tg_csv_is_rule(const char *line, size_t len);

/* Where the line that begins at at ends, its end of line included. */
extern size_t tg_line_end(const char *text, size_t len, size_t at);

#endif /* TG_CORE_TEXT_CSV_SHAPE_H */
