/*
 * load_places.c
 *	  The places of a store filled from a list of stations.
 *
 * It runs with the rights of whoever calls, who must have those of the owner;
 * places are read and written as the owner, restricted.
 */
#include "compat.h"

#include "access/table.h"
#include "catalog/pg_collation.h"
#include "catalog/pg_type.h"
#include "commands/copy.h"
#include "common/hashfn.h"
#include "fmgr.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "parser/parse_node.h"
#include "tcop/utility.h"
#include "utils/builtins.h"

#include "core/geo/distance.h"
#include "core/text/json_records.h"
#include "core/text/position_text.h"
#include "core/text/text.h"
#include "detect/detect_places.h"
#include "feed/places.h"
#include "file/csv_options.h"
#include "file/file_format.h"
#include "file/file_head.h"
#include "file/file_request.h"
#include "file/file_shape.h"
#include "file/source.h"
#include "store/internal.h"
#include "store/store.h"
#include "tripgrid.h"
#include "types/texts.h"

#define MOST_BYTES (256 * 1024 * 1024)
#define SAMPLE (64 * 1024)
#define SAME_METRES 500.0 /* as a name's positions may differ in two lists */
#define SHOWN 3			  /* names in a message */

/* One place of the file: its names, and where it is. */
typedef struct Station
{
	FieldText *name;
	int names;
	TgLonLat position;
} Station;

typedef struct PlacesLoad
{
	FileRequest request;
	unsigned style; /* of positions: TG_LAT_FIRST, … */
	FieldText region;
	char *bytes; /* of the whole file */
	size_t len;
	size_t start; /* behind the byte order mark, and remarks */
	Station *station;
	int stations;
	int room;
	int64 rows;
	int64 rejected;
	Places *places;
	NewPlace *fresh;
	int fresh_count;
	int64 known;
	int64 elsewhere;
	FieldText shown[SHOWN]; /* of those elsewhere */
} PlacesLoad;

/* The whole of a file; what it begins with is no place. */
static void
read_file(PlacesLoad *load)
{
	Source *source = source_open(load->request.path);
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
	load->bytes = bytes.data;
	load->len = (size_t) bytes.len;
	load->start = head.start;
	source_close(source);
	if (load->len == load->start)
		ereport(ERROR, (errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
						errmsg("file \"%s\" is empty", load->request.path)));
}

/* A station, unless it has no name or is nowhere. */
static void
add_station(PlacesLoad *load, FieldText *name, int names, TgStatus status,
			TgLonLat position)
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

static TgStatus
read_degrees(const char *lon, const char *lat, unsigned style,
			 TgLonLat *position)
{
	TgStatus status =
		tg_degrees_parse(lon, strlen(lon), TG_LON, style, &position->lon);

	return status != TG_OK ? status
						   : tg_degrees_parse(lat, strlen(lat), TG_LAT, style,
											  &position->lat);
}

/* A document as JSON; null if it is none. */
static Datum
json_of(const char *text, bool *isnull)
{
	static const Oid types[] = {TEXTOID};
	FmgrInfo function;
	Datum value;
	LOCAL_FCINFO(call, 1);

	fmgr_info(internal_function("json_value", lengthof(types), types),
			  &function);
	InitFunctionCallInfoData(*call, &function, 1, DEFAULT_COLLATION_OID, NULL,
							 NULL);
	call->args[0].value = CStringGetTextDatum(text);
	call->args[0].isnull = false;
	value = FunctionCallInvoke(call);
	*isnull = call->isnull;
	return value;
}

/* The records of a file that is several documents, as an array. */
static char *
records_as_array(const char *json)
{
	size_t len = strlen(json);
	size_t at = 0;
	StringInfoData array;
	TgJsonRecords records;

	initStringInfo(&array);
	appendStringInfoChar(&array, '[');
	tg_json_records_begin(&records, NULL);
	while (at < len)
	{
		size_t used;
		bool isnull;

		CHECK_FOR_INTERRUPTS();
		if (tg_json_records_next(&records, json + at, len - at, &used))
		{
			char *record = pnstrdup(json + records.first,
									(size_t) (records.end - records.first));

			(void) json_of(record, &isnull);
			if (!isnull)
				appendStringInfo(&array, "%s%s", array.len > 1 ? "," : "",
								 record);
			pfree(record);
		}
		at += used;
	}
	appendStringInfoChar(&array, ']');
	return array.data;
}

