/*
 * progress_shared.h
 *	  How far a load is, in memory that its processes share with the worker
 *	  that reports it.
 *
 * The segment is made by the loading process.  It is pinned for the worker,
 * which may come when the loader has left; whoever clears "pinned" unpins.
 */
#ifndef TG_FEED_PROGRESS_SHARED_H
#define TG_FEED_PROGRESS_SHARED_H

#include "postgres.h"

#include "port/atomics.h"
#include "storage/condition_variable.h"
#include "storage/dsm.h"
#include "storage/spin.h"

#include "feed/progress_message.h"

#define PROGRESS_MAGIC 0x74677031
#define PROGRESS_COUNTERS 64 /* processes of a load that are counted */
#define PROGRESS_OTHERS 16	 /* loads that fail with this one */

/* What one process has done; only that process writes it. */
typedef struct ProgressCounts
{
	pg_atomic_uint64 rows_read;
	pg_atomic_uint64 rows_rejected;
	pg_atomic_uint64 bytes; /* -1 where they are not known */
	char padding[PG_CACHE_LINE_SIZE - 3 * sizeof(pg_atomic_uint64)];
} ProgressCounts;

/* Another load that fails in the same transaction. */
typedef struct ProgressOther
{
	ProgressLoad load;
	ProgressTotals totals;
	bool started; /* has been said */
} ProgressOther;

typedef struct ProgressShared
{
	uint32 magic;
	Oid database;
	Oid user; /* who loads */

	slock_t mutex;
	ConditionVariable changed; /* of what follows, under the mutex */
	bool pinned;
	bool over;	  /* nothing more is to be said, unless it is the failure */
	bool sending; /* the worker is about to commit a message */
	bool gone;	  /* the worker has ended */
	bool started; /* "started" has been said */
	ProgressLoad load;
	ProgressError error;
	int others_count;
	ProgressOther others[PROGRESS_OTHERS];

	pg_atomic_uint64 bytes_total;
	pg_atomic_uint32 counters; /* in use */
	ProgressCounts counts[PROGRESS_COUNTERS];
} ProgressShared;

/* Make a segment; null if there is none to be had, for a reason in *why. */
extern dsm_segment *progress_segment_create(const char **why);

/* Attach to a segment; null if it is gone. */
extern dsm_segment *progress_segment_attach(dsm_handle handle);

/* Let go of a segment; if the worker has not come yet, it need not. */
extern void progress_segment_leave(dsm_segment *segment);

/* Give up the pin, if somebody has not done so. */
extern void progress_segment_unpin(dsm_segment *segment);

/* Have a worker report the load; false if there is none to be had. */
extern bool progress_start_worker(dsm_segment *segment);

/* Sum up all processes. */
extern ProgressTotals progress_shared_totals(ProgressShared *shared);

static inline ProgressShared *
progress_shared(dsm_segment *segment)
{
	return dsm_segment_address(segment);
}

extern void progress_counts_set(ProgressCounts *counts, int64 rows_read,
								int64 rows_rejected, int64 bytes);

#endif /* TG_FEED_PROGRESS_SHARED_H */
