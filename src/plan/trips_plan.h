/*
 * trips_plan.h
 *	  Plans that read a store's trips from its segments.
 */
#ifndef TG_PLAN_TRIPS_PLAN_H
#define TG_PLAN_TRIPS_PLAN_H

/* Have the planner of this session offer them. */
extern void trips_plan_register(void);

#endif /* TG_PLAN_TRIPS_PLAN_H */
