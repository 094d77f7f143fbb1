/*
 * doubt_clocks.c
 *	  Departures of which some are by another clock than others, or by half of
 *	  one.
 */
#include "compat.h"

#include "mb/pg_wchar.h"
#include "utils/timestamp.h"

#include "core/text/hour_look.h"
#include "detect/detected.h"
#include "detect/doubts.h"
#include "detect/midnight_dates.h"
#include "types/named_clock.h"
#include "types/status.h"

#define FEW(n, of) ((n) *20 <= (of)) /* which are rejects */
#define HALF_OF_DAY "\\d *[AaPp][.]? *[Mm][.]?( |$)"
#define EXAMPLE 40

/* The departures that are local times, or those that are not. */
static Texts
departures_by(const Detected *found, Texts departures, bool local)
{
	Texts some = {palloc(Max(departures.count, 1) * sizeof(char *)), 0};

	for (int i = 0; i < departures.count; i++)
	{
		int64 departure;
		TgClock clock;

		if (departure_read(departures.text[i], found->date_format, &departure,
						   &clock) == TG_OK &&
			(clock == TG_CLOCK_LOCAL) == local)
			some.text[some.count++] = departures.text[i];
	}
	return some;
}

bool
letters_are_off(const char *text, const TgDateFormat *form, pg_tz *zone)
{
	int64 departure;
	TgClock clock;
	TgStatus status =
		form == NULL
			? tg_datetime_parse(text, strlen(text), &departure, &clock)
			: tg_date_format_parse(form, text, strlen(text), &departure,
								   &clock);

	return status == TG_OK && clock != TG_CLOCK_LOCAL &&
		   named_clock_is_off(text, departure, clock, zone);
}

/*
 * Letters of a clock that the zone has, but not when trips depart, may be
 * right, or stand behind local times all year; the rest of a file may have
 * them, too.
 */
static void
settle_letters(Detected *found, Texts departures)
{
	const TgDateFormat *own = NULL;
	TgDateFormat form;
	pg_tz *zone;

	if (found->time_zone == NULL || found->given.time_zone != NULL ||
		found->given.date_format != NULL)
		return;
	zone = pg_tzset(found->time_zone);
	if (zone == NULL)
		return;
	if (found->date_format != NULL)
	{
		status_check(tg_date_format_compile(
			found->date_format, strlen(found->date_format), &form));
		own = &form;
	}
	found->clocks = "named";
	for (int i = 0; i < departures.count; i++)
	{
		const char *text = departures.text[i];

		if (!letters_are_off(text, own, zone))
			continue;
		detected_warn(found, LETTERS_SETTLED_BY, LETTERS_ARE_OFF,
					  pg_mbcharcliplen(text, (int) strlen(text), EXAMPLE),
					  text, found->time_zone);
		found->clocks = "instants";
		return;
	}
}

/*
 * In a column of local times an instant is something else, and so is a local
 * time among instants, unless the clock that it is by is known.
 */
void
settle_clocks(Detected *found)
{
	Texts departures = texts_filled(detected_departures(found));
	Texts local;
	Texts instants;

	if (departures.count == 0 || found->clock != NULL)
		return;
	local = departures_by(found, departures, true);
	instants = departures_by(found, departures, false);
	if (local.count + instants.count == 0)
		return;
	found->clocks = local.count > instants.count ? "local" : "instants";
	if (instants.count > 0 && *found->clocks == 'i')
		settle_letters(found, instants);
	if (!FEW(Min(local.count, instants.count), local.count + instants.count))
		detected_refuse(
			found,
			psprintf("Departures like \"%.*s\" say when they were, others, "
					 "like \"%.*s\", by no clock that is known; a feed of "
					 "your own with clock and time_zone reads both",
					 pg_mbcharcliplen(instants.text[0],
									  (int) strlen(instants.text[0]), EXAMPLE),
					 instants.text[0],
					 pg_mbcharcliplen(local.text[0],
									  (int) strlen(local.text[0]), EXAMPLE),
					 local.text[0]));
}

/* Of a file in which some have AM and PM, the hours of others may be halved.
 */
static void
settle_some_halves(Detected *found, Texts departures)
{
	const char *example = NULL;
	TgHours hours = {false};
	int halves = 0;

	for (int i = 0; i < departures.count; i++)
	{
		const char *text = departures.text[i];
		uint64 times = hours.times;

		if (pattern_matches(HALF_OF_DAY, text))
		{
			halves++;
			continue;
		}
		tg_hours_add(&hours, text, strlen(text));
		if (hours.times > times)
			example = text;
	}
	if (halves > 0 && hours.times > 0 && !hours.whole_day)
		detected_refuse(
			found,
			psprintf("Some departures have AM or PM, and others, like "
					 "\"%.*s\", have not; a file in which all have it, or "
					 "none, is read",
					 pg_mbcharcliplen(example, (int) strlen(example), EXAMPLE),
					 example));
}

