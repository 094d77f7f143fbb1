/*
 * directory_load.c
 *	  The files of a directory loaded, as far as they are new.
 */
#include "compat.h"

#include <fnmatch.h>
#include <sys/stat.h>

#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "nodes/pg_list.h"
#include "tcop/utility.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "file/directory_load.h"
#include "file/file_feed.h"
#include "file/file_ledger.h"
#include "file/file_load.h"
#include "file/source.h"
#include "file/step.h"

/* A file that was changed this long before a load began is what was loaded. */
#define SETTLED_US (2 * USECS_PER_SEC)

typedef struct DirectoryLoad
{
	MemoryContext context;
	const FileRequest *request;
	const char *pattern;
	List *files; /* paths of those that are new, in order */
	int before;	 /* how many were loaded before */
	int loaded;
	int failed;
} DirectoryLoad;

/* A name of bytes that are no text could be neither shown nor kept. */
static bool
is_text(DirectoryLoad *load, const char *name)
{
	if (pg_verifymbstr(name, (int) strlen(name), true))
		return true;
	ereport(WARNING, (errcode(ERRCODE_CHARACTER_NOT_IN_REPERTOIRE),
					  errmsg("a file in directory \"%s\" was not loaded",
							 load->request->path),
					  errdetail("Its name is not valid in encoding \"%s\".",
								GetDatabaseEncodingName())));
	load->failed++;
	return false;
}

static int
compare_paths(const ListCell *a, const ListCell *b)
{
	return strcmp(lfirst(a), lfirst(b));
}

static void
fail_to_open(const char *path)
{
	bool no_access = errno == ENOENT || errno == EACCES;
	bool no_directory = errno == ENOTDIR;

	ereport(
		ERROR,
		(errcode_for_file_access(),
		 errmsg("could not open directory \"%s\": %m", path),
		 no_access ? errhint("The directory is read by the server process, "
							 "on its machine and with its rights.")
		 : no_directory ? errhint("CALL tripgrid.load_file() loads a file.")
						: 0));
}

/* The regular files whose names match. */
static void
list_files(DirectoryLoad *load)
{
	const char *path = load->request->path;
	DIR *directory = AllocateDir(path);
	struct dirent *entry;
	struct stat status;

	if (directory == NULL)
		fail_to_open(path);
	while ((entry = ReadDir(directory, path)) != NULL)
	{
		char *file = psprintf("%s/%s", path, entry->d_name);

		CHECK_FOR_INTERRUPTS();
		if (fnmatch(load->pattern, entry->d_name, FNM_PERIOD) == 0 &&
			stat(file, &status) == 0 && S_ISREG(status.st_mode) &&
			is_text(load, entry->d_name))
			load->files = lappend(load->files, file);
	}
	FreeDir(directory);
	list_sort(load->files, compare_paths);
}

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
	return stat(file, &status) == 0 &&
		   ledger_has_file(store, file, status.st_size, settled_at(&status));
}

/* Leave out what was loaded before: content is compared later, for the rest.
 */
static void
leave_out_loaded(DirectoryLoad *load, Store *store)
{
	StoreCaller caller = store_become_owner(store);
	List *new = NIL;
	ListCell *cell;

	foreach (cell, load->files)
		if (!is_loaded(store, lfirst(cell)))
			new = lappend(new, lfirst(cell));
	store_resume(caller);
	load->before = list_length(load->files) - list_length(new);
	load->files = new;
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
	list_files(load);
	if (!load->request->again)
		leave_out_loaded(load, store);
	MemoryContextSwitchTo(old);
}

static void
warn(const char *file, const ErrorData *error)
{
	ereport(WARNING,
			(errcode(error->sqlerrcode),
			 errmsg("file \"%s\" was not loaded: %s", file, error->message),
			 error->detail ? errdetail("%s", error->detail) : 0,
			 error->hint ? errhint("%s", error->hint) : 0,
			 error->context ? errcontext("%s", error->context) : 0));
}

static void
load_one(DirectoryLoad *load, char *file)
{
	FileRequest request = *load->request;
	struct stat status;
	FileResult result;
	ErrorData *error;

	request.path = file;
	if (stat(file, &status) == 0)
		request.changed_at = settled_at(&status);
	error = file_load(&request, &result);
	if (error == NULL)
	{
		file_load_tell(&request, &result);
		if (result.loaded)
			load->loaded++;
		else
			load->before++;
		return;
	}
	/* whoever cancels means all of them */
	if (ERRCODE_TO_CATEGORY(error->sqlerrcode) ==
		ERRCODE_OPERATOR_INTERVENTION)
		ReThrowError(error);
	warn(file, error);
	load->failed++;
}

void
directory_load(const FileRequest *request, const char *pattern)
{
	DirectoryLoad load = {0};
	ErrorData *error;
	ListCell *cell;

	load.context = AllocSetContextCreate(
		CurrentMemoryContext, "tripgrid directory", ALLOCSET_DEFAULT_SIZES);
	load.request = request;
	load.pattern = pattern;
	error = step(find_files, &load);
	if (error != NULL)
		ReThrowError(error);
	foreach (cell, load.files)
		load_one(&load, lfirst(cell));
	ereport(load.failed > 0 ? WARNING : NOTICE,
			(errmsg("%d files were loaded, %d had been before, %d failed",
					load.loaded, load.before, load.failed),
			 load.loaded + load.before + load.failed == 0
				 ? errdetail("No file in directory \"%s\" has a name like "
							 "\"%s\".",
							 request->path, pattern)
				 : 0));
	MemoryContextDelete(load.context);
}
