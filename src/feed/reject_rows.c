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

/* What the INSERT reads: a named relation of the session's own. */
#define HELD "tripgrid_held"

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
	[REJECT_ALSO_MISSING] = {"also_missing", TEXTOID},
};

static TupleDesc
row_type(void)
{
	TupleDesc desc = CreateTemplateTupleDesc(REJECT_COLUMNS);

	for (int i = 0; i < REJECT_COLUMNS; i++)
		TupleDescInitEntry(desc, (AttrNumber) (i + 1), columns[i].name,
						   columns[i].type, -1, 0);
	return desc;
}

HeldRejects *
held_rejects_create(void)
{
	HeldRejects *held = palloc0(sizeof *held);

	held->rows = tuplestore_begin_heap(false, false, work_mem);
	held->slot = MakeSingleTupleTableSlot(row_type(), &TTSOpsMinimalTuple);
	return held;
}

void
held_rejects_add(HeldRejects *held, RejectRow *row)
{
	tuplestore_putvalues(held->rows, held->slot->tts_tupleDescriptor,
						 row->values, row->isnull);
	held->count++;
}

void
held_rejects_add_slot(HeldRejects *held)
{
	tuplestore_puttupleslot(held->rows, held->slot);
	held->count++;
}

bool
held_rejects_next(HeldRejects *held)
{
	CHECK_FOR_INTERRUPTS();
	return tuplestore_gettupleslot(held->rows, true, false, held->slot);
}

static char *
insert_query(const Store *store)
{
	StringInfoData names;

	initStringInfo(&names);
	for (int i = 0; i < REJECT_COLUMNS; i++)
		appendStringInfo(&names, ", %s", columns[i].name);
	return psprintf(
		"INSERT INTO %s.rejects (load_id%s) SELECT $1%s FROM " HELD,
		store->quoted, names.data, names.data);
}

void
held_rejects_write(HeldRejects *held, const Store *store, int64 load_id)
{
	Oid types[] = {INT8OID};
	Datum values[] = {Int64GetDatum(load_id)};
	EphemeralNamedRelationData relation;

	if (held->count == 0)
		return;
	memset(&relation, 0, sizeof relation);
	relation.md.name = HELD;
	relation.md.tupdesc = held->slot->tts_tupleDescriptor;
	relation.md.enrtype = ENR_NAMED_TUPLESTORE;
	relation.md.enrtuples = (double) held->count;
	relation.reldata = held->rows;
	SPI_connect();
	if (SPI_register_relation(&relation) != SPI_OK_REL_REGISTER)
		elog(ERROR, "could not register rejects to insert");
	sql_query(insert_query(store), lengthof(types), types, values);
	(void) SPI_unregister_relation(HELD);
	SPI_finish();
}

void
held_rejects_end(HeldRejects *held)
{
	ExecDropSingleTupleTableSlot(held->slot);
	tuplestore_end(held->rows);
	pfree(held);
}
