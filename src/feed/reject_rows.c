/*
 * reject_rows.c
 *	  Rows of a store's rejects: writing them, and holding them until it is
 *	  known what becomes of their load.
 */
#include "compat.h"

#include "access/tupdesc.h"
#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "miscadmin.h"

#include "feed/reject_rows.h"
#include "store/sql.h"

static const struct
{
	const char *name;
	Oid type;
} columns[REJECT_COLUMNS] = {
	[REJECT_LINENO] = {"lineno", INT8OID},
	[REJECT_FIELDS] = {"fields", TEXTARRAYOID},
	[REJECT_COLNAME] = {"colname", TEXTOID},
	[REJECT_VALUE] = {"raw_field_value", TEXTOID},
	[REJECT_MESSAGE] = {"err_message", TEXTOID},
	[REJECT_CODE] = {"errorcode", TEXTOID},
};

TupleDesc
reject_row_type(void)
{
	TupleDesc desc = CreateTemplateTupleDesc(REJECT_COLUMNS);

	for (int i = 0; i < REJECT_COLUMNS; i++)
		TupleDescInitEntry(desc, (AttrNumber) (i + 1), columns[i].name,
						   columns[i].type, -1, 0);
	return desc;
}

/* ---- writing -------------------------------------------------------------
 */

RejectWriter
reject_writer(const Store *store, int64 load_id)
{
	Oid types[REJECT_COLUMNS + 1] = {INT8OID};
	RejectWriter writer = {NULL, load_id};
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql, "INSERT INTO %s.rejects (load_id", store->quoted);
	for (int i = 0; i < REJECT_COLUMNS; i++)
	{
		types[i + 1] = columns[i].type;
		appendStringInfo(&sql, ", %s", columns[i].name);
	}
	appendStringInfoString(&sql, ") VALUES ($1");
	for (int i = 0; i < REJECT_COLUMNS; i++)
		appendStringInfo(&sql, ", $%d", i + 2);
	appendStringInfoChar(&sql, ')');
	writer.plan = sql_prepare(sql.data, lengthof(types), types);
	return writer;
}

void
reject_write(RejectWriter writer, const RejectRow *row)
{
	Datum values[REJECT_COLUMNS + 1];
	char nulls[REJECT_COLUMNS + 1];

	values[0] = Int64GetDatum(writer.load_id);
	nulls[0] = ' ';
	for (int i = 0; i < REJECT_COLUMNS; i++)
	{
		values[i + 1] = row->values[i];
		nulls[i + 1] = row->isnull[i] ? 'n' : ' ';
	}
	sql_run(writer.plan, values, nulls);
}

/* ---- holding -------------------------------------------------------------
 */

HeldRejects *
held_rejects_create(void)
{
	HeldRejects *held = palloc0(sizeof *held);

	held->rows = tuplestore_begin_heap(false, false, work_mem);
	held->slot =
		MakeSingleTupleTableSlot(reject_row_type(), &TTSOpsMinimalTuple);
	return held;
}

void
held_rejects_add(HeldRejects *held, RejectRow *row)
{
	tuplestore_putvalues(held->rows, held->slot->tts_tupleDescriptor,
						 row->values, row->isnull);
	held->count++;
}

bool
held_rejects_next(HeldRejects *held)
{
	CHECK_FOR_INTERRUPTS();
	return tuplestore_gettupleslot(held->rows, true, false, held->slot);
}

void
held_rejects_write(HeldRejects *held, const Store *store, int64 load_id)
{
	RejectWriter writer;
	RejectRow row;

	if (held->count == 0)
		return;
	SPI_connect();
	writer = reject_writer(store, load_id);
	while (held_rejects_next(held))
	{
		reject_row_of(held->slot, &row);
		reject_write(writer, &row);
	}
	SPI_finish();
}

void
held_rejects_end(HeldRejects *held)
{
	ExecDropSingleTupleTableSlot(held->slot);
	tuplestore_end(held->rows);
	pfree(held);
}

void
reject_row_of(TupleTableSlot *slot, RejectRow *row)
{
	slot_getallattrs(slot);
	memcpy(row->values, slot->tts_values, sizeof row->values);
	memcpy(row->isnull, slot->tts_isnull, sizeof row->isnull);
}
