/*
 * reject_keep.h
 *	  Rejects of a load that is given up, kept by a worker of their own.
 *
 * The transaction that loads is about to be rolled back, so another process
 * has to enter what is to outlive it.
 */
#ifndef TG_FEED_REJECT_KEEP_H
#define TG_FEED_REJECT_KEEP_H

#include "postgres.h"

#include "datatype/timestamp.h"
#include "port/atomics.h"
#include "storage/shm_mq.h"

#include "feed/reject_rows.h"
#include "tripgrid.h"

#define KEEP_TEXT 512		   /* bytes of a message */
#define KEEP_QUEUE (64 * 1024) /* bytes */

/* What the worker is told, in shared memory; the queue of rows follows. */
typedef struct KeepTask
{
	Oid database;
	Oid user; /* who loads */
	Oid feed;
	int64 load_id;
	int64 rejects; /* rows that will come */
	TimestampTz started_at;
	char key[LOAD_KEY_MAX + 1]; /* empty for none */
	char error[KEEP_TEXT];		/* of the load */
	pg_atomic_uint32 kept;		/* the worker has committed */
	char failure[KEEP_TEXT];	/* why it has not */
} KeepTask;

#define KEEP_QUEUE_OFFSET MAXALIGN(sizeof(KeepTask))

/*
 * Have the rejects entered into their table, and a failed load into the
 * ledger, by a worker, and wait for its commit.  The task has all but what the
 * session is.  Return null, or why they could not be kept.
 */
extern char *rejects_keep(HeldRejects *held, const KeepTask *task);

#endif /* TG_FEED_REJECT_KEEP_H */