/* Cut the names of a place apart. */
static FieldText *
names_of(char *text, int *count)
{
	FieldText *names;
	int room = 1;

	for (const char *at = text; *at != '\0'; at++)
		room += *at == '\x1F';
	names = palloc(room * sizeof *names);
	*count = 0;
	for (char *at = text; at != NULL;)
	{
		char *end = strchr(at, '\x1F');
		size_t len = end == NULL ? strlen(at) : (size_t) (end - at);

		if (len > 0)
			names[(*count)++] = (FieldText){at, len};
		at = end == NULL ? NULL : end + 1;
	}
	return names;
}

static void
read_json(PlacesLoad *load)
{
	static const Oid types[] = {JSONOID};
	/* JSON is UTF-8, whatever files of the client are */
	char *text = pg_any_to_server(
		load->bytes + load->start, (int) (load->len - load->start),
		load->request.encoding == NULL
			? PG_UTF8
			: pg_char_to_encoding(load->request.encoding));
	HeapTupleHeader found;
	char **column[3];
	bool isnull;
	Datum json = json_of(text, &isnull);
	int count = 0;

	if (isnull)
		json = json_of(records_as_array(text), &isnull);
	if (isnull)
		return;
	found = DatumGetHeapTupleHeader(OidFunctionCall1Coll(
		internal_function("json_places", lengthof(types), types),
		DEFAULT_COLLATION_OID, json));
	for (int i = 0; i < lengthof(column); i++)
	{
		Datum texts = GetAttributeByNum(found, (AttrNumber) (i + 1), &isnull);

		if (isnull)
			return;
		column[i] = texts_of(texts, &count);
	}
	for (int i = 0; i < count; i++)
	{
		int names;
		FieldText *name = names_of(column[0][i], &names);
		TgLonLat position = {0, 0};
		TgStatus status =
			read_degrees(column[1][i], column[2][i], 0, &position);

		CHECK_FOR_INTERRUPTS();
		add_station(load, name, names, status, position);
	}
}

/* Bytes of the file as text, from here to there. */
static Datum
text_between(const PlacesLoad *load, const FileFormat *format, size_t from,
			 size_t to)
{
	char *bytes = load->bytes + from;
	char *converted =
		pg_any_to_server(bytes, (int) (to - from), format->encoding);
	text *value = converted == bytes
					  ? cstring_to_text_with_len(bytes, (int) (to - from))
					  : cstring_to_text(converted);

	return PointerGetDatum(value);
}

static void
fail_to_detect(const PlacesLoad *load, const PlaceColumns *columns)
{
	StringInfoData names;

	initStringInfo(&names);
	for (int i = 0; i < columns->count && columns->header[i] != NULL; i++)
		appendStringInfo(&names, "%s%s", i > 0 ? ", " : "",
						 columns->header[i]);
	ereport(
		ERROR,
		(errcode(ERRCODE_UNDEFINED_COLUMN),
		 errmsg("cannot find out where places are called and lie in file "
				"\"%s\"",
				load->request.path),
		 names.len > 0 ? errdetail("Its columns are: %s.",
								   pnstrdup(names.data, Min(names.len, 1000)))
					   : 0,
		 errhint("Names need columns such as name or station_id, positions "
				 "lon and lat or a point; or INSERT into the table places.")));
}

/* Find the columns, by the first lines. */
static PlaceColumns
find_columns(PlacesLoad *load, FileFormat *format, size_t *data)
{
	FileHead head = {load->bytes, load->len, load->start};
	size_t end;
	PlaceColumns columns = {0};

	load->request.header = 1;
	file_shape_find(&load->request, load->request.path, &head, format);
	load->start = head.start;
	*data = file_head_record(&head, format);
	end = Min(load->len, *data + SAMPLE);
	while (end < load->len && end > *data && load->bytes[end - 1] != '\n' &&
		   load->bytes[end - 1] != '\r')
		end--;
	if (*data - load->start > SAMPLE ||
		!places_detect(text_between(load, format, load->start, *data),
					   text_between(load, format, *data, end),
					   load->request.delimiter == NULL ? '\0'
													   : format->delimiter,
					   format->quote, &columns))
		fail_to_detect(load, &columns);
	if (load->request.delimiter == NULL && columns.delimiter != '\0')
		format->delimiter = columns.delimiter;
	return columns;
}

