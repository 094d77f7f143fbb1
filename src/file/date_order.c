/*
 * date_order.c
 *	  Which of the numbers of a file's dates is the day.
 */
#include "compat.h"

#include "mb/pg_wchar.h"

#include "core/text/csv_column.h"
#include "core/text/date_order.h"
#include "core/text/hour_look.h"
#include "detect/detect_feed.h"
#include "feed/json_row.h"
#include "file/date_order.h"
#include "file/json_reader.h"
#include "types/status.h"

static const char *const order_names[TG_DATE_ORDERS] = {
	[TG_DMY] = "DMY", [TG_MDY] = "MDY", [TG_YMD] = "YMD"};

/* Take a field; true if enough is known by now. */
typedef bool (*TakeField)(void *state, const char *bytes, size_t len);

/* Who looks at a field, in the memory of its row. */
typedef struct Look
{
	const FileFormat *format;
	TakeField take;
	void *state;
	MemoryContext row;
} Look;

/* What proves one order may be followed by what proves another. */
static bool
take_date(void *state, const char *bytes, size_t len)
{
	tg_date_orders_add(state, bytes, len);
	return tg_date_orders_mixed(state);
}

static bool
take_time(void *state, const char *bytes, size_t len)
{
	tg_hours_add(state, bytes, len);
	return tg_hours_known(state);
}

typedef struct Letters
{
	const TgDateFormat *form; /* null: what any feed reads */
	pg_tz *zone;
	MemoryContext caller;
	char *off; /* a departure whose letters the zone has at another time */
} Letters;

static bool
take_letters(void *state, const char *bytes, size_t len)
{
	Letters *letters = state;
	char *text = pnstrdup(bytes, len);

	if (!letters_are_off(text, letters->form, letters->zone))
		return false;
	letters->off = MemoryContextStrdup(letters->caller, text);
	return true;
}

/* Bytes of the file in the server's encoding. */
static FieldText
of_server(const Look *look, const char *bytes, size_t len)
{
	char *text = pg_any_to_server(bytes, (int) len, look->format->encoding);

	return (FieldText){text, text == bytes ? len : strlen(text)};
}

/* Take a field of CSV, of which a character may be cut where it was long. */
static bool
take_column(const Look *look, const TgCsvColumn *column)
{
	size_t len = column->len;
	MemoryContext old;
	FieldText field;
	bool enough;

	MemoryContextReset(look->row);
	old = MemoryContextSwitchTo(look->row);
	if (len == TG_CSV_COLUMN_MOST)
		len = pg_encoding_mbcliplen(look->format->encoding, column->bytes,
									(int) len, (int) len);
	field = of_server(look, column->bytes, len);
	enough = look->take(look->state, field.bytes, field.len);
	MemoryContextSwitchTo(old);
	return enough;
}

/* Take the fields in some bytes, up to where enough is known. */
static bool
take(const Look *look, TgCsvColumn *column, const char *bytes, size_t len)
{
	size_t at = 0;

	while (at < len)
	{
		size_t used;

		if (tg_csv_column_next(column, bytes + at, len - at, &used) &&
			take_column(look, column))
			return true;
		at += used;
	}
	return false;
}

/* Read a field of CSV, counted from 0. */
static void
read_column(Source *source, uint32 field, const Look *look)
{
	const FileFormat *format = look->format;
	char *room = palloc(SOURCE_INPUT);
	TgCsvColumn column;
	size_t len;

	tg_csv_column_begin(&column, field, format->delimiter, format->quote,
						format->escape);
	do
	{
		len = source_read(source, room, SOURCE_INPUT);
	} while (len > 0 && !take(look, &column, room, len));
}

static size_t
read_bytes(void *source, char *bytes, size_t len)
{
	return source_read(source, bytes, len);
}

/* Take what a path leads to in a record of JSON. */
static bool
take_path(const Look *look, JsonRow *row, int field, const FieldText *record)
{
	MemoryContext old;
	FieldText text;
	bool enough;

	MemoryContextReset(look->row);
	old = MemoryContextSwitchTo(look->row);
	text = of_server(look, record->bytes, record->len);
	enough = json_row_read(row, &text) == TG_OK &&
			 row->fields[field].bytes != NULL &&
			 look->take(look->state, row->fields[field].bytes,
						row->fields[field].len);
	MemoryContextSwitchTo(old);
	return enough;
}

/* Read what a path leads to in the records of JSON. */
static void
read_path(Source *source, uint64 start, const char *path, const Look *look)
{
	JsonRow *row = json_row_create("object");
	int field = json_row_path(row, path);
	TgJsonRecords records;
	JsonReader reader;
	FieldText record;
	bool enough = false;

	tg_json_records_begin(&records, &look->format->shape);
	records.offset = start;
	reader = json_reader_begin(&records, start, read_bytes, source);
	while (!enough && (json_reader_next(&reader, &record) ||
					   json_reader_last(&reader, &record)))
		enough = take_path(look, row, field, &record);
}

/* Read a field of all records, as far as need be. */
static void
read_field(const char *path, uint64 start, const FileFormat *format,
		   const char *field, TakeField take_field, void *state)
{
	MemoryContext context = AllocSetContextCreate(
		CurrentMemoryContext, "tripgrid field", ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(context);
	Look look = {format, take_field, state,
				 AllocSetContextCreate(context, "tripgrid row of a field",
									   ALLOCSET_DEFAULT_SIZES)};
	Source *source = source_open_as(path, format->unicode);

	source_skip(source, start);
	if (format->json)
		read_path(source, start, field, &look);
	else
		read_column(source, (uint32) atoi(field), &look);
	source_close(source);
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
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
	Letters letters = {NULL, pg_tzset(zone), CurrentMemoryContext, NULL};
	TgDateFormat form;

	if (letters.zone == NULL)
		return NULL;
	if (template != NULL)
	{
		status_check(
			tg_date_format_compile(template, strlen(template), &form));
		letters.form = &form;
	}
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
	/* that of dots was said of the sample, if all of it has them */
	if (dates.proven || (!tg_date_orders_by_dots(&orders) &&
						 tg_date_orders_likely(&orders, &order)))
		dates.order = order_names[order];
	dates.broken = dates.proven && tg_date_orders_broken(&orders, order);
	return dates;
}
