/*
 * file_load.c
 *	  A file loaded in chunks, each in a transaction of its own.
 *
 * The locks of a load are the session's, in the order of key_lock.h: they
 * outlive its transactions, and who waits for one sees in the ledger what
 * became of the load.
 */
#include "compat.h"

#include "access/relation.h"
#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "tcop/utility.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "feed/feed_list.h"
#include "feed/ledger.h"
#include "feed/load_limit.h"
#include "file/chunk_load.h"
#include "file/chunk_plan.h"
#include "file/file_encoding.h"
#include "file/file_failure.h"
#include "file/file_feed.h"
#include "file/file_format.h"
#include "file/file_ledger.h"
#include "file/file_load.h"
#include "file/file_report.h"
#include "file/job_pool.h"
#include "file/known_file.h"
#include "file/load_state.h"
#include "file/place_region.h"
#include "file/step.h"
#include "file/tried_with.h"
#include "trips/key_lock.h"
#include "trips/removable.h"
#include "store/sql.h"
#include "tripgrid.h"
#include "target/replaced.h"
#include "target/target_make.h"

static void
check_request(const FileRequest *request)
{
	PreventCommandIfReadOnly("tripgrid.load_file()");
	if (request->path[0] == '\0')
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("path must not be empty")));
	if (request->key != NULL && strlen(request->key) > LOAD_KEY_MAX)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("key is longer than %d bytes", LOAD_KEY_MAX)));
	if (strlen(request->path) >= MAXPGPATH)
		ereport(ERROR,
				(errcode(ERRCODE_NAME_TOO_LONG),
				 errmsg("path is longer than %d bytes", MAXPGPATH - 1)));
}

/*
 * Open the file and settle what it is.  A feed may be made for it, the first
 * that is committed.
 */
static void
prepare(void *arg)
{
	FileLoad *load = arg;
	const FileRequest *request = load->request;
	MemoryContext old;

	check_request(request);
	old = MemoryContextSwitchTo(load->context);
	load->store = store_named(request->store);
	file_check_rights(load->store, request->feed);
	source_check_rights();
	load->allowed = true;
	load->source = source_open_as(request->path, file_unicode(request));
	load->feed = file_settle(request, load->store, load->source, &load->task);
	store_check_removable(load->store);
	load->entry.feed = load->feed.name;
	load->entry.path = request->path;
	load->entry.key = request->key;
	load->entry.region = load->feed.region;
	load->entry.datasource = request->datasource;
	load->entry.file_bytes = load->source->file_bytes;
	load->entry.passed_over = load->feed.passed_over;
	load->entry.passed_over_count = load->feed.passed_over_count;
	MemoryContextSwitchTo(old);
}

/* A load goes on with what it was begun with, if nothing else is said. */
static void
go_on_with(const FileLoad *load, const char *name, const char *wanted,
		   const char *begun, char *constant)
{
	if (wanted != NULL && (begun == NULL || strcmp(wanted, begun) != 0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("load " INT64_FORMAT " of file \"%s\" was cut off, "
						"and was begun with another %s",
						load->entry.load_id, load->request->path, name),
				 begun == NULL ? errdetail("That of feed \"%s\" was taken.",
										   load->feed.name)
							   : errdetail("It was begun with %s => %s.", name,
										   quote_literal_cstr(begun)),
				 errhint("Leave out the argument %s to go on, or use "
						 "tripgrid.undo_load(" INT64_FORMAT ") to load the "
						 "file anew.",
						 name, load->entry.load_id)));
	file_option(constant, name, begun == NULL ? "" : begun);
}

static void
go_on(FileLoad *load)
{
	const FileRequest *request = load->request;
	FileEntry begun = ledger_of_load(load->store, load->entry.load_id);

	go_on_with(load, "region", request->region, begun.region,
			   load->task.region);
	go_on_with(load, "datasource", request->datasource, begun.datasource,
			   load->task.datasource);
}

/* Have the locks of the load for one more transaction. */
static void
keep_locks(const FileLoad *load)
{
	if (load->key_locked)
		store_keep_key(load->store, KEY_OF_LOAD, load->entry.key);
	if (load->content_locked)
		store_keep_key(load->store, KEY_OF_CONTENT, load->content_key);
	if (load->load_locked)
		store_keep_load(load->store, load->entry.load_id);
}

