/*
 * store.h
 *	  The relations of a store, and acting on them as their owner.
 */
#ifndef TG_STORE_STORE_H
#define TG_STORE_STORE_H

#include "postgres.h"

#include "storage/lockdefs.h"
#include "utils/rel.h"

typedef struct Store
{
	Oid schema;
	Oid owner;
	char *name;	  /* of the schema */
	char *quoted; /* the same, quoted for SQL */
	Oid trips;
	Oid segments;
	Oid summaries;
} Store;

/* Who the session was before store_become_owner. */
typedef struct StoreIdentity
{
	Oid user;
	int security;
	int settings; /* nesting level of settings */
} StoreIdentity;

/*
 * Find the store that a relation (its feed or its trips) belongs to, in the
 * current memory context.  All its tables must have the relation's owner: what
 * is written on behalf of a loader is written with the owner's rights.
 */
extern Store *store_of_relation(Relation relation);

/* Find the store of a schema, whoever owns it. */
extern Store *store_named(const char *schema);

/*
 * Find the store of a schema, which the session must have the rights of its
 * owner for.
 */
extern Store *store_owned(const char *schema);

/*
 * Begin maintenance of the store of a schema, which the session must have the
 * rights of its owner for: lock its trips in that mode (unless NoLock), take
 * its upkeep lock, and act as the owner, who can do nothing to the session
 * meanwhile.
 *
 * Locks are taken in this order everywhere: feed, trips, identities, upkeep,
 * summaries, segments.
 */
extern Store *store_maintain(const char *schema, LOCKMODE trips,
							 StoreIdentity *identity);

/*
 * Begin a change to the trips of a schema's store, which the session must have
 * the rights of its owner for, and act as the owner, with whose rights the
 * owner's triggers run: if that is somebody else, they can do nothing to the
 * session.  Locks trips for writing.
 */
extern Store *store_change(const char *schema, StoreIdentity *identity);

/*
 * Take the store's upkeep lock until the end of the transaction, or return
 * false if another has it and wait is not set.  Runs that others have written
 * are replaced by who holds it only.  Nothing else waits for it: neither
 * loaders nor readers nor VACUUM.
 */
extern bool store_lock_upkeep(const Store *store, bool wait);

/*
 * Take a lock that one background worker of the store can have, until the
 * session ends; false if another has it.
 */
extern bool store_lock_worker(const Store *store);

/*
 * Take the lock that a loader of trips with identities holds from the first
 * that it writes until its transaction ends; wait for others that have it.
 */
extern void store_lock_identities(const Store *store);

/*
 * Act as the store's owner, under whatever name the store has now, as a
 * referential-integrity trigger acts as the owner of its table, until
 * store_resume.  An error resumes by itself.
 *
 * Unless the owner is acting already, the search path is a safe one
 * meanwhile: what the owner's triggers and defaults call must not be for the
 * loader to replace.
 */
extern StoreIdentity store_become_owner(Store *store);
extern void store_resume(StoreIdentity identity);

/*
 * The same for code of the owner's that the rows of others make run, such as
 * checks of domains: it can neither use what the session may do, nor leave
 * anything behind that would run later with the session's rights.
 */
extern StoreIdentity store_become_confined(Store *store);

/*
 * Have settings that suit upkeep until store_resume: row-level security raises
 * errors, because less than all rows would be a wrong result; and runs are
 * looked up by index, because no statistics know those of late, nor that
 * most rows may be dead.
 */
extern void store_set_upkeep(void);

/* Have row-level security raise errors until store_resume. */
extern void store_see_all(void);

/* Fetch the next number of one of the store's sequences. */
extern int64 store_next_number(const Store *store, const char *sequence);

/* The OID of a type of this extension. */
extern Oid store_type(const char *type);

#endif /* TG_STORE_STORE_H */
