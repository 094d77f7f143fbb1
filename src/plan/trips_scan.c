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

#include "core/geo/trip.h"
#include "plan/trips_scan.h"
#include "types/types.h"

/* The week of a moment; those that no trip departs at are before or after. */
static int32
week_of(int64 moment)
{
	if (moment < TG_DEPARTURE_MIN)
		return PG_INT32_MIN;
	if (moment >= TG_DEPARTURE_END)
		return PG_INT32_MAX;
	return tg_week_of(moment);
}

static bool
boxes_meet(const TgBox *a, const TgBox *b)
{
	return a->west <= b->east && b->west <= a->east && a->south <= b->north &&
		   b->south <= a->north;
}

static bool
bounds_meet(const TripLimits *limits, const TgGroup *bounds)
{
	return (!limits->has_origin ||
			boxes_meet(&limits->origin, &bounds->origin)) &&
		   (!limits->has_destination ||
			boxes_meet(&limits->destination, &bounds->destination));
}

/* Tell whether a name is among those that are let through. */
static bool
is_among(const List *names, const text *name)
{
	ListCell *cell;

	if (names == NIL)
		return true;
	foreach (cell, names)
		if (same_name(lfirst(cell), name))
			return true;
	return false;
}

static bool
any_among(const List *names, const TripBlock *block)
{
	for (int i = 0; names != NIL && i < block->datasource_count; i++)
		if (is_among(names, DatumGetTextPP(block->datasources[i])))
			return true;
	return names == NIL;
}

/* An area of the corners of a box, as EWKB. */
static bytea *
area_of_box(const TgBox *box)
{
	const double corner[5][2] = {{box->west, box->south},
								 {box->east, box->south},
								 {box->east, box->north},
								 {box->west, box->north},
								 {box->west, box->south}};
	const uint32 head[] = {3 /* polygon */, 1 /* ring */, lengthof(corner)};
	Size size = 1 + sizeof head + sizeof corner;
	bytea *ewkb = palloc(VARHDRSZ + size);
	char *at = VARDATA(ewkb);

	SET_VARSIZE(ewkb, VARHDRSZ + size);
	*at++ = 1; /* little-endian, as we are */
	memcpy(at, head, sizeof head);
	at += sizeof head;
	for (int i = 0; i < lengthof(corner); i++)
		for (int j = 0; j < 2; j++)
		{
			double degrees = corner[i][j] / TG_E7;

			memcpy(at, &degrees, sizeof degrees);
			at += sizeof degrees;
		}
	return ewkb;
}

/* What nodes are asked; those on the edge of a box are found for certain. */
static Filter
filter_of(TripsScan *scan)
{
	const TripLimits *limits = &scan->limits;
	Filter filter = {.weeks = {week_of(limits->first), week_of(limits->last)},
					 .vouched = true};
	bool by_destination = limits->has_destination && !limits->has_origin;
	TgBox box = by_destination ? limits->destination : limits->origin;

	filter.match = by_destination ? TG_MATCH_DESTINATION : TG_MATCH_ORIGIN;
	scan->projection = by_destination ? 'd' : 'o';
	if (!limits->has_origin && !limits->has_destination)
		return filter;
	/* a rectangle has an inside */
	box.west = Max(box.west - 1, -TG_LON_MAX);
	box.south = Max(box.south - 1, -TG_LAT_MAX);
	box.east = Min(box.east + 1, TG_LON_MAX);
	box.north = Min(box.north + 1, TG_LAT_MAX);
	filter_set_areas(&filter, area_of_box(&box), NULL);
	return filter;
}

static void
find_nodes(TripsScan *scan)
{
	const TripLimits *limits = &scan->limits;
	Filter filter = filter_of(scan);

	scan->nodes = leaves_read(
		&filter, scan->schema, scan->projection,
		list_length(limits->regions) == 1 ? linitial(limits->regions) : NULL);
	for (uint64 i = 0; i < scan->nodes.count; i++)
	{
		const NodeRow *node = &scan->nodes.rows[i];

		if (is_among(limits->regions, node->region) &&
			bounds_meet(limits, &node->bounds))
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
		!bounds_meet(limits, row.bounds))
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