/* Have a row in the ledger, an old one or a new one, and its lock. */
static void
enter(void *arg)
{
	FileLoad *load = arg;
	const char *loaded_by = GetUserNameFromId(GetUserId(), false);
	StoreCaller caller;

	keep_locks(load);
	caller = store_become_owner(load->store);
	if (load->entry.load_id != 0)
		go_on(load);
	else
	{
		place_region_tell(&load->feed.places, load->task.path);
		if (load->task.target[0] != '\0')
			load->entry.target = load->task.target;
		load->entry.replaces = load->task.replaces;
		load->entry.load_id =
			ledger_begin(load->store, &load->entry, loaded_by);
	}
	load->load_locked =
		store_lock_load(load->store, load->entry.load_id, true, true);
	store_resume(caller);
	load->task.load_id = load->entry.load_id;
	store_await_workers(load->store, load->entry.load_id);
}

/* Report from now on, with what is loaded already. */
static void
begin_progress(FileLoad *load, const FileEntry *entry)
{
	Relation feed = feed_open(load->task.feed, RowExclusiveLock);
	int64 bytes = 0;

	for (int i = 0; i < load->done_count; i++)
		bytes += (int64) (load->done[i].end - load->done[i].first);
	load->progress = progress_open(load->store, feed, load->entry.load_id);
	progress_total(load->progress, (int64) load->content_bytes);
	progress_continue(load->progress, entry->rows_read, entry->rows_rejected,
					  bytes);
	relation_close(feed, RowExclusiveLock);
}

/* Judge all rows of a load, when they are there. */
static const char *
rows_error(const FileLoad *load)
{
	FileRows rows =
		ledger_rows(load->store, load->entry.load_id, PG_INT64_MAX);

	return load_limit_error(rows.rejected - rows.excused,
							rows.read - rows.excused, true);
}

/* Give up a load with too many rejects: these are kept. */
static void
check_limit(FileLoad *load, bool ended)
{
	StoreCaller caller = store_become_owner(load->store);
	FileEntry entry = ledger_of_load(load->store, load->entry.load_id);
	const char *error = entry.error;

	if (error == NULL && setting_reject_limit.kind != TG_LIMIT_AUTO)
		error = load_limit_error(entry.rows_rejected, entry.rows_read, ended);
	else if (error == NULL && ended)
		error = rows_error(load);
	store_resume(caller);
	load->keep_rejects = error != NULL && !load->task.whole;
	if (error == NULL)
		return;
	if (load->task.whole)
		ereport(ERROR,
				(errcode(ERRCODE_DATA_EXCEPTION), errmsg("%s", error),
				 errdetail("The load has failed, and nothing of it was kept, "
						   "as all of a file goes into table \"%s\" in one "
						   "transaction.",
						   load->task.target),
				 errhint("SET tripgrid.reject_limit = 'off' to load what "
						 "there is, and to see its rejects.")));
	ereport(ERROR,
			(errcode(ERRCODE_DATA_EXCEPTION), errmsg("%s", error),
			 errdetail("The load has failed; its rejects are kept."),
			 errhint("See %s.reject_summary, load_id " INT64_FORMAT ".%s",
					 load->store->quoted, load->entry.load_id,
					 setting_reject_limit.kind == TG_LIMIT_AUTO
						 ? "  SET tripgrid.reject_limit = 'off' to load "
						   "what there is all the same."
						 : "")));
}

/* See what is loaded already, now that nobody else can change it. */
static void
look_for_chunks(void *arg)
{
	FileLoad *load = arg;
	MemoryContext old = MemoryContextSwitchTo(load->context);
	StoreCaller caller;
	FileEntry entry;

	keep_locks(load);
	caller = store_become_owner(load->store);
	entry = ledger_of_load(load->store, load->entry.load_id);
	if (!entry.running)
		ereport(ERROR, (errcode(ERRCODE_OBJECT_IN_USE),
						errmsg("load " INT64_FORMAT " was undone meanwhile",
							   load->entry.load_id),
						errhint("Load the file again.")));
	load->done =
		ledger_chunks(load->store, load->entry.load_id, &load->done_count);
	store_resume(caller);
	if (entry.error != NULL)
		check_limit(load, false);
	if (load->done_count > 0)
		ereport(NOTICE,
				(errmsg("load " INT64_FORMAT " goes on after %d chunks",
						load->entry.load_id, load->done_count)));
	begin_progress(load, &entry);
	/* jobs with rows of the same keys would wait for each other */
	if (load->request->jobs > 1 && !load->task.whole && !load->task.keyed)
		load->pool =
			pool_begin(&load->task, load->request->jobs, load->progress);
	load->plan = plan_begin(
		source_open_as(load->request->path, load->task.format.unicode),
		&load->task.format, load->feed.data, load->done, load->done_count,
		load->pool == NULL);
	MemoryContextSwitchTo(old);
}

