/*
 * runs_delete.c
 *	  Deleting all of some runs.
 */
#include "compat.h"

#include "access/xact.h"
#include "utils/snapmgr.h"

#include "compact/run_ranges.h"
#include "segment/node_tree.h"
#include "segment/row_delete.h"
#include "store/columns.h"

/* What is to be deleted. */
typedef struct Deleting
{
	const Store *store;
	const RunRegion *regions;
	int count;
	const RunRange *ranges; /* the same */
	int range_count;
} Deleting;

/* Note the rows that a scan goes to. */
static void
note_rows(RowDelete *rows, TableScan *scan, const RunRange *of)
{
	while (range_next(scan, of))
		row_delete_note(rows, table_scan_place(scan));
}

static void
delete_segments(const Deleting *deleting, RowDelete *by_origin)
{
	SegmentScan *segments = segment_scan_open(deleting->store->schema, 'o', 0);
	RowDelete *rows = by_origin != NULL
						  ? by_origin
						  : row_delete_begin(deleting->store, REL_SEGMENTS);

	for (int i = 0; i < deleting->range_count; i++)
		for (const char *letter = by_origin != NULL ? "d" : "od";
			 letter[0] != '\0'; letter++)
		{
			range_segments(segments->scan, &deleting->ranges[i], *letter);
			note_rows(rows, segments->scan, &deleting->ranges[i]);
		}
	segment_scan_close(segments);
	row_delete_run(rows);
}

/* Note the leaves of a range; tell whether all of them are at the top. */
static bool
note_leaves(RowDelete *rows, TableScan *scan, const RunRange *of,
			char projection)
{
	int64 trips = 0;

	range_leaves(scan, of, projection, true);
	while (range_next(scan, of))
	{
		trips += DatumGetInt64(table_scan_get(scan, COL_NODE_TRIPS));
		row_delete_note(rows, table_scan_place(scan));
	}
	if (trips == of->trips)
		return true;
	range_leaves(scan, of, projection, false);
	note_rows(rows, scan, of);
	return false;
}

static int
compare_runs(const void *a, const void *b)
{
	int64 left = *(const int64 *) a;
	int64 right = *(const int64 *) b;

	return (left > right) - (left < right);
}

/* Note the nodes above those. */
static void
note_trees(RowDelete *rows, const Deleting *deleting, char projection)
{
	TableScan *scan =
		table_scan_open(deleting->store->schema, REL_NODES, NODE_KEY_COLUMNS);
	int64 *runs = palloc(deleting->count * sizeof *runs + 1);

	for (int i = 0; i < deleting->count; i++)
		runs[i] = deleting->regions[i].run;
	qsort(runs, deleting->count, sizeof *runs, compare_runs);
	for (int i = 0; i < deleting->count; i++)
		if (i == 0 || runs[i] != runs[i - 1])
			node_tree_note(scan, rows, runs[i], projection);
	pfree(runs);
	table_scan_close(scan);
}

static void
delete_nodes(const Deleting *deleting)
{
	TableScan *scan =
		table_scan_open(deleting->store->schema, REL_NODES,
						NODE_KEY_COLUMNS | COLUMN_BIT(COL_NODE_TRIPS));
	RowDelete *rows = row_delete_begin(deleting->store, REL_NODES);

	for (const char *letter = "od"; *letter != '\0'; letter++)
	{
		bool flat = true;

		for (int i = 0; i < deleting->range_count; i++)
			flat &= note_leaves(rows, scan, &deleting->ranges[i], *letter);
		if (!flat)
			note_trees(rows, deleting, *letter);
	}
	table_scan_close(scan);
	row_delete_run(rows);
}

static void
delete_summaries(const Deleting *deleting)
{
	RowDelete *rows = row_delete_begin(deleting->store, REL_SUMMARIES);

	for (int i = 0; i < deleting->count; i++)
		row_delete_note(rows, deleting->regions[i].place);
	row_delete_run(rows);
}

void
runs_delete_regions(const Store *store, RunRegion *regions, int count,
					RowDelete *by_origin)
{
	Deleting deleting = {store, regions, count};

	deleting.ranges = run_ranges(regions, count, &deleting.range_count);
	/* of now, and with what this transaction has written */
	CommandCounterIncrement();
	PushActiveSnapshot(GetTransactionSnapshot());
	delete_nodes(&deleting);
	delete_segments(&deleting, by_origin);
	delete_summaries(&deleting);
	PopActiveSnapshot();
}

void
runs_delete(const Store *store, const RunList *list)
{
	RunRegion *regions;
	int count;

	CommandCounterIncrement();
	PushActiveSnapshot(GetTransactionSnapshot());
	regions = runs_regions(store, list, NULL, &count);
	PopActiveSnapshot();
	runs_delete_regions(store, regions, count, NULL);
}
