/*
 * run_ranges.h
 *	  Runs whose numbers lie close together, read by one scan of an index.
 */
#ifndef TG_COMPACT_RUN_RANGES_H
#define TG_COMPACT_RUN_RANGES_H

#include "postgres.h"

#include "compact/runs.h"

/* What runs of a range hold of one region, in the order of the runs. */
typedef struct RunRange
{
	const RunRegion *regions;
	int count;
	int64 trips; /* of all */
} RunRange;

/*
 * Sort what runs hold by region and run, and make ranges of it; no range has
 * many runs between that are not its own.
 */
extern RunRange *run_ranges(RunRegion *regions, int count, int *ranges);

/*
 * Begin to read the segments of a range in a projection, or the leaves at the
 * top or below it; a scan is for one of these only.
 */
extern void range_segments(TableScan *scan, const RunRange *range,
						   char projection);
extern void range_leaves(TableScan *scan, const RunRange *range,
						 char projection, bool top);

/* Go to the next of them; false if there is none. */
extern bool range_next(TableScan *scan, const RunRange *range);

#endif /* TG_COMPACT_RUN_RANGES_H */
