/*
 * source_limits.c
 *	  When packed content is given up: it is far more than the file, or blank.
 */
#include "compat.h"

#include "file/source_parts.h"

#define MOST_BLANK (32 * 1024 * 1024)

/* Compressed text is seldom a hundred times as small. */
#define MOST_TIMES 1000
#define FREE_BYTES (256 * 1024 * 1024)

/*
 * A file is given up that is small on disk only.  The content of an archive's
 * member is measured by the whole archive.
 */
void
source_check_times(const Source *source, uint64 bytes)
{
	if (bytes <= FREE_BYTES ||
		bytes / MOST_TIMES <= (uint64) source->file_bytes)
		return;
	ereport(ERROR,
			(errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
			 errmsg("content of file \"%s\" is more than %d times as large "
					"as the file",
					source->path, MOST_TIMES),
			 errhint("If it is what it should be, unpack it first.")));
}

/*
 * Compressed, a gigabyte of empty lines is a megabyte: a file that goes on
 * without anything else is given up before it is read to its end.
 */
void
source_check_blank(Source *source, const char *bytes, size_t len)
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
