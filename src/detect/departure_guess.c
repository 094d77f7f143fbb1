/*
 * departure_guess.c
 *	  How departures are written, and by which clock.
 */
#include "compat.h"

#include "mb/pg_wchar.h"

#include "core/text/date_order.h"
#include "detect/clock_words.h"
#include "detect/date_guess.h"
#include "detect/detected.h"
#include "detect/doubts.h"
#include "detect/midnight_dates.h"
#include "detect/value_class.h"
#include "types/named_clock.h"
#include "types/texts.h"

static DatesOrder
order_named(const char *name)
{
	return same_text(name, "DMY")	? DATES_DMY
		   : same_text(name, "MDY") ? DATES_MDY
		   : same_text(name, "YMD") ? DATES_YMD
									: DATES_PLAIN;
}

/* Tell whether a city's country writes the year first, also in two digits. */
static bool
is_year_first(const TgCity *city)
{
	static const char *const zones[] = {"Asia/Seoul",	   "Asia/Tokyo",
										"Asia/Shanghai",   "Asia/Taipei",
										"Europe/Budapest", "Europe/Stockholm"};

	for (int i = 0; city != NULL && i < lengthof(zones); i++)
		if (strcmp(city->zone, zones[i]) == 0)
			return true;
	return false;
}

/* The order that is known from the rest of the file, or is the custom. */
static DatesOrder
likely_order(const Detected *found)
{
	DatesOrder order = order_named(found->given.date_order);

	if (order == DATES_PLAIN && is_year_first(found->city))
		order = DATES_YMD;
	if (order == DATES_PLAIN && found->city != NULL)
		order = found->city->month_first ? DATES_MDY : DATES_DMY;
	if (order == DATES_PLAIN)
		order = !found->decimal_comma && found->sample.delimiter != '\0' &&
						found->sample.delimiter != ';'
					? DATES_MDY
					: DATES_DMY;
	return order;
}

static TgDateOrders
orders_of(Texts departures)
{
	TgDateOrders orders;

	tg_date_orders_begin(&orders);
	for (int i = 0; i < departures.count; i++)
		tg_date_orders_add(&orders, departures.text[i],
						   strlen(departures.text[i]));
	return orders;
}

/* Tell whether dots say which order it is, as nobody else does. */
static bool
is_by_dots(const Detected *found, Texts departures)
{
	TgDateOrders orders = orders_of(departures);

	return found->given.date_order == NULL && tg_date_orders_by_dots(&orders);
}

/* Where nothing of the file says which order it is, custom does, or nobody. */
static void
settle_order(Detected *found, Texts departures, const char *example)
{
	int len = pg_mbcharcliplen(example, (int) strlen(example), 40);

	if (found->given.date_order != NULL)
		return;
	found->open_dates = true;
	if (is_by_dots(found, departures))
		detected_warn(found, "date_format",
					  "departures like \"%.*s\" are taken for %s, as dates "
					  "with dots are written",
					  len, example, found->date_format);
	else if (found->city != NULL)
		detected_warn(
			found, "date_format",
			"departures like \"%.*s\" are taken for %s, as dates are "
			"written in %s",
			len, example, found->date_format, found->city->name);
	else
		found->dates_refusal =
			psprintf("Departures like \"%.*s\" can have the day or the month "
					 "first; date_format or region says which",
					 len, example);
}

/* Dates of which some prove the order may have others that are turned. */
static void
settle_turned(Detected *found, Texts departures)
{
	TgDateOrders orders = orders_of(departures);
	TgDateOrder order;

	if (found->given.date_format == NULL &&
		tg_date_orders_proven(&orders, &order) &&
		tg_date_orders_broken(&orders, order))
		detected_warn(found, "date_format", DATES_ARE_TURNED);
}

/* The first of the departures that a template reads. */
static const char *
first_read(Texts departures, const char *format)
{
	for (int i = 0; i < departures.count; i++)
	{
		int64 departure;
		TgClock clock;

		if (departure_read(departures.text[i], format, &departure, &clock) ==
			TG_OK)
			return departures.text[i];
	}
	return departures.text[0];
}

