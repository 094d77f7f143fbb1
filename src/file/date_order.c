/*
 * date_order.c
 *	  Which of the numbers of a file's dates is the day.
 */
#include "compat.h"

#include "core/text/csv_column.h"
#include "core/text/date_order.h"
#include "core/text/hour_look.h"
#include "file/date_order.h"

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

/* Read a field of all records, as far as need be. */
static void
read_field(const char *path, uint64 start, const FileFormat *format, int field,
		   TakeField take_field, void *state)
{
	Source *source = source_open_as(path, format->unicode);
	char *room = palloc(SOURCE_INPUT);
	TgCsvColumn column;
	size_t len;

	tg_csv_column_begin(&column, (uint32) field, format->delimiter,
						format->quote, format->escape);
	source_skip(source, start);
	do
	{
		len = source_read(source, room, SOURCE_INPUT);
	} while (len > 0 && !take(&column, room, len, take_field, state));
	source_close(source);
	pfree(room);
}

TgHours
file_hours(const char *path, uint64 start, const FileFormat *format, int field)
{
	TgHours hours = {false};

	read_field(path, start, format, field, take_time, &hours);
	return hours;
}

FileDates
file_date_order(const char *path, uint64 start, const FileFormat *format,
				int field)
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
