/*
 * trips_trigger.c
 *	  Statement triggers on trips that keep the segments exact: trips that
 *	  came make segments of sign +1, trips that went segments of sign -1.
 */
#include "compat.h"

#include "access/table.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "tcop/pquery.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/timestamp.h"
#include "utils/tuplestore.h"

#include "trips/applied.h"
#include "store/freshness.h"
#include "store/received.h"
#include "store/sql.h"
#include "trips/segments_follow.h"
#include "trips/trips_row.h"
#include "store/unfollowed.h"

/* One side of a change: the rows that came, or those that went. */
typedef struct ChangedRows
{
	Tuplestorestate *rows;
	int reader; /* a read pointer of its own */
	TupleTableSlot *slot;
	Batch *batch;
	int sign;
} ChangedRows;

static ChangedRows *
changed_rows(TriggerData *data, Tuplestorestate *rows, int sign)
{
	ChangedRows *changed;

	if (rows == NULL)
		return NULL;
	changed = palloc(sizeof *changed);
	changed->rows = rows;
	changed->reader = tuplestore_alloc_read_pointer(rows, EXEC_FLAG_REWIND);
	tuplestore_select_read_pointer(rows, changed->reader);
	tuplestore_rescan(rows);
	changed->slot = MakeSingleTupleTableSlot(
		RelationGetDescr(data->tg_relation), &TTSOpsMinimalTuple);
	changed->batch = batch_create(CurrentMemoryContext);
	changed->sign = sign;
	return changed;
}

static void
changed_rows_end(ChangedRows *changed)
{
	if (changed != NULL)
		ExecDropSingleTupleTableSlot(changed->slot);
}

/* Read the next row; false at the end. */
static bool
next_row(ChangedRows *changed, const TripsColumns *columns, TripsRow *row)
{
	TupleTableSlot *slot = changed->slot;
	MemoryContext old;
	bool found;

	CHECK_FOR_INTERRUPTS();
	/* a row read back from disk belongs to the slot, not to this row's context
	 */
	old = MemoryContextSwitchTo(slot->tts_mcxt);
	tuplestore_select_read_pointer(changed->rows, changed->reader);
	found = tuplestore_gettupleslot(changed->rows, true, false, slot);
	MemoryContextSwitchTo(old);
	if (!found)
		return false;
	trips_row_read(slot, columns, row);
	return true;
}

static void
flush(ChangedRows *changed, Store *store)
{
	segments_follow(store, changed->batch, changed->sign);
}

static void
add_row(ChangedRows *changed, Store *store, const TripsRow *row)
{
	trips_row_add(changed->batch, row);
	if (batch_full(changed->batch))
		flush(changed, store);
}

/* A context for what one row leaves behind. */
static MemoryContext
row_context(void)
{
	return AllocSetContextCreate(CurrentMemoryContext, "tripgrid changed row",
								 ALLOCSET_DEFAULT_SIZES);
}

/* Add all rows of one side. */
static void
add_rows(ChangedRows *changed, Store *store, const TripsColumns *columns)
{
	MemoryContext context = row_context();
	MemoryContext old = MemoryContextSwitchTo(context);
	TripsRow row;

	while (next_row(changed, columns, &row))
	{
		add_row(changed, store, &row);
		MemoryContextReset(context);
	}
	MemoryContextSwitchTo(old);
	flush(changed, store);
}

/*
 * Add both sides of an UPDATE, which come in the same order, but for rows in
 * which nothing changed that the segments hold.
 */
static void
add_updates(ChangedRows *removed, ChangedRows *added, Store *store,
			const TripsColumns *columns)
{
	MemoryContext context = row_context();
	MemoryContext caller = MemoryContextSwitchTo(context);
	TripsRow old;
	TripsRow new;

	while (next_row(removed, columns, &old) && next_row(added, columns, &new))
	{
		if (!trips_rows_equal(&old, &new))
		{
			add_row(removed, store, &old);
			add_row(added, store, &new);
		}
		MemoryContextReset(context);
	}
	MemoryContextSwitchTo(caller);
	flush(removed, store);
	flush(added, store);
}

/* The trigger's data, if it is one of those that create_store makes. */
static TriggerData *
trigger_data(FunctionCallInfo fcinfo, bool row, bool truncate)
{
	TriggerData *data = (TriggerData *) fcinfo->context;

	if (!CALLED_AS_TRIGGER(fcinfo) || !TRIGGER_FIRED_AFTER(data->tg_event) ||
		(TRIGGER_FIRED_FOR_ROW(data->tg_event) != 0) != row ||
		TRIGGER_FIRED_BY_TRUNCATE(data->tg_event) != truncate ||
		strcmp(RelationGetRelationName(data->tg_relation),
			   store_relations[REL_TRIPS].name) != 0)
		ereport(ERROR, (errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
						errmsg("function must be called by an AFTER %s "
							   "trigger on the trips of a store",
							   row ? "row" : "statement")));
	return data;
}

