/*
 * store.c
 *	  The relations of a store, and acting on them as their owner.
 */
#include "compat.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "commands/sequence.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "storage/lock.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "store/cursors.h"
#include "store/received.h"
#include "store/sql.h"
#include "store/store.h"

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

/*
 * A view in the place of a table would run its owner's functions as whoever
 * reads it, and its rules as whoever writes.  A partitioned one has no rows of
 * its own, which is where they are looked for.
 */
static void
check_table(const Store *store, StoreRelation relation)
{
	char kind = store->tables.kind[relation];

	(void) handle_table(&store->tables, relation);
	if (kind != RELKIND_RELATION)
		handle_refuse_kind(store->schema, relation);
	if (store->tables.owner[relation] != store->owner)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("table \"%s\" of store \"%s\" has another owner "
						"than the rest of the store",
						store_relations[relation].name, store->name),
				 errhint("Use ALTER TABLE ... OWNER TO.")));
}

/* Those that are read by at least those; of them an optional one may lack. */
static void
check_tables(const Store *store, Readable least)
{
	for (int i = 0; i < REL_COUNT; i++)
		if (store_relations[i].readable >= least &&
			(least == READ_NEVER || !store_relations[i].optional ||
			 OidIsValid(store->tables.oid[i])))
			check_table(store, i);
}

static Store *
store_open(Oid schema, Oid owner, Readable least)
{
	Store *store = palloc0(sizeof *store);

	store->schema = schema;
	find_name(store);
	store->tables = store_handle(schema);
	store->owner = OidIsValid(owner) ? owner : store->tables.owner[REL_TRIPS];
	check_tables(store, least);
	return store;
}

void
store_look_again(Store *store)
{
	if (get_namespace_oid(store->name, true) != store->schema)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_IN_USE),
				 errmsg("store \"%s\" was renamed meanwhile", store->name)));
	store->tables = store_handle(store->schema);
	check_tables(store, READ_NEVER);
}

Store *
store_to_read(Oid schema)
{
	return store_open(schema, InvalidOid, READ_ALL);
}

Store *
store_of_relation(Relation relation)
{
	return store_open(RelationGetNamespace(relation),
					  relation->rd_rel->relowner, READ_NEVER);
}

/*
 * Who acts for us, the latest first: a store's owner if ours is set, or
 * whoever writes for somebody.  It counts only as long as these are the
 * rights; an error takes them away, and the act with them.
 */
typedef struct Act
{
	struct Act *outer;
	Oid user;
	int security;
	bool ours;
	int level; /* of the transaction */
} Act;

static Act *acts;

static void
begin_act(bool ours)
{
	Act *act = MemoryContextAlloc(TopTransactionContext, sizeof *act);

	act->outer = acts;
	GetUserIdAndSecContext(&act->user, &act->security);
	act->ours = ours;
	act->level = GetCurrentTransactionNestLevel();
	acts = act;
}

static void
end_act(void)
{
	Act *act = acts;

	/* a commit has ended it */
	if (act == NULL)
		return;
	acts = act->outer;
	pfree(act);
}

/* The context of the transaction takes them. */
static void
end_transaction(XactEvent event, void *arg)
{
	if (event != XACT_EVENT_PRE_COMMIT && event != XACT_EVENT_PRE_PREPARE &&
		event != XACT_EVENT_PARALLEL_PRE_COMMIT)
		acts = NULL;
}

static void
end_subtransaction(SubXactEvent event, SubTransactionId id,
				   SubTransactionId parent, void *arg)
{
	if (event == SUBXACT_EVENT_ABORT_SUB)
		while (acts != NULL && acts->level >= GetCurrentTransactionNestLevel())
			end_act();
}

void
store_register(void)
{
	RegisterXactCallback(end_transaction, NULL);
	RegisterSubXactCallback(end_subtransaction, NULL);
}

