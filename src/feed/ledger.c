/*
 * ledger.c
 *	  The ledger of a store's loads: looking up keys, taking loads back.
 */
#include "compat.h"

#include "access/table.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "commands/sequence.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "tcop/utility.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"

#include "feed/ledger.h"
#include "target/replaced.h"
#include "target/target_undo.h"
#include "trips/key_lock.h"
#include "store/row_insert.h"
#include "store/sql.h"
#include "tripgrid.h"

/* Whatever operators the search path has besides. */
#define EQUALS "OPERATOR(pg_catalog.=)"

/* A column of the only row, copied out of SPI's memory; null if it is null. */
static char *
text_column(int column)
{
	return SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, column);
}

int64
ledger_take_key(const Store *store, const char *key)
{
	Oid types[] = {TEXTOID};
	Datum values[] = {CStringGetTextDatum(key)};
	int64 load_id = 0;
	bool running = false;

	(void) store_lock_key(store, KEY_OF_LOAD, key, false, true);
	/* as of now, whatever the isolation level: who had the lock is done */
	PushActiveSnapshot(GetLatestSnapshot());
	SPI_connect();
	sql_read(psprintf("SELECT load_id::int8, " LEDGER_IS_RUNNING " "
					  "FROM ONLY %s.loads WHERE load_key " EQUALS " $1 "
					  "AND " LEDGER_BARS_KEY " ORDER BY state LIMIT 1",
					  store->quoted),
			 lengthof(types), types, values);
	if (SPI_processed > 0)
	{
		Datum row[2];

		sql_row(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, lengthof(row),
				row);
		load_id = DatumGetInt64(row[0]);
		running = DatumGetBool(row[1]);
	}
	SPI_finish();
	PopActiveSnapshot();
	if (running)
		ereport(
			ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("load " INT64_FORMAT " has the key \"%s\" and was cut off",
					load_id, key),
			 errhint("Call tripgrid.load_file() again to go on with it, "
					 "or tripgrid.undo_load(" INT64_FORMAT ").",
					 load_id)));
	return load_id;
}

/* An argument that may be null. */
static Datum
text_argument(const char *value, char *isnull)
{
	*isnull = value == NULL ? 'n' : ' ';
	return value == NULL ? (Datum) 0 : CStringGetTextDatum(value);
}

void
ledger_enter(const Store *store, const LedgerEntry *entry)
{
	static const char *const names[] = {
		"load_id",	   "load_key",	  "feed",		   "loaded_by",
		"state",	   "error",		  "rows_read",	   "started_at",
		"finished_at", "rows_loaded", "rows_rejected", "rows_superseded",
		"target",	   "replaces"};
	char nulls[] = "              ";
	Datum values[] = {
		Int64GetDatum(entry->load_id),
		text_argument(entry->key, &nulls[1]),
		text_argument(entry->feed, &nulls[2]),
		text_argument(entry->loaded_by, &nulls[3]),
		text_argument(entry->state, &nulls[4]),
		text_argument(entry->error, &nulls[5]),
		Int64GetDatum(entry->rows_read),
		TimestampTzGetDatum(entry->started_at),
		TimestampTzGetDatum(GetCurrentTimestamp()),
		Int64GetDatum(entry->rows_read - entry->rows_rejected -
					  entry->rows_superseded),
		Int64GetDatum(entry->rows_rejected),
		Int64GetDatum(entry->rows_superseded),
		text_argument(entry->target, &nulls[12]),
		BoolGetDatum(entry->replaces),
	};

	SPI_connect();
	row_insert(row_insert_begin(store, REL_LOADS, names, lengthof(names)),
			   values, nulls);
	SPI_finish();
}

static int
compare_loads(const void *a, const void *b)
{
	int64 x = ((const Replaced *) a)->load_id;
	int64 y = ((const Replaced *) b)->load_id;

	return (x > y) - (x < y);
}

/* In the order of loads, in which everybody locks their rows. */
void
ledger_supersede(const Store *store, HTAB *replaced)
{
	Oid types[] = {INT8OID, INT8OID};
	Replaced *loads;
	Replaced *entry;
	HASH_SEQ_STATUS scan;
	int count = 0;

	if (replaced == NULL)
		return;
	loads = palloc(hash_get_num_entries(replaced) * sizeof *loads + 1);
	hash_seq_init(&scan, replaced);
	while ((entry = hash_seq_search(&scan)) != NULL)
		loads[count++] = *entry;
	qsort(loads, count, sizeof *loads, compare_loads);
	SPI_connect();
	for (int i = 0; i < count; i++)
	{
		Datum values[] = {Int64GetDatum(loads[i].load_id),
						  Int64GetDatum(loads[i].rows)};

		/* the owner may have given rows to a load that it did not bring */
		sql_query(psprintf("UPDATE ONLY %s.loads SET "
						   "rows_loaded = rows_loaded "
						   "OPERATOR(pg_catalog.-) least($2, rows_loaded), "
						   "rows_superseded = rows_superseded "
						   "OPERATOR(pg_catalog.+) least($2, rows_loaded) "
						   "WHERE load_id " EQUALS " $1 "
						   "AND target IS NOT NULL",
						   store->quoted),
				  lengthof(types), types, values);
	}
	SPI_finish();
	pfree(loads);
}

