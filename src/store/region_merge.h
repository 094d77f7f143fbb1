/*
 * region_merge.h
 *	  The segments of one region in several runs, merged into a new run.
 */
#ifndef TG_STORE_REGION_MERGE_H
#define TG_STORE_REGION_MERGE_H

#include "store/segment_writer.h"
#include "store/store.h"

/* A run of segments that takes part in a merge. */
typedef struct RunRef
{
	int64 run;
	int sign;
} RunRef;

/*
 * Merge the region's segments of count runs into the writer's run, in both
 * projections; trips that went cancel trips that came.  SPI must be connected.
 * Memory: one segment of each run.
 */
extern void region_merge(SegmentWriter *writer, const Store *store,
						 Datum region, const RunRef *runs, int count);

#endif /* TG_STORE_REGION_MERGE_H */
