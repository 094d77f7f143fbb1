/*
 * progress.c
 *	  What a session says of its loads while they run, and at their ends.
 */
#include "compat.h"

#include "access/xact.h"
#include "miscadmin.h"
#include "storage/ipc.h"
#include "utils/memutils.h"
#include "utils/timeout.h"
#include "utils/timestamp.h"
#include "utils/wait_event.h"

#include "feed/progress.h"
#include "feed/progress_internal.h"
#include "store/background.h"
#include "tripgrid.h"

#define WORKER_AFTER_MS 200 /* shorter loads need no worker */
#define LOOK_EVERY_MS 200
#define LAST_MESSAGE_S 10 /* how long to wait for one being sent */

volatile sig_atomic_t progress_due = false;

dlist_head progress_list = DLIST_STATIC_INIT(progress_list);

static TimeoutId timer;
static MemoryContext progress_context;

static void
timer_rang(void)
{
	progress_due = true;
}

static void
set_timer(void)
{
	progress_due = false;
	if (!get_timeout_active(timer))
		enable_timeout_after(timer, LOOK_EVERY_MS);
}

/* Once a session. */
static void
prepare_session(void)
{
	if (progress_context != NULL)
		return;
	timer = RegisterTimeout(USER_TIMEOUT, timer_rang);
	progress_context = AllocSetContextCreate(
		TopMemoryContext, "tripgrid progress", ALLOCSET_DEFAULT_SIZES);
}

static Progress *
create(void)
{
	Progress *progress;

	prepare_session();
	progress = MemoryContextAllocZero(progress_context, sizeof *progress);
	progress->own =
		MemoryContextAllocZero(progress_context, sizeof *progress->own);
	progress->counts = progress->own;
	progress->own_bytes = -1;
	progress->bytes = &progress->own_bytes;
	progress->bytes_total = -1;
	return progress;
}

Progress *
progress_begin(const Store *store, Relation feed, int64 load_id)
{
	Progress *progress = create();
	ProgressLoad *load = &progress->load;

	namestrcpy(&load->store, store->name);
	namestrcpy(&load->feed, RelationGetRelationName(feed));
	namestrcpy(&load->user, GetUserNameFromId(GetUserId(), false));
	load->load_id = load_id;
	load->pid = MyProcPid;
	load->started_at = GetCurrentTimestamp();
	progress->feed = RelationGetRelid(feed);
	progress->subtransaction = GetCurrentSubTransactionId();
	progress->user = GetUserId();
	progress->notify = setting_notify;
	/* at the end, when a worker may be needed, it is too late to ask */
	if (progress->notify)
		progress->refused = background_refused();
	progress->noticed_at = load->started_at;
	progress_find_bytes(progress);
	dlist_push_tail(&progress_list, &progress->link);
	set_timer();
	return progress;
}

Progress *
progress_open(const Store *store, Relation feed, int64 load_id)
{
	Progress *progress = progress_begin(store, feed, load_id);

	progress->lasting = true;
	progress->bytes = &progress->own_bytes;
	progress->bytes_total = -1;
	return progress;
}

void
progress_free(Progress *progress)
{
	if (!progress->joined)
		dlist_delete(&progress->link);
	if (progress->segment != NULL)
		progress_segment_leave(progress->segment);
	pfree(progress->own);
	pfree(progress);
}

/* Totals of all processes. */
ProgressTotals
progress_totals(const Progress *progress)
{
	const ProgressCounts *counts = progress->counts;
	ProgressTotals totals;

	if (progress->ended)
		return progress->totals;
	if (progress->segment != NULL)
		return progress_shared_totals(progress_shared(progress->segment));
	totals.rows_read = (int64) counts->rows_read.value;
	totals.rows_rejected = (int64) counts->rows_rejected.value;
	totals.bytes = (int64) counts->bytes.value;
	totals.bytes_total = progress->bytes_total;
	return totals;
}

void
progress_total(Progress *progress, int64 bytes_total)
{
	progress->bytes_total = bytes_total;
	if (progress->segment != NULL)
		pg_atomic_write_u64(&progress_shared(progress->segment)->bytes_total,
							(uint64) Max(bytes_total, 0));
}

void
progress_bytes(Progress *progress, int64 bytes)
{
	progress->own_bytes = Max(progress->own_bytes, 0) + bytes;
	pg_atomic_write_u64(&progress->counts->bytes,
						(uint64) progress->own_bytes);
}

void
progress_part(Progress *progress)
{
	progress->part_read = (int64) progress->counts->rows_read.value;
	progress->part_rejected = (int64) progress->counts->rows_rejected.value;
	/* the part may have a COPY of its own, which has to show the load */
	progress_due = true;
}

void
progress_part_undo(Progress *progress)
{
	progress_counts_set(progress->counts, progress->part_read,
						progress->part_rejected, progress->own_bytes);
}

void
progress_continue(Progress *progress, int64 rows_read, int64 rows_rejected,
				  int64 bytes)
{
	progress->load.rows_before = rows_read;
	progress->load.bytes_before = bytes;
	progress->own_bytes = bytes;
	progress_counts_set(progress->counts, rows_read, rows_rejected, bytes);
	progress_part(progress);
	if (progress->segment != NULL)
		progress_shared(progress->segment)->load = progress->load;
}

