/*
 * time_order.c
 *	  Which of two columns of times a trip begins by.
 */
#include "compat.h"

#include "utils/timestamp.h"

#include "detect/time_order.h"

#define MOST_OFFSET (14 * USECS_PER_HOUR)
#define OFFSET_STEP (15 * USECS_PER_MINUTE)

#define FEW 50 /* of so many rows one may end before it begins */

/* The template of a column's times, null for the plain form. */
static bool
find_form(Texts values, DatesOrder order, const char **template)
{
	bool open;

	if (*template == NULL)
		*template = date_guess(texts_filled(values), order, &open);
	if (*template == NULL)
		return false;
	if (**template == '\0')
		*template = NULL;
	return true;
}

TimeOrder
times_order(Texts first, Texts second, const char *template, DatesOrder order)
{
	const char *templates[] = {template, template};
	int before = 0;
	int after = 0;

	if (!find_form(first, order, &templates[0]) ||
		!find_form(second, order, &templates[1]))
		return TIMES_UNKNOWN;
	for (int i = 0; i < Min(first.count, second.count); i++)
	{
		int64 times[2];
		TgClock clock;

		if (departure_read(first.text[i], templates[0], &times[0], &clock) !=
				TG_OK ||
			departure_read(second.text[i], templates[1], &times[1], &clock) !=
				TG_OK)
			continue;
		before += times[0] < times[1];
		after += times[0] > times[1];
	}
	if (Min(before, after) * FEW > Max(before, after))
		return TIMES_UNKNOWN;
	return after > before ? TIMES_SECOND : TIMES_FIRST;
}

bool
times_are_shifted(Texts times, Texts others, DatesOrder order)
{
	const char *templates[] = {NULL, NULL};
	int64 offsets[] = {0, 0}; /* 0: none */
	int rows = 0;

	if (!find_form(times, order, &templates[0]) ||
		!find_form(others, order, &templates[1]))
		return false;
	for (int i = 0; i < Min(times.count, others.count); i++)
	{
		int64 both[2];
		TgClock clocks[2];
		int64 offset;

		if (departure_read(times.text[i], templates[0], &both[0],
						   &clocks[0]) != TG_OK ||
			departure_read(others.text[i], templates[1], &both[1],
						   &clocks[1]) != TG_OK)
			continue;
		offset = both[0] - both[1];
		if (clocks[0] != TG_CLOCK_INSTANT || clocks[1] != TG_CLOCK_INSTANT ||
			offset == 0 || offset % OFFSET_STEP != 0 || offset > MOST_OFFSET ||
			offset < -MOST_OFFSET)
			return false;
		if (offsets[0] == 0)
			offsets[0] = offset;
		else if (offset != offsets[0] && offsets[1] == 0)
			offsets[1] = offset;
		if (offset != offsets[0] && offset != offsets[1])
			return false;
		rows++;
	}
	return rows > 1 && (offsets[1] == 0 ||
						llabs(offsets[0] - offsets[1]) <= USECS_PER_HOUR);
}
