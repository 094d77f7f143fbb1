/*
 * compact.c
 *	  Many runs of segments made into few.
 */
#include "compat.h"

#include "executor/spi.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "nodes/parsenodes.h"
#include "tcop/utility.h"
#include "utils/snapmgr.h"

#include "core/order/tiers.h"
#include "compact/compact.h"
#include "compact/run_merge.h"
#include "tripgrid.h"

/* How many of the smallest runs are to be merged. */
static int
runs_due(const RunList *list, bool into_one)
{
	if (into_one)
		return list->count > 1 || runs_negative(list) ? list->count : 0;
	return (int) tg_tiers_due(runs_trips(list), list->count,
							  setting_runs_merged);
}

bool
compact_step(const char *name, bool into_one)
{
	StoreCaller caller;
	Store *store;
	RunList list;
	int due;

	PreventCommandIfReadOnly("tripgrid.compact()");
	store = store_maintain(name, NoLock, &caller);
	/* compressed columns are read under it; each query takes its own */
	PushActiveSnapshot(GetTransactionSnapshot());
	SPI_connect();
	list = runs_list(store, PG_INT64_MIN);
	due = runs_due(&list, into_one);
	if (due > 0)
		runs_merge(store, &list, due);
	SPI_finish();
	PopActiveSnapshot();
	store_resume(caller);
	return due > 0;
}

/*
 * (store, into_one): merge what is due.  Outside a transaction block each
 * merge is committed, so that one that is cut off loses no other.
 */
PG_FUNCTION_INFO_V1(compact);
Datum
compact(PG_FUNCTION_ARGS)
{
	const char *store =
		pstrdup(PG_ARGISNULL(0) ? setting_store : NameStr(*PG_GETARG_NAME(0)));
	bool into_one = !PG_ARGISNULL(1) && PG_GETARG_BOOL(1);
	bool atomic = fcinfo->context == NULL ||
				  !IsA(fcinfo->context, CallContext) ||
				  castNode(CallContext, fcinfo->context)->atomic;

	SPI_connect_ext(atomic ? 0 : SPI_OPT_NONATOMIC);
	while (compact_step(store, into_one))
		if (!atomic)
		{
			SPI_commit();
			SPI_start_transaction();
		}
	SPI_finish();
	PG_RETURN_VOID();
}
