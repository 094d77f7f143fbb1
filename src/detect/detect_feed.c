/*
 * detect_feed.c
 *	  What create_feed needs for a file of trips, found out step by step.
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "mb/pg_wchar.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/json.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"

#include "detect/date_guess.h"
#include "detect/detect_feed.h"
#include "detect/doubts.h"
#include "detect/headerless.h"
#include "detect/position_guess.h"
#include "detect/value_class.h"
#include "types/h3_cell.h"
#include "types/named_clock.h"
#include "types/texts.h"

#define UNKNOWN "unknown"
#define FOUND_COLUMNS 22 /* of what is returned */

static const char *
mapped(const Detected *found, Target target)
{
	return found->mapping.name[target];
}

static Texts
mapped_values(const Detected *found, Target target)
{
	return sample_values(&found->sample, mapped(found, target));
}

/* Tell whether one of the columns of an end is known. */
static bool
end_is_mapped(const Detected *found, Target end)
{
	return mapped(found, end) != NULL ||
		   mapped(found, end + TARGET_ORIGIN_LON - TARGET_ORIGIN) != NULL ||
		   mapped(found, end + TARGET_ORIGIN_PLACE - TARGET_ORIGIN) != NULL;
}

/* Tell whether an end has nothing but the name of a place. */
static bool
is_by_name(const Detected *found, Target end)
{
	return mapped(found, end) == NULL &&
		   mapped(found, end + TARGET_ORIGIN_LON - TARGET_ORIGIN) == NULL &&
		   mapped(found, end + TARGET_ORIGIN_PLACE - TARGET_ORIGIN) != NULL;
}

pg_attribute_printf(2, 3) static void add_note(Detected *found,
											   const char *format, ...)
{
	va_list args;
	char note[256];

	va_start(args, format);
	vsnprintf(note, sizeof note, format, args);
	va_end(args);
	appendStringInfo(&found->notes, "%s%s", found->notes.len > 0 ? "; " : "",
					 note);
}

static void
add_text(Texts *texts, const char *text)
{
	Texts one = {(char *[]){unconstify(char *, text)}, 1};

	*texts = texts_joined(*texts, one);
}

static void
add_missing(Detected *found, const char *what)
{
	add_text(&found->missing, what);
}

static bool
is_missing(const Detected *found, const char *what)
{
	for (int i = 0; i < found->missing.count; i++)
		if (strcmp(found->missing.text[i], what) == 0)
			return true;
	return false;
}

static bool
same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* All of a system, of which a city may be a part, and what is around it. */
static TgCity
system_of(const TgCity *part, double reach)
{
	TgCity all = *part;

	for (const TgCity *city = tg_cities; city->name != NULL; city++)
		if (same(city->rides, part->rides))
		{
			all.west = Min(all.west, city->west);
			all.south = Min(all.south, city->south);
			all.east = Max(all.east, city->east);
			all.north = Max(all.north, city->north);
		}
	all.west -= reach;
	all.south -= reach;
	all.east += reach;
	all.north += reach;
	return all;
}

static char *
area_of(const TgCity *box)
{
	const double degrees[4] = {box->west, box->south, box->east, box->north};
	char *edges[4];

	for (int i = 0; i < lengthof(edges); i++)
		edges[i] = DatumGetCString(DirectFunctionCall1(
			float4out, Float4GetDatum((float4) degrees[i])));
	return psprintf("SRID=4326;POLYGON((%1$s %2$s,%3$s %2$s,%3$s %4$s,"
					"%1$s %4$s,%1$s %2$s))",
					edges[0], edges[1], edges[2], edges[3]);
}

static void
read_coordinates(Detected *found)
{
	found->coordinates =
		coordinates_read(&found->sample, &found->mapping, &found->form);
	found->where = coordinates_place(&found->coordinates);
}

/* The form of the codes of both ends; they have one, or none is known. */
static TgPositionForm
form_of_codes(const Detected *found)
{
	TgPositionForm forms[2];
	static const Target ends[] = {TARGET_ORIGIN, TARGET_DESTINATION};

	for (int i = 0; i < lengthof(ends); i++)
	{
		const char *column = mapped(found, ends[i]);
		Texts values = texts_filled(sample_values(&found->sample, column));

		forms[i] = column == NULL || !position_may_be_code(value_class(values))
					   ? TG_FORM_DEGREES
					   : position_code_form(column, values);
	}
	return forms[0] == forms[1] ? forms[0] : TG_FORM_DEGREES;
}

