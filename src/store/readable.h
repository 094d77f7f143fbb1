/*
 * readable.h
 *	  Tables of a store that SQL reads with the rights of whoever asks.
 */
#ifndef TG_STORE_READABLE_H
#define TG_STORE_READABLE_H

#include "postgres.h"

#include "nodes/parsenodes.h"

#include "store/relations.h"

/*
 * Tell whether the session has one of these rights on a relation, or on any
 * column of it.
 */
extern bool store_may_use(Oid relation, AclMode rights);

/*
 * Tell whether the session may read a table: a right on any column is enough
 * for a statement.
 */
extern bool store_may_read(Oid relation);

/*
 * Lock tables against changes of their shape, those that are read so and that
 * the caller may read, in the order in which everybody locks them.
 */
extern void store_lock_readable(Oid schema, Readable what);

/*
 * Raise an error if a store's table is no table, or a column of it is not of
 * the server's or tripgrid's types, whose casts nobody else makes: a statement
 * that names it could run functions of its owner.
 */
extern void store_require_readable(const char *store, Oid schema);

#endif /* TG_STORE_READABLE_H */
