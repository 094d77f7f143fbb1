/*
 * kept.c
 *	  What a session keeps of tables between its statements.
 *
 * Only what a table's relcache entry says may be kept, and what its triggers'
 * functions are: not who may do what, which is asked for each time.  Whatever
 * is altered on a table, its indexes, constraints, rules, policies and
 * triggers, by whom and with which transaction's end, the relcache hears of;
 * functions and schemas have caches of their own.
 */
#include "compat.h"

#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/memutils.h"
#include "utils/syscache.h"

#include "store/kept.h"

#define MOST_KEPT 512
#define MOST_BESIDES 32

typedef struct KeptKey
{
	Oid table;
	KeptKind kind;
} KeptKey;

typedef struct KeptEntry
{
	KeptKey key;
	bool valid;
	Kept *kept; /* in its own context: entries move */
} KeptEntry;

/* What is in the making. */
typedef struct KeptHead
{
	Kept kept; /* must be first */
	KeptKey key;
	uint64 changes; /* heard of when it was begun */
} KeptHead;

static HTAB *entries;
static MemoryContext context;
static uint64 changes;

/* May be called anywhere, so these only note. */
static void
forget_all(void)
{
	HASH_SEQ_STATUS all;
	KeptEntry *entry;

	hash_seq_init(&all, entries);
	while ((entry = hash_seq_search(&all)) != NULL)
		entry->valid = false;
}

static void
relation_changed(Datum arg, Oid relation)
{
	changes++;
	if (!OidIsValid(relation))
	{
		forget_all();
		return;
	}
	for (int kind = 0; kind < KEPT_KINDS; kind++)
	{
		KeptKey key = {relation, (KeptKind) kind};
		KeptEntry *entry = hash_search(entries, &key, HASH_FIND, NULL);

		if (entry != NULL)
			entry->valid = false;
	}
}

static void
catalog_changed(Datum arg, int cache, uint32 hash)
{
	changes++;
	forget_all();
}

/* Once a session; from then on it is heard of what changes. */
static void
prepare_session(void)
{
	HASHCTL control = {.keysize = sizeof(KeptKey),
					   .entrysize = sizeof(KeptEntry)};

	if (entries != NULL)
		return;
	control.hcxt = context = AllocSetContextCreate(
		CacheMemoryContext, "tripgrid kept", ALLOCSET_DEFAULT_SIZES);
	entries = hash_create("tripgrid kept of tables", 64, &control,
						  HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	CacheRegisterRelcacheCallback(relation_changed, (Datum) 0);
	CacheRegisterSyscacheCallback(PROCOID, catalog_changed, (Datum) 0);
	CacheRegisterSyscacheCallback(NAMESPACEOID, catalog_changed, (Datum) 0);
	CacheRegisterSyscacheCallback(CLAOID, catalog_changed, (Datum) 0);
}

/* Somebody may be using it: it lives until the transaction ends. */
static void
leave(Kept *kept)
{
	MemoryContextSetParent(kept->context, TopTransactionContext);
}

/* Leave what holds no more, if there is much, or else all. */
static void
make_room(void)
{
	HASH_SEQ_STATUS all;
	KeptEntry *entry;
	bool any = false;

	if (hash_get_num_entries(entries) < MOST_KEPT)
		return;
	hash_seq_init(&all, entries);
	while ((entry = hash_seq_search(&all)) != NULL)
		any |= !entry->valid;
	hash_seq_init(&all, entries);
	while ((entry = hash_seq_search(&all)) != NULL)
	{
		if (any && entry->valid)
			continue;
		leave(entry->kept);
		(void) hash_search(entries, &entry->key, HASH_REMOVE, NULL);
	}
}

Kept *
kept_find(Oid table, KeptKind kind)
{
	KeptKey key = {table, kind};
	KeptEntry *entry;

	if (entries == NULL)
		return NULL;
	entry = hash_search(entries, &key, HASH_FIND, NULL);
	return entry != NULL && entry->valid ? entry->kept : NULL;
}

/*
 * What is in the making is the caller's, so that it goes with an error, and so
 * that whoever makes the same meanwhile does not take it away.
 */
Kept *
kept_begin(Oid table, KeptKind kind)
{
	MemoryContext own;
	KeptHead *head;

	prepare_session();
	own =
		AllocSetContextCreate(CurrentMemoryContext, "tripgrid kept of a table",
							  ALLOCSET_SMALL_SIZES);
	head = MemoryContextAllocZero(own, sizeof *head);
	head->kept.context = own;
	head->key = (KeptKey){table, kind};
	head->changes = changes;
	return &head->kept;
}

/* What is kept besides goes with it. */
static void
put_besides(Kept *kept, Kept *other)
{
	MemoryContextSetParent(other->context, kept->context);
	kept->besides = other;
	kept->count = other->count + 1;
}

static void
put(Kept *kept, bool besides)
{
	const KeptHead *head = (const KeptHead *) kept;
	KeptEntry *entry;
	bool found;

	/* something has changed meanwhile */
	if (head->changes != changes)
		return;
	make_room();
	entry = hash_search(entries, &head->key, HASH_ENTER, &found);
	if (found && besides && entry->valid && entry->kept->count < MOST_BESIDES)
		put_besides(kept, entry->kept);
	else if (found)
		leave(entry->kept);
	entry->kept = kept;
	entry->valid = true;
	MemoryContextSetParent(kept->context, context);
}

void
kept_whole(Kept *kept)
{
	put(kept, false);
}

void
kept_whole_besides(Kept *kept)
{
	put(kept, true);
}

bool
kept_bool(Relation table, KeptKind kind, bool (*find)(Relation))
{
	Kept *kept = kept_find(RelationGetRelid(table), kind);

	if (kept == NULL)
	{
		kept = kept_begin(RelationGetRelid(table), kind);
		kept->value = find(table) ? kept : NULL;
		kept_whole(kept);
	}
	return kept->value != NULL;
}
