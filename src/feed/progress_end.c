/*
 * progress_end.c
 *	  How loads end: with their transaction, or their savepoint.
 *
 * What commits is said by the transaction itself.  What fails with the
 * transaction has to be said by a worker: the one that has reported the load,
 * or one that is started for it.  What fails with a savepoint alone is said by
 * either.
 */
#include "compat.h"

#include "access/xact.h"
#include "miscadmin.h"
#include "storage/ipc.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "feed/progress_end.h"
#include "feed/progress_internal.h"

/*
 * Copy the error that ends a transaction; false if it ends for another reason.
 * The server does not say which, and copying an error that is not there raises
 * one.  But its handler of errors holds interrupts before the rollback does,
 * and what was said of an error lies in ErrorContext until it was handled.
 */
static bool
current_error(ProgressError *error)
{
	ErrorData *data;

	if (InterruptHoldoffCount < 2 || MemoryContextIsEmpty(ErrorContext))
		return false;
	data = CopyErrorData();
	progress_error_set(error, data->sqlerrcode,
					   data->message ? data->message : "");
	FreeErrorData(data);
	return true;
}

/* Why the transaction, or a part of it, is rolled back. */
static ProgressError
find_error(void)
{
	ProgressError error;

	if (proc_exit_inprogress)
		progress_error_set(&error, ERRCODE_ADMIN_SHUTDOWN,
						   "session ended before the load was committed");
	else if (!current_error(&error))
		progress_error_set(&error, ERRCODE_TRANSACTION_ROLLBACK,
						   "load was rolled back");
	return error;
}

/*
 * One row that was inserted quickly is an event rather than a load; and
 * transactions that notify commit one after the other, which sessions that
 * insert row by row should not have to.
 */
bool
progress_is_told(const Progress *progress)
{
	ProgressTotals totals = progress_totals(progress);

	return progress->notify && (progress->tried || totals.rows_read > 1 ||
								totals.bytes >= 0 || progress->lasting);
}

/* Queue the end of a load, and its start if nobody has said that. */
static void
say_end(Progress *progress, ProgressState state)
{
	char message[PROGRESS_MESSAGE_SIZE];
	ProgressTotals totals = progress_totals(progress);
	ProgressTotals nothing = {0, 0, -1, totals.bytes_total};

	if (!progress->started)
	{
		progress_message(message, &progress->load, &nothing, PROGRESS_STARTED,
						 0, NULL);
		progress_notify(message);
		progress->started = true;
	}
	progress_message(
		message, &progress->load, &totals, state,
		progress_rate(&progress->load, &totals, GetCurrentTimestamp()),
		&progress->error);
	progress_notify(message);
}

/* Say how the loads ended that this transaction has finished. */
static void
say_ends(void)
{
	dlist_iter iter;

	dlist_foreach(iter, &progress_list)
	{
		Progress *progress = dlist_container(Progress, link, iter.cur);

		if (progress->ended && progress_is_told(progress))
			say_end(progress, progress->error.sqlstate == 0
								  ? PROGRESS_COMMITTED
								  : PROGRESS_FAILED);
	}
}

/* Whether a load fails when its transaction does. */
static bool
fails(const Progress *progress)
{
	return progress->ended || !progress->lasting || proc_exit_inprogress;
}

static void
set_failed(Progress *progress, const ProgressError *error)
{
	if (progress->error.sqlstate == 0)
		progress->error = *error;
	if (progress->load.ended_at == 0)
		progress->load.ended_at = GetCurrentTimestamp();
}

/* Let go of the segment, but leave the pin to the worker. */
static void
leave_to_worker(Progress *progress)
{
	dsm_detach(progress->segment);
	progress->segment = NULL;
}

/*
 * Have the worker that reports a load say that it has failed; false if there
 * is none.
 */
static bool
tell_worker(Progress *progress)
{
	ProgressShared *shared;
	bool there;

	if (progress->segment == NULL || !progress->worker)
		return false;
	shared = progress_shared(progress->segment);
	SpinLockAcquire(&shared->mutex);
	there = !shared->gone && !shared->over;
	if (there)
	{
		shared->error = progress->error;
		shared->load.ended_at = progress->load.ended_at;
	}
	SpinLockRelease(&shared->mutex);
	if (!there)
		return false;
	ConditionVariableBroadcast(&shared->changed);
	leave_to_worker(progress);
	return true;
}

/*
 * Start a worker that says that a load has failed, and the others with it;
 * false if there is none to be had.
 */
