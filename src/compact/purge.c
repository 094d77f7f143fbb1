/*
 * purge.c
 *	  Trips that went, taken out of the segments that have them.
 *
 * What went stands in runs of its own until compaction meets it and what came.
 * Here it is looked for at once: of the nodes that may have some of it, those
 * that do are written again, and so are the summaries of their runs.
 *
 * Runs are gone through in the same order for both projections, so that equal
 * trips of several runs go from the same run in both.
 */
#include "compat.h"

#include "access/xact.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"

#include "compact/purge.h"
#include "compact/purge_node.h"
#include "compact/run_records.h"
#include "segment/node_scan.h"
#include "types/types.h"

#define REMOVED_TRIPS 2000000 /* in memory at a time */
#define ROOM 65536			  /* the most that tripgrid.segment_trips allows */

#define NODE_COLUMNS                                                          \
	(NODE_KEY_COLUMNS | COLUMN_BIT(COL_NODE_SEGMENTS) |                       \
	 COLUMN_BIT(COL_NODE_FIRST) | COLUMN_BIT(COL_NODE_LAST) |                 \
	 COLUMN_BIT(COL_NODE_BOUNDS))
#define HEAD_COLUMNS                                                          \
	(COLUMN_BIT(COL_SEGMENT_RUN) | COLUMN_BIT(COL_SEGMENT_REGION) |           \
	 COLUMN_BIT(COL_SEGMENT_PROJECTION) | COLUMN_BIT(COL_SEGMENT_NO) |        \
	 COLUMN_BIT(COL_SEGMENT_START_KEY))

/* The runs of one sign, in the same order. */
static RunList
runs_of_sign(const RunList *all, int sign)
{
	RunList list = {palloc((all->count + 1) * sizeof(Run)), 0, false};

	for (int i = 0; i < all->count; i++)
		if (all->runs[i].sign == sign)
			list.runs[list.count++] = all->runs[i];
	return list;
}

/* Add the trips of the segment at hand. */
static void
add_segment(Removed *removed, const RunScan *scan)
{
	const text *region = run_scan_region(scan);
	uint32 number = names_number(removed->regions, VARDATA_ANY(region),
								 VARSIZE_ANY_EXHDR(region));
	uint32 count;
	TgRecord *records =
		run_records(scan->segments->scan, removed->datasources, true, &count);

	for (uint32 i = 0; i < count; i++)
	{
		records[i].region = number;
		removed_add(removed, &records[i]);
	}
}

/* Read trips that went until memory is full; false if there were none left. */
static bool
fill_removed(Removed *removed, RunScan *scan)
{
	MemoryContext context = AllocSetContextCreate(
		CurrentMemoryContext, "tripgrid purge", ALLOCSET_DEFAULT_SIZES);

	removed_reset(removed);
	while (removed->count < REMOVED_TRIPS && run_scan_next(scan))
	{
		MemoryContext old = MemoryContextSwitchTo(context);

		add_segment(removed, scan);
		MemoryContextSwitchTo(old);
		MemoryContextReset(context);
	}
	MemoryContextDelete(context);
	removed_sort(removed);
	return removed->count > 0;
}

/* The node at hand. */
static PurgeNode
node_at_hand(TableScan *scan, bool top)
{
	PurgeNode node = {
		DatumGetInt32(table_scan_get(scan, COL_NODE_FIRST_SEGMENT)),
		DatumGetInt32(table_scan_get(scan, COL_NODE_SEGMENTS)),
		{*DatumGetTripGroupP(table_scan_get(scan, COL_NODE_BOUNDS)),
		 DatumGetTimestamp(table_scan_get(scan, COL_NODE_FIRST)),
		 DatumGetTimestamp(table_scan_get(scan, COL_NODE_LAST))},
		top,
		table_scan_place(scan)};

	if (node.segments < 1 || node.segments > NODE_SEGMENTS || node.first < 0 ||
		node.first > PG_INT32_MAX - node.segments)
		nodes_damaged(RelationGetNamespace(scan->relation));
	return node;
}

