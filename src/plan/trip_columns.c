/*
 * trip_columns.c
 *	  The columns of trips that segments hold, too.
 */
#include "compat.h"

#include "utils/lsyscache.h"

#include "plan/trip_columns.h"
#include "store/trips_columns.h"

static const FeedColumn known[TRIP_COLUMNS] = {
	[TRIP_REGION] = COLUMN_REGION,
	[TRIP_DATASOURCE] = COLUMN_DATASOURCE,
	[TRIP_DEPARTURE] = COLUMN_DEPARTED_AT,
	[TRIP_ORIGIN] = COLUMN_ORIGIN,
	[TRIP_DESTINATION] = COLUMN_DESTINATION};

const char *
trip_column_name(TripColumn column)
{
	return column_names[known[column]];
}

Oid
trip_column_type(TripColumn column)
{
	return column_type(known[column]);
}

bool
trip_numbers_find(Oid trips, TripNumbers *numbers)
{
	for (int i = 0; i < TRIP_COLUMNS; i++)
	{
		numbers->number[i] = get_attnum(trips, trip_column_name(i));
		if (numbers->number[i] == InvalidAttrNumber ||
			get_atttype(trips, numbers->number[i]) != column_type(known[i]))
			return false;
	}
	return true;
}

TripColumn
trip_column_of(const TripNumbers *numbers, AttrNumber number)
{
	for (int i = 0; i < TRIP_COLUMNS; i++)
		if (numbers->number[i] == number)
			return i;
	return TRIP_COLUMNS;
}
