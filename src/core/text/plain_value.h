/*
 * plain_value.h
 *	  Texts of numbers and times that every reader of such takes, and takes
 *	  alike.
 *
 * What is written so needs no input function of the server, which takes longer
 * and, where it can only raise an error, somebody to catch one.  No blanks are
 * passed over; a result is left alone unless true.
 */
#ifndef TG_CORE_TEXT_PLAIN_VALUE_H
#define TG_CORE_TEXT_PLAIN_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A whole number of at most so many digits (18), with or without a minus. */
extern bool tg_plain_integer(const char *text, size_t len, size_t digits,
							 int64_t *out);

/* The same with a point within its digits, however many. */
extern bool tg_plain_decimal(const char *text, size_t len, size_t digits);

/*
 * YYYY-MM-DD, of the years 1900 to 2199 and days 01 to 28, in microseconds
 * since 2000-01-01.
 */
extern bool tg_plain_date(const char *text, size_t len, int64_t *out);

/*
 * A plain date, a blank and HH:MM[:SS[.fraction]], of up to six digits; with
 * +00 after it, *utc is true.
 */
extern bool tg_plain_time(const char *text, size_t len, int64_t *out,
						  bool *utc);

#endif /* TG_CORE_TEXT_PLAIN_VALUE_H */