/* The order in one text, if it is not known. */
static void
settle_order(PlacesLoad *load, const PlaceColumns *columns, const char *order)
{
	if (columns->decimal_comma)
		load->style |= TG_DECIMAL_COMMA;
	if (columns->lon >= 0 && columns->lat >= 0)
	{
		if (columns->swapped)
			ereport(WARNING,
					(errmsg("longitudes and latitudes in file \"%s\" are "
							"taken to be swapped",
							load->request.path),
					 errdetail("Where columns \"%s\" and \"%s\" say there is "
							   "no such place.",
							   columns->header[columns->lon],
							   columns->header[columns->lat])));
		return;
	}
	if (order == NULL && !columns->known)
		ereport(ERROR,
				(errcode(ERRCODE_AMBIGUOUS_COLUMN),
				 errmsg("cannot find out which coordinate comes first in "
						"column \"%s\" of file \"%s\"",
						columns->header[columns->point], load->request.path),
				 errhint("Say position_order => 'lat lon' or 'lon lat'.")));
	if (order == NULL ? columns->lat_first : strcmp(order, "lat lon") == 0)
		load->style |= TG_LAT_FIRST;
}

/* The bytes that COPY reads: its callback takes no argument. */
static const char *csv_bytes;
static size_t csv_left;

static int
read_csv_bytes(void *bytes, int least, int most)
{
	size_t len = Min(csv_left, (size_t) most);

	memcpy(bytes, csv_bytes, len);
	csv_bytes += len;
	csv_left -= len;
	return (int) len;
}

static TgStatus
read_point(const PlacesLoad *load, const PlaceColumns *columns, char **fields,
		   TgLonLat *position)
{
	int lon = columns->swapped ? columns->lat : columns->lon;
	int lat = columns->swapped ? columns->lon : columns->lat;
	const char *point;

	if (columns->lon >= 0 && columns->lat >= 0)
		return fields[lon] == NULL || fields[lat] == NULL
				   ? TG_MISSING
				   : read_degrees(fields[lon], fields[lat], load->style,
								  position);
	point = fields[columns->point];
	return point == NULL ? TG_MISSING
						 : tg_position_parse(point, strlen(point), load->style,
											 position);
}

/* One record: each column has a name, which is empty if it has none. */
static void
read_record(PlacesLoad *load, const PlaceColumns *columns, char **fields,
			int count)
{
	FieldText *name = palloc0(columns->count * sizeof *name);
	TgLonLat position = {0, 0};
	bool named = false;

	if (count < columns->count)
	{
		add_station(load, name, 0, TG_FIELD_COUNT, position);
		return;
	}
	for (int i = 0; i < columns->count; i++)
	{
		FieldText field;

		if (!columns->name[i] || fields[i] == NULL)
			continue;
		field = (FieldText){fields[i], strlen(fields[i])};
		tg_text_trim(&field.bytes, &field.len);
		if (field.len == 0)
			continue;
		name[i] = (FieldText){pnstrdup(field.bytes, field.len), field.len};
		named = true;
	}
	add_station(load, name, named ? columns->count : 0,
				read_point(load, columns, fields, &position), position);
}

/* Where lines end now with LF, now with CRLF, leave LF alone. */
static void
mend_ends(PlacesLoad *load, const FileFormat *format, size_t data)
{
	TgCsvScan scan;
	TgCsvQuotes quotes;
	size_t used;

	tg_csv_begin(&scan, format->quote, format->escape, data);
	(void) tg_csv_pass(&scan, load->bytes + data, load->len - data, UINT64_MAX,
					   &used);
	if (scan.eol != TG_EOL_MIXED)
		return;
	tg_csv_quotes_begin(&quotes, format->quote, format->escape);
	load->len =
		data + tg_csv_drop_cr(&quotes, load->bytes + data, load->len - data);
}

/* All records after the header. */
static void
read_records(PlacesLoad *load, const FileFormat *format,
			 const PlaceColumns *columns, Relation relation, size_t data)
{
	CopyFromState copy =
		BeginCopyFrom(make_parsestate(NULL), relation, NULL, NULL, false,
					  read_csv_bytes, NIL, csv_options(format));
	char **fields;
	int count;

	mend_ends(load, format, data);
	csv_bytes = load->bytes + data;
	csv_left = load->len - data;
	while (NextCopyFromRawFields(copy, &fields, &count))
	{
		CHECK_FOR_INTERRUPTS();
		/* an empty line is no record */
		if (count > 1 || (fields[0] != NULL && fields[0][0] != '\0'))
			read_record(load, columns, fields, count);
	}
	EndCopyFrom(copy);
}

