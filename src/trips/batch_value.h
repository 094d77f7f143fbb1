/*
 * batch_value.h
 *	  The values of a batch's trips, by column of trips.
 */
#ifndef TG_TRIPS_BATCH_VALUE_H
#define TG_TRIPS_BATCH_VALUE_H

#include "postgres.h"

#include "segment/batch.h"
#include "store/trips_columns.h"

extern Datum column_value(const Batch *batch, const TgRecord *record,
						  FeedColumn column, int64 load_id);

#endif /* TG_TRIPS_BATCH_VALUE_H */
