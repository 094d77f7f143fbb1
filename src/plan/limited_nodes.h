/*
 * limited_nodes.h
 *	  The leaves of a store that may hold trips within limits.
 */
#ifndef TG_PLAN_LIMITED_NODES_H
#define TG_PLAN_LIMITED_NODES_H

#include "postgres.h"

#include "plan/trip_limits.h"
#include "segment/node_scan.h"

/* Tell whether trips within bounds may be within limits, by their ends. */
extern bool limits_meet(const TripLimits *limits, const TgGroup *bounds);

/* Tell whether a name is among those that are let through; NIL: all are. */
extern bool limits_let(const List *names, const text *name);

/*
 * Read the leaves of the projection that serves limits best into the current
 * memory context, with their counts by datasource if these are wanted.
 */
extern NodeList limited_leaves(const TripLimits *limits, Oid schema,
							   bool datasources, char *projection);

#endif /* TG_PLAN_LIMITED_NODES_H */