/* The form of two columns that have no degrees. */
static TgPositionForm
form_of_numbers(const Detected *found)
{
	return position_number_form(mapped(found, TARGET_ORIGIN_LON),
								mapped_values(found, TARGET_ORIGIN_LON),
								mapped_values(found, TARGET_ORIGIN_LAT));
}

/* What positions are, where nobody has said it. */
static void
find_form(Detected *found)
{
	PositionForm *form = &found->form;

	if (form->form != TG_FORM_DEGREES || form->projection != NULL)
	{
		read_coordinates(found);
		return;
	}
	if (mapped(found, TARGET_ORIGIN) != NULL)
		form->form = form_of_codes(found);
	read_coordinates(found);
	if (mapped(found, TARGET_ORIGIN_LON) == NULL || found->where.possible)
		return;
	form->form = form_of_numbers(found);
	if (form->form != TG_FORM_DEGREES)
		read_coordinates(found);
}

/* Of lines that are encoded nothing but where they lead to tells how. */
static void
note_decimals(Detected *found, int decimals)
{
	if (coordinates_all_in_city(&found->coordinates) ||
		found->given.position_form != NULL)
		add_note(found, "polylines have %d decimals", decimals);
	else
		detected_warn(found, "position_form",
					  "polylines are taken to have %d decimals", decimals);
}

/* Say how positions are read, and what of it the file does not prove. */
static void
note_form(Detected *found)
{
	TgPositionForm form = found->form.form;

	if (form == TG_FORM_E6 || form == TG_FORM_E7)
		add_note(found, "coordinates are whole %s of a degree",
				 form == TG_FORM_E6 ? "millionths" : "ten-millionths");
	else if (tg_position_form_is_path(form))
		note_decimals(found, form == TG_FORM_POLYLINE ? 5 : 6);
	else if (form != TG_FORM_DEGREES)
		add_note(found, "positions are the middle of %s cells",
				 tg_position_form_name(form));
}

/* Tell whether a source is wherever the positions are. */
static bool
is_anywhere(const KnownSource *source)
{
	return same(source->dialect, "rides_2") ||
		   same(source->dialect, "rides_3");
}

/*
 * A header that others have, too, is a source's only where its trips are where
 * the source's are, and its values are as the source writes them.
 */
static bool
source_agrees(const Detected *found)
{
	const KnownSource *source = found->source;
	const TgCity *city = tg_city_named(source->region);
	Texts own;
	TgCity box;

	if (source->own_column != NULL)
	{
		own = texts_filled(
			sample_plain_values(&found->sample, source->own_column));
		if (own.count > 0 && !pattern_share(source->own_values, own, 90))
			return false;
	}
	if (city == NULL || source->reach == 0 || is_anywhere(source))
		return true;
	box = system_of(city, source->reach);
	return coordinates_within(&found->coordinates, box.west, box.south,
							  box.east, box.north);
}

/* Columns without names, by their values: no source is known by these. */
static void
find_unnamed(Detected *found)
{
	Unnamed unnamed = headerless_find(&found->sample);

	found->mapping = unnamed.mapping;
	found->refusal = unnamed.refusal;
	for (int i = 0; i < unnamed.guesses.count; i++)
		detected_warn(found, "a feed of your own", "%s",
					  unnamed.guesses.text[i]);
	find_form(found);
}

/* The source that the header is of, if all else agrees. */
static void
find_source(Detected *found)
{
	PositionForm given = found->form;

	found->source = mapping_find(&found->sample, &found->mapping);
	find_form(found);
	if (found->source == NULL || source_agrees(found))
		return;
	found->relative = found->source;
	found->source = NULL;
	found->form = given;
	mapping_guess(&found->sample, &found->mapping);
	find_form(found);
}

