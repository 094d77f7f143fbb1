/*
 * batch_value.c
 *	  The values of a batch's trips, by column of trips.
 */
#include "compat.h"

#include "utils/timestamp.h"

#include "trips/batch_value.h"
#include "types/types.h"

Datum
column_value(const Batch *batch, const TgRecord *record, FeedColumn column,
			 int64 load_id)
{
	switch (column)
	{
		case COLUMN_LOAD_ID:
			return Int64GetDatum(load_id);
		case COLUMN_DEPARTED_AT:
			return TimestampGetDatum(record->trip.departure);
		case COLUMN_ORIGIN:
			return LonLatGetDatum(record->trip.origin);
		case COLUMN_DESTINATION:
			return LonLatGetDatum(record->trip.destination);
		case COLUMN_REGION:
			return PointerGetDatum(
				batch->regions->names[record->region].value);
		default:
			return PointerGetDatum(
				batch->datasources->names[record->datasource].value);
	}
}