/* Tell whether a trigger or a rule may keep rows from being deleted. */
static bool
may_keep_rows(const Store *store)
{
	Relation trips = table_open(store->tables.oid[REL_TRIPS], NoLock);
	bool may =
		trips->rd_rules != NULL ||
		(trips->trigdesc != NULL && trips->trigdesc->trig_delete_before_row);

	table_close(trips, NoLock);
	return may;
}

void
ledger_require_gone(const Store *store, const char *condition)
{
	if (!may_keep_rows(store))
		return;
	sql_query(psprintf("SELECT FROM ONLY %s.trips AS t WHERE %s LIMIT 1",
					   store->quoted, condition),
			  0, NULL, NULL);
	if (SPI_processed > 0)
		ereport(
			ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("trips of store \"%s\" cannot be removed", store->name),
			 errdetail("A trigger or rule on trips keeps some of them.")));
}

static int64
delete_of_load(const Store *store, const char *table, int64 load_id)
{
	Oid types[] = {INT8OID};
	Datum values[] = {Int64GetDatum(load_id)};

	sql_query(psprintf("DELETE FROM ONLY %s.%s WHERE load_id " EQUALS " $1",
					   store->quoted, table),
			  lengthof(types), types, values);
	return (int64) SPI_processed;
}

/* The number that a sequence gave last; 0 if it gave none. */
static int64
last_number(Oid sequence)
{
	LOCAL_FCINFO(call, 1);
	Datum last;

	InitFunctionCallInfoData(*call, NULL, 1, InvalidOid, NULL, NULL);
	call->args[0].value = ObjectIdGetDatum(sequence);
	call->args[0].isnull = false;
	last = pg_sequence_last_value(call);
	return call->isnull ? 0 : DatumGetInt64(last);
}

/* Read a load's row; false if it is not there. */
static bool
read_row(LedgerLoad *load, const char *locking)
{
	MemoryContext context = CurrentMemoryContext;
	Oid types[] = {INT8OID};
	Datum values[] = {Int64GetDatum(load->load_id)};
	StoreCaller caller = store_become_owner(load->store);
	Datum required[3];
	bool found;

	SPI_connect();
	/* of types that an owner may have changed */
	sql_query(psprintf("SELECT replaces::bool, (" LEDGER_BROUGHT_TRIPS
					   ")::bool AS rows_loaded, rows_loaded::int8 AS rows, "
					   "coalesce(state, ''), coalesce(feed, ''), region, "
					   "datasource, target "
					   "FROM ONLY %s.loads WHERE load_id " EQUALS " $1%s",
					   load->store->quoted, locking),
			  lengthof(types), types, values);
	found = SPI_processed > 0;
	if (found)
	{
		MemoryContext old;

		/* what an owner may have made null */
		sql_row(SPI_tuptable->vals[0], SPI_tuptable->tupdesc,
				lengthof(required), required);
		load->replaces = DatumGetBool(required[0]);
		load->brought = DatumGetBool(required[1]);
		load->rows = DatumGetInt64(required[2]);
		old = MemoryContextSwitchTo(context);
		load->state = text_column(4);
		load->feed = text_column(5);
		load->region = text_column(6);
		load->datasource = text_column(7);
		load->target = text_column(8);
		MemoryContextSwitchTo(old);
	}
	SPI_finish();
	store_resume(caller);
	return found;
}

static int64
take_back_trips(const Store *store, int64 load_id)
{
	int64 trips = delete_of_load(store, "trips", load_id);

	ledger_require_gone(store,
						psprintf("load_id " EQUALS " " INT64_FORMAT, load_id));
	return trips;
}

