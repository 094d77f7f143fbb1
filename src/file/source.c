/*
 * source.c
 *	  The bytes of a file on the server, decompressed if it is compressed.
 */
#include "compat.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "catalog/pg_authid.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/memutils.h"
#include "utils/wait_event.h"

#include "file/path_help.h"
#include "file/source.h"

#define MOST_BLANK (32 * 1024 * 1024)

size_t
source_input(Source *source, char *bytes, size_t room)
{
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

static const SourceKind source_plain = {"plain", NULL, source_input, NULL};

/* What files begin with that are no text. */
static const struct
{
	const char *bytes;
	int len;
	const SourceKind *kind; /* NULL if it cannot be read */
	const char *what;
	const char *hint;
} beginnings[] = {
	{"\x1F\x8B", 2, &source_gzip, NULL, NULL},
	{"\x28\xB5\x2F\xFD", 4, &source_zstd, NULL, NULL},
	{"PK\x03\x04", 4, NULL, "a zip archive", "Unpack it first."},
	{"\xFD"
	 "7zXZ",
	 5, NULL, "compressed with xz", "Plain files, gzip and zstd can be read."},
	{"\xFF\xFE", 2, NULL, "UTF-16 text",
	 "Convert it, for example with iconv -f UTF-16 -t UTF-8."},
	{"\xFE\xFF", 2, NULL, "UTF-16 text",
	 "Convert it, for example with iconv -f UTF-16 -t UTF-8."},
};

static const SourceKind *
kind_of(Source *source)
{
	char head[8];
	size_t len = source_input(source, head, sizeof head);

	source->position = 0;
	for (int i = 0; i < lengthof(beginnings); i++)
	{
		if (len < beginnings[i].len ||
			memcmp(head, beginnings[i].bytes, beginnings[i].len) != 0)
			continue;
		if (beginnings[i].kind == NULL)
			ereport(ERROR, (errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
							errmsg("file \"%s\" is %s", source->path,
								   beginnings[i].what),
							errhint("%s", beginnings[i].hint)));
		return beginnings[i].kind;
	}
	return &source_plain;
}

static void
source_forget(void *arg)
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

static void
fail_to_open(const char *path)
{
	int error = errno;
	PathHelp help = path_help(path, error);

	errno = error;
	ereport(ERROR, (errcode_for_file_access(),
					errmsg("could not open file \"%s\" for reading: %m", path),
					help.detail != NULL ? errdetail("%s", help.detail) : 0,
					help.hint != NULL ? errhint("%s", help.hint) : 0));
}

Source *
source_open(const char *path)
{
	Source *source = palloc0(sizeof *source);
	struct stat status;

	source_check_rights();
	source->path = pstrdup(path);
	/* never wait for a pipe to be written to */
	if (stat(path, &status) != 0)
		fail_to_open(path);
	check_regular(path, &status);
	source->file = PathNameOpenFile(path, O_RDONLY | O_NONBLOCK | PG_BINARY);
	if (source->file < 0)
		fail_to_open(path);
	source->forget.func = source_forget;
	source->forget.arg = source;
	MemoryContextRegisterResetCallback(CurrentMemoryContext, &source->forget);
	if (fstat(FileGetRawDesc(source->file), &status) != 0)
		fail_to_open(path);
	check_regular(path, &status);
	source->file_bytes = status.st_size;
	source->kind = kind_of(source);
	if (source->kind->open != NULL)
	{
		source->input = palloc(SOURCE_INPUT);
		source->kind->open(source);
	}
	return source;
}

bool
source_compressed(const Source *source)
{
	return source->kind != &source_plain;
}

/*
 * Compressed, a gigabyte of empty lines is a megabyte: a file that goes on
 * without anything else is given up before it is read to its end.
 */
static void
check_blank(Source *source, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (bytes[i] != '\n' && bytes[i] != '\r' && bytes[i] != ' ' &&
			bytes[i] != '\t')
		{
			source->blank = 0;
			return;
		}
	source->blank += len;
	if (source->blank > MOST_BLANK)
		ereport(ERROR,
				(errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				 errmsg("file \"%s\" has nothing but empty lines for more "
						"than %d MB",
						source->path, MOST_BLANK / (1024 * 1024)),
				 errdetail("They end at byte " UINT64_FORMAT
						   " of its content, or behind it.",
						   source->offset)));
}

size_t
source_read(Source *source, char *bytes, size_t room)
{
	size_t len = 0;

	while (len < room)
	{
		size_t count = source->kind->read(source, bytes + len, room - len);

		if (count == 0)
			break;
		len += count;
	}
	source->offset += len;
	if (source_compressed(source))
		check_blank(source, bytes, len);
	return len;
}

void
source_skip(Source *source, uint64 offset)
{
	char *room;

	Assert(offset >= source->offset);
	if (!source_compressed(source))
	{
		source->position = source->offset = offset;
		return;
	}
	room = palloc(SOURCE_INPUT);
	while (source->offset < offset &&
		   source_read(source, room,
					   Min(offset - source->offset, SOURCE_INPUT)) > 0)
		;
	pfree(room);
}

/* The memory goes with its context. */
void
source_close(Source *source)
{
	if (source->state != NULL)
		source->kind->close(source);
	source->state = NULL;
	if (source->file >= 0)
		FileClose(source->file);
	source->file = -1;
}
