/*
 * segment_mask.c
 *	  Which trips of one row of segments a filter lets through.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/memutils.h"

#include "core/mask.h"
#include "query/segment_mask.h"
#include "types/tripset.h"

#define ANY_DATASOURCE (-1)
#define NO_DATASOURCE (-2)

/*
 * The number of the wanted datasource in this segment, NO_DATASOURCE if it
 * does not occur, ANY_DATASOURCE if there is no other.
 */
static int32
datasource_number(const FilterBytes *filter, Datum datasources)
{
	Datum *names;
	int count;

	if (!filter->has_datasource)
		return ANY_DATASOURCE;
	deconstruct_array(DatumGetArrayTypeP(datasources), TEXTOID, -1, false,
					  TYPALIGN_INT, &names, NULL, &count);
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
		doubt.datasource = datasource_number(filter->bytes, row->datasources);
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

/*
 * Mask the trips that end in a part of the area, then those of them that begin
 * in it: few end in the rim.
 */
static void
mask_part(const Filter *filter, const SegmentRow *row, TgDoubt ends,
		  uint8 *mask)
{
	TgTripset set;

	memset(mask, 1, row->count);
	if (ends.destinations)
	{
		positions_open(row->destinations, row->count, &set);
		tg_mask_part(filter->part, filter->raster, &set, mask);
		if (memchr(mask, 1, row->count) == NULL)
			return;
	}
	if (ends.origins)
	{
		positions_open(row->origins, row->count, &set);
		tg_mask_area(filter->area, filter->raster, &set, mask);
	}
}

/* Mask by the ends that are in doubt. */
static void
mask_ends(const Filter *filter, const SegmentRow *row, TgDoubt ends,
		  MaskRoom *room)
{
	TgMatch match = (TgMatch) filter->bytes->match;
	bool either = match == TG_MATCH_EITHER && ends.origins;
	TgTripset set;

	memset(room->mask, 1, row->count);
	if (ends.origins)
	{
		positions_open(row->origins, row->count, &set);
		tg_mask_area(filter->area, filter->raster, &set, room->mask);
	}
	if (ends.destinations)
	{
		uint8 *mask = either ? room->other : room->mask;

		if (either)
			memset(mask, 1, row->count);
		positions_open(row->destinations, row->count, &set);
		tg_mask_area(filter->area, filter->raster, &set, mask);
		if (either)
			tg_mask_or(room->mask, mask, row->count);
	}
}

uint8 *
segment_mask(const Filter *filter, const SegmentRow *row,
			 const SegmentDoubt *doubt, MaskRoom *room, MemoryContext context)
{
	TgTripset set;

	make_room(room, row->count, context);
	if (filter->part != NULL)
		mask_part(filter, row, doubt->ends, room->mask);
	else
		mask_ends(filter, row, doubt->ends, room);
	if (doubt->datasource >= 0)
	{
		tripset_open(row->datasource_nos, 1, row->count, &set);
		tg_mask_number(&set, doubt->datasource, room->mask);
	}
	return room->mask;
}
