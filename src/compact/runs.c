/*
 * runs.c
 *	  The runs of a store: what each flush or merge has written.
 */
#include "compat.h"

#include "access/stratnum.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/datum.h"
#include "utils/snapmgr.h"

#include "compact/run_ranges.h"
#include "segment/names.h"
#include "segment/node_tree.h"

static int
compare_trips(const void *a, const void *b)
{
	const Run *left = a;
	const Run *right = b;

	if (left->trips != right->trips)
		return left->trips < right->trips ? -1 : 1;
	return left->run < right->run ? -1 : left->run > right->run;
}

static int
compare_numbers(const void *a, const void *b)
{
	const Run *left = a;
	const Run *right = b;

	return left->run < right->run ? -1 : left->run > right->run;
}

/* Join the regions of each run: an owner may have keyed them another way. */
static void
join_regions(RunList *list)
{
	int used = 0;

	qsort(list->runs, list->count, sizeof(Run), compare_numbers);
	for (int i = 0; i < list->count; i++)
	{
		const Run *region = &list->runs[i];
		Run *run = &list->runs[used - 1];

		if (used == 0 || run->run != region->run)
			list->runs[used++] = *region;
		else
		{
			run->trips += region->trips;
			run->own &= region->own;
		}
	}
	list->count = used;
}

RunList
runs_list(const Store *store, int64 after)
{
	RunList list = {NULL, 0, after == PG_INT64_MIN};
	TableKey key = {COL_SUMMARY_RUN, BTGreaterStrategyNumber,
					Int64GetDatum(after)};
	int room = 16;
	TableScan *scan;

	/* of now, and with what this transaction has written */
	CommandCounterIncrement();
	PushActiveSnapshot(GetTransactionSnapshot());
	scan = table_scan_open(store->schema, REL_SUMMARIES,
						   COLUMN_BIT(COL_SUMMARY_RUN) |
							   COLUMN_BIT(COL_SUMMARY_SIGN) |
							   COLUMN_BIT(COL_SUMMARY_TRIPS));
	list.runs = palloc(room * sizeof(Run));
	table_scan_begin(scan, &key, 1);
	while (table_scan_next(scan))
	{
		CHECK_FOR_INTERRUPTS();
		if (list.count == room)
		{
			room *= 2;
			list.runs = repalloc_huge(list.runs, room * sizeof(Run));
		}
		list.runs[list.count++] =
			(Run){DatumGetInt64(table_scan_get(scan, COL_SUMMARY_RUN)),
				  DatumGetInt64(table_scan_get(scan, COL_SUMMARY_TRIPS)),
				  DatumGetInt16(table_scan_get(scan, COL_SUMMARY_SIGN)),
				  table_scan_is_own(scan)};
	}
	table_scan_close(scan);
	PopActiveSnapshot();
	join_regions(&list);
	qsort(list.runs, list.count, sizeof(Run), compare_trips);
	return list;
}

TableScan *
run_regions_open(const Store *store)
{
	return table_scan_open(
		store->schema, REL_SUMMARIES,
		COLUMN_BIT(COL_SUMMARY_RUN) | COLUMN_BIT(COL_SUMMARY_SIGN) |
			COLUMN_BIT(COL_SUMMARY_REGION) | COLUMN_BIT(COL_SUMMARY_TRIPS) |
			COLUMN_BIT(COL_SUMMARY_DATASOURCES));
}

/* The row at hand. */
static RunRegion
region_at_hand(TableScan *scan)
{
	return (RunRegion){
		DatumGetInt64(table_scan_get(scan, COL_SUMMARY_RUN)),
		DatumGetInt16(table_scan_get(scan, COL_SUMMARY_SIGN)),
		DatumGetTextPP(
			datumCopy(table_scan_get(scan, COL_SUMMARY_REGION), false, -1)),
		DatumGetInt64(table_scan_get(scan, COL_SUMMARY_TRIPS)),
		PointerGetDatum(PG_DETOAST_DATUM_COPY(
			table_scan_get(scan, COL_SUMMARY_DATASOURCES))),
		table_scan_place(scan)};
}

/* Begin to read what a run holds of its regions, or of one of them. */
static void
begin_regions(TableScan *scan, int64 run, const text *region)
{
	TableKey keys[] = {
		{COL_SUMMARY_RUN, BTEqualStrategyNumber, Int64GetDatum(run)},
		{COL_SUMMARY_REGION, BTEqualStrategyNumber, PointerGetDatum(region)}};

	table_scan_begin(scan, keys, region != NULL ? 2 : 1);
}

static bool
next_region(TableScan *scan, const text *region)
{
	CHECK_FOR_INTERRUPTS();
	while (table_scan_next(scan))
		if (region == NULL ||
			table_scan_is_name(scan, COL_SUMMARY_REGION, region))
			return true;
	return false;
}

bool
run_region(TableScan *scan, int64 run, const text *region, RunRegion *found)
{
	begin_regions(scan, run, region);
	if (!next_region(scan, region))
		return false;
	*found = region_at_hand(scan);
	return true;
}

