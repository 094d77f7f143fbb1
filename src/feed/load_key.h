/*
 * load_key.h
 *	  The key of a load: tripgrid.load_key, or a column of the feed.
 *
 * By it a load as a whole is skipped; single rows that were loaded before are
 * found by their identity (trips/identity.h).
 */
#ifndef TG_FEED_LOAD_KEY_H
#define TG_FEED_LOAD_KEY_H

#include "postgres.h"

#include "feed/load.h"

/*
 * The key that counts for a load that begins now; empty if there is none.  One
 * that was set for the session is an error: behind a pooler a session serves
 * many clients, and the key of one would bar what another loads.  The hint
 * says what to do instead.
 */
extern const char *load_key(const char *hint);

/*
 * Take the key of a load that starts: that of its first row, if its feed has
 * keys in a column, else the one that is set.  If it was loaded before, the
 * load is skipped, and a notice says so.  The store's owner must be acting.
 */
extern void load_key_take(Load *load);

/*
 * Take notice of the key of a row before anything else is made of it: the
 * first starts the load, any other must have the same.  The status is that of
 * the row's fields.  False if the load is skipped.
 */
extern bool load_key_row(Load *load, const FieldText *fields, TgStatus status);

#endif /* TG_FEED_LOAD_KEY_H */