/* Share the load; false, and why not, if that cannot be. */
bool
progress_get_segment(Progress *progress, const char **why)
{
	ProgressShared *shared;

	if (progress->segment != NULL)
		return true;
	progress->segment = progress_segment_create(why);
	if (progress->segment == NULL)
		return false;
	shared = progress_shared(progress->segment);
	shared->user = progress->user;
	shared->load = progress->load;
	shared->started = progress->started;
	shared->counts[0] = *progress->counts;
	progress->counts = &shared->counts[0];
	progress_total(progress, progress->bytes_total);
	return true;
}

dsm_handle
progress_share(Progress *progress)
{
	const char *why;

	return progress_get_segment(progress, &why)
			   ? dsm_segment_handle(progress->segment)
			   : DSM_HANDLE_INVALID;
}

Progress *
progress_join(dsm_handle handle)
{
	Progress *progress = create();
	uint32 number;

	progress->joined = true;
	if (handle != DSM_HANDLE_INVALID)
		progress->segment = progress_segment_attach(handle);
	if (progress->segment != NULL)
	{
		ProgressShared *shared = progress_shared(progress->segment);

		number = pg_atomic_fetch_add_u32(&shared->counters, 1);
		if (number < PROGRESS_COUNTERS)
			progress->counts = &shared->counts[number];
	}
	return progress;
}

void
progress_leave(Progress *progress)
{
	if (progress->segment != NULL)
		dsm_detach(progress->segment);
	pfree(progress->own);
	pfree(progress);
}

/* Have a worker report the load from now on, or say why none does. */
static void
get_worker(Progress *progress)
{
	const char *why;

	progress->tried = true;
	if (progress->refused != NULL)
		ereport(NOTICE, (errmsg("this load is not reported while it runs"),
						 errdetail("No background worker is started, because "
								   "%s.",
								   progress->refused),
						 errhint("Its end will be notified if it commits.")));
	else if (!progress_get_segment(progress, &why))
		ereport(NOTICE, (errmsg("this load is not reported while it runs"),
						 errdetail("No memory for that: %s.", why),
						 errhint("Its end will be notified.")));
	else if (!progress_start_worker(progress->segment))
		ereport(NOTICE, (errmsg("this load is not reported while it runs"),
						 errdetail("No background worker is free for that."),
						 errhint("Its end will be notified. You might need to "
								 "increase max_worker_processes.")));
	else
		progress->worker = true;
}

void
progress_look(void)
{
	TimestampTz now = GetCurrentTimestamp();
	bool running = false;
	dlist_iter iter;

	progress_due = false;
	dlist_foreach(iter, &progress_list)
	{
		Progress *progress = dlist_container(Progress, link, iter.cur);
		TimestampTz began = progress->load.started_at;
		ProgressTotals totals;

		if (progress->ended)
			continue;
		running = true;
		if (!TimestampDifferenceExceeds(began, now, WORKER_AFTER_MS))
			continue;
		if (progress->notify && !progress->tried)
			get_worker(progress);
		totals = progress_totals(progress);
		progress_show(progress, &totals);
		if (setting_progress_notices > 0 &&
			TimestampDifferenceExceeds(progress->noticed_at, now,
									   setting_progress_notices))
			progress_notice(progress, &totals, now);
	}
	if (running)
		set_timer();
}

/* Learn what the worker has said; true if it is about to say more. */
static bool
look_at_worker(Progress *progress)
{
	ProgressShared *shared = progress_shared(progress->segment);
	bool sending;

	SpinLockAcquire(&shared->mutex);
	sending = shared->sending && !shared->gone;
	progress->started = shared->started;
	progress->load.sequence = shared->load.sequence;
	SpinLockRelease(&shared->mutex);
	return sending;
}

/*
 * Tell the worker that nothing more is to be said, and wait until what it is
 * about to say is said: that must not come after the end.
 */
static void
silence_worker(Progress *progress)
{
	ProgressShared *shared = progress_shared(progress->segment);
	TimestampTz from = GetCurrentTimestamp();

	SpinLockAcquire(&shared->mutex);
	shared->over = true;
	SpinLockRelease(&shared->mutex);
	ConditionVariableBroadcast(&shared->changed);
	while (look_at_worker(progress) &&
		   !TimestampDifferenceExceeds(from, GetCurrentTimestamp(),
									   LAST_MESSAGE_S * 1000))
		(void) ConditionVariableTimedSleep(&shared->changed, 100,
										   PG_WAIT_EXTENSION);
	ConditionVariableCancelSleep();
}

void
progress_settle(Progress *progress)
{
	ProgressTotals totals = progress_totals(progress);

	progress->ended = true;
	progress->totals = totals;
	progress->bytes_total = totals.bytes_total;
	progress->counts = progress->own;
	progress_counts_set(progress->own, totals.rows_read, totals.rows_rejected,
						totals.bytes);
	if (progress->segment == NULL)
		return;
	look_at_worker(progress);
	progress_segment_leave(progress->segment);
	progress->segment = NULL;
}

static void
end(Progress *progress)
{
	if (progress->segment != NULL)
		silence_worker(progress);
	progress->load.ended_at = GetCurrentTimestamp();
	progress_settle(progress);
	progress_stop_showing(progress);
}

/* One that nobody is told of need not wait for its transaction. */
void
progress_end(Progress *progress)
{
	end(progress);
	if (!progress_is_told(progress))
		progress_free(progress);
}

void
progress_finish(Progress *progress, const ErrorData *failure)
{
	end(progress);
	progress->subtransaction = GetCurrentSubTransactionId();
	dlist_delete(&progress->link);
	dlist_push_tail(&progress_list, &progress->link);
	if (failure != NULL)
		progress_error_set(&progress->error, failure->sqlerrcode,
						   failure->message ? failure->message : "");
}
