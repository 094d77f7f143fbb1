/*
 * trips_table.h
 *	  Rows of a store's trips, written from a batch.
 */
#ifndef TG_STORE_TRIPS_TABLE_H
#define TG_STORE_TRIPS_TABLE_H

#include "store/batch.h"
#include "store/store.h"

/*
 * Insert the batch's trips, in the order they came, and write their segments;
 * empty the batch.  The store's owner must be acting.
 */
extern void trips_write(Batch *batch, const Store *store, int64 load_id);

#endif /* TG_STORE_TRIPS_TABLE_H */
