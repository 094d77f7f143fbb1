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
#include "detect/detected.h"
#include "detect/doubts.h"
#include "detect/passed_over.h"
#include "detect/value_class.h"
#include "types/h3_cell.h"
#include "types/texts.h"

#define UNKNOWN "unknown"
#define FOUND_COLUMNS 24 /* of what is returned */

/* Tell whether one of the columns of an end is known. */
static bool
end_is_mapped(const Detected *found, Target end)
{
	return detected_column(found, end) != NULL ||
		   detected_column(found, end + TARGET_ORIGIN_LON - TARGET_ORIGIN) !=
			   NULL ||
		   detected_column(found, end + TARGET_ORIGIN_PLACE - TARGET_ORIGIN) !=
			   NULL;
}

/* Tell whether an end has nothing but the name of a place. */
static bool
is_by_name(const Detected *found, Target end)
{
	return detected_column(found, end) == NULL &&
		   detected_column(found, end + TARGET_ORIGIN_LON - TARGET_ORIGIN) ==
			   NULL &&
		   detected_column(found, end + TARGET_ORIGIN_PLACE - TARGET_ORIGIN) !=
			   NULL;
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
	if (detected_column(found, target) != NULL)
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
			const char *name = sample->names.text[i];

			detected_note(found,
						  "column \"%.*s\" may have days of a spreadsheet: "
						  "date_format => 'SERIAL' reads them",
						  pg_mbcliplen(name, (int) strlen(name), 60), name);
			return;
		}
}

/* Name the column that has times of a day which nothing tells. */
static void
note_times(Detected *found)
{
	const Sample *sample = &found->sample;
	const char *time = detected_column(found, TARGET_DEPARTED_TIME);
	Texts values;

	if (time == NULL)
		time = sample_times(sample, -1);
	if (time == NULL)
		return;
	values = texts_filled(sample_values(sample, time));
	detected_note(
		found,
		"column \"%.*s\" has times of a day, like \"%.*s\", " NO_DAY
		", and none is taken from folders",
		pg_mbcliplen(time, (int) strlen(time), 60), time,
		pg_mbcharcliplen(values.text[0], (int) strlen(values.text[0]), 40),
		values.text[0]);
}

/* The column that is called so; null for none. */
static const char *
column_called(const Sample *sample, const char *pattern)
{
	for (int i = 0; i < sample->names.count; i++)
		if (pattern_matches(pattern, name_words_of(sample->names.text[i])) &&
			pattern_share("^\\d{1,4}$", texts_filled(sample->values[i]), 100))
			return sample->names.text[i];
	return NULL;
}

#define YEARS "(^|_)(year|yr|yyyy|jahr|ano|annee|anno|jaar|rok)(_|$)"
#define MONTHS                                                                \
	"(^|_)(month|mon|mm|monat|mes|mois|mese|maand|mesic|miesiac)(_|$)"
#define DAYS "(^|_)(day|dd|tag|dia|jour|giorno|dag|den|dzien)(_|$)"

/* No feed joins a date of three columns, nor knows since when days count. */
static void
refuse_dates(Detected *found)
{
	const Sample *sample = &found->sample;
	const char *time = time_passed_over(sample);
	Texts values;
	const char *year = column_called(sample, YEARS);
	const char *month = column_called(sample, MONTHS);
	const char *day = column_called(sample, DAYS);

	if (year != NULL && month != NULL && day != NULL)
		detected_refuse(
			found,
			psprintf("Dates are in columns \"%s\", \"%s\" and \"%s\"; one "
					 "column of dates such as 2024-06-03 is read",
					 year, month, day));
	for (int i = 0; i < sample->names.count; i++)
	{
		values = texts_filled(sample->values[i]);
		if (are_whole_days(sample->names.text[i], values))
			detected_refuse(
				found,
				psprintf("Column \"%s\" has numbers of days, like \"%s\", "
						 "since 1900 as in spreadsheets%s, or since "
						 "another day, such as 1960 in SAS; dates that are "
						 "written out are read",
						 sample->names.text[i], values.text[0],
						 sample_times(sample, i) != NULL ||
								 time_passed_over(sample) != NULL
							 ? ""
							 : ", which date_format => 'SERIAL' reads"));
	}
	if (time == NULL)
		return;
	values = texts_filled(sample_values(sample, time));
	if (values.count > 0)
		detected_refuse(
			found,
			found->given.date_format != NULL
				? psprintf("Column \"%s\" may have departures, like \"%s\", "
						   "not written as date_format says, \"%s\"",
						   time, values.text[0], found->given.date_format)
				: psprintf("Column \"%s\" may have departures, like \"%s\", "
						   "in no known form; date_format may say it",
						   time, values.text[0]));
}

