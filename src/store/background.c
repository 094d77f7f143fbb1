/*
 * background.c
 *	  Background workers of this library.
 */
#include "compat.h"

#include "store/background.h"

void
background_describe(BackgroundWorker *worker, const char *function,
					const char *type)
{
	memset(worker, 0, sizeof *worker);
	worker->bgw_flags =
		BGWORKER_SHMEM_ACCESS | BGWORKER_BACKEND_DATABASE_CONNECTION;
	worker->bgw_start_time = BgWorkerStart_RecoveryFinished;
	worker->bgw_restart_time = BGW_NEVER_RESTART;
	strlcpy(worker->bgw_library_name, "tripgrid",
			sizeof worker->bgw_library_name);
	strlcpy(worker->bgw_function_name, function,
			sizeof worker->bgw_function_name);
	strlcpy(worker->bgw_name, type, sizeof worker->bgw_name);
	strlcpy(worker->bgw_type, type, sizeof worker->bgw_type);
}
