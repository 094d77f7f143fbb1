/*
 * compact.c
 *	  Many runs of segments made into one.
 *
 * Small runs, of which single-row statements leave many, are first gathered
 * into larger ones in memory; then all runs are merged, region by region.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "store/flush.h"
#include "store/region_merge.h"
#include "store/segment_reader.h"
#include "store/sql.h"
#include "tripgrid.h"

#define MERGE_RUNS                                                            \
	64 /* more than these, and small ones are gathered first                  \
		*/
#define FETCH_SEGMENTS 100

typedef struct RunList
{
	RunRef *runs;
	int count;
} RunList;

/* Execute a query of the store with one bigint[] argument. */
static void
query_runs(const Store *store, const char *query, Datum run_ids)
{
	Oid types[] = {INT8ARRAYOID};

	sql_query(psprintf(query, store->quoted), 1, types, &run_ids);
}

static Datum
run_ids(const RunList *list)
{
	Datum *ids = palloc(Max(list->count, 1) * sizeof(Datum));

	for (int i = 0; i < list->count; i++)
		ids[i] = Int64GetDatum(list->runs[i].run);
	return PointerGetDatum(
		construct_array(ids, list->count, INT8OID, 8, true, TYPALIGN_DOUBLE));
}

/* All runs that can be seen, small ones (by trips) or the others. */
static RunList
list_runs(const Store *store, const char *condition)
{
	RunList list;

	sql_query(
		psprintf("SELECT run_id, min(sign) FROM %s.summaries GROUP BY run_id "
				 "HAVING sum(trips) %s ORDER BY run_id",
				 store->quoted, condition),
		0, NULL, NULL);
	list.count = (int) SPI_processed;
	list.runs = palloc(Max(list.count, 1) * sizeof(RunRef));
	for (int i = 0; i < list.count; i++)
	{
		HeapTuple tuple = SPI_tuptable->vals[i];
		TupleDesc desc = SPI_tuptable->tupdesc;
		bool isnull;

		list.runs[i].run =
			DatumGetInt64(SPI_getbinval(tuple, desc, 1, &isnull));
		list.runs[i].sign =
			DatumGetInt16(SPI_getbinval(tuple, desc, 2, &isnull));
	}
	SPI_freetuptable(SPI_tuptable);
	return list;
}

static void
delete_runs(const Store *store, const RunList *list)
{
	Datum ids = run_ids(list);

	query_runs(store, "DELETE FROM %s.segments WHERE run_id = ANY ($1)", ids);
	query_runs(store, "DELETE FROM %s.summaries WHERE run_id = ANY ($1)", ids);
}

/* Add the trips of one segment to a batch. */
static void
gather_segment(Batch *batch, Datum region, Datum datasources,
			   const SegmentColumns *columns)
{
	text *name = DatumGetTextPP(region);
	Datum *names;
	int length;
	uint32 count;
	TgRecord *records;

	deconstruct_array(DatumGetArrayTypeP(datasources), TEXTOID, -1, false,
					  TYPALIGN_INT, &names, NULL, &length);
	records = segment_read(columns, (uint32) length, &count);
	for (uint32 i = 0; i < count; i++)
	{
		Datum datasource = names[records[i].datasource];

		batch_add(batch, &records[i].trip, VARDATA_ANY(name),
				  VARSIZE_ANY_EXHDR(name), VARDATA_ANY(datasource),
				  VARSIZE_ANY_EXHDR(datasource));
	}
}

/* Gather one row: sign, region, datasources and the columns. */
static void
gather_row(Batch *const *batches, const Store *store, HeapTuple tuple,
		   TupleDesc desc)
{
	Datum column[7];
	SegmentColumns columns;
	Batch *batch;
	int sign;

	for (int i = 0; i < lengthof(column); i++)
	{
		bool isnull;

		column[i] = SPI_getbinval(tuple, desc, i + 1, &isnull);
	}
	sign = DatumGetInt16(column[0]);
	batch = batches[sign < 0];
	columns = (SegmentColumns){column[3], column[4], column[5], column[6]};
	gather_segment(batch, column[1], column[2], &columns);
	if (batch_full(batch))
		batch_flush(batch, store, sign);
}

/* Replace small runs by few larger ones. */
static void
gather_runs(const Store *store, const RunList *small)
{
	Batch *batches[] = {batch_create(CurrentMemoryContext),
						batch_create(CurrentMemoryContext)};
	MemoryContext context = AllocSetContextCreate(
		CurrentMemoryContext, "tripgrid gather", ALLOCSET_DEFAULT_SIZES);
	Oid types[] = {INT8ARRAYOID};
	Datum ids = run_ids(small);
	Portal portal = SPI_cursor_open_with_args(
		NULL,
		psprintf("SELECT sign, region, datasources, origins, destinations, "
				 "departures, datasource_nos FROM %s.segments "
				 "WHERE projection = 'o' AND run_id = ANY ($1)",
				 store->quoted),
		1, types, &ids, NULL, false, 0);

	for (;;)
	{
		MemoryContext old;

		SPI_cursor_fetch(portal, true, FETCH_SEGMENTS);
		if (SPI_processed == 0)
			break;
		old = MemoryContextSwitchTo(context);
		for (uint64 i = 0; i < SPI_processed; i++)
		{
			CHECK_FOR_INTERRUPTS();
			gather_row(batches, store, SPI_tuptable->vals[i],
					   SPI_tuptable->tupdesc);
		}
		MemoryContextSwitchTo(old);
		MemoryContextReset(context);
		SPI_freetuptable(SPI_tuptable);
	}
	SPI_cursor_close(portal);
	batch_flush(batches[0], store, 1);
	batch_flush(batches[1], store, -1);
	delete_runs(store, small);
	MemoryContextDelete(context);
}

static void
merge_runs(const Store *store, const RunList *list)
{
	SegmentWriter *writer = segment_writer_begin(store, 1, NULL);
	SPITupleTable *regions;

	query_runs(store,
			   "SELECT DISTINCT region COLLATE \"C\" FROM %s.summaries "
			   "WHERE run_id = ANY ($1) ORDER BY 1",
			   run_ids(list));
	regions = SPI_tuptable;
	for (uint64 i = 0; i < regions->numvals; i++)
	{
		bool isnull;

		region_merge(
			writer, store,
			SPI_getbinval(regions->vals[i], regions->tupdesc, 1, &isnull),
			list->runs, list->count);
	}
	delete_runs(store, list);
}

/* (store): merge all runs into one. */
PG_FUNCTION_INFO_V1(compact_segments);
Datum
compact_segments(PG_FUNCTION_ARGS)
{
	StoreIdentity identity;
	Store *store =
		store_maintain(NameStr(*PG_GETARG_NAME(0)), NoLock, &identity);
	RunList all;

	SPI_connect();
	all = list_runs(store, "> 0");
	if (all.count > MERGE_RUNS)
	{
		RunList small =
			list_runs(store, psprintf("< %d", setting_batch_trips / 2 + 1));

		if (small.count > 1)
		{
			gather_runs(store, &small);
			all = list_runs(store, "> 0");
		}
	}
	if (all.count > 1 || (all.count == 1 && all.runs[0].sign < 0))
		merge_runs(store, &all);
	SPI_finish();
	store_resume(identity);
	PG_RETURN_VOID();
}
