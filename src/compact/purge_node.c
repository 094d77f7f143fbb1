/*
 * purge_node.c
 *	  The segments of one node without the trips that went.
 */
#include "compat.h"

#include "access/xact.h"
#include "miscadmin.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "compact/purge_node.h"
#include "compact/run_records.h"
#include "tripgrid.h"
#include "types/status.h"
#include "types/tripset.h"

#define FIRST_ROOM 64 /* weeks of a segment, as a rule */

/* What a node keeps: its records, and where each segment's begin. */
typedef struct Kept
{
	TgRecord *records;
	uint32 *begins; /* one more than there are segments */
	uint32 segments;
	uint32 largest;
	bool changed;
} Kept;

/* Keep what of the segment at hand did not go. */
static void
keep_segment(const PurgePlace *place, Kept *kept, TableScan *scan)
{
	uint32 count;
	TgRecord *records = run_records(scan, place->datasources, false, &count);
	uint32 used = kept->begins[kept->segments];

	kept->records = repalloc_huge(kept->records, ((Size) used + count + 1) *
													 sizeof *kept->records);
	for (uint32 i = 0; i < count; i++)
	{
		TgRecord key = {records[i].trip, place->removed_region,
						place->removed_numbers[records[i].datasource]};

		if (removed_take(place->removed, place->projection, &key))
			kept->changed = true;
		else
			kept->records[used++] = records[i];
	}
	kept->largest = Max(kept->largest, used - kept->begins[kept->segments]);
	kept->begins[++kept->segments] = used;
	pfree(records);
}

static void
read_node(const PurgePlace *place, Kept *kept, const PurgeNode *node)
{
	SegmentScan *scan = place->tables.segments[place->projection];
	SegmentRange range = {place->of.region, place->of.run, node->first,
						  node->first + node->segments - 1};

	kept->records = palloc(sizeof *kept->records);
	kept->begins = palloc0(((Size) node->segments + 1) * sizeof *kept->begins);
	segment_scan_begin(scan, &range, 1);
	while (segment_scan_next(scan))
	{
		CHECK_FOR_INTERRUPTS();
		row_delete_note(place->tables.old_segments,
						table_scan_place(scan->scan));
		keep_segment(place, kept, scan->scan);
	}
}

static void
delete_node(const PurgePlace *place, const PurgeNode *node)
{
	row_delete_run(place->tables.old_segments);
	row_delete_note(place->tables.old_nodes, node->place);
	row_delete_run(place->tables.old_nodes);
	place->purged->segments += node->segments;
	place->purged->nodes++;
}

/*
 * Write segments from what is kept: neighbours together where they fit, so
 * that they are no more than before, however often trips go.
 */
static void
write_node(const PurgePlace *place, const Kept *kept, const PurgeNode *node)
{
	SegmentWriter *writer = place->writer;
	Datum region = PointerGetDatum(place->of.region);
	uint32 room = Max((uint32) setting_segment_trips, kept->largest);

	if (kept->largest > writer->room)
		status_check(TG_BAD_TRIPSET);
	writer->segment_no = node->first;
	writer->nodes->top = node->top;
	for (uint32 from = 0, next; from < kept->segments; from = next)
	{
		uint32 count;

		for (next = from + 1;
			 next < kept->segments &&
			 kept->begins[next + 1] - kept->begins[from] <= room;
			 next++)
			;
		count = kept->begins[next] - kept->begins[from];
		if (count > 0)
			segment_write(writer, place->projection, region,
						  kept->records + kept->begins[from], count, NULL);
	}
	segments_end(writer, place->projection, region);
}

bool
purge_node(const PurgePlace *place, const PurgeNode *node)
{
	MemoryContext context = AllocSetContextCreate(
		CurrentMemoryContext, "tripgrid purged node", ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	Kept kept = {0};

	read_node(place, &kept, node);
	if (kept.changed)
	{
		delete_node(place, node);
		write_node(place, &kept, node);
	}
	else
		row_delete_forget(place->tables.old_segments);
	MemoryContextSwitchTo(old);
	MemoryContextDelete(context);
	return kept.changed;
}

#define SUMMARY_COLUMNS                                                       \
	(COLUMN_BIT(COL_SEGMENT_RUN) | COLUMN_BIT(COL_SEGMENT_PROJECTION) |       \
	 COLUMN_BIT(COL_SEGMENT_REGION) | COLUMN_BIT(COL_SEGMENT_WEEKS) |         \
	 COLUMN_BIT(COL_SEGMENT_DATASOURCES) |                                    \
	 COLUMN_BIT(COL_SEGMENT_DEPARTURES) |                                     \
	 COLUMN_BIT(COL_SEGMENT_DATASOURCE_NOS))

/* Add the segment at hand. */
static void
sum_segment(const PurgePlace *place, Summary *summary, TableScan *scan)
{
	TgTripset departures;
	TgTripset numbers;
	uint32 names;
	uint32 *ranks =
		names_known(place->datasources,
					table_scan_get(scan, COL_SEGMENT_DATASOURCES), &names);
	TgTally *weeks = tally_create(CurrentMemoryContext, FIRST_ROOM);
	int64 *values[2];

	departures_open(table_scan_get(scan, COL_SEGMENT_DEPARTURES), 0,
					&departures);
	tripset_open(table_scan_get(scan, COL_SEGMENT_DATASOURCE_NOS), 1,
				 departures.count, &numbers);
	for (int i = 0; i < 2; i++)
		values[i] = palloc(departures.count * sizeof(int64));
	tg_tripset_get(&numbers, 0, values[0]);
	status_check(tg_departures_get(&departures, values[1]));
	for (uint32 i = 0; i < departures.count; i++)
		if (values[0][i] < 0 || values[0][i] >= names)
			status_check(TG_BAD_TRIPSET);
	tally_add_column(&weeks, table_scan_get(scan, COL_SEGMENT_WEEKS),
					 EVERY_WEEK, 1);
	summary_add(summary, weeks, ranks, names, values[0], values[1],
				departures.count);
}

Summary *
purge_summary(const PurgePlace *place)
{
	MemoryContext context =
		AllocSetContextCreate(CurrentMemoryContext, "tripgrid purged summary",
							  ALLOCSET_DEFAULT_SIZES);
	Summary *summary = summary_create(CurrentMemoryContext);
	TableScan *scan;

	/* as it has been written */
	CommandCounterIncrement();
	PushActiveSnapshot(GetTransactionSnapshot());
	scan =
		table_scan_open(place->store->schema, REL_SEGMENTS, SUMMARY_COLUMNS);
	run_segments(scan, &place->of, 'o');
	while (run_next(scan, &place->of))
	{
		MemoryContext old = MemoryContextSwitchTo(context);

		sum_segment(place, summary, scan);
		MemoryContextSwitchTo(old);
		MemoryContextReset(context);
	}
	table_scan_close(scan);
	PopActiveSnapshot();
	MemoryContextDelete(context);
	return summary;
}
