/*
 * owned.h
 *	  Which store it is that its owner changes, and whether he may.
 */
#ifndef TG_STORE_OWNED_H
#define TG_STORE_OWNED_H

#include "postgres.h"

/*
 * The store of that name, or of the setting tripgrid.store if it is null; an
 * error if it does not exist.  Without a lock on its tables: for what locks
 * trips or the feed first, as those do who change trips.  What goes on with it
 * must not plan a statement that reads the tables but as their owner.
 */
extern const char *store_existing(const NameData *given);

/*
 * Raise an error unless the session has the rights of the owner of a store's
 * trips; gives the owner.
 */
extern Oid store_require_owner(const char *store);

/* The owner of a relation; invalid if there is none any more. */
extern Oid relation_owner(Oid relation);

/*
 * Lock a relation of a store against all others, which the caller must own;
 * invalid if there is none.  LOCK TABLE would lock what a view reads, too.
 */
extern Oid store_lock_owned(const char *store, const char *name);

#endif /* TG_STORE_OWNED_H */
