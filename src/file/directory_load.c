/*
 * directory_load.c
 *	  The files of a directory loaded, as far as they are new, and those of an
 *	  archive.
 */
#include "compat.h"

#include <sys/stat.h>

#include "miscadmin.h"
#include "nodes/pg_list.h"
#include "tcop/utility.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "file/directory_list.h"
#include "file/directory_load.h"
#include "file/file_feed.h"
#include "file/file_ledger.h"
#include "file/file_load.h"
#include "file/file_report.h"
#include "file/source.h"
#include "file/step.h"
#include "file/tried_with.h"
#include "store/attempt.h"

/* A file that was changed this long before a load began is what was loaded. */
#define SETTLED_US (2 * USECS_PER_SEC)

typedef struct DirectoryLoad
{
	MemoryContext context;
	const FileRequest *request;
	const char *pattern;
	bool recursive;
	Listing listing;
	List *files;		   /* paths of those that are new, in order */
	const char *archive;   /* whose members they are; null: none */
	SourceMembers members; /* of the path looked into last */
	char *tried;		   /* see tried_store(); null: not asked yet */
	int before;			   /* how many were loaded before */
	int loaded;
	int empty; /* brought no trips, now or before */
	int failed;
} DirectoryLoad;

/* A load that began later has loaded what the file holds. */
static TimestampTz
settled_at(const struct stat *status)
{
	return time_t_to_timestamptz(status->st_mtime) + SETTLED_US;
}

static bool
is_loaded(const Store *store, const char *file)
{
	struct stat status;

	/* what is wrong with it will be said when it is loaded */
	return source_stat(file, &status) == 0 &&
		   ledger_has_file(store, file, status.st_size, settled_at(&status));
}

/*
 * What the folders of a file say stands in for what the caller does not: those
 * of a directory, or those in an archive.  The folders of what is named alone
 * say nothing.
 */
static FileRequest
request_of(const DirectoryLoad *load, char *file)
{
	FileRequest request = *load->request;
	const char *folders =
		load->pattern != NULL ? file : file + strlen(request.path);

	request.path = file;
	request.repeated = true;
	/* rows of a table have neither */
	if (request.target != NULL)
		return request;
	if (request.region == NULL)
		request.region = path_key(folders, "region");
	if (request.datasource == NULL)
		request.datasource = path_key(folders, "datasource");
	return request;
}

/*
 * Find a load of a file that brought nothing, and will bring nothing again; 0
 * for none.  What the store has to do with it is asked for when a file may be
 * one, and once.
 */
static int64
tried_in_vain(DirectoryLoad *load, Store *store, char *file)
{
	FileRequest request = request_of(load, file);
	struct stat status;

	if (source_stat(file, &status) != 0 ||
		ledger_in_vain(store, file, status.st_size, settled_at(&status),
					   NULL) == 0)
		return 0;
	if (load->tried == NULL)
		load->tried = MemoryContextStrdup(load->context, tried_store(store));
	return ledger_in_vain(store, file, status.st_size, settled_at(&status),
						  tried_with(&request, load->tried));
}

/*
 * Look a file up in the ledger: whether it was loaded, and if not, the load
 * that it brought nothing by.
 */
static int64
look_up(DirectoryLoad *load, Store *store, char *file, bool *loaded)
{
	StoreCaller caller = store_become_owner(store);
	int64 before;

	*loaded = is_loaded(store, file);
	before = *loaded ? 0 : tried_in_vain(load, store, file);
	store_resume(caller);
	return before;
}

/* Say which files are left out, in one message. */
static void
tell_in_vain(List *files, int64 before)
{
	int count = list_length(files);
	char **names = palloc(Max(count, 1) * sizeof *names);
	ListCell *cell;

	if (count == 0)
		return;
	foreach (cell, files)
		names[foreach_current_index(cell)] =
			psprintf("\"%s\"", (char *) lfirst(cell));
	ereport(
		NOTICE,
		(count == 1 ? errmsg("file %s is left out: load " INT64_FORMAT
							 " brought no trip of it",
							 names[0], before)
					: errmsg("%d files are left out: earlier loads brought no "
							 "trip of them",
							 count),
		 count == 1 ? errdetail("Neither the file nor feeds, places or the "
								"version of tripgrid have changed since.")
					: errdetail("Neither the files nor feeds, places or the "
								"version of tripgrid have changed since. They "
								"are: %s",
								file_list_names(names, count)),
		 errhint("Use again => true to load them all the same.")));
}