static bool
acts_now(void)
{
	Oid user;
	int security;

	GetUserIdAndSecContext(&user, &security);
	return acts != NULL && acts->ours && user == acts->user &&
		   security == acts->security;
}

bool
store_acting(const Store *store)
{
	return acts_now() && acts->user == store->owner;
}

bool
store_any_act(void)
{
	return acts != NULL;
}

#define CONFINED (SECURITY_LOCAL_USERID_CHANGE | SECURITY_RESTRICTED_OPERATION)

/* Act as the owner, with what restricts the caller and more. */
static StoreCaller
become_owner(Store *store, int security, bool ours)
{
	StoreCaller caller = {0};

	find_name(store);
	GetUserIdAndSecContext(&caller.user, &caller.security);
	caller.restricted = (security & SECURITY_RESTRICTED_OPERATION) != 0;
	if (caller.restricted)
		caller.cursors = cursors_hold();
	SetUserIdAndSecContext(store->owner, caller.security | security);
	begin_act(ours);
	caller.settings = NewGUCNestLevel();
	if (caller.restricted)
		sql_safe_path();
	return caller;
}

StoreCaller
store_become_owner(Store *store)
{
	return become_owner(store, CONFINED, true);
}

bool
store_owner_alone(const Store *store)
{
	return GetUserId() == store->owner && GetSessionUserId() == store->owner &&
		   GetAuthenticatedUserId() == store->owner;
}

StoreCaller
store_become_writer(Store *store)
{
	return become_owner(store,
						store_owner_alone(store) ? SECURITY_LOCAL_USERID_CHANGE
												 : CONFINED,
						false);
}

/*
 * The locks of upkeep, worker and identities: the segments, locked as an
 * object, and one of these.  The server locks relations as relations only.
 */
#define LOCK_UPKEEP 0
#define LOCK_WORKER 1
#define LOCK_IDENTITIES 2

static bool
lock_segments(const Store *store, int lock, bool session, bool wait)
{
	LOCKTAG tag;

	SET_LOCKTAG_OBJECT(tag, MyDatabaseId, RelationRelationId,
					   store->tables.oid[REL_SEGMENTS], lock);
	/* a session's end releases what sessions hold of this kind only */
	if (session)
		tag.locktag_lockmethodid = USER_LOCKMETHOD;
	return LockAcquire(&tag, ExclusiveLock, session, !wait) !=
		   LOCKACQUIRE_NOT_AVAIL;
}

bool
store_lock_upkeep(const Store *store, bool wait)
{
	return lock_segments(store, LOCK_UPKEEP, false, wait);
}

bool
store_lock_worker(const Store *store)
{
	return lock_segments(store, LOCK_WORKER, true, false);
}

void
store_lock_identities(const Store *store)
{
	(void) lock_segments(store, LOCK_IDENTITIES, false, true);
}

void
store_see_all(void)
{
	sql_set("row_security", "off");
}

Store *
store_named(const char *schema)
{
	return store_open(store_schema(schema), InvalidOid, READ_NEVER);
}

Store *
store_owned(const char *schema)
{
	Store *store = store_named(schema);

	if (!TgOwnsRelation(store->tables.oid[REL_SEGMENTS], GetUserId()))
		ereport(ERROR, (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
						errmsg("must be owner of store \"%s\"", store->name)));
	return store;
}

Store *
store_maintain(const char *schema, LOCKMODE trips, StoreCaller *caller)
{
	Store *store = store_owned(schema);

	received_refuse(&store->tables);
	if (trips != NoLock)
		LockRelationOid(store->tables.oid[REL_TRIPS], trips);
	(void) store_lock_upkeep(store, true);
	LockRelationOid(store->tables.oid[REL_SUMMARIES], RowExclusiveLock);
	LockRelationOid(store->tables.oid[REL_SEGMENTS], RowExclusiveLock);
	*caller = store_become_owner(store);
	store_see_all();
	return store;
}

