/*
 * segment_count.h
 *	  The trips of segments that match a question, counted by week or hour.
 */
#ifndef TG_SEGMENT_SEGMENT_COUNT_H
#define TG_SEGMENT_SEGMENT_COUNT_H

#include "postgres.h"

#include "core/count/tally.h"
#include "segment/segment_mask.h"

/* What is kept from one segment to the next; all zero at first. */
typedef struct SegmentCounter
{
	MemoryContext context; /* of what one segment needs */
	MaskRoom masks;
} SegmentCounter;

/*
 * Count the trips in ranges of a projection that a filter lets through, and
 * add the counts times sign.
 */
extern void segments_count(const Filter *filter, SegmentScan *scan,
						   SegmentCounter *counter, int sign, TgTally **tally);

#endif /* TG_SEGMENT_SEGMENT_COUNT_H */
