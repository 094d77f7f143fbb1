/*
 * ascii.h
 *	  The kinds of ASCII characters, whatever the locale.
 */
#ifndef TG_CORE_TEXT_ASCII_H
#define TG_CORE_TEXT_ASCII_H

#include <stdbool.h>

static inline bool
tg_is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline bool
tg_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool
tg_is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static inline bool
tg_is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static inline bool
tg_is_letter(char c)
{
	return tg_is_lower(c) || tg_is_upper(c);
}

static inline char
tg_lower(char c)
{
	return tg_is_upper(c) ? (char) (c + ('a' - 'A')) : c;
}

static inline const char *
tg_skip_blanks(const char *at, const char *end)
{
	while (at < end && tg_is_blank(*at))
		at++;
	return at;
}

#endif /* TG_CORE_TEXT_ASCII_H */
