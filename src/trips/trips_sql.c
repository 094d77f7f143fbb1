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
#define NEW_ROWS "tripgrid_rows"

typedef struct NewRows
{
	const Batch *batch;
	int columns;
	TupleDesc desc;
	Datum *values;
	bool *isnull;
	EphemeralNamedRelationData relation;
} NewRows;

static int
extra_count(const Batch *batch)
{
	return batch->extra == NULL ? 0 : batch->extra->extras->count;
}

static void
new_rows_begin(NewRows *rows, const Batch *batch)
{
	const ExtraColumn *extra =
		batch->extra == NULL ? NULL : batch->extra->extras->columns;

	rows->batch = batch;
	rows->columns = COLUMN_COUNT + extra_count(batch);
	rows->desc = CreateTemplateTupleDesc(rows->columns);
	for (AttrNumber i = 0; i < COLUMN_COUNT; i++)
		TupleDescInitEntry(rows->desc, i + 1, column_names[i], column_type(i),
						   -1, 0);
	for (AttrNumber i = COLUMN_COUNT; i < rows->columns; i++, extra++)
		TupleDescInitEntry(rows->desc, i + 1, extra->name, extra->type,
						   extra->typmod, 0);
	rows->values = palloc(rows->columns * sizeof(Datum));
	rows->isnull = palloc0(rows->columns * sizeof(bool));
	memset(&rows->relation, 0, sizeof rows->relation);
	rows->relation.md.name = NEW_ROWS;
	rows->relation.md.tupdesc = rows->desc;
	rows->relation.md.enrtype = ENR_NAMED_TUPLESTORE;
}

static void
new_rows_put(NewRows *rows, Tuplestorestate *tuples, uint32 trip,
			 int64 load_id)
{
	const Batch *batch = rows->batch;
	int extras = extra_count(batch);

	for (int i = 0; i < COLUMN_COUNT; i++)
		rows->values[i] =
			column_value(batch, &batch->records[trip], i, load_id);
	if (extras > 0)
	{
		memcpy(rows->values + COLUMN_COUNT,
			   batch_extra_values(batch->extra, trip), extras * sizeof(Datum));
		memcpy(rows->isnull + COLUMN_COUNT,
			   batch_extra_isnull(batch->extra, trip), extras * sizeof(bool));
	}
	tuplestore_putvalues(tuples, rows->desc, rows->values, rows->isnull);
}

static SPIPlanPtr
prepare_insert(const NewRows *rows, const Store *store)
{
	StringInfoData columns;
	char *sql;

	initStringInfo(&columns);
	for (int i = 0; i < rows->columns; i++)
		appendStringInfo(
			&columns, "%s%s", i ? ", " : "",
			quote_identifier(NameStr(TupleDescAttr(rows->desc, i)->attname)));
	sql = psprintf("INSERT INTO %s.trips (%s) SELECT %s FROM " NEW_ROWS,
				   store->quoted, columns.data, columns.data);
	return sql_prepare(sql, 0, NULL);
}

/* Insert some rows; return how many triggers and rules have let through. */
static uint64
insert_rows(NewRows *rows, const Store *store, Tuplestorestate *tuples,
			SPIPlanPtr *plan)
{
	rows->relation.reldata = tuples;
	rows->relation.md.enrtuples = tuplestore_tuple_count(tuples);
	if (SPI_register_relation(&rows->relation) != SPI_OK_REL_REGISTER)
		elog(ERROR, "could not register trips to insert");
	if (*plan == NULL)
		*plan = prepare_insert(rows, store);
	sql_run(*plan, NULL, NULL);
	(void) SPI_unregister_relation(NEW_ROWS);
	return SPI_processed;
}

uint64
trips_insert_sql(const Batch *batch, const Store *store, int64 load_id)
{
	NewRows rows;
	SPIPlanPtr plan = NULL;
	uint64 written = 0;

	SPI_connect();
	new_rows_begin(&rows, batch);
	for (uint32 first = 0; first < batch->count; first += SQL_ROWS)
	{
		uint32 end = Min(first + SQL_ROWS, batch->count);
		Tuplestorestate *tuples =
			tuplestore_begin_heap(false, false, work_mem);

		CHECK_FOR_INTERRUPTS();
		for (uint32 trip = first; trip < end; trip++)
			new_rows_put(&rows, tuples, trip, load_id);
		written += insert_rows(&rows, store, tuples, &plan);
		tuplestore_end(tuples);
	}
	SPI_finish();
	return written;
}
