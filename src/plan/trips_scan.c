/*
 * trips_scan.c
 *	  The trips of a store one by one, from its segments.
 *
 * Trips beyond the limits may be left out, whether they came or went: those
 * that take each other away are equal, so that both are within or beyond.
 */
#include "compat.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "plan/limited_nodes.h"
#include "plan/trips_scan.h"

static bool
any_among(const List *names, const TripBlock *block)
{
	for (int i = 0; names != NIL && i < block->datasource_count; i++)
		if (limits_let(names, DatumGetTextPP(block->datasources[i])))
			return true;
	return names == NIL;
}

static void
find_nodes(TripsScan *scan)
{
	scan->nodes =
		limited_leaves(&scan->limits, scan->schema, false, &scan->projection);
	for (uint64 i = 0; i < scan->nodes.count; i++)
	{
		const NodeRow *node = &scan->nodes.rows[i];

		ranges_add(node->sign < 0 ? &scan->gone : &scan->added, node);
	}
	scan->segments_found = scan->added.segments + scan->gone.segments;
}

/* Read the segment at hand into the block, unless it is beyond the limits. */
static bool
read_segment(TripsScan *scan, int sign)
{
	const TripLimits *limits = &scan->limits;
	SegmentRow row;

	CHECK_FOR_INTERRUPTS();
	row = segment_row(scan->segments->scan);
	if (row.sign != sign)
		nodes_damaged(scan->schema);
	if (row.first > limits->last || row.last < limits->first ||
		!limits_meet(limits, row.bounds))
		return false;
	trip_block_names(&scan->block, &row);
	if (!any_among(limits->datasources, &scan->block))
		return false;
	trip_block_read(&scan->block, &row, scan->segments->range.region,
					scan->read);
	scan->segments_read++;
	return true;
}

/* Note the trips that are gone; false if they are too many. */
static bool
note_removed(TripsScan *scan)
{
	bool fits = true;

	scan->read = EVERY_TRIP_COLUMN;
	scan->removed = removed_trips_create();
	segment_scan_begin(scan->segments, scan->gone.ranges, scan->gone.used);
	while (fits && segment_scan_next(scan->segments))
		if (read_segment(scan, -1))
			fits = removed_trips_add(scan->removed, &scan->block);
	scan->block.count = 0;
	return fits;
}

static bool
begin(TripsScan *scan)
{
	if (scan->limits.none)
		return true;
	find_nodes(scan);
	scan->segments =
		segment_scan_open(scan->schema, scan->projection, TABLE_VOUCHED);
	if (scan->gone.used > 0 && !note_removed(scan))
		return false;
	segment_scan_begin(scan->segments, scan->added.ranges, scan->added.used);
	return true;
}

TripsScan *
trips_scan_begin(Oid schema, const TripLimits *limits, int columns)
{
	MemoryContext context = AllocSetContextCreate(
		CurrentMemoryContext, "tripgrid trips", ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	TripsScan *scan = palloc0(sizeof *scan);
	bool fits;

	scan->context = context;
	scan->schema = schema;
	scan->limits = *limits;
	scan->columns = scan->read = columns;
	scan->block = trip_block_create();
	fits = begin(scan);
	MemoryContextSwitchTo(old);
	if (fits)
		return scan;
	trips_scan_end(scan);
	return NULL;
}

/* Go to the next segment that may have trips within the limits. */
static bool
next_block(TripsScan *scan)
{
	MemoryContext old;
	bool found = false;

	if (scan->segments == NULL)
		return false;
	old = MemoryContextSwitchTo(scan->context);
	while (!found && segment_scan_next(scan->segments))
		found = read_segment(scan, 1);
	if (found && scan->removed != NULL)
		removed_trips_begin(scan->removed, &scan->block);
	MemoryContextSwitchTo(old);
	scan->next = 0;
	return found;
}

bool
trips_scan_next(TripsScan *scan)
{
	for (;;)
	{
		while (scan->next < scan->block.count)
		{
			scan->next++;
			if (scan->removed == NULL ||
				!removed_trips_take(scan->removed, &scan->block,
									scan->next - 1))
				return true;
		}
		if (!next_block(scan))
		{
			/* so that whoever asks again hears the same */
			scan->block.count = 0;
			return false;
		}
	}
}

void
trips_scan_end(TripsScan *scan)
{
	if (scan->segments != NULL)
		segment_scan_close(scan->segments);
	if (scan->nodes.scan != NULL)
		nodes_close(&scan->nodes);
	MemoryContextDelete(scan->context);
}
