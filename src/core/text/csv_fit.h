/*
 * csv_fit.h
 *	  Whether quotes stand where a shape says they do, all through a text.
 */
#ifndef TG_CORE_TEXT_CSV_FIT_H
#define TG_CORE_TEXT_CSV_FIT_H

#include <stdbool.h>
#include <stddef.h>

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

#endif /* TG_CORE_TEXT_CSV_FIT_H */
