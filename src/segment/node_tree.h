/*
 * node_tree.h
 *	  The levels of nodes above those over a run's segments.
 *
 * A node of a higher level sums up those of the level below that lie near each
 * other, of whatever regions: it has their counts, and the list of them with
 * their bounds.  A run has a tree for each projection; the nodes that nothing
 * is above, its top, are few.  Small runs have leaves alone.
 */
#ifndef TG_SEGMENT_NODE_TREE_H
#define TG_SEGMENT_NODE_TREE_H

#include "postgres.h"

#include "core/order/sort.h"
#include "segment/row_delete.h"
#include "store/row_insert.h"
#include "store/store.h"

#define NODE_LEAF 1	   /* level of nodes over segments */
#define NODE_LEVELS 16 /* more than any run has */

/* Segments in a leaf: enough to be few, not so many that an edge costs. */
#define NODE_SEGMENTS 32

/* The most children of a node, and the most nodes at the top. */
#define NODE_CHILDREN 32

typedef struct NodeTree NodeTree;

/*
 * Begin the tree of a new run's projection, whose rows that inserts.  It
 * lives in the current memory context.
 */
extern NodeTree *node_tree_begin(RowInsert *insert);

/* Write the row of a leaf; all are of one run and projection. */
extern void node_tree_add(NodeTree *tree, const Datum *values,
						  const char *nulls);

/* Write the nodes above the leaves. */
extern void node_tree_end(NodeTree *tree);

/* The columns of the key of nodes. */
#define NODE_KEY_COLUMNS                                                      \
	(COLUMN_BIT(COL_NODE_TOP) | COLUMN_BIT(COL_NODE_PROJECTION) |             \
	 COLUMN_BIT(COL_NODE_LEVEL) | COLUMN_BIT(COL_NODE_REGION) |               \
	 COLUMN_BIT(COL_NODE_RUN) | COLUMN_BIT(COL_NODE_FIRST_SEGMENT))

/* Note the nodes above the leaves of a run, to be deleted. */
extern void node_tree_note(TableScan *scan, RowDelete *rows, int64 run,
						   char projection);

/*
 * Write the nodes above the leaves of a run again, after some of those that
 * are not at the top were changed.
 */
extern void node_tree_renew(const Store *store, int64 run,
							TgProjection projection);

#endif /* TG_SEGMENT_NODE_TREE_H */
