/*
 * doubts.c
 *	  What is guessed of a file that nothing in it proves.
 *
 * Each guess is settled by an argument of the call, or told in a warning that
 * names the argument.
 */
#include "compat.h"

#include <math.h>

#include "mb/pg_wchar.h"

#include "detect/clock_words.h"
#include "detect/detected.h"
#include "detect/doubts.h"
#include "detect/time_order.h"
#include "detect/value_class.h"

#define LENGTHS                                                               \
	"(^|_)(distance|dist|distanz|entfernung|strecke|distancia|distanza"       \
	"|afstand|length|km|miles|duration)(_|$)"
#define FIRST_HOURS "^0?[01]:"
#define JUST_A_TIME "^(time|zeit|hora|heure|temps|tiempo|tempo|ora|tijd)$"

#define MOST_OF_A_GUESS 512 /* bytes that are told */

/*
 * Say what was guessed and nothing proves, with the argument that settles it.
 */
void
detected_warn(Detected *found, const char *argument, const char *format, ...)
{
	va_list args;
	char guess[MOST_OF_A_GUESS];
	char *text;

	va_start(args, format);
	vsnprintf(guess, sizeof guess, format, args);
	va_end(args);
	/* names may be long, and are of whole characters */
	guess[pg_mbcliplen(guess, (int) strlen(guess), sizeof guess - 5)] = '\0';
	text = psprintf("%s; %s settles it", guess, argument);
	found->warnings = texts_joined(found->warnings, (Texts){&text, 1});
}

/* Tell whether letters say of all coordinates that they are latitudes. */
static bool
are_latitudes(Texts values)
{
	return pattern_share("^[NSns] *[-+]?\\d|\\d[^[:alpha:]]*[NSns]$",
						 texts_filled(values), 100);
}

/* Tell whether the column of longitudes comes before that of latitudes. */
static bool
lon_comes_first(const Detected *found)
{
	const char *const *names = found->mapping.name;

	for (int i = 0; i < found->sample.names.count; i++)
	{
		if (same_text(found->sample.names.text[i], names[TARGET_ORIGIN_LON]))
			return true;
		if (same_text(found->sample.names.text[i], names[TARGET_ORIGIN_LAT]))
			return false;
	}
	return true;
}

/* What names say holds, but where it cannot be or is said not to. */
static void
settle_names(Detected *found)
{
	const char *const *names = found->mapping.name;

	if (!found->where.swapped || found->source != NULL ||
		found->given.position_order != NULL ||
		coordinates_beyond_poles(&found->coordinates, true))
		return;
	detected_warn(found, "position_order",
				  "columns \"%s\" and \"%s\" are taken to have each other's "
				  "coordinates, which are in %s so",
				  names[TARGET_ORIGIN_LON], names[TARGET_ORIGIN_LAT],
				  found->city->name);
}

/*
 * Of columns without names, or with names that say nothing, letters, a city or
 * a longitude beyond the poles prove the order, or position_order says it.
 */
void
settle_order_of_columns(Detected *found)
{
	const char *given = found->given.position_order;
	const char *const *names = found->mapping.name;

	if (are_latitudes(sample_values(&found->sample, names[TARGET_ORIGIN_LON])))
		found->where.swapped = true;
	else if (given != NULL)
		found->where.swapped =
			lon_comes_first(found) == same_text(given, "lat lon");
	if (!found->sample.headerless && !found->mapping.unnamed)
		settle_names(found);
	else if (given == NULL && found->where.city == NULL &&
			 !found->where.swapped &&
			 !coordinates_beyond_poles(&found->coordinates, false) &&
			 found->refusal == NULL)
		found->refusal = psprintf(
			"Columns %s and %s can be longitude and latitude, or latitude and "
			"longitude; position_order says which",
			names[TARGET_ORIGIN_LON], names[TARGET_ORIGIN_LAT]);
}

/* Seconds since midnight, which no date_format has. */
#define SECONDS                                                               \
	"^((dep(art(ure)?)?|start|begin|pick_?up|abfahrts?)_?(time_?)?(in_?)?"    \
	"sec(ond)?s?|sec(ond)?s?_?((since|after|past|from)_?midnight"             \
	"|(of|in)_?(the_?)?day))$"

/*
 * Tell whether values are numbers, or parts of a day, or times of which some
 * end after midnight, or have digits in a form that is not known.
 */
static bool
has_hours(Texts values)
{
	return pattern_share("^(\\d{1,6}([.,]\\d*)?|0?[.,]\\d+)$", values, 100) ||
		   (pattern_share("^\\d{1,2}:\\d\\d(:\\d\\d)?$", values, 100) &&
			pattern_count("^(2[4-9]|[3-9]\\d):", values) > 0) ||
		   (pattern_share("\\d", values, 100) && value_class(values) == NULL);
}

const char *
hours_to_24(const Sample *sample)
{
	for (int i = 0; i < sample->names.count; i++)
	{
		Texts values = texts_filled(sample->values[i]);

		if (name_says_hours(sample->names.text[i]) &&
			pattern_share("^([01]?\\d|2[0-4])$", values, 100) &&
			pattern_count("^24$", values) > 0)
			return sample->names.text[i];
	}
	return NULL;
}

/*
 * The column that seems to have hours, or to count from midnight, by its name,
 * or by its values where it is called a time; null for none.
 */
