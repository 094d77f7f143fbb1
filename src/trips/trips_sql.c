/*
 * trips_sql.c
 *	  Trips written into their table by INSERT.
 */
#include "compat.h"

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

#include "store/sql.h"
#include "store/trips_columns.h"
#include "trips/batch_value.h"
#include "trips/trips_sql.h"

#define SQL_ROWS 10000 /* of one INSERT */

/*
 * What an INSERT reads: a named relation of the session's own, with the
 * columns that the feed fills.
 */
#define CAME "tripgrid_came"

typedef struct CameRows
{
	const Batch *batch;
	int columns;
	TupleDesc desc;
	Datum *values;
	bool *isnull;
	EphemeralNamedRelationData relation;
} CameRows;

static int
extra_count(const Batch *batch)
{
	return batch->extra == NULL ? 0 : batch->extra->extras->count;
}

static void
came_begin(CameRows *came, const Batch *batch)
{
	const ExtraColumn *extra =
		batch->extra == NULL ? NULL : batch->extra->extras->columns;

	came->batch = batch;
	came->columns = COLUMN_COUNT + extra_count(batch);
	came->desc = CreateTemplateTupleDesc(came->columns);
	for (AttrNumber i = 0; i < COLUMN_COUNT; i++)
		TupleDescInitEntry(came->desc, i + 1, column_names[i], column_type(i),
						   -1, 0);
	for (AttrNumber i = COLUMN_COUNT; i < came->columns; i++, extra++)
		TupleDescInitEntry(came->desc, i + 1, extra->name, extra->type,
						   extra->typmod, 0);
	came->values = palloc(came->columns * sizeof(Datum));
	came->isnull = palloc0(came->columns * sizeof(bool));
	memset(&came->relation, 0, sizeof came->relation);
	came->relation.md.name = CAME;
	came->relation.md.tupdesc = came->desc;
	came->relation.md.enrtype = ENR_NAMED_TUPLESTORE;
}

static void
came_put(CameRows *came, Tuplestorestate *rows, uint32 trip, int64 load_id)
{
	const Batch *batch = came->batch;
	int extras = extra_count(batch);

	for (int i = 0; i < COLUMN_COUNT; i++)
		came->values[i] =
			column_value(batch, &batch->records[trip], i, load_id);
	if (extras > 0)
	{
		memcpy(came->values + COLUMN_COUNT,
			   batch_extra_values(batch->extra, trip), extras * sizeof(Datum));
		memcpy(came->isnull + COLUMN_COUNT,
			   batch_extra_isnull(batch->extra, trip), extras * sizeof(bool));
	}
	tuplestore_putvalues(rows, came->desc, came->values, came->isnull);
}

static SPIPlanPtr
prepare_insert(const CameRows *came, const Store *store)
{
	StringInfoData columns;
	char *sql;

	initStringInfo(&columns);
	for (int i = 0; i < came->columns; i++)
		appendStringInfo(
			&columns, "%s%s", i ? ", " : "",
			quote_identifier(NameStr(TupleDescAttr(came->desc, i)->attname)));
	sql = psprintf("INSERT INTO %s.trips (%s) SELECT %s FROM " CAME,
				   store->quoted, columns.data, columns.data);
	return sql_prepare(sql, 0, NULL);
}

/* Insert some rows; return how many triggers and rules have let through. */
static uint64
insert_came(CameRows *came, const Store *store, Tuplestorestate *rows,
			SPIPlanPtr *plan)
{
	came->relation.reldata = rows;
	came->relation.md.enrtuples = tuplestore_tuple_count(rows);
	if (SPI_register_relation(&came->relation) != SPI_OK_REL_REGISTER)
		elog(ERROR, "could not register trips to insert");
	if (*plan == NULL)
		*plan = prepare_insert(came, store);
	sql_run(*plan, NULL, NULL);
	(void) SPI_unregister_relation(CAME);
	return SPI_processed;
}

uint64
trips_insert_sql(const Batch *batch, const Store *store, int64 load_id)
{
	CameRows came;
	SPIPlanPtr plan = NULL;
	uint64 written = 0;

	SPI_connect();
	came_begin(&came, batch);
	for (uint32 first = 0; first < batch->count; first += SQL_ROWS)
	{
		uint32 end = Min(first + SQL_ROWS, batch->count);
		Tuplestorestate *rows = tuplestore_begin_heap(false, false, work_mem);

		CHECK_FOR_INTERRUPTS();
		for (uint32 trip = first; trip < end; trip++)
			came_put(&came, rows, trip, load_id);
		written += insert_came(&came, store, rows, &plan);
		tuplestore_end(rows);
	}
	SPI_finish();
	return written;
}
