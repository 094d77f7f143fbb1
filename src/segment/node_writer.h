/*
 * node_writer.h
 *	  Headers over neighbouring segments: the leaves of a tree of nodes.
 *
 * Each node sums up some segments that follow each other in one run, region
 * and projection, so that a question looks at few headers: what lies wholly
 * inside its area is counted by the node, what lies outside is passed over
 * with all its segments.
 */
#ifndef TG_SEGMENT_NODE_WRITER_H
#define TG_SEGMENT_NODE_WRITER_H

#include "postgres.h"

#include "core/order/segment.h"
#include "segment/names.h"
#include "segment/node_squares.h"
#include "segment/node_tree.h"
#include "store/row_insert.h"
#include "store/store.h"
#include "segment/tally.h"

/* Squares are counted in nodes of at least so many segments. */
#define NODE_SQUARE_SEGMENTS (NODE_SEGMENTS / 2)

/* A node in the making. */
typedef struct NodeWriter
{
	MemoryContext context; /* of what lasts until the node is written */
	RowInsert *insert;
	int32 first_segment;
	int32 segments;
	int64 trips;
	TgExtent extent;
	TgTally *weeks;
	TgTally *hours;
	TgTally *datasource_weeks; /* key: rank in the upper half, then week */
	bool many_datasources;
	NodeSquares *squares; /* of trips in order of their origins */
	NodeTree *trees[2];	  /* by projection; null: rows are written at once */
	bool top;			  /* of rows that are */
} NodeWriter;

/* A segment as a node sees it. */
typedef struct NodeSegment
{
	int32 segment_no;
	uint32 count;
	const TgRecord *records;
	TgExtent extent;
	const TgTally *weeks;
	const uint32 *ranks; /* of its datasources, ascending */
	uint32 datasources;
	const int64 *numbers;	 /* of each trip's datasource among them */
	const int64 *departures; /* of each trip */
} NodeSegment;

/* What the nodes of a region and projection have in common. */
typedef struct NodePlace
{
	int64 run;
	int16 sign;
	TgProjection projection;
	Datum region;
	const Names *datasources;
} NodePlace;

/*
 * Begin the nodes of a new run, or of one that is there, whose tree is left
 * alone.  SPI must be connected; lives in the current memory context.
 */
extern NodeWriter *node_writer_begin(const Store *store);
extern NodeWriter *node_writer_resume(const Store *store);

/* Add the next segment; a node that is full is written. */
extern void node_add(NodeWriter *writer, const NodePlace *place,
					 const NodeSegment *segment);

/* Write the node in the making, if it has any segments. */
extern void node_end(NodeWriter *writer, const NodePlace *place);

/* Write the nodes above those of a new run. */
extern void node_writer_end(NodeWriter *writer);

#endif /* TG_SEGMENT_NODE_WRITER_H */
