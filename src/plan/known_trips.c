/*
 * known_trips.c
 *	  Whether a relation is the trips of a store, and whether its segments may
 *	  stand for them.
 */
#include "compat.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/parallel.h"
#include "access/table.h"
#include "catalog/indexing.h"
#include "catalog/pg_class.h"
#include "catalog/pg_extension.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/inval.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "plan/known_trips.h"
#include "store/freshness.h"
#include "store/store.h"
#include "tripgrid.h"
#include "store/unfollowed.h"

/* The tables that are read in the place of trips, and what tells of them. */
static const StoreRelation needed[] = {REL_TRIPS, REL_SUMMARIES, REL_NODES,
									   REL_SEGMENTS, REL_FRESHNESS};

/*
 * Others may make tables in the schema of a store; those of its owner are what
 * he says that his trips are.
 */
static bool
is_whole(const StoreHandle *store)
{
	for (int i = 0; i < lengthof(needed); i++)
		if (!OidIsValid(store->oid[needed[i]]) ||
			store->kind[needed[i]] != RELKIND_RELATION ||
			store->owner[needed[i]] != store->owner[REL_TRIPS])
			return false;
	return true;
}

/* Tables that are not called so, each where its OID has it. */
static Oid others[64];

static void
forget_others(Datum arg, Oid relation)
{
	if (!OidIsValid(relation))
		memset(others, 0, sizeof others);
	else
		others[relation % lengthof(others)] = InvalidOid;
}

/* The schema of a table that is called trips; invalid if it is not. */
static Oid
schema_of_trips(Oid table)
{
	HeapTuple tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(table));
	Oid schema = InvalidOid;

	if (!HeapTupleIsValid(tuple))
		return InvalidOid;
	if (strcmp(NameStr(((Form_pg_class) GETSTRUCT(tuple))->relname),
			   store_relations[REL_TRIPS].name) == 0)
		schema = ((Form_pg_class) GETSTRUCT(tuple))->relnamespace;
	ReleaseSysCache(tuple);
	return schema;
}

bool
known_trips(Oid table, StoreHandle *store)
{
	static bool registered;
	Oid *other = &others[table % lengthof(others)];
	Oid schema;

	if (*other == table)
		return false;
	if (!registered)
		CacheRegisterRelcacheCallback(forget_others, (Datum) 0);
	registered = true;
	schema = schema_of_trips(table);
	if (!OidIsValid(schema))
	{
		*other = table;
		return false;
	}
	*store = store_handle(schema);
	return store->oid[REL_TRIPS] == table && is_whole(store);
}

/* Tell whether policies on a table, or its lack of a key, bar its scan. */
static bool
is_barred(Oid oid, bool keyed)
{
	Relation table = table_open(oid, AccessShareLock);
	bool barred = table->rd_rel->relrowsecurity;

	if (keyed)
	{
		list_free(RelationGetIndexList(table));
		barred |= !OidIsValid(table->rd_pkindex);
	}
	table_close(table, AccessShareLock);
	return barred;
}

const char *
segments_barred(Oid trips, Snapshot snapshot, Staleness *why)
{
	StoreHandle store;

	if (!setting_use_segments)
		return "tripgrid.use_segments is off";
	/* its leader alone knows of statements that are not over */
	if (IsParallelWorker())
		return "a parallel worker asks";
	if (!known_trips(trips, &store))
		return "the store is not whole";
	if (!IsMVCCSnapshot(snapshot))
		return "rows are read that nobody sees yet";
	if (is_barred(trips, false) || is_barred(store.oid[REL_SEGMENTS], true) ||
		is_barred(store.oid[REL_NODES], true))
		return "row-level security, or a table without its key";
	if (unfollowed_seen(trips, snapshot))
		return "a statement that changes trips is not over";
	if (store_any_act())
		return "something is being done for the store's owner";
	if (!store_fresh(store.schema, why))
		return why->detail;
	return NULL;
}

bool
library_fits(void)
{
	Relation extensions = table_open(ExtensionRelationId, AccessShareLock);
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple tuple;
	bool fits = false;

	ScanKeyInit(&key, Anum_pg_extension_extname, BTEqualStrategyNumber,
				F_NAMEEQ, CStringGetDatum("tripgrid"));
	scan = systable_beginscan(extensions, ExtensionNameIndexId, true, NULL, 1,
							  &key);
	tuple = systable_getnext(scan);
	if (HeapTupleIsValid(tuple))
	{
		bool isnull;
		Datum version = heap_getattr(tuple, Anum_pg_extension_extversion,
									 RelationGetDescr(extensions), &isnull);

		fits = !isnull &&
			   strcmp(TextDatumGetCString(version), TRIPGRID_VERSION) == 0;
	}
	systable_endscan(scan);
	table_close(extensions, AccessShareLock);
	return fits;
}
