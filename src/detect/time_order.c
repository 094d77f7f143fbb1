/*
 * time_order.c
 *	  Which of two columns of times a trip begins by.
 */
#include "compat.h"

#include "detect/time_order.h"

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
