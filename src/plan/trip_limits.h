/*
 * trip_limits.h
 *	  What the conditions of a query say of all trips that can pass them.
 *
 * A limit is a condition, or what follows from one: it may let trips through
 * that the condition does not, never the other way.  The server evaluates the
 * conditions themselves for each trip that is read, so limits only leave out
 * segments.
 */
#ifndef TG_PLAN_TRIP_LIMITS_H
#define TG_PLAN_TRIP_LIMITS_H

#include "postgres.h"

#include "nodes/execnodes.h"
#include "nodes/pathnodes.h"

#include "core/base/position.h"
#include "plan/trip_columns.h"

/* What a condition is compared with, beside the column itself. */
typedef enum LimitKind
{
	LIMIT_NAME,		 /* region or datasource: a text */
	LIMIT_NAMES,	 /* one of an array of texts */
	LIMIT_MOMENT,	 /* departure: a timestamp */
	LIMIT_DATE,		 /* departure: a date */
	LIMIT_LONGITUDE, /* origin or destination: a float8 */
	LIMIT_LATITUDE,
	LIMIT_BOUNDS, /* origin or destination: a geometry */
	LIMIT_METRES, /* the distance between both: a float8; see metres_find */
	LIMIT_BESIDE  /* none; a geometry that PostGIS may refuse with these */
} LimitKind;

/* A condition as it was recognised. */
typedef struct LimitClause
{
	LimitKind kind;
	TripColumn column;
	int strategy; /* of btree; of bounds, 0 */
	int64 span;	  /* microseconds by which a departure may be rounded down */
	Expr *value;  /* with no column of trips in it */
	RestrictInfo *condition; /* null: of a query around a view */
	Selectivity share;		 /* of rows that pass it, if it is null */
} LimitClause;

/*
 * Recognise what a condition on a relation limits, in the current memory
 * context: a list of LimitClause.
 */
extern List *limits_find(Node *condition, Index relation,
						 const TripNumbers *numbers);

/*
 * The same of the distance between both ends, by which no segment is left out.
 */
extern LimitClause *metres_find(Node *condition, Index relation,
								const TripNumbers *numbers);

/* Limits as a plan has them: a list of lists of integers, and of values. */
extern List *limits_save(const List *clauses, List **values);
extern List *limits_load(const List *saved);

/* What limits come to when their values are known. */
typedef struct TripLimits
{
	bool none;		   /* no trip can pass */
	bool refused;	   /* PostGIS refuses a geometry; there are no limits */
	List *regions;	   /* of text; NIL: any */
	List *datasources; /* the same */
	int64 first;	   /* departure */
	int64 last;
	bool has_origin;
	bool has_destination;
	TgBox origin;
	TgBox destination;
} TripLimits;

/*
 * Evaluate the values, in the current memory context, where what comes of them
 * stays.
 */
extern TripLimits limits_evaluate(const List *clauses, const List *values,
								  ExprContext *context);

#endif /* TG_PLAN_TRIP_LIMITS_H */