/* Find the next chunk, and load it or give it to a worker. */
static void
load_next(void *arg)
{
	FileLoad *load = arg;
	MemoryContext old;
	bool more;

	keep_locks(load);
	old = MemoryContextSwitchTo(load->context);
	more = plan_next(load->plan, &load->chunk);
	MemoryContextSwitchTo(old);
	if (more && load->pool != NULL)
		pool_give(load->pool, &load->chunk);
	else if (more)
		chunk_load(&load->task, &load->chunk, plan_bytes(load->plan), NULL,
				   load->progress, NULL, load->replaced);
	else
	{
		file_warn_of_lists(load);
		load->chunk.end = 0;
	}
}

static void
check_limit_so_far(void *arg)
{
	check_limit(arg, false);
}

static void
finish_jobs(void *arg)
{
	FileLoad *load = arg;

	if (load->pool != NULL)
		pool_finish(load->pool);
}

static void
complete(void *arg)
{
	FileLoad *load = arg;
	MemoryContext old;
	StoreCaller caller;
	FileEntry entry;

	keep_locks(load);
	check_limit(load, true);
	if (load->sha256 != NULL &&
		strcmp(load->sha256, plan_sha256(load->plan)) != 0)
		ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
						errmsg("file \"%s\" changed while it was loaded",
							   load->entry.path)));
	if (load->sha256 == NULL)
		load->sha256 = plan_sha256(load->plan);
	caller = store_become_owner(load->store);
	ledger_commit(load->store, load->entry.load_id, load->sha256);
	entry = ledger_of_load(load->store, load->entry.load_id);
	if (entry.rows_read == entry.rows_rejected)
		ledger_tried(load->store, load->entry.load_id,
					 tried_with(load->request, tried_store(load->store)));
	old = MemoryContextSwitchTo(load->caller);
	load->result->lacks = ledger_lacks(load->store, load->entry.load_id);
	load->result->passed_over =
		file_list_names(load->feed.passed_over, load->feed.passed_over_count);
	MemoryContextSwitchTo(old);
	store_resume(caller);
	load->result->load_id = load->entry.load_id;
	load->result->rows_read = entry.rows_read;
	load->result->rows_rejected = entry.rows_rejected;
	load->result->rows_superseded = entry.rows_superseded;
	load->result->values_left_out = entry.values_left_out;
	file_end_progress(load, NULL);
}

/* What cannot be taken back comes with all else of its load, or not at all. */
static void
load_whole(void *arg)
{
	FileLoad *load = arg;
	StoreCaller caller;

	load->replaced = replaced_create(CurTransactionContext);
	do
	{
		CHECK_FOR_INTERRUPTS();
		load_next(load);
		if (setting_reject_limit.kind != TG_LIMIT_NONE)
			check_limit(load, false);
	} while (load->chunk.end > 0);
	/* last, as others lock rows of the table first, too */
	caller = store_become_owner(load->store);
	ledger_supersede(load->store, load->replaced);
	store_resume(caller);
	complete(load);
}

static ErrorData *
load_chunks(FileLoad *load)
{
	ErrorData *error;

	if (load->task.whole)
	{
		error = step(load_whole, load);
		return error == NULL ? NULL : file_fail(load, error);
	}
	do
	{
		error = step(load_next, load);
		if (error == NULL && setting_reject_limit.kind != TG_LIMIT_NONE)
			error = step(check_limit_so_far, load);
	} while (error == NULL && load->chunk.end > 0);
	if (error == NULL)
		error = step(finish_jobs, load);
	if (error == NULL)
		error = step(complete, load);
	if (error != NULL)
		return file_fail(load, error);
	return NULL;
}

/*
 * A feed that was made for a file of which nothing is loaded goes, too, as
 * does a table; unless another session has loaded one of that shape meanwhile.
 */
