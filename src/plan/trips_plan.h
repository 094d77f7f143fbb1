/*
 * trips_plan.h
 *	  Plans that read a store's trips from its segments.
 */
#ifndef TG_PLAN_TRIPS_PLAN_H
#define TG_PLAN_TRIPS_PLAN_H

#include "postgres.h"

#include "nodes/pathnodes.h"

#include "store/handle.h"

/*
 * Tell whether a relation is the trips of a store, and a query reads it in a
 * way in which segments may stand for it.
 */
extern bool trips_may_be_read(PlannerInfo *root, RelOptInfo *rel,
							  StoreHandle *store);

/* Have a plan be made anew when tables that answer for trips change. */
extern void trips_plan_depends(PlannerInfo *root, const StoreHandle *store);

/* Have the planner of this session offer them. */
extern void trips_plan_register(void);

#endif /* TG_PLAN_TRIPS_PLAN_H */