/* The nodes over the segments of a place, in their order. */
static PurgeNode *
read_nodes(const PurgePlace *place, int *count)
{
	TableScan *scan = place->tables.nodes;
	int room = 16;
	PurgeNode *nodes = palloc(room * sizeof *nodes);

	*count = 0;
	/* of a run all are at the top, or none */
	for (int top = 0; top < 2; top++)
	{
		run_leaves(scan, &place->of, purge_letter(place), top != 0);
		while (run_next(scan, &place->of))
		{
			if (*count == room)
			{
				room *= 2;
				nodes = repalloc_huge(nodes, room * sizeof *nodes);
			}
			nodes[(*count)++] = node_at_hand(scan, top != 0);
		}
	}
	return nodes;
}

/* The Hilbert key by which a node begins. */
static uint64
start_key(const PurgePlace *place, const PurgeNode *node)
{
	TableScan *scan = place->tables.heads;
	TableKey keys[] = {
		{COL_SEGMENT_REGION, BTEqualStrategyNumber,
		 PointerGetDatum(place->of.region)},
		{COL_SEGMENT_PROJECTION, BTEqualStrategyNumber,
		 CharGetDatum(purge_letter(place))},
		{COL_SEGMENT_RUN, BTEqualStrategyNumber, Int64GetDatum(place->of.run)},
		{COL_SEGMENT_NO, BTGreaterEqualStrategyNumber,
		 Int32GetDatum(node->first)}};

	table_scan_begin(scan, keys, lengthof(keys));
	if (!run_next(scan, &place->of))
		nodes_damaged(place->store->schema);
	return (uint64) DatumGetInt64(table_scan_get(scan, COL_SEGMENT_START_KEY));
}

/*
 * Take trips that went, those of a range, out of so many nodes next to each
 * other; tell whether there was any.  Nodes follow each other by key, so that
 * those without any trip of the range are not looked at.
 */
static bool
purge_nodes(PurgePlace *place, const PurgeNode *nodes, int count,
			const RemovedRange *range)
{
	int half = count / 2;
	RemovedRange lower;
	RemovedRange upper;
	uint64 key;
	bool changed;

	if (range->first == range->next || count == 0)
		return false;
	if (count == 1)
	{
		changed =
			removed_meets(range, &nodes->extent) && purge_node(place, nodes);
		place->below_others |= changed && !nodes->top;
		return changed;
	}
	/* trips of the same key may stand on both sides */
	key = start_key(place, &nodes[half]);
	lower = removed_up_to(range, key);
	upper = removed_from(range, key);
	changed = purge_nodes(place, nodes, half, &lower);
	return purge_nodes(place, nodes + half, count - half, &upper) || changed;
}

/* Take what went out of one projection of a place. */
static bool
purge_projection(PurgePlace *place, TgProjection projection)
{
	RemovedRange range =
		removed_range(place->removed, projection, place->removed_region);
	PurgeNode *nodes;
	int count;

	place->projection = projection;
	nodes = read_nodes(place, &count);
	return purge_nodes(place, nodes, count, &range);
}

/* Number the datasources of a run's region by rank, and find them in went. */
static void
name_datasources(PurgePlace *place, Datum array)
{
	uint32 length;

	place->datasources = names_create(CurrentMemoryContext);
	pfree(names_of_array(place->datasources, array, &length));
	pfree(names_rank(place->datasources));
	place->removed_numbers = palloc((length + 1) * sizeof(uint32));
	for (uint32 i = 0; i < place->datasources->count; i++)
	{
		text *name = place->datasources->names[i].value;

		place->removed_numbers[i] =
			names_number(place->removed->datasources, VARDATA_ANY(name),
						 VARSIZE_ANY_EXHDR(name));
	}
}

static void
rewrite_summary(const PurgePlace *place)
{
	Summary *summary = purge_summary(place);

	row_delete_note(place->tables.old_summaries, place->of.place);
	row_delete_run(place->tables.old_summaries);
	if (summary->trips > 0)
		summary_write(place->writer, PointerGetDatum(place->of.region),
					  summary);
	place->purged->summaries++;
}

