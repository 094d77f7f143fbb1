/*
 * hour_look.c
 *	  Whether times may be those of a clock of 12 hours whose AM and PM are
 *	  lost, or hours are counted from 1 to 24.
 */
#include "core/text/hour_look.h"

#include <string.h>

#include "core/text/ascii.h"
#include "core/text/text.h"

#define NOON 12
#define MORNING 6
#define MIDNIGHT 24

/*
 * By a clock of 24 hours, that none of twenty trips departs at noon or later
 * has a chance below one in a thousand, even if only three of ten do so; most
 * do.  A file of one morning is another thing: some have to be early, and
 * more of them where there are few times.
 */
#define ENOUGH 20
#define FEW_EARLY 4
#define MANY 50
#define MANY_EARLY 10

/* Tell whether what follows an hour is more than zeros. */
static bool
has_minutes(const char *at, const char *end)
{
	for (; at < end && (*at == ':' || *at == '.' || tg_is_digit(*at)); at++)
		if (*at > '0' && *at <= '9')
			return true;
	return false;
}

void
tg_hours_add(TgHours *hours, const char *bytes, size_t len)
{
	const char *colon;
	bool alone;
	const char *first;
	int hour = 0;

	tg_text_trim(&bytes, &len);
	colon = len == 0 ? NULL : memchr(bytes, ':', len);
	alone = colon == NULL && len > 0 && len <= 2;
	if (alone)
		colon = bytes + len;
	if (colon == NULL)
		return;
	first = colon;
	while (first > bytes && tg_is_digit(first[-1]))
		first--;
	if (first == colon || colon - first > 2 || (alone && first > bytes))
		return;
	for (; first < colon; first++)
		hour = 10 * hour + (*first - '0');
	hours->times++;
	hours->early += hour >= 1 && hour <= MORNING;
	hours->whole_day |= hour == 0 || hour > NOON;
	hours->alone |= alone;
	hours->last |= alone && hour == MIDNIGHT;
	hours->full |= !alone && hour == MIDNIGHT;
	hours->minutes |= has_minutes(colon, bytes + len);
}

bool
tg_hours_to_24(const TgHours *hours)
{
	return hours->last || (hours->full && !hours->minutes);
}

bool
tg_hours_known(const TgHours *hours)
{
	return hours->whole_day &&
		   (hours->last || (!hours->alone && hours->minutes));
}

bool
tg_hours_halved(const TgHours *hours)
{
	return !hours->whole_day && hours->times >= ENOUGH &&
		   hours->early * (hours->times < MANY ? FEW_EARLY : MANY_EARLY) >=
			   hours->times;
}