static bool
start_worker(Progress *progress, Progress **others, int count)
{
	ProgressShared *shared;
	const char *why;

	if (progress->refused != NULL)
		return false;
	/* in a segment of its own: the other may have a worker that is ending */
	progress_settle(progress);
	if (!progress_get_segment(progress, &why))
		return false;
	shared = progress_shared(progress->segment);
	shared->load = progress->load;
	shared->error = progress->error;
	for (int i = 0; i < count; i++)
	{
		ProgressOther *other = &shared->others[shared->others_count++];

		other->load = others[i]->load;
		other->totals = progress_totals(others[i]);
		other->started = others[i]->started;
	}
	if (!progress_start_worker(progress->segment))
		return false;
	leave_to_worker(progress);
	return true;
}

/* Report that loads of the transaction have failed, the latest of many. */
static void
fail_loads(void)
{
	ProgressError error = {0};
	Progress *untold[PROGRESS_OTHERS + 1];
	int count = 0;
	dlist_iter iter;

	dlist_reverse_foreach(iter, &progress_list)
	{
		Progress *progress = dlist_container(Progress, link, iter.cur);

		if (!fails(progress) || !progress_is_told(progress))
			continue;
		if (error.sqlstate == 0)
			error = find_error();
		set_failed(progress, &error);
		if (!tell_worker(progress) && progress->refused == NULL &&
			count < lengthof(untold))
			untold[count++] = progress;
	}
	if (count > 0)
		(void) start_worker(untold[0], untold + 1, count - 1);
}

/* Forget the loads that ended with the transaction. */
static void
forget(void)
{
	dlist_mutable_iter iter;

	dlist_foreach_modify(iter, &progress_list)
	{
		Progress *progress = dlist_container(Progress, link, iter.cur);

		if (fails(progress))
			progress_free(progress);
	}
}

void
progress_fail(Progress *progress, const ErrorData *failure)
{
	MemoryContext old = MemoryContextSwitchTo(TopMemoryContext);

	if (progress->notify)
	{
		ProgressError error;

		progress_error_set(&error, failure->sqlerrcode,
						   failure->message ? failure->message : "");
		set_failed(progress, &error);
		if (!tell_worker(progress))
			(void) start_worker(progress, NULL, 0);
	}
	progress_free(progress);
	MemoryContextSwitchTo(old);
}

static void
transaction_ends(XactEvent event, void *arg)
{
	if (dlist_is_empty(&progress_list))
		return;
	switch (event)
	{
		case XACT_EVENT_PRE_COMMIT:
			say_ends();
			break;
		case XACT_EVENT_ABORT:
			fail_loads();
			forget();
			break;
		case XACT_EVENT_COMMIT:
		case XACT_EVENT_PREPARE: /* who commits it may be another session */
			forget();
			break;
		default:
			break;
	}
}

/*
 * The load before another one of the list, or the last, if it is of a
 * savepoint that has not ended, or of one within; else null.  Loads are in the
 * order of these.
 */
static Progress *
load_within(SubTransactionId savepoint, const Progress *after)
{
	dlist_node *link =
		after == NULL ? progress_list.head.prev : after->link.prev;
	Progress *progress = dlist_container(Progress, link, link);

	return link != &progress_list.head && progress->subtransaction >= savepoint
			   ? progress
			   : NULL;
}

/* A savepoint was rolled back, which takes its loads with it. */
static void
fail_within(SubTransactionId savepoint, SubTransactionId parent)
{
	ProgressError error = {0};
	Progress *before;

	for (Progress *progress = load_within(savepoint, NULL); progress != NULL;
		 progress = before)
	{
		before = load_within(savepoint, progress);
		if (progress->subtransaction != savepoint || !fails(progress))
			continue;
		if (error.sqlstate == 0)
			error = find_error();
		set_failed(progress, &error);
		if (!progress_is_told(progress) || tell_worker(progress))
			progress_free(progress);
		else
		{
			progress->subtransaction = parent;
			progress_settle(progress);
		}
	}
}

static void
savepoint_ends(SubXactEvent event, SubTransactionId savepoint,
			   SubTransactionId parent, void *arg)
{
	if (event == SUBXACT_EVENT_ABORT_SUB)
		fail_within(savepoint, parent);
	else if (event == SUBXACT_EVENT_COMMIT_SUB)
		for (Progress *progress = load_within(savepoint, NULL);
			 progress != NULL; progress = load_within(savepoint, progress))
			if (progress->subtransaction == savepoint)
				progress->subtransaction = parent;
}

void
progress_end_register(void)
{
	RegisterXactCallback(transaction_ends, NULL);
	RegisterSubXactCallback(savepoint_ends, NULL);
}
