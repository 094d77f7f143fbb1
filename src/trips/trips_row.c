/*
 * trips_row.c
 *	  What the segments need of a row of trips.
 */
#include "compat.h"

#include "utils/timestamp.h"

#include "store/trips_columns.h"
#include "trips/trips_row.h"
#include "types/types.h"

TripsColumns
trips_row_columns(Relation trips)
{
	TripsColumns columns = {
		column_number(trips, COLUMN_DEPARTED_AT),
		column_number(trips, COLUMN_ORIGIN),
		column_number(trips, COLUMN_DESTINATION),
		column_number(trips, COLUMN_REGION),
		column_number(trips, COLUMN_DATASOURCE),
	};

	return columns;
}

static text *
name_of(TupleTableSlot *slot, AttrNumber column, const char *name)
{
	bool isnull;
	Datum value = slot_getattr(slot, column, &isnull);
	text *result = isnull ? NULL : DatumGetTextPP(value);

	if (result == NULL || VARSIZE_ANY_EXHDR(result) == 0 ||
		VARSIZE_ANY_EXHDR(result) > TG_MAX_NAME_BYTES)
		ereport(ERROR, (errcode(ERRCODE_CHECK_VIOLATION),
						errmsg("%s of a trip must have 1 to %d bytes", name,
							   TG_MAX_NAME_BYTES)));
	return result;
}

void
trips_row_read(TupleTableSlot *slot, const TripsColumns *columns,
			   TripsRow *row)
{
	bool isnull[3];

	row->trip.departure = DatumGetTimestamp(
		slot_getattr(slot, columns->departed_at, &isnull[0]));
	row->trip.origin =
		DatumGetLonLat(slot_getattr(slot, columns->origin, &isnull[1]));
	row->trip.destination =
		DatumGetLonLat(slot_getattr(slot, columns->destination, &isnull[2]));
	if (isnull[0] || isnull[1] || isnull[2])
		ereport(ERROR,
				(errcode(ERRCODE_NOT_NULL_VIOLATION),
				 errmsg("origin, destination and departure of a trip must "
						"not be null")));
	if (!tg_trip_valid(&row->trip))
		ereport(ERROR, (errcode(ERRCODE_CHECK_VIOLATION),
						errmsg("departure of a trip must be in the years 1 to "
							   "9999")));
	row->region = name_of(slot, columns->region, "region");
	row->datasource = name_of(slot, columns->datasource, "datasource");
}

static bool
texts_equal(const text *a, const text *b)
{
	return VARSIZE_ANY_EXHDR(a) == VARSIZE_ANY_EXHDR(b) &&
		   memcmp(VARDATA_ANY(a), VARDATA_ANY(b), VARSIZE_ANY_EXHDR(a)) == 0;
}

bool
trips_rows_equal(const TripsRow *a, const TripsRow *b)
{
	return tg_trip_compare(&a->trip, &b->trip) == 0 &&
		   texts_equal(a->region, b->region) &&
		   texts_equal(a->datasource, b->datasource);
}

void
trips_row_add(Batch *batch, const TripsRow *row)
{
	batch_add(batch, &row->trip, VARDATA_ANY(row->region),
			  VARSIZE_ANY_EXHDR(row->region), VARDATA_ANY(row->datasource),
			  VARSIZE_ANY_EXHDR(row->datasource));
}
