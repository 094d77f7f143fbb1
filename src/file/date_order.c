/*
 * date_order.c
 *	  Which of the numbers of a file's dates is the day.
 */
#include "compat.h"

#include "core/text/csv_column.h"
#include "core/text/date_order.h"
#include "file/date_order.h"

static const char *const order_names[TG_DATE_ORDERS] = {
	[TG_DMY] = "DMY", [TG_MDY] = "MDY", [TG_YMD] = "YMD"};

/* Take some bytes; true if the order is known by now. */
static bool
take(TgCsvColumn *column, TgDateOrders *orders, const char *bytes, size_t len)
{
	size_t at = 0;
	TgDateOrder order;

	while (at < len)
	{
		size_t used;

		if (tg_csv_column_next(column, bytes + at, len - at, &used))
			tg_date_orders_add(orders, column->bytes, column->len);
		at += used;
	}
	return tg_date_orders_proven(orders, &order);
}

FileDates
file_date_order(const char *path, uint64 start, const FileFormat *format,
				int field)
{
	Source *source = source_open_as(path, format->unicode);
	char *room = palloc(SOURCE_INPUT);
	FileDates dates = {NULL};
	TgCsvColumn column;
	TgDateOrders orders;
	TgDateOrder order;
	size_t len;

	tg_csv_column_begin(&column, (uint32) field, format->delimiter,
						format->quote, format->escape);
	tg_date_orders_begin(&orders);
	source_skip(source, start);
	do
	{
		len = source_read(source, room, SOURCE_INPUT);
	} while (len > 0 && !take(&column, &orders, room, len));
	source_close(source);
	pfree(room);
	dates.mixed = tg_date_orders_mixed(&orders);
	dates.proven = tg_date_orders_proven(&orders, &order);
	if (dates.proven || tg_date_orders_likely(&orders, &order))
		dates.order = order_names[order];
	return dates;
}
