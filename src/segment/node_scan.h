/*
 * node_scan.h
 *	  The nodes of a store, and what their headers say about a question.
 */
#ifndef TG_SEGMENT_NODE_SCAN_H
#define TG_SEGMENT_NODE_SCAN_H

#include "postgres.h"

#include "segment/filter.h"
#include "segment/names.h"
#include "segment/table_scan.h"

typedef struct NodeRow
{
	const text *region;
	int64 run;
	int32 first_segment;
	int32 segments;
	int sign;
	TgWeeks weeks; /* of the first and the last departure */
	const TgGroup *bounds;
	bool has_datasources; /* if the filter has one, and the node counts them */
	bool has_squares;	  /* if both ends of an area decide, and it has some */
	int shift;
	HeapTuple tuple; /* with the columns that only some nodes are asked for */
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
 * what it asks of the interior of its area.
 */
typedef struct NodeList
{
	TableScan *scan;
	NodeRow *rows;
	uint64 count;
	uint64 room;
} NodeList;

/*
 * Read the nodes of a projection, of one region if it is not null, into the
 * current memory context.
 */
extern NodeList nodes_read(const Filter *filter, Oid schema, char projection,
						   const text *region);

extern void nodes_close(NodeList *nodes);

extern NodeRelation node_relate(const Filter *filter, const NodeRow *node);

/* A column of a node; false if it is null. */
extern bool node_column(const NodeList *nodes, const NodeRow *node, int column,
						Datum *value);

/* Raise an error: nodes do not have the segments of a store. */
TG_NORETURN extern void nodes_damaged(Oid schema);

#endif /* TG_SEGMENT_NODE_SCAN_H */
