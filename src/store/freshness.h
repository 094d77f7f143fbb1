/*
 * freshness.h
 *	  Whether the segments of a store hold its trips: one test for all that
 *	  answers from segments.
 *
 * The table freshness of a store has a row with the signs (see signs.h) as
 * they were when segments and trips were last known to be equal, and a row
 * for each reason why they may differ since.  Questions compare and write
 * nothing.
 */
#ifndef TG_STORE_FRESHNESS_H
#define TG_STORE_FRESHNESS_H

#include "postgres.h"

#include "store/signs.h"
#include "store/store.h"

/*
 * Tell whether a store's segments hold its trips, by the active snapshot, in
 * less than 0.1 ms; if not, why.  Needs no lock but for reading segments,
 * and no rights.
 */
extern bool store_fresh(Oid schema, Staleness *why);

/* Raise an error that says why, and what to do, unless they do. */
extern void store_require_fresh(Oid schema);

/*
 * Before segments follow a change of trips: tell whether they are to.  They
 * are not where only rebuild() can make them equal again.  An error if they
 * are another database's to write.  The owner must be acting.
 */
extern bool store_follows(const Store *store);

/* Note why segments may differ from trips.  The owner must be acting. */
extern void store_mark_behind(const Store *store, const char *why);

/*
 * Note that segments and trips are equal, if there is nothing that can make
 * them differ unnoticed; else false, and why.  The owner must be acting, and
 * no other may write trips.
 */
extern bool store_mark_fresh(const Store *store, Staleness *why);

#endif /* TG_STORE_FRESHNESS_H */
