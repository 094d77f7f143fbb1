/*
 * job_pool.c
 *	  The workers of a load, and the chunks that they share.
 */
#include "compat.h"

#include "miscadmin.h"
#include "postmaster/bgworker.h"
#include "storage/latch.h"
#include "storage/procsignal.h"
#include "utils/guc.h"
#include "utils/memutils.h"
#include "utils/wait_event.h"

#include "file/job_pool.h"
#include "store/background.h"

struct JobPool
{
	dsm_segment *segment;
	JobShared *shared;
	int workers;
	BackgroundWorkerHandle *handles[MAX_JOBS];
};

/* Whenever the leader goes, its workers have nothing more to do. */
static void
leader_gone(dsm_segment *segment, Datum shared)
{
	JobShared *jobs = (JobShared *) DatumGetPointer(shared);

	jobs->stop = true;
	ConditionVariableBroadcast(&jobs->changed);
}

/*
 * Have the settings say that the session is the current role's, as that of a
 * worker is; from 17 on they do not say whose it is.  They are a size, and
 * texts that follow each other.
 */
static void
set_session_role(char *settings)
{
	static const char name[] = "session_authorization";
	const char *session = GetConfigOption(name, false, false);
	const char *role = GetUserNameFromId(GetUserId(), false);
	Size was = strlen(session) + 1;
	Size is = strlen(role) + 1;
	Size size;
	char *end;

	memcpy(&size, settings, sizeof size);
	end = settings + sizeof size + size;
	for (char *at = settings + sizeof size; at + sizeof name + was <= end;
		 at++)
	{
		char *value = at + sizeof name;

		if (memcmp(at, name, sizeof name) != 0 ||
			memcmp(value, session, was) != 0 ||
			/* a name that only ends so */
			at[-1] == '.' || at[-1] == '_')
			continue;
		memmove(value + is, value + was, end - (value + was));
		memcpy(value, role, is);
		size = size - was + is;
		memcpy(settings, &size, sizeof size);
		return;
	}
}

static JobShared *
share(JobPool *pool, const FileTask *task)
{
	Size settings = EstimateGUCStateSpace() + NAMEDATALEN;
	JobShared *shared;

	pool->segment = dsm_create(offsetof(JobShared, settings) + settings, 0);
	dsm_pin_mapping(pool->segment);
	shared = dsm_segment_address(pool->segment);
	memset(shared, 0, offsetof(JobShared, settings));
	shared->database = MyDatabaseId;
	shared->user = GetUserId();
	shared->task = *task;
	SpinLockInit(&shared->lock);
	ConditionVariableInit(&shared->changed);
	SerializeGUCState(settings, shared->settings);
	set_session_role(shared->settings);
	on_dsm_detach(pool->segment, leader_gone, PointerGetDatum(shared));
	return shared;
}

static bool
start_worker(JobPool *pool, const FileTask *task)
{
	dsm_handle handle = dsm_segment_handle(pool->segment);
	BackgroundWorker worker;

	background_describe(&worker, "load_worker_main", "tripgrid load");
	worker.bgw_notify_pid = MyProcPid;
	snprintf(worker.bgw_name, sizeof worker.bgw_name,
			 "tripgrid load " INT64_FORMAT, task->load_id);
	memcpy(worker.bgw_extra, &handle, sizeof handle);
	if (!RegisterDynamicBackgroundWorker(&worker,
										 &pool->handles[pool->workers]))
		return false;
	pool->workers++;
	return true;
}

JobPool *
pool_begin(const FileTask *task, int jobs, Progress *progress)
{
	JobPool *pool = palloc0(sizeof *pool);
	const char *refused = background_refused();

	if (refused != NULL)
	{
		ereport(NOTICE, (errmsg("the session loads the file by itself"),
						 errdetail("No background worker is started, because "
								   "%s.",
								   refused)));
		return NULL;
	}
	pool->shared = share(pool, task);
	pool->shared->progress = progress_share(progress);
	while (pool->workers < jobs && start_worker(pool, task))
		;
	if (pool->workers < jobs)
		ereport(NOTICE,
				(errmsg("%d of %d background workers could be started",
						pool->workers, jobs),
				 pool->workers == 0
					 ? errdetail("The session loads the file by itself.")
					 : 0,
				 errhint("Increase max_worker_processes.")));
	if (pool->workers > 0)
		return pool;
	dsm_detach(pool->segment);
	return NULL;
}

static const char *
or_null(const char *text)
{
	return text[0] == '\0' ? NULL : text;
}

