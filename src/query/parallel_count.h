/*
 * parallel_count.h
 *	  Trips of segments counted by several processes.
 */
#ifndef TG_QUERY_PARALLEL_COUNT_H
#define TG_QUERY_PARALLEL_COUNT_H

#include "postgres.h"

#include "segment/segment_count.h"

/*
 * Count the trips in ranges of a projection as segments_count does, with
 * parallel workers; false, and nothing counted, if there can be none.
 */
extern bool parallel_count(const Filter *filter, Oid schema, char projection,
						   const SegmentRanges *ranges, int sign,
						   TgTally **tally);

#endif /* TG_QUERY_PARALLEL_COUNT_H */
