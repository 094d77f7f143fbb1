/*
 * retry_rejects.c
 *	  Rejects of a load read again, by today's mapping and limits.
 */
#include "compat.h"

#include "access/relation.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "feed/feed_list.h"
#include "feed/ledger.h"
#include "feed/load.h"
#include "store/cursors.h"
#include "store/sql.h"
#include "types/status.h"

#define FETCH_ROWS 1000

/* Open the feed that the load came through. */
static Relation
open_feed(const LedgerLoad *of)
{
	Oid oid = get_relname_relid(of->feed, of->store->schema);

	if (!OidIsValid(oid) || get_rel_relkind(oid) != RELKIND_VIEW)
		ereport(ERROR, (errcode(ERRCODE_UNDEFINED_TABLE),
						errmsg("feed \"%s\" of load " INT64_FORMAT
							   " does not exist any more",
							   of->feed, of->load_id)));
	return feed_open(oid, RowExclusiveLock);
}

static bool
is_reason(const char *why, TgStatus status)
{
	return strcmp(why, status_text(status)->message) == 0;
}

/* Take one reject's fields as a row of the feed, at its old number. */
static void
retry_row(Load *load, HeapTuple tuple, TupleDesc desc)
{
	Datum row[3];
	const char *why;
	Datum *values;
	bool *isnull;
	FieldText *fields;
	int count;

	sql_row(tuple, desc, lengthof(row), row);
	deconstruct_array(DatumGetArrayTypeP(row[1]), TEXTOID, -1, false,
					  TYPALIGN_INT, &values, &isnull, &count);
	fields = palloc(count * sizeof *fields);
	for (int i = 0; i < count; i++)
	{
		fields[i].bytes = isnull[i] ? NULL : VARDATA_ANY(values[i]);
		fields[i].len = isnull[i] ? 0 : VARSIZE_ANY_EXHDR(values[i]);
	}
	/* what the file did not say, the feed has to say by now */
	why = TextDatumGetCString(row[2]);
	sink_expect_clocks(load->sink, is_reason(why, TG_OTHER_CLOCK)
									   ? CLOCKS_SETTLED
									   : CLOCKS_ANY);
	sink_refuse_epoch(load->sink, is_reason(why, TG_NO_TIME));
	load->row = DatumGetInt64(row[0]) - 1;
	if (count == load->map->columns)
		(void) load_row(load, fields);
	else
		load_reject(load, TG_FIELD_COUNT, fields, count);
}

/* Begin as the load did that they are of. */
static Load *
begin_retry(Relation feed, const LedgerLoad *of)
{
	Load *load = load_part_begin(feed, CurrentMemoryContext, of->load_id);

	if (of->region != NULL)
		feed_map_constant(load->map, FEED_REGION, of->region);
	if (of->datasource != NULL)
		feed_map_constant(load->map, FEED_DATASOURCE, of->datasource);
	return load;
}

/*
 * Take the rejects out of their table and load them.  In the order of their
 * rows, as a first load would: of two with one identity the first is taken.
 */
static void
retry_rows(Load *load, const LedgerLoad *of)
{
	Oid types[] = {INT8OID};
	Datum values[] = {Int64GetDatum(of->load_id)};
	MemoryContext context = AllocSetContextCreate(
		CurrentMemoryContext, "tripgrid retried row", ALLOCSET_DEFAULT_SIZES);
	Portal portal = cursor_open(
		sql_prepare(psprintf("WITH gone AS (DELETE FROM ONLY %s.rejects "
							 "WHERE load_id OPERATOR(pg_catalog.=) $1 "
							 "AND fields OPERATOR(pg_catalog.<>) '{}' "
							 "RETURNING lineno, fields, err_message) "
							 "SELECT lineno::int8, fields::text[], "
							 "coalesce(err_message::text, '') FROM gone "
							 "ORDER BY lineno",
							 of->store->quoted),
					lengthof(types), types),
		values, false);

	for (;;)
	{
		MemoryContext old;
		StoreCaller caller = store_become_owner(of->store);

		cursor_fetch(portal, FETCH_ROWS);
		store_resume(caller);
		if (SPI_processed == 0)
			break;
		old = MemoryContextSwitchTo(context);
		for (uint64 i = 0, rows = SPI_processed; i < rows; i++)
		{
			CHECK_FOR_INTERRUPTS();
			retry_row(load, SPI_tuptable->vals[i], SPI_tuptable->tupdesc);
			MemoryContextReset(context);
		}
		MemoryContextSwitchTo(old);
		SPI_freetuptable(SPI_tuptable);
	}
	SPI_freetuptable(SPI_tuptable);
	cursor_close(portal);
	MemoryContextDelete(context);
}

