/*
 * area_tree.h
 *	  The tree that an area is, for area_build.c and area.c.
 *
 * It is one of bounding boxes over the edges of the area's rings.  Rings that
 * lie near each other share a branch; below a ring's own node, each node
 * stands for a chain of edges, one after the other.
 */
#ifndef TG_CORE_GEO_AREA_TREE_H
#define TG_CORE_GEO_AREA_TREE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/geo/area.h"

typedef struct AreaVertex
{
	double x;
	double y;
} AreaVertex;

/*
 * A node of the tree, stored in preorder.  That of a chain has the edges from
 * vertex first to vertex last, at most LEAF_EDGES in a leaf; one over several
 * rings has first = last.
 */
typedef struct AreaNode
{
	double xmin;
	double ymin;
	double xmax;
	double ymax;
	uint32_t skip; /* nodes of this branch, itself included */
	uint32_t first;
	uint32_t last;
	uint32_t polygon; /* number of the chain's polygon */
} AreaNode;

/* The caller's memory begins with this; nodes, vertices and rings follow. */
struct TgArea
{
	TgBox bounds;
	bool rectangle; /* its positions are exactly those of bounds */
	uint32_t node_count;
	AreaNode *nodes;
	AreaVertex *vertices;
};

/* The double that a stored coordinate stands for; monotonic and odd. */
static inline double
degrees(int32_t e7)
{
	return e7 / (double) TG_E7;
}

#endif /* TG_CORE_GEO_AREA_TREE_H */