/* Leave out what was loaded before: content is compared later, for the rest.
 */
static void
leave_out_loaded(DirectoryLoad *load, Store *store)
{
	MemoryContext scratch = AllocSetContextCreate(
		CurrentMemoryContext, "tripgrid ledger", ALLOCSET_DEFAULT_SIZES);
	List *new = NIL;
	List *vain = NIL;
	int64 in_vain = 0;
	ListCell *cell;

	foreach (cell, load->files)
	{
		MemoryContext old = MemoryContextSwitchTo(scratch);
		bool loaded;
		int64 by = look_up(load, store, lfirst(cell), &loaded);

		MemoryContextSwitchTo(old);
		MemoryContextReset(scratch);
		if (loaded)
			load->before++;
		else if (by == 0)
			new = lappend(new, lfirst(cell));
		else
		{
			vain = lappend(vain, lfirst(cell));
			in_vain = by;
		}
	}
	MemoryContextDelete(scratch);
	tell_in_vain(vain, in_vain);
	load->empty += list_length(vain);
	load->files = new;
}

static void
look_into(void *arg)
{
	DirectoryLoad *load = arg;

	load->members = source_members(load->archive);
}

/* Whether an error says something of the session rather than of a file. */
static bool
is_of_session(const ErrorData *error)
{
	int category = ERRCODE_TO_CATEGORY(error->sqlerrcode);

	return category == ERRCODE_OPERATOR_INTERVENTION ||
		   category == ERRCODE_INSUFFICIENT_RESOURCES;
}

/*
 * The files that a path stands for: itself or, if it is an archive, those in
 * it.  What is wrong with an archive will be said when it is loaded.
 */
