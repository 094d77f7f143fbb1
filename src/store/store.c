/*
 * store.c
 *	  The relations of a store, and acting on them as their owner.
 */
#include "compat.h"

#include "access/htup_details.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "commands/sequence.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/syscache.h"

#include "store/store.h"

static const char *const tables[] = {"trips", "segments", "summaries", "loads",
									 "rejects"};

static Oid
owner_of(Oid relation)
{
	HeapTuple tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relation));
	Oid owner;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for relation %u", relation);
	owner = ((Form_pg_class) GETSTRUCT(tuple))->relowner;
	ReleaseSysCache(tuple);
	return owner;
}

static Oid
table_of(const Store *store, const char *table)
{
	Oid relation = get_relname_relid(table, store->schema);

	if (!OidIsValid(relation))
		ereport(ERROR, (errcode(ERRCODE_UNDEFINED_TABLE),
						errmsg("store \"%s\" has no table \"%s\"", store->name,
							   table),
						errhint("Feeds and trips belong into a schema made by "
								"tripgrid.create_store().")));
	return relation;
}

/* Look up what the schema is called: it may have been renamed. */
static void
find_name(Store *store)
{
	MemoryContext context = GetMemoryChunkContext(store);
	char *name = get_namespace_name(store->schema);

	if (name == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_SCHEMA),
				 errmsg("schema of the store does not exist any more")));
	if (store->name != NULL && strcmp(store->name, name) == 0)
		return;
	store->name = MemoryContextStrdup(context, name);
	store->quoted = MemoryContextStrdup(context, quote_identifier(name));
}

static Store *
store_open(Oid schema, Oid owner)
{
	Store *store = palloc0(sizeof *store);

	store->schema = schema;
	find_name(store);
	store->trips = table_of(store, "trips");
	store->segments = table_of(store, "segments");
	store->summaries = table_of(store, "summaries");
	store->owner = OidIsValid(owner) ? owner : owner_of(store->trips);
	for (int i = 0; i < lengthof(tables); i++)
		if (owner_of(table_of(store, tables[i])) != store->owner)
			ereport(ERROR,
					(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
					 errmsg("table \"%s\" of store \"%s\" has another owner "
							"than the rest of the store",
							tables[i], store->name),
					 errhint("Use ALTER TABLE ... OWNER TO.")));
	return store;
}

Store *
store_of_relation(Relation relation)
{
	return store_open(RelationGetNamespace(relation),
					  relation->rd_rel->relowner);
}

/* Act as the owner with that much security, and a safe search path. */
static StoreIdentity
become_owner(Store *store, int security)
{
	StoreIdentity identity;

	find_name(store);
	GetUserIdAndSecContext(&identity.user, &identity.security);
	SetUserIdAndSecContext(store->owner, identity.security | security);
	identity.settings = NewGUCNestLevel();
	if (identity.user != store->owner)
		(void) set_config_option("search_path", "pg_catalog, pg_temp",
								 PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE,
								 true, 0, false);
	return identity;
}

StoreIdentity
store_become_owner(Store *store)
{
	return become_owner(store, SECURITY_LOCAL_USERID_CHANGE);
}

Store *
store_maintain(const char *schema, LOCKMODE trips, StoreIdentity *identity)
{
	Store *store = store_open(get_namespace_oid(schema, false), InvalidOid);

	if (!TgOwnsRelation(store->segments, GetUserId()))
		ereport(ERROR, (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
						errmsg("must be owner of store \"%s\"", store->name)));
	if (trips != NoLock)
		LockRelationOid(store->trips, trips);
	LockRelationOid(store->summaries, ShareUpdateExclusiveLock);
	LockRelationOid(store->segments, ShareUpdateExclusiveLock);
	*identity = become_owner(store, SECURITY_RESTRICTED_OPERATION);
	/* reading less than all trips would be an error, not a wrong result */
	(void) set_config_option("row_security", "off", PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);
	return store;
}

void
store_resume(StoreIdentity identity)
{
	AtEOXact_GUC(false, identity.settings);
	SetUserIdAndSecContext(identity.user, identity.security);
}

int64
store_next_number(const Store *store, const char *sequence)
{
	Oid relation = get_relname_relid(sequence, store->schema);

	if (!OidIsValid(relation))
		ereport(ERROR, (errcode(ERRCODE_UNDEFINED_TABLE),
						errmsg("store \"%s\" has no sequence \"%s\"",
							   store->name, sequence)));
	return nextval_internal(relation, true);
}

Oid
store_type(const char *type)
{
	Oid schema = get_namespace_oid("tripgrid", false);
	Oid oid = GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid,
							  CStringGetDatum(type), ObjectIdGetDatum(schema));

	if (!OidIsValid(oid))
		elog(ERROR, "type tripgrid.%s does not exist", type);
	return oid;
}
