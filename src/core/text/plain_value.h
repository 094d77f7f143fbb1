/*
 * plain_value.h
 *	  Texts of numbers and times that every reader of such takes.
 *
 * Where a server's input function can only raise an error, what it is sure to
 * take needs nobody to catch one.  No blanks are passed over.
 */
#ifndef TG_CORE_TEXT_PLAIN_VALUE_H
#define TG_CORE_TEXT_PLAIN_VALUE_H

#include <stdbool.h>
#include <stddef.h>

/* A whole number of at most so many digits, with or without a minus. */
extern bool tg_plain_integer(const char *text, size_t len, size_t digits);

/* The same with a point within its digits. */
extern bool tg_plain_decimal(const char *text, size_t len, size_t digits);

/*
 * YYYY-MM-DD, of the years 1900 to 2199; with time also HH:MM[:SS[.fraction]]
 * of up to six digits, and +00 after it.  Days are 01 to 28.
 */
extern bool tg_plain_date(const char *text, size_t len);
extern bool tg_plain_time(const char *text, size_t len);

#endif /* TG_CORE_TEXT_PLAIN_VALUE_H */
