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
#include "utils/lsyscache.h"

#include "detect/date_guess.h"
#include "detect/detect_feed.h"
#include "detect/position_guess.h"
#include "detect/value_class.h"
#include "types/h3_cell.h"
#include "types/named_clock.h"
#include "types/texts.h"

#define UNKNOWN "unknown"

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
add_missing(Detected *found, const char *what)
{
	Texts one = {(char *[]){unconstify(char *, what)}, 1};

	found->missing = texts_joined(found->missing, one);
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

/* All of a system, of which a city may be a part. */
static char *
area_of_system(const KnownCity *part, double reach)
{
	KnownCity all = *part;
	char *edges[4];
	double degrees[4];

	for (const KnownCity *city = known_cities; city->region != NULL; city++)
		if (same(city->rides, part->rides))
		{
			all.west = Min(all.west, city->west);
			all.south = Min(all.south, city->south);
			all.east = Max(all.east, city->east);
			all.north = Max(all.north, city->north);
		}
	degrees[0] = all.west - reach;
	degrees[1] = all.south - reach;
	degrees[2] = all.east + reach;
	degrees[3] = all.north + reach;
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

/* Say how positions are read, and what of it the file does not prove. */
static void
note_form(Detected *found)
{
	TgPositionForm form = found->form.form;

	if (form == TG_FORM_E6 || form == TG_FORM_E7)
		add_note(found, "coordinates are whole %s of a degree",
				 form == TG_FORM_E6 ? "millionths" : "ten-millionths");
	else if (tg_position_form_is_path(form))
		add_note(found, "polylines have %d decimals%s",
				 form == TG_FORM_POLYLINE ? 5 : 6,
				 coordinates_all_in_city(&found->coordinates)
					 ? ""
					 : ", unless position_form says otherwise");
	else if (form != TG_FORM_DEGREES)
		add_note(found, "positions are the middle of %s cells",
				 tg_position_form_name(form));
}

/* Where it was, and whose system it is. */
static void
find_place(Detected *found)
{
	const KnownSource *source = found->source;
	const KnownCity *city;

	find_form(found);
	note_form(found);
	city = found->where.city;
	if (source != NULL)
	{
		found->region = source->region;
		found->datasource = source->datasource;
	}
	if ((same(found->dialect, "rides_2") || same(found->dialect, "rides_3")) &&
		found->coordinates.count > 0 && found->where.possible)
	{
		found->region = city == NULL ? NULL : city->region;
		found->datasource = city == NULL ? NULL : city->rides;
	}
	if (found->region == NULL && city != NULL)
		found->region = city->region;
	found->city = known_city(found->region);
	if (source != NULL && source->reach > 0 && found->city != NULL)
		found->area = area_of_system(found->city, source->reach);
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
	if (found->where.swapped)
		found->lat_first = true;
	else if (guessed)
		found->lat_first = coordinates_lat_first(&found->coordinates,
												 mapped(found, TARGET_ORIGIN));
	if (guessed)
		add_note(found, "coordinates are taken to be in the order %s",
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

/* Tell whether a column seems to have hours. */
static bool
has_hours(Texts names)
{
	for (int i = 0; i < names.count; i++)
		if (pattern_matches("(^|_)(hour|hr|stunde|heure|hora|ora|uur|godzina|"
							"hodina|timme)(_|$)",
							name_words_of(names.text[i])))
			return true;
	return false;
}

static void
find_date_format(Detected *found, Texts departures)
{
	bool month_first = found->city != NULL
						   ? found->city->month_first
						   : !found->decimal_comma &&
								 found->sample.delimiter != '\0' &&
								 found->sample.delimiter != ';';
	const char *format = date_guess(departures, month_first);

	if (format == NULL)
	{
		const char *example = departures.text[0];
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
	if (strstr(format, "HH") != NULL || strcmp(format, "SERIAL") == 0)
		return;
	add_note(found, "departures have no time of day");
	/* midnight would be a guess where a column says better */
	if (has_hours(found->sample.names))
		add_missing(found, "departed_at");
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

/* How departures are written. */
static void
find_departure_form(Detected *found)
{
	Texts departures = read_departures(found);
	const KnownSource *source = found->source;
	const char *column = mapped(found, TARGET_DEPARTED_AT);
	const char *format;
	int clocks[TG_CLOCK_NAMED + 1] = {0};

	if (departures.count > 0)
		find_date_format(found, departures);
	else if (source != NULL && column != NULL && strchr(column, ' ') != NULL)
		/* the portal of Chicago spells its names out where it does its months
		 */
		found->date_format = source->date_format;
	found->time_zone = source == NULL ? NULL : source->zone;
	format = found->date_format == NULL ? "TZ" : found->date_format;
	if (found->time_zone != NULL || strstr(format, "TZ") == NULL)
		return;
	count_clocks(departures, found->date_format, clocks);
	if (departures.count == 0 ||
		2 * (clocks[TG_CLOCK_INSTANT] + clocks[TG_CLOCK_NAMED]) <
			departures.count)
		return;
	/* they are instants, or by the clock of a zone that has a name */
	found->time_zone = found->city == NULL ? NULL : found->city->zone;
	if (found->time_zone == NULL)
		found->time_zone = common_zone(departures);
	check_names_of_zones(found, departures);
	if (found->time_zone == NULL && clocks[TG_CLOCK_INSTANT] > 0)
		add_note(found, "departures are instants, which become local time of "
						"the session's TimeZone");
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
	if (mapped(found, TARGET_ORIGIN_PLACE) != NULL ||
		mapped(found, TARGET_DESTINATION_PLACE) != NULL)
		add_note(found, "positions are those of the table places");
	if (same(constant(found, TARGET_REGION, found->region), UNKNOWN) ||
		same(constant(found, TARGET_DATASOURCE, found->datasource), UNKNOWN))
		add_note(found, "what is unknown can be given as constants");
}

static void
detect(Datum header, Datum sample, Detected *found)
{
	initStringInfo(&found->notes);
	sample_read(header, sample, &found->sample);
	found->source = mapping_find(&found->sample, &found->mapping);
	found->dialect = found->source != NULL		? found->source->dialect
					 : found->sample.headerless ? "headerless"
												: "other";
	find_place(found);
	find_position_form(found);
	find_departure_form(found);
	find_missing(found);
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

static void
put(ReturnSetInfo *result, const Detected *found)
{
	static const char *const labels[] = {"region", "datasource"};
	const char *const constants[] = {
		constant(found, TARGET_REGION, found->region),
		constant(found, TARGET_DATASOURCE, found->datasource)};
	const char *note = found->notes.len > 0 ? found->notes.data : NULL;
	char delimiter[] = {found->sample.delimiter, '\0'};
	bool isnull[16] = {false};
	Datum values[16] = {
		CStringGetTextDatum(found->dialect),
		text_or_null(*delimiter == '\0' ? NULL : delimiter, &isnull[1]),
		columns_datum(found->sample.columns),
		object_of_texts(target_names, found->mapping.name, TARGET_COUNT),
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
		BoolGetDatum(found->missing.count == 0),
		texts_datum(found->missing.text, found->missing.count),
		text_or_null(note, &isnull[15]),
	};

	isnull[12] = found->form.srid == 0;
	isnull[9] = found->area == NULL;
	if (found->area != NULL)
		values[9] = area_datum(found->area,
							   TupleDescAttr(result->setDesc, 9)->atttypid);
	tuplestore_putvalues(result->setResult, result->setDesc, values, isnull);
}

/* What the caller knows of positions. */
static void
take_form(FunctionCallInfo fcinfo, PositionForm *form)
{
	if (!PG_ARGISNULL(2))
	{
		char *name = text_to_cstring(PG_GETARG_TEXT_PP(2));

		if (name[0] != '\0' && !tg_position_form_find(name, &form->form))
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("position_form cannot be \"%s\"", name)));
	}
	if (!PG_ARGISNULL(3) && PG_GETARG_INT32(3) != 0)
	{
		form->srid = PG_GETARG_INT32(3);
		form->projection = projection_create(form->srid);
	}
}

/*
 * (header, sample, form, srid): one row of what create_feed
 * needs
 */
PG_FUNCTION_INFO_V1(detect_feed);
Datum
detect_feed(PG_FUNCTION_ARGS)
{
	Detected found;

	if (PG_ARGISNULL(0))
		ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
						errmsg("header must not be null")));
	InitMaterializedSRF(fcinfo, 0);
	memset(&found, 0, sizeof found);
	take_form(fcinfo, &found.form);
	detect(PG_GETARG_DATUM(0),
		   PG_ARGISNULL(1) ? (Datum) 0 : PG_GETARG_DATUM(1), &found);
	put((ReturnSetInfo *) fcinfo->resultinfo, &found);
	return (Datum) 0;
}