/* The template of dates, without that midnight, beside minutes since it. */
static const char *
guess_minutes(const Detected *found, const char *midnight, DatesOrder order,
			  bool *open)
{
	Texts dates = detected_values(found, TARGET_DEPARTED_DATE);
	const char *format = date_guess_behind(
		texts_filled(dates_without(dates, midnight)), "", order, open);

	return format == NULL || template_has_time(format) ? NULL
		   : *midnight == '\0'
			   ? psprintf("%s MINUTES", format)
			   : psprintf("%s\"%s\" MINUTES", format, midnight);
}

/* Of a date and a time the date may have a midnight, which says nothing. */
static const char *
guess_format(const Detected *found, Texts departures, bool *open)
{
	const char *midnight =
		midnight_of_dates(detected_values(found, TARGET_DEPARTED_DATE));
	const char *time = detected_column(found, TARGET_DEPARTED_TIME);
	DatesOrder order =
		is_by_dots(found, departures) ? DATES_DMY : likely_order(found);

	if (time != NULL && are_day_minutes(time, texts_filled(sample_values(
												  &found->sample, time))))
		return guess_minutes(found, midnight == NULL ? "" : midnight, order,
							 open);
	return midnight == NULL
			   ? date_guess(departures, order, open)
			   : date_guess_behind(
					 texts_filled(detected_plain_departures(found)), midnight,
					 order, open);
}

/*
 * What has no time of day is no departure where a column has it; beside days
 * of a spreadsheet no feed reads it.
 */
static void
lack_time(Detected *found, const char *column, const char *example)
{
	const char *hours = hours_to_24(&found->sample);

	detected_note(found, NO_TIME_OF_DAY ", which column \"%s\" seems to have",
				  column);
	detected_lacks(found, "departed_at");
	if (hours != NULL && found->refusal == NULL)
		found->refusal =
			psprintf("Hours of column \"%s\" go to 24, not from 0 to 23, and "
					 "nothing says whether 1 is the first hour of a day, or "
					 "begins at one o'clock; hours from 0 to 23 are read",
					 hours);
	else if (same_text(found->date_format, "SERIAL") && found->refusal == NULL)
		found->refusal =
			psprintf("Days of a spreadsheet, like \"%s\", have no time of "
					 "day, which another column seems to have; beside it "
					 "dates that are written out are read",
					 example);
}

/* Midnight would be a guess where a column says better; else say what dates
 * are taken for. */
static void
settle_dates(Detected *found, const char *timed, const char *example,
			 const char *taken)
{
	if (timed == NULL)
		timed = time_passed_over(&found->sample);
	if (timed != NULL)
		lack_time(found, timed, example);
	else
		detected_warn(found, "a feed with departed_time",
					  "departures like \"%.*s\" %s",
					  pg_mbcharcliplen(example, (int) strlen(example), 40),
					  example, taken);
}

/* Tell whether departures of a form have more than their day. */
static bool
has_time_of_day(const char *template, Texts departures)
{
	return strcmp(template, "SERIAL") == 0
			   ? pattern_count("[.,]", departures) > 0
			   : template_has_time(template);
}

/* Tell whether a form that is said reads a departure; one that is found does.
 */
static bool
is_read(Texts departures, const char *format)
{
	for (int i = 0; i < departures.count; i++)
	{
		int64 departure;
		TgClock clock;

		if (departure_read(departures.text[i], *format == '\0' ? NULL : format,
						   &departure, &clock) == TG_OK)
			return true;
	}
	return false;
}

