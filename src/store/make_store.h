/*
 * make_store.h
 *	  The schema, tables and triggers of a store, made and dropped.
 *
 * All of it is done with the rights of whoever the current user is.
 */
#ifndef TG_STORE_MAKE_STORE_H
#define TG_STORE_MAKE_STORE_H

#include "postgres.h"

/*
 * Make a schema with the tables of a store; with_key gives trips a primary
 * key.  An error if there is such a store.
 */
extern void store_make(const char *store, bool with_key);

/*
 * Make the triggers that keep segments equal to trips where they are missing,
 * and switch them on.
 */
extern void store_follow_trips(const char *store);

/*
 * Drop the tables of a store, its sequences and its schema.  An error if
 * anything else depends on them: what others built on a store is not ours to
 * drop.
 */
extern void store_drop(const char *store);

#endif /* TG_STORE_MAKE_STORE_H */
