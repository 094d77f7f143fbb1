/*
 * row_delete.c
 *	  Rows of a store's tables that were read, deleted.
 */
#include "compat.h"

#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "utils/array.h"

#include "segment/row_delete.h"
#include "store/own_table.h"
#include "store/sql.h"

#define MOST_PLACES 1024 /* of a statement */

RowDelete *
row_delete_begin(const Store *store, StoreRelation table)
{
	RowDelete *rows = palloc0(sizeof *rows);

	rows->store = store;
	rows->table = table;
	rows->room = MOST_PLACES;
	rows->places = palloc(rows->room * sizeof *rows->places);
	return rows;
}

void
row_delete_note(RowDelete *rows, ItemPointerData place)
{
	if (rows->count == rows->room)
	{
		rows->room *= 2;
		rows->places =
			repalloc_huge(rows->places, rows->room * sizeof *rows->places);
	}
	rows->places[rows->count++] = place;
}

/* They would count beside those that are written instead. */
void
row_delete_refused(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("rows of a store's segments, nodes or summaries could not "
					"be deleted"),
			 errdetail("A trigger or rule keeps some of them.")));
}

/*
 * Delete without SQL as many as can be, the first of them; return how many.
 * The others have been changed, or others have a word in it.
 */
static int
run_directly(const RowDelete *rows)
{
	Relation table =
		own_table_open(rows->store, rows->table, ACL_DELETE | ACL_SELECT);
	int done = 0;
	CommandId command;
	TM_FailureData failure;

	if (table == NULL)
		return 0;
	CheckCmdReplicaIdentity(table, CMD_DELETE);
	command = GetCurrentCommandId(true);
	while (done < rows->count &&
		   table_tuple_delete(table, &rows->places[done], command,
							  InvalidSnapshot, InvalidSnapshot, true, &failure,
							  false) == TM_Ok)
	{
		CHECK_FOR_INTERRUPTS();
		done++;
	}
	table_close(table, NoLock);
	/* as after a statement */
	CommandCounterIncrement();
	return done;
}

static SPIPlanPtr
prepare_plan(const RowDelete *rows)
{
	Oid types[] = {TIDARRAYOID};

	return sql_prepare(psprintf("DELETE FROM ONLY %s.%s WHERE ctid = ANY ($1)",
								rows->store->quoted,
								store_relations[rows->table].name),
					   lengthof(types), types);
}

/* Delete some of them, so that no array is too long. */
static void
run_some(RowDelete *rows, int first, int count)
{
	Datum places[MOST_PLACES];
	ArrayType *array;
	Datum value;

	for (int i = 0; i < count; i++)
		places[i] = PointerGetDatum(&rows->places[first + i]);
	array = construct_array(places, count, TIDOID, sizeof(ItemPointerData),
							false, TYPALIGN_SHORT);
	value = PointerGetDatum(array);
	if (rows->plan == NULL)
		rows->plan = prepare_plan(rows);
	sql_run(rows->plan, &value, NULL);
	if (SPI_processed != (uint64) count)
		row_delete_refused();
	pfree(array);
}

void
row_delete_run(RowDelete *rows)
{
	for (int i = run_directly(rows); i < rows->count; i += MOST_PLACES)
		run_some(rows, i, Min(MOST_PLACES, rows->count - i));
	row_delete_forget(rows);
}

void
row_delete_forget(RowDelete *rows)
{
	rows->count = 0;
}