static void
raise_error(const JobShared *shared)
{
	const JobError *error = &shared->error;

	ereport(ERROR,
			(errcode(error->sqlstate), errmsg("%s", error->message),
			 or_null(error->detail) ? errdetail("%s", error->detail) : 0,
			 or_null(error->hint) ? errhint("%s", error->hint) : 0,
			 or_null(error->context) ? errcontext("%s", error->context) : 0));
}

/* A worker that has gone without a word was ended by somebody. */
static void
check_workers(const JobPool *pool)
{
	for (int i = 0; i < pool->workers; i++)
	{
		pid_t pid;
		BgwHandleStatus status =
			GetBackgroundWorkerPid(pool->handles[i], &pid);

		if (status == BGWH_STOPPED || status == BGWH_POSTMASTER_DIED)
			ereport(ERROR, (errcode(ERRCODE_OPERATOR_INTERVENTION),
							errmsg("a worker of the load was ended")));
	}
}

/* Wait until something changes, or may have. */
static void
wait_for_workers(const JobPool *pool)
{
	(void) ConditionVariableTimedSleep(&pool->shared->changed, 500,
									   PG_WAIT_EXTENSION);
	CHECK_FOR_INTERRUPTS();
	if (progress_due)
		progress_look();
}

static bool
give(JobShared *shared, const Chunk *chunk, int room)
{
	bool given = false;

	SpinLockAcquire(&shared->lock);
	if (!shared->failed && shared->given - shared->taken < (uint64) room)
	{
		shared->chunks[shared->given++ % JOB_QUEUE] = *chunk;
		given = true;
	}
	SpinLockRelease(&shared->lock);
	return given;
}

static bool
has_failed(JobShared *shared)
{
	bool failed;

	SpinLockAcquire(&shared->lock);
	failed = shared->failed;
	SpinLockRelease(&shared->lock);
	return failed;
}

/* Raise what has gone wrong. */
static void
check_pool(const JobPool *pool)
{
	bool failed = has_failed(pool->shared);

	if (!failed)
	{
		check_workers(pool);
		/* it may have failed, and then ended, in between */
		failed = has_failed(pool->shared);
	}
	if (failed)
	{
		ConditionVariableCancelSleep();
		raise_error(pool->shared);
	}
}

void
pool_give(JobPool *pool, const Chunk *chunk)
{
	JobShared *shared = pool->shared;

	while (!give(shared, chunk, pool->workers + 2))
	{
		check_pool(pool);
		wait_for_workers(pool);
	}
	ConditionVariableCancelSleep();
	ConditionVariableBroadcast(&shared->changed);
}

static bool
all_done(JobShared *shared)
{
	bool done;

	SpinLockAcquire(&shared->lock);
	done = !shared->failed && shared->done == shared->given;
	SpinLockRelease(&shared->lock);
	return done;
}

void
pool_finish(JobPool *pool)
{
	while (!all_done(pool->shared))
	{
		check_pool(pool);
		wait_for_workers(pool);
	}
	ConditionVariableCancelSleep();
}

/*
 * Wait until a worker has ended.  Nothing is raised here, where an error may
 * be handled; but who cancels again, or ends the session, waits no longer for
 * a worker that does not hear.
 */
static void
await_end(BackgroundWorkerHandle *worker)
{
	pid_t pid;

	while (!QueryCancelPending && !ProcDiePending &&
		   GetBackgroundWorkerPid(worker, &pid) != BGWH_STOPPED)
	{
		int events = WaitLatch(MyLatch, WL_LATCH_SET | WL_POSTMASTER_DEATH, -1,
							   WAIT_EVENT_BGWORKER_SHUTDOWN);

		/* nobody is left who would say that it has ended */
		if ((events & WL_POSTMASTER_DEATH) != 0)
			break;
		ResetLatch(MyLatch);
		/* others wait for this as long as interrupts are held */
		if (ProcSignalBarrierPending)
			ProcessProcSignalBarrier();
	}
}

void
pool_stop(JobPool *pool)
{
	JobShared *shared = pool->shared;
	bool idle;

	ConditionVariableCancelSleep();
	idle = all_done(shared);
	SpinLockAcquire(&shared->lock);
	shared->closed = true;
	SpinLockRelease(&shared->lock);
	shared->stop = !idle;
	ConditionVariableBroadcast(&shared->changed);
	HOLD_INTERRUPTS();
	for (int i = 0; i < pool->workers; i++)
	{
		if (!idle)
			TerminateBackgroundWorker(pool->handles[i]);
		await_end(pool->handles[i]);
	}
	RESUME_INTERRUPTS();
	dsm_detach(pool->segment);
}
