/*
 * area_build.c
 *	  The tree of an area, built of a geometry.
 */
#include <string.h>

#include "core/base/pause.h"
#include "core/geo/area_tree.h"
#include "core/geo/cell.h"
#include "core/geo/wkb.h"

#define LEAF_EDGES 16

/* A ring, while the tree is built. */
typedef struct Ring
{
	uint64_t polygon_key; /* key of its polygon's first ring */
	uint64_t key;		  /* Hilbert key of its middle */
	uint32_t polygon;
	uint32_t first;
	uint32_t last;
} Ring;

/* What an area needs room for. */
typedef struct Plan
{
	uint32_t rings;
	uint32_t vertices;
	uint32_t nodes;
	size_t size;
} Plan;

/* Inside out, so that growing it by a position gives that position's box. */
static const TgBox empty_box = {TG_LON_MAX, TG_LAT_MAX, -TG_LON_MAX,
								-TG_LAT_MAX};

/*
 * Give the smallest coordinate of -max..max that lies at v or above, or
 * max + 1.  The product may be a unit off; the steps make it exact.
 */
static int32_t
first_at_least(double v, int32_t max)
{
	int32_t e7;

	if (v <= degrees(-max))
		return -max;
	if (v > degrees(max))
		return max + 1;
	e7 = (int32_t) (v * TG_E7);
	while (degrees(e7) < v)
		e7++;
	while (degrees(e7 - 1) >= v)
		e7--;
	return e7;
}

/* Give the largest coordinate that lies at v or below, or -max - 1. */
static int32_t
last_at_most(double v, int32_t max)
{
	return -first_at_least(-v, max);
}

/* Give the box of exactly the positions that lie in the node's box. */
static TgBox
positions_in(const AreaNode *node)
{
	TgBox box;

	box.west = first_at_least(node->xmin, TG_LON_MAX);
	box.south = first_at_least(node->ymin, TG_LAT_MAX);
	box.east = last_at_most(node->xmax, TG_LON_MAX);
	box.north = last_at_most(node->ymax, TG_LAT_MAX);
	return box.west > box.east || box.south > box.north ? empty_box : box;
}

/* Nodes of a chain's branch: a full binary tree over its leaves. */
static uint32_t
chain_nodes(uint32_t edges)
{
	return 2 * ((edges - 1) / LEAF_EDGES + 1) - 1;
}

/*
 * Count what the geometry needs, checking all of it.  A vertex takes 16 bytes
 * or more of the input and there are fewer nodes than vertices, so that 64
 * bits hold the size.
 */
static TgStatus
plan_area(const unsigned char *wkb, size_t len, Plan *plan)
{
	TgWkb walk;
	TgWkbRing ring;
	uint64_t size;
	TgStatus status = tg_wkb_open(wkb, len, &walk);

	memset(plan, 0, sizeof(*plan));
	for (;;)
	{
		if (status == TG_OK)
			status = tg_wkb_next(&walk, &ring);
		if (status != TG_OK)
			return status;
		if (ring.count == 0)
			break;
		if (ring.count > UINT32_MAX - plan->vertices)
			return TG_NO_SPACE;
		plan->rings++;
		plan->vertices += ring.count;
		plan->nodes += chain_nodes(ring.count - 1);
	}
	if (plan->rings > 1)
		plan->nodes += plan->rings - 1;

	size = sizeof(TgArea) + plan->nodes * (uint64_t) sizeof(AreaNode) +
		   plan->vertices * (uint64_t) sizeof(AreaVertex) +
		   plan->rings * (uint64_t) sizeof(Ring);
	if (size > SIZE_MAX)
		return TG_NO_SPACE;
	plan->size = (size_t) size;
	return TG_OK;
}

TgStatus
tg_area_size(const unsigned char *wkb, size_t len, size_t *size)
{
	Plan plan;
	TgStatus status = plan_area(wkb, len, &plan);

	*size = status == TG_OK ? plan.size : 0;
	return status;
}

