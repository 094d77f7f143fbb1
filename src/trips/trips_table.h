/*
 * trips_table.h
 *	  Rows of a store's trips, written from a batch.
 */
#ifndef TG_TRIPS_TRIPS_TABLE_H
#define TG_TRIPS_TRIPS_TABLE_H

#include "segment/batch.h"
#include "store/store.h"

/* Takes a trip of a batch, by its number, that a rule of trips refuses. */
typedef struct TripsRefusal
{
	void (*refuse)(void *arg, uint32 trip, const ErrorData *error);
	void *arg;
	int64 most; /* of a batch; after more the load fails, whatever the rest */
} TripsRefusal;

/*
 * Insert the batch's trips, in the order they came, and write their segments;
 * empty the batch.  Return how many were inserted: all, unless somebody's
 * trigger or rule on trips kept some out, or refused them.  The store's owner
 * must be acting.
 *
 * What a constraint, an index or a trigger does not let in is an error or, if
 * somebody takes refusals, refused one by one: then all are written in a
 * subtransaction, or else each half of them in one of its own.  Should more be
 * refused than are allowed, the rest is left out.
 */
extern uint64 trips_write(Batch *batch, Store *store, int64 load_id,
						  const TripsRefusal *refusal);

/* Tell whether trips have a rule of somebody's that may refuse some. */
extern bool trips_may_refuse(const Store *store);

#endif /* TG_TRIPS_TRIPS_TABLE_H */
