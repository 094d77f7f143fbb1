/*
 * passed_over.c
 *	  Columns that no trip is read from, and that change what the others mean.
 *
 * They are known by their values, and by names only where values would be
 * those of much else.
 */
#include "compat.h"

#include "mb/pg_wchar.h"
#include "pgtime.h"
#include "utils/timestamp.h"

#include "detect/date_guess.h"
#include "detect/detected.h"
#include "detect/doubts.h"
#include "detect/passed_over.h"

#define NOON 12
#define A_WINTER 757382400 /* when clocks are what they are in January, */
#define HALF_A_YEAR (182 * SECS_PER_DAY)

static void
refuse(Detected *found, const char *why)
{
	if (found->refusal == NULL)
		found->refusal = why;
}

/* How many trips a row stands for, by names that say nothing else. */
#define NUMBERS                                                               \
	"((n|num|number|no|nr|total|sum|anzahl|nb|nombre|numero)?_?"              \
	"(of_|de_|der_)?(trips|rides|journeys|flows|fahrten|viajes"               \
	"|viagens|trajets|viaggi|ritten|przejazdy|jizdy|turer|resor"              \
	"|matkat|poezdki)(_count|_total)?"                                        \
	"|(trip|ride|journey|flow)_(count|total)"                                 \
	"|counts?|volume|fahrtzahl)"

/* The same by names that may say something else. */
#define NUMBERS_OF_MORE                                                       \
	"(trip_)?(freq|frequency|weight|demand|expansion_factor)"

/* By names of which only whole numbers say it. */
#define WHOLE_NUMBERS                                                         \
	"(0|n|n_obs|num|cnt|size|anzahl|menge|haufigkeit|nombre|nb|effectif"      \
	"|numero|cantidad|quantita|quantidade|aantal|liczba|pocet|antal|antall"   \
	"|flow|value|wert|valeur|valor|valore|total|totals|sum|summe|somme|suma"  \
	"|qty|quantity|amount|movements?|pax|observations|records|rows"           \
	"|(od|bike|bikes|vehicle|car|obs|row|record|user|person)_(count|cnt|n))"

/* Numbers of rows, each one more than the one before. */
static bool
are_row_numbers(Texts values)
{
	for (int i = 1; i < values.count; i++)
		if (strtol(values.text[i], NULL, 10) !=
			strtol(values.text[i - 1], NULL, 10) + 1)
			return false;
	return values.count > 1;
}

/*
 * A row that stands for several trips would count as one.  Where the sample
 * has but one each, the rest of the file may have more.
 */
static void
settle_counts(Detected *found, const char *name, Texts values)
{
	const char *words = name_words_of(name);
	bool more = pattern_matches("^" NUMBERS_OF_MORE "$", words);
	bool whole = pattern_matches("^" WHOLE_NUMBERS "$", words);

	if (whole ? !pattern_share("^\\d{1,9}([.]0*)?$", values, 100) ||
					are_row_numbers(values)
			  : !(more || pattern_matches("^" NUMBERS "$", words)) ||
					!pattern_share("^\\d{1,9}([.,]\\d*)*$", values, 60))
		return;
	if (whole || more || pattern_share("^1([.]0*)?$", values, 100))
		detected_warn(found, "a feed of your own",
					  "column \"%s\" may say how many trips a row stands "
					  "for; each row is taken for one",
					  name);
	else
		found->refusal = psprintf(
			"Column \"%s\" says that a row stands for several trips; a feed "
			"of your own that leaves it out takes each row for one",
			name);
}

/* Tell whether departures are by a clock of 24 hours. */
static bool
has_whole_days(const Detected *found)
{
	Texts departures = texts_filled(detected_departures(found));

	for (int i = 0; i < departures.count; i++)
	{
		int64 departure;
		TgClock clock;

		if (departure_read(departures.text[i], found->date_format, &departure,
						   &clock) == TG_OK)
		{
			int64 hour = departure / USECS_PER_HOUR % HOURS_PER_DAY;

			if (hour < 0)
				hour += HOURS_PER_DAY;
			if (hour == 0 || hour > NOON)
				return true;
		}
	}
	return false;
}

