/*
 * named_clock.c
 *	  Departures by the clock of a zone that has a name.
 */
#include "compat.h"

#include "utils/datetime.h"
#include "utils/formatting.h"
#include "utils/timestamp.h"

#include "core/text/ascii.h"
#include "core/text/zone.h"
#include "types/named_clock.h"

/* Seconds since 1970, as if the clock were that of UTC. */
static pg_time_t
unix_time(int64 departure)
{
	return departure / USECS_PER_SEC +
		   (pg_time_t) (POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE) *
			   SECS_PER_DAY;
}

/*
 * A zone of that name.  The server takes others for rules of POSIX, which have
 * digits: Vienna2 would be two hours west.
 */
static pg_tz *
zone_of_name(const char *name)
{
	if (strpbrk(name, "0123456789") != NULL &&
		pg_strncasecmp(name, "Etc/", 4) != 0)
		return NULL;
	return pg_tzset(name);
}

static TgStatus
by_zone(const char *name, pg_tz *zone, int64_t *departure, TgClock *clock)
{
	pg_tz *own = zone_of_name(name);
	struct pg_tm tm;
	fsec_t fraction;

	if (own == NULL)
		return TG_BAD_ZONE;
	*clock = TG_CLOCK_LOCAL;
	if (zone == NULL || zone == own)
		return TG_OK;
	if (timestamp2tm(*departure, NULL, &tm, &fraction, NULL, NULL) != 0)
		return TG_NO_SUCH_DATETIME;
	*departure += DetermineTimeZoneOffset(&tm, own) * USECS_PER_SEC;
	*clock = TG_CLOCK_INSTANT;
	return TG_OK;
}

/*
 * An abbreviation of a zone; in Australia EST is what is written AEST now.
 */
static bool
find_abbreviation(const char *name, const pg_time_t *time, long int *east,
				  int *summer, pg_tz *zone)
{
	char longer[TZ_STRLEN_MAX + 2];

	if (pg_interpret_timezone_abbrev(name, time, east, summer, zone))
		return true;
	snprintf(longer, sizeof longer, "A%s", name);
	return strncmp(pg_get_timezone_name(zone), "Australia/", 10) == 0 &&
		   pg_interpret_timezone_abbrev(longer, time, east, summer, zone);
}

static TgStatus
by_abbreviation(char *name, pg_tz *zone, int64_t *departure, TgClock *clock)
{
	int minutes = 0;
	pg_time_t time = unix_time(*departure);
	bool known = tg_zone_minutes(name, strlen(name), &minutes);
	long int east;
	int summer;

	*clock = TG_CLOCK_LOCAL;
	if (zone == NULL)
		return known ? TG_OK : TG_BAD_ZONE;
	for (char *c = name; *c != '\0'; c++)
		*c = (char) pg_toupper((unsigned char) *c);
	if (!find_abbreviation(name, &time, &east, &summer, zone))
	{
		if (!known)
			return TG_BAD_ZONE;
		east = minutes * SECS_PER_MINUTE;
	}
	*departure -= east * USECS_PER_SEC;
	*clock = TG_CLOCK_INSTANT;
	return TG_OK;
}

TgStatus
named_clock_read(const char *text, size_t len, pg_tz *zone, int64_t *departure,
				 TgClock *clock)
{
	char name[TZ_STRLEN_MAX + 1];
	size_t name_len;
	const char *found = tg_zone_name(text, len, &name_len);

	if (name_len == 0 || name_len >= sizeof name)
		return TG_BAD_ZONE;
	memcpy(name, found, name_len);
	name[name_len] = '\0';
	return strchr(name, '/') != NULL
			   ? by_zone(name, zone, departure, clock)
			   : by_abbreviation(name, zone, departure, clock);
}

/*
 * GMT, which is UTC but also London's clock in winter, unless an offset says
 * what it is; *len is 0 for none.
 */
static const char *
find_gmt(const char *text, size_t *len)
{
	for (const char *at = text; (at = strpbrk(at, "Gg")) != NULL; at++)
	{
		const char *before = at;

		if (pg_strncasecmp(at, "GMT", 3) != 0 || tg_is_letter(at[3]) ||
			tg_is_digit(at[3]) || at[3] == '+' || at[3] == '-' ||
			at[3] == '/' || (at > text && tg_is_letter(at[-1])))
			continue;
		while (before > text && tg_is_blank(before[-1]))
			before--;
		while (before > text && (tg_is_digit(before[-1]) || before[-1] == ':'))
			before--;
		if (before == text || (before[-1] != '+' && before[-1] != '-'))
		{
			*len = 3;
			return at;
		}
	}
	return text;
}

static bool
has_offset(pg_tz *zone, pg_time_t time, long int east)
{
	return pg_localtime(&time, zone)->tm_gmtoff == east;
}

#define SEASON (91 * (pg_time_t) SECS_PER_DAY) /* winter's clock is longer */

bool
named_clock_is_off(const char *text, int64 departure, TgClock clock,
				   pg_tz *zone)
{
	pg_time_t time = unix_time(departure);
	size_t len = 0;
	const char *found = clock == TG_CLOCK_NAMED
							? tg_zone_name(text, strlen(text), &len)
							: find_gmt(text, &len);
	bool seasons = true;
	char *name;
	long int east;
	int summer;
	int minutes;

	if (len == 0)
		return false;
	name = asc_toupper(found, len);
	if (!find_abbreviation(name, &time, &east, &summer, zone))
	{
		/* MEZ is what only people call the clock of Berlin */
		if (!tg_zone_minutes(name, len, &minutes))
			return false;
		east = minutes * SECS_PER_MINUTE;
		seasons = has_offset(zone, time - SEASON, east) ||
				  has_offset(zone, time - 2 * SEASON, east) ||
				  has_offset(zone, time - 3 * SEASON, east);
	}
	return seasons && !has_offset(zone, time - east, east);
}

const char *
named_clock_zone(const char *text)
{
	size_t len;
	const char *found = tg_zone_name(text, strlen(text), &len);
	char *name = pnstrdup(found, len);
	pg_tz *zone = strchr(name, '/') == NULL ? NULL : zone_of_name(name);

	return zone == NULL ? NULL : pg_get_timezone_name(zone);
}
