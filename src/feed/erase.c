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
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "tcop/utility.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "feed/erase.h"
#include "feed/ledger.h"
#include "feed/places.h"
#include "trips/barred.h"
#include "store/freshness.h"
#include "compact/purge.h"
#include "store/sql.h"

/*
 * Delete trips t of a condition, and what else is kept of them as it came:
 * rejects r of another condition, or with one of their external_ids or of $1,
 * or with all parts of one that is a key of several columns.
 * If $2, all these identities are barred, those of $1 for the datasource $3 or
 * those of the trips.  The counts of the ledger say what the store has; those
 * of a load that is going on are its loader's.
 */
static const char *const erase_query =
	"WITH gone AS (DELETE FROM ONLY %1$s.trips AS t WHERE %2$s"
	" RETURNING t.load_id, t.datasource COLLATE \"C\" AS datasource,"
	" %3$s AS id),"
	" ids AS (SELECT id FROM gone WHERE id IS NOT NULL"
	"  UNION SELECT pg_catalog.unnest($1)),"
	" keys AS (SELECT k.parts FROM ids,"
	"  tripgrid._key_parts(id) AS k (parts) WHERE k.parts IS NOT NULL),"
	" spoiled AS (DELETE FROM ONLY %1$s.rejects AS r WHERE %4$s"
	"  OR EXISTS (SELECT FROM tripgrid._reject_values(r.fields,"
	"   r.raw_field_value) AS v (value) WHERE v.value IN (SELECT id FROM ids))"
	"  OR EXISTS (SELECT FROM keys WHERE parts <@ ARRAY(SELECT v.value FROM"
	"   tripgrid._reject_values(r.fields, r.raw_field_value) AS v (value)))"
	"  RETURNING r.load_id),"
	" lost AS (SELECT load_id, pg_catalog.sum(trips) AS trips,"
	"  pg_catalog.sum(rejects) AS rejects FROM ("
	"   SELECT load_id, pg_catalog.count(*) AS trips, 0 AS rejects"
	"   FROM gone GROUP BY load_id UNION ALL"
	"   SELECT load_id, 0, pg_catalog.count(*) FROM spoiled GROUP BY load_id"
	"  ) AS l GROUP BY load_id),"
	" identities AS (SELECT g.datasource, g.id FROM gone AS g"
	"  WHERE g.id IS NOT NULL UNION SELECT d.datasource, i.id"
	"  FROM pg_catalog.unnest($1) AS i (id), (SELECT datasource FROM gone"
	"   UNION SELECT $3) AS d WHERE d.datasource IS NOT NULL),"
	" barred AS (INSERT INTO %1$s.erased (hash)"
	"  SELECT tripgrid._barred_identity($4, i.datasource, i.id)"
	"  FROM identities AS i WHERE $2 ON CONFLICT DO NOTHING RETURNING 1),"
	/* finds any of these words in a text; null for none */
	" pattern AS (SELECT '(^|[^[:alnum:]])(' || pg_catalog.string_agg("
	"   pg_catalog.regexp_replace(w, '([^[:alnum:]])', E'\\\\\\\\\\\\1', 'g'),"
	"   '|') || ')($|[^[:alnum:]])' AS p FROM pg_catalog.unnest($1) AS w),"
	" told AS (UPDATE ONLY %1$s.loads AS l SET"
	/* by as much as went: others may count in the row meanwhile */
	"  rows_loaded = l.rows_loaded - least(n.trips, l.rows_loaded),"
	"  rows_rejected = l.rows_rejected - least(n.rejects, l.rows_rejected),"
	"  rows_read = l.rows_read - least(n.trips, l.rows_loaded)"
	"   - least(n.rejects, l.rows_rejected),"
	"  rows_erased = l.rows_erased + least(n.trips, l.rows_loaded),"
	"  error = CASE WHEN n.lost OR l.error ~ p THEN NULL ELSE l.error END,"
	"  path = CASE WHEN l.path ~ p THEN NULL ELSE l.path END,"
	"  load_key = CASE WHEN l.load_key ~ p THEN NULL ELSE l.load_key END"
	"  FROM pattern, (SELECT k.load_id, x.load_id IS NOT NULL AS lost,"
	"   CASE WHEN k.state = '" LEDGER_RUNNING "' THEN 0 ELSE"
	"    coalesce(x.trips, 0) END AS trips,"
	"   CASE WHEN k.state = '" LEDGER_RUNNING "' THEN 0 ELSE"
	"    coalesce(x.rejects, 0) END AS rejects"
	"   FROM ONLY %1$s.loads AS k LEFT JOIN lost AS x USING (load_id)) AS n"
	"  WHERE n.load_id = l.load_id AND (n.lost OR l.error ~ p OR l.path ~ p"
	"   OR l.load_key ~ p) RETURNING l.load_id)"
	" SELECT (SELECT pg_catalog.count(*) FROM gone),"
	"  (SELECT pg_catalog.count(*) FROM spoiled),"
	"  (SELECT pg_catalog.count(*) FROM told),"
	"  (SELECT pg_catalog.count(*) FROM barred),"
	"  (SELECT pg_catalog.array_agg(load_id::int8) FROM lost"
	"   WHERE trips > 0)";

/*
 * Lock all tables that may tell of a trip and return them.  Their statistics
 * are made again in the end: who waits for that lock only then may wait for
 * whoever builds an index there and waits for what was written here.
 */
static List *
lock_personal(const Store *store)
{
	List *personal = NIL;

	for (int i = 0; i < REL_COUNT; i++)
	{
		Oid table;

		if (store_relations[i].personal == PERSONAL_NOTHING)
			continue;
		table = handle_lock(store->schema, i, ShareUpdateExclusiveLock, NULL);
		if (OidIsValid(table))
			personal = lappend_oid(personal, table);
	}
	return personal;
}

