/*
 * segment_scan.c
 *	  Segments that have to be looked at, and their columns.
 */
#include "compat.h"

#include "access/stratnum.h"
#include "utils/timestamp.h"

#include "core/column/tripset.h"
#include "segment/segment_scan.h"
#include "types/status.h"
#include "types/types.h"

#define FIRST_ROOM 16

#define KEY                                                                   \
	(COLUMN_BIT(COL_SEGMENT_REGION) | COLUMN_BIT(COL_SEGMENT_PROJECTION) |    \
	 COLUMN_BIT(COL_SEGMENT_RUN) | COLUMN_BIT(COL_SEGMENT_NO))

void
ranges_add(SegmentRanges *ranges, const NodeRow *node)
{
	if (ranges->room == 0)
	{
		ranges->room = FIRST_ROOM;
		ranges->ranges = palloc(ranges->room * sizeof(SegmentRange));
		ranges->weeks = node->weeks;
	}
	else if (ranges->used == ranges->room)
	{
		ranges->room *= 2;
		ranges->ranges =
			repalloc_huge(ranges->ranges, ranges->room * sizeof(SegmentRange));
	}
	ranges->ranges[ranges->used++] =
		(SegmentRange){node->region, node->run, node->first_segment,
					   node->first_segment + node->segments - 1};
	ranges->segments += node->segments;
	ranges->weeks.first = Min(ranges->weeks.first, node->weeks.first);
	ranges->weeks.last = Max(ranges->weeks.last, node->weeks.last);
}

bool
range_follows(const SegmentRange *before, const SegmentRange *range)
{
	return before->run == range->run && before->last + 1 == range->first &&
		   same_bytes(before->region, range->region);
}

SegmentScan *
segment_scan_open(Oid schema, char projection, uint32 others)
{
	SegmentScan *scan = palloc0(sizeof *scan);

	scan->scan = table_scan_open(schema, REL_SEGMENTS,
								 SEGMENT_ROW_COLUMNS | KEY | others);
	scan->projection = projection;
	return scan;
}

void
segment_scan_close(SegmentScan *scan)
{
	table_scan_close(scan->scan);
	pfree(scan);
}

void
segment_scan_begin(SegmentScan *scan, const SegmentRange *ranges, int count)
{
	scan->ranges = ranges;
	scan->count = count;
	scan->any = false;
}

/* Begin the next range, with those that follow it without a gap. */
static bool
begin_range(SegmentScan *scan)
{
	if (scan->count == 0)
		return false;
	scan->range = *scan->ranges;
	while (scan->ranges++, --scan->count > 0)
	{
		if (!range_follows(&scan->range, scan->ranges))
			break;
		scan->range.last = scan->ranges->last;
	}
	scan->left = (int64) scan->range.last - scan->range.first + 1;
	scan->any = true;
	{
		TableKey keys[] = {{COL_SEGMENT_REGION, BTEqualStrategyNumber,
							PointerGetDatum(scan->range.region)},
						   {COL_SEGMENT_PROJECTION, BTEqualStrategyNumber,
							CharGetDatum(scan->projection)},
						   {COL_SEGMENT_RUN, BTEqualStrategyNumber,
							Int64GetDatum(scan->range.run)},
						   {COL_SEGMENT_NO, BTGreaterEqualStrategyNumber,
							Int32GetDatum(scan->range.first)},
						   {COL_SEGMENT_NO, BTLessEqualStrategyNumber,
							Int32GetDatum(scan->range.last)}};

		table_scan_begin(scan->scan, keys, lengthof(keys));
	}
	return true;
}

/* Go to the next segment of the range at hand. */
static bool
next_in_range(SegmentScan *scan)
{
	while (table_scan_next(scan->scan))
		if (table_scan_is_name(scan->scan, COL_SEGMENT_REGION,
							   scan->range.region))
		{
			scan->left--;
			return true;
		}
	if (scan->left != 0)
		nodes_damaged(RelationGetNamespace(scan->scan->relation));
	return false;
}

bool
segment_scan_next(SegmentScan *scan)
{
	while (!scan->any || !next_in_range(scan))
		if (!begin_range(scan))
			return scan->any = false;
	return true;
}

SegmentRow
segment_row(TableScan *scan)
{
	int32 trips = DatumGetInt32(table_scan_get(scan, COL_SEGMENT_TRIPS));
	SegmentRow row = {
		.count = (uint32) trips,
		.sign = DatumGetInt16(table_scan_get(scan, COL_SEGMENT_SIGN)),
		.first = DatumGetTimestamp(table_scan_get(scan, COL_SEGMENT_FIRST)),
		.last = DatumGetTimestamp(table_scan_get(scan, COL_SEGMENT_LAST)),
		.bounds = DatumGetTripGroupP(table_scan_get(scan, COL_SEGMENT_BOUNDS)),
		.datasources = table_scan_get(scan, COL_SEGMENT_DATASOURCES),
		.origins = table_scan_get(scan, COL_SEGMENT_ORIGINS),
		.destinations = table_scan_get(scan, COL_SEGMENT_DESTINATIONS),
		.departures = table_scan_get(scan, COL_SEGMENT_DEPARTURES),
		.datasource_nos = table_scan_get(scan, COL_SEGMENT_DATASOURCE_NOS),
	};

	if (trips < 1 || trips > TG_MAX_SET || row.first > row.last)
		status_check(TG_BAD_TRIPSET);
	if ((scan->columns & COLUMN_BIT(COL_SEGMENT_WEEKS)) != 0)
		row.weeks = table_scan_get(scan, COL_SEGMENT_WEEKS);
	return row;
}