/*
 * Hours from 1 to 12, of which some are those of nights, may be of a clock
 * whose AM and PM are lost; the rest of a file may say more.
 */
void
settle_hours(Detected *found)
{
	Texts departures =
		texts_filled(detected_column(found, TARGET_DEPARTED_TIME) == NULL
						 ? detected_departures(found)
						 : detected_values(found, TARGET_DEPARTED_TIME));
	TgHours hours = {false};

	if (found->given.date_format != NULL || found->date_format == NULL
			? found->given.date_format != NULL
			: template_has(found->date_format, "AM") ||
				  !template_has(found->date_format, "HH"))
		return;
	settle_some_halves(found, departures);
	for (int i = 0; i < departures.count; i++)
		tg_hours_add(&hours, departures.text[i], strlen(departures.text[i]));
	/* a file that is sorted by time may begin in the morning */
	found->open_hours = hours.times > 0 && !tg_hours_known(&hours);
}

#define BUDDHA_BEFORE 543 /* years */
#define AS_YEARS 300	  /* that trips are of, in either */
#define USECS_PER_YEAR (INT64CONST(31556952) * USECS_PER_SEC)

/* Departures of years that the Buddhist calendar has now are none that come.
 */
void
settle_years(Detected *found)
{
	Texts departures = texts_filled(detected_departures(found));
	int64 now = GetCurrentTimestamp();
	const char *example = NULL;

	for (int i = 0; i < departures.count; i++)
	{
		int64 departure;
		TgClock clock;

		if (departure_read(departures.text[i], found->date_format, &departure,
						   &clock) != TG_OK)
			continue;
		if (departure < now + (BUDDHA_BEFORE - AS_YEARS) * USECS_PER_YEAR ||
			departure > now + (BUDDHA_BEFORE + 1) * USECS_PER_YEAR)
			return;
		example = departures.text[i];
	}
	if (example != NULL)
		detected_refuse(
			found,
			psprintf("Departures like \"%.*s\" are centuries ahead, as years "
					 "of the Buddhist calendar are; a year of 543 less is "
					 "read",
					 pg_mbcharcliplen(example, (int) strlen(example), EXAMPLE),
					 example));
}

#define APPLE_SECONDS INT64CONST(978307200) /* from 1970 to 2001 */

/*
 * Seconds of trips from before 2001 are few; those that some systems count
 * since then are many.
 */
static void
settle_epochs(Detected *found, Texts departures)
{
	TimestampTz tomorrow = GetCurrentTimestamp() + USECS_PER_DAY;

	if (found->given.date_format != NULL || found->date_format != NULL ||
		found->source != NULL || departures.count == 0 ||
		!pattern_share("^(\\d{9}|\\d{12})([.]\\d+)?$", departures, 100))
		return;
	for (int i = 0; i < departures.count; i++)
	{
		int64 departure;
		TgClock clock;

		if (departure_read(departures.text[i], NULL, &departure, &clock) ==
				TG_OK &&
			departure + APPLE_SECONDS * USECS_PER_SEC > tomorrow)
			return;
	}
	detected_warn(found, "a file with dates that are written out",
				  "departures like \"%.*s\" are taken for a time since 1970, "
				  "before 2001; some systems count from 2001",
				  pg_mbcharcliplen(departures.text[0],
								   (int) strlen(departures.text[0]), EXAMPLE),
				  departures.text[0]);
}

#define DAYS_TO_1904 1462 /* from where other spreadsheets begin to count */

/*
 * Days of a spreadsheet are those from 1900, unless it was made to count from
 * 1904: then they are four years later, which may not have come.
 */
void
settle_serials(Detected *found)
{
	Texts departures = texts_filled(detected_departures(found));
	TimestampTz tomorrow = GetCurrentTimestamp() + USECS_PER_DAY;

	settle_epochs(found, departures);
	if (found->given.date_format != NULL ||
		!same_text(found->date_format, "SERIAL") || departures.count == 0)
		return;
	for (int i = 0; i < departures.count; i++)
	{
		int64 departure;
		TgClock clock;

		if (departure_read(departures.text[i], found->date_format, &departure,
						   &clock) == TG_OK &&
			departure + DAYS_TO_1904 * USECS_PER_DAY > tomorrow)
			return;
	}
	detected_warn(found, "date_format",
				  "departures like \"%.*s\" are taken for days of a "
				  "spreadsheet that counts from 1900, not from 1904",
				  pg_mbcharcliplen(departures.text[0],
								   (int) strlen(departures.text[0]), EXAMPLE),
				  departures.text[0]);
}
