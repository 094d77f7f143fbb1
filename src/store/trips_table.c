/*
 * trips_table.c
 *	  Rows of a store's trips, written from a batch.
 *
 * The usual table takes rows in bulk, and its segments are made from the
 * batch.  A table to which somebody added triggers, rules, deferrable keys or
 * forced row security is filled by INSERT, which knows all of these; its
 * segments come from the triggers on trips.
 */
#include "compat.h"

#include "access/table.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/lsyscache.h"

#include "store/flush.h"
#include "store/merge_recent.h"
#include "store/sql.h"
#include "store/trips_bulk.h"
#include "store/trips_columns.h"
#include "store/trips_pages.h"
#include "store/trips_table.h"

#define SQL_ROWS 10000 /* of one INSERT */

static SPIPlanPtr
prepare_insert(const Store *store, Oid *types)
{
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql, "INSERT INTO %s.trips (", store->quoted);
	for (int i = 0; i < COLUMN_COUNT; i++)
		appendStringInfo(&sql, "%s%s", i ? ", " : "", column_names[i]);
	appendStringInfo(&sql, ") SELECT * FROM ROWS FROM (");
	for (int i = 0; i < COLUMN_COUNT; i++)
		appendStringInfo(&sql, "%spg_catalog.unnest($%d)", i ? ", " : "",
						 i + 1);
	appendStringInfoChar(&sql, ')');
	return sql_prepare(sql.data, COLUMN_COUNT, types);
}

/* An array of one column of some records. */
static Datum
column_array(const Batch *batch, uint32 first, int count, FeedColumn column,
			 int64 load_id, Datum *values)
{
	Oid type = column_type(column);
	int16 len;
	bool by_value;
	char align;

	get_typlenbyvalalign(type, &len, &by_value, &align);
	for (int i = 0; i < count; i++)
		values[i] =
			column_value(batch, &batch->records[first + i], column, load_id);
	return PointerGetDatum(
		construct_array(values, count, type, len, by_value, align));
}

/* Return how many trips triggers and rules have let through. */
static uint64
insert_by_sql(const Batch *batch, const Store *store, int64 load_id)
{
	Oid types[COLUMN_COUNT];
	Datum arrays[COLUMN_COUNT];
	Datum *values;
	SPIPlanPtr plan;
	uint64 written = 0;

	SPI_connect();
	for (int i = 0; i < COLUMN_COUNT; i++)
		types[i] = get_array_type(column_type(i));
	plan = prepare_insert(store, types);
	values = palloc(SQL_ROWS * sizeof(Datum));
	for (uint32 first = 0; first < batch->count; first += SQL_ROWS)
	{
		int count = Min(SQL_ROWS, batch->count - first);

		CHECK_FOR_INTERRUPTS();
		for (int i = 0; i < COLUMN_COUNT; i++)
			arrays[i] = column_array(batch, first, count, i, load_id, values);
		sql_run(plan, arrays, NULL);
		written += SPI_processed;
		for (int i = 0; i < COLUMN_COUNT; i++)
			pfree(DatumGetPointer(arrays[i]));
	}
	SPI_finish();
	return written;
}

uint64
trips_write(Batch *batch, Store *store, int64 load_id)
{
	Relation trips;
	uint64 written = batch->count;

	if (batch->count == 0)
		return 0;
	trips = table_open(store->trips, RowExclusiveLock);
	if (trips_take_bulk(trips))
	{
		if (!trips_append_pages(batch, trips, load_id))
			trips_insert_bulk(batch, trips, load_id);
		table_close(trips, NoLock);
		merge_recent(store, batch_flush(batch, store, 1));
	}
	else
	{
		table_close(trips, NoLock);
		written = insert_by_sql(batch, store, load_id);
		batch_reset(batch);
	}
	return written;
}
