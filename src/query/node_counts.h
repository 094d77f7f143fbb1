/*
 * node_counts.h
 *	  The counts of nodes that answer for all of their segments.
 */
#ifndef TG_QUERY_NODE_COUNTS_H
#define TG_QUERY_NODE_COUNTS_H

#include "postgres.h"

#include "query/node_reader.h"
#include "query/tally_state.h"

/* Add the counts of a node that lies inside. */
extern TallyState *node_add_counts(const Filter *filter, const NodeRow *node,
								   TallyState *state);

/*
 * Add the counts of a node, wherever its trips begin: of its squares in the
 * interior of an area, or of all but these.
 */
extern TallyState *node_add_squares(const Filter *filter, const NodeRow *node,
									const TgPart *interior, TallyState *state);

#endif /* TG_QUERY_NODE_COUNTS_H */
