/*
 * freshness.c
 *	  Whether the segments of a store hold its trips.
 */
#include "compat.h"

#include "access/table.h"
#include "access/tableam.h"
#include "catalog/pg_type.h"
#include "executor/tuptable.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"

#include "store/freshness.h"
#include "store/received.h"
#include "store/sql.h"

/* What the table freshness says about this place. */
typedef struct Known
{
	const char *behind; /* null: nothing is */
	bool recorded;
	int changed; /* the first sign that is another now; SIGN_COUNT: none */
} Known;

static Datum
column_of(TupleTableSlot *slot, const char *name, Oid type)
{
	TupleDesc desc = slot->tts_tupleDescriptor;
	bool isnull;
	Datum value;

	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(desc, i);

		if (attribute->attisdropped || attribute->atttypid != type ||
			strcmp(NameStr(attribute->attname), name) != 0)
			continue;
		value = slot_getattr(slot, i + 1, &isnull);
		return isnull ? (Datum) 0 : value;
	}
	ereport(ERROR, (errcode(ERRCODE_UNDEFINED_COLUMN),
					errmsg("table \"freshness\" of a store has no column "
						   "\"%s\"",
						   name)));
}

/* Compare recorded signs, if they are of here, with those of now. */
static void
compare_signs(Known *known, ArrayType *array, const char *const *signs)
{
	Datum *recorded;
	bool *isnull;
	int count;

	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &recorded,
					  &isnull, &count);
	if (count != SIGN_COUNT || array_contains_nulls(array) ||
		strcmp(TextDatumGetCString(recorded[SIGN_PLACE]), signs[SIGN_PLACE]) !=
			0)
		return;
	known->recorded = true;
	for (int i = 0; i < known->changed; i++)
		if (signs[i] != NULL &&
			strcmp(TextDatumGetCString(recorded[i]), signs[i]) != 0)
			known->changed = i;
}

/* Signs that are null are not compared; that of the place must be there. */
static Known
read_known(const StoreHandle *tables, Snapshot snapshot,
		   const char *const *signs)
{
	Known known = {NULL, false, SIGN_COUNT};
	Relation table =
		table_open(handle_table(tables, REL_FRESHNESS), AccessShareLock);
	TableScanDesc scan;
	TupleTableSlot *slot;

	/* a view has no rows to scan; it may have come while the lock was awaited
	 */
	if (table->rd_rel->relkind != RELKIND_RELATION)
		handle_refuse_kind(tables->schema, REL_FRESHNESS);
	slot = table_slot_create(table, NULL);
	scan = table_beginscan(table, snapshot, 0, NULL);
	while (table_scan_getnextslot(scan, ForwardScanDirection, slot))
	{
		Datum behind = column_of(slot, "behind", TEXTOID);
		Datum recorded = column_of(slot, "signs", TEXTARRAYOID);

		if (behind != (Datum) 0)
			known.behind = TextDatumGetCString(behind);
		if (recorded != (Datum) 0)
			compare_signs(&known, DatumGetArrayTypeP(recorded), signs);
	}
	table_endscan(scan);
	ExecDropSingleTupleTableSlot(slot);
	table_close(table, AccessShareLock);
	return known;
}

static bool
received_whole(const StoreHandle *tables, Staleness *why)
{
	switch (received(tables, InvalidOid))
	{
		case RECEIVED_PART:
			why->detail = "A subscription brings some of the tables "
						  "segments, nodes and summaries, but not all.";
			why->hint = "Publish either all of them or trips alone.";
			return false;
		case RECEIVED_COPYING:
			why->detail = "A subscription is still copying the tables of the "
						  "store.";
			why->hint = "Wait until the state of each in pg_subscription_rel "
						"is \"r\".";
			return false;
		default:
			return true;
	}
}

bool
store_fresh(Oid schema, Staleness *why)
{
	StoreHandle tables = store_handle_answering(schema);
	const char *signs[SIGN_COUNT] = {NULL};
	Known known;

	why->hint = NULL;
	if (!signs_read(&tables, signs, why) || !received_whole(&tables, why))
		return false;
	known = read_known(&tables, GetActiveSnapshot(), signs);
	if (known.behind != NULL)
		why->detail = known.behind;
	else if (known.changed < SIGN_COUNT)
		why->detail = signs_meaning(known.changed);
	else
		return true;
	return false;
}

void
store_require_fresh(Oid schema)
{
	Staleness why;
	const char *name;

	if (store_fresh(schema, &why))
		return;
	name = get_namespace_name(schema);
	ereport(
		ERROR,
		(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
		 errmsg("segments of store \"%s\" may differ from its trips", name),
		 errdetail("%s", why.detail),
		 why.hint != NULL
			 ? errhint("%s", why.hint)
			 : errhint("CALL tripgrid.rebuild(%s) makes them equal again; "
					   "tripgrid.verify(%s) shows what differs.",
					   quote_literal_cstr(name), quote_literal_cstr(name))));
}

static void
insert_row(const Store *store, const char *column, Oid type, Datum value)
{
	SPI_connect();
	sql_query(psprintf("INSERT INTO %s.freshness (%s) VALUES ($1)",
					   store->quoted, column),
			  1, &type, &value);
	SPI_finish();
}

static void
record_signs(const Store *store, const char *const *signs)
{
	Datum values[SIGN_COUNT];

	for (int i = 0; i < SIGN_COUNT; i++)
		values[i] = CStringGetTextDatum(signs[i]);
	insert_row(store, "signs", TEXTARRAYOID,
			   PointerGetDatum(construct_array(values, SIGN_COUNT, TEXTOID, -1,
											   false, TYPALIGN_INT)));
}

/*
 * Tell what is known now, whatever the isolation level, but not whether signs
 * have changed.  Serializable writers must not conflict over it.
 */
static Known
read_marks(const StoreHandle *tables)
{
	const char *signs[SIGN_COUNT] = {NULL};

	signs[SIGN_PLACE] = signs_place(tables);
	return read_known(tables, SnapshotSelf, signs);
}

void
store_mark_behind(const Store *store, const char *why)
{
	StoreHandle tables = store_handle_answering(store->schema);
	Known known = read_marks(&tables);

	if (known.behind == NULL)
		insert_row(store, "behind", TEXTOID, CStringGetTextDatum(why));
}

bool
store_mark_fresh(const Store *store, Staleness *why)
{
	StoreHandle tables = store_handle_answering(store->schema);
	const char *signs[SIGN_COUNT];

	if (!signs_read(&tables, signs, why))
		return false;
	SPI_connect();
	sql_query(psprintf("DELETE FROM ONLY %s.freshness", store->quoted), 0,
			  NULL, NULL);
	SPI_finish();
	record_signs(store, signs);
	return true;
}

bool
store_follows(const Store *store)
{
	StoreHandle tables = store_handle_answering(store->schema);
	const char *signs[SIGN_COUNT];
	Staleness why;
	Known known;

	/* a table that is copied comes with its segments; all else is written */
	if (received_copying() && received_here(&tables))
		return false;
	received_refuse(&tables);
	known = read_marks(&tables);
	if (known.behind != NULL)
		return false;
	/* what can be seen now may be gone before anybody asks */
	if (!signs_lasting(&tables, &why))
	{
		store_mark_behind(store, psprintf("Trips were changed in a state that "
										  "segments do not follow. %s",
										  why.detail));
		return false;
	}
	/* restored, upgraded or copied: what is here now came together */
	if (!known.recorded && signs_read(&tables, signs, &why))
		record_signs(store, signs);
	return true;
}
