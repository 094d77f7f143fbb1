/*
 * progress_worker.c
 *	  A background worker that reports a load while it runs, and that it has
 *	  failed; it ends with the load.
 */
#include "compat.h"

#include "access/xact.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "postmaster/bgworker.h"
#include "storage/ipc.h"
#include "storage/procarray.h"
#include "tcop/tcopprot.h"
#include "utils/guc.h"
#include "utils/timestamp.h"
#include "utils/wait_event.h"

#include "feed/progress_shared.h"
#include "store/background.h"

#define EVERY_MS 1000 /* at most one message of progress a second */

PGDLLEXPORT void progress_worker_main(Datum arg);

/* What the loading process has said of the load's end. */
typedef enum LoadEnd
{
	LOAD_RUNS,
	LOAD_OVER, /* the loading process says the rest */
	LOAD_FAILED
} LoadEnd;

static void
worker_ends(int code, Datum arg)
{
	ProgressShared *shared =
		progress_shared((dsm_segment *) DatumGetPointer(arg));

	SpinLockAcquire(&shared->mutex);
	shared->gone = true;
	SpinLockRelease(&shared->mutex);
	ConditionVariableBroadcast(&shared->changed);
}

static LoadEnd
look_at_end(ProgressShared *shared)
{
	LoadEnd end;

	SpinLockAcquire(&shared->mutex);
	end = shared->error.sqlstate != 0 ? LOAD_FAILED
		  : shared->over			  ? LOAD_OVER
									  : LOAD_RUNS;
	SpinLockRelease(&shared->mutex);
	return end;
}

/*
 * Begin a message about a running load, or return false if it runs no more.
 * The loader does not end the load until end_message.
 */
static bool
begin_message(ProgressShared *shared)
{
	SpinLockAcquire(&shared->mutex);
	shared->sending = !shared->over && shared->error.sqlstate == 0;
	SpinLockRelease(&shared->mutex);
	return shared->sending;
}

static void
end_message(ProgressShared *shared)
{
	SpinLockAcquire(&shared->mutex);
	shared->sending = false;
	shared->started = true;
	SpinLockRelease(&shared->mutex);
	ConditionVariableBroadcast(&shared->changed);
}

static void
begin_transaction(void)
{
	CHECK_FOR_INTERRUPTS();
	SetCurrentStatementStartTimestamp();
	StartTransactionCommand();
	background_check_at_once();
	pgstat_report_activity(STATE_RUNNING, "NOTIFY tripgrid_load");
}

static void
commit_transaction(void)
{
	CommitTransactionCommand();
	pgstat_report_activity(STATE_IDLE, NULL);
}

static void
say(ProgressLoad *load, const ProgressTotals *totals, ProgressState state,
	double rate, const ProgressError *error)
{
	char message[PROGRESS_MESSAGE_SIZE];

	progress_message(message, load, totals, state, rate, error);
	progress_notify(message);
}

/* Say "started", unless that has been said. */
static void
say_started(ProgressShared *shared)
{
	ProgressTotals nothing = {0, 0, -1, -1};

	nothing.bytes_total = progress_shared_totals(shared).bytes_total;
	if (!begin_message(shared))
		return;
	begin_transaction();
	say(&shared->load, &nothing, PROGRESS_STARTED, 0, NULL);
	commit_transaction();
	end_message(shared);
}

/* Say how far the load is, and how fast it was since that was said last. */
static void
say_progress(ProgressShared *shared)
{
	static int64 last_rows = -1;
	static TimestampTz last_time;
	ProgressTotals totals = progress_shared_totals(shared);
	TimestampTz now = GetCurrentTimestamp();
	double rate = progress_rate(&shared->load, &totals, now);

	if (last_rows >= 0 && now > last_time)
		rate = (double) Max(totals.rows_read - last_rows, 0) * USECS_PER_SEC /
			   (double) (now - last_time);
	if (!begin_message(shared))
		return;
	begin_transaction();
	say(&shared->load, &totals, PROGRESS_RUNNING, rate, NULL);
	commit_transaction();
	end_message(shared);
	last_rows = totals.rows_read;
	last_time = now;
}

static void
say_one_failed(ProgressLoad *load, const ProgressTotals *totals, bool started,
			   const ProgressError *error)
{
	ProgressTotals nothing = {0, 0, -1, totals->bytes_total};

	if (!started)
		say(load, &nothing, PROGRESS_STARTED, 0, NULL);
	say(load, totals, PROGRESS_FAILED,
		progress_rate(load, totals, load->ended_at), error);
}

/* Say that the load has failed, and those that failed with it. */
static void
say_failed(ProgressShared *shared)
{
	ProgressTotals totals = progress_shared_totals(shared);

	begin_transaction();
	for (int i = shared->others_count - 1; i >= 0; i--)
		say_one_failed(&shared->others[i].load, &shared->others[i].totals,
					   shared->others[i].started, &shared->error);
	say_one_failed(&shared->load, &totals, shared->started, &shared->error);
	commit_transaction();
}

/* Whether the loading process has died without a word. */
static bool
loader_died(ProgressShared *shared)
{
	if (BackendPidGetProc(shared->load.pid) != NULL ||
		look_at_end(shared) != LOAD_RUNS)
		return false;
	SpinLockAcquire(&shared->mutex);
	shared->error.sqlstate = ERRCODE_ADMIN_SHUTDOWN;
	strlcpy(shared->error.message, "server process of the load ended",
			sizeof shared->error.message);
	shared->load.ended_at = GetCurrentTimestamp();
	SpinLockRelease(&shared->mutex);
	return true;
}

/* Report until the load ends; true if it failed. */
static bool
report(ProgressShared *shared)
{
	TimestampTz due = GetCurrentTimestamp();
	LoadEnd end;

	if (look_at_end(shared) == LOAD_RUNS && !shared->started)
	{
		say_started(shared);
		due += EVERY_MS * 1000;
	}
	while ((end = look_at_end(shared)) == LOAD_RUNS && !loader_died(shared))
	{
		TimestampTz now = GetCurrentTimestamp();

		if (now >= due)
		{
			say_progress(shared);
			due = Max(due, now - EVERY_MS * 500) + EVERY_MS * 1000;
			continue;
		}
		(void) ConditionVariableTimedSleep(
			&shared->changed, (due - now) / 1000 + 1, PG_WAIT_EXTENSION);
	}
	ConditionVariableCancelSleep();
	return end != LOAD_OVER;
}

void
progress_worker_main(Datum arg)
{
	dsm_segment *segment = progress_segment_attach(DatumGetUInt32(arg));
	ProgressShared *shared;

	/* the load may have ended before */
	if (segment == NULL)
		proc_exit(0);
	shared = progress_shared(segment);
	before_shmem_exit(worker_ends, PointerGetDatum(segment));
	progress_segment_unpin(segment);
	pqsignal(SIGTERM, die);
	BackgroundWorkerUnblockSignals();
	if (look_at_end(shared) == LOAD_OVER)
		proc_exit(0);
	background_connect(shared->database, shared->user);
	/* the loader may wait for a message that waits for a lock */
	SetConfigOption("lock_timeout", "5s", PGC_USERSET, PGC_S_OVERRIDE);
	if (report(shared))
		say_failed(shared);
	proc_exit(0);
}
