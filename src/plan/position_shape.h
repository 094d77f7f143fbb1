/*
 * position_shape.h
 *	  Expressions over the columns of trips, as people, views and PostGIS write
 *	  them.
 */
#ifndef TG_PLAN_POSITION_SHAPE_H
#define TG_PLAN_POSITION_SHAPE_H

#include "postgres.h"

#include "nodes/primnodes.h"

#include "plan/trip_columns.h"

/* The column of trips that a node is; TRIP_COLUMNS: none. */
extern TripColumn trip_column_at(Node *node, Index relation,
								 const TripNumbers *numbers);

static inline bool
trip_column_is(Node *node, Index relation, const TripNumbers *numbers,
			   TripColumn column)
{
	return trip_column_at(node, relation, numbers) == column;
}

/* Tell whether a node is the longitude or latitude of an end. */
extern bool is_coordinate(Node *node, Index relation,
						  const TripNumbers *numbers, TripColumn *column,
						  bool *latitude);

/* Tell whether it is the distance between both ends. */
extern bool is_metres(Node *node, Index relation, const TripNumbers *numbers);

/* Tell whether it is an end as a geometry of SRID 4326. */
extern bool is_position(Node *node, Index relation, const TripNumbers *numbers,
						TripColumn *column);

/*
 * Tell whether a function of two geometries, PostGIS's, is true only where
 * their boxes meet.
 */
extern bool is_meeting(Oid function);

/* Tell whether it is && itself, which looks at nothing but boxes. */
extern bool is_overlap(Oid function);

/*
 * Tell whether a function of two geometries, PostGIS's, is true of a position,
 * its argument of that number, wherever it lies in the interior of an area,
 * the other, and false wherever outside.
 */
extern bool is_covering(Oid function, int position);

/*
 * The EWKB of a geometry of SRID 4326, if it is a valid polygon or some; else
 * null.
 */
extern bytea *geometry_area(Datum geometry, Oid type);

/* Tell whether a type is PostGIS's. */
extern bool is_geometry(Oid type);

/*
 * Tell whether a geometry is of SRID 4326, as positions are; PostGIS refuses
 * others beside them.
 */
extern bool geometry_fits(Datum geometry, Oid type);

/*
 * The box around a geometry of SRID 4326, wide enough for any rounding; false
 * if it is another's, or empty, or cannot be found.
 */
extern bool geometry_box(Datum geometry, Oid type, double *box);

#endif /* TG_PLAN_POSITION_SHAPE_H */
