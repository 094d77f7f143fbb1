/*
 * undo_load.c
 *	  Removing what a load brought.
 */
#include "compat.h"

#include "fmgr.h"

#include "feed/ledger.h"
#include "target/target_undo.h"

/* (load_id, store): return how many trips went */
PG_FUNCTION_INFO_V1(undo_load);
Datum
undo_load(PG_FUNCTION_ARGS)
{
	LedgerLoad load = ledger_change(fcinfo, "tripgrid.undo_load()", false);
	int64 trips;

	if (strcmp(load.state, LEDGER_UNDONE) == 0)
		ereport(NOTICE, (errmsg("load " INT64_FORMAT " was undone before",
								load.load_id)));
	if (load.target != NULL && load.brought)
		target_require_undo(load.store, load.target, load.load_id,
							load.replaces);
	store_see_all();
	trips =
		ledger_take_back(load.store, load.load_id, LEDGER_UNDONE, NULL, false);
	store_resume(load.caller);
	PG_RETURN_INT64(trips);
}