PG_FUNCTION_INFO_V1(trips_changed);
Datum
trips_changed(PG_FUNCTION_ARGS)
{
	TriggerData *data = trigger_data(fcinfo, false, false);
	Store *store = store_of_relation(data->tg_relation);
	TripsColumns columns = trips_row_columns(data->tg_relation);
	ChangedRows *removed = changed_rows(data, data->tg_oldtable, -1);
	ChangedRows *added = changed_rows(data, data->tg_newtable, 1);

	applied_flush(store->tables.oid[REL_TRIPS]);
	if (removed != NULL && added != NULL)
		add_updates(removed, added, store, &columns);
	else if (removed != NULL)
		add_rows(removed, store, &columns);
	else if (added != NULL)
		add_rows(added, store, &columns);
	else
		ereport(ERROR, (errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
						errmsg("trigger \"%s\" has no transition table",
							   data->tg_trigger->tgname)));
	changed_rows_end(removed);
	changed_rows_end(added);
	unfollowed_end(RelationGetRelid(data->tg_relation));
	return PointerGetDatum(NULL);
}

/* A statement is about to change rows, or to remove all. */
PG_FUNCTION_INFO_V1(trips_changing);
Datum
trips_changing(PG_FUNCTION_ARGS)
{
	TriggerData *data = (TriggerData *) fcinfo->context;

	if (!CALLED_AS_TRIGGER(fcinfo) || !TRIGGER_FIRED_BEFORE(data->tg_event) ||
		TRIGGER_FIRED_FOR_ROW(data->tg_event))
		ereport(ERROR, (errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
						errmsg("function must be called by a BEFORE statement "
							   "trigger on the trips of a store")));
	unfollowed_begin(
		RelationGetRelid(data->tg_relation),
		TRIGGER_FIRED_BY_TRUNCATE(data->tg_event) ? AT_ONCE : FROM_STATEMENT);
	return PointerGetDatum(NULL);
}

/*
 * A row changed under session_replication_role = replica.  What the executor
 * or COPY does makes transition tables, which the statement's trigger has or
 * will have; what an apply worker does makes none.
 */
PG_FUNCTION_INFO_V1(trips_applied);
Datum
trips_applied(PG_FUNCTION_ARGS)
{
	TriggerData *data = trigger_data(fcinfo, true, false);

	if (data->tg_oldtable == NULL && data->tg_newtable == NULL &&
		SessionReplicationRole == SESSION_REPLICATION_ROLE_REPLICA)
		applied_row(data);
	return PointerGetDatum(NULL);
}

/*
 * Tell whether a row that changes now may have been changed by an apply
 * worker, so that its event is worth being queued.
 */
PG_FUNCTION_INFO_V1(applies_rows);
Datum
applies_rows(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(ActivePortal == NULL && !received_copying());
}

/* Empty the derived tables; without trips they are right for certain. */
static void
truncate_derived(Store *store)
{
	StoreCaller caller = store_become_owner(store);
	bool forgotten = applied_forget(store->tables.oid[REL_TRIPS]);
	StringInfoData truncate;
	Staleness why;

	initStringInfo(&truncate);
	for (int i = 0; i < REL_COUNT; i++)
		if (store_relations[i].derived)
			appendStringInfo(&truncate, "%s %s.%s",
							 truncate.len == 0 ? "TRUNCATE ONLY" : ", ONLY",
							 store->quoted, store_relations[i].name);
	SPI_connect();
	sql_query(truncate.data, 0, NULL, NULL);
	SPI_finish();
	if (!forgotten)
		store_mark_behind(store, "Trips were truncated in a subtransaction "
								 "of a subscription.");
	else
		/* if not, questions say why themselves */
		(void) store_mark_fresh(store, &why);
	store_resume(caller);
}

PG_FUNCTION_INFO_V1(trips_truncated);
Datum
trips_truncated(PG_FUNCTION_ARGS)
{
	TriggerData *data = trigger_data(fcinfo, false, true);
	Store *store = store_of_relation(data->tg_relation);
	StoreHandle tables = store_handle_answering(store->schema);

	if (!received_here(&tables))
	{
		received_refuse(&tables);
		truncate_derived(store);
	}
	unfollowed_end(RelationGetRelid(data->tg_relation));
	return PointerGetDatum(NULL);
}