/* The half of the day, in a column of its own, is lost without it. */
static void
settle_halves(Detected *found, const char *name, Texts values)
{
	if (!pattern_share("^([ap][.]?( ?m[.]?)?|上午|下午|午前|午後|오전|오후)$",
					   values, 100) ||
		(found->date_format != NULL &&
		 strstr(found->date_format, "AM") != NULL) ||
		has_whole_days(found))
		return;
	if (pattern_share("^[ap]$", values, 100) &&
		!pattern_matches("(^|_)(am_?pm|meridiem|period)", name_words_of(name)))
		return;
	refuse(found,
		   psprintf("Column \"%s\" says which half of the day departures are "
					"in; a column that has it behind their time is read",
					name));
}

/* Tell whether all numbers of the columns have no sign and no letter. */
static bool
are_unsigned(const Sample *sample, const Mapping *mapping, const Target *axis)
{
	Texts numbers = texts_filled(
		texts_joined(sample_values(sample, mapping->name[axis[0]]),
					 sample_values(sample, mapping->name[axis[1]])));

	return pattern_share("^[+]?\\d+([.,]\\d*)?$", numbers, 100);
}

/* Tell whether values are those of one axis, of which some change a sign. */
static bool
changes_sign(const Sample *sample, const Mapping *mapping, Texts values,
			 bool *mixed)
{
	static const struct
	{
		const char *all;
		const char *less;
		Target axis[2];
	} sides[] = {{"^(n|s|north|south|nord|s[uü]d|norte|sur|sul|noord|zuid)$",
				  "^(s|south|s[uü]d|sur|sul|zuid)$",
				  {TARGET_ORIGIN_LAT, TARGET_DESTINATION_LAT}},
				 {"^(e|w|o|east|west|ost|est|ouest|este|oeste|oost)$",
				  "^(w|west|ouest|oeste)$",
				  {TARGET_ORIGIN_LON, TARGET_DESTINATION_LON}}};

	for (int i = 0; i < lengthof(sides); i++)
	{
		int less = pattern_count(sides[i].less, values);

		if (less == 0 || !pattern_share(sides[i].all, values, 100) ||
			!are_unsigned(sample, mapping, sides[i].axis))
			continue;
		*mixed = less < values.count;
		return true;
	}
	return false;
}

/* Names of what says on which side a coordinate is, without a direction. */
#define SIDES                                                                 \
	"(^|_)(lat|lon|lng|long|latitude|longitude|ns|ew|we|sn|hem|hemi"          \
	"|hemisphere|dir|x|y)(_|\\d|$)|(lat|lon|lng)_?(dir|hem|ns|ew)"

/*
 * The side of the equator or of Greenwich is lost, and with it the sign.  In
 * a city both sides are but the way that somebody went.
 */
static void
settle_hemisphere(Detected *found, const char *name, Texts values)
{
	bool mixed;

	if (!changes_sign(&found->sample, &found->mapping, values, &mixed))
		return;
	if (found->sample.headerless ||
		(pattern_matches(SIDES, name_words_of(name)) &&
		 (!mixed || found->where.city == NULL)))
		refuse(
			found,
			psprintf("Column \"%s\" says that degrees are in the south, or "
					 "west; a minus or a letter in their own column is read",
					 name));
	else
		detected_warn(
			found, "a feed of your own",
			"column \"%s\" may say that degrees are in the south, or "
			"west, and is passed over",
			name);
}

const char *
hemisphere_column(const Sample *sample, const Mapping *mapping)
{
	bool mixed;

	for (int i = 0; i < sample->names.count; i++)
		if (!mapping_has(mapping, sample->names.text[i]) &&
			pattern_matches(SIDES, name_words_of(sample->names.text[i])) &&
			changes_sign(sample, mapping, texts_filled(sample->values[i]),
						 &mixed))
			return sample->names.text[i];
	return NULL;
}

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

/* Tell whether a zone's clock has all of some offsets at times. */
static bool
zone_has(const char *zone, Texts offsets)
{
	pg_tz *tz = pg_tzset(zone);
	pg_time_t at[] = {A_WINTER, A_WINTER + HALF_A_YEAR};

	for (int i = 0; tz != NULL && i < offsets.count; i++)
		if (pg_localtime(&at[0], tz)->tm_gmtoff !=
				offset_seconds(offsets.text[i]) &&
			pg_localtime(&at[1], tz)->tm_gmtoff !=
				offset_seconds(offsets.text[i]))
			return false;
	return tz != NULL;
}

