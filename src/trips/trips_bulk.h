/*
 * trips_bulk.h
 *	  Trips written into their table in bulk, as COPY writes rows.
 */
#ifndef TG_TRIPS_TRIPS_BULK_H
#define TG_TRIPS_TRIPS_BULK_H

#include "postgres.h"

#include "utils/rel.h"

#include "segment/batch.h"
#include "store/bulk_insert.h"

/*
 * Insert some of the batch's trips in the order they came, with defaults,
 * generated columns, constraints and indexes; no triggers fire.  The slots are
 * of trips.
 */
extern void trips_insert_bulk(const Batch *batch, BatchRange range,
							  Relation trips, BulkSlots *slots, int64 load_id);

#endif /* TG_TRIPS_TRIPS_BULK_H */
