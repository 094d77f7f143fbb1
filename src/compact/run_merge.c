/*
 * run_merge.c
 *	  Runs merged into one of the trips that came and one of those that went.
 *
 * Small runs are merged in memory, however many they are; large ones by
 * reading them side by side, one segment of each at a time.
 */
#include "compat.h"

#include "access/xact.h"
#include "utils/snapmgr.h"

#include "compact/region_merge.h"
#include "compact/run_gather.h"
#include "compact/run_merge.h"
#include "segment/names.h"

#define MEMORY_TRIPS 262144 /* merged in memory, about 100 bytes each */
#define STREAM_RUNS 64		/* read side by side, a segment of each */

/* Merge runs region by region, in both projections. */
static void
stream_runs(const Store *store, const RunList *list)
{
	SegmentWriter *added = segment_writer_begin(store, 1, NULL, PG_UINT32_MAX);
	SegmentWriter *removed =
		list->complete || !runs_negative(list)
			? NULL
			: segment_writer_begin(store, -1, NULL, PG_UINT32_MAX);
	Names *regions;

	/* what is written meanwhile is not read */
	CommandCounterIncrement();
	PushActiveSnapshot(GetTransactionSnapshot());
	regions = runs_names(store, list);
	for (uint32 i = 0; i < regions->count; i++)
		region_merge(store, regions->names[i].value, list, added, removed);
	segment_writer_end(added);
	if (removed != NULL)
		segment_writer_end(removed);
	PopActiveSnapshot();
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
