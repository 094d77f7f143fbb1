/*
 * run_merge.c
 *	  Runs merged into one of the trips that came and one of those that went.
 *
 * Small runs are merged in memory, however many they are; large ones by
 * reading them side by side, one segment of each at a time.
 */
#include "compat.h"

#include "catalog/pg_type.h"

#include "compact/region_merge.h"
#include "compact/run_gather.h"
#include "compact/run_merge.h"
#include "store/sql.h"

#define MEMORY_TRIPS 262144 /* merged in memory, about 100 bytes each */
#define STREAM_RUNS 64		/* read side by side, a segment of each */

/* Merge runs region by region, in both projections. */
static void
stream_runs(const Store *store, const RunList *list)
{
	Oid types[] = {INT8ARRAYOID};
	Datum numbers = runs_array(list);
	SegmentWriter *came = segment_writer_begin(store, 1, NULL);
	SegmentWriter *went = list->complete || !runs_negative(list)
							  ? NULL
							  : segment_writer_begin(store, -1, NULL);
	SPITupleTable *regions;

	sql_query(psprintf("SELECT DISTINCT region::text COLLATE \"C\" FROM "
					   "%s.summaries WHERE run_id = ANY ($1) ORDER BY 1",
					   store->quoted),
			  lengthof(types), types, &numbers);
	regions = SPI_tuptable;
	for (uint64 i = 0; i < regions->numvals; i++)
	{
		bool isnull;

		region_merge(
			store,
			SPI_getbinval(regions->vals[i], regions->tupdesc, 1, &isnull),
			numbers, came, went);
	}
	SPI_freetuptable(regions);
	runs_delete(store, list);
}

/* How many of the smallest runs can be merged in memory. */
static int
fit_memory(const RunList *list)
{
	int64 trips = 0;
	int count = 0;

	while (count < list->count && trips <= MEMORY_TRIPS)
		trips += list->runs[count++].trips;
	return trips <= MEMORY_TRIPS ? count : count - 1;
}

void
runs_merge(const Store *store, const RunList *list, int count)
{
	int gathered = Min(fit_memory(list), count);
	int streamed = Min(STREAM_RUNS, count);
	RunList due = *list;

	due.count = Max(gathered, streamed);
	due.complete &= due.count == list->count;
	if (gathered >= streamed)
		runs_gather(store, &due);
	else
		stream_runs(store, &due);
}
