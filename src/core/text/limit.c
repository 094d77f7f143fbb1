/*
 * limit.c
 *	  How many of the rows that were read may be rejected.
 */
#include "core/text/limit.h"

#include <string.h>

#include "core/text/ascii.h"
#include "core/text/text.h"

#define DECIMALS 6 /* of a percentage */

/* Read the digits at *text, which must be some; false if they are too many. */
static bool
read_digits(const char **text, const char *end, int64_t *value)
{
	const char *start = *text;

	for (*value = 0; *text < end && tg_is_digit(**text); ++*text)
	{
		int digit = **text - '0';

		if (*value > (INT64_MAX - digit) / 10)
			return false;
		*value = *value * 10 + digit;
	}
	return *text > start;
}

/* Read ".25", which may be missing, as parts of a million. */
static bool
read_decimals(const char **text, const char *end, int64_t *value)
{
	const char *start;
	int64_t digits;

	*value = 0;
	if (*text == end || **text != '.')
		return true;
	start = ++*text;
	if (!read_digits(text, end, &digits) || *text - start > DECIMALS)
		return false;
	for (ptrdiff_t i = *text - start; i < DECIMALS; i++)
		digits *= 10;
	*value = digits;
	return true;
}

bool
tg_limit_parse(const char *text, size_t len, TgLimit *limit)
{
	const char *end;
	int64_t whole;
	int64_t decimals;

	tg_text_trim(&text, &len);
	end = text + len;
	limit->kind = TG_LIMIT_NONE;
	limit->most = 0;
	if (len == 0 || (len == 3 && memcmp(text, "off", 3) == 0))
		return true;
	if (len == 4 && memcmp(text, "auto", 4) == 0)
	{
		limit->kind = TG_LIMIT_AUTO;
		return true;
	}
	if (!read_digits(&text, end, &whole))
		return false;
	if (text == end)
	{
		limit->kind = TG_LIMIT_ROWS;
		limit->most = whole;
		return true;
	}
	if (!read_decimals(&text, end, &decimals))
		return false;
	while (text < end && *text == ' ')
		text++;
	if (end - text != 1 || *text != '%' || whole > 100)
		return false;
	limit->kind = TG_LIMIT_SHARE;
	limit->most = whole * (TG_SHARE_WHOLE / 100) + decimals;
	return limit->most <= TG_SHARE_WHOLE;
}

bool
tg_limit_passed(const TgLimit *limit, int64_t rejected, int64_t read,
				bool ended)
{
	switch (limit->kind)
	{
		case TG_LIMIT_ROWS:
			return rejected > limit->most;
		case TG_LIMIT_SHARE:
			/* products of 64 bits each */
			return ended && (__int128) rejected * TG_SHARE_WHOLE >
								(__int128) limit->most * read;
		case TG_LIMIT_AUTO:
			/* rejected is at most read, so nothing overflows */
			return read >= TG_AUTO_ROWS &&
				   read - rejected < (read - 1) / TG_AUTO_TRIPS + 1;
		default:
			return false;
	}
}