/* The column is known, but not how its values are written. */
static void
refuse_form(Detected *found, const char *example, const char *said)
{
	const char *column = detected_column(found, TARGET_DEPARTED_AT);
	int len = pg_mbcharcliplen(example, (int) strlen(example), 40);

	if (column == NULL)
		column = detected_column(found, TARGET_DEPARTED_TIME);
	if (found->source != NULL && said == NULL)
		detected_note(found,
					  "departures like \"%.*s\" have no known form, which "
					  "date_format says",
					  len, example);
	else if (said != NULL)
		found->dates_refusal =
			psprintf("Departures of column \"%s\", like \"%.*s\", are not "
					 "written as date_format says, \"%s\"",
					 column, len, example, said);
	else
		found->dates_refusal =
			psprintf("Departures of column \"%s\", like \"%.*s\", are in no "
					 "known form; date_format may say it",
					 column, len, example);
}

/* Numbers that are taken for times of a day may be others. */
static void
settle_numbers(Detected *found)
{
	const char *column = detected_column(found, TARGET_DEPARTED_TIME);
	Texts values = texts_filled(detected_values(found, TARGET_DEPARTED_TIME));

	if (found->given.date_format != NULL || column == NULL)
		return;
	if (template_has(found->date_format, "MINUTES") &&
		!name_says_midnight(column))
		detected_warn(found, "date_format",
					  "numbers of column \"%s\" are taken for minutes since "
					  "midnight",
					  column);
	if (are_clock_numbers(column, values) &&
		pattern_count("^0\\d{3}$", values) == 0)
		detected_warn(found, "date_format",
					  "numbers of column \"%s\" are taken for hours and "
					  "minutes",
					  column);
}

static void
find_date_format(Detected *found, Texts departures)
{
	const char *example = departures.text[0];
	bool open = false;
	const char *format = found->given.date_format != NULL
							 ? found->given.date_format
							 : guess_format(found, departures, &open);

	if (format == NULL || !is_read(departures, format))
	{
		refuse_form(found, departures.text[0], format);
		return;
	}
	if (*format != '\0')
	{
		found->date_format = format;
		example = first_read(departures, format);
		if (open)
			settle_order(found, departures, example);
		else
			settle_turned(found, departures);
		settle_numbers(found);
	}
	if (found->source != NULL ||
		detected_column(found, TARGET_DEPARTED_AT) == NULL)
		return;
	if (*format != '\0' && !has_time_of_day(format, departures))
		settle_dates(
			found,
			strcmp(format, "SERIAL") == 0 ? sample_times(&found->sample, -1)
										  : NULL,
			example, "have no time of day and are taken for midnight");
	else if (departures_are_dates(departures, found->date_format))
		settle_dates(found, sample_times(&found->sample, -1), example,
					 "all have one time of day, as if they were but dates");
}

/* How many departures are by which kind of clock. */
static void
count_clocks(Texts departures, const char *template, int *clocks)
{
	for (int i = 0; i < departures.count; i++)
	{
		int64 departure;
		TgClock clock;

		if (departure_read(departures.text[i], template, &departure, &clock) ==
			TG_OK)
			clocks[clock]++;
	}
}

/* The zone that all departures name; null if they do not. */
static const char *
common_zone(Texts departures)
{
	const char *zone = NULL;

	for (int i = 0; i < departures.count; i++)
	{
		const char *name = named_clock_zone(departures.text[i]);

		if (name == NULL || (zone != NULL && strcmp(zone, name) != 0))
			return NULL;
		zone = name;
	}
	return zone;
}

/* Names of zones that nobody knows, or too many, leave no departure. */
static void
check_names_of_zones(Detected *found, Texts departures)
{
	pg_tz *zone = found->time_zone == NULL ? NULL : pg_tzset(found->time_zone);
	int unknown = 0;

	for (int i = 0; i < departures.count; i++)
	{
		const char *text = departures.text[i];
		int64 departure;
		TgClock clock;

		if (departure_read(text, found->date_format, &departure, &clock) ==
				TG_OK &&
			clock == TG_CLOCK_NAMED)
			unknown += named_clock_read(text, strlen(text), zone, &departure,
										&clock) != TG_OK;
	}
	if (2 * unknown <= departures.count)
		return;
	detected_lacks(found, "departed_at");
	detected_note(found,
				  "departures are by a clock whose name several zones have, "
				  "or none: time_zone says which it is");
}