/* Rows of one position each are no trips, but may be what trips are of. */
static void
note_tracks(Detected *found)
{
	bool origin = end_is_mapped(found, TARGET_ORIGIN);

	if (origin == end_is_mapped(found, TARGET_DESTINATION) ||
		!has_coordinate(&found->coordinates))
		return;
	detected_note(found, "each row has one position, as points of tracks "
						 "have; a trip has two");
}

/* A text without a delimiter that is known may have another. */
static void
note_delimiter(Detected *found)
{
	if (found->missing.count > 0 && !found->sample.json &&
		found->sample.delimiter == '\0' && found->sample.rows > 0)
		detected_note(found,
					  "no delimiter was found: delimiter says what it is");
}

static void
find_missing(Detected *found)
{
	if (!end_is_mapped(found, TARGET_ORIGIN))
		detected_lacks(found, "origin");
	if (!end_is_mapped(found, TARGET_DESTINATION))
		detected_lacks(found, "destination");
	if (detected_column(found, TARGET_DEPARTED_AT) == NULL &&
		detected_column(found, TARGET_DEPARTED_DATE) == NULL &&
		!detected_is_lacking(found, "departed_at"))
	{
		detected_lacks(found, "departed_at");
		note_serials(found);
		note_times(found);
		if (found->missing.count == 1)
			refuse_dates(found);
	}
	if (found->source == NULL && !found->where.possible &&
		has_coordinate(&found->coordinates))
	{
		detected_refuse(
			found,
			found->form.projection == NULL
				? "Coordinates are no degrees: position_srid says of what "
				  "SRID they are, position_form => 'e6' or 'e7' that they "
				  "are parts of degrees"
				: "Coordinates cannot be of that position_srid");
	}
	if (found->form.form == TG_FORM_H3 && !h3_cell_possible())
	{
		detected_refuse(found,
						"Positions are cells of H3, and tripgrid was built "
						"without libh3");
	}
	if (is_by_name(found, TARGET_ORIGIN) ||
		is_by_name(found, TARGET_DESTINATION))
		detected_note(found, "positions are those of the table places");
	if (same_text(constant(found, TARGET_REGION, found->region), UNKNOWN) ||
		same_text(constant(found, TARGET_DATASOURCE, found->datasource),
				  UNKNOWN))
		detected_note(found, "what is unknown can be given as constants");
}

static bool
is_position(Texts values)
{
	const char *class = value_class(texts_filled(values));

	return same_text(class, "wkt") || same_text(class, "wkb") ||
		   same_text(class, "pair");
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
	found->sample.date_format = found->given.date_format;
	if (found->sample.headerless && !name_default_columns(&found->sample))
		detect_unnamed(found);
	else
		detect_source(found);
	settle_ends(found);
	found->dialect = found->source != NULL		? found->source->dialect
					 : found->sample.headerless ? "headerless"
												: "other";
	detect_place(found);
	detect_position_form(found);
	detect_departure_form(found);
	settle_crossed(found);
	settle_tracks(found);
	detect_clock(found);
	settle_passed_over(found);
	settle_clocks(found);
	settle_hours(found);
	settle_serials(found);
	settle_years(found);
	settle_labels(found);
	note_tracks(found);
	find_missing(found);
	note_delimiter(found);
	if (found->missing.count == 0 && found->dates_refusal != NULL)
		detected_refuse(found, found->dates_refusal);
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
		BoolGetDatum(found->open_hours),
		text_or_null(found->clocks, &isnull[23]),
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
		.titles = given_text(given, "titles"),
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
