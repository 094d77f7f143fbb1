/*
 * handle.h
 *	  A store's tables: found once by name, then known by their OIDs.
 *
 * What is known is that of the last invalidations which this session has
 * heard of, as with the server's own caches: it hears of all that a lock
 * which it takes has waited for.  A hit reads no catalog, so that a planner
 * may ask.
 */
#ifndef TG_STORE_HANDLE_H
#define TG_STORE_HANDLE_H

#include "postgres.h"

#include "storage/lockdefs.h"

#include "store/relations.h"

typedef struct StoreHandle
{
	Oid schema;
	Oid oid[REL_COUNT]; /* invalid: there is no such table */
	Oid owner[REL_COUNT];
	char kind[REL_COUNT]; /* as in pg_class */
} StoreHandle;

/* The schema of a store of that name; an error if it does not exist. */
extern Oid store_schema(const char *name);

/* Find the tables of a store, whichever there are. */
extern StoreHandle store_handle(Oid schema);

/* The same; an error if one is missing that answers depend on. */
extern StoreHandle store_handle_answering(Oid schema);

/* A table of a store; an error if there is none. */
extern Oid handle_table(const StoreHandle *handle, StoreRelation relation);

/*
 * Lock the table that is there when the lock is: whoever held it before may
 * have put another in its place.  Invalid if there is none, or it may not be
 * locked; null: any may.
 */
extern Oid handle_lock(Oid schema, StoreRelation relation, LOCKMODE mode,
					   bool (*may)(Oid));

/* Raise an error: a relation in a table's place is of another kind. */
TG_NORETURN extern void handle_refuse_kind(Oid schema, StoreRelation relation);

#endif /* TG_STORE_HANDLE_H */
