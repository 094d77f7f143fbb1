/*
 * key_lock.h
 *	  Locks on what a store takes once: a load's key, a file's content, a load.
 */
#ifndef TG_TRIPS_KEY_LOCK_H
#define TG_TRIPS_KEY_LOCK_H

#include "store/store.h"

/* What a key is the key of; 1 and 2 are the user's own advisory locks. */
typedef enum KeyKind
{
	KEY_OF_LOAD = 3,	/* tripgrid.load_key, or the key of load_file */
	KEY_OF_CONTENT = 4, /* what tells one file from another */
	KEY_LOAD_ID = 5,	/* a load's number, in digits */
	KEY_LOAD_WORKER = 6 /* the same, for its workers */
} KeyKind;

/*
 * Lock a key until the transaction ends, or, if session is set, until
 * store_unlock_key or the end of the session: an error alone does not release
 * that.  False if another has it and wait is not set.  Of locks of several
 * kinds take that of the load's key first, then content, then the load.
 *
 * Keys are hashed: two that share a lock wait for each other in vain, and no
 * more than that.  Look at the ledger after the lock, by a snapshot taken
 * after it.
 */
extern bool store_lock_key(const Store *store, KeyKind kind, const char *key,
						   bool session, bool wait);
extern void store_unlock_key(const Store *store, KeyKind kind,
							 const char *key);

/*
 * Keep a key that the session has locked until the transaction ends: code of a
 * store's owner can release locks of sessions, by pg_advisory_unlock_all(),
 * but none of transactions.  An error if it has.
 */
extern void store_keep_key(const Store *store, KeyKind kind, const char *key);

/* The same for a load that is in the ledger. */
extern bool store_lock_load(const Store *store, int64 load_id, bool session,
							bool wait);
extern void store_unlock_load(const Store *store, int64 load_id);
extern void store_keep_load(const Store *store, int64 load_id);

/*
 * A load's workers join it until their sessions end; who goes on with it, or
 * undoes it, waits for those that are left.
 */
extern void store_join_load(const Store *store, int64 load_id);
extern void store_keep_joined(const Store *store, int64 load_id);
extern void store_await_workers(const Store *store, int64 load_id);

#endif /* TG_TRIPS_KEY_LOCK_H */