/* Grow a node's box by another's. */
static void
node_join(AreaNode *node, const AreaNode *other)
{
	if (other->xmin < node->xmin)
		node->xmin = other->xmin;
	if (other->ymin < node->ymin)
		node->ymin = other->ymin;
	if (other->xmax > node->xmax)
		node->xmax = other->xmax;
	if (other->ymax > node->ymax)
		node->ymax = other->ymax;
}

/* Set a node to the box around the vertices first to last. */
static void
chain_box(AreaNode *node, const AreaVertex *vertices, uint32_t first,
		  uint32_t last)
{
	const AreaVertex *v = &vertices[first];

	*node = (AreaNode){v->x, v->y, v->x, v->y, 0, 0, 0, 0};
	for (v++; v <= &vertices[last]; v++)
	{
		AreaNode point = {v->x, v->y, v->x, v->y, 0, 0, 0, 0};

		tg_step();
		node_join(node, &point);
	}
}

/* Set a branch for a chain; as deep as the logarithm of its edges. */
static void
build_chain(AreaNode *node, const AreaVertex *vertices, uint32_t first,
			uint32_t last, uint32_t polygon)
{
	uint32_t nodes = chain_nodes(last - first);

	if (nodes == 1)
		chain_box(node, vertices, first, last);
	else
	{
		uint32_t leaves = (nodes + 1) / 2;
		uint32_t middle = first + leaves / 2 * LEAF_EDGES;
		AreaNode *left = node + 1;
		AreaNode *right;

		build_chain(left, vertices, first, middle, polygon);
		right = left + left->skip;
		build_chain(right, vertices, middle, last, polygon);
		*node = *left;
		node_join(node, right);
	}
	node->skip = nodes;
	node->first = first;
	node->last = last;
	node->polygon = polygon;
}

/* Set a branch for rings; as deep as the logarithm of the longest. */
static void
build_rings(AreaNode *node, const AreaVertex *vertices, const Ring *rings,
			uint32_t count)
{
	AreaNode *left = node + 1;
	AreaNode *right;

	if (count == 1)
	{
		build_chain(node, vertices, rings->first, rings->last, rings->polygon);
		return;
	}
	build_rings(left, vertices, rings, count / 2);
	right = left + left->skip;
	build_rings(right, vertices, rings + count / 2, count - count / 2);
	*node = *left;
	node_join(node, right);
	node->skip = 1 + left->skip + right->skip;
	node->first = 0;
	node->last = 0;
	node->polygon = 0;
}

/* Order rings along the Hilbert curve, those of a polygon side by side. */
static bool
ring_before(const Ring *a, const Ring *b)
{
	if (a->polygon_key != b->polygon_key)
		return a->polygon_key < b->polygon_key;
	if (a->polygon != b->polygon)
		return a->polygon < b->polygon;
	return a->key != b->key ? a->key < b->key : a->first < b->first;
}

static void
sift_down(Ring *rings, uint32_t at, uint32_t count)
{
	Ring ring = rings[at];

	tg_step();
	for (uint64_t child; (child = 2 * (uint64_t) at + 1) < count;
		 at = (uint32_t) child)
	{
		if (child + 1 < count && ring_before(&rings[child], &rings[child + 1]))
			child++;
		if (!ring_before(&ring, &rings[child]))
			break;
		rings[at] = rings[child];
	}
	rings[at] = ring;
}

/* A heap sort: in place, and never quadratic on hostile input. */
static void
sort_rings(Ring *rings, uint32_t count)
{
	for (uint32_t at = count / 2; at-- > 0;)
		sift_down(rings, at, count);
	while (count > 1)
	{
		Ring ring = rings[--count];

		rings[count] = rings[0];
		rings[0] = ring;
		sift_down(rings, 0, count);
	}
}

