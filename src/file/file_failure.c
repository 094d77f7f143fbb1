/*
 * file_failure.c
 *	  What becomes of a load of a file that fails: of what it brought, and of
 *	  its row in the ledger.
 */
#include "compat.h"

#include <sys/stat.h>

#include "miscadmin.h"

#include "feed/ledger.h"
#include "file/file_failure.h"
#include "file/file_ledger.h"
#include "file/job_pool.h"
#include "file/step.h"
#include "file/tried_with.h"
#include "trips/key_lock.h"

void
file_end_progress(FileLoad *load, const ErrorData *failure)
{
	Progress *progress = load->progress;

	load->progress = NULL;
	if (progress != NULL)
		progress_finish(progress, failure);
}

void
file_stop_jobs(FileLoad *load)
{
	JobPool *pool = load->pool;

	load->pool = NULL;
	if (pool != NULL)
		pool_stop(pool);
}

bool
file_can_go_on(const ErrorData *error)
{
	int category = ERRCODE_TO_CATEGORY(error->sqlerrcode);

	return category == ERRCODE_OPERATOR_INTERVENTION ||
		   category == ERRCODE_INSUFFICIENT_RESOURCES ||
		   category == ERRCODE_SYSTEM_ERROR ||
		   category == ERRCODE_TRANSACTION_ROLLBACK ||
		   error->sqlerrcode == ERRCODE_LOCK_NOT_AVAILABLE;
}

bool
file_is_of_load(const ErrorData *error)
{
	int category = ERRCODE_TO_CATEGORY(error->sqlerrcode);

	return category != ERRCODE_OPERATOR_INTERVENTION &&
		   category != ERRCODE_INSUFFICIENT_RESOURCES &&
		   category != ERRCODE_TRANSACTION_ROLLBACK &&
		   error->sqlerrcode != ERRCODE_LOCK_NOT_AVAILABLE &&
		   error->sqlerrcode != ERRCODE_INVALID_PARAMETER_VALUE;
}

/* Tell whether it may be another when nothing but the server has changed. */
static bool
is_of_server(const ErrorData *error)
{
	return ERRCODE_TO_CATEGORY(error->sqlerrcode) == ERRCODE_SYSTEM_ERROR ||
		   error->sqlerrcode == ERRCODE_INSUFFICIENT_PRIVILEGE;
}

void
file_enter_failure(void *arg)
{
	FileLoad *load = arg;
	const FileRequest *request = load->request;
	const char *loaded_by = GetUserNameFromId(GetUserId(), false);
	FileEntry entry = load->entry;
	StoreCaller caller;
	struct stat status;

	entry.path = request->path;
	entry.key = request->key;
	entry.feed = load->feed.name != NULL ? load->feed.name : request->feed;
	entry.region = request->region;
	entry.datasource = request->datasource;
	entry.error = load->failure->message;
	entry.file_bytes =
		source_stat(request->path, &status) == 0 ? status.st_size : -1;
	caller = store_become_owner(load->store);
	if (!request->repeated || !is_of_server(load->failure) ||
		!ledger_failed_so(load->store, &entry))
	{
		entry.load_id = ledger_fail(load->store, &entry, loaded_by);
		if (!is_of_server(load->failure))
			ledger_tried(load->store, entry.load_id,
						 tried_with(request, tried_store(load->store)));
	}
	store_resume(caller);
}

/* With the same it would fail again. */
static void
note_try(FileLoad *load)
{
	StoreCaller caller = store_become_owner(load->store);

	ledger_tried(load->store, load->entry.load_id,
				 tried_with(load->request, tried_store(load->store)));
	store_resume(caller);
}

/* What the load brought goes, its row stays. */
static void
take_back(void *arg)
{
	FileLoad *load = arg;
	StoreCaller caller;

	/* where its lock was released, others may have gone on with it */
	(void) store_lock_load(load->store, load->entry.load_id, false, true);
	caller = store_become_writer(load->store);
	if (ledger_of_load(load->store, load->entry.load_id).running)
		(void) ledger_take_back(load->store, load->entry.load_id,
								LEDGER_FAILED, load->failure->message,
								load->keep_rejects);
	store_resume(caller);
	note_try(load);
	file_end_progress(load, load->failure);
}

static void
tell_failure(void *arg)
{
	FileLoad *load = arg;

	file_end_progress(load, load->failure);
}

static bool
is_cancel(const ErrorData *error)
{
	return ERRCODE_TO_CATEGORY(error->sqlerrcode) ==
		   ERRCODE_OPERATOR_INTERVENTION;
}

ErrorData *
file_step_after(void (*run)(void *), FileLoad *load, ErrorData *error)
{
	ErrorData *another = step(run, load);

	return another != NULL && is_cancel(another) ? another : error;
}

ErrorData *
file_fail(FileLoad *load, ErrorData *error)
{
	ErrorData *another;

	file_stop_jobs(load);
	load->failure = error;
	if (file_can_go_on(error))
	{
		if (error->hint == NULL)
			error->hint = pstrdup(load->task.whole
									  ? "Nothing of it was loaded. Load the "
										"file again."
									  : "What was loaded so far is kept. Load "
										"the file again to go on with it.");
		(void) step(tell_failure, load);
		return error;
	}
	another = step(take_back, load);
	if (another == NULL)
		return error;
	load->result->left = true;
	(void) step(tell_failure, load);
	if (is_cancel(another))
	{
		another->detail = psprintf("Load " INT64_FORMAT " had failed, and was "
								   "being taken back: %s",
								   load->entry.load_id, error->message);
		another->hint = psprintf("What it brought is still there. Load the "
								 "file again, or use "
								 "tripgrid.undo_load(" INT64_FORMAT ").",
								 load->entry.load_id);
		return another;
	}
	ereport(WARNING,
			(errcode(another->sqlerrcode),
			 errmsg("load " INT64_FORMAT " failed and could not be taken "
					"back: %s",
					load->entry.load_id, another->message),
			 errdetail("What it brought is still there."),
			 errhint("Use tripgrid.undo_load(" INT64_FORMAT ") when "
					 "nothing keeps it any more.",
					 load->entry.load_id)));
	return error;
}

const char *
file_encoding_hint(const FileRequest *request)
{
	return request->encoding == NULL || request->encoding_guessed
			   ? "If the file has another encoding, name it, for example "
				 "encoding => 'cp1252'."
			   : "Without the argument encoding it is found out.";
}

void
file_explain_encoding(const FileRequest *request, ErrorData *error)
{
	if (error->sqlerrcode != ERRCODE_CHARACTER_NOT_IN_REPERTOIRE)
		return;
	if (error->context == NULL)
		error->context = psprintf("file \"%s\"", request->path);
	if (error->hint == NULL)
		error->hint = pstrdup(file_encoding_hint(request));
}
