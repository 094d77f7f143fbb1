/*
 * date_order.c
 *	  Which of the numbers of a file's dates is the day.
 */
#include "compat.h"

#include "core/text/csv_column.h"
#include "core/text/date_order.h"
#include "core/text/hour_look.h"
#include "detect/detect_feed.h"
#include "feed/json_row.h"
#include "file/date_order.h"
#include "file/json_reader.h"

static const char *const order_names[TG_DATE_ORDERS] = {
	[TG_DMY] = "DMY", [TG_MDY] = "MDY", [TG_YMD] = "YMD"};

/* Take a field; true if enough is known by now. */
typedef bool (*TakeField)(void *state, const char *bytes, size_t len);

static bool
take_date(void *state, const char *bytes, size_t len)
{
	TgDateOrder order;

	tg_date_orders_add(state, bytes, len);
	return tg_date_orders_proven(state, &order);
}

static bool
take_time(void *state, const char *bytes, size_t len)
{
	tg_hours_add(state, bytes, len);
	return tg_hours_known(state);
}

typedef struct Letters
{
	const char *template;
	const char *zone;
	char *off; /* a departure whose letters the zone has at another time */
} Letters;

static bool
take_letters(void *state, const char *bytes, size_t len)
{
	Letters *letters = state;
	char *text = pnstrdup(bytes, len);

	if (letters_are_off(text, letters->template, letters->zone))
		letters->off = text;
	else
		pfree(text);
	return letters->off != NULL;
}

/* Take the fields in some bytes, all of them; true if enough is known then. */
static bool
take(TgCsvColumn *column, const char *bytes, size_t len, TakeField take_field,
	 void *state)
{
	size_t at = 0;
	bool enough = false;

	while (at < len)
	{
		size_t used;

		if (tg_csv_column_next(column, bytes + at, len - at, &used))
			enough = take_field(state, column->bytes, column->len);
		at += used;
	}
	return enough;
}

/* Read a field of CSV, counted from 0. */
static void
read_column(Source *source, const FileFormat *format, uint32 field,
			TakeField take_field, void *state)
{
	char *room = palloc(SOURCE_INPUT);
	TgCsvColumn column;
	size_t len;

	tg_csv_column_begin(&column, field, format->delimiter, format->quote,
						format->escape);
	do
	{
		len = source_read(source, room, SOURCE_INPUT);
	} while (len > 0 && !take(&column, room, len, take_field, state));
	pfree(room);
}

static size_t
read_bytes(void *source, char *bytes, size_t len)
{
	return source_read(source, bytes, len);
}

/* Read what a path leads to in the records of JSON. */
static void
read_path(Source *source, uint64 start, const FileFormat *format,
		  const char *path, TakeField take_field, void *state)
{
	JsonRow *row = json_row_create("object");
	int field = json_row_path(row, path);
	TgJsonRecords records;
	JsonReader reader;
	FieldText record;
	bool enough = false;

	tg_json_records_begin(&records, &format->shape);
	records.offset = start;
	reader = json_reader_begin(&records, start, read_bytes, source);
	while (!enough && (json_reader_next(&reader, &record) ||
					   json_reader_last(&reader, &record)))
		enough = json_row_read(row, &record) == TG_OK &&
				 row->fields[field].bytes != NULL &&
				 take_field(state, row->fields[field].bytes,
							row->fields[field].len);
}

/* Read a field of all records, as far as need be. */
static void
read_field(const char *path, uint64 start, const FileFormat *format,
		   const char *field, TakeField take_field, void *state)
{
	Source *source = source_open_as(path, format->unicode);

	source_skip(source, start);
	if (format->json)
		read_path(source, start, format, field, take_field, state);
	else
		read_column(source, format, (uint32) atoi(field), take_field, state);
	source_close(source);
}

TgHours
file_hours(const char *path, uint64 start, const FileFormat *format,
		   const char *field)
{
	TgHours hours = {false};

	read_field(path, start, format, field, take_time, &hours);
	return hours;
}

char *
file_letters_off(const char *path, uint64 start, const FileFormat *format,
				 const char *field, const char *template, const char *zone)
{
	Letters letters = {template, zone, NULL};

	read_field(path, start, format, field, take_letters, &letters);
	return letters.off;
}

FileDates
file_date_order(const char *path, uint64 start, const FileFormat *format,
				const char *field)
{
	FileDates dates = {NULL};
	TgDateOrders orders;
	TgDateOrder order;

	tg_date_orders_begin(&orders);
	read_field(path, start, format, field, take_date, &orders);
	dates.mixed = tg_date_orders_mixed(&orders);
	dates.proven = tg_date_orders_proven(&orders, &order);
	if (dates.proven || tg_date_orders_likely(&orders, &order))
		dates.order = order_names[order];
	return dates;
}
