/*
 * segment_scan.h
 *	  Segments that have to be looked at, and their columns.
 */
#ifndef TG_SEGMENT_SEGMENT_SCAN_H
#define TG_SEGMENT_SEGMENT_SCAN_H

#include "postgres.h"

#include "datatype/timestamp.h"

#include "segment/node_scan.h"

/* The segments of a node. */
typedef struct SegmentRange
{
	const text *region;
	int64 run;
	int32 first;
	int32 last;
} SegmentRange;

typedef struct SegmentRanges
{
	SegmentRange *ranges; /* those of a region side by side */
	int used;
	int room;
	int64 segments; /* in all ranges */
	TgWeeks weeks;	/* of all departures */
} SegmentRanges;

/* Add the segments of a node, whose region must last as long. */
extern void ranges_add(SegmentRanges *ranges, const NodeRow *node);

/* Tell whether a range begins where another ends. */
extern bool range_follows(const SegmentRange *before,
						  const SegmentRange *range);

/* A row of segments; its members are valid until the next. */
typedef struct SegmentRow
{
	uint32 count; /* trips */
	int sign;
	Timestamp first; /* departure */
	Timestamp last;
	const TgGroup *bounds;
	Datum datasources; /* columns, of which only these may be read */
	Datum origins;
	Datum destinations;
	Datum departures;
	Datum datasource_nos;
	Datum weeks;
} SegmentRow;

/* What segments have besides weeks, regions and keys. */
#define SEGMENT_ROW_COLUMNS                                                   \
	(COLUMN_BIT(COL_SEGMENT_SIGN) | COLUMN_BIT(COL_SEGMENT_TRIPS) |           \
	 COLUMN_BIT(COL_SEGMENT_FIRST) | COLUMN_BIT(COL_SEGMENT_LAST) |           \
	 COLUMN_BIT(COL_SEGMENT_BOUNDS) | COLUMN_BIT(COL_SEGMENT_DATASOURCES) |   \
	 COLUMN_BIT(COL_SEGMENT_ORIGINS) | COLUMN_BIT(COL_SEGMENT_DESTINATIONS) | \
	 COLUMN_BIT(COL_SEGMENT_DEPARTURES) |                                     \
	 COLUMN_BIT(COL_SEGMENT_DATASOURCE_NOS))

typedef struct SegmentScan
{
	TableScan *scan;
	char projection;
	const SegmentRange *ranges; /* those not begun yet */
	int count;
	SegmentRange range; /* at hand */
	int64 left;			/* of its segments */
	bool any;			/* a range is at hand */
} SegmentScan;

/*
 * Open the segments of a projection to read SEGMENT_ROW_COLUMNS and others, if
 * any, besides.
 */
extern SegmentScan *segment_scan_open(Oid schema, char projection,
									  uint32 others);

extern void segment_scan_close(SegmentScan *scan);

/* Begin to read ranges, which must last as long. */
extern void segment_scan_begin(SegmentScan *scan, const SegmentRange *ranges,
							   int count);

/*
 * Go to the next segment; false if there is none.  Raise an error if a range
 * has not all of its segments.
 */
extern bool segment_scan_next(SegmentScan *scan);

/* The columns of the segment at hand. */
extern SegmentRow segment_row(TableScan *scan);

#endif /* TG_SEGMENT_SEGMENT_SCAN_H */
