/*
 * trips_table.h
 *	  Rows of a store's trips, written from a batch.
 */
#ifndef TG_TRIPS_TRIPS_TABLE_H
#define TG_TRIPS_TRIPS_TABLE_H

#include "segment/batch.h"
#include "store/store.h"

/*
 * Insert the batch's trips, in the order they came, and write their segments;
 * empty the batch.  Return how many were inserted: all, unless somebody's
 * trigger or rule on trips kept some out.  The store's owner must be acting.
 */
extern uint64 trips_write(Batch *batch, Store *store, int64 load_id);

#endif /* TG_TRIPS_TRIPS_TABLE_H */
