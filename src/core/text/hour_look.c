/*
 * hour_look.c
 *	  Whether times may be those of a clock of 12 hours whose AM and PM are
 *	  lost.
 */
#include "core/text/hour_look.h"

#include <string.h>

#define NOON 12
#define MORNING 6
#define ENOUGH 50	  /* times, */
#define SOME_EARLY 10 /* and one of so many of them early */

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

void
tg_hours_add(TgHours *hours, const char *bytes, size_t len)
{
	const char *colon = len == 0 ? NULL : memchr(bytes, ':', len);
	const char *first = colon;
	int hour = 0;

	if (colon == NULL)
		return;
	while (first > bytes && is_digit(first[-1]))
		first--;
	if (first == colon || colon - first > 2)
		return;
	for (; first < colon; first++)
		hour = 10 * hour + (*first - '0');
	hours->times++;
	hours->early += hour >= 1 && hour <= MORNING;
	hours->whole_day |= hour == 0 || hour > NOON;
}

bool
tg_hours_halved(const TgHours *hours)
{
	return !hours->whole_day && hours->times >= ENOUGH &&
		   hours->early * SOME_EARLY >= hours->times;
}
