/*
 * trips_sql.h
 *	  Trips written into their table by INSERT.
 */
#ifndef TG_TRIPS_TRIPS_SQL_H
#define TG_TRIPS_TRIPS_SQL_H

#include "postgres.h"

#include "segment/batch.h"
#include "store/store.h"

/*
 * Insert some of the batch's trips in the order they came; all triggers fire,
 * ours too.  Return how many triggers and rules have let through.
 */
extern uint64 trips_insert_sql(const Batch *batch, BatchRange range,
							   const Store *store, int64 load_id);

#endif /* TG_TRIPS_TRIPS_SQL_H */