const char *
time_passed_over(const Sample *sample)
{
	for (int i = 0; i < sample->names.count; i++)
	{
		const char *name = sample->names.text[i];
		const char *words = name_words_of(name);
		Texts values = texts_filled(sample->values[i]);

		if (name_says_hours(name) || counts_from_midnight(name, values) ||
			((name_says_time(name) || pattern_matches(SECONDS, words) ||
			  strcmp(words, "t") == 0) &&
			 has_hours(values)))
			return name;
	}
	return NULL;
}

/* The departures by another column, of those that may have a part of them. */
static Texts
departures_by(const Detected *found, Target target, const char *column)
{
	Detected other = *found;

	other.mapping.name[target] = column;
	return detected_plain_departures(&other);
}

/*
 * Of two columns that may have departures trips begin by the one that is the
 * earlier, unless names say which it is.
 */
void
settle_rival(Detected *found, DatesOrder order)
{
	Target target = found->mapping.name[TARGET_DEPARTED_AT] != NULL
						? TARGET_DEPARTED_AT
						: TARGET_DEPARTED_TIME;
	const char *column = found->mapping.name[target];
	const char *rival = found->mapping.rival;
	TimeOrder earlier = TIMES_FIRST;

	if (rival == NULL || column == NULL || found->source != NULL)
		return;
	if (!found->mapping.rival_named && found->sample.rows > 0)
		earlier = times_order(departures_by(found, target, column),
							  departures_by(found, target, rival),
							  found->given.date_format, order);
	/* where ends are told apart by their order, so are their times */
	if (earlier == TIMES_UNKNOWN && found->mapping.by_order &&
		!found->mapping.numbered)
		earlier = TIMES_FIRST;
	if (earlier == TIMES_UNKNOWN)
	{
		if (found->refusal == NULL)
			found->refusal = psprintf(
				"Columns \"%s\" and \"%s\" have times, of which either can be "
				"the departure; a feed of your own says which",
				column, rival);
		return;
	}
	if (earlier == TIMES_SECOND)
	{
		found->mapping.name[target] = rival;
		rival = column;
		column = found->mapping.name[target];
	}
	detected_warn(found, "a feed of your own",
				  "departures are taken from column \"%s\", not \"%s\"",
				  column, rival);
	/* one of two is no clock of UTC, whatever both say */
	if (found->given.time_zone == NULL && name_says_local(column) &&
		!name_says_local(rival) &&
		times_are_shifted(sample_values(&found->sample, column),
						  sample_values(&found->sample, rival), order))
		found->given.time_zone = "UTC";
}

/* Tell whether a column has one value, again and again. */
static bool
is_constant(Texts values)
{
	for (int i = 1; i < values.count; i++)
		if (strcmp(values.text[i], values.text[0]) != 0)
			return false;
	return values.count > 1;
}

/*
 * What ends before it begins is the time between two trips, say, and no trip.
 * One time for all is none.
 */
void
settle_arrival(Detected *found, DatesOrder order)
{
	const char *column = found->mapping.name[TARGET_DEPARTED_AT];
	const char *arrival = found->mapping.arrival;

	if (column == NULL || arrival == NULL || found->source != NULL ||
		found->refusal != NULL ||
		is_constant(sample_values(&found->sample, arrival)) ||
		times_order(departures_by(found, TARGET_DEPARTED_AT, column),
					departures_by(found, TARGET_DEPARTED_AT, arrival),
					found->given.date_format, order) != TIMES_SECOND)
		return;
	found->refusal = psprintf(
		"Rows end before they begin: \"%s\" is before \"%s\", as where they "
		"are the times between trips; a feed of your own says what is meant",
		arrival, column);
}

/* Times that are all soon after midnight, beside a distance, may be how long
 * trips took.
 */
static void
settle_short_times(Detected *found)
{
	const char *time = detected_column(found, TARGET_DEPARTED_TIME);

	if (time == NULL || !pattern_matches(JUST_A_TIME, name_words_of(time)) ||
		!pattern_share(
			FIRST_HOURS,
			texts_filled(detected_values(found, TARGET_DEPARTED_TIME)), 100))
		return;
	for (int i = 0; i < found->sample.names.count; i++)
		if (pattern_matches(LENGTHS,
							name_words_of(found->sample.names.text[i])))
		{
			detected_warn(found, "a feed of your own",
						  "column \"%s\" is taken for times of a day, but "
						  "may say how long trips took, for none is after "
						  "two o'clock",
						  time);
			return;
		}
}

/*
 * A time by which a trip was booked, or one of two dates, may be another than
 * that of its departure.
 */
void
settle_departure_names(Detected *found)
{
	const char *date = found->mapping.name[TARGET_DEPARTED_DATE];
	const char *rival = found->mapping.rival_date;

	if (found->source != NULL)
		return;
	if (found->mapping.asked != NULL &&
		mapping_has(&found->mapping, found->mapping.asked))
		detected_warn(found, "a feed of your own",
					  "departures are taken from column \"%s\", which may say "
					  "when a trip was asked for, not when it began",
					  found->mapping.asked);
	settle_short_times(found);
	if (date != NULL && rival != NULL &&
		!texts_alike(sample_values(&found->sample, date),
					 sample_values(&found->sample, rival)))
		detected_warn(found, "a feed of your own",
					  "dates of departures are taken from column \"%s\", not "
					  "\"%s\"",
					  date, rival);
}
