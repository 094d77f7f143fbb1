/*
 * count_step.h
 *	  Which trips an expression tells apart, by when they depart.
 */
#ifndef TG_PLAN_COUNT_STEP_H
#define TG_PLAN_COUNT_STEP_H

#include "postgres.h"

#include "nodes/nodes.h"

#include "plan/trip_columns.h"

/* Trips that depart within the same step are counted together. */
typedef enum CountStep
{
	STEP_ALL,
	STEP_WEEK, /* from Monday */
	STEP_DAY,
	STEP_HOUR
} CountStep;

/* What an expression is made of. */
typedef struct StepUse
{
	CountStep step; /* within which it does not change */
	int columns;	/* TRIP_BIT of those whose values it uses besides */
	bool finer;		/* it uses departures that no step tells */
} StepUse;

/*
 * Look at an expression over the columns of trips, which are Vars of a
 * relation, and add what it uses.
 */
extern void step_find(Node *expression, Index relation,
					  const TripNumbers *numbers, StepUse *use);

/* The step that a departure is in, and the first moment of one. */
extern int64 step_of(CountStep step, int64 departure);
extern int64 step_start(CountStep step, int64 number);

#endif /* TG_PLAN_COUNT_STEP_H */