/* Where it was, and whose system it is: a system is in one city. */
static void
find_place(Detected *found)
{
	const KnownSource *source = found->source;
	const TgCity *city;

	note_form(found);
	city = source != NULL && found->where.several ? NULL : found->where.city;
	if (source != NULL)
	{
		found->region = source->region;
		found->datasource = source->datasource;
	}
	if (source != NULL && is_anywhere(source) &&
		found->coordinates.count > 0 && found->where.possible)
	{
		found->region = city == NULL ? NULL : city->name;
		found->datasource = city == NULL ? NULL : city->rides;
	}
	if (found->region == NULL && city != NULL)
	{
		found->region = city->name;
		found->cities = mapped(found, TARGET_REGION) == NULL;
		/* whoever runs bikes there writes the header of the others */
		if (found->relative != NULL && found->relative->shared)
			found->datasource = city->rides;
	}
	found->city = tg_city_named(
		found->given.region != NULL ? found->given.region : found->region);
	if (source != NULL && source->reach > 0 && found->city != NULL)
	{
		TgCity box = system_of(found->city, source->reach);

		found->area = area_of(&box);
		found->cities = false;
	}
	if (strncmp(found->dialect, "rides_", 6) == 0 &&
		strlen(found->dialect) == 7 && found->datasource != NULL)
		found->dialect = psprintf("%s%s", name_words_of(found->datasource),
								  found->dialect + 5);
}

/* Longitudes where latitudes are thought to be, and the other way round. */
static void
swap_columns(Mapping *mapping)
{
	static const Target lons[] = {TARGET_ORIGIN_LON, TARGET_DESTINATION_LON};

	for (int i = 0; i < lengthof(lons); i++)
	{
		const char **lon = &mapping->name[lons[i]];
		const char **lat = lon + (TARGET_ORIGIN_LAT - TARGET_ORIGIN_LON);
		const char *was = *lon;

		*lon = *lat != NULL ? *lat : was;
		*lat = was != NULL ? was : *lat;
	}
}

static void
find_order_of_columns(Detected *found)
{
	Texts numbers = texts_joined(mapped_values(found, TARGET_ORIGIN_LON),
								 mapped_values(found, TARGET_ORIGIN_LAT));

	found->decimal_comma =
		pattern_count("^[-+]?\\d+,\\d+$", numbers) * 10 > numbers.count * 3;
	settle_order_of_columns(found);
	if (!found->where.swapped || found->source != NULL)
		return;
	swap_columns(&found->mapping);
	add_note(found, "longitudes and latitudes are swapped");
}

static void
find_order_of_texts(Detected *found)
{
	Texts texts = texts_filled(mapped_values(found, TARGET_ORIGIN));
	bool guessed = found->where.city == NULL && value_class_is(texts, "pair");

	found->decimal_comma =
		pattern_count("\\d,\\d+ *[; ] *[-+]?\\d+,\\d", texts) * 2 >
		texts.count;
	if (found->given.position_order != NULL)
		found->lat_first = same(found->given.position_order, "lat lon");
	else if (found->where.swapped)
		found->lat_first = true;
	else if (guessed)
		found->lat_first = coordinates_lat_first(&found->coordinates,
												 mapped(found, TARGET_ORIGIN));
	if (guessed && found->given.position_order == NULL)
		detected_warn(found, "position_order",
					  "coordinates are taken to be in the order %s",
					  found->lat_first ? "lat lon" : "lon lat");
}

/* How positions are written. */
static void
find_position_form(Detected *found)
{
	if (mapped(found, TARGET_ORIGIN_LON) != NULL)
		find_order_of_columns(found);
	else if (mapped(found, TARGET_ORIGIN) != NULL && found->source == NULL)
		find_order_of_texts(found);
}

/* The departures that the sample has. */
static Texts
read_departures(const Detected *found)
{
	Texts dates = mapped_values(found, TARGET_DEPARTED_DATE);
	Texts times = mapped_values(found, TARGET_DEPARTED_TIME);
	Texts both = {palloc(Max(dates.count, 1) * sizeof(char *)), 0};

	if (mapped(found, TARGET_DEPARTED_DATE) == NULL)
		return texts_filled(mapped_values(found, TARGET_DEPARTED_AT));
	for (int i = 0; i < Min(dates.count, times.count); i++)
		if (dates.text[i][0] != '\0' && times.text[i][0] != '\0')
			both.text[both.count++] =
				psprintf("%s %s", dates.text[i], times.text[i]);
	return both;
}

static DatesOrder
order_named(const char *name)
{
	return same(name, "DMY")   ? DATES_DMY
		   : same(name, "MDY") ? DATES_MDY
		   : same(name, "YMD") ? DATES_YMD
							   : DATES_PLAIN;
}