Store *
store_change(const char *schema, LOCKMODE trips, StoreCaller *caller)
{
	Store *store = store_owned(schema);
	Oid feed = get_relname_relid("feed", store->schema);

	/* who drops a store locks that first */
	if (OidIsValid(feed))
		LockRelationOid(feed, AccessShareLock);
	LockRelationOid(store->tables.oid[REL_TRIPS], trips);
	*caller = store_become_writer(store);
	return store;
}

void
store_resume(StoreCaller caller)
{
	if (caller.restricted)
		cursors_release(caller.cursors);
	AtEOXact_GUC(false, caller.settings);
	SetUserIdAndSecContext(caller.user, caller.security);
	end_act();
}

static int64
greatest_of(Relation table, Relation index, int64 least)
{
	AttrNumber column = index->rd_index->indkey.values[0];
	int64 greatest = 0;
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple last;
	bool isnull;

	ScanKeyInit(&key, column, BTGreaterEqualStrategyNumber, F_INT8GE,
				Int64GetDatum(least));
	/* of now; and no conflict of SERIALIZABLE with all that write runs */
	scan = systable_beginscan_ordered(table, index, SnapshotSelf, 1, &key);
	last = systable_getnext_ordered(scan, BackwardScanDirection);
	if (HeapTupleIsValid(last))
		greatest = DatumGetInt64(
			heap_getattr(last, column, RelationGetDescr(table), &isnull));
	systable_endscan_ordered(scan);
	return greatest;
}

/*
 * The greatest value of the first column of a table's primary key, or 0 if it
 * is less than that one, also where an owner has begun that with a column of
 * another type.  What is less is not read: a page of it is no small thing for
 * who inserts one row.
 */
static int64
greatest_key(Oid relation, int64 least)
{
	Relation table = table_open(relation, AccessShareLock);
	List *indexes = RelationGetIndexList(table);
	Oid key = table->rd_pkindex;
	int64 greatest = 0;

	list_free(indexes);
	if (OidIsValid(key))
	{
		Relation index = index_open(key, AccessShareLock);

		if (index->rd_opcintype[0] == INT8OID)
			greatest = greatest_of(table, index, least);
		index_close(index, AccessShareLock);
	}
	table_close(table, AccessShareLock);
	return greatest;
}

/*
 * Numbers are given in the order of a sequence, so that none in the table is
 * greater; but where rows come from another database, its sequences do not.
 */
static void
require_sequence(const Store *store, Oid sequence, int64 number,
				 StoreRelation table)
{
	int64 greatest = greatest_key(handle_table(&store->tables, table), number);
	int64 last;

	if (greatest < number && number > 0)
		return;
	last = DatumGetInt64(DirectFunctionCall1(pg_sequence_last_value,
											 ObjectIdGetDatum(sequence)));
	if (greatest <= last && greatest != number)
		return;
	/* while they still come, advancing does not help */
	received_refuse(&store->tables);
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("sequence \"%s\" of store \"%s\" is behind table \"%s\"",
					get_rel_name(sequence), store->name,
					store_relations[table].name),
			 errdetail("Rows that a subscription or a dump of data brings "
					   "leave the sequences as they are."),
			 errhint("Use SELECT tripgrid.advance_sequences(%s).",
					 quote_literal_cstr(store->name))));
}

static int64
next_number(const Store *store, StoreRelation table)
{
	const char *sequence = store_relations[table].sequence;
	Oid relation = get_relname_relid(sequence, store->schema);
	int64 number;

	if (!OidIsValid(relation))
		ereport(ERROR, (errcode(ERRCODE_UNDEFINED_TABLE),
						errmsg("store \"%s\" has no sequence \"%s\"",
							   store->name, sequence)));
	number = nextval_internal(relation, true);
	require_sequence(store, relation, number, table);
	return number;
}

int64
store_next_run(const Store *store)
{
	return next_number(store, REL_SUMMARIES);
}

int64
store_next_load(const Store *store)
{
	return next_number(store, REL_LOADS);
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
