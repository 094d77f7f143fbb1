/*
 * count_area.h
 *	  Areas that conditions of a query ask about an end of trips.
 *
 * What is farther from every edge than a unit of a coordinate, 1e-7 degrees,
 * is inside or outside by any arithmetic; PostGIS decides the rest.
 */
#ifndef TG_PLAN_COUNT_AREA_H
#define TG_PLAN_COUNT_AREA_H

#include "postgres.h"

#include "nodes/execnodes.h"

#include "core/geo/raster.h"
#include "plan/trip_block.h"
#include "plan/trip_limits.h"

typedef struct CountArea
{
	TripColumn end;
	const TgArea *area;
	TgRaster *raster;
	ExprState *condition; /* of trips, asked in doubt */
} CountArea;

/*
 * Make the area that a condition asks about, in the current memory context;
 * null if the server has to be asked about every trip. limit and value are
 * what was recognised of it.
 */
extern CountArea *count_area_make(const LimitClause *limit, ExprState *value,
								  ExprState *condition, ExprContext *context);

/* How all trips within bounds relate to an area. */
extern TgRelation count_area_relate(const CountArea *area,
									const TgGroup *bounds);

/*
 * Clear mask where the condition does not hold; slot is the context's scan
 * tuple.
 */
extern void count_area_mask(CountArea *area, const TripBlock *block,
							ExprContext *context, uint8 *mask);

#endif /* TG_PLAN_COUNT_AREA_H */