/* The order that is known from the rest of the file, or is the custom. */
static DatesOrder
likely_order(const Detected *found)
{
	DatesOrder order = order_named(found->given.date_order);

	if (order == DATES_PLAIN && found->city != NULL)
		order = found->city->month_first ? DATES_MDY : DATES_DMY;
	if (order == DATES_PLAIN)
		order = !found->decimal_comma && found->sample.delimiter != '\0' &&
						found->sample.delimiter != ';'
					? DATES_MDY
					: DATES_DMY;
	return order;
}

/* Where nothing of the file says which order it is, custom does, or nobody. */
static void
settle_order(Detected *found, const char *example)
{
	int len = pg_mbcharcliplen(example, (int) strlen(example), 40);

	if (found->given.date_order != NULL)
		return;
	found->open_dates = true;
	if (found->city != NULL)
		detected_warn(
			found, "date_format",
			"departures like \"%.*s\" are taken for %s, as dates are "
			"written in %s",
			len, example, found->date_format, found->city->name);
	else
		found->refusal =
			psprintf("Departures like \"%.*s\" can have the day or the month "
					 "first; date_format or region says which",
					 len, example);
}

static void
find_date_format(Detected *found, Texts departures)
{
	const char *example = departures.text[0];
	bool open = false;
	const char *format =
		found->given.date_format != NULL
			? found->given.date_format
			: date_guess(departures, likely_order(found), &open);

	if (format == NULL)
	{
		int len = pg_mbcharcliplen(example, (int) strlen(example), 40);

		add_note(found, "departures like \"%.*s\" have no known form", len,
				 example);
		if (found->source == NULL)
			add_missing(found, "departed_at");
		return;
	}
	if (*format == '\0')
		return;
	found->date_format = format;
	if (open)
		settle_order(found, example);
	if (strstr(format, "HH") != NULL || strcmp(format, "SERIAL") == 0)
		return;
	/* midnight would be a guess where a column says better */
	if (time_is_passed_over(&found->sample))
	{
		add_note(found, "departures have no time of day");
		add_missing(found, "departed_at");
	}
	else
		detected_warn(found, "a feed with departed_time",
					  "departures like \"%.*s\" have no time of day and are "
					  "taken for midnight",
					  pg_mbcharcliplen(example, (int) strlen(example), 40),
					  example);
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
	add_missing(found, "departed_at");
	add_note(found, "departures are by a clock whose name several zones have, "
					"or none: time_zone says which it is");
}

/* Tell whether a column's name says that it has the clock of UTC. */
static bool
is_utc(const char *column)
{
	return column != NULL &&
		   pattern_matches("(^|_)(utc|gmt|zulu)(_|$)", name_words_of(column));
}

/* Whose local time instants become; they may name it themselves. */
static void
find_zone(Detected *found, const char *named, const char *what)
{
	found->time_zone = found->given.time_zone != NULL ? found->given.time_zone
					   : found->city != NULL		  ? found->city->zone
													  : named;
	if (found->time_zone == NULL && what != NULL)
		detected_warn(found, "time_zone",
					  "departures are %s, which become local time of the "
					  "session's TimeZone",
					  what);
	else if (mapped(found, TARGET_REGION) != NULL && what != NULL &&
			 found->given.time_zone == NULL)
		detected_warn(found, "time_zone",
					  "departures are %s, which become local time of %s in "
					  "whatever region",
					  what, found->time_zone);
}

/* How departures are written. */
static void
find_departure_form(Detected *found)
{
	Texts departures;
	const KnownSource *source = found->source;
	const char *column;
	const char *format;
	int clocks[TG_CLOCK_NAMED + 1] = {0};

	settle_rival(found, read_departures(found), likely_order(found));
	column = mapped(found, TARGET_DEPARTED_AT);
	departures = read_departures(found);
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
	if (found->time_zone != NULL || strstr(format, "TZ") == NULL)
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
	check_names_of_zones(found, departures);
}

/* Departures that are none by themselves may be instants by their name. */
static void
find_clock(Detected *found)
{
	const char *format = found->date_format;

	if (found->instants ||
		(found->time_zone != NULL && found->given.time_zone == NULL))
		return;
	if (!is_utc(mapped(found, TARGET_DEPARTED_AT)) &&
		!is_utc(mapped(found, TARGET_DEPARTED_TIME)) &&
		!is_utc(mapped(found, TARGET_DEPARTED_DATE)))
		return;
	if (format != NULL && strstr(format, "TZ") != NULL)
		return;
	found->clock = "UTC";
	find_zone(found, NULL, "UTC by their column's name");
}

