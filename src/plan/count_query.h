/*
 * count_query.h
 *	  Queries that count trips by what is the same for many of them.
 */
#ifndef TG_PLAN_COUNT_QUERY_H
#define TG_PLAN_COUNT_QUERY_H

#include "postgres.h"

#include "nodes/pathnodes.h"

#include "plan/count_step.h"
#include "store/handle.h"

/*
 * In expressions of such a query the columns of trips are Vars of this
 * relation, numbered as TripColumns are, from one on.
 */
#define LEAF_RELATION 1
extern const TripNumbers leaf_numbers;

typedef enum CountOutput
{
	OUTPUT_VALUE, /* the same for all that are counted together */
	OUTPUT_COUNT,
	OUTPUT_SUM /* of ones: null if there are none */
} CountOutput;

typedef struct CountQuery
{
	Oid trips;
	StoreHandle store;
	double table_trips;
	CountStep step;
	int columns; /* TRIP_BIT of region and datasource: counted apart */

	/*
	 * What comes out, in the order of the target: an expression; or of a
	 * count, which trips it counts, as a condition.
	 */
	List *outputs;
	List *kinds; /* CountOutputs */
	List *names; /* those of the target that names alone decide */

	/* conditions by what decides them: a name, a range, or each trip */
	List *regions;
	List *datasources;
	List *ranges; /* LimitClauses that are exact: see count_ranges.h */
	List *range_conditions;
	List *boxes; /* the same, of those that are ranges if a geometry is fit */
	List *box_conditions;
	List *areas; /* the same, of those that are areas if a geometry is fit */
	List *area_conditions;
	List *metres; /* LimitClauses, which say all of their conditions */
	List *others;
	List *limits; /* LimitClauses of all of them */
} CountQuery;

/*
 * Recognise a query whose input is the trips of a store, or a view of no more
 * than these, and whose partial target is made of counts and of what steps
 * and names tell; false if it is another.
 */
extern bool count_query_find(PlannerInfo *root, RelOptInfo *input,
							 const PathTarget *target, CountQuery *query);

#endif /* TG_PLAN_COUNT_QUERY_H */