/* The key of the middle of a ring, or of the position nearest to it. */
static uint64_t
ring_key(const AreaVertex *vertices, const Ring *ring)
{
	AreaNode node;
	TgLonLat middle;

	chain_box(&node, vertices, ring->first, ring->last);
	middle.lon = first_at_least(node.xmin / 2 + node.xmax / 2, TG_LON_MAX);
	middle.lat = first_at_least(node.ymin / 2 + node.ymax / 2, TG_LAT_MAX);
	middle.lon -= middle.lon > TG_LON_MAX;
	middle.lat -= middle.lat > TG_LAT_MAX;
	return tg_hilbert_key(middle);
}

/* Copy the rings of a geometry that plan_area has found good. */
static TgStatus
load_rings(const unsigned char *wkb, size_t len, AreaVertex *vertices,
		   Ring *rings)
{
	TgWkb walk;
	TgWkbRing source;
	uint32_t at = 0;
	TgStatus status = tg_wkb_open(wkb, len, &walk);

	for (Ring *ring = rings; status == TG_OK; ring++)
	{
		status = tg_wkb_next(&walk, &source);
		if (status != TG_OK || source.count == 0)
			break;
		ring->polygon = source.polygon;
		ring->first = at;
		for (uint32_t i = 0; i < source.count; i++, at++)
		{
			tg_step();
			tg_wkb_point(&source, i, &vertices[at].x, &vertices[at].y);
		}
		ring->last = at - 1;
	}
	return status;
}

/* Give rings their keys; those of a polygon follow each other. */
static void
set_keys(Ring *rings, uint32_t count, const AreaVertex *vertices)
{
	for (Ring *ring = rings; ring < rings + count; ring++)
	{
		ring->key = ring_key(vertices, ring);
		if (ring > rings && ring[-1].polygon == ring->polygon)
			ring->polygon_key = ring[-1].polygon_key;
		else
			ring->polygon_key = ring->key;
	}
}

/*
 * Tell whether the only ring of an area is a rectangle.  Four sides that turn
 * each time and come back to the start make one.  A ring without width or
 * height is one whatever its sides: its edges are all of its box.
 */
static bool
is_rectangle(const AreaNode *ring, const AreaVertex *vertices)
{
	bool was_horizontal = false;
	int sides = 0;

	if (ring->xmin == ring->xmax || ring->ymin == ring->ymax)
		return true;
	for (uint32_t i = ring->first; i < ring->last; i++)
	{
		const AreaVertex *a = &vertices[i];
		const AreaVertex *b = &vertices[i + 1];
		bool horizontal = a->y == b->y;

		tg_step();
		if (horizontal && a->x == b->x)
			continue;
		if (!horizontal && a->x != b->x)
			return false;
		if (sides > 0 && horizontal == was_horizontal)
			return false;
		if (++sides > 4)
			return false;
		was_horizontal = horizontal;
	}
	return true;
}

TgStatus
tg_area_build(const unsigned char *wkb, size_t len, void *memory, size_t size,
			  const TgArea **area)
{
	_Static_assert(sizeof(TgArea) % sizeof(double) == 0, "nodes follow it");
	TgArea *built = memory;
	Plan plan;
	Ring *rings;
	TgStatus status = plan_area(wkb, len, &plan);

	if (status != TG_OK)
		return status;
	if (size < plan.size)
		return TG_NO_SPACE;

	built->bounds = empty_box;
	built->rectangle = false;
	built->node_count = plan.nodes;
	built->nodes = (AreaNode *) (built + 1);
	built->vertices = (AreaVertex *) (built->nodes + plan.nodes);
	rings = (Ring *) (built->vertices + plan.vertices);
	status = load_rings(wkb, len, built->vertices, rings);
	if (status != TG_OK)
		return status;
	if (plan.rings > 0)
	{
		set_keys(rings, plan.rings, built->vertices);
		sort_rings(rings, plan.rings);
		build_rings(built->nodes, built->vertices, rings, plan.rings);
		built->bounds = positions_in(built->nodes);
		built->rectangle =
			plan.rings == 1 && is_rectangle(built->nodes, built->vertices);
	}
	*area = built;
	return TG_OK;
}
