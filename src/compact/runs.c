/*
 * runs.c
 *	  The runs of a store: what each flush or merge has written.
 */
#include "compat.h"

#include "access/stratnum.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/datum.h"
#include "utils/snapmgr.h"

#include "compact/runs.h"
#include "segment/names.h"
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

static int
compare_numbers(const void *a, const void *b)
{
	const Run *left = a;
	const Run *right = b;

	return left->run < right->run ? -1 : left->run > right->run;
}

/* Join the regions of each run: an owner may have keyed them another way. */
static void
join_regions(RunList *list)
{
	int used = 0;

	qsort(list->runs, list->count, sizeof(Run), compare_numbers);
	for (int i = 0; i < list->count; i++)
	{
		const Run *region = &list->runs[i];
		Run *run = &list->runs[used - 1];

		if (used == 0 || run->run != region->run)
			list->runs[used++] = *region;
		else
		{
			run->trips += region->trips;
			run->own &= region->own;
		}
	}
	list->count = used;
}

RunList
runs_list(const Store *store, int64 after)
{
	RunList list = {NULL, 0, after == PG_INT64_MIN};
	TableKey key = {COL_SUMMARY_RUN, BTGreaterStrategyNumber,
					Int64GetDatum(after)};
	int room = 16;
	TableScan *scan;

	/* of now, and with what this transaction has written */
	CommandCounterIncrement();
	PushActiveSnapshot(GetTransactionSnapshot());
	scan = table_scan_open(store->schema, &summaries_table,
						   COLUMN_BIT(COL_SUMMARY_RUN) |
							   COLUMN_BIT(COL_SUMMARY_SIGN) |
							   COLUMN_BIT(COL_SUMMARY_TRIPS));
	list.runs = palloc(room * sizeof(Run));
	table_scan_begin(scan, &key, 1);
	while (table_scan_next(scan))
	{
		CHECK_FOR_INTERRUPTS();
		if (list.count == room)
		{
			room *= 2;
			list.runs = repalloc_huge(list.runs, room * sizeof(Run));
		}
		list.runs[list.count++] =
			(Run){DatumGetInt64(table_scan_get(scan, COL_SUMMARY_RUN)),
				  DatumGetInt64(table_scan_get(scan, COL_SUMMARY_TRIPS)),
				  DatumGetInt16(table_scan_get(scan, COL_SUMMARY_SIGN)),
				  table_scan_is_own(scan)};
	}
	table_scan_close(scan);
	PopActiveSnapshot();
	join_regions(&list);
	qsort(list.runs, list.count, sizeof(Run), compare_trips);
	return list;
}

RunRegion *
runs_regions(const Store *store, const RunList *list, const text *region,
			 int *count)
{
	TableScan *scan = table_scan_open(store->schema, &summaries_table,
									  COLUMN_BIT(COL_SUMMARY_RUN) |
										  COLUMN_BIT(COL_SUMMARY_SIGN) |
										  COLUMN_BIT(COL_SUMMARY_REGION) |
										  COLUMN_BIT(COL_SUMMARY_DATASOURCES));
	int room = 16;
	RunRegion *found = palloc(room * sizeof(RunRegion));

	*count = 0;
	for (int i = 0; i < list->count; i++)
	{
		TableKey keys[] = {{COL_SUMMARY_RUN, BTEqualStrategyNumber,
							Int64GetDatum(list->runs[i].run)},
						   {COL_SUMMARY_REGION, BTEqualStrategyNumber,
							PointerGetDatum(region)}};

		table_scan_begin(scan, keys, region != NULL ? 2 : 1);
		while (table_scan_next(scan))
		{
			const text *own =
				DatumGetTextPP(table_scan_get(scan, COL_SUMMARY_REGION));

			CHECK_FOR_INTERRUPTS();
			if (region != NULL && !same_name(region, own))
				continue;
			if (*count == room)
			{
				room *= 2;
				found = repalloc_huge(found, room * sizeof(RunRegion));
			}
			found[(*count)++] = (RunRegion){
				list->runs[i].run,
				DatumGetInt16(table_scan_get(scan, COL_SUMMARY_SIGN)),
				DatumGetTextPP(datumCopy(PointerGetDatum(own), false, -1)),
				PointerGetDatum(PG_DETOAST_DATUM_COPY(
					table_scan_get(scan, COL_SUMMARY_DATASOURCES)))};
		}
	}
	table_scan_close(scan);
	return found;
}

Names *
runs_names(const Store *store, const RunList *list)
{
	TableScan *scan = table_scan_open(store->schema, &summaries_table,
									  COLUMN_BIT(COL_SUMMARY_RUN) |
										  COLUMN_BIT(COL_SUMMARY_REGION));
	Names *names = names_create(CurrentMemoryContext);

	for (int i = 0; i < list->count; i++)
	{
		TableKey key = {COL_SUMMARY_RUN, BTEqualStrategyNumber,
						Int64GetDatum(list->runs[i].run)};

		table_scan_begin(scan, &key, 1);
		while (table_scan_next(scan))
		{
			const text *region =
				DatumGetTextPP(table_scan_get(scan, COL_SUMMARY_REGION));

			CHECK_FOR_INTERRUPTS();
			(void) names_number(names, VARDATA_ANY(region),
								VARSIZE_ANY_EXHDR(region));
		}
	}
	table_scan_close(scan);
	pfree(names_rank(names));
	return names;
}

void
run_segments(TableScan *scan, const RunRegion *of, char projection)
{
	TableKey keys[] = {
		{COL_SEGMENT_REGION, BTEqualStrategyNumber,
		 PointerGetDatum(of->region)},
		{COL_SEGMENT_PROJECTION, BTEqualStrategyNumber,
		 CharGetDatum(projection)},
		{COL_SEGMENT_RUN, BTEqualStrategyNumber, Int64GetDatum(of->run)}};

	table_scan_begin(scan, keys, lengthof(keys));
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
	static const char *const leaves =
		"DELETE FROM %s.nodes WHERE top = ANY ('{t,f}') AND level = 1 "
		"AND %s AND projection = ANY ('{o,d}')";
	static const char *const others =
		"DELETE FROM %s.nodes WHERE top = ANY ('{t,f}') AND level > 1 "
		"AND run_id = ANY ($1) AND projection = ANY ('{o,d}')";
	static const char *const segments =
		"DELETE FROM %s.segments WHERE %s AND projection = ANY ('{o,d}')";
	const char *condition = runs_condition(store);
	Oid types[] = {INT8ARRAYOID};
	Datum numbers = runs_array(list);

	sql_query(psprintf(leaves, store->quoted, condition), lengthof(types),
			  types, &numbers);
	sql_query(psprintf(others, store->quoted), lengthof(types), types,
			  &numbers);
	sql_query(psprintf(segments, store->quoted, condition), lengthof(types),
			  types, &numbers);
	sql_query(psprintf("DELETE FROM %s.summaries WHERE run_id = ANY ($1)",
					   store->quoted),
			  lengthof(types), types, &numbers);
}
