/*
 * node_squares.h
 *	  The trips of a node counted by the square that they end in.
 */
#ifndef TG_SEGMENT_NODE_SQUARES_H
#define TG_SEGMENT_NODE_SQUARES_H

#include "postgres.h"

#include "core/count/square.h"
#include "core/count/tally.h"
#include "core/order/sort.h"

/* The trips of the node in the making. */
typedef struct NodeSquares
{
	MemoryContext context;
	TgLonLat *ends;
	uint32 *weeks; /* int32 of tg_week_of */
	uint32 count;
	uint32 room;
} NodeSquares;

/* The columns of a node. */
typedef struct SquareColumns
{
	int16 shift;
	Datum squares; /* lon, lat: a tripset */
	Datum weeks;   /* the counts of each, by the node's weeks: a tripset */
} SquareColumns;

/* Lives in the current memory context. */
extern NodeSquares *node_squares_create(void);

/* Add the trips of a segment in order of their origins. */
extern void node_squares_add(NodeSquares *squares, const TgRecord *records,
							 const int64 *departures, uint32 count);

/*
 * Count the trips, whose weeks these are, into columns in the current memory
 * context, and forget them.  False if there are too few of them for it, or too
 * many squares.
 */
extern bool node_squares_end(NodeSquares *squares, const TgTally *weeks,
							 SquareColumns *columns);

#endif /* TG_SEGMENT_NODE_SQUARES_H */
