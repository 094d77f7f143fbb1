/*
 * progress.h
 *	  Saying how far a load is, while it runs.
 *
 * A notification is delivered when its transaction commits, so a load that
 * takes long is reported by a background worker, which reads counters in
 * shared memory.  That the load is committed the loading transaction says
 * itself, just before it commits, and never after a worker has said more.
 * When it aborts, a worker says "failed".
 */
#ifndef TG_FEED_PROGRESS_H
#define TG_FEED_PROGRESS_H

#include "postgres.h"

#include <signal.h>

#include "lib/ilist.h"

#include "feed/progress_shared.h"
#include "store/store.h"

typedef struct Progress
{
	dlist_node link; /* in the session's list */
	ProgressLoad load;
	ProgressTotals totals; /* at its end */
	ProgressError error;
	ProgressCounts *counts; /* of this process: own, or shared ones */
	ProgressCounts *own;
	const volatile int64 *bytes; /* where this process counts them */
	int64 own_bytes;
	int64 bytes_total; /* -1 where they are not known */
	int64 part_read;   /* counted before this part of the load */
	int64 part_rejected;
	Oid feed;
	SubTransactionId subtransaction;
	Oid user;			 /* who loads */
	const char *refused; /* why no worker may report it */
	bool lasting;		 /* outlives transactions, see progress_open */
	bool joined;		 /* another process reports the load */
	bool ended;			 /* all rows are read; the rest is up to the commit */
	bool notify;		 /* setting_notify when it began */
	bool started;		 /* "started" has been said */
	bool tried;			 /* to get a worker */
	bool worker;		 /* has got one */
	bool own_command;	 /* has begun the COPY that load_progress shows */
	TimestampTz noticed_at;
	dsm_segment *segment;
} Progress;

/*
 * Begin to report the load of a statement.  It ends with progress_end, or with
 * its transaction.
 */
extern Progress *progress_begin(const Store *store, Relation feed,
								int64 load_id);
extern void progress_end(Progress *progress);

/*
 * The same for a load that lasts over several transactions of this process,
 * and that ends with progress_finish in the last of them: what that says is
 * said if the transaction commits.  Failures before are the caller's to
 * report, by progress_fail; that the session ends is not.
 */
extern Progress *progress_open(const Store *store, Relation feed,
							   int64 load_id);
extern void progress_finish(Progress *progress, const ErrorData *failure);
extern void progress_fail(Progress *progress, const ErrorData *failure);

/* Tell how many bytes there are. */
extern void progress_total(Progress *progress, int64 bytes_total);

/* Count what an attempt has done that this one continues. */
extern void progress_continue(Progress *progress, int64 rows_read,
							  int64 rows_rejected, int64 bytes);

/*
 * Have other processes add to a load: one shares it and passes the handle, the
 * others join and leave.  The handle may be DSM_HANDLE_INVALID; what joins
 * that counts for itself.  Who joined calls progress_part, progress_row and
 * progress_bytes, and nothing else.
 */
extern dsm_handle progress_share(Progress *progress);
extern Progress *progress_join(dsm_handle handle);
extern void progress_leave(Progress *progress);

/*
 * Begin another part of the load in this process, whose rows progress_row
 * counts from one again; undo takes the part back.
 */
extern void progress_part(Progress *progress);
extern void progress_part_undo(Progress *progress);

/* Count bytes that this process has read. */
extern void progress_bytes(Progress *progress, int64 bytes);

/*
 * Look after the session's loads: workers, notices, the view.  Rows do that
 * when it is time; who waits instead of reading rows calls it now and then.
 */
extern void progress_look(void);

/* It is time to look; set by a timer. */
extern volatile sig_atomic_t progress_due;

/* Tell how many rows of the load, or of its part, have been read. */
static inline void
progress_row(Progress *progress, int64 rows_read, int64 rows_rejected)
{
	ProgressCounts *counts = progress->counts;

	pg_atomic_write_u64(&counts->rows_read,
						(uint64) (progress->part_read + rows_read));
	pg_write_barrier();
	pg_atomic_write_u64(&counts->rows_rejected,
						(uint64) (progress->part_rejected + rows_rejected));
	pg_atomic_write_u64(&counts->bytes, (uint64) *progress->bytes);
	if (unlikely(progress_due))
		progress_look();
}

#endif /* TG_FEED_PROGRESS_H */
