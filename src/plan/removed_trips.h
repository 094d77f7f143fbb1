/*
 * removed_trips.h
 *	  Trips that were removed and whose segments still hold them: each takes
 *	  away one that equals it in every column.
 */
#ifndef TG_PLAN_REMOVED_TRIPS_H
#define TG_PLAN_REMOVED_TRIPS_H

#include "postgres.h"

#include "plan/trip_block.h"

typedef struct RemovedTrips RemovedTrips;

/* None, in the current memory context. */
extern RemovedTrips *removed_trips_create(void);

/* Note those of a block; false if they are more than memory is meant for. */
extern bool removed_trips_add(RemovedTrips *removed, const TripBlock *block);

/* Prepare to take from a block. */
extern void removed_trips_begin(RemovedTrips *removed, const TripBlock *block);

/* Tell whether a trip of that block is gone; it takes one away then. */
extern bool removed_trips_take(RemovedTrips *removed, const TripBlock *block,
							   uint32 trip);

#endif /* TG_PLAN_REMOVED_TRIPS_H */
