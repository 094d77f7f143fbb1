/*
 * erase.c
 *	  Trips erased from every place of a store that tells of them.
 */
#include "compat.h"

#include "access/relation.h"
#include "access/xact.h"
#include "catalog/heap.h"
#include "catalog/pg_type.h"
#include "commands/defrem.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "tcop/utility.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "feed/ledger.h"
#include "store/purge.h"
#include "store/sql.h"
#include "tripgrid.h"

/* What was erased. */
enum
{
	ERASED_TRIPS,
	ERASED_SEGMENTS,
	ERASED_NODES,
	ERASED_SUMMARIES,
	ERASED_REJECTS,
	ERASED_LOADS,
	ERASED_COLUMNS
};

/*
 * Delete trips t of a condition, and what else is kept of them as it came:
 * rejects r of another condition, or with one of their external_ids or of $1.
 * The counts of the ledger say what the store has; those of a
 * load that is going on are its loader's.
 */
static const char *const erase_query =
	"WITH gone AS (DELETE FROM ONLY %1$s.trips AS t WHERE %2$s"
	" RETURNING t.load_id, %3$s AS id),"
	" ids AS (SELECT id FROM gone WHERE id IS NOT NULL"
	"  UNION SELECT pg_catalog.unnest($1)),"
	" spoiled AS (DELETE FROM ONLY %1$s.rejects AS r WHERE %4$s"
	"  OR EXISTS (SELECT FROM tripgrid._reject_values(r.fields,"
	"   r.raw_field_value) AS v (value) WHERE v.value IN (SELECT id FROM ids))"
	"  RETURNING r.load_id),"
	" lost AS (SELECT load_id, pg_catalog.sum(trips) AS trips,"
	"  pg_catalog.sum(rejects) AS rejects FROM ("
	"   SELECT load_id, pg_catalog.count(*) AS trips, 0 AS rejects"
	"   FROM gone GROUP BY load_id UNION ALL"
	"   SELECT load_id, 0, pg_catalog.count(*) FROM spoiled GROUP BY load_id"
	"  ) AS l GROUP BY load_id),"
	" pattern AS (SELECT tripgrid._words_pattern($1) AS p),"
	" told AS (UPDATE ONLY %1$s.loads AS l SET"
	"  rows_loaded = n.loaded, rows_rejected = n.rejected,"
	"  rows_read = n.loaded + n.rejected,"
	"  error = CASE WHEN n.lost OR l.error ~ p THEN NULL ELSE l.error END,"
	"  path = CASE WHEN l.path ~ p THEN NULL ELSE l.path END,"
	"  load_key = CASE WHEN l.load_key ~ p THEN NULL ELSE l.load_key END"
	"  FROM pattern, (SELECT k.load_id, x.load_id IS NOT NULL AS lost,"
	"   k.rows_loaded - CASE WHEN k.state = 'running' THEN 0 ELSE"
	"    least(coalesce(x.trips, 0), k.rows_loaded) END AS loaded,"
	"   k.rows_rejected - CASE WHEN k.state = 'running' THEN 0 ELSE"
	"    least(coalesce(x.rejects, 0), k.rows_rejected) END AS rejected"
	"   FROM ONLY %1$s.loads AS k LEFT JOIN lost AS x USING (load_id)) AS n"
	"  WHERE n.load_id = l.load_id AND (n.lost OR l.error ~ p OR l.path ~ p"
	"   OR l.load_key ~ p) RETURNING l.load_id)"
	" SELECT (SELECT pg_catalog.count(*) FROM gone),"
	"  (SELECT pg_catalog.count(*) FROM spoiled),"
	"  (SELECT pg_catalog.count(*) FROM told)";

/*
 * Begin an erasure: lock what it changes, in the order of everybody, and act
 * as the owner.  It needs snapshots younger than the upkeep lock.
 */
static Store *
erase_begin(const char *schema, const int64 *load_id, StoreIdentity *identity)
{
	Store *store;

	PreventCommandIfReadOnly("tripgrid.erase_trips()");
	if (IsolationUsesXactSnapshot())
		ereport(ERROR,
				(errcode(ERRCODE_ACTIVE_SQL_TRANSACTION),
				 errmsg("trips cannot be erased in a transaction of isolation "
						"level REPEATABLE READ or SERIALIZABLE")));
	store = store_change(schema, identity);
	store_see_all();
	if (load_id != NULL)
		ledger_lock(store, *load_id);
	(void) store_lock_upkeep(store, true);
	LockRelationOid(store->summaries, RowExclusiveLock);
	LockRelationOid(store->segments, RowExclusiveLock);
	return store;
}

