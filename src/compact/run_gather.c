/*
 * run_gather.c
 *	  Runs merged in memory: for many small ones.
 */
#include "compat.h"

#include "access/xact.h"
#include "miscadmin.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "core/geo/trip.h"
#include "segment/flush.h"
#include "compact/run_gather.h"
#include "compact/run_records.h"
#include "segment/segment_scan.h"

typedef struct GatheredTrips
{
	Batch *batch;		/* the trips of all the runs, then those that stay */
	int8 *signs;		/* of the trips in the batch */
	uint32 room;		/* of signs */
	Batch *removed;		/* those that went and do not cancel out */
	RunRegion *regions; /* of the runs */
	int region_count;
	RowDelete *segments; /* that were read */
} GatheredTrips;

/* Tell the sign of the trips that were added to the batch last. */
static void
sign_trips(GatheredTrips *gather, uint32 first, int sign)
{
	if (gather->room < gather->batch->count)
	{
		gather->room = Max(gather->batch->count, 2 * gather->room);
		gather->signs = repalloc_huge(gather->signs, gather->room);
	}
	memset(gather->signs + first, sign, gather->batch->count - first);
}

/* Add the trips of the segment at hand. */
static void
gather_segment(GatheredTrips *gather, TableScan *scan, const text *region)
{
	Batch *batch = gather->batch;
	uint32 first = batch->count;
	uint32 count;
	TgRecord *records = run_records(scan, batch->datasources, true, &count);

	for (uint32 i = 0; i < count; i++)
	{
		text *datasource =
			batch->datasources->names[records[i].datasource].value;

		batch_add(batch, &records[i].trip, VARDATA_ANY(region),
				  VARSIZE_ANY_EXHDR(region), VARDATA_ANY(datasource),
				  VARSIZE_ANY_EXHDR(datasource));
	}
	sign_trips(gather, first,
			   DatumGetInt16(table_scan_get(scan, COL_SEGMENT_SIGN)));
}

/* Read the trips of the runs, from one of the projections. */
static void
gather_trips(GatheredTrips *gather, const Store *store, const RunList *list)
{
	MemoryContext context = AllocSetContextCreate(
		CurrentMemoryContext, "tripgrid gather", ALLOCSET_DEFAULT_SIZES);
	RunScan *scan = run_scan_open(store, list);

	while (run_scan_next(scan))
	{
		MemoryContext old = MemoryContextSwitchTo(context);

		row_delete_note(gather->segments,
						table_scan_place(scan->segments->scan));
		gather_segment(gather, scan->segments->scan, run_scan_region(scan));
		MemoryContextSwitchTo(old);
		MemoryContextReset(context);
	}
	gather->regions = scan->regions;
	gather->region_count = scan->count;
	run_scan_close(scan);
	MemoryContextDelete(context);
}

static bool
records_equal(const TgRecord *a, const TgRecord *b)
{
	return tg_trip_compare(&a->trip, &b->trip) == 0 &&
		   a->region == b->region && a->datasource == b->datasource;
}

/* Add a trip to those that went and stay. */
static void
keep_removed(GatheredTrips *gather, const TgRecord *record)
{
	const Batch *batch = gather->batch;
	text *region = batch->regions->names[record->region].value;
	text *datasource = batch->datasources->names[record->datasource].value;

	batch_add(gather->removed, &record->trip, VARDATA_ANY(region),
			  VARSIZE_ANY_EXHDR(region), VARDATA_ANY(datasource),
			  VARSIZE_ANY_EXHDR(datasource));
}

/*
 * Let trips that went cancel equal ones that came.  Sorting puts equal trips
 * side by side and numbers the names by rank, which writing the batch does
 * again to the same effect.
 */
static void
cancel_trips(GatheredTrips *gather)
{
	Batch *batch = gather->batch;
	TgRecord *kept =
		MemoryContextAllocHuge(batch->context, batch->room * sizeof(TgRecord));
	uint32 count = 0;

	batch_prepare(batch);
	batch_sort(batch, TG_BY_ORIGIN);
	for (uint32 first = 0, next; first < batch->count; first = next)
	{
		const TgRecord *record = &batch->records[batch->items[first].record];
		int64 sum = 0;

		CHECK_FOR_INTERRUPTS();
		for (next = first; next < batch->count; next++)
		{
			uint32 number = batch->items[next].record;

			if (!records_equal(record, &batch->records[number]))
				break;
			sum += gather->signs[number];
		}
		for (; sum > 0; sum--)
			kept[count++] = *record;
		for (; sum < 0; sum++)
			keep_removed(gather, record);
	}
	pfree(batch->records);
	batch->records = kept;
	batch->count = count;
}

void
runs_gather(const Store *store, const RunList *list)
{
	GatheredTrips gather = {.batch = batch_create(CurrentMemoryContext),
							.signs = palloc(1),
							.room = 1,
							.removed = batch_create(CurrentMemoryContext),
							.segments = row_delete_begin(store, REL_SEGMENTS)};

	CommandCounterIncrement();
	PushActiveSnapshot(GetTransactionSnapshot());
	gather_trips(&gather, store, list);
	PopActiveSnapshot();
	if (runs_negative(list))
		cancel_trips(&gather);
	if (list->complete && gather.removed->count > 0)
		runs_refuse_remainder();
	runs_delete_regions(store, gather.regions, gather.region_count,
						gather.segments);
	(void) batch_flush(gather.batch, store, 1);
	(void) batch_flush(gather.removed, store, -1);
	MemoryContextDelete(gather.batch->context);
	MemoryContextDelete(gather.removed->context);
	pfree(gather.signs);
}
