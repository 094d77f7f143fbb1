/*
 * region_merge.h
 *	  The segments of one region in several runs, merged into new runs.
 */
#ifndef TG_COMPACT_REGION_MERGE_H
#define TG_COMPACT_REGION_MERGE_H

#include "compact/runs.h"
#include "segment/segment_writer.h"
#include "store/store.h"

/*
 * Merge the region's segments of some runs in both projections.
 * Trips that went cancel equal ones that came; the rest is written to came
 * and to went.  If went is null, it is an error if there is a rest of trips
 * that went.  The active snapshot must see the runs, SPI be connected for the
 * writers.  Memory: one segment of each run; writers keep the counts of all
 * leaves until they end.
 */
extern void region_merge(const Store *store, const text *region,
						 const RunList *runs, SegmentWriter *added,
						 SegmentWriter *removed);

#endif /* TG_COMPACT_REGION_MERGE_H */
