/*
 * segment_mask.c
 *	  Which trips of one row of segments a filter lets through.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/memutils.h"

#include "core/count/mask.h"
#include "segment/segment_mask.h"
#include "types/tripset.h"

#define ANY_DATASOURCE (-1)
#define NO_DATASOURCE (-2)

/*
 * The number of the wanted datasource in this segment, NO_DATASOURCE if it
 * does not occur, ANY_DATASOURCE if there is no other.
 */
static int32
datasource_number(const Filter *filter, Datum datasources)
{
	Datum *names;
	int count;

	if (filter->datasource == NULL)
		return ANY_DATASOURCE;
	count = array_elements(datasources, TEXTOID, &names);
	for (int i = 0; i < count; i++)
		if (filter_names(filter, names[i]))
			return count == 1 ? ANY_DATASOURCE : i;
	return NO_DATASOURCE;
}

SegmentDoubt
segment_doubt(const Filter *filter, const SegmentRow *row)
{
	SegmentDoubt doubt = {0};

	doubt.ends = filter_doubt(filter, row->bounds);
	doubt.datasource = ANY_DATASOURCE;
	if (!doubt.ends.outside)
		doubt.datasource = datasource_number(filter, row->datasources);
	doubt.outside = doubt.ends.outside || doubt.datasource == NO_DATASOURCE;
	doubt.inside = !doubt.outside && !doubt.ends.origins &&
				   !doubt.ends.destinations &&
				   doubt.datasource == ANY_DATASOURCE;
	return doubt;
}

static void
make_room(MaskRoom *room, uint32 trips, MemoryContext context)
{
	if (room->trips >= trips)
		return;
	/* by doubling, so that what is left behind stays small */
	room->trips = Max(trips, 2 * room->trips);
	room->mask = MemoryContextAllocHuge(context, room->trips);
	room->other = MemoryContextAllocHuge(context, room->trips);
}

typedef void (*MaskEnd)(const Filter *filter, const SegmentRow *row,
						uint8 *mask);

/* Clear mask where trips do not begin in the area. */
static void
mask_origins(const Filter *filter, const SegmentRow *row, uint8 *mask)
{
	TgTripset set;

	positions_open(row->origins, row->count, &set);
	tg_mask_area(filter->origin.area, filter->origin.raster, &set, mask);
}

/* Clear mask where they do not end in the area, or in the part of it. */
static void
mask_destinations(const Filter *filter, const SegmentRow *row, uint8 *mask)
{
	TgTripset set;

	positions_open(row->destinations, row->count, &set);
	if (filter->part != NULL)
		tg_mask_part(filter->part, filter->destination.raster, &set, mask);
	else
		tg_mask_area(filter->destination.area, filter->destination.raster,
					 &set, mask);
}

static bool
any(const uint8 *mask, uint32 count)
{
	return memchr(mask, 1, count) != NULL;
}

/* Of either end, the one in doubt decides if the other is out of question. */
static void
mask_either(const Filter *filter, const SegmentRow *row, TgDoubt ends,
			MaskRoom *room)
{
	if (ends.origins)
		mask_origins(filter, row, room->mask);
	else
		memset(room->mask, 0, row->count);
	if (!ends.destinations)
		return;
	memset(room->other, 1, row->count);
	mask_destinations(filter, row, room->other);
	tg_mask_or(room->mask, room->other, row->count);
}

/* Clear mask where an end does not lie in the area, or where it does. */
static void
mask_end(MaskEnd clear, bool outside, const Filter *filter,
		 const SegmentRow *row, MaskRoom *room)
{
	if (!any(room->mask, row->count))
		return;
	if (!outside)
	{
		clear(filter, row, room->mask);
		return;
	}
	memcpy(room->other, room->mask, row->count);
	clear(filter, row, room->other);
	tg_mask_take(room->mask, room->other, row->count);
}

/* Mask by the ends that are in doubt. */
static void
mask_ends(const Filter *filter, const SegmentRow *row, TgDoubt ends,
		  MaskRoom *room)
{
	TgMatch match = filter->match;
	bool origin_outside = tg_match_origin_outside(match);
	/* the own end of the projection first: it leaves fewer of the other */
	bool rim = filter->part != NULL && filter->part->rim;

	memset(room->mask, 1, row->count);
	if (match == TG_MATCH_EITHER && (ends.origins || ends.destinations))
	{
		mask_either(filter, row, ends, room);
		return;
	}
	if (ends.origins && !rim)
		mask_end(mask_origins, origin_outside, filter, row, room);
	if (ends.destinations)
		mask_end(mask_destinations, tg_match_destination_outside(match),
				 filter, row, room);
	if (ends.origins && rim)
		mask_end(mask_origins, origin_outside, filter, row, room);
}

uint8 *
segment_mask(const Filter *filter, const SegmentRow *row,
			 const SegmentDoubt *doubt, MaskRoom *room, MemoryContext context)
{
	TgTripset set;

	make_room(room, row->count, context);
	mask_ends(filter, row, doubt->ends, room);
	if (doubt->datasource >= 0)
	{
		tripset_open(row->datasource_nos, 1, row->count, &set);
		tg_mask_number(&set, doubt->datasource, room->mask);
	}
	return room->mask;
}
