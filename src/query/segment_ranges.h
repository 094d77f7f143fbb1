/*
 * segment_ranges.h
 *	  Segments that have to be looked at, and the trips that match in them.
 */
#ifndef TG_QUERY_SEGMENT_RANGES_H
#define TG_QUERY_SEGMENT_RANGES_H

#include "postgres.h"

#include "query/node_reader.h"
#include "query/tally_state.h"

/* Segments that follow each other. */
typedef struct SegmentRange
{
	Datum region;
	int64 run;
	int32 first;
	int32 last;
} SegmentRange;

typedef struct SegmentRanges
{
	SegmentRange *ranges;
	int used;
	int room;
	int64 segments; /* in all ranges */
} SegmentRanges;

/* Add the segments of a node, which must stay as long. */
extern void ranges_add(SegmentRanges *ranges, const NodeRow *node);

/*
 * Count the trips in the ranges that a filter lets through, and add the counts
 * times sign to the state.  SPI must be connected.
 */
extern TallyState *ranges_count(const SegmentRanges *ranges, const char *store,
								Datum filter, char projection,
								TallyState *state, int sign);

/*
 * The same for all segments of a projection, which must be so many, or of one
 * region if it is not null; by as many processes as the planner takes for it.
 */
extern TallyState *segments_count(const char *store, Datum filter,
								  char projection, const text *region,
								  int64 segments, TallyState *state);

#endif /* TG_QUERY_SEGMENT_RANGES_H */
