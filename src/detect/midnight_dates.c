/*
 * midnight_dates.c
 *	  Dates that are written with a time of day, which is midnight in all rows.
 *
 * Databases and portals export a column of dates so.  It is no departure: the
 * time of day is in a column of its own, or nowhere.
 */
#include "compat.h"

#include "mb/pg_wchar.h"
#include "utils/timestamp.h"

#include "detect/date_guess.h"
#include "detect/midnight_dates.h"

#define ENOUGH_DAYS 3 /* which no chance has at one time of day */

#define MIDNIGHT                                                              \
	"([T ,_-]+(0?0[:.h]00([:.]00([.,]0+)?)?( *a[.]?m[.]?)?"                   \
	"|12:00(:00([.,]0+)?)? *a[.]?m[.]?)|[T ]?00(00){1,2})"                    \
	"( *([-+]\\d{1,2}(:?\\d\\d)?|[[:alpha:]]{1,5}))?$"

/* What of a value is its midnight; null for none. */
static const char *
midnight_in(const char *value)
{
	regmatch_t found;

	if (!pattern_find(MIDNIGHT, value, 1, &found) || found.rm_so == 0)
		return NULL;
	return value +
		   pg_mbcharcliplen(value, (int) strlen(value), (int) found.rm_so);
}

const char *
midnight_of_dates(Texts values)
{
	const char *midnight = NULL;

	for (int i = 0; i < values.count; i++)
	{
		const char *own;

		if (values.text[i][0] == '\0')
			continue;
		own = midnight_in(values.text[i]);
		if (own == NULL || (midnight != NULL && strcmp(own, midnight) != 0))
			return NULL;
		midnight = own;
	}
	return midnight;
}

Texts
dates_without(Texts values, const char *midnight)
{
	Texts dates = {palloc(Max(values.count, 1) * sizeof(char *)),
				   values.count};
	size_t cut = strlen(midnight);

	for (int i = 0; i < values.count; i++)
	{
		size_t len = strlen(values.text[i]);

		dates.text[i] = pnstrdup(values.text[i], len < cut ? len : len - cut);
	}
	return dates;
}

bool
departures_are_dates(Texts departures, const char *template)
{
	int64 earliest = USECS_PER_DAY;
	int64 latest = 0;
	int64 day = 0;
	int days = 0;
	bool instants = false;

	for (int i = 0; i < departures.count; i++)
	{
		int64 departure;
		int64 time;
		TgClock clock;

		if (departure_read(departures.text[i], template, &departure, &clock) !=
			TG_OK)
			continue;
		time = departure % USECS_PER_DAY;
		if (time < 0)
			time += USECS_PER_DAY;
		earliest = Min(earliest, time);
		latest = Max(latest, time);
		instants |= clock != TG_CLOCK_LOCAL;
		days += days == 0 || departure - time != day;
		day = departure - time;
	}
	if (days < ENOUGH_DAYS)
		return false;
	return instants ? earliest % USECS_PER_HOUR == 0 &&
						  latest % USECS_PER_HOUR == 0 &&
						  latest - earliest <= USECS_PER_HOUR
					: latest == 0;
}

bool
template_has(const char *template, const char *element)
{
	size_t len = strlen(element);
	bool quoted = false;

	for (; template != NULL && *template != '\0'; template ++)
	{
		quoted ^= *template == '"';
		if (!quoted && strncmp(template, element, len) == 0)
			return true;
	}
	return false;
}

bool
template_has_time(const char *template)
{
	return template_has(template, "HH") || template_has(template, "MINUTES");
}
