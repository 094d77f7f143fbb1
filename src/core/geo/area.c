/*
 * area.c
 *	  Whether positions and boxes lie in polygons, exactly and fast.
 *
 * A ray to the east from a position crosses a chain of edges that lies wholly
 * to the east of it an odd number of times exactly if one end of the chain is
 * above the ray and the other is not.  So only chains whose box holds the
 * position are looked into: about as many nodes as the tree is deep, unless
 * the outline folds upon itself everywhere.
 *
 * Nothing is rounded: boxes and ends of chains are compared as they are, and
 * edges are decided by tg_orient.  Where both ends of an edge are the doubles
 * nearest to whole 1e-7 degrees, as people write and trips are stored, it
 * takes these numbers: the doubles lie beside the decimals, so that by them a
 * trip on a slanted edge would fall on either side of it.  That the edge alone
 * tells makes areas agree on the edge between them.
 */
#include "core/geo/area.h"

#include <math.h>
#include <string.h>

#include "core/base/pause.h"
#include "core/geo/area_tree.h"
#include "core/geo/orient.h"

#define GUESSES 4 /* positions a side of a box that is guessed about */

/* Give the whole 1e-7 degrees that v is the nearest double to, if it is. */
static bool
whole_e7(double v, double *e7)
{
	*e7 = floor(v * TG_E7 + 0.5);
	return fabs(*e7) < 0x1p53 && *e7 / TG_E7 == v;
}

/* Tell on which side of the edge from v to w a position is, as tg_orient. */
static int
edge_side(const AreaVertex *v, const AreaVertex *w, int32_t lon, int32_t lat)
{
	AreaVertex a;
	AreaVertex b;

	if (whole_e7(v->x, &a.x) && whole_e7(v->y, &a.y) && whole_e7(w->x, &b.x) &&
		whole_e7(w->y, &b.y))
		return tg_orient(a.x, a.y, b.x, b.y, lon, lat);
	return tg_orient(v->x, v->y, w->x, w->y, degrees(lon), degrees(lat));
}

/*
 * Count the edges of a leaf that a ray to the east from p crosses into *odd.
 * An edge holds its lower end but not its upper, so that a crossing at a
 * vertex counts once and a horizontal edge never.  Tell whether p is on an
 * edge; *odd means nothing then.
 */
static bool
on_leaf(const AreaVertex *v, const AreaVertex *last, TgLonLat p, bool *odd)
{
	double x = degrees(p.lon);
	double y = degrees(p.lat);

	for (; v < last; v++)
	{
		const AreaVertex *w = v + 1;
		bool up = w->y > y;
		bool crossed = (v->y > y) != up;
		int side;

		if ((v->y < y && w->y < y) || (v->y > y && w->y > y))
			continue;
		if (v->x < x && w->x < x)
			continue;
		if (v->x > x && w->x > x)
		{
			*odd ^= crossed;
			continue;
		}

		/* within the edge's box, which may have no width or height */
		if (v->x == w->x || v->y == w->y)
			return true;
		side = edge_side(v, w, p.lon, p.lat);
		if (side == 0)
			return true;
		*odd ^= crossed && (side > 0) == up;
	}
	return false;
}

bool
tg_area_covers(const TgArea *area, TgLonLat p)
{
	const AreaVertex *vertices = area->vertices;
	const AreaNode *node = area->nodes;
	const AreaNode *end = node + area->node_count;
	double x = degrees(p.lon);
	double y = degrees(p.lat);
	uint32_t polygon = 0;
	bool odd = false;

	if (!tg_box_covers(&area->bounds, p))
		return false;
	if (area->rectangle)
		return true;
	while (node < end)
	{
		tg_step();
		if (x > node->xmax || y < node->ymin || y > node->ymax)
		{
			node += node->skip; /* nothing here is in the ray's way */
			continue;
		}
		if (node->first != node->last && node->polygon != polygon)
		{
			if (odd)
				return true;
			polygon = node->polygon;
		}
		if (x < node->xmin)
		{
			/* whole rings, having equal ends, change nothing */
			odd ^=
				(vertices[node->first].y > y) != (vertices[node->last].y > y);
			node += node->skip;
			continue;
		}
		if (node->skip == 1 &&
			on_leaf(&vertices[node->first], &vertices[node->last], p, &odd))
			return true;
		node++;
	}
	return odd;
}

