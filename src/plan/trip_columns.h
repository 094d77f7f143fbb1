/*
 * trip_columns.h
 *	  The columns of trips that segments hold, too.
 */
#ifndef TG_PLAN_TRIP_COLUMNS_H
#define TG_PLAN_TRIP_COLUMNS_H

#include "postgres.h"

#include "access/attnum.h"

typedef enum TripColumn
{
	TRIP_REGION,
	TRIP_DATASOURCE,
	TRIP_DEPARTURE,
	TRIP_ORIGIN,
	TRIP_DESTINATION,
	TRIP_COLUMNS
} TripColumn;

#define TRIP_BIT(column) (1 << (column))
#define EVERY_TRIP_COLUMN (TRIP_BIT(TRIP_COLUMNS) - 1)

/* Their numbers in a store's trips. */
typedef struct TripNumbers
{
	AttrNumber number[TRIP_COLUMNS];
} TripNumbers;

/* Find them; false if one is not there, or of another type. */
extern bool trip_numbers_find(Oid trips, TripNumbers *numbers);

/* The column of a number; TRIP_COLUMNS if segments do not hold it. */
extern TripColumn trip_column_of(const TripNumbers *numbers,
								 AttrNumber number);

extern const char *trip_column_name(TripColumn column);
extern Oid trip_column_type(TripColumn column);

#endif /* TG_PLAN_TRIP_COLUMNS_H */
