/*
 * source_file.c
 *	  The file that a source reads: who may, and what may be opened.
 */
#include "compat.h"

#include <fcntl.h>

#include "catalog/pg_authid.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/wait_event.h"

#include "file/path_help.h"
#include "file/source_parts.h"

static size_t
file_read(SourceLayer *layer, char *bytes, size_t room)
{
	Source *source = layer->source;
	int count;

	CHECK_FOR_INTERRUPTS();
	count = FileRead(source->file, bytes, (int) Min(room, 1 << 20),
					 (off_t) source->position, PG_WAIT_EXTENSION);
	if (count < 0)
		ereport(ERROR,
				(errcode_for_file_access(),
				 errmsg("could not read file \"%s\": %m", source->path)));
	source->position += count;
	return count;
}

const SourceKind source_plain = {"plain", NULL, file_read, NULL};

static void
forget_source(void *arg)
{
	source_close(arg);
}

void
source_check_rights(void)
{
	if (!has_privs_of_role(GetUserId(), ROLE_PG_READ_SERVER_FILES))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("must be superuser or have privileges of the "
						"pg_read_server_files role to load a file"),
				 errhint("Anyone who may INSERT into a feed can load a file "
						 "of the client with psql's \\copy.")));
}

static void
check_regular(const char *path, const struct stat *status)
{
	if (S_ISDIR(status->st_mode))
		ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
						errmsg("\"%s\" is a directory", path),
						errhint("CALL tripgrid.load_directory() loads the "
								"files in a directory.")));
	if (!S_ISREG(status->st_mode))
		ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
						errmsg("\"%s\" is not a regular file", path)));
}

void
source_fail_to_open(const char *path)
{
	int error = errno;
	PathHelp help = path_help(path, error);

	errno = error;
	ereport(ERROR, (errcode_for_file_access(),
					errmsg("could not open file \"%s\" for reading: %m", path),
					help.detail != NULL ? errdetail("%s", help.detail) : 0,
					help.hint != NULL ? errhint("%s", help.hint) : 0));
}

/*
 * Find the file that a path is below: an archive that has the rest of it as a
 * member.  Null if there is none.
 */
static char *
find_archive(const char *path, struct stat *status)
{
	char *outer = pstrdup(path);
	char *slash;

	while ((slash = strrchr(outer, '/')) != NULL && slash > outer)
	{
		*slash = '\0';
		if (stat(outer, status) == 0)
			return S_ISREG(status->st_mode) ? outer : NULL;
		if (errno != ENOTDIR)
			return NULL;
	}
	return NULL;
}

int
source_stat(const char *path, struct stat *status)
{
	if (stat(path, status) == 0)
		return 0;
	return errno == ENOTDIR && find_archive(path, status) != NULL ? 0 : -1;
}

Source *
source_file_open(const char *path)
{
	Source *source = palloc0(sizeof *source);
	struct stat status;

	source_check_rights();
	source->path = pstrdup(path);
	source->file_path = source->path;
	/* never wait for a pipe to be written to */
	if (stat(path, &status) != 0)
	{
		int why = errno;

		source->file_path =
			why == ENOTDIR ? find_archive(path, &status) : NULL;
		errno = why;
		if (source->file_path == NULL)
			source_fail_to_open(path);
		source->member = source->path + strlen(source->file_path) + 1;
	}
	check_regular(source->file_path, &status);
	source->file =
		PathNameOpenFile(source->file_path, O_RDONLY | O_NONBLOCK | PG_BINARY);
	if (source->file < 0)
		source_fail_to_open(path);
	source->forget.func = forget_source;
	source->forget.arg = source;
	MemoryContextRegisterResetCallback(CurrentMemoryContext, &source->forget);
	if (fstat(FileGetRawDesc(source->file), &status) != 0)
		source_fail_to_open(path);
	check_regular(source->file_path, &status);
	source->file_bytes = status.st_size;
	return source;
}
