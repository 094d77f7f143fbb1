/*
 * passed_zone.c
 *	  A column of its own for the zone of departures, or their offset from UTC.
 */
#include "compat.h"

#include "pgtime.h"
#include "utils/timestamp.h"

#include "detect/detected.h"
#include "detect/doubts.h"
#include "detect/passed_columns.h"

#define EPOCH_DAYS (POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE)

/* Names of columns of zones, and of offsets. */
#define ZONES                                                                 \
	"(^|_)(tz|time_?zone|zeitzone|fuseau|fuso|huso|tijdzone|tids?zone?"       \
	"|strefa|(utc|gmt|tz|zone)_?offset|offset)(_|$)"
#define OFFSET "^((utc|gmt) *)?[-+]?\\d{1,2}(:?\\d\\d)?$"
#define NO_OFFSET "^((utc|gmt) *)?[-+]?0?0(:?00)?$"

/* Tell whether values all are one. */
static bool
are_one(Texts values)
{
	for (int i = 1; i < values.count; i++)
		if (strcmp(values.text[i], values.text[0]) != 0)
			return false;
	return values.count > 0;
}

/* The seconds of an offset in hours, or in hours and minutes. */
static long
offset_seconds(const char *text)
{
	const char *digits = text + strcspn(text, "-+0123456789");
	bool west = *digits == '-';
	char *end;
	long hours;
	long minutes = 0;

	digits += *digits == '-' || *digits == '+';
	hours = strtol(digits, &end, 10);
	if (*end == ':')
		minutes = strtol(end + 1, NULL, 10);
	else if (end - digits > 2)
	{
		minutes = hours % 100;
		hours /= 100;
	}
	hours = hours * SECS_PER_HOUR + minutes * SECS_PER_MINUTE;
	return west ? -hours : hours;
}

/*
 * Tell whether a zone's clock has the offset of each row when the row departs;
 * all are the values of a column, as the rows have them.
 */
static bool
zone_has(const Detected *found, const char *zone, Texts all)
{
	Texts departures = detected_departures(found);
	pg_tz *tz = pg_tzset(zone);

	for (int i = 0; tz != NULL && i < Min(all.count, departures.count); i++)
	{
		long offset = offset_seconds(all.text[i]);
		int64 departure;
		TgClock clock;
		pg_time_t at;

		if (all.text[i][0] == '\0' || departures.text[i][0] == '\0' ||
			departure_read(departures.text[i], found->date_format, &departure,
						   &clock) != TG_OK ||
			clock != TG_CLOCK_LOCAL)
			continue;
		at = departure / USECS_PER_SEC +
			 (pg_time_t) EPOCH_DAYS * SECS_PER_DAY - offset;
		if (pg_localtime(&at, tz)->tm_gmtoff != offset)
			return false;
	}
	return tz != NULL;
}

#define PLACE_OF_ZONE "^(Etc/GMT[-+]?\\d{1,2}|[a-z_]+(/[a-z_-]+){1,2})$"

/*
 * Tell whether a text is the name of a zone, as "Europe/Vienna" is.  The
 * server takes many a text with digits for one: "/1", "Lot/7".
 */
static bool
is_zone(const char *text)
{
	return strcmp(text, "UTC") == 0 || strcmp(text, "GMT") == 0 ||
		   (strlen(text) < TZ_STRLEN_MAX &&
			pattern_matches(PLACE_OF_ZONE, text) && pg_tzset(text) != NULL);
}

static bool
are_zones(Texts values)
{
	for (int i = 0; i < values.count; i++)
		if (!is_zone(values.text[i]))
			return false;
	return values.count > 0;
}

/* The clock of departures is the one that a column names, if it is one. */
static void
take_clock(Detected *found, const char *name, const char *zone)
{
	if (found->city != NULL ? strcmp(zone, found->city->zone) == 0
							: strchr(zone, '/') != NULL)
		return; /* the local one */
	found->clock = zone;
	if (found->time_zone == NULL && found->city != NULL)
		found->time_zone = found->city->zone;
	detected_warn(
		found, "a feed of your own",
		"departures are taken to be by the clock of %s, which column "
		"\"%s\" says of the first rows%s",
		zone, name,
		found->time_zone != NULL
			? ""
			: ", and become local time of the session's TimeZone");
}

static void
warn_of(Detected *found, const char *name)
{
	detected_warn(found,
				  "a feed of your own, with clock => 'UTC' if they are,",
				  "departures are taken for local time, whatever column "
				  "\"%s\" says",
				  name);
}

/*
 * The zone, or the offset from UTC, of departures that say none themselves.
 */
void
passed_zone(Detected *found, const char *name, Texts all)
{
	Texts values = texts_filled(all);
	bool named = pattern_matches(ZONES, name_words_of(name));

	if (found->instants || found->clock != NULL)
		return;
	if (found->given.time_zone != NULL)
	{
		/* which is whose local time instants become, and these are none */
		if (named && !found->sample.headerless)
			warn_of(found, name);
		return;
	}
	if (are_zones(values))
	{
		if (are_one(values))
			take_clock(found, name, values.text[0]);
		else if (found->city != NULL)
			passed_refuse(
				found,
				psprintf("Column \"%s\" has several zones; departures that "
						 "name theirs, or an offset, are read",
						 name));
		return;
	}
	if (!named || found->sample.headerless)
		return;
	if (pattern_share(NO_OFFSET, values, 100))
		take_clock(found, name, "UTC");
	else if (found->city != NULL && pattern_share(OFFSET, values, 100) &&
			 !zone_has(found, found->city->zone, all))
		passed_refuse(
			found,
			psprintf("Column \"%s\" has offsets that %s has not; departures "
					 "with theirs behind them are read",
					 name, found->city->name));
	else
		warn_of(found, name);
}
