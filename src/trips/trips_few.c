/*
 * trips_few.c
 *	  A few trips, written into their table row by row.
 */
#include "compat.h"

#include "miscadmin.h"

#include "store/row_insert.h"
#include "store/trips_columns.h"
#include "trips/trips_few.h"

static RowInsert *
begin(const Batch *batch, const Store *store)
{
	const Extras *extras = batch->extra == NULL ? NULL : batch->extra->extras;
	int count = COLUMN_COUNT + (extras == NULL ? 0 : extras->count);
	const char **names = palloc(count * sizeof *names);

	for (int i = 0; i < count; i++)
		names[i] = i < COLUMN_COUNT ? column_names[i]
									: extras->columns[i - COLUMN_COUNT].name;
	return row_insert_begin(store, REL_TRIPS, names, count);
}

static bool
insert_trip(RowInsert *insert, const Batch *batch, uint32 trip, int64 load_id)
{
	Datum *values = palloc(insert->count * sizeof *values);
	char *nulls = palloc(insert->count);
	bool done;

	for (int i = 0; i < COLUMN_COUNT; i++)
		values[i] = column_value(batch, &batch->records[trip], (FeedColumn) i,
								 load_id);
	memset(nulls, ' ', insert->count);
	for (int i = COLUMN_COUNT; i < insert->count; i++)
	{
		values[i] = batch_extra_values(batch->extra, trip)[i - COLUMN_COUNT];
		if (batch_extra_isnull(batch->extra, trip)[i - COLUMN_COUNT])
			nulls[i] = 'n';
	}
	done = row_insert_directly(insert, values, nulls);
	pfree(values);
	pfree(nulls);
	return done;
}

uint32
trips_insert_few(const Batch *batch, BatchRange range, const Store *store,
				 int64 load_id)
{
	RowInsert *insert;
	uint32 done = 0;

	if (range.count > FEW_TRIPS)
		return 0;
	insert = begin(batch, store);
	while (done < range.count &&
		   insert_trip(insert, batch, range.first + done, load_id))
		done++;
	return done;
}