/* Tell whether a column's name ends with what clocks of zones are called. */
static bool
is_by_named_clock(const char *column)
{
	return column != NULL &&
		   pattern_matches("_(e[sd]t|c[sd]t|m[sd]t|p[sd]t|ce?st|cet|eet|eest"
						   "|bst|jst|msk|aest|aedt|sgt|hkt)$",
						   name_words_of(column));
}

/* Tell whether trips begin in cities whose clocks are not the same. */
static bool
has_several_clocks(const Detected *found)
{
	return found->where.several ||
		   (found->where.city != NULL && !found->where.swapped &&
			coordinates_other_clock(&found->coordinates, found->where.city) !=
				NULL);
}

/*
 * The city whose clock trips have that begin in none: a region that is said,
 * and is no city, has the clocks of those in it.
 */
static const TgCity *
usual_clock(const Detected *found)
{
	bool of_each =
		found->cities || detected_column(found, TARGET_REGION) != NULL;

	return found->city == NULL && found->given.region != NULL && of_each
			   ? found->where.city
			   : found->city;
}

/* Whose local time instants become; they may name it themselves. */
static void
find_zone(Detected *found, const char *named, const char *what)
{
	const TgCity *city = usual_clock(found);
	bool column = detected_column(found, TARGET_REGION) != NULL;

	found->time_zone = found->given.time_zone != NULL ? found->given.time_zone
					   : city != NULL				  ? city->zone
													  : named;
	if (found->time_zone == NULL && what != NULL)
		detected_warn(found, "time_zone",
					  "departures are %s, which become local time of the "
					  "session's TimeZone",
					  what);
	else if (column && what != NULL && found->given.time_zone == NULL &&
			 has_several_clocks(found) && found->refusal == NULL)
	{
		found->refusal =
			psprintf("Departures are %s " IN_SEVERAL_CITIES " \"%s\" has; "
					 "without it each trip gets the clock of its city, and "
					 "time_zone gives all of them one",
					 what, detected_column(found, TARGET_REGION));
		/* what is found is the feed that reads them */
		found->mapping.name[TARGET_REGION] = NULL;
		found->cities = true;
		if (found->region == NULL && found->city != NULL)
			found->region = found->city->name;
	}
	else if ((column || city != found->city) && what != NULL &&
			 found->given.time_zone == NULL)
	{
		found->cities = true;
		detected_warn(
			found, "time_zone",
			"departures are %s, which become local time of the known "
			"city where each trip begins, or else of %s",
			what, found->time_zone);
	}
}

/*
 * Instants of UTC in a column that is called local may be the clock of the
 * city, put into an instant.
 */
static void
settle_local_instants(Detected *found, Texts departures)
{
	const char *column = detected_column(found, TARGET_DEPARTED_AT);

	if (column != NULL && found->source == NULL &&
		found->given.time_zone == NULL && name_says_local(column) &&
		pattern_share("^[-+]?\\d+([.]\\d*)?(e[+]?\\d+)?$|e[+]\\d\\d$"
					  "|\\d *(z|utc|gmt|[-+]00(:?00)?)$",
					  departures, 50))
		detected_warn(found, "time_zone, 'UTC' if they are local times,",
					  "departures like \"%.*s\" are taken for instants, "
					  "though their column is called \"%s\"",
					  pg_mbcharcliplen(departures.text[0],
									   (int) strlen(departures.text[0]), 40),
					  departures.text[0], column);
}

