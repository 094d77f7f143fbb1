/*
 * run_ranges.c
 *	  Runs whose numbers lie close together, read by one scan of an index.
 *
 * Statements that follow each other leave runs of a few trips.  To find a
 * run's rows takes as long as to read some dozens of them.
 */
#include "compat.h"

#include "access/stratnum.h"

#include "compact/run_ranges.h"
#include "segment/names.h"
#include "store/columns.h"

/* So many numbers may lie in a range for each run that is read. */
#define MOST_NUMBERS 4

static int
compare(const void *a, const void *b)
{
	const RunRegion *left = a;
	const RunRegion *right = b;
	int order = name_order(left->region, right->region);

	if (order != 0)
		return order;
	return left->run < right->run ? -1 : left->run > right->run;
}

static bool
belongs(const RunRange *range, const RunRegion *next)
{
	const RunRegion *first = range->regions;

	return name_order(first->region, next->region) == 0 &&
		   next->run - first->run <= MOST_NUMBERS * (int64) range->count;
}

RunRange *
run_ranges(RunRegion *regions, int count, int *ranges)
{
	RunRange *made = palloc(count * sizeof *made + 1);
	RunRange *range = NULL;

	*ranges = 0;
	qsort(regions, count, sizeof *regions, compare);
	for (int i = 0; i < count; i++)
	{
		if (range == NULL || !belongs(range, &regions[i]))
		{
			range = &made[(*ranges)++];
			*range = (RunRange){&regions[i]};
		}
		range->count++;
		range->trips += regions[i].trips;
	}
	return made;
}

static Datum
first_run(const RunRange *range)
{
	return Int64GetDatum(range->regions[0].run);
}

static Datum
last_run(const RunRange *range)
{
	return Int64GetDatum(range->regions[range->count - 1].run);
}

void
range_segments(TableScan *scan, const RunRange *range, char projection)
{
	TableKey keys[] = {
		{COL_SEGMENT_REGION, BTEqualStrategyNumber,
		 PointerGetDatum(range->regions->region)},
		{COL_SEGMENT_PROJECTION, BTEqualStrategyNumber,
		 CharGetDatum(projection)},
		{COL_SEGMENT_RUN, BTGreaterEqualStrategyNumber, first_run(range)},
		{COL_SEGMENT_RUN, BTLessEqualStrategyNumber, last_run(range)}};

	table_scan_begin(scan, keys, lengthof(keys));
}

void
range_leaves(TableScan *scan, const RunRange *range, char projection, bool top)
{
	TableKey keys[] = {
		{COL_NODE_TOP, BTEqualStrategyNumber, BoolGetDatum(top)},
		{COL_NODE_PROJECTION, BTEqualStrategyNumber, CharGetDatum(projection)},
		{COL_NODE_LEVEL, BTEqualStrategyNumber, Int16GetDatum(NODE_LEAF)},
		{COL_NODE_REGION, BTEqualStrategyNumber,
		 PointerGetDatum(range->regions->region)},
		{COL_NODE_RUN, BTGreaterEqualStrategyNumber, first_run(range)},
		{COL_NODE_RUN, BTLessEqualStrategyNumber, last_run(range)}};

	table_scan_begin(scan, keys, lengthof(keys));
}

static bool
has_run(const RunRange *range, int64 run)
{
	int low = 0;
	int high = range->count;

	while (low < high)
	{
		int middle = low + (high - low) / 2;

		if (range->regions[middle].run < run)
			low = middle + 1;
		else
			high = middle;
	}
	return low < range->count && range->regions[low].run == run;
}

bool
range_next(TableScan *scan, const RunRange *range)
{
	int run =
		scan->table == REL_NODES ? (int) COL_NODE_RUN : (int) COL_SEGMENT_RUN;

	while (run_next(scan, range->regions))
		if (has_run(range, DatumGetInt64(table_scan_get(scan, run))))
			return true;
	return false;
}