static List *
files_at(DirectoryLoad *load, char *path)
{
	/* what is open of a file ends with it */
	MemoryContext context = AllocSetContextCreate(
		CurrentMemoryContext, "tripgrid archive", ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	ErrorData *error;
	List *files = NIL;
	ListCell *cell;

	load->archive = path;
	memset(&load->members, 0, sizeof load->members);
	error = attempt(look_into, load);
	if (error != NULL && is_of_session(error))
		ReThrowError(error);
	MemoryContextSwitchTo(old);
	if (error == NULL)
		foreach (cell, load->members.paths)
			files = lappend(files, pstrdup(lfirst(cell)));
	load->failed += files == NIL ? 0 : load->members.refused;
	load->members.paths = NIL;
	MemoryContextDelete(context);
	return files == NIL ? list_make1(path) : files;
}

static void
unpack_archives(DirectoryLoad *load)
{
	List *files = NIL;
	ListCell *cell;

	foreach (cell, load->files)
		files = list_concat(files, files_at(load, lfirst(cell)));
	load->files = files;
}

static void
find_files(void *arg)
{
	DirectoryLoad *load = arg;
	MemoryContext old = MemoryContextSwitchTo(load->context);
	Store *store;

	PreventCommandIfReadOnly("tripgrid.load_directory()");
	source_check_rights();
	store = store_named(load->request->store);
	file_check_rights(store, load->request->feed);
	directory_list(load->request->path, load->pattern, load->recursive,
				   &load->listing);
	load->files = load->listing.files;
	load->failed = load->listing.skipped[SKIP_NO_TEXT];
	if (!load->request->again)
		leave_out_loaded(load, store);
	unpack_archives(load);
	if (!load->request->again)
		leave_out_loaded(load, store);
	MemoryContextSwitchTo(old);
}

/* What an error says of a file that is named before: "it" where it can be. */
static const char *
said_of(const char *file, const char *message)
{
	static const char *const before[] = {" of ", " in ", " open ", " read "};
	char *name = psprintf("file \"%s\"", file);
	const char *at = strstr(message, name);
	bool begins = at == message;

	for (int i = 0; at != NULL && i < lengthof(before) && !begins; i++)
	{
		size_t len = strlen(before[i]);

		begins = (size_t) (at - message) >= len &&
				 memcmp(at - len, before[i], len) == 0;
	}
	return begins ? psprintf("%.*sit%s", (int) (at - message), message,
							 at + strlen(name))
				  : message;
}

static void
warn(const char *file, const ErrorData *error)
{
	ereport(WARNING, (errcode(error->sqlerrcode),
					  errmsg("file \"%s\" was not loaded: %s", file,
							 said_of(file, error->message)),
					  error->detail ? errdetail("%s", error->detail) : 0,
					  error->hint ? errhint("%s", error->hint) : 0,
					  error->context ? errcontext("%s", error->context) : 0));
}

static void
load_one(DirectoryLoad *load, char *file)
{
	FileRequest request = request_of(load, file);
	FileResult result;
	ErrorData *error;

	error = file_load(&request, &result);
	if (error == NULL)
	{
		file_load_tell(&request, &result);
		if (!result.loaded)
			load->before++;
		else if (result.rows_read == result.rows_rejected)
			load->empty++;
		else
			load->loaded++;
		return;
	}
	/* whoever cancels means all of them, and a disk is full for all */
	if (is_of_session(error))
		ReThrowError(error);
	warn(file, error);
	load->failed++;
}

/* What else there is to say of the directory. */
static char *
details(const DirectoryLoad *load)
{
	char *skipped = listing_skipped(&load->listing);

	if (load->listing.files != NIL || load->failed > 0 ||
		load->pattern == NULL)
		return skipped;
	return psprintf("No file in directory \"%s\" has a name like \"%s\".%s%s",
					load->request->path, load->pattern,
					skipped[0] != '\0' ? " " : "", skipped);
}

static void
tell(const DirectoryLoad *load)
{
	const char *detail = details(load);

	ereport(load->failed > 0 ? WARNING : NOTICE,
			(load->empty == 0
				 ? errmsg_plural("%d file was loaded, %d had been before, "
								 "%d failed",
								 "%d files were loaded, %d had been before, "
								 "%d failed",
								 (unsigned long) load->loaded, load->loaded,
								 load->before, load->failed)
				 : errmsg_plural("%d file was loaded, %d had been before, "
								 "%d failed; %d brought no trips",
								 "%d files were loaded, %d had been before, "
								 "%d failed; %d brought no trips",
								 (unsigned long) load->loaded, load->loaded,
								 load->before, load->failed, load->empty),
			 detail[0] != '\0' ? errdetail("%s", detail) : 0));
}

static DirectoryLoad
begin(const FileRequest *request)
{
	DirectoryLoad load = {0};

	load.context = AllocSetContextCreate(
		CurrentMemoryContext, "tripgrid directory", ALLOCSET_DEFAULT_SIZES);
	load.request = request;
	return load;
}

static void
find_members(void *arg)
{
	DirectoryLoad *load = arg;
	MemoryContext old = MemoryContextSwitchTo(load->context);

	load->files = files_at(load, load->request->path);
	MemoryContextSwitchTo(old);
}

static void
load_alone(const FileRequest *request)
{
	FileResult result;
	ErrorData *error = file_load(request, &result);

	if (error != NULL)
		ReThrowError(error);
	file_load_tell(request, &result);
}

static void
load_members(DirectoryLoad *load)
{
	ListCell *cell;

	if (load->request->key != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("a key is of one file, and archive \"%s\" has %d",
						load->request->path, list_length(load->files)),
				 errhint("Load them one by one: the first is \"%s\".",
						 (char *) linitial(load->files))));
	foreach (cell, load->files)
		load_one(load, lfirst(cell));
	if (load->loaded + load->before + load->empty == 0)
		ereport(ERROR,
				(errcode(ERRCODE_DATA_EXCEPTION),
				 errmsg("none of the %d files in archive \"%s\" was loaded",
						load->failed, load->request->path)));
	tell(load);
}

void
archive_load(const FileRequest *request)
{
	DirectoryLoad load = begin(request);
	ErrorData *error = step(find_members, &load);

	if (error != NULL)
		ReThrowError(error);
	if (list_length(load.files) > 1 || load.failed > 0)
		load_members(&load);
	else
	{
		FileRequest one = request_of(&load, linitial(load.files));

		/* each call of it is a load of its own */
		one.repeated = request->repeated;
		load_alone(&one);
	}
	MemoryContextDelete(load.context);
}

void
directory_load(const FileRequest *request, const char *pattern, bool recursive)
{
	DirectoryLoad load = begin(request);
	ErrorData *error;
	ListCell *cell;

	load.pattern = pattern;
	load.recursive = recursive;
	error = step(find_files, &load);
	if (error != NULL)
		ReThrowError(error);
	foreach (cell, load.files)
		load_one(&load, lfirst(cell));
	tell(&load);
	MemoryContextDelete(load.context);
}
