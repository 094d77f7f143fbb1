/*
 * reject_keep.c
 *	  Rejects of a load that is given up, handed to a worker.
 */
#include "compat.h"

#include "executor/tuptable.h"
#include "miscadmin.h"
#include "postmaster/bgworker.h"
#include "storage/dsm.h"
#include "storage/proc.h"

#include "feed/reject_keep.h"
#include "store/background.h"

/* Start a worker, which finds its task by the segment; null: none is free. */
static BackgroundWorkerHandle *
start_worker(dsm_segment *segment)
{
	BackgroundWorker worker;
	BackgroundWorkerHandle *handle;

	background_describe(&worker, "reject_worker_main", "tripgrid rejects");
	worker.bgw_main_arg = UInt32GetDatum(dsm_segment_handle(segment));
	worker.bgw_notify_pid = MyProcPid;
	return RegisterDynamicBackgroundWorker(&worker, &handle) ? handle : NULL;
}

/* Send all rows; a worker that has ended is noticed after that. */
static void
send_rows(HeldRejects *held, shm_mq_handle *queue)
{
	bool there = true;

	while (there && held_rejects_next(held))
	{
		bool free_it;
		MinimalTuple tuple = ExecFetchSlotMinimalTuple(held->slot, &free_it);

		there = shm_mq_send(queue, tuple->t_len, tuple, false, false) ==
				SHM_MQ_SUCCESS;
		if (free_it)
			pfree(tuple);
	}
	shm_mq_detach(queue);
}

char *
rejects_keep(HeldRejects *held, const KeepTask *task)
{
	const char *refused = background_refused();
	dsm_segment *segment;
	BackgroundWorkerHandle *worker;
	KeepTask *shared;
	shm_mq *queue;
	char *failure = NULL;

	if (refused != NULL)
		return psprintf("no background worker is started, because %s",
						refused);
	segment = dsm_create(KEEP_QUEUE_OFFSET + KEEP_QUEUE,
						 DSM_CREATE_NULL_IF_MAXSEGMENTS);
	if (segment == NULL)
		return "there are too many dynamic shared memory segments";
	shared = dsm_segment_address(segment);
	*shared = *task;
	shared->database = MyDatabaseId;
	shared->user = GetUserId();
	pg_atomic_init_u32(&shared->kept, 0);
	strlcpy(shared->failure, "the background worker ended early",
			sizeof shared->failure);
	queue = shm_mq_create((char *) shared + KEEP_QUEUE_OFFSET, KEEP_QUEUE);
	shm_mq_set_sender(queue, MyProc);
	worker = start_worker(segment);
	if (worker == NULL)
		failure = "no background worker is free (max_worker_processes)";
	else
	{
		send_rows(held, shm_mq_attach(queue, segment, worker));
		(void) WaitForBackgroundWorkerShutdown(worker);
		if (pg_atomic_read_u32(&shared->kept) == 0)
			failure = pstrdup(shared->failure);
	}
	dsm_detach(segment);
	return failure;
}
