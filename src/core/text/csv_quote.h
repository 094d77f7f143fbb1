/*
 * csv_quote.h
 *	  What stands around fields, where nobody has said it.
 */
#ifndef TG_CORE_TEXT_CSV_QUOTE_H
#define TG_CORE_TEXT_CSV_QUOTE_H

#include <stddef.h>

/* Stands for a quote where there is none: no text has it. */
#define TG_NO_QUOTE '\1'

/*
 * Find it in a text that one of these delimiters separates; one alone may not
 * occur, and then there is one field:
 * '"', or '\'' where
 * it alone encloses fields, or TG_NO_QUOTE where '"' stands behind digits
 * alone, for seconds or inches.
 */
extern char tg_csv_find_quote(const char *text, size_t len,
							  const char *delimiters);

#endif /* TG_CORE_TEXT_CSV_QUOTE_H */