static int
compare_names(const void *a, const void *b)
{
	const FieldText *one = a;
	const FieldText *other = b;
	int order = memcmp(one->bytes, other->bytes, Min(one->len, other->len));

	return order != 0 ? order
					  : (one->len > other->len) - (one->len < other->len);
}

/* Tell whether almost every place has a name of its own in a column. */
static bool
tells_apart(const PlacesLoad *load, int column)
{
	FieldText *names = MemoryContextAllocHuge(CurrentMemoryContext,
											  load->stations * sizeof *names);
	int count = 0;
	int different = 0;

	for (int i = 0; i < load->stations; i++)
		if (load->station[i].name[column].len > 0)
			names[count++] = load->station[i].name[column];
	qsort(names, count, sizeof *names, compare_names);
	for (int i = 0; i < count; i++)
		different += i == 0 || compare_names(&names[i - 1], &names[i]) != 0;
	pfree(names);
	return (int64) different * 10 >= (int64) count * 9;
}

/* Those of districts, kinds and operators are no names of places. */
static void
leave_out_shared(PlacesLoad *load, const PlaceColumns *columns)
{
	int left = 0;

	for (int n = 0; load->stations > 0 && n < columns->count; n++)
	{
		if (!columns->name[n])
			continue;
		if (tells_apart(load, n))
		{
			left++;
			continue;
		}
		for (int i = 0; i < load->stations; i++)
			load->station[i].name[n].len = 0;
		ereport(NOTICE, (errmsg("column \"%s\" of file \"%s\" is passed over",
								columns->header[n], load->request.path),
						 errdetail("Places share its values.")));
	}
	if (left == 0)
		load->stations = 0;
}

static void
read_csv(PlacesLoad *load, Store *store, const char *order)
{
	FileFormat format = file_format(&load->request);
	Relation relation =
		table_open(store->tables.oid[REL_PLACES], AccessShareLock);
	size_t data;
	PlaceColumns columns = find_columns(load, &format, &data);

	settle_order(load, &columns, order);
	read_records(load, &format, &columns, relation, data);
	leave_out_shared(load, &columns);
	table_close(relation, AccessShareLock);
}

/* Sort what is new from what the store has; the first to have a name has it.
 */
static void
sort_names(PlacesLoad *load)
{
	int64 names = 0;

	for (int i = 0; i < load->stations; i++)
		names += load->station[i].names;
	load->fresh = MemoryContextAllocHuge(CurrentMemoryContext,
										 Max(names, 1) * sizeof *load->fresh);
	for (int i = 0; i < load->stations; i++)
		for (int k = 0; k < load->station[i].names; k++)
		{
			FieldText name = load->station[i].name[k];
			TgLonLat position = load->station[i].position;
			TgLonLat there;

			if (name.len == 0)
				continue;
			if (name.len > PLACE_NAME_MAX)
			{
				load->rejected++;
				continue;
			}
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
				if (load->elsewhere < SHOWN)
					load->shown[load->elsewhere] = name;
				load->elsewhere++;
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
				 errdetail("They have no name, or no position that can be "
						   "read.")));
	if (load->elsewhere == 0)
		return;
	initStringInfo(&names);
	for (int i = 0; i < Min(load->elsewhere, SHOWN); i++)
		appendStringInfo(&names, "%s\"%.*s\"", i > 0 ? ", " : "",
						 (int) load->shown[i].len, load->shown[i].bytes);
	ereport(
		WARNING,
		(errmsg(INT64_FORMAT " names are more than %g metres from where "
							 "another place of that name is",
				load->elsewhere, SAME_METRES),
		 errdetail("These are %s%s; what was first stays.", names.data,
				   load->elsewhere > SHOWN ? ", ..." : ""),
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
	tg_text_trim(&load->region.bytes, &load->region.len);
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

static bool
is_json(const PlacesLoad *load)
{
	FileHead head = {load->bytes, load->len, load->start};

	/* also checks the options */
	return load->request.format != NULL ? file_format(&load->request).json
										: file_head_is_json(&head);
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
	if (is_json(&load))
		read_json(&load);
	else
		read_csv(&load, store, order);
	if (load.stations == 0)
		fail_to_detect(&load, &(PlaceColumns){0});
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
