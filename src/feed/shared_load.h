/*
 * shared_load.h
 *	  One entry of the ledger for the statements of a minute
 *	  (tripgrid.shared_loads).
 */
#ifndef TG_FEED_SHARED_LOAD_H
#define TG_FEED_SHARED_LOAD_H

#include "postgres.h"

#include "feed/load.h"

/*
 * Have a load without a key join the entry that the session has for its feed
 * and role and for this minute, if it can: set its number and that of its
 * first row, and lock the entry until the transaction ends.  The store's owner
 * must be acting.
 */
extern void shared_load_join(Load *load);

/* Count what the load was in the entry that it has joined. */
extern void shared_load_add(Load *load);

/* Note the entry of a load that has just been made, for others to join. */
extern void shared_load_offer(const Load *load);

/* What the setting does when it is changed. */
extern void shared_load_assign(bool value, void *extra);

#endif /* TG_FEED_SHARED_LOAD_H */
