/*
 * trips_table.c
 *	  Rows of a store's trips, written from a batch.
 */
#include "compat.h"

#include "access/table.h"

#include "trips/segments_follow.h"
#include "trips/trip_ids.h"
#include "trips/trips_bulk.h"
#include "trips/trips_pages.h"
#include "trips/trips_sql.h"
#include "trips/trips_table.h"
#include "store/bulk_insert.h"

/*
 * The ways into the table: the fastest that leaves out nothing of what the
 * table asks for, of
 *
 * - whole pages, put together in their buffers: for thousands of trips, into a
 *	 table as create_store makes it, without further columns, checks and
 *	 indexes, whose rows nobody decodes from the WAL, and whose trip_id comes
 *	 from a sequence that gives numbers in one piece;
 * - in bulk, as COPY does it: with defaults, generated columns, checks and
 *	 whatever indexes there are;
 * - by SQL, which alone knows of rules and triggers, of domains, of deferrable
 *	 keys, of forced row security and of partitions.
 *
 * The first two pass our own triggers by, too, so segments are written from
 * the batch.  By SQL the triggers do it, from the rows that are left.
 */
typedef enum TripsWay
{
	WHOLE_PAGES,
	IN_BULK,
	BY_SQL
} TripsWay;

static TripsWay
choose_way(const Batch *batch, Relation trips, int64 *first_id)
{
	if (!bulk_takes(trips))
		return BY_SQL;
	if (batch->count >= PAGES_MIN_TRIPS && trips_take_pages(trips) &&
		trip_ids_take(trips, TRIP_ID_COLUMN, batch->count, first_id))
		return WHOLE_PAGES;
	return IN_BULK;
}

uint64
trips_write(Batch *batch, Store *store, int64 load_id)
{
	Relation trips;
	uint64 written = batch->count;
	int64 first_id;
	TripsWay way;

	if (batch->count == 0)
		return 0;
	trips = table_open(store->tables.oid[REL_TRIPS], RowExclusiveLock);
	way = choose_way(batch, trips, &first_id);
	if (way == WHOLE_PAGES)
		trips_write_pages(batch, trips, load_id, first_id);
	else if (way == IN_BULK)
		trips_insert_bulk(batch, trips, load_id);
	table_close(trips, NoLock);
	if (way != BY_SQL)
		segments_follow(store, batch, 1);
	else
	{
		written = trips_insert_sql(batch, store, load_id);
		batch_reset(batch);
	}
	return written;
}
