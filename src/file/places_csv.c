/*
 * places_csv.c
 *	  The stations of a list that is CSV.
 */
#include "compat.h"

#include "access/table.h"
#include "commands/copy.h"
#include "commands/copyfrom_internal.h"
#include "miscadmin.h"
#include "parser/parse_node.h"

#include "core/text/position_text.h"
#include "core/text/text.h"
#include "file/csv_check.h"
#include "file/csv_options.h"
#include "file/file_encoding.h"
#include "file/file_format.h"
#include "file/file_shape.h"
#include "file/places_load.h"

#define SAMPLE (64 * 1024)

/* Find the columns, by the first lines; and where the records begin. */
static PlaceColumns
find_columns(PlacesLoad *load, size_t *data)
{
	const FileHead *head = &load->head;
	FileFormat *format = &load->format;
	PlaceColumns columns = {0};
	size_t end;

	*data = file_head_record(head, format);
	end = file_head_lines(head, *data, SAMPLE);
	if (*data - head->start > SAMPLE ||
		!places_detect(file_head_text(head, head->start, *data, format),
					   file_head_text(head, *data, end, format),
					   load->request.delimiter == NULL ? '\0'
													   : format->delimiter,
					   format->quote, &columns))
		places_fail_to_detect(load, &columns);
	if (load->request.delimiter == NULL && columns.delimiter != '\0')
		format->delimiter = columns.delimiter;
	return columns;
}