/* How departures are written. */
void
detect_departure_form(Detected *found)
{
	Texts departures;
	const KnownSource *source = found->source;
	const char *column;
	const char *format;
	int clocks[TG_CLOCK_NAMED + 1] = {0};

	settle_rival(found, likely_order(found));
	settle_arrival(found, likely_order(found));
	settle_departure_names(found);
	column = detected_column(found, TARGET_DEPARTED_AT);
	departures = texts_filled(detected_departures(found));
	if (departures.count > 0)
		find_date_format(found, departures);
	else if (source != NULL && column != NULL && strchr(column, ' ') != NULL)
		/* the portal of Chicago spells its names out where it does its months
		 */
		found->date_format = source->date_format;
	found->time_zone = found->given.time_zone != NULL ? found->given.time_zone
					   : source == NULL				  ? NULL
													  : source->zone;
	format = found->date_format == NULL ? "TZ" : found->date_format;
	if (found->time_zone != NULL || !template_has(format, "TZ"))
		return;
	count_clocks(departures, found->date_format, clocks);
	if (departures.count == 0 ||
		2 * (clocks[TG_CLOCK_INSTANT] + clocks[TG_CLOCK_NAMED]) <
			departures.count)
		return;
	/* they are instants, or by the clock of a zone that has a name */
	found->instants = true;
	find_zone(found, common_zone(departures),
			  clocks[TG_CLOCK_INSTANT] > 0 ? "instants" : NULL);
	settle_local_instants(found, departures);
	check_names_of_zones(found, departures);
}

/* The first of some lines that has a word for UTC; null for none. */
static const char *
line_with_clock(const char *lines)
{
	while (lines != NULL && *lines != '\0')
	{
		size_t len = strcspn(lines, "\r\n");
		const char *line = pnstrdup(lines, len);

		if (line_names_clock(line))
			return line;
		lines += len + strspn(lines + len, "\r\n");
	}
	return NULL;
}

/*
 * What stands above the rows, or as a unit in the first of them, may say whose
 * clock departures are by, or when the file was made.
 */
static const char *
settle_titles(Detected *found)
{
	Texts departures = detected_departures(found);
	const char *line = line_with_clock(found->given.titles);
	const char *clock;
	int len;

	if (line == NULL)
		line = line_with_clock(found->sample.titles);
	if (line == NULL && departures.count > 1 &&
		strpbrk(departures.text[0], "0123456789") == NULL)
		line = line_with_clock(departures.text[0]);
	if (line == NULL)
		return NULL;
	clock = clock_of_line(line);
	len = pg_mbcharcliplen(line, (int) strlen(line), 60);
	if (clock == NULL)
		detected_warn(found, "a feed of your own with clock => 'UTC'",
					  "departures are taken for local time, whatever "
					  "\"%.*s\" says above them",
					  len, line);
	else if (found->given.time_zone == NULL)
		detected_warn(found, "time_zone, 'UTC' if they are local times,",
					  "departures are taken to be by the clock of %s, as "
					  "\"%.*s\" says above them",
					  clock, len, line);
	return clock;
}

/* Departures that are none by themselves may be instants by their name. */
void
detect_clock(Detected *found)
{
	static const Target targets[] = {TARGET_DEPARTED_AT, TARGET_DEPARTED_TIME,
									 TARGET_DEPARTED_DATE};
	const char *format = found->date_format;
	const char *clock = NULL;
	const char *by = "their column's name";

	if (found->instants ||
		(found->time_zone != NULL && found->given.time_zone == NULL))
		return;
	for (int i = 0; i < lengthof(targets) && clock == NULL; i++)
		clock = clock_of_name(detected_column(found, targets[i]));
	if (format != NULL && template_has(format, "TZ"))
		return;
	if (clock == NULL && found->source == NULL)
	{
		for (int i = 0; i < lengthof(targets); i++)
			if (is_by_named_clock(detected_column(found, targets[i])))
				detected_warn(found, "a feed of your own with clock",
							  "departures are taken for local time, whatever "
							  "the name of column \"%s\" says",
							  detected_column(found, targets[i]));
		clock = settle_titles(found);
		by = "what is said above them";
	}
	if (clock == NULL)
		return;
	if (*clock == '\0')
	{
		if (found->refusal == NULL)
			found->refusal =
				"Departures are, by their column's name, as far from UTC as "
				"no zone of whole hours is; a feed of your own with clock "
				"says which zone is so";
		return;
	}
	found->clock = clock;
	find_zone(found, NULL,
			  psprintf("%s by %s",
					   strcmp(clock, "UTC") == 0 ? "UTC" : "instants", by));
}