/* Tell whether a text is the name of a zone, as "Europe/Vienna" is. */
static bool
is_zone(const char *text)
{
	return strcmp(text, "UTC") == 0 || strcmp(text, "GMT") == 0 ||
		   (strchr(text, '/') != NULL && strlen(text) < TZ_STRLEN_MAX &&
			pg_tzset(text) != NULL);
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

/*
 * The zone, or the offset from UTC, of departures that say none themselves.
 */
static void
settle_zone(Detected *found, const char *name, Texts values)
{
	bool named = pattern_matches(ZONES, name_words_of(name));

	if (found->instants || found->clock != NULL ||
		found->given.time_zone != NULL)
		return;
	if (are_zones(values))
	{
		if (are_one(values))
			take_clock(found, name, values.text[0]);
		else if (found->city != NULL)
			refuse(found,
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
			 !zone_has(found->city->zone, values))
		refuse(
			found,
			psprintf("Column \"%s\" has offsets that %s has not; departures "
					 "with theirs behind them are read",
					 name, found->city->name));
	else
		detected_warn(found, "time_zone",
					  "departures are taken for local time, whatever column "
					  "\"%s\" says",
					  name);
}

#define NO_TRIP                                                               \
	"^((trip|ride|order)[_ ]?)?(cancel(l?ed|l?ation)?(_|[ -]by.*)?|storn.*"   \
	"|abgesagt|annul.*|cancelad[oa]|cancelad[oa]s|geannuleerd|anulowan[aey]"  \
	"|zrusen.*|avbr[uo]t.*|aflyst|inst[aä]lld|peruttu|no[_ -]?show|aborted"  \
	"|rejected|void(ed)?|deleted|отмен.*|取消|已取消)$"
#define TRUE_VALUE "^(t|true|y|yes|1|ja|si|sí|oui|x)$"

/* Tell of rows that say that they are no trips. */
static void
settle_status(Detected *found, const char *name, Texts values)
{
	bool flag = pattern_matches("(^|_)(is_|was_)?(cancel|storn|annul|void|"
								"deleted)",
								name_words_of(name));

	for (int i = 0; i < values.count; i++)
		if (pattern_matches(NO_TRIP, values.text[i]) ||
			(flag && pattern_matches(TRUE_VALUE, values.text[i])))
		{
			detected_warn(
				found, "a file without them",
				"rows whose column \"%s\" has \"%.*s\" are taken for "
				"trips like any other",
				name,
				pg_mbcliplen(values.text[i], (int) strlen(values.text[i]), 40),
				values.text[i]);
			return;
		}
}

/* Names of columns of whose trips they are, and where. */
#define LABELS                                                                \
	"(data_?source|data_?set|provider|vendor|operator|platform|network"       \
	"|system|anbieter|betreiber|operador|operateur)(_?name)?"
#define REGIONS                                                               \
	"(region|city|town|municipality|stadt|ciudad|ville|citta|cidade)"

/* A label that some rows lack is none of a feed's, and that of the others
 * lost.
 */
static void
settle_label(Detected *found, const char *name, Texts values)
{
	const char *words = name_words_of(name);
	bool region = pattern_matches("^" REGIONS "$", words);
	Target target = region ? TARGET_REGION : TARGET_DATASOURCE;

	if (values.count < found->sample.rows &&
		found->mapping.name[target] == NULL &&
		(region || pattern_matches("^" LABELS "$", words)) &&
		(values.count == 0 ? region
						   : pattern_share("[[:alpha:]]", values, 100)))
		detected_warn(found, target_names[target],
					  "column \"%s\" is empty in some rows and passed over",
					  name);
}

void
settle_passed_over(Detected *found)
{
	const Sample *sample = &found->sample;

	for (int i = 0; i < sample->names.count; i++)
	{
		const char *name = sample->names.text[i];
		Texts values = texts_filled(sample->values[i]);

		if (mapping_has(&found->mapping, name))
			continue;
		if (found->source == NULL)
			settle_label(found, name, values);
		if (values.count == 0)
			continue;
		settle_counts(found, name, values);
		if (found->source != NULL)
			continue;
		settle_halves(found, name, values);
		settle_hemisphere(found, name, values);
		settle_zone(found, name, values);
		settle_status(found, name, values);
	}
}
