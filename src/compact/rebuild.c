/*
 * rebuild.c
 *	  Segments written again from all trips of a store.
 */
#include "compat.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "compact/rebuild.h"
#include "segment/flush.h"
#include "segment/row_delete.h"
#include "store/cursors.h"
#include "store/freshness.h"
#include "store/make_store.h"
#include "store/owned.h"
#include "store/sql.h"
#include "store/unfollowed.h"
#include "types/types.h"

#define FETCH_ROWS 10000

static void
add_tuple(Batch *batch, HeapTuple tuple, TupleDesc desc)
{
	TgTrip trip;
	text *region;
	text *datasource;
	Datum column[5];

	sql_row(tuple, desc, lengthof(column), column);
	trip.origin = DatumGetLonLat(column[0]);
	trip.destination = DatumGetLonLat(column[1]);
	trip.departure = DatumGetTimestamp(column[2]);
	region = DatumGetTextPP(column[3]);
	datasource = DatumGetTextPP(column[4]);
	batch_add(batch, &trip, VARDATA_ANY(region), VARSIZE_ANY_EXHDR(region),
			  VARDATA_ANY(datasource), VARSIZE_ANY_EXHDR(datasource));
}

/* Write segments of all trips that can be seen now. */
static void
write_segments(Store *store)
{
	Batch *batch = batch_create(CurrentMemoryContext);
	SPIPlanPtr plan =
		sql_prepare(psprintf("SELECT origin::tripgrid.lonlat, "
							 "destination::tripgrid.lonlat, "
							 "departed_at::timestamp, region::text, "
							 "datasource::text FROM ONLY %s.trips",
							 store->quoted),
					0, NULL);
	Portal portal = cursor_open(plan, NULL, false);

	for (;;)
	{
		cursor_fetch(portal, FETCH_ROWS);
		if (SPI_processed == 0)
			break;
		for (uint64 i = 0; i < SPI_processed; i++)
		{
			CHECK_FOR_INTERRUPTS();
			add_tuple(batch, SPI_tuptable->vals[i], SPI_tuptable->tupdesc);
		}
		SPI_freetuptable(SPI_tuptable);
		if (batch_full(batch))
			(void) batch_flush(batch, store, 1);
	}
	SPI_freetuptable(SPI_tuptable);
	cursor_close(portal);
	(void) batch_flush(batch, store, 1);
}

static void
delete_all(const Store *store, const char *table)
{
	sql_run_text("DELETE FROM ONLY %s.%s", store->quoted, table);
	sql_run_text("SELECT FROM ONLY %s.%s LIMIT 1", store->quoted, table);
	if (SPI_processed > 0)
		row_delete_refused();
}

/*
 * Set the store's triggers up as create_store does, if they are not, and note
 * that it is fresh, or say why that can not be.
 */
static void
begin_afresh(const Store *store)
{
	Staleness why;

	if (store_mark_fresh(store, &why))
		return;
	if (why.hint == NULL)
	{
		store_follow_trips(store->name);
		if (store_mark_fresh(store, &why))
			return;
	}
	ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
					errmsg("segments of store \"%s\" cannot follow its trips",
						   store->name),
					errdetail("%s", why.detail),
					why.hint != NULL ? errhint("%s", why.hint) : 0));
}

/*
 * Write all segments of a store again.  Writers of trips wait; segments that
 * this transaction cannot see must not be left beside the new ones.
 */
static void
rebuild_store(const char *name)
{
	StoreCaller caller;
	Store *store;

	if (IsolationUsesXactSnapshot())
		ereport(ERROR,
				(errcode(ERRCODE_ACTIVE_SQL_TRANSACTION),
				 errmsg("rebuild cannot run in a transaction of isolation "
						"level REPEATABLE READ or SERIALIZABLE")));
	store = store_maintain(name, ShareRowExclusiveLock, &caller);
	unfollowed_refuse(store, "rebuild");
	SPI_connect();
	begin_afresh(store);
	for (int i = 0; i < REL_COUNT; i++)
		if (store_relations[i].derived)
			delete_all(store, store_relations[i].name);
	write_segments(store);
	SPI_finish();
	store_resume(caller);
}

static const char *
store_argument(FunctionCallInfo fcinfo)
{
	return store_existing(PG_ARGISNULL(0) ? NULL : PG_GETARG_NAME(0));
}

/* (store): write all its segments again */
PG_FUNCTION_INFO_V1(rebuild);
Datum
rebuild(PG_FUNCTION_ARGS)
{
	rebuild_store(store_argument(fcinfo));
	PG_RETURN_VOID();
}

/* Let the sequence of a table go on after what that holds.  The last value of
 * one that has given none is the first that it will. */
static void
advance(const Store *store, const StoreRelationInfo *table)
{
	sql_query(psprintf("SELECT setval('%1$s.%2$s', greatest) FROM (SELECT "
					   "max(%3$s) AS greatest FROM ONLY %1$s.%4$s) AS s WHERE "
					   "greatest >= (SELECT last_value FROM %1$s.%2$s)",
					   store->quoted, table->sequence, table->number,
					   table->name),
			  0, NULL, NULL);
}

/*
 * (store): let the sequences of a store go on after what its tables hold.
 * Everything but loads and changes by others goes on meanwhile.
 */
PG_FUNCTION_INFO_V1(advance_sequences);
Datum
advance_sequences(PG_FUNCTION_ARGS)
{
	StoreCaller caller;
	Store *store =
		store_maintain(store_argument(fcinfo), ShareRowExclusiveLock, &caller);

	SPI_connect();
	for (int i = 0; i < REL_COUNT; i++)
		if (store_relations[i].sequence != NULL)
			advance(store, &store_relations[i]);
	SPI_finish();
	store_resume(caller);
	PG_RETURN_VOID();
}

void
store_begin_fresh(const char *name)
{
	StoreCaller caller;
	Store *store = store_maintain(name, NoLock, &caller);

	SPI_connect();
	begin_afresh(store);
	SPI_finish();
	store_resume(caller);
}
