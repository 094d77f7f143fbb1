/*
 * feed_list.h
 *	  Everything in a store that takes rows.
 */
#ifndef TG_FEED_FEED_LIST_H
#define TG_FEED_FEED_LIST_H

#include "postgres.h"

#include "nodes/parsenodes.h"
#include "nodes/pg_list.h"
#include "storage/lockdefs.h"
#include "utils/relcache.h"

#include "feed/definition.h"

typedef struct Feed
{
	char *name;
	Oid relation;
	Oid owner;
	const char *argument; /* its definition; null: it has the default shape */
} Feed;

/* The feeds of a schema, in the order of their names. */
extern List *feeds_of(Oid schema);

/* The one of that name; null if there is none. */
extern Feed *feed_named(Oid schema, const char *name);

/*
 * Open a feed that was found in an earlier transaction, or before locks were
 * awaited; an error if it was dropped since.
 */
extern Relation feed_open(Oid feed, LOCKMODE mode);

/*
 * Tell whether the caller may do one of these with a feed; the catalog tells
 * whether it exists, as it does everybody.
 */
extern bool feed_allows(const Feed *feed, AclMode rights);

/*
 * What create_feed would have been told of a feed, also of the default one; an
 * error if that is not what it wrote.
 */
extern const Definition *feed_definition(const Feed *feed);

/*
 * Do something with a feed that must not be the others' trouble: where what
 * its definition says makes it fail, it is taken back, with a warning, and
 * false.
 */
extern bool feed_attempt(const Feed *feed, void (*run)(void *arg), void *arg);

#endif /* TG_FEED_FEED_LIST_H */
