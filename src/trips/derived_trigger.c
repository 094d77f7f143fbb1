/*
 * derived_trigger.c
 *	  Triggers on segments, nodes and summaries, which are for nobody to change
 *	  but the triggers on trips, upkeep and a subscription that brings all.
 */
#include "compat.h"

#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "commands/trigger.h"
#include "miscadmin.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "store/freshness.h"
#include "store/received.h"

/* Tell whether a table has rows that this transaction has not written. */
static bool
has_older_rows(Relation table)
{
	Snapshot snapshot = RegisterSnapshot(GetLatestSnapshot());
	TupleTableSlot *slot = table_slot_create(table, NULL);
	TableScanDesc scan = table_beginscan(table, snapshot, 0, NULL);
	bool found = false;

	while (!found && table_scan_getnextslot(scan, ForwardScanDirection, slot))
	{
		bool isnull;
		Datum writer =
			slot_getsysattr(slot, MinTransactionIdAttributeNumber, &isnull);

		CHECK_FOR_INTERRUPTS();
		found = !TransactionIdIsCurrentTransactionId(
			DatumGetTransactionId(writer));
	}
	table_endscan(scan);
	ExecDropSingleTupleTableSlot(slot);
	UnregisterSnapshot(snapshot);
	return found;
}

/* Tell whether a change is one that keeps derived tables right. */
static bool
rightful(const TriggerData *data, const Store *store)
{
	StoreHandle tables = store_handle_answering(store->schema);

	if (store_acting(store))
		return true;
	/* copied beside what was made here, everything would count twice */
	return received_here(&tables) &&
		   !(received_copying() && has_older_rows(data->tg_relation));
}

PG_FUNCTION_INFO_V1(derived_changed);
Datum
derived_changed(PG_FUNCTION_ARGS)
{
	TriggerData *data = (TriggerData *) fcinfo->context;
	StoreCaller caller;
	Store *store;

	if (!CALLED_AS_TRIGGER(fcinfo) || !TRIGGER_FIRED_AFTER(data->tg_event))
		ereport(ERROR, (errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
						errmsg("function must be called by an AFTER trigger "
							   "on a derived table of a store")));
	store = store_of_relation(data->tg_relation);
	if (!rightful(data, store))
	{
		caller = store_become_owner(store);
		store_mark_behind(
			store, psprintf("Table \"%s\" was changed by others than "
							"the triggers on trips.",
							RelationGetRelationName(data->tg_relation)));
		store_resume(caller);
	}
	return PointerGetDatum(NULL);
}
