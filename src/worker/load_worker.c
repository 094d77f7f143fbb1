/*
 * load_worker.c
 *	  A background worker that loads chunks of a file, as the role and with the
 *	  settings of the session that loads the file.
 */
#include "compat.h"

#include "access/relation.h"
#include "access/xact.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "postmaster/bgworker.h"
#include "storage/ipc.h"
#include "tcop/tcopprot.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/memutils.h"
#include "utils/resowner.h"
#include "utils/snapmgr.h"

#include "feed/feed_list.h"
#include "file/chunk_load.h"
#include "file/job_pool.h"
#include "store/background.h"
#include "trips/key_lock.h"

PGDLLEXPORT void load_worker_main(Datum arg);

/* The server looks at what a process waited for after that is unmapped. */
static void
stop_waiting(int code, Datum arg)
{
	ConditionVariableCancelSleep();
}

static JobShared *
attach(void)
{
	dsm_handle handle;
	dsm_segment *segment;

	memcpy(&handle, MyBgworkerEntry->bgw_extra, sizeof handle);
	CurrentResourceOwner = ResourceOwnerCreate(NULL, "tripgrid load");
	segment = dsm_attach(handle);
	/* the leader may have gone already */
	if (segment == NULL)
		proc_exit(0);
	dsm_pin_mapping(segment);
	before_shmem_exit(stop_waiting, (Datum) 0);
	return dsm_segment_address(segment);
}

static void
begin(void)
{
	CHECK_FOR_INTERRUPTS();
	SetCurrentStatementStartTimestamp();
	StartTransactionCommand();
	/* workers of a load update its row in the ledger one after the other */
	XactIsoLevel = XACT_READ_COMMITTED;
	background_check_at_once();
	PushActiveSnapshot(GetTransactionSnapshot());
}

static void
end(void)
{
	PopActiveSnapshot();
	CommitTransactionCommand();
	(void) pgstat_report_stat(true);
}

/* Become the session that loads the file, and open it. */
static Source *
prepare(JobShared *shared)
{
	Source *source;
	MemoryContext old;

	background_connect(shared->database, shared->user);
	StartTransactionCommand();
	RestoreGUCState(shared->settings);
	CommitTransactionCommand();
	pgstat_report_activity(STATE_RUNNING,
						   psprintf("CALL tripgrid.load_file(%s)",
									quote_literal_cstr(shared->task.path)));
	begin();
	old = MemoryContextSwitchTo(TopMemoryContext);
	source = source_open_as(shared->task.path, shared->task.format.unicode);
	MemoryContextSwitchTo(old);
	end();
	return source;
}

/*
 * Until the session ends: who goes on with the load after its leader has died
 * waits for that.
 */
static void
join_load(const FileTask *task)
{
	Relation feed;

	begin();
	feed = feed_open(task->feed, RowExclusiveLock);
	store_join_load(store_of_relation(feed), task->load_id);
	relation_close(feed, RowExclusiveLock);
	end();
}

/*
 * The feed may be another by now: chunk_load looks.  What it locks is locked
 * here as there: who waits for a lock would keep us from a stronger one.
 */
static void
stay_joined(const FileTask *task)
{
	Relation feed = feed_open(task->feed, RowExclusiveLock);

	store_keep_joined(store_of_relation(feed), task->load_id);
	relation_close(feed, NoLock);
}

/* Wait for a chunk; false if there will be none. */
static bool
take_chunk(JobShared *shared, Chunk *chunk)
{
	bool found = false;
	bool over = false;

	for (;;)
	{
		SpinLockAcquire(&shared->lock);
		over = shared->stop || shared->failed;
		found = !over && shared->taken < shared->given;
		if (found)
			*chunk = shared->chunks[shared->taken++ % JOB_QUEUE];
		else
			over |= shared->closed;
		SpinLockRelease(&shared->lock);
		if (found || over)
			break;
		ConditionVariableSleep(&shared->changed, PG_WAIT_EXTENSION);
	}
	ConditionVariableCancelSleep();
	if (found)
		ConditionVariableBroadcast(&shared->changed);
	return found;
}

static void
load_all(JobShared *shared, Source *source, Progress *progress)
{
	Chunk chunk;

	while (take_chunk(shared, &chunk))
	{
		begin();
		stay_joined(&shared->task);
		chunk_load(&shared->task, &chunk, NULL, source, progress,
				   &shared->stop, NULL);
		end();
		SpinLockAcquire(&shared->lock);
		shared->done++;
		SpinLockRelease(&shared->lock);
		ConditionVariableBroadcast(&shared->changed);
	}
}

static void
copy_text(char *room, size_t len, const char *text)
{
	if (text == NULL)
		text = "";
	/* of whole characters */
	strlcpy(room, text,
			pg_mbcliplen(text, (int) strlen(text), (int) len - 1) + 1);
}

/* Leave the first error to the leader. */
static void
report(JobShared *shared, const ErrorData *data)
{
	JobError error = {data->sqlerrcode};

	copy_text(error.message, sizeof error.message, data->message);
	copy_text(error.detail, sizeof error.detail, data->detail);
	copy_text(error.hint, sizeof error.hint, data->hint);
	copy_text(error.context, sizeof error.context, data->context);
	SpinLockAcquire(&shared->lock);
	if (!shared->failed && !shared->stop)
	{
		shared->error = error;
		shared->failed = true;
	}
	SpinLockRelease(&shared->lock);
	ConditionVariableBroadcast(&shared->changed);
}

void
load_worker_main(Datum arg)
{
	JobShared *shared;

	pqsignal(SIGTERM, die);
	BackgroundWorkerUnblockSignals();
	shared = attach();
	PG_TRY();
	{
		Source *source = prepare(shared);
		Progress *progress;

		join_load(&shared->task);
		progress = progress_join(shared->progress);
		load_all(shared, source, progress);
		progress_leave(progress);
	}
	PG_CATCH();
	{
		MemoryContext context = MemoryContextSwitchTo(TopMemoryContext);
		ErrorData *error = CopyErrorData();

		MemoryContextSwitchTo(context);
		FlushErrorState();
		if (IsTransactionState() || IsAbortedTransactionBlockState())
			AbortCurrentTransaction();
		report(shared, error);
	}
	PG_END_TRY();
	proc_exit(0);
}
