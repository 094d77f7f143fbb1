/*
 * trips_scan.h
 *	  The trips of a store one by one, from its segments.
 */
#ifndef TG_PLAN_TRIPS_SCAN_H
#define TG_PLAN_TRIPS_SCAN_H

#include "postgres.h"

#include "plan/removed_trips.h"
#include "plan/trip_limits.h"

typedef struct TripsScan
{
	MemoryContext context; /* its own */
	Oid schema;
	TripLimits limits;
	int columns; /* TRIP_BIT of those that are given */
	int read;	 /* the same, and of those that tell which trips are gone */
	char projection;
	NodeList nodes;
	SegmentScan *segments;
	SegmentRanges added;
	SegmentRanges gone;
	RemovedTrips *removed; /* null: none */
	TripBlock block;
	uint32 next;		  /* in the block */
	int64 segments_read;  /* with their columns */
	int64 segments_found; /* by their nodes */
} TripsScan;

/*
 * Begin a scan of a schema's trips within limits, under the active snapshot,
 * in a context of its own below the current one.  It may leave out trips that
 * are beyond the limits.  Null if there are too many removed trips to be kept
 * in memory.
 */
extern TripsScan *trips_scan_begin(Oid schema, const TripLimits *limits,
								   int columns);

/* Go to the next trip; false if there is none. */
extern bool trips_scan_next(TripsScan *scan);

/* A column of the trip at hand. */
static inline Datum
trips_scan_get(const TripsScan *scan, TripColumn column)
{
	return trip_block_value(&scan->block, column, scan->next - 1);
}

extern void trips_scan_end(TripsScan *scan);

#endif /* TG_PLAN_TRIPS_SCAN_H */
