/*
 * load_places.c
 *	  The places of a store filled from a list of stations.
 *
 * It runs with the rights of whoever calls, who must have those of the owner;
 * places are read and written as the owner, restricted.
 */
#include "compat.h"

#include "fmgr.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "tcop/utility.h"
#include "utils/builtins.h"

#include "core/geo/distance.h"
#include "core/text/position_text.h"
#include "core/text/text.h"
#include "file/file_failure.h"
#include "file/file_format.h"
#include "file/file_open.h"
#include "file/file_report.h"
#include "file/places_load.h"
#include "file/source.h"
#include "tripgrid.h"
#include "types/texts.h"

#define MOST_BYTES (256 * 1024 * 1024)
#define SAME_METRES 500.0 /* as a name's positions may differ in two lists */

/* The whole of a file; what it begins with is no place. */
static void
read_file(PlacesLoad *load)
{
	Source *source =
		source_open_as(load->request.path, file_unicode(&load->request));
	FileHead head = file_head_read(source);
	StringInfoData bytes;

	initStringInfo(&bytes);
	appendBinaryStringInfo(&bytes, head.bytes, (int) head.len);
	for (;;)
	{
		size_t count;

		enlargeStringInfo(&bytes, SOURCE_INPUT);
		count = source_read(source, bytes.data + bytes.len, SOURCE_INPUT);
		bytes.len += (int) count;
		if (count == 0)
			break;
		if (bytes.len > MOST_BYTES)
			ereport(ERROR,
					(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					 errmsg("file \"%s\" is too long for a list of places",
							load->request.path),
					 errdetail("It has more than %d MB.",
							   MOST_BYTES / (1024 * 1024))));
	}
	bytes.data[bytes.len] = '\0';
	head.bytes = bytes.data;
	head.len = (size_t) bytes.len;
	source_close(source);
	load->source = source;
	load->head = head;
	if (head.len == head.start)
		ereport(ERROR, (errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
						errmsg("file \"%s\" is empty", load->request.path)));
}

void
places_add_station(PlacesLoad *load, FieldText *name, int names,
				   TgStatus status, TgLonLat position)
{
	load->rows++;
	if (status != TG_OK || names == 0 ||
		(position.lon == 0 && position.lat == 0))
	{
		load->rejected++;
		return;
	}
	if (load->stations == load->room)
	{
		load->room = Max(2 * load->room, 256);
		load->station =
			load->station == NULL
				? MemoryContextAllocHuge(CurrentMemoryContext,
										 load->room * sizeof *load->station)
				: repalloc_huge(load->station,
								load->room * sizeof *load->station);
	}
	load->station[load->stations++] = (Station){name, names, position};
}

TgStatus
places_degrees(const char *lon, const char *lat, unsigned style,
			   TgLonLat *position)
{
	TgStatus status =
		tg_degrees_parse(lon, strlen(lon), TG_LON, style, &position->lon);

	return status != TG_OK ? status
						   : tg_degrees_parse(lat, strlen(lat), TG_LAT, style,
											  &position->lat);
}

void
places_fail_to_detect(const PlacesLoad *load, const PlaceColumns *columns)
{
	const char *names;
	int count = 0;

	while (count < columns->count && columns->header[count] != NULL)
		count++;
	names = file_list_names(columns->header, count);
	ereport(
		ERROR,
		(errcode(ERRCODE_UNDEFINED_COLUMN),
		 errmsg("cannot find out where places are called and lie in file "
				"\"%s\"",
				load->request.path),
		 names != NULL ? errdetail("Its columns are: %s.", names) : 0,
		 errhint("Names need columns such as name or station_id, positions "
				 "lon and lat or a point; or INSERT into the table places.")));
}

/* A name of a place is new, or the store has it: the first to have it stays.
 */
static void
sort_name(PlacesLoad *load, FieldText name, TgLonLat position)
{
	TgLonLat there;

	if (!places_find_in(load->places, name, load->region, &there))
	{
		places_add(load->places, name, load->region, position);
		load->fresh[load->fresh_count++] =
			(NewPlace){name, load->region, position};
	}
	else if (tg_lonlat_distance(there, position) <= SAME_METRES)
		load->known++;
	else
	{
		if (load->elsewhere < PLACES_SHOWN)
			load->shown[load->elsewhere] = name;
		load->elsewhere++;
	}
}

/* A place without a name that is short enough is left out. */
static void
sort_names(PlacesLoad *load)
{
	int64 names = 0;

	for (int i = 0; i < load->stations; i++)
		names += load->station[i].names;
	load->fresh = MemoryContextAllocHuge(CurrentMemoryContext,
										 Max(names, 1) * sizeof *load->fresh);
	for (int i = 0; i < load->stations; i++)
	{
		const Station *station = &load->station[i];
		int64 too_long = load->too_long;
		bool named = false;

		for (int k = 0; k < station->names; k++)
		{
			FieldText name = station->name[k];

			load->too_long += name.len > PLACE_NAME_MAX;
			if (name.len == 0 || name.len > PLACE_NAME_MAX)
				continue;
			sort_name(load, name, station->position);
			named = true;
		}
		if (!named)
		{
			load->rejected++;
			load->too_long = too_long;
		}
	}
}

