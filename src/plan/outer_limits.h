/*
 * outer_limits.h
 *	  What the conditions of a query around a view say of trips.
 */
#ifndef TG_PLAN_OUTER_LIMITS_H
#define TG_PLAN_OUTER_LIMITS_H

#include "postgres.h"

#include "nodes/pathnodes.h"

#include "plan/trip_columns.h"

/*
 * Recognise limits among the conditions on a view that is a query of its own,
 * as a security barrier is, and add them to a list of LimitClause.  They are
 * evaluated outside, where they may not be; rows that they would take away
 * need not come out.
 *
 * It is for when the plan is made, and the query around it knows this one.
 */
extern List *outer_limits(PlannerInfo *root, List *clauses, Index relation,
						  const TripNumbers *numbers);

/* The same as it is expected while ways are compared, good for costs alone. */
extern List *outer_limits_expected(PlannerInfo *root, List *clauses,
								   Index relation, const TripNumbers *numbers);

#endif /* TG_PLAN_OUTER_LIMITS_H */
