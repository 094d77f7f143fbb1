/*
 * count_ranges.h
 *	  Ranges of whole numbers that conditions of a query come to.
 */
#ifndef TG_PLAN_COUNT_RANGES_H
#define TG_PLAN_COUNT_RANGES_H

#include "postgres.h"

#include "nodes/execnodes.h"

#include "core/base/position.h"
#include "plan/trip_limits.h"

/* The numbers of a trip that conditions may bound. */
typedef enum RangeOf
{
	RANGE_DEPARTURE,
	RANGE_ORIGIN_LON,
	RANGE_ORIGIN_LAT,
	RANGE_DESTINATION_LON,
	RANGE_DESTINATION_LAT,
	RANGES
} RangeOf;

/* From first to last, both included; none if last is less. */
typedef struct CountRanges
{
	int64 first[RANGES];
	int64 last[RANGES];
} CountRanges;

typedef enum RangeRelation
{
	RANGE_OUTSIDE,
	RANGE_INSIDE,
	RANGE_EDGE
} RangeRelation;

extern const CountRanges every_trip;

/*
 * Narrow ranges to the trips that a condition holds for, which never changes
 * more than once between two departures, longitudes or latitudes, but for
 * equality with a departure. The server itself evaluates it, with trips in the
 * context's scan tuple (columns as LEAF_RELATION has them). limit and value
 * are what was recognised of it.
 */
extern void ranges_narrow(CountRanges *ranges, const LimitClause *limit,
						  ExprState *value, ExprState *condition,
						  ExprContext *context);

/*
 * The same of a condition that boxes meet, which holds for a rectangle of
 * positions or for none; false if that is not known, so that it has to be
 * evaluated for each trip.
 */
extern bool ranges_narrow_box(CountRanges *ranges, const LimitClause *limit,
							  ExprState *value, ExprState *condition,
							  ExprContext *context);

/* How numbers that lie so relate to ranges. */
extern RangeRelation ranges_relate(const CountRanges *ranges,
								   const TgGroup *bounds, int64 first,
								   int64 last);

#endif /* TG_PLAN_COUNT_RANGES_H */
