/*
 * handle.c
 *	  A store's tables: found once by name, then known by their OIDs.
 *
 * A table that is renamed, dropped, moved to another schema, given to another
 * owner or made anew leaves another row in pg_class, of which the relcache
 * hears, also if that is rolled back.  A handle that lacks a table is not
 * kept: nobody hears of one that comes to be where none was.
 */
#include "compat.h"

#include "access/htup_details.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/syscache.h"

#include "store/handle.h"

#define MOST_HANDLES 256 /* that a session keeps */

/* The key of each comes first. */
typedef struct KnownStore
{
	Oid schema;
	bool valid;
	StoreHandle handle;
} KnownStore;

typedef struct KnownTable
{
	Oid table;
	KnownStore *store;
} KnownTable;

static HTAB *stores;
static HTAB *tables;		  /* of which stores are known */
static MemoryContext context; /* of both */
static uint64 invalidations;  /* heard of so far */

/* May be called anywhere, so it only notes. */
static void
forget(Datum arg, Oid relation)
{
	HASH_SEQ_STATUS all;
	KnownStore *store;
	KnownTable *table;

	invalidations++;
	if (stores == NULL)
		return;
	if (OidIsValid(relation))
	{
		table = hash_search(tables, &relation, HASH_FIND, NULL);
		if (table != NULL)
			table->store->valid = false;
		return;
	}
	hash_seq_init(&all, stores);
	while ((store = hash_seq_search(&all)) != NULL)
		store->valid = false;
}

static HTAB *
create(const char *name, Size entry)
{
	HASHCTL control = {
		.keysize = sizeof(Oid), .entrysize = entry, .hcxt = context};

	return hash_create(name, 16, &control,
					   HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

/* Begin with no store known, or anew if they have become too many. */
static void
make_room(void)
{
	static bool registered;
	MemoryContext made;

	if (stores != NULL && hash_get_num_entries(stores) < MOST_HANDLES)
		return;
	made = AllocSetContextCreate(CacheMemoryContext, "tripgrid stores",
								 ALLOCSET_DEFAULT_SIZES);
	if (context != NULL)
		MemoryContextDelete(context);
	context = made;
	stores = tables = NULL;
	tables = create("tripgrid tables of stores", sizeof(KnownTable));
	stores = create("tripgrid stores", sizeof(KnownStore));
	if (!registered)
		CacheRegisterRelcacheCallback(forget, (Datum) 0);
	registered = true;
}

static Oid
find_table(Oid schema, StoreRelation relation)
{
	return get_relname_relid(store_relations[relation].name, schema);
}

/* Look the tables up; tell whether all are there. */
static bool
look_up(StoreHandle *handle, Oid schema)
{
	bool whole = true;

	memset(handle, 0, sizeof *handle);
	handle->schema = schema;
	for (int i = 0; i < REL_COUNT; i++)
	{
		Oid relation = find_table(schema, i);
		HeapTuple tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relation));

		if (HeapTupleIsValid(tuple))
		{
			Form_pg_class form = (Form_pg_class) GETSTRUCT(tuple);

			handle->oid[i] = relation;
			handle->owner[i] = form->relowner;
			handle->kind[i] = form->relkind;
			ReleaseSysCache(tuple);
		}
		else
			whole = false;
	}
	return whole;
}

/* Let invalidations of its former tables pass the store by. */
static void
leave_tables(const KnownStore *store)
{
	for (int i = 0; i < REL_COUNT; i++)
	{
		const Oid *oid = &store->handle.oid[i];
		KnownTable *table = hash_search(tables, oid, HASH_FIND, NULL);

		/* it may be another store's by now */
		if (table != NULL && table->store == store)
			(void) hash_search(tables, oid, HASH_REMOVE, NULL);
	}
}

static void
keep(KnownStore *store, const StoreHandle *handle)
{
	leave_tables(store);
	store->handle = *handle;
	for (int i = 0; i < REL_COUNT; i++)
	{
		KnownTable *table =
			hash_search(tables, &handle->oid[i], HASH_ENTER, NULL);

		table->store = store;
	}
	store->valid = true;
}

StoreHandle
store_handle(Oid schema)
{
	KnownStore *store = NULL;
	uint64 before;
	StoreHandle handle;
	bool known;

	if (stores != NULL)
		store = hash_search(stores, &schema, HASH_FIND, NULL);
	if (store != NULL && store->valid)
		return store->handle;
	/* from here on it is heard of what changes meanwhile */
	make_room();
	before = invalidations;
	if (!look_up(&handle, schema) || before != invalidations)
		return handle;
	store = hash_search(stores, &schema, HASH_ENTER, &known);
	if (!known)
	{
		store->valid = false;
		memset(&store->handle, 0, sizeof store->handle);
	}
	keep(store, &handle);
	return handle;
}

Oid
store_schema(const char *name)
{
	Oid schema = get_namespace_oid(name, true);

	if (OidIsValid(schema) && OidIsValid(find_table(schema, REL_SEGMENTS)))
		return schema;
	/* of a schema that is there, and of no name, no store can be made */
	ereport(ERROR,
			(errcode(ERRCODE_UNDEFINED_SCHEMA),
			 errmsg("store \"%s\" does not exist", name),
			 OidIsValid(schema) || name[0] == '\0'
				 ? errhint("Name another in tripgrid.store, or make one "
						   "of another name with "
						   "tripgrid.create_store().")
				 : errhint("Make it with SELECT "
						   "tripgrid.create_store(%s), or name another "
						   "in tripgrid.store.",
						   quote_literal_cstr(name))));
}

StoreHandle
store_handle_answering(Oid schema)
{
	StoreHandle handle = store_handle(schema);

	for (int i = 0; i < REL_COUNT; i++)
		if (relation_answers(i))
			(void) handle_table(&handle, i);
	return handle;
}

Oid
handle_lock(Oid schema, StoreRelation relation, LOCKMODE mode,
			bool (*may)(Oid))
{
	Oid found = store_handle(schema).oid[relation];

	while (OidIsValid(found))
	{
		Oid now;

		if (may != NULL && !may(found))
			return InvalidOid;
		LockRelationOid(found, mode);
		now = store_handle(schema).oid[relation];
		if (now == found)
			break;
		UnlockRelationOid(found, mode);
		found = now;
	}
	return found;
}

Oid
handle_table(const StoreHandle *handle, StoreRelation relation)
{
	if (!OidIsValid(handle->oid[relation]))
		ereport(ERROR, (errcode(ERRCODE_UNDEFINED_TABLE),
						errmsg("store \"%s\" has no table \"%s\"",
							   get_namespace_name(handle->schema),
							   store_relations[relation].name),
						errhint("Feeds and trips belong into a schema made by "
								"tripgrid.create_store().")));
	return handle->oid[relation];
}

void
handle_refuse_kind(Oid schema, StoreRelation relation)
{
	ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
					errmsg("\"%s\" of store \"%s\" is not an ordinary table",
						   store_relations[relation].name,
						   get_namespace_name(schema))));
}