/*
 * Tell whether the edge from v to w has a point in the closed box.  Two convex
 * shapes are apart exactly if a line along a side of one of them parts them:
 * a side of the box, or the edge, which then has the two corners farthest
 * from it on one side.
 */
static bool
edge_touches(const AreaVertex *v, const AreaVertex *w, const TgBox *box,
			 const AreaNode *sides)
{
	bool rising = (v->x < w->x) == (v->y < w->y);

	if ((v->x < sides->xmin && w->x < sides->xmin) ||
		(v->x > sides->xmax && w->x > sides->xmax) ||
		(v->y < sides->ymin && w->y < sides->ymin) ||
		(v->y > sides->ymax && w->y > sides->ymax))
		return false;
	if (v->x == w->x || v->y == w->y)
		return true;
	return edge_side(v, w, box->west, rising ? box->north : box->south) *
			   edge_side(v, w, box->east, rising ? box->south : box->north) <=
		   0;
}

/* Tell whether any edge of the area has a point in the closed box. */
static bool
edges_touch(const TgArea *area, const TgBox *box)
{
	const AreaNode sides = {degrees(box->west),
							degrees(box->south),
							degrees(box->east),
							degrees(box->north),
							0,
							0,
							0,
							0};
	const AreaNode *node = area->nodes;
	const AreaNode *end = node + area->node_count;

	while (node < end)
	{
		tg_step();
		if (node->xmax < sides.xmin || node->xmin > sides.xmax ||
			node->ymax < sides.ymin || node->ymin > sides.ymax)
		{
			node += node->skip;
			continue;
		}
		if (node->xmin >= sides.xmin && node->xmax <= sides.xmax &&
			node->ymin >= sides.ymin && node->ymax <= sides.ymax)
			return true;
		if (node->skip == 1)
		{
			const AreaVertex *last = &area->vertices[node->last];

			for (const AreaVertex *v = &area->vertices[node->first]; v < last;
				 v++)
			{
				if (edge_touches(v, v + 1, box, &sides))
					return true;
			}
		}
		node++;
	}
	return false;
}

/*
 * A box that no edge touches is cut by no boundary: all its positions are in
 * the same polygons, and any one tells for all.  Rounding to doubles keeps
 * order, so the box's positions stand for doubles between its corners'.
 */
TgRelation
tg_area_relate(const TgArea *area, const TgBox *box)
{
	TgBox common;
	TgLonLat corner;
	common.west =
		box->west > area->bounds.west ? box->west : area->bounds.west;
	common.south =
		box->south > area->bounds.south ? box->south : area->bounds.south;
	common.east =
		box->east < area->bounds.east ? box->east : area->bounds.east;
	common.north =
		box->north < area->bounds.north ? box->north : area->bounds.north;
	if (common.west > common.east || common.south > common.north)
		return TG_OUTSIDE;
	if (area->rectangle)
		return memcmp(&common, box, sizeof(common)) == 0 ? TG_INSIDE : TG_EDGE;
	if (edges_touch(area, box))
		return TG_EDGE;
	corner.lon = common.west;
	corner.lat = common.south;
	return tg_area_covers(area, corner) ? TG_INSIDE : TG_OUTSIDE;
}

bool
tg_area_has_most(const TgArea *area, const TgBox *box)
{
	int64_t width = (int64_t) box->east - box->west;
	int64_t height = (int64_t) box->north - box->south;
	int covered = 0;

	/* the middles of so many columns and rows of the box */
	for (int i = 1; i < 2 * GUESSES; i += 2)
		for (int k = 1; k < 2 * GUESSES; k += 2)
		{
			TgLonLat p = {(int32_t) (box->west + width * i / (2 * GUESSES)),
						  (int32_t) (box->south + height * k / (2 * GUESSES))};

			covered += tg_area_covers(area, p);
		}
	return 2 * covered > GUESSES * GUESSES;
}

bool
tg_area_rectangle(const TgArea *area, TgBox *box)
{
	if (area->rectangle)
		*box = area->bounds;
	return area->rectangle;
}

void
tg_area_bounds(const TgArea *area, TgBox *box)
{
	*box = area->bounds;
}
