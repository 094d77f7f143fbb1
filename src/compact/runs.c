/*
 * runs.c
 *	  The runs of a store: what each flush or merge has written.
 */
#include "compat.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "utils/array.h"

#include "compact/runs.h"
#include "store/sql.h"

static int
compare_trips(const void *a, const void *b)
{
	const Run *left = a;
	const Run *right = b;

	if (left->trips != right->trips)
		return left->trips < right->trips ? -1 : 1;
	return left->run < right->run ? -1 : left->run > right->run;
}

static Datum
field(uint64 row, int column)
{
	bool isnull;

	return SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc,
						 column, &isnull);
}

RunList
runs_list(const Store *store, int64 after)
{
	RunList list = {NULL, 0, after == PG_INT64_MIN};
	Oid types[] = {INT8OID, INT8OID};
	/* a range of two bounds is what the planner thinks an index good for */
	Datum bounds[] = {Int64GetDatum(after), Int64GetDatum(PG_INT64_MAX)};

	sql_query(psprintf("SELECT run_id::bigint, sign::smallint, "
					   "trips::bigint, xmin FROM %s.summaries "
					   "WHERE run_id > $1 AND run_id <= $2 ORDER BY run_id",
					   store->quoted),
			  lengthof(types), types, bounds);
	list.runs = palloc((SPI_processed + 1) * sizeof(Run));
	for (uint64 row = 0; row < SPI_processed; row++)
	{
		int64 number = DatumGetInt64(field(row, 1));
		Run *run;

		if (list.count == 0 || list.runs[list.count - 1].run != number)
			list.runs[list.count++] =
				(Run){number, 0, DatumGetInt16(field(row, 2)), true};
		run = &list.runs[list.count - 1];
		run->trips += DatumGetInt64(field(row, 3));
		run->own &= TransactionIdIsCurrentTransactionId(
			DatumGetTransactionId(field(row, 4)));
	}
	SPI_freetuptable(SPI_tuptable);
	qsort(list.runs, list.count, sizeof(Run), compare_trips);
	return list;
}

int64 *
runs_trips(const RunList *list)
{
	int64 *trips = palloc((list->count + 1) * sizeof(int64));

	for (int i = 0; i < list->count; i++)
		trips[i] = list->runs[i].trips;
	return trips;
}

Datum
runs_array(const RunList *list)
{
	Datum *numbers = palloc((list->count + 1) * sizeof(Datum));

	for (int i = 0; i < list->count; i++)
		numbers[i] = Int64GetDatum(list->runs[i].run);
	return PointerGetDatum(construct_array(numbers, list->count, INT8OID, 8,
										   true, TYPALIGN_DOUBLE));
}

bool
runs_negative(const RunList *list)
{
	for (int i = 0; i < list->count; i++)
		if (list->runs[i].sign < 0)
			return true;
	return false;
}

const char *
runs_condition(const Store *store)
{
	return psprintf("region = ANY (ARRAY(SELECT region FROM %s.summaries "
					"WHERE run_id = ANY ($1))) AND run_id = ANY ($1)",
					store->quoted);
}

void
runs_refuse_remainder(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATA_CORRUPTED),
			 errmsg("segments take off a trip that they do not have"),
			 errhint("CALL tripgrid.rebuild() makes the segments again.")));
}

void
runs_delete(const Store *store, const RunList *list)
{
	static const char *const keyed[] = {"nodes", "segments"};
	Oid types[] = {INT8ARRAYOID};
	Datum numbers = runs_array(list);

	for (int i = 0; i < lengthof(keyed); i++)
		sql_query(psprintf("DELETE FROM %s.%s "
						   "WHERE %s AND projection = ANY ('{o,d}')",
						   store->quoted, keyed[i], runs_condition(store)),
				  lengthof(types), types, &numbers);
	sql_query(psprintf("DELETE FROM %s.summaries WHERE run_id = ANY ($1)",
					   store->quoted),
			  lengthof(types), types, &numbers);
}
