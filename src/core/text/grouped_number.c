/*
 * grouped_number.c
 *	  Numbers with marks between their thousands.
 */
#include "core/text/grouped_number.h"

#include <string.h>

#include "core/text/ascii.h"

static size_t
count_digits(const char *at, const char *end)
{
	size_t count = 0;

	while (at + count < end && tg_is_digit(at[count]))
		count++;
	return count;
}

/* How long a mark between thousands is; 0 if there is none. */
static size_t
mark_length(const char *at, const char *end)
{
	static const char *const marks[] = {
		".", ",", "'", " ", "\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x99"};

	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
	{
		size_t len = strlen(marks[i]);

		if (len <= (size_t) (end - at) && memcmp(at, marks[i], len) == 0)
			return len;
	}
	return 0;
}

bool
tg_grouped_read(const char *text, size_t len, TgGrouped *g)
{
	const char *end = text + len;
	const char *at = text + (len > 0 && text[0] == '-');
	size_t digits = count_digits(at, end);
	const char *mark = at + digits;
	size_t mark_len = mark_length(mark, end);

	*g = (TgGrouped){0};
	if (digits == 0 || (*at == '0' && digits > 1))
		return false;
	at += digits;
	while (digits <= 3 && mark_len > 0 && (size_t) (end - at) > mark_len &&
		   memcmp(at, mark, mark_len) == 0 &&
		   count_digits(at + mark_len, end) == 3)
	{
		g->mark = mark_len == 1 ? *mark : '\0';
		g->groups++;
		at += mark_len + 3;
	}
	if (at < end && (*at == '.' || *at == ','))
	{
		g->point = *at++;
		digits = count_digits(at, end);
		if (digits == 0)
			return false;
		at += digits;
	}
	return at == end;
}
