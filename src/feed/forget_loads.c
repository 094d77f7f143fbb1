/*
 * forget_loads.c
 *	  Taking old loads out of the ledger; what they brought stays.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "tcop/utility.h"
#include "utils/builtins.h"

#include "feed/ledger.h"
#include "store/sql.h"
#include "tripgrid.h"

/*
 * What is looked up in the ledger: the key of a load, the content of a file,
 * and what a file without trips was tried with.
 */
#define BARS                                                                  \
	"((" LEDGER_BROUGHT_TRIPS ") AND (l.load_key IS NOT NULL "                \
	"OR l.path IS NOT NULL OR l.sha256 IS NOT NULL) "                         \
	"OR l.tried_with IS NOT NULL)"

/* (before, with_keys, store): return how many went */
PG_FUNCTION_INFO_V1(forget_loads);
Datum
forget_loads(PG_FUNCTION_ARGS)
{
	Oid types[] = {TIMESTAMPTZOID, BOOLOID};
	Datum values[2];
	StoreCaller caller;
	Store *store;
	int64 count;

	PreventCommandIfReadOnly("tripgrid.forget_loads()");
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
						errmsg("before and with_keys must not be null")));
	values[0] = PG_GETARG_DATUM(0);
	values[1] = PG_GETARG_DATUM(1);
	store = store_owned(PG_ARGISNULL(2) ? pstrdup(setting_store)
										: NameStr(*PG_GETARG_NAME(2)));
	caller = store_become_owner(store);
	store_see_all();
	SPI_connect();
	/* who tries rejects again is waited for, and what he left is seen then */
	sql_query(psprintf("SELECT FROM ONLY %s.loads AS l "
					   "WHERE l." LEDGER_IS_COMMITTED
					   " AND l.finished_at < $1 ORDER BY l.load_id FOR UPDATE",
					   store->quoted),
			  1, types, values);
	/*
	 * Rejects are rows that are nowhere else: forget_rejects removes them.
	 * The last load stays, so that no number is given again where sequences
	 * go on after what the ledger holds: rows of both would be taken back.
	 */
	sql_query(psprintf("WITH gone AS (DELETE FROM ONLY %1$s.loads AS l "
					   "WHERE l." LEDGER_IS_COMMITTED
					   " AND l.finished_at < $1 AND NOT EXISTS (SELECT FROM "
					   "ONLY %1$s.rejects AS r WHERE r.load_id = l.load_id) "
					   "AND ($2 OR NOT " BARS ") AND l.load_id < (SELECT "
					   "max(load_id) FROM ONLY %1$s.loads) "
					   "RETURNING l.load_id), "
					   "parts AS (DELETE FROM ONLY %1$s.chunks AS c USING "
					   "gone WHERE c.load_id = gone.load_id) "
					   "SELECT count(*) FROM gone",
					   store->quoted),
			  lengthof(types), types, values);
	sql_row(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, values);
	count = DatumGetInt64(values[0]);
	SPI_finish();
	store_resume(caller);
	PG_RETURN_INT64(count);
}
