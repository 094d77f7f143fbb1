/*
 * key_lock.c
 *	  Locks on what a store takes once: a load's key, a file's content, a load.
 */
#include "compat.h"

#include "common/hashfn.h"
#include "miscadmin.h"
#include "storage/lock.h"

#include "trips/key_lock.h"

/*
 * An advisory lock, of a kind that SQL cannot name: the end of a session
 * releases those by itself.  The store is known by its segments, whatever the
 * name of its schema.
 */
static LOCKTAG
tag_of(const Store *store, KeyKind kind, const char *key)
{
	uint64 hash =
		hash_bytes_extended((const unsigned char *) key, (int) strlen(key),
							store->tables.oid[REL_SEGMENTS]);
	LOCKTAG tag;

	SET_LOCKTAG_ADVISORY(tag, MyDatabaseId, (uint32) (hash >> 32),
						 (uint32) hash, kind);
	return tag;
}

bool
store_lock_key(const Store *store, KeyKind kind, const char *key, bool session,
			   bool wait)
{
	LOCKTAG tag = tag_of(store, kind, key);

	return LockAcquire(&tag, ExclusiveLock, session, !wait) !=
		   LOCKACQUIRE_NOT_AVAIL;
}

void
store_unlock_key(const Store *store, KeyKind kind, const char *key)
{
	LOCKTAG tag = tag_of(store, kind, key);

	if (TgLockHeldByMe(&tag, ExclusiveLock))
		(void) LockRelease(&tag, ExclusiveLock, true);
}

/* Have what the session locked until the transaction ends, too. */
static void
keep(const Store *store, const LOCKTAG *tag, LOCKMODE mode)
{
	if (!TgLockHeldByMe(tag, mode))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("a lock of the load was released meanwhile"),
				 errdetail("Code of the owner of store \"%s\" has called "
						   "pg_advisory_unlock_all().",
						   store->name)));
	(void) LockAcquire(tag, mode, false, false);
}

void
store_keep_key(const Store *store, KeyKind kind, const char *key)
{
	LOCKTAG tag = tag_of(store, kind, key);

	keep(store, &tag, ExclusiveLock);
}

/* The number of a load, as a key. */
static char *
load_key(int64 load_id)
{
	return psprintf(INT64_FORMAT, load_id);
}

bool
store_lock_load(const Store *store, int64 load_id, bool session, bool wait)
{
	return store_lock_key(store, KEY_LOAD_ID, load_key(load_id), session,
						  wait);
}

void
store_unlock_load(const Store *store, int64 load_id)
{
	store_unlock_key(store, KEY_LOAD_ID, load_key(load_id));
}

void
store_keep_load(const Store *store, int64 load_id)
{
	store_keep_key(store, KEY_LOAD_ID, load_key(load_id));
}

void
store_join_load(const Store *store, int64 load_id)
{
	LOCKTAG tag = tag_of(store, KEY_LOAD_WORKER, load_key(load_id));

	(void) LockAcquire(&tag, ShareLock, true, false);
}

void
store_keep_joined(const Store *store, int64 load_id)
{
	LOCKTAG tag = tag_of(store, KEY_LOAD_WORKER, load_key(load_id));

	keep(store, &tag, ShareLock);
}

void
store_await_workers(const Store *store, int64 load_id)
{
	const char *key = load_key(load_id);

	(void) store_lock_key(store, KEY_LOAD_WORKER, key, true, true);
	store_unlock_key(store, KEY_LOAD_WORKER, key);
}
