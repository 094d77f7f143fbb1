/*
 * count_plan.h
 *	  Plans that count a store's trips from its segments.
 */
#ifndef TG_PLAN_COUNT_PLAN_H
#define TG_PLAN_COUNT_PLAN_H

/* Have the planner of this session offer them. */
extern void count_plan_register(void);

#endif /* TG_PLAN_COUNT_PLAN_H */
