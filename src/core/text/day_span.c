/*
 * day_span.c
 *	  A span of the day as people write it: 07:00-10:00.
 */
#include "core/text/day_span.h"

#include <string.h>

#include "core/text/ascii.h"
#include "core/text/text.h"

#define DAY_MINUTES 1440

static bool
read_time(const char *text, size_t len, int32_t *minutes)
{
	int32_t hour;
	int32_t minute;

	tg_text_trim(&text, &len);
	if (len != 5 || !tg_is_digit(text[0]) || !tg_is_digit(text[1]) ||
		text[2] != ':' || !tg_is_digit(text[3]) || !tg_is_digit(text[4]))
		return false;
	hour = 10 * (text[0] - '0') + (text[1] - '0');
	minute = 10 * (text[3] - '0') + (text[4] - '0');
	*minutes = 60 * hour + minute;
	return minute < 60 && *minutes <= DAY_MINUTES;
}

bool
tg_day_span_parse(const char *text, size_t len, int32_t *from, int32_t *until)
{
	const char *dash = len == 0 ? NULL : memchr(text, '-', len);
	size_t first;

	if (dash == NULL)
		return false;
	first = (size_t) (dash - text);
	return read_time(text, first, from) &&
		   read_time(dash + 1, len - first - 1, until) &&
		   from[0] < DAY_MINUTES && from[0] != until[0];
}
