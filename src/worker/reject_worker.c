/*
 * reject_worker.c
 *	  A background worker that keeps the rejects of a load that is given up.
 */
#include "compat.h"

#include "access/relation.h"
#include "access/xact.h"
#include "executor/executor.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "postmaster/bgworker.h"
#include "storage/dsm.h"
#include "storage/ipc.h"
#include "storage/proc.h"
#include "tcop/tcopprot.h"
#include "utils/acl.h"
#include "utils/guc.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"

#include "feed/feed_list.h"
#include "feed/ledger.h"
#include "feed/reject_keep.h"
#include "store/background.h"

PGDLLEXPORT void reject_worker_main(Datum arg);

/* Take all rows that are to come; if not all do, the loader has gone. */
static HeldRejects *
receive(const KeepTask *task, shm_mq_handle *queue)
{
	HeldRejects *held = held_rejects_create();
	Size size;
	void *data;

	while (shm_mq_receive(queue, &size, &data, false) == SHM_MQ_SUCCESS)
	{
		/* in place: the queue keeps it until the next */
		ExecStoreMinimalTuple(data, held->slot, false);
		held_rejects_add_slot(held);
		ExecClearTuple(held->slot);
	}
	if (held->count != task->rejects)
		ereport(ERROR, (errcode(ERRCODE_CONNECTION_FAILURE),
						errmsg("the session that loads has gone")));
	return held;
}

/* What is in the ledger of a load that is not there but for its rejects. */
static LedgerEntry
failed_entry(const KeepTask *task, const char *feed)
{
	LedgerEntry entry = {0};

	entry.load_id = task->load_id;
	entry.key = task->key[0] == '\0' ? NULL : task->key;
	entry.feed = feed;
	entry.loaded_by = GetUserNameFromId(task->user, false);
	entry.state = LEDGER_FAILED;
	entry.error = task->error;
	entry.started_at = task->started_at;
	entry.rows_read = task->rejects;
	entry.rows_rejected = task->rejects;
	return entry;
}

static void
keep(const KeepTask *task, shm_mq_handle *queue)
{
	HeldRejects *held = receive(task, queue);
	Relation feed = feed_open(task->feed, RowExclusiveLock);
	Store *store = store_of_relation(feed);
	LedgerEntry entry = failed_entry(task, RelationGetRelationName(feed));
	StoreCaller caller = store_become_owner(store);

	held_rejects_write(held, store, task->load_id);
	ledger_enter(store, &entry);
	store_resume(caller);
	held_rejects_end(held);
	relation_close(feed, NoLock);
}

/* Do it in a transaction; tell the loader what went wrong, if something does.
 */
static void
keep_or_tell(KeepTask *task, shm_mq_handle *queue)
{
	PG_TRY();
	{
		SetCurrentStatementStartTimestamp();
		StartTransactionCommand();
		background_check_at_once();
		PushActiveSnapshot(GetTransactionSnapshot());
		pgstat_report_activity(STATE_RUNNING, "keeping rejects of a load");
		keep(task, queue);
		PopActiveSnapshot();
		CommitTransactionCommand();
	}
	PG_CATCH();
	{
		ErrorData *error;

		MemoryContextSwitchTo(TopMemoryContext);
		error = CopyErrorData();
		strlcpy(task->failure, error->message,
				pg_mbcliplen(error->message, (int) strlen(error->message),
							 sizeof task->failure - 1) +
					1);
		PG_RE_THROW();
	}
	PG_END_TRY();
	pg_atomic_write_u32(&task->kept, 1);
}

void
reject_worker_main(Datum arg)
{
	dsm_segment *segment;
	KeepTask *task;
	shm_mq *queue;

	pqsignal(SIGTERM, die);
	BackgroundWorkerUnblockSignals();
	segment = dsm_attach(DatumGetUInt32(arg));
	if (segment == NULL)
		proc_exit(0); /* the loader has gone */
	task = dsm_segment_address(segment);
	queue = (shm_mq *) ((char *) task + KEEP_QUEUE_OFFSET);
	shm_mq_set_receiver(queue, MyProc);
	background_connect(task->database, task->user);
	/* the loader, which waits for us, may be who has a lock that we need */
	SetConfigOption("lock_timeout", "5s", PGC_USERSET, PGC_S_OVERRIDE);
	keep_or_tell(task, shm_mq_attach(queue, segment, NULL));
	(void) pgstat_report_stat(true);
	proc_exit(0);
}