RunRegion *
runs_regions(const Store *store, const RunList *list, const text *region,
			 int *count)
{
	TableScan *scan = run_regions_open(store);
	int room = 16;
	RunRegion *found = palloc(room * sizeof(RunRegion));

	*count = 0;
	for (int i = 0; i < list->count; i++)
	{
		begin_regions(scan, list->runs[i].run, region);
		while (next_region(scan, region))
		{
			if (*count == room)
			{
				room *= 2;
				found = repalloc_huge(found, room * sizeof(RunRegion));
			}
			found[(*count)++] = region_at_hand(scan);
		}
	}
	table_scan_close(scan);
	return found;
}

Names *
runs_names(const Store *store, const RunList *list)
{
	TableScan *scan = table_scan_open(store->schema, REL_SUMMARIES,
									  COLUMN_BIT(COL_SUMMARY_RUN) |
										  COLUMN_BIT(COL_SUMMARY_REGION));
	Names *names = names_create(CurrentMemoryContext);

	for (int i = 0; i < list->count; i++)
	{
		TableKey key = {COL_SUMMARY_RUN, BTEqualStrategyNumber,
						Int64GetDatum(list->runs[i].run)};

		table_scan_begin(scan, &key, 1);
		while (table_scan_next(scan))
		{
			const text *region =
				DatumGetTextPP(table_scan_get(scan, COL_SUMMARY_REGION));

			CHECK_FOR_INTERRUPTS();
			(void) names_number(names, VARDATA_ANY(region),
								VARSIZE_ANY_EXHDR(region));
		}
	}
	table_scan_close(scan);
	pfree(names_rank(names));
	return names;
}

void
run_segments(TableScan *scan, const RunRegion *of, char projection)
{
	TableKey keys[] = {
		{COL_SEGMENT_REGION, BTEqualStrategyNumber,
		 PointerGetDatum(of->region)},
		{COL_SEGMENT_PROJECTION, BTEqualStrategyNumber,
		 CharGetDatum(projection)},
		{COL_SEGMENT_RUN, BTEqualStrategyNumber, Int64GetDatum(of->run)}};

	table_scan_begin(scan, keys, lengthof(keys));
}

void
run_leaves(TableScan *scan, const RunRegion *of, char projection, bool top)
{
	TableKey keys[] = {
		{COL_NODE_TOP, BTEqualStrategyNumber, BoolGetDatum(top)},
		{COL_NODE_PROJECTION, BTEqualStrategyNumber, CharGetDatum(projection)},
		{COL_NODE_LEVEL, BTEqualStrategyNumber, Int16GetDatum(NODE_LEAF)},
		{COL_NODE_REGION, BTEqualStrategyNumber, PointerGetDatum(of->region)},
		{COL_NODE_RUN, BTEqualStrategyNumber, Int64GetDatum(of->run)}};

	table_scan_begin(scan, keys, lengthof(keys));
}

bool
run_next(TableScan *scan, const RunRegion *of)
{
	int region = scan->table == REL_NODES ? (int) COL_NODE_REGION
										  : (int) COL_SEGMENT_REGION;

	CHECK_FOR_INTERRUPTS();
	while (table_scan_next(scan))
		if (table_scan_is_name(scan, region, of->region))
			return true;
	return false;
}

RunScan *
run_scan_open(const Store *store, const RunList *list)
{
	RunScan *scan = palloc(sizeof *scan);

	scan->regions = runs_regions(store, list, NULL, &scan->count);
	scan->ranges = run_ranges(scan->regions, scan->count, &scan->range_count);
	scan->segments = segment_scan_open(store->schema, 'o', 0);
	scan->at = -1;
	return scan;
}

bool
run_scan_next(RunScan *scan)
{
	TableScan *rows = scan->segments->scan;

	while (scan->at < scan->range_count)
	{
		if (scan->at >= 0 && range_next(rows, &scan->ranges[scan->at]))
			return true;
		if (++scan->at < scan->range_count)
			range_segments(rows, &scan->ranges[scan->at], 'o');
	}
	return false;
}

const text *
run_scan_region(const RunScan *scan)
{
	return scan->ranges[scan->at].regions->region;
}

void
run_scan_close(RunScan *scan)
{
	segment_scan_close(scan->segments);
	pfree(scan);
}

int64 *
runs_trips(const RunList *list)
{
	int64 *trips = palloc((list->count + 1) * sizeof(int64));

	for (int i = 0; i < list->count; i++)
		trips[i] = list->runs[i].trips;
	return trips;
}

bool
runs_negative(const RunList *list)
{
	for (int i = 0; i < list->count; i++)
		if (list->runs[i].sign < 0)
			return true;
	return false;
}

void
runs_refuse_remainder(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATA_CORRUPTED),
			 errmsg("segments take off a trip that they do not have"),
			 errhint("CALL tripgrid.rebuild() makes the segments again.")));
}