/*
 * A row that stands for several trips would count as one.  Where the sample
 * has but one each, the rest of the file may have more.
 */
static void
find_counts(Detected *found)
{
	const Sample *sample = &found->sample;

	for (int i = 0; i < sample->names.count; i++)
	{
		Texts counts = texts_filled(sample->values[i]);
		const char *name = sample->names.text[i];

		if (!pattern_matches(
				"^((n|num|number|no|nr|total|sum|anzahl|nb|nombre|numero)?_?"
				"(of_|de_|der_)?(trips|rides|journeys|flows|fahrten|viajes"
				"|viagens|trajets|viaggi|ritten|przejazdy|jizdy|turer|resor"
				"|matkat|poezdki)(_count|_total)?"
				"|(trip|ride|journey|flow)_(count|total)"
				"|counts?|volume|fahrtzahl)$",
				name_words_of(name)) ||
			!pattern_share("^\\d{1,9}([.]0*)?$", counts, 100))
			continue;
		if (pattern_share("^1([.]0*)?$", counts, 100))
		{
			detected_warn(found, "a feed of your own",
						  "column \"%s\" may say how many trips a row stands "
						  "for; each row is taken for one",
						  name);
			continue;
		}
		found->refusal = psprintf(
			"Column \"%s\" says that a row stands for several trips; "
			"a feed of your own that leaves it out takes each row for "
			"one",
			name);
	}
}

static bool
has_coordinate(const Coordinates *coordinates)
{
	for (int i = 0; i < coordinates->count; i++)
		if (!isnan(coordinates->lon[i]))
			return true;
	return false;
}

/* The constants, for what no column has. */
static const char *
constant(const Detected *found, Target target, const char *value)
{
	if (mapped(found, target) != NULL)
		return NULL;
	return value == NULL ? UNKNOWN : value;
}

/* Name a column that may have days of a spreadsheet, or seconds of a day. */
static void
note_serials(Detected *found)
{
	const Sample *sample = &found->sample;

	for (int i = 0; i < sample->names.count; i++)
		if (dates_are_serial(texts_filled(sample->values[i])))
		{
			add_note(found,
					 "column \"%.60s\" may have days of a spreadsheet: "
					 "date_format => 'SERIAL' reads them",
					 sample->names.text[i]);
			return;
		}
}

/* A text without a delimiter that is known may have another. */
static void
note_delimiter(Detected *found)
{
	if (found->missing.count > 0 && !found->sample.json &&
		found->sample.delimiter == '\0' && found->sample.rows > 0)
		add_note(found, "no delimiter was found: delimiter says what it is");
}

static void
find_missing(Detected *found)
{
	if (!end_is_mapped(found, TARGET_ORIGIN))
		add_missing(found, "origin");
	if (!end_is_mapped(found, TARGET_DESTINATION))
		add_missing(found, "destination");
	if (mapped(found, TARGET_DEPARTED_AT) == NULL &&
		mapped(found, TARGET_DEPARTED_DATE) == NULL &&
		!is_missing(found, "departed_at"))
	{
		add_missing(found, "departed_at");
		note_serials(found);
	}
	if (found->source == NULL && !found->where.possible &&
		has_coordinate(&found->coordinates))
	{
		add_missing(found, "origin");
		add_missing(found, "destination");
		add_note(found,
				 found->form.projection == NULL
					 ? "coordinates are no degrees: position_srid says "
					   "of what SRID they are, position_form => 'e6' or "
					   "'e7' that they are parts of degrees"
					 : "coordinates cannot be of that position_srid");
	}
	if (found->form.form == TG_FORM_H3 && !h3_cell_possible())
	{
		add_missing(found, "origin");
		add_missing(found, "destination");
		add_note(found, "positions are cells of H3, and tripgrid was built "
						"without libh3");
	}
	if (is_by_name(found, TARGET_ORIGIN) ||
		is_by_name(found, TARGET_DESTINATION))
		add_note(found, "positions are those of the table places");
	if (same(constant(found, TARGET_REGION, found->region), UNKNOWN) ||
		same(constant(found, TARGET_DATASOURCE, found->datasource), UNKNOWN))
		add_note(found, "what is unknown can be given as constants");
}

