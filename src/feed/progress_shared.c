/*
 * progress_shared.c
 *	  How far a load is, in memory that its processes share with the worker
 *	  that reports it.
 */
#include "compat.h"

#include "miscadmin.h"
#include "postmaster/bgworker.h"
#include "utils/resowner.h"

#include "feed/progress_shared.h"
#include "store/background.h"

void
progress_counts_set(ProgressCounts *counts, int64 rows_read,
					int64 rows_rejected, int64 bytes)
{
	pg_atomic_write_u64(&counts->rows_read, (uint64) rows_read);
	pg_atomic_write_u64(&counts->rows_rejected, (uint64) rows_rejected);
	pg_atomic_write_u64(&counts->bytes, (uint64) bytes);
}

static void
shared_init(ProgressShared *shared)
{
	memset(shared, 0, sizeof *shared);
	shared->magic = PROGRESS_MAGIC;
	shared->database = MyDatabaseId;
	SpinLockInit(&shared->mutex);
	ConditionVariableInit(&shared->changed);
	pg_atomic_init_u64(&shared->bytes_total, 0);
	pg_atomic_init_u32(&shared->counters, 1);
	for (int i = 0; i < PROGRESS_COUNTERS; i++)
	{
		ProgressCounts *counts = &shared->counts[i];

		pg_atomic_init_u64(&counts->rows_read, 0);
		pg_atomic_init_u64(&counts->rows_rejected, 0);
		pg_atomic_init_u64(&counts->bytes, (uint64) -1);
	}
}

/* Create a segment; an error that is not about this is raised. */
static dsm_segment *
try_create(const char **why)
{
	MemoryContext context = CurrentMemoryContext;
	uint32 holdoff = InterruptHoldoffCount;
	dsm_segment *volatile segment = NULL;

	*why = "all segments of dynamic shared memory are in use";
	PG_TRY();
	{
		segment =
			dsm_create(sizeof(ProgressShared), DSM_CREATE_NULL_IF_MAXSEGMENTS);
	}
	PG_CATCH();
	{
		int sqlstate = geterrcode();

		/* who cleans up after another error already has to go on */
		if (holdoff == 0 && (sqlstate == ERRCODE_QUERY_CANCELED ||
							 sqlstate == ERRCODE_ADMIN_SHUTDOWN))
			PG_RE_THROW();
		MemoryContextSwitchTo(context);
		FlushErrorState();
		InterruptHoldoffCount = holdoff;
		*why = "dynamic shared memory is exhausted";
	}
	PG_END_TRY();
	return segment;
}

dsm_segment *
progress_segment_create(const char **why)
{
	ResourceOwner owner = CurrentResourceOwner;
	dsm_segment *segment;

	/* it is let go of by who made it, not by the end of a transaction */
	CurrentResourceOwner = NULL;
	segment = try_create(why);
	CurrentResourceOwner = owner;
	if (segment != NULL)
		shared_init(progress_shared(segment));
	return segment;
}

dsm_segment *
progress_segment_attach(dsm_handle handle)
{
	ResourceOwner owner = CurrentResourceOwner;
	dsm_segment *segment;

	CurrentResourceOwner = NULL;
	segment = dsm_attach(handle);
	CurrentResourceOwner = owner;
	if (segment != NULL &&
		(dsm_segment_map_length(segment) < sizeof(ProgressShared) ||
		 progress_shared(segment)->magic != PROGRESS_MAGIC))
	{
		dsm_detach(segment);
		segment = NULL;
	}
	return segment;
}

void
progress_segment_unpin(dsm_segment *segment)
{
	ProgressShared *shared = progress_shared(segment);
	bool pinned;

	SpinLockAcquire(&shared->mutex);
	pinned = shared->pinned;
	shared->pinned = false;
	SpinLockRelease(&shared->mutex);
	if (pinned)
		dsm_unpin_segment(dsm_segment_handle(segment));
}

void
progress_segment_leave(dsm_segment *segment)
{
	progress_segment_unpin(segment);
	dsm_detach(segment);
}

bool
progress_start_worker(dsm_segment *segment)
{
	ProgressShared *shared = progress_shared(segment);
	BackgroundWorker worker;

	background_describe(&worker, "progress_worker_main", "tripgrid progress");
	snprintf(worker.bgw_name, sizeof worker.bgw_name,
			 "tripgrid progress of load " INT64_FORMAT, shared->load.load_id);
	worker.bgw_main_arg = UInt32GetDatum(dsm_segment_handle(segment));

	dsm_pin_segment(segment);
	shared->pinned = true;
	if (RegisterDynamicBackgroundWorker(&worker, NULL))
		return true;
	progress_segment_unpin(segment);
	return false;
}

ProgressTotals
progress_shared_totals(ProgressShared *shared)
{
	ProgressTotals totals = {0, 0, -1, -1};
	uint32 counters = pg_atomic_read_u32(&shared->counters);

	for (uint32 i = 0; i < Min(counters, PROGRESS_COUNTERS); i++)
	{
		ProgressCounts *counts = &shared->counts[i];
		int64 rejected = (int64) pg_atomic_read_u64(&counts->rows_rejected);
		int64 bytes = (int64) pg_atomic_read_u64(&counts->bytes);

		/* read in this order, and written in the other: never more than all */
		pg_read_barrier();
		totals.rows_rejected += rejected;
		totals.rows_read += (int64) pg_atomic_read_u64(&counts->rows_read);
		if (bytes >= 0)
			totals.bytes = Max(totals.bytes, 0) + bytes;
	}
	if (pg_atomic_read_u64(&shared->bytes_total) > 0)
		totals.bytes_total = (int64) pg_atomic_read_u64(&shared->bytes_total);
	return totals;
}
