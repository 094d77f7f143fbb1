/*
 * limited_nodes.c
 *	  The leaves of a store that may hold trips within limits.
 */
#include "compat.h"

#include "core/geo/trip.h"
#include "plan/limited_nodes.h"
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

bool
limits_meet(const TripLimits *limits, const TgGroup *bounds)
{
	return (!limits->has_origin ||
			boxes_meet(&limits->origin, &bounds->origin)) &&
		   (!limits->has_destination ||
			boxes_meet(&limits->destination, &bounds->destination));
}

bool
limits_let(const List *names, const text *name)
{
	ListCell *cell;

	if (names == NIL)
		return true;
	foreach (cell, names)
		if (same_name(lfirst(cell), name))
			return true;
	return false;
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
filter_of(const TripLimits *limits, bool datasources, char *projection)
{
	Filter filter = {.weeks = {week_of(limits->first), week_of(limits->last)},
					 .by_datasource = datasources,
					 .vouched = true};
	bool by_destination = limits->has_destination && !limits->has_origin;
	TgBox box = by_destination ? limits->destination : limits->origin;

	filter.match = by_destination ? TG_MATCH_DESTINATION : TG_MATCH_ORIGIN;
	*projection = by_destination ? 'd' : 'o';
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

NodeList
limited_leaves(const TripLimits *limits, Oid schema, bool datasources,
			   char *projection)
{
	Filter filter = filter_of(limits, datasources, projection);
	NodeList nodes = leaves_read(
		&filter, schema, *projection,
		list_length(limits->regions) == 1 ? linitial(limits->regions) : NULL);
	uint64 kept = 0;

	for (uint64 i = 0; i < nodes.count; i++)
	{
		const NodeRow *node = &nodes.rows[i];

		if (limits_let(limits->regions, node->region) &&
			limits_meet(limits, &node->bounds))
			nodes.rows[kept++] = *node;
	}
	nodes.count = kept;
	return nodes;
}