static bool
is_position(Texts values)
{
	const char *class = value_class(texts_filled(values));

	return same(class, "wkt") || same(class, "wkb") || same(class, "pair");
}

/* Tell whether values are names; all rows need one. */
static bool
is_name(Texts values)
{
	return texts_filled(values).count == values.count &&
		   value_class(values) == NULL;
}

/* What a store's own feed gives and takes has no header when it is copied. */
static bool
name_default_columns(Sample *sample)
{
	static char *const names[] = {"region", "origin_coord",
								  "destination_coord", "datetime",
								  "datasource"};
	const char *format;
	bool open;

	if (sample->columns.count != lengthof(names) || sample->rows == 0 ||
		!is_name(sample->values[0]) || !is_position(sample->values[1]) ||
		!is_position(sample->values[2]) || !is_name(sample->values[4]))
		return false;
	format = date_guess(texts_filled(sample->values[3]), DATES_PLAIN, &open);
	if (format == NULL || *format != '\0')
		return false;
	memcpy(sample->columns.text, names, sizeof names);
	sample->names = sample->columns;
	return true;
}

static char
byte_of(const char *text)
{
	return text == NULL ? '\0' : *text;
}

static void
find_all(Detected *found)
{
	initStringInfo(&found->notes);
	if (found->sample.headerless && !name_default_columns(&found->sample))
		find_unnamed(found);
	else
		find_source(found);
	settle_ends(found);
	found->dialect = found->source != NULL		? found->source->dialect
					 : found->sample.headerless ? "headerless"
												: "other";
	find_place(found);
	find_position_form(found);
	find_departure_form(found);
	find_clock(found);
	find_counts(found);
	find_missing(found);
	note_delimiter(found);
}

static void
detect(Datum header, Datum sample, Detected *found)
{
	char *whole = sample_text(header, sample);

	if (sample_is_json(whole))
	{
		detect_json(whole, found, find_all);
		return;
	}
	sample_read_csv(whole, byte_of(found->given.delimiter),
					byte_of(found->given.quote), &found->sample);
	find_all(found);
}

/* A JSON object of texts; those that are null are left out. */
static Datum
object_of_texts(const char *const *names, const char *const *values, int count)
{
	StringInfoData json;
	const char *before = "{";

	initStringInfo(&json);
	for (int i = 0; i < count; i++)
	{
		if (values[i] == NULL)
			continue;
		appendStringInfoString(&json, before);
		escape_json(&json, names[i]);
		appendStringInfoChar(&json, ':');
		escape_json(&json, values[i]);
		before = ",";
	}
	if (*before == '{')
		appendStringInfoChar(&json, '{');
	appendStringInfoChar(&json, '}');
	return DirectFunctionCall1(jsonb_in, CStringGetDatum(json.data));
}

static Datum
columns_datum(Texts columns)
{
	bool none = columns.count == 1 && columns.text[0] == NULL;
	Datum value = (Datum) 0;
	int one = 1;
	int first = 1;

	if (!none)
		return texts_datum(columns.text, columns.count);
	return PointerGetDatum(construct_md_array(
		&value, &none, 1, &one, &first, TEXTOID, -1, false, TYPALIGN_INT));
}

static Datum
area_datum(const char *area, Oid type)
{
	Oid input;
	Oid param;

	getTypeInputInfo(type, &input, &param);
	return OidInputFunctionCall(input, unconstify(char *, area), param, -1);
}

static Datum
text_or_null(const char *value, bool *isnull)
{
	*isnull = value == NULL;
	return value == NULL ? (Datum) 0 : CStringGetTextDatum(value);
}

/* What a feed has in its mapping: paths, where names are not. */
static const char *const *
paths_of(const Detected *found, const char **paths)
{
	for (int i = 0; i < TARGET_COUNT; i++)
		paths[i] = sample_path(&found->sample, found->mapping.name[i]);
	return paths;
}

