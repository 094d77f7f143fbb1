/*
 * known_trips.h
 *	  Whether a relation is the trips of a store, and whether its segments may
 *	  stand for them.
 */
#ifndef TG_PLAN_KNOWN_TRIPS_H
#define TG_PLAN_KNOWN_TRIPS_H

#include "postgres.h"

#include "utils/snapshot.h"

#include "store/signs.h"

/*
 * Tell whether a table is the trips of a store that is whole and of one owner.
 * For any other table it takes a look at its name.
 */
extern bool known_trips(Oid table, StoreHandle *store);

/*
 * Why the heap has to answer for the trips of a store under a snapshot, which
 * must be the active one; null: segments may.  What the planner has seen may
 * be otherwise by now.
 */
extern const char *segments_barred(Oid trips, Snapshot snapshot,
								   Staleness *why);

/* Tell whether this library is that of the extension as it is installed. */
extern bool library_fits(void);

#endif /* TG_PLAN_KNOWN_TRIPS_H */