/* The order in one text, or of two columns, if it is not known. */
static void
settle_order(PlacesLoad *load, PlaceColumns *columns, const char *order)
{
	if (columns->decimal_comma)
		load->style |= TG_DECIMAL_COMMA;
	if (columns->lon >= 0 && columns->lat >= 0)
	{
		if (columns->hemisphere != NULL)
			ereport(ERROR,
					(errcode(ERRCODE_AMBIGUOUS_COLUMN),
					 errmsg("column \"%s\" of file \"%s\" says that degrees "
							"are in the south, or west",
							columns->hemisphere, load->request.path),
					 errhint("A minus or a letter in their own column is "
							 "read.")));
		if (order != NULL)
			columns->swapped = (columns->lon < columns->lat) ==
							   (strcmp(order, "lat lon") == 0);
		else if (columns->swapped)
			ereport(WARNING,
					(errmsg("longitudes and latitudes in file \"%s\" are "
							"taken to be swapped",
							load->request.path),
					 errdetail("Where columns \"%s\" and \"%s\" say there is "
							   "no such place.",
							   columns->header[columns->lon],
							   columns->header[columns->lat]),
					 errhint("position_order settles it.")));
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

/* The list, as far as it is read. */
typedef struct Reading
{
	PlacesLoad *load;
	const PlaceColumns *columns;
} Reading;

static void
tell_row(void *arg)
{
	const Reading *reading = arg;

	errcontext("row " INT64_FORMAT, reading->load->rows + 1);
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
				   : places_degrees(fields[lon], fields[lat], load->style,
									position);
	point = fields[columns->point];
	return point == NULL ? TG_MISSING
						 : tg_position_parse(point, strlen(point), load->style,
											 position);
}

/* Tell whether fields, as a record has them, say where a place is. */
static bool
make_place(void *arg, const FieldText *fields)
{
	const Reading *reading = arg;
	int count = reading->columns->count;
	char **texts = palloc(count * sizeof *texts);
	TgLonLat position;

	for (int i = 0; i < count; i++)
		texts[i] = pnstrdup(fields[i].bytes, fields[i].len);
	return read_point(reading->load, reading->columns, texts, &position) ==
		   TG_OK;
}

/* A record that is no place may be a header. */
static void
check_names(const PlaceColumns *columns, char **fields, int count)
{
	int *place = palloc(columns->count * sizeof *place);
	FieldText *texts = palloc(Max(count, 1) * sizeof *texts);

	for (int i = 0; i < columns->count; i++)
		place[i] = i;
	for (int i = 0; i < count; i++)
		texts[i] =
			(FieldText){fields[i], fields[i] == NULL ? 0 : strlen(fields[i])};
	csv_check_names(columns->header, place, columns->count, texts, count);
	pfree(place);
	pfree(texts);
}

/* One record: each column has a name, which is empty if it has none. */
static void
read_record(PlacesLoad *load, const PlaceColumns *columns, char **fields,
			int count)
{
	FieldText *name = palloc0(columns->count * sizeof *name);
	TgLonLat position = {0, 0};
	bool named = false;
	TgStatus status;

	if (count < columns->count)
	{
		check_names(columns, fields, count);
		places_add_station(load, name, 0, TG_FIELD_COUNT, position);
		return;
	}
	for (int i = 0; i < columns->count; i++)
	{
		FieldText field;

		if (!columns->name[i] || fields[i] == NULL)
			continue;
		field = (FieldText){fields[i], strlen(fields[i])};
		name_trim(&field);
		if (field.len == 0)
			continue;
		name[i] = (FieldText){pnstrdup(field.bytes, field.len), field.len};
		named = true;
	}
	status = read_point(load, columns, fields, &position);
	if (status != TG_OK)
		check_names(columns, fields, count);
	places_add_station(load, name, named ? columns->count : 0, status,
					   position);
}

/* Where lines end now with LF, now with CRLF, leave LF alone. */
static void
mend_ends(FileHead *head, const FileFormat *format, size_t data)
{
	TgCsvScan scan;
	TgCsvQuotes quotes;
	size_t used;

	tg_csv_begin(&scan, format->quote, format->escape, data);
	(void) tg_csv_pass(&scan, head->bytes + data, head->len - data, UINT64_MAX,
					   &used);
	if (scan.eol != TG_EOL_MIXED)
		return;
	tg_csv_quotes_begin(&quotes, format->quote, format->escape);
	head->len =
		data + tg_csv_drop_cr(&quotes, head->bytes + data, head->len - data);
}

/*
 * All records after the header.  Up to PostgreSQL 17 a line that holds nothing
 * but \. ends what COPY reads: here it is a line that is no place.
 */
static void
read_records(PlacesLoad *load, const PlaceColumns *columns, Relation relation,
			 size_t data)
{
	CopyFromState copy =
		BeginCopyFrom(make_parsestate(NULL), relation, NULL, NULL, false,
					  read_csv_bytes, NIL, csv_options(&load->format));
	Reading reading = {load, columns};
	ErrorContextCallback context = {error_context_stack, tell_row, &reading};
	CsvCheck check = {&load->format, columns->count, make_place, &reading};
	char **fields;
	int count;

	mend_ends(&load->head, &load->format, data);
	csv_bytes = load->head.bytes + data;
	csv_left = load->head.len - data;
	error_context_stack = &context;
	for (;;)
	{
		CHECK_FOR_INTERRUPTS();
		if (NextCopyFromRawFields(copy, &fields, &count))
		{
			csv_check_lines(&check, copy->line_buf.data, copy->line_buf.len);
			/* an empty line is no record */
			if (count > 1 || (fields[0] != NULL && fields[0][0] != '\0'))
				read_record(load, columns, fields, count);
		}
		else if (copy->input_reached_eof && INPUT_BUF_BYTES(copy) == 0)
			break;
		else
			read_record(load, columns, NULL, 0);
	}
	error_context_stack = context.previous;
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

void
places_read_csv(PlacesLoad *load, Store *store, const char *order)
{
	Relation relation =
		table_open(store->tables.oid[REL_PLACES], AccessShareLock);
	size_t data;
	PlaceColumns columns;

	file_check_encoding(&load->format);
	columns = find_columns(load, &data);
	file_shape_check(&load->request, load->request.path, &load->head,
					 &load->format);
	settle_order(load, &columns, order);
	file_encoding_tell(&load->request, load->source, &load->format, data,
					   columns.name, columns.count);
	read_records(load, &columns, relation, data);
	leave_out_shared(load, &columns);
	table_close(relation, AccessShareLock);
}