/* Enter how many of the rejects are none any more. */
static void
enter_retry(const LedgerLoad *of, int64 loaded, int64 superseded)
{
	Oid types[] = {INT8OID, INT8OID, INT8OID};
	Datum values[] = {Int64GetDatum(of->load_id), Int64GetDatum(loaded),
					  Int64GetDatum(superseded)};
	StoreCaller caller;

	if (loaded + superseded == 0)
		return;
	caller = store_become_owner(of->store);
	/* of the key, see docs/decisions/0012-the-ledger.md */
	sql_query(
		psprintf(
			"UPDATE ONLY %1$s.loads AS l SET state = '" LEDGER_COMMITTED "', "
			"load_key = CASE WHEN " LEDGER_IS_COMMITTED
			" AND NOT EXISTS (SELECT FROM ONLY %1$s.loads "
			"AS o WHERE o.load_id OPERATOR(pg_catalog.<>) $1 AND "
			"o.load_key OPERATOR(pg_catalog.=) l.load_key AND " LEDGER_BARS_KEY
			") THEN load_key END, "
			"rows_loaded = rows_loaded OPERATOR(pg_catalog.+) $2, "
			"rows_superseded = rows_superseded OPERATOR(pg_catalog.+) $3, "
			/* the owner may have added rejects that no load has counted */
			"rows_rejected = greatest(0, rows_rejected "
			"OPERATOR(pg_catalog.-) $2 OPERATOR(pg_catalog.-) $3), "
			"rows_read = rows_read OPERATOR(pg_catalog.+) greatest(0, $2 "
			"OPERATOR(pg_catalog.+) $3 OPERATOR(pg_catalog.-) rows_rejected) "
			"WHERE load_id OPERATOR(pg_catalog.=) $1",
			of->store->quoted),
		lengthof(types), types, values);
	store_resume(caller);
}

/* What is going on, or was taken back, has no rejects that last. */
static void
require_ended(const LedgerLoad *of)
{
	if (strcmp(of->state, LEDGER_COMMITTED) != 0 &&
		strcmp(of->state, LEDGER_FAILED) != 0)
		ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
						errmsg("load " INT64_FORMAT
							   " is neither committed nor failed",
							   of->load_id),
						errdetail("Its state is \"%s\".", of->state),
						errhint("Load the whole of it again.")));
}

/* Say so if there is nothing left to read of some. */
static void
require_fields(const LedgerLoad *of)
{
	Oid types[] = {INT8OID};
	Datum values[] = {Int64GetDatum(of->load_id)};
	Datum column[2];

	sql_query(psprintf("SELECT pg_catalog.count(*), pg_catalog.count(*) "
					   "FILTER (WHERE fields OPERATOR(pg_catalog.=) '{}') "
					   "FROM ONLY %s.rejects "
					   "WHERE load_id OPERATOR(pg_catalog.=) $1",
					   of->store->quoted),
			  lengthof(types), types, values);
	sql_row(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 2, column);
	if (DatumGetInt64(column[1]) > 0)
		ereport(DatumGetInt64(column[0]) == DatumGetInt64(column[1]) ? ERROR
																	 : NOTICE,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg(INT64_FORMAT " rejects of load " INT64_FORMAT
									 " cannot be tried again",
						DatumGetInt64(column[1]), of->load_id),
				 errdetail("Their fields were not kept."),
				 errhint("Load their source again, after "
						 "tripgrid.undo_load(" INT64_FORMAT ").",
						 of->load_id)));
	SPI_freetuptable(SPI_tuptable);
}

/* Enter what became of other loads. */
static void
enter_replaced(Load *load)
{
	StoreCaller caller = store_become_owner(load->store);

	ledger_supersede(load->store, sink_replaced(load->sink));
	store_resume(caller);
}

/* (load_id, store): return (rows_read, rows_loaded, rows_rejected) */
PG_FUNCTION_INFO_V1(retry_rejects);
Datum
retry_rejects(PG_FUNCTION_ARGS)
{
	LedgerLoad of = ledger_change(fcinfo, "tripgrid.retry_rejects()", true);
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	bool isnull[3] = {false, false, false};
	Datum counts[3];
	Relation feed;
	Load *load;

	require_ended(&of);
	InitMaterializedSRF(fcinfo, 0);
	feed = open_feed(&of);
	SPI_connect();
	require_fields(&of);
	load = begin_retry(feed, &of);
	retry_rows(load, &of);
	load_part_end(load);
	counts[0] = Int64GetDatum(load->rows_read);
	counts[1] = Int64GetDatum(load->rows_read - load->rows_rejected -
							  load->rows_superseded);
	counts[2] = Int64GetDatum(load->rows_rejected);
	enter_retry(&of, DatumGetInt64(counts[1]), load->rows_superseded);
	enter_replaced(load);
	SPI_finish();
	relation_close(feed, NoLock);
	store_resume(of.caller);
	tuplestore_putvalues(result->setResult, result->setDesc, counts, isnull);
	return (Datum) 0;
}