int64
ledger_take_back(Store *store, int64 load_id, const char *state,
				 const char *error, bool keep_rejects)
{
	Oid types[] = {INT8OID, TEXTOID, TEXTOID, BOOLOID};
	Datum values[] = {
		Int64GetDatum(load_id),
		CStringGetTextDatum(state),
		CStringGetTextDatum(error == NULL ? "" : error),
		BoolGetDatum(keep_rejects),
	};
	LedgerLoad load = {store, load_id};
	StoreCaller caller;
	int64 rows;

	(void) read_row(&load, "");
	SPI_connect();
	rows = load.target != NULL
			   ? target_take_back(store, load.target, load_id, load.rows)
			   : take_back_trips(store, load_id);
	caller = store_become_owner(store);
	(void) delete_of_load(store, "chunks", load_id);
	(void) delete_of_load(store, "places", load_id);
	if (!keep_rejects)
		(void) delete_of_load(store, "rejects", load_id);
	/* one that failed stays so, and is forgotten by who tries files again */
	sql_query(
		psprintf("UPDATE ONLY %s.loads SET state = CASE WHEN " LEDGER_IS_FAILED
				 " THEN state ELSE $2 END, "
				 "tried_with = CASE WHEN $2 " EQUALS " '" LEDGER_UNDONE "' "
				 "THEN NULL ELSE tried_with END, "
				 "error = CASE WHEN $3 " EQUALS " '' THEN error ELSE $3 END, "
				 "finished_at = coalesce(finished_at, "
				 "pg_catalog.clock_timestamp()), rows_loaded = 0, "
				 "rows_erased = 0, rows_superseded = 0, "
				 "rows_rejected = CASE WHEN $4 THEN rows_rejected "
				 "ELSE 0 END, "
				 "rows_read = CASE WHEN $4 THEN rows_rejected ELSE 0 "
				 "END WHERE load_id " EQUALS " $1",
				 store->quoted),
		lengthof(types), types, values);
	store_resume(caller);
	SPI_finish();
	return rows;
}

/* The trips of a load that was forgotten still have its number. */
TG_NORETURN static void
refuse_unknown(const LedgerLoad *load)
{
	Oid sequence = get_relname_relid(store_relations[REL_LOADS].sequence,
									 load->store->schema);
	bool given = OidIsValid(sequence) && load->load_id > 0 &&
				 load->load_id <= last_number(sequence);

	ereport(ERROR,
			(errcode(ERRCODE_UNDEFINED_OBJECT),
			 errmsg("store \"%s\" has no load " INT64_FORMAT,
					load->store->name, load->load_id),
			 given ? errdetail("It was rolled back, or taken out of the "
							   "ledger by tripgrid.forget_loads().")
				   : 0,
			 given ? errhint("Trips that it brought have its load_id: DELETE "
							 "FROM %s.trips WHERE load_id = " INT64_FORMAT
							 " removes them.",
							 load->store->quoted, load->load_id)
				   : 0));
}

static void
lock_load(LedgerLoad *load)
{
	bool found = read_row(load, "");

	/* who loads a file may be at it for hours, others are done soon */
	if (found && strcmp(load->state, LEDGER_RUNNING) == 0 &&
		!store_lock_load(load->store, load->load_id, false, false))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_IN_USE),
				 errmsg("load " INT64_FORMAT " is going on", load->load_id),
				 errhint("Wait for it to end, or cancel it.")));
	(void) store_lock_load(load->store, load->load_id, false, true);
	/* those of a session that was killed may be at their last chunks */
	store_await_workers(load->store, load->load_id);
	if (!read_row(load, " FOR UPDATE"))
		refuse_unknown(load);
}

void
ledger_lock(Store *store, int64 load_id)
{
	LedgerLoad load = {store, load_id};

	lock_load(&load);
}

/*
 * Lock the feed that a load came through, if it is still there, as whoever
 * loads or changes a feed does before trips are locked.
 */
static void
lock_feed(const char *schema, int64 load_id)
{
	LedgerLoad load = {store_owned(schema), load_id};
	Oid locked = InvalidOid;

	if (!read_row(&load, ""))
		return;
	for (;;)
	{
		Oid feed = get_relname_relid(load.feed, load.store->schema);

		/* it may have been made anew while its lock was awaited */
		if (feed == locked)
			return;
		if (OidIsValid(locked))
			UnlockRelationOid(locked, RowExclusiveLock);
		if (!OidIsValid(feed) || get_rel_relkind(feed) != RELKIND_VIEW)
			return;
		LockRelationOid(feed, RowExclusiveLock);
		locked = feed;
	}
}

LedgerLoad
ledger_change(FunctionCallInfo fcinfo, const char *command, bool loads)
{
	LedgerLoad load = {0};
	const char *schema;

	PreventCommandIfReadOnly(command);
	if (PG_ARGISNULL(0))
		ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
						errmsg("load_id must not be null")));
	load.load_id = PG_GETARG_INT64(0);
	schema =
		PG_ARGISNULL(1) ? pstrdup(setting_store) : NameStr(*PG_GETARG_NAME(1));
	if (loads)
		lock_feed(schema, load.load_id);
	load.store = store_change(schema, RowExclusiveLock, &load.caller);
	if (loads)
		store_lock_identities(load.store);
	lock_load(&load);
	return load;
}
