/*
 * node_scan.h
 *	  The nodes of a store, and what their headers say about a question.
 */
#ifndef TG_SEGMENT_NODE_SCAN_H
#define TG_SEGMENT_NODE_SCAN_H

#include "postgres.h"

#include "segment/filter.h"
#include "segment/names.h"
#include "segment/node_tree.h"
#include "segment/table_scan.h"

typedef struct NodeRow
{
	int level;
	const text *region; /* of a leaf */
	int64 run;
	int32 first_segment; /* of a leaf; else its number in its level */
	int32 segments;
	int sign;
	TgWeeks weeks; /* of the first and the last departure */
	TgGroup bounds;
	bool has_datasources; /* if the filter wants them, and the node counts
						   * them */
	bool has_squares;	  /* if both ends of an area decide, and it has some */
	int shift;
	ItemPointerData place;
} NodeRow;

/* What a node's header says of all its trips. */
typedef enum NodeRelation
{
	NODE_OUTSIDE,
	NODE_INSIDE,
	NODE_SQUARES, /* its origins are inside, its squares tell the rest */
	NODE_MOST,	  /* the same, but only most of its origins seem to be */
	NODE_EDGE
} NodeRelation;

/*
 * The nodes of a projection that are not outside of what a filter asks, nor of
 * what it asks of the interior of its area: leaves, and such of higher levels
 * as lie inside, or outside of the rest, with all below them.
 */
typedef struct NodeList
{
	TableScan *scan;
	TableScan *below[NODE_LEVELS]; /* for children, by level; or null */
	char projection;
	NodeRow *rows;
	uint64 count;
	uint64 room;
} NodeList;

/* Read the nodes of a projection into the current memory context. */
extern NodeList nodes_read(const Filter *filter, Oid schema, char projection);

/* Read the leaves alone, of one region if it is not null. */
extern NodeList leaves_read(const Filter *filter, Oid schema, char projection,
							const text *region);

/*
 * Put in the place of nodes that lie neither inside nor outside of what
 * another filter asks, but are no leaves, those below them.
 */
extern void nodes_descend(NodeList *nodes, const Filter *filter);

extern void nodes_close(NodeList *nodes);

extern NodeRelation node_relate(const Filter *filter, const NodeRow *node);

/* Go to the row of a node, for columns that only some nodes are asked for. */
extern TableScan *node_fetch(const NodeList *nodes, const NodeRow *node);

/* Raise an error: nodes do not have the segments of a store. */
TG_NORETURN extern void nodes_damaged(Oid schema);

#endif /* TG_SEGMENT_NODE_SCAN_H */
