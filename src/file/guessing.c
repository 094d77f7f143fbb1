/*
 * guessing.c
 *	  What is detected of a file: the columns of one row of
 *	  tripgrid.detect_feed.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "file/guessing.h"
#include "store/sql.h"

static const char detect_query[] =
	"SELECT columns, mapping, constants, date_format, time_zone, "
	"decimal_comma, position_order, area, format, position_form, "
	"position_srid, NULL::pg_catalog.jsonb, clock, cities, dialect, "
	"delimiter, complete, pg_catalog.array_to_string(missing, ', '), "
	"pg_catalog.cardinality(missing) OPERATOR(pg_catalog.=) 1, "
	"pg_catalog.left(pg_catalog.array_to_string(columns, ', '), 1000), note, "
	"has_header, open_dates, warnings, refusal, "
	/* of JSON the path, else the number of a field */
	"CASE WHEN format OPERATOR(pg_catalog.=) 'json' THEN date_part "
	"ELSE (pg_catalog.array_position(columns, date_part) "
	"OPERATOR(pg_catalog.-) 1)::pg_catalog.text END, open_hours, "
	"CASE WHEN format OPERATOR(pg_catalog.=) 'json' THEN time_part "
	"ELSE (pg_catalog.array_position(columns, time_part) "
	"OPERATOR(pg_catalog.-) 1)::pg_catalog.text END, clocks, "
	"ARRAY(SELECT value FROM pg_catalog.jsonb_each_text(mapping)) "
	"FROM tripgrid.detect_feed($1, $2, "
	"pg_catalog.jsonb_object('{region,date_format,time_zone,position_order,"
	"date_order,position_form,position_srid,delimiter,quote,titles}', $3)), "
	"LATERAL (SELECT "
	"coalesce(mapping OPERATOR(pg_catalog.->>) 'departed_at', "
	"mapping OPERATOR(pg_catalog.->>) 'departed_date'), "
	"coalesce(mapping OPERATOR(pg_catalog.->>) 'departed_at', "
	"mapping OPERATOR(pg_catalog.->>) 'departed_time')) "
	"AS departure (date_part, time_part)";

char *
guessed_text(const Guessing *guessing, int column)
{
	return SPI_getvalue(guessing->found, guessing->desc, column);
}

bool
guessed_flag(const Guessing *guessing, int column)
{
	bool isnull;

	return DatumGetBool(
		SPI_getbinval(guessing->found, guessing->desc, column, &isnull));
}

const char *
guessed_note(const Guessing *guessing)
{
	const char *note = guessed_text(guessing, GUESSED_NOTE);

	return note == NULL ? "" : psprintf(" Note: %s.", note);
}

char *
guessed_mapping(const Guessing *guessing)
{
	return DatumGetCString(DirectFunctionCall1(jsonb_out, guessing->mapping));
}

static Datum
text_or_null(const char *value, bool *isnull)
{
	*isnull = value == NULL;
	return value == NULL ? (Datum) 0 : CStringGetTextDatum(value);
}

#define MOST_TITLES 8192 /* bytes that are looked at */

/* What was passed over above the header. */
static char *
titles_of(const FileSample *sample)
{
	size_t end = Min(sample->head->start,
					 file_head_lines(sample->head, 0, MOST_TITLES));

	return TextDatumGetCString(
		file_head_text(sample->head, 0, end, sample->format));
}

void
guess_detect(Guessing *guessing, const FileSample *sample,
			 const char *date_order)
{
	const FileRequest *request = sample->request;
	const char *const given[] = {request->region,
								 request->date_format,
								 request->time_zone,
								 request->position_order,
								 date_order,
								 request->position_form,
								 request->position_srid == 0
									 ? NULL
									 : psprintf("%d", request->position_srid),
								 request->delimiter,
								 psprintf("%c", sample->format->quote),
								 titles_of(sample)};
	Datum texts[lengthof(given)];
	bool isnull[lengthof(given)];
	int count = lengthof(given);
	int first = 1;
	Oid types[] = {TEXTOID, TEXTOID, TEXTARRAYOID};
	Datum values[] = {sample->first_line, sample->lines, (Datum) 0};

	for (int i = 0; i < count; i++)
		texts[i] = text_or_null(given[i], &isnull[i]);
	values[2] = PointerGetDatum(construct_md_array(
		texts, isnull, 1, &count, &first, TEXTOID, -1, false, TYPALIGN_INT));
	sql_query(detect_query, lengthof(types), types, values);
	guessing->found = SPI_tuptable->vals[0];
	guessing->desc = SPI_tuptable->tupdesc;
	guessing->detected = guessing->mapping = SPI_getbinval(
		guessing->found, guessing->desc, SHAPE_MAPPING + 1, &isnull[0]);
}