/*
 * Begin an erasure: lock what it changes, in the order of everybody, and act
 * as the owner.  It needs snapshots younger than the upkeep lock.  Who bars
 * identities waits for loads that have looked for them.
 */
static Store *
erase_begin(const char *schema, const Erasure *erasure, StoreCaller *caller,
			List **personal)
{
	Store *store;

	PreventCommandIfReadOnly("tripgrid.erase_trips()");
	if (IsolationUsesXactSnapshot())
		ereport(ERROR,
				(errcode(ERRCODE_ACTIVE_SQL_TRANSACTION),
				 errmsg("trips cannot be erased in a transaction of isolation "
						"level REPEATABLE READ or SERIALIZABLE")));
	store = store_change(schema, ShareUpdateExclusiveLock, caller);
	store_see_all();
	*personal = lock_personal(store);
	store_look_again(store);
	if (erasure->bar)
		store_lock_identities(store);
	(void) store_lock_upkeep(store, true);
	/* last: who erases other trips of the load has upkeep, and wants it */
	if (erasure->load_id != NULL)
		ledger_lock(store, *erasure->load_id);
	LockRelationOid(store->tables.oid[REL_SUMMARIES], RowExclusiveLock);
	LockRelationOid(store->tables.oid[REL_SEGMENTS], RowExclusiveLock);
	/* segments that are behind would keep what trips have no more */
	store_require_fresh(store->schema);
	return store;
}

/* An identity is one of a datasource. */
static void
require_datasource(const Erasure *erasure, const Datum *counts)
{
	if (erasure->bar && erasure->ids != 0 && erasure->datasource == 0 &&
		DatumGetInt64(counts[ERASED_TRIPS]) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("no trip says of which datasource the external_id "
						"that is to be barred is"),
				 errhint("Give datasource.")));
}

/* A condition, or one that nothing meets. */
static const char *
condition(const char *given)
{
	return given == NULL ? "false" : given;
}

/* Delete the places that only trips taught that went, of these loads. */
static Datum
erase_places(const Store *store, const Erasure *erasure, Datum loads)
{
	Oid types[] = {INT8ARRAYOID, INT8OID};
	Datum values[] = {loads, erasure->load_id == NULL
								 ? Int64GetDatum(0)
								 : Int64GetDatum(*erasure->load_id)};

	char *query =
		psprintf("DELETE FROM ONLY %s.places AS p WHERE %s", store->quoted,
				 places_untold(store->quoted, "= ANY (array_append($1, $2))"));

	sql_run(sql_prepare(query, lengthof(types), types), values,
			loads == 0 ? "n " : NULL);
	return Int64GetDatum((int64) SPI_processed);
}

/* Delete rows; the counts go to their places. */
static void
erase_rows(Store *store, const Erasure *erasure, Datum *counts)
{
	Oid types[] = {TEXTARRAYOID, BOOLOID, TEXTOID, BYTEAOID};
	bytea *secret = erasure->bar ? barred_secret(store) : NULL;
	Datum values[] = {erasure->ids, BoolGetDatum(erasure->bar),
					  erasure->datasource, PointerGetDatum(secret)};
	char nulls[] = "    ";
	Datum row[4];
	Datum loads;
	bool isnull;
	bool has_id = get_attnum(store->tables.oid[REL_TRIPS], "external_id") > 0;

	for (int i = 0; i < lengthof(types); i++)
		if (types[i] != BOOLOID && values[i] == 0)
			nulls[i] = 'n';
	sql_run(sql_prepare(psprintf(erase_query, store->quoted,
								 condition(erasure->trips),
								 has_id ? "t.external_id::text COLLATE \"C\""
										: "NULL::text",
								 condition(erasure->rejects)),
						lengthof(types), types),
			values, nulls);
	sql_row(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, lengthof(row), row);
	counts[ERASED_TRIPS] = row[0];
	counts[ERASED_REJECTS] = row[1];
	counts[ERASED_LOADS] = row[2];
	counts[ERASED_BARRED] = row[3];
	loads = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc,
						  lengthof(row) + 1, &isnull);
	counts[ERASED_PLACES] = erase_places(store, erasure, isnull ? 0 : loads);
	require_datasource(erasure, counts);
	ledger_require_gone(store, condition(erasure->trips));
}

static void
erase_segments(Store *store, Datum *counts)
{
	StoreCaller caller = store_become_owner(store);
	Purged purged;

	store_see_all();
	purged = runs_purge(store);
	store_resume(caller);
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
	Relation relation = relation_open(table, NoLock);
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
erase_statistics(const Store *store, List *personal)
{
	StringInfoData analyze;
	ListCell *cell;

	initStringInfo(&analyze);
	foreach (cell, personal)
	{
		Oid table = lfirst_oid(cell);

		drop_statistics(table);
		appendStringInfo(&analyze, "%s %s.%s",
						 foreach_current_index(cell) == 0 ? "ANALYZE" : ",",
						 store->quoted, quote_identifier(get_rel_name(table)));
	}
	CommandCounterIncrement();
	sql_query(analyze.data, 0, NULL, NULL);
}

void
trips_erase(const char *name, const Erasure *erasure, Datum *counts)
{
	StoreCaller caller;
	List *personal;
	Store *store;

	for (int i = 0; i < ERASED_COLUMNS; i++)
		counts[i] = Int64GetDatum(0);
	SPI_connect();
	store = erase_begin(name, erasure, &caller, &personal);
	erase_rows(store, erasure, counts);
	if (erasure->trips != NULL)
		erase_segments(store, counts);
	erase_statistics(store, personal);
	/* a schema's name has no lock, and statements go by it */
	store_look_again(store);
	SPI_finish();
	store_resume(caller);
}
