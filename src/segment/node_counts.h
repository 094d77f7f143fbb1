/*
 * node_counts.h
 *	  The counts of nodes that answer for all of their segments.
 *
 * What is read of a node stays in the current memory context; the tally is of
 * its own.
 */
#ifndef TG_SEGMENT_NODE_COUNTS_H
#define TG_SEGMENT_NODE_COUNTS_H

#include "postgres.h"

#include "segment/node_scan.h"

/* Add the counts of a node that lies inside. */
extern void node_add_counts(const Filter *filter, const NodeList *nodes,
							const NodeRow *node, TgTally **tally);

/*
 * Add the counts of a node, wherever its trips begin: of its squares in the
 * interior of an area, or of all but these.
 */
extern void node_add_squares(const Filter *filter, const NodeList *nodes,
							 const NodeRow *node, TgTally **tally);

/*
 * The trips of a region, or of all (null), and if they are wanted (not null)
 * by week, added to a tally.
 */
extern int64 nodes_trips(Oid schema, const text *region, TgTally **weeks);

/* The trips of a datasource; false if nodes do not tell. */
extern bool nodes_datasource_trips(Oid schema, const text *datasource,
								   int64 *trips);

#endif /* TG_SEGMENT_NODE_COUNTS_H */
