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
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/timestamp.h"
#include "utils/tuplestore.h"

#include "core/trip.h"
#include "store/flush.h"
#include "store/merge_recent.h"
#include "store/sql.h"
#include "store/trips_columns.h"
#include "types/types.h"

/* One side of a change: the rows that came, or those that went. */
typedef struct ChangedRows
{
	Tuplestorestate *rows;
	int reader; /* a read pointer of its own */
	TupleTableSlot *slot;
	Batch *batch;
	int sign;
} ChangedRows;

typedef struct TripsColumns
{
	AttrNumber departed_at;
	AttrNumber origin;
	AttrNumber destination;
	AttrNumber region;
	AttrNumber datasource;
} TripsColumns;

/* What the segments need of a row. */
typedef struct TripsRow
{
	TgTrip trip;
	text *region;
	text *datasource;
} TripsRow;

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

static text *
name_of(TupleTableSlot *slot, AttrNumber column, const char *name)
{
	bool isnull;
	Datum value = slot_getattr(slot, column, &isnull);
	text *result = isnull ? NULL : DatumGetTextPP(value);

	if (result == NULL || VARSIZE_ANY_EXHDR(result) == 0 ||
		VARSIZE_ANY_EXHDR(result) > TG_MAX_NAME_BYTES)
		ereport(ERROR, (errcode(ERRCODE_CHECK_VIOLATION),
						errmsg("%s of a trip must have 1 to %d bytes", name,
							   TG_MAX_NAME_BYTES)));
	return result;
}

/* Read the next row; false at the end. */
static bool
next_row(ChangedRows *changed, const TripsColumns *columns, TripsRow *row)
{
	TupleTableSlot *slot = changed->slot;
	bool isnull[3];
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
	row->trip.departure = DatumGetTimestamp(
		slot_getattr(slot, columns->departed_at, &isnull[0]));
	row->trip.origin =
		DatumGetLonLat(slot_getattr(slot, columns->origin, &isnull[1]));
	row->trip.destination =
		DatumGetLonLat(slot_getattr(slot, columns->destination, &isnull[2]));
	if (isnull[0] || isnull[1] || isnull[2])
		ereport(ERROR,
				(errcode(ERRCODE_NOT_NULL_VIOLATION),
				 errmsg("origin, destination and departure of a trip must "
						"not be null")));
	if (!tg_trip_valid(&row->trip))
		ereport(ERROR, (errcode(ERRCODE_CHECK_VIOLATION),
						errmsg("departure of a trip must be in the years 1 to "
							   "9999")));
	row->region = name_of(slot, columns->region, "region");
	row->datasource = name_of(slot, columns->datasource, "datasource");
	return true;
}

static bool
texts_equal(const text *a, const text *b)
{
	return VARSIZE_ANY_EXHDR(a) == VARSIZE_ANY_EXHDR(b) &&
		   memcmp(VARDATA_ANY(a), VARDATA_ANY(b), VARSIZE_ANY_EXHDR(a)) == 0;
}

static bool
rows_equal(const TripsRow *a, const TripsRow *b)
{
	return tg_trip_compare(&a->trip, &b->trip) == 0 &&
		   texts_equal(a->region, b->region) &&
		   texts_equal(a->datasource, b->datasource);
}

static void
flush(ChangedRows *changed, Store *store)
{
	StoreIdentity identity = store_become_owner(store);

	merge_recent(store, batch_flush(changed->batch, store, changed->sign));
	store_resume(identity);
}

static void
add_row(ChangedRows *changed, Store *store, const TripsRow *row)
{
	batch_add(changed->batch, &row->trip, VARDATA_ANY(row->region),
			  VARSIZE_ANY_EXHDR(row->region), VARDATA_ANY(row->datasource),
			  VARSIZE_ANY_EXHDR(row->datasource));
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
add_updates(ChangedRows *went, ChangedRows *came, Store *store,
			const TripsColumns *columns)
{
	MemoryContext context = row_context();
	MemoryContext caller = MemoryContextSwitchTo(context);
	TripsRow old;
	TripsRow new;

	while (next_row(went, columns, &old) && next_row(came, columns, &new))
	{
		if (!rows_equal(&old, &new))
		{
			add_row(went, store, &old);
			add_row(came, store, &new);
		}
		MemoryContextReset(context);
	}
	MemoryContextSwitchTo(caller);
	flush(went, store);
	flush(came, store);
}

static TripsColumns
columns_of(Relation trips)
{
	TripsColumns columns = {
		column_number(trips, COLUMN_DEPARTED_AT),
		column_number(trips, COLUMN_ORIGIN),
		column_number(trips, COLUMN_DESTINATION),
		column_number(trips, COLUMN_REGION),
		column_number(trips, COLUMN_DATASOURCE),
	};

	return columns;
}

/* The trigger's data, if it is one of those that create_store makes. */
static TriggerData *
trigger_data(FunctionCallInfo fcinfo, bool truncate)
{
	TriggerData *data = (TriggerData *) fcinfo->context;

	if (!CALLED_AS_TRIGGER(fcinfo) || !TRIGGER_FIRED_AFTER(data->tg_event) ||
		!TRIGGER_FIRED_FOR_STATEMENT(data->tg_event) ||
		TRIGGER_FIRED_BY_TRUNCATE(data->tg_event) != truncate ||
		strcmp(RelationGetRelationName(data->tg_relation), "trips") != 0)
		ereport(ERROR, (errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
						errmsg("function must be called by an AFTER statement "
							   "trigger on the trips of a store")));
	return data;
}

PG_FUNCTION_INFO_V1(trips_changed);
Datum
trips_changed(PG_FUNCTION_ARGS)
{
	TriggerData *data = trigger_data(fcinfo, false);
	Store *store = store_of_relation(data->tg_relation);
	TripsColumns columns = columns_of(data->tg_relation);
	ChangedRows *went = changed_rows(data, data->tg_oldtable, -1);
	ChangedRows *came = changed_rows(data, data->tg_newtable, 1);

	if (went != NULL && came != NULL)
		add_updates(went, came, store, &columns);
	else if (went != NULL)
		add_rows(went, store, &columns);
	else if (came != NULL)
		add_rows(came, store, &columns);
	else
		ereport(ERROR, (errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
						errmsg("trigger \"%s\" has no transition table",
							   data->tg_trigger->tgname)));
	changed_rows_end(went);
	changed_rows_end(came);
	return PointerGetDatum(NULL);
}

PG_FUNCTION_INFO_V1(trips_truncated);
Datum
trips_truncated(PG_FUNCTION_ARGS)
{
	TriggerData *data = trigger_data(fcinfo, true);
	Store *store = store_of_relation(data->tg_relation);
	StoreIdentity identity = store_become_owner(store);

	SPI_connect();
	sql_query(psprintf("TRUNCATE %1$s.summaries, %1$s.nodes, %1$s.segments",
					   store->quoted),
			  0, NULL, NULL);
	SPI_finish();
	store_resume(identity);
	return PointerGetDatum(NULL);
}
