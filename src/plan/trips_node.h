/*
 * trips_node.h
 *	  The node that gives a query a store's trips, from segments or the heap.
 */
#ifndef TG_PLAN_TRIPS_NODE_H
#define TG_PLAN_TRIPS_NODE_H

#include "postgres.h"

#include "nodes/extensible.h"

/* What a plan's custom_private has, in this order. */
enum
{
	PLAN_TABLES,  /* OIDs: trips, schema */
	PLAN_COLUMNS, /* TripColumns of its tuple */
	PLAN_LIMITS,  /* of limits_save; the values are in custom_exprs */
	PLAN_PARTS
};

extern const CustomScanMethods trips_node_methods;

#endif /* TG_PLAN_TRIPS_NODE_H */
