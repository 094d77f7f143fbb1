/*
 * trips_row.h
 *	  What the segments need of a row of trips.
 */
#ifndef TG_TRIPS_TRIPS_ROW_H
#define TG_TRIPS_TRIPS_ROW_H

#include "postgres.h"

#include "executor/tuptable.h"
#include "utils/rel.h"

#include "core/geo/trip.h"
#include "segment/batch.h"

typedef struct TripsColumns
{
	AttrNumber departed_at;
	AttrNumber origin;
	AttrNumber destination;
	AttrNumber region;
	AttrNumber datasource;
} TripsColumns;

typedef struct TripsRow
{
	TgTrip trip;
	text *region;
	text *datasource;
} TripsRow;

extern TripsColumns trips_row_columns(Relation trips);

/* Read a row; an error if it is none that a trip can have. */
extern void trips_row_read(TupleTableSlot *slot, const TripsColumns *columns,
						   TripsRow *row);

extern bool trips_rows_equal(const TripsRow *a, const TripsRow *b);

extern void trips_row_add(Batch *batch, const TripsRow *row);

#endif /* TG_TRIPS_TRIPS_ROW_H */
