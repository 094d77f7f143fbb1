/*
 * count_node.h
 *	  The node that gives a query partial counts of trips, from segments or
 *	  from the plan that counts rows.
 */
#ifndef TG_PLAN_COUNT_NODE_H
#define TG_PLAN_COUNT_NODE_H

#include "postgres.h"

#include "nodes/extensible.h"

#include "plan/count_query.h"

/* What the node needs of a query, as a plan keeps it. */
extern List *count_query_save(const CountQuery *query);

extern const CustomScanMethods count_node_methods;

#endif /* TG_PLAN_COUNT_NODE_H */