static void
put(ReturnSetInfo *result, const Detected *found)
{
	static const char *const labels[] = {"region", "datasource"};
	const char *const constants[] = {
		constant(found, TARGET_REGION, found->region),
		constant(found, TARGET_DATASOURCE, found->datasource)};
	const char *paths[TARGET_COUNT];
	const char *note = found->notes.len > 0 ? found->notes.data : NULL;
	char delimiter[] = {found->sample.delimiter, '\0'};
	bool isnull[FOUND_COLUMNS] = {false};
	Datum values[FOUND_COLUMNS] = {
		CStringGetTextDatum(found->dialect),
		text_or_null(*delimiter == '\0' ? NULL : delimiter, &isnull[1]),
		columns_datum(found->sample.columns),
		object_of_texts(target_names, paths_of(found, paths), TARGET_COUNT),
		object_of_texts(labels, constants, lengthof(labels)),
		text_or_null(found->date_format, &isnull[5]),
		text_or_null(found->time_zone, &isnull[6]),
		BoolGetDatum(found->decimal_comma),
		CStringGetTextDatum(found->lat_first ? "lat lon" : "lon lat"),
		(Datum) 0,
		CStringGetTextDatum(found->sample.json ? "json" : "csv"),
		text_or_null(found->form.form == TG_FORM_DEGREES
						 ? NULL
						 : tg_position_form_name(found->form.form),
					 &isnull[11]),
		Int32GetDatum(found->form.srid),
		BoolGetDatum(found->missing.count == 0 && found->refusal == NULL),
		texts_datum(found->missing.text, found->missing.count),
		text_or_null(note, &isnull[15]),
		text_or_null(found->clock, &isnull[16]),
		BoolGetDatum(found->cities),
		BoolGetDatum(!found->sample.headerless),
		BoolGetDatum(found->open_dates),
		texts_datum(found->warnings.text, found->warnings.count),
		text_or_null(found->refusal, &isnull[21]),
	};

	isnull[12] = found->form.srid == 0;
	isnull[9] = found->area == NULL;
	if (found->area != NULL)
		values[9] = area_datum(found->area,
							   TupleDescAttr(result->setDesc, 9)->atttypid);
	tuplestore_putvalues(result->setResult, result->setDesc, values, isnull);
}

/* A text or a number of what is given, null for none. */
static const char *
given_text(Jsonb *given, const char *key)
{
	JsonbValue value;

	if (getKeyJsonValueFromContainer(&given->root, key, (int) strlen(key),
									 &value) == NULL)
		return NULL;
	if (value.type == jbvNumeric)
		return DatumGetCString(DirectFunctionCall1(
			numeric_out, NumericGetDatum(value.val.numeric)));
	return value.type == jbvString
			   ? pnstrdup(value.val.string.val, value.val.string.len)
			   : NULL;
}

static Given
take_given(Jsonb *given)
{
	return (Given){
		.region = given_text(given, "region"),
		.date_format = given_text(given, "date_format"),
		.date_order = given_text(given, "date_order"),
		.time_zone = given_text(given, "time_zone"),
		.position_order = given_text(given, "position_order"),
		.position_form = given_text(given, "position_form"),
		.position_srid = given_text(given, "position_srid"),
		.delimiter = given_text(given, "delimiter"),
		.quote = given_text(given, "quote"),
	};
}

/* What the caller knows of positions. */
static void
take_form(const Given *given, PositionForm *form)
{
	if (given->position_form != NULL &&
		!tg_position_form_find(given->position_form, &form->form))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("position_form cannot be \"%s\"",
							   given->position_form)));
	if (given->position_srid == NULL)
		return;
	form->srid = pg_strtoint32(given->position_srid);
	if (form->srid != 0)
		form->projection = projection_create(form->srid);
}

/* (header, sample, given): one row of what create_feed needs */
PG_FUNCTION_INFO_V1(detect_feed);
Datum
detect_feed(PG_FUNCTION_ARGS)
{
	Detected found = {{NULL}};

	if (PG_ARGISNULL(0))
		ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
						errmsg("header must not be null")));
	if (!PG_ARGISNULL(2))
		found.given = take_given(PG_GETARG_JSONB_P(2));
	InitMaterializedSRF(fcinfo, 0);
	take_form(&found.given, &found.form);
	detect(PG_GETARG_DATUM(0),
		   PG_ARGISNULL(1) ? (Datum) 0 : PG_GETARG_DATUM(1), &found);
	put((ReturnSetInfo *) fcinfo->resultinfo, &found);
	return (Datum) 0;
}
