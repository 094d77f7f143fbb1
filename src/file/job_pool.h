/*
 * job_pool.h
 *	  The workers of a load, and the chunks that they share.
 */
#ifndef TG_FILE_JOB_POOL_H
#define TG_FILE_JOB_POOL_H

#include "postgres.h"

#include "storage/condition_variable.h"
#include "storage/dsm.h"
#include "storage/spin.h"

#include "feed/progress.h"
#include "file/file_request.h"
#include "file/file_task.h"

#define JOB_QUEUE (MAX_JOBS + 2)

/* An error of a worker, for its leader to raise. */
typedef struct JobError
{
	int sqlstate;
	char message[1024];
	char detail[1024];
	char hint[512];
	char context[512];
} JobError;

/* What leader and workers share; the leader's settings follow. */
typedef struct JobShared
{
	Oid database;
	Oid user;
	FileTask task;
	dsm_handle progress;

	slock_t lock; /* for all that follows */
	ConditionVariable changed;
	Chunk chunks[JOB_QUEUE]; /* a ring */
	uint64 given;			 /* how many of them were put there, */
	uint64 taken;			 /* taken from there, */
	uint64 done;			 /* and are committed */
	bool closed;			 /* no more will be given */
	volatile bool stop;		 /* nobody waits for any of them */
	bool failed;
	JobError error;

	char settings[FLEXIBLE_ARRAY_MEMBER];
} JobShared;

typedef struct JobPool JobPool;

/*
 * Start workers for a task whose load is in the ledger, in the current memory
 * context; null if there is none.
 */
extern JobPool *pool_begin(const FileTask *task, int jobs, Progress *progress);

/* Give a chunk to the next worker that is free; an error of any is raised. */
extern void pool_give(JobPool *pool, const Chunk *chunk);

/* Wait until all chunks that were given are committed. */
extern void pool_finish(JobPool *pool);

/* End the workers, whatever they do, and wait until they have. */
extern void pool_stop(JobPool *pool);

#endif /* TG_FILE_JOB_POOL_H */
