/*
 * trips_few.h
 *	  A few trips, written into their table row by row.
 */
#ifndef TG_TRIPS_TRIPS_FEW_H
#define TG_TRIPS_TRIPS_FEW_H

#include "postgres.h"

#include "segment/batch.h"
#include "store/store.h"
#include "trips/batch_value.h"

/* More are faster in bulk, which takes a while to begin. */
#define FEW_TRIPS 16

/*
 * Insert trips of a batch into a table that takes rows in bulk, the first of a
 * range; return how many.  The others have to go another way.
 */
extern uint32 trips_insert_few(const Batch *batch, BatchRange range,
							   const Store *store, int64 load_id);

#endif /* TG_TRIPS_TRIPS_FEW_H */
