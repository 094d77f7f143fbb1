/*
 * compact_worker.c
 *	  A background worker that compacts a store and ends.
 */
#include "compat.h"

#include "access/xact.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "postmaster/bgworker.h"
#include "storage/ipc.h"
#include "tcop/tcopprot.h"
#include "tcop/utility.h"
#include "utils/builtins.h"
#include "utils/guc.h"

#include "store/background.h"
#include "compact/compact.h"
#include "store/store.h"
#include "tripgrid.h"

/* What the worker is told. */
typedef struct CompactTask
{
	Oid database;
	Oid user;
	bool into_one;
	NameData store;
} CompactTask;

StaticAssertDecl(sizeof(CompactTask) <= BGW_EXTRALEN,
				 "a task must fit the worker's registration");

PGDLLEXPORT void compact_worker_main(Datum arg);

/*
 * (store, into_one): start the worker.  It sees what is committed when it
 * comes to look, so it has no use for the caller's transaction.
 */
PG_FUNCTION_INFO_V1(compact_in_background);
Datum
compact_in_background(PG_FUNCTION_ARGS)
{
	Store *store = store_owned(PG_ARGISNULL(0) ? setting_store
											   : NameStr(*PG_GETARG_NAME(0)));
	CompactTask task = {MyDatabaseId, GetUserId(),
						!PG_ARGISNULL(1) && PG_GETARG_BOOL(1)};
	const char *refused = background_refused();
	BackgroundWorker worker;

	PreventCommandIfReadOnly("tripgrid.compact_in_background()");
	if (refused != NULL)
	{
		ereport(NOTICE, (errmsg("no background worker is started"),
						 errdetail("That is because %s.", refused),
						 errhint("Use CALL tripgrid.compact().")));
		PG_RETURN_BOOL(false);
	}
	namestrcpy(&task.store, store->name);
	background_describe(&worker, "compact_worker_main", "tripgrid compaction");
	snprintf(worker.bgw_name, sizeof worker.bgw_name,
			 "tripgrid compaction of %s", store->name);
	memcpy(worker.bgw_extra, &task, sizeof task);
	if (RegisterDynamicBackgroundWorker(&worker, NULL))
		PG_RETURN_BOOL(true);
	ereport(WARNING, (errcode(ERRCODE_CONFIGURATION_LIMIT_EXCEEDED),
					  errmsg("could not start a background worker"),
					  errhint("Increase max_worker_processes, or use CALL "
							  "tripgrid.compact().")));
	PG_RETURN_BOOL(false);
}

/* Begin a transaction that the activity view tells of. */
static void
begin(const CompactTask *task)
{
	CHECK_FOR_INTERRUPTS();
	SetCurrentStatementStartTimestamp();
	StartTransactionCommand();
	background_check_at_once();
	pgstat_report_activity(
		STATE_RUNNING, psprintf("CALL tripgrid.compact(%s%s)",
								quote_literal_cstr(NameStr(task->store)),
								task->into_one ? ", into_one => true" : ""));
}

/* Tell whether no other worker compacts the store, and let none do so now. */
static bool
be_the_only_one(const CompactTask *task)
{
	bool only;

	begin(task);
	only = store_lock_worker(store_owned(NameStr(task->store)));
	CommitTransactionCommand();
	return only;
}

void
compact_worker_main(Datum arg)
{
	CompactTask task;
	bool more;

	memcpy(&task, MyBgworkerEntry->bgw_extra, sizeof task);
	pqsignal(SIGTERM, die);
	BackgroundWorkerUnblockSignals();
	background_connect(task.database, task.user);
	/* a worker that waits for another's transaction is of no use to anybody */
	SetConfigOption("lock_timeout", "60s", PGC_USERSET, PGC_S_OVERRIDE);
	if (!be_the_only_one(&task))
		proc_exit(0);
	do
	{
		begin(&task);
		more = compact_step(NameStr(task.store), task.into_one);
		CommitTransactionCommand();
		(void) pgstat_report_stat(true);
	} while (more);
	proc_exit(0);
}