/* Take what went out of one region of the run that the writer is at. */
static void
purge_region(PurgePlace *place)
{
	name_datasources(place, place->of.datasources);
	place->writer->datasources = place->datasources;
	if (!purge_projection(place, TG_BY_DESTINATION))
		return;
	if (!purge_projection(place, TG_BY_ORIGIN))
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("the projections of a run have different trips"),
				 errhint("CALL tripgrid.rebuild() makes the segments "
						 "again.")));
	rewrite_summary(place);
}

static void
open_tables(PurgePlace *place)
{
	Oid schema = place->store->schema;
	PurgeTables *tables = &place->tables;

	/* with what was written before */
	CommandCounterIncrement();
	PushActiveSnapshot(GetTransactionSnapshot());
	tables->summaries = run_regions_open(place->store);
	tables->nodes = table_scan_open(schema, REL_NODES, NODE_COLUMNS);
	tables->heads = table_scan_open(schema, REL_SEGMENTS, HEAD_COLUMNS);
	tables->segments[TG_BY_ORIGIN] = segment_scan_open(schema, 'o', 0);
	tables->segments[TG_BY_DESTINATION] = segment_scan_open(schema, 'd', 0);
}

static void
close_tables(PurgePlace *place)
{
	PurgeTables *tables = &place->tables;

	table_scan_close(tables->summaries);
	table_scan_close(tables->nodes);
	table_scan_close(tables->heads);
	for (int i = 0; i < 2; i++)
		segment_scan_close(tables->segments[i]);
	PopActiveSnapshot();
}

/* Take what went out of those regions of a run that it has. */
static void
purge_run(PurgePlace *place, int64 run)
{
	const Names *regions = place->removed->regions;
	MemoryContext context = AllocSetContextCreate(
		CurrentMemoryContext, "tripgrid purged run", ALLOCSET_DEFAULT_SIZES);

	open_tables(place);
	place->writer->run = run;
	place->below_others = false;
	for (uint32 i = 0; i < regions->count; i++)
	{
		MemoryContext old = MemoryContextSwitchTo(context);

		place->removed_region = i;
		if (run_region(place->tables.summaries, run, regions->names[i].value,
					   &place->of))
			purge_region(place);
		MemoryContextSwitchTo(old);
		MemoryContextReset(context);
	}
	close_tables(place);
	MemoryContextDelete(context);
	if (!place->below_others)
		return;
	node_tree_renew(place->store, run, TG_BY_ORIGIN);
	node_tree_renew(place->store, run, TG_BY_DESTINATION);
}

/* Take all that went holds out of the runs of trips that came. */
static void
purge_runs(PurgePlace *place, const RunList *added)
{
	for (int i = 0; i < added->count && place->removed->left[0] > 0; i++)
		purge_run(place, added->runs[i].run);
	if (place->removed->left[0] > 0 || place->removed->left[1] > 0)
		runs_refuse_remainder();
}

Purged
runs_purge(const Store *store)
{
	RunList all = runs_list(store, PG_INT64_MIN);
	RunList removed = runs_of_sign(&all, -1);
	RunList added = runs_of_sign(&all, 1);
	Purged purged = {0};
	PurgePlace place = {store};
	RunScan *scan;

	if (removed.count == 0)
		return purged;
	place.purged = &purged;
	place.removed = removed_create(CurrentMemoryContext);
	place.writer = segment_writer_resume(store, 1, ROOM);
	place.tables.old_summaries = row_delete_begin(store, REL_SUMMARIES);
	place.tables.old_nodes = row_delete_begin(store, REL_NODES);
	place.tables.old_segments = row_delete_begin(store, REL_SEGMENTS);
	CommandCounterIncrement();
	PushActiveSnapshot(GetTransactionSnapshot());
	scan = run_scan_open(store, &removed);
	while (fill_removed(place.removed, scan))
		purge_runs(&place, &added);
	run_scan_close(scan);
	PopActiveSnapshot();
	runs_delete(store, &removed);
	MemoryContextDelete(place.removed->context);
	return purged;
}