static void
drop_feed(void *arg)
{
	FileLoad *load = arg;
	Oid types[] = {TEXTOID, TEXTOID};
	Datum values[] = {CStringGetTextDatum(load->feed.name),
					  CStringGetTextDatum(load->store->name)};

	StoreCaller caller = store_become_owner(load->store);
	bool used = ledger_has_feed(load->store, load->feed.name);

	store_resume(caller);
	if (used)
		return;
	SPI_connect();
	sql_query("SELECT tripgrid.drop_feed($1::pg_catalog.name, "
			  "$2::pg_catalog.name)",
			  lengthof(types), types, values);
	SPI_finish();
	if (load->feed.table_made)
		target_drop_made(load->store, load->task.target);
}

static ErrorData *
run(FileLoad *load)
{
	static void (*const steps[])(void *) = {
		prepare,	   known_lock_key, known_by_key,
		known_measure, known_by_file,  known_by_content,
		enter,		   known_give_way, look_for_chunks};

	for (int i = 0; i < lengthof(steps); i++)
	{
		ErrorData *error = step(steps[i], load);

		if (error != NULL && load->load_locked)
			return file_fail(load, error);
		if (error != NULL || !load->result->loaded)
			return error;
	}
	return load_chunks(load);
}

static void
unlock(const FileLoad *load)
{
	if (load->load_locked)
		store_unlock_load(load->store, load->entry.load_id);
	if (load->content_locked)
		store_unlock_key(load->store, KEY_OF_CONTENT, load->content_key);
	if (load->key_locked)
		store_unlock_key(load->store, KEY_OF_LOAD, load->entry.key);
}

static ErrorData *
load_once(const FileRequest *request, FileResult *result)
{
	MemoryContext caller = CurrentMemoryContext;
	FileLoad *load;
	ErrorData *volatile error = NULL;
	MemoryContext context =
		AllocSetContextCreate(caller, "tripgrid file", ALLOCSET_DEFAULT_SIZES);

	load = MemoryContextAllocZero(context, sizeof *load);
	load->context = context;
	load->caller = caller;
	load->request = request;
	load->result = result;
	memset(result, 0, sizeof *result);
	result->loaded = true;
	PG_TRY();
	{
		error = run(load);
		if (error != NULL && load->allowed && !load->load_locked &&
			file_is_of_load(error))
		{
			load->failure = error;
			error = file_step_after(file_enter_failure, load, error);
		}
		if (load->feed.made &&
			(error == NULL ? !result->loaded
						   : !load->keep_rejects && !file_can_go_on(error)))
			error = file_step_after(drop_feed, load, error);
	}
	PG_CATCH();
	{
		Progress *progress = load->progress;
		ErrorData *thrown;

		MemoryContextSwitchTo(caller);
		thrown = CopyErrorData();
		/* what follows may handle errors of its own */
		FlushErrorState();
		load->progress = NULL;
		if (progress != NULL)
			progress_fail(progress, thrown);
		file_stop_jobs(load);
		unlock(load);
		ReThrowError(thrown);
	}
	PG_END_TRY();
	file_stop_jobs(load);
	unlock(load);
	MemoryContextDelete(context);
	return error;
}

static void
find_encoding(void *arg)
{
	FileRequest *request = arg;
	int encoding = file_encoding_find(request->path);

	request->encoding_guessed = encoding >= 0;
	if (encoding >= 0)
		request->encoding = pstrdup(pg_encoding_to_char(encoding));
}

/*
 * A file was taken to be UTF-8 by its beginning, and is none further on: what
 * was loaded of it has been taken back.  Load it as what all of it is.
 */
static ErrorData *
load_again(const FileRequest *request, FileResult *result, ErrorData *error)
{
	FileRequest again = *request;
	ErrorData *another;

	if (error->sqlerrcode != ERRCODE_CHARACTER_NOT_IN_REPERTOIRE ||
		result->left || request->encoding != NULL ||
		GetDatabaseEncoding() == PG_SQL_ASCII)
		return error;
	another = step(find_encoding, &again);
	if (another != NULL)
		return another;
	return again.encoding_guessed ? load_once(&again, result) : error;
}

ErrorData *
file_load(const FileRequest *request, FileResult *result)
{
	ErrorData *error = load_once(request, result);

	if (error != NULL)
		error = load_again(request, result, error);
	if (error != NULL)
		file_explain_encoding(request, error);
	return error;
}
