/*
 * segment_mask.h
 *	  Which trips of one row of segments a filter lets through.
 */
#ifndef TG_SEGMENT_SEGMENT_MASK_H
#define TG_SEGMENT_SEGMENT_MASK_H

#include "postgres.h"

#include "core/count/scan.h"
#include "segment/segment_scan.h"

/* What a header says about a segment's trips, and what it leaves open. */
typedef struct SegmentDoubt
{
	bool outside; /* no trip passes */
	bool inside;  /* all do */
	TgDoubt ends;
	int32 datasource; /* the number wanted, or -1 if any */
} SegmentDoubt;

/* Memory for masks, kept from one segment to the next; all zero at first. */
typedef struct MaskRoom
{
	uint32 trips; /* in each array */
	uint8 *mask;
	uint8 *other;
} MaskRoom;

extern SegmentDoubt segment_doubt(const Filter *filter, const SegmentRow *row);

/*
 * Mask the trips that pass, where the header left a doubt; the result lies in
 * the room, which grows in that context, and is the caller's until the next.
 */
extern uint8 *segment_mask(const Filter *filter, const SegmentRow *row,
						   const SegmentDoubt *doubt, MaskRoom *room,
						   MemoryContext context);

#endif /* TG_SEGMENT_SEGMENT_MASK_H */
