/*
 * store.h
 *	  The relations of a store, and acting on them as their owner.
 */
#ifndef TG_STORE_STORE_H
#define TG_STORE_STORE_H

#include "postgres.h"

#include "storage/lockdefs.h"
#include "utils/rel.h"

#include "store/cursors.h"
#include "store/handle.h"

typedef struct Store
{
	Oid schema;
	Oid owner;
	char *name;	  /* of the schema */
	char *quoted; /* the same, quoted for SQL */
	StoreHandle tables;
} Store;

/* Who the session was before store_become_owner. */
typedef struct StoreCaller
{
	Oid user;
	int security;
	int settings;		/* nesting level of settings */
	bool restricted;	/* meanwhile */
	CursorMark cursors; /* held since then */
} StoreCaller;

/* Follow transactions, whose ends end what acts as a store's owner. */
extern void store_register(void);

/*
 * Find the store that a relation (its feed or its trips) belongs to, in the
 * current memory context.  All its tables must have the relation's owner: what
 * is written on behalf of a loader is written with the owner's rights.
 */
extern Store *store_of_relation(Relation relation);

/* Find the store of a schema, whoever owns it. */
extern Store *store_named(const char *schema);

/* The same, if its tables that are ever read are there, and of one owner. */
extern Store *store_to_read(Oid schema);

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
 * summaries, segments.  An erasure has those of tables earlier, in a mode that
 * none of the others' bars.
 */
extern Store *store_maintain(const char *schema, LOCKMODE trips,
							 StoreCaller *caller);

/*
 * Begin a change to the trips of a schema's store, which the session must have
 * the rights of its owner for, as store_become_writer does.  Locks trips in a
 * mode that is for writing or more.
 */
extern Store *store_change(const char *schema, LOCKMODE trips,
						   StoreCaller *caller);

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
 * Act as the store's owner, under whatever name the store has now, until
 * store_resume: for all that is done to the relations of a store but trips.
 * An error resumes by itself.
 *
 * It is a security-restricted operation with a safe search path, whoever the
 * caller is.  The code that the owner may have planted there (triggers,
 * checks, index expressions) can neither use what the session may do, nor
 * leave anything behind that would run later with the session's rights or
 * change what its names and settings mean.  Deferred triggers are refused,
 * because they would run at the end of the transaction as whoever the session
 * is.
 */
extern StoreCaller store_become_owner(Store *store);
extern void store_resume(StoreCaller caller);

/*
 * Tell whether what runs now runs between store_become_owner or
 * store_maintain and store_resume, not by somebody else's statement.
 */
extern bool store_acting(const Store *store);

/* Tell whether anything is being done for a store's owner. */
extern bool store_any_act(void);

/*
 * Tell whether the owner is who acts, and who is logged in: nobody whom the
 * session could become again, by RESET ROLE or where a function ends, before
 * its transaction does.
 */
extern bool store_owner_alone(const Store *store);

/*
 * The same as store_become_owner for what is done to trips, which the owner's
 * own sessions are free to have deferred triggers and the like for: restricted
 * unless the owner is alone.
 */
extern StoreCaller store_become_writer(Store *store);

/*
 * Find its tables again, after locks were awaited meanwhile; an error if
 * another's came to be there, or another store has its name.
 */
extern void store_look_again(Store *store);

/*
 * Have row-level security raise errors until store_resume, because less than
 * all rows would be a wrong result.
 */
extern void store_see_all(void);

/*
 * Fetch the next number of a run or of a load; an error if its sequence is
 * behind its table.  The owner must be acting.
 */
extern int64 store_next_run(const Store *store);
extern int64 store_next_load(const Store *store);

/* The OID of a type of this extension. */
extern Oid store_type(const char *type);

#endif /* TG_STORE_STORE_H */
