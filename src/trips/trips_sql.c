/*
 * trips_sql.c
 *	  Trips written into their table by INSERT.
 */
#include "compat.h"

#include "miscadmin.h"
#include "utils/lsyscache.h"

#include "store/row_set.h"
#include "store/sql.h"
#include "store/trips_columns.h"
#include "trips/batch_value.h"
#include "trips/trips_sql.h"

#define SQL_ROWS 10000 /* of one INSERT */

static int
extra_count(const Batch *batch)
{
	return batch->extra == NULL ? 0 : batch->extra->extras->count;
}

/* Rows with the columns that the feed fills. */
static RowSet *
create_rows(const Batch *batch)
{
	int extras = extra_count(batch);
	RowSet *rows = row_set_create(COLUMN_COUNT + extras);

	for (int i = 0; i < COLUMN_COUNT; i++)
		row_set_column(rows, i, column_names[i], column_type(i), -1,
					   get_typcollation(column_type(i)));
	for (int i = 0; i < extras; i++)
	{
		const ExtraColumn *extra = &batch->extra->extras->columns[i];

		row_set_column(rows, COLUMN_COUNT + i, extra->name, extra->type,
					   extra->typmod, get_typcollation(extra->type));
	}
	return rows;
}

static void
put_trip(RowSet *rows, const Batch *batch, uint32 trip, int64 load_id)
{
	int extras = extra_count(batch);

	for (int i = 0; i < COLUMN_COUNT; i++)
		rows->values[i] =
			column_value(batch, &batch->records[trip], i, load_id);
	if (extras > 0)
	{
		memcpy(rows->values + COLUMN_COUNT,
			   batch_extra_values(batch->extra, trip), extras * sizeof(Datum));
		memcpy(rows->isnull + COLUMN_COUNT,
			   batch_extra_isnull(batch->extra, trip), extras * sizeof(bool));
	}
	row_set_put(rows);
}

static SPIPlanPtr
prepare_insert(const RowSet *rows, const Store *store)
{
	const char *columns = row_set_columns(rows);

	return sql_prepare(
		psprintf("INSERT INTO %s.trips (%s) SELECT %s FROM " ROW_SET,
				 store->quoted, columns, columns),
		0, NULL);
}

uint64
trips_insert_sql(const Batch *batch, BatchRange range, const Store *store,
				 int64 load_id)
{
	uint32 last = range.first + range.count;
	RowSet *rows;
	SPIPlanPtr plan = NULL;
	uint64 written = 0;

	SPI_connect();
	rows = create_rows(batch);
	for (uint32 first = range.first; first < last; first += SQL_ROWS)
	{
		uint32 end = Min(first + SQL_ROWS, last);

		CHECK_FOR_INTERRUPTS();
		for (uint32 trip = first; trip < end; trip++)
			put_trip(rows, batch, trip, load_id);
		row_set_show(rows);
		if (plan == NULL)
			plan = prepare_insert(rows, store);
		sql_run(plan, NULL, NULL);
		written += sql_written("trips", end - first);
		row_set_hide(rows);
	}
	SPI_finish();
	return written;
}