static void
warn(const PlacesLoad *load, const Store *store)
{
	StringInfoData names;

	if (load->rejected > 0)
		ereport(WARNING,
				(errmsg(INT64_FORMAT " of " INT64_FORMAT
									 " places in file \"%s\" were left out",
						load->rejected, load->rows, load->request.path),
				 errdetail("They have no name of at most %d bytes, or no "
						   "position that can be read.",
						   PLACE_NAME_MAX)));
	if (load->too_long > 0)
		ereport(WARNING,
				(errmsg(INT64_FORMAT " names in file \"%s\" are longer than "
									 "%d bytes, and were left out",
						load->too_long, load->request.path, PLACE_NAME_MAX),
				 errdetail("Places keep the names that are shorter.")));
	if (load->elsewhere == 0)
		return;
	initStringInfo(&names);
	for (int i = 0; i < Min(load->elsewhere, PLACES_SHOWN); i++)
		appendStringInfo(&names, "%s\"%.*s\"", i > 0 ? ", " : "",
						 (int) load->shown[i].len, load->shown[i].bytes);
	ereport(
		WARNING,
		(errmsg_plural("%lld name is more than %g metres from where another "
					   "place of that name is",
					   "%lld names are more than %g metres from where another "
					   "place of that name is",
					   (unsigned long) load->elsewhere,
					   (long long) load->elsewhere, SAME_METRES),
		 errdetail("These are %s%s; what was first stays.", names.data,
				   load->elsewhere > PLACES_SHOWN ? ", ..." : ""),
		 errhint("Argument region tells stations of several cities apart. To "
				 "replace some, DELETE them from %s.places first.",
				 store->quoted)));
}

static char *
text_argument(FunctionCallInfo fcinfo, int number)
{
	return PG_ARGISNULL(number) ? NULL
								: text_to_cstring(PG_GETARG_TEXT_PP(number));
}

static void
read_arguments(FunctionCallInfo fcinfo, PlacesLoad *load)
{
	const char *region = text_argument(fcinfo, 1);

	if (PG_ARGISNULL(0) || VARSIZE_ANY_EXHDR(PG_GETARG_TEXT_PP(0)) == 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("path must not be empty")));
	load->request.path = text_argument(fcinfo, 0);
	canonicalize_path(load->request.path);
	load->region.bytes = region == NULL ? "" : region;
	load->region.len = strlen(load->region.bytes);
	name_trim(&load->region);
	if (load->region.len > TG_MAX_NAME_BYTES)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("region is longer than %d bytes", TG_MAX_NAME_BYTES)));
	load->request.store = PG_ARGISNULL(2)
							  ? pstrdup(setting_store)
							  : pstrdup(NameStr(*PG_GETARG_NAME(2)));
	load->request.format = text_argument(fcinfo, 3);
	load->request.delimiter = text_argument(fcinfo, 4);
	load->request.quote = text_argument(fcinfo, 5);
	load->request.encoding = text_argument(fcinfo, 6);
	load->request.header = 1;
}

static const char *
order_argument(FunctionCallInfo fcinfo)
{
	const char *order = text_argument(fcinfo, 7);

	if (order != NULL && strcmp(order, "lat lon") != 0 &&
		strcmp(order, "lon lat") != 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("position_order must be \"lon lat\" or \"lat "
							   "lon\", not \"%s\"",
							   order)));
	return order;
}

/* Whatever is wrong with the file: which one it is, and what helps. */
static void
explain(void *arg)
{
	const PlacesLoad *load = arg;

	errcontext("file \"%s\"", load->request.path);
	/* who finds the encoding out has hints of its own */
	if (geterrcode() == ERRCODE_CHARACTER_NOT_IN_REPERTOIRE &&
		(load->settled || load->request.encoding != NULL))
		errhint("%s", file_encoding_hint(&load->request));
}

/* Take the stations of a file of whatever format. */
static void
read_stations(PlacesLoad *load, Store *store, const char *order)
{
	ErrorContextCallback context = {error_context_stack, explain, load};

	error_context_stack = &context;
	load->format =
		file_format_settle(&load->request, load->source, &load->head);
	load->settled = true;
	if (load->format.json)
		places_read_json(load);
	else
		places_read_csv(load, store, order);
	error_context_stack = context.previous;
	if (load->stations == 0)
		places_fail_to_detect(load, &(PlaceColumns){0});
}

/* (path, region, store, ...): see sql/install/34_places.sql */
PG_FUNCTION_INFO_V1(load_places);
Datum
load_places(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	const char *order = order_argument(fcinfo);
	PlacesLoad load = {0};
	bool isnull[5] = {false};
	Datum counts[5];
	StoreCaller caller;
	Store *store;

	PreventCommandIfReadOnly("tripgrid.load_places()");
	read_arguments(fcinfo, &load);
	store = store_owned(load.request.store);
	InitMaterializedSRF(fcinfo, 0);
	read_file(&load);
	read_stations(&load, store, order);
	load.places = places_read(store);
	sort_names(&load);
	caller = store_become_owner(store);
	counts[1] =
		Int64GetDatum(places_write(store, load.fresh, load.fresh_count, 0));
	store_resume(caller);
	warn(&load, store);
	counts[0] = Int64GetDatum(load.rows);
	counts[2] = Int64GetDatum(load.known);
	counts[3] = Int64GetDatum(load.elsewhere);
	counts[4] = Int64GetDatum(load.rejected);
	tuplestore_putvalues(result->setResult, result->setDesc, counts, isnull);
	return (Datum) 0;
}