/* Delete rows; the counts of trips, rejects and loads go to their places. */
static void
erase_rows(const Store *store, const char *trips, const char *rejects,
		   Datum ids, Datum *counts)
{
	Oid types[] = {TEXTARRAYOID};
	Datum values[] = {ids};
	const char *nulls = DatumGetPointer(ids) == NULL ? "n" : " ";
	Datum row[3];
	bool has_id = get_attnum(store->trips, "external_id") > 0;

	sql_run(
		sql_prepare(psprintf(erase_query, store->quoted, trips,
							 has_id ? "t.external_id" : "NULL::text", rejects),
					lengthof(types), types),
		values, nulls);
	sql_row(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, lengthof(row), row);
	counts[ERASED_TRIPS] = row[0];
	counts[ERASED_REJECTS] = row[1];
	counts[ERASED_LOADS] = row[2];
	SPI_freetuptable(SPI_tuptable);
	ledger_require_gone(store, trips);
}

static void
erase_segments(Store *store, Datum *counts)
{
	StoreIdentity identity = store_become_owner(store);
	Purged purged;

	store_set_upkeep();
	purged = runs_purge(store);
	store_resume(identity);
	counts[ERASED_SEGMENTS] = Int64GetDatum(purged.segments);
	counts[ERASED_NODES] = Int64GetDatum(purged.nodes);
	counts[ERASED_SUMMARIES] = Int64GetDatum(purged.summaries);
}

/*
 * Drop the statistics of a table: ANALYZE leaves those of a table that has
 * become empty, and with them the values of its last rows.
 */
static void
drop_statistics(Oid table)
{
	Relation relation = relation_open(table, ShareUpdateExclusiveLock);
	List *indexes = RelationGetIndexList(relation);
	List *extended = RelationGetStatExtList(relation);
	ListCell *cell;

	RemoveStatistics(table, 0);
	foreach (cell, indexes)
		RemoveStatistics(lfirst_oid(cell), 0);
	foreach (cell, extended)
		for (int inherited = 0; inherited < 2; inherited++)
			RemoveStatisticsDataById(lfirst_oid(cell), inherited != 0);
	relation_close(relation, NoLock);
}

/* Make the statistics again of all places that may tell of a trip. */
static void
erase_statistics(const Store *store)
{
	StringInfoData analyze;
	SPITupleTable *tables;

	sql_query("SELECT DISTINCT relation::text COLLATE \"C\" FROM "
			  "tripgrid._personal_data() WHERE treatment <> 'none' ORDER BY 1",
			  0, NULL, NULL);
	tables = SPI_tuptable;
	initStringInfo(&analyze);
	for (uint64 i = 0; i < tables->numvals; i++)
	{
		const char *name = SPI_getvalue(tables->vals[i], tables->tupdesc, 1);
		Oid table = get_relname_relid(name, store->schema);

		if (!OidIsValid(table))
			continue;
		drop_statistics(table);
		appendStringInfo(&analyze, "%s %s.%s", i == 0 ? "ANALYZE" : ",",
						 store->quoted, quote_identifier(name));
	}
	SPI_freetuptable(tables);
	CommandCounterIncrement();
	sql_query(analyze.data, 0, NULL, NULL);
}

/* A condition, or one that nothing meets. */
static const char *
condition_arg(FunctionCallInfo fcinfo, int arg)
{
	return PG_ARGISNULL(arg) ? "false"
							 : text_to_cstring(PG_GETARG_TEXT_PP(arg));
}

/*
 * (trips, rejects, external_ids, load_id, store): erase trips t and rejects r
 * of these conditions, which may be null, and rejects with these external_ids,
 * with the load locked if there is one; the counts by place
 */
PG_FUNCTION_INFO_V1(erase);
Datum
erase(PG_FUNCTION_ARGS)
{
	const char *trips = condition_arg(fcinfo, 0);
	const char *rejects = condition_arg(fcinfo, 1);
	Datum ids = PG_ARGISNULL(2) ? (Datum) 0 : PG_GETARG_DATUM(2);
	int64 load_id = PG_ARGISNULL(3) ? 0 : PG_GETARG_INT64(3);
	Datum counts[ERASED_COLUMNS] = {0};
	bool isnull[ERASED_COLUMNS] = {false};
	StoreIdentity identity;
	TupleDesc desc;
	Store *store;

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	store = erase_begin(PG_ARGISNULL(4) ? setting_store
										: NameStr(*PG_GETARG_NAME(4)),
						PG_ARGISNULL(3) ? NULL : &load_id, &identity);
	SPI_connect();
	erase_rows(store, trips, rejects, ids, counts);
	if (!PG_ARGISNULL(0))
		erase_segments(store, counts);
	erase_statistics(store);
	SPI_finish();
	store_resume(identity);
	return HeapTupleGetDatum(
		heap_form_tuple(BlessTupleDesc(desc), counts, isnull));
}
