/*
 * chunk_bytes.c
 *	  The bytes of a chunk, read one after the other.
 */
#include "compat.h"

#include "miscadmin.h"

#include "file/chunk_bytes.h"

void
chunk_changed(const Source *source)
{
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("file \"%s\" changed while it was loaded", source->path)));
}

size_t
chunk_read(ChunkBytes *from, char *room, size_t len)
{
	len = Min(len, from->end - from->offset);
	CHECK_FOR_INTERRUPTS();
	if (from->stop != NULL && *from->stop)
		ereport(ERROR, (errcode(ERRCODE_QUERY_CANCELED),
						errmsg("load of the file was stopped")));
	if (from->source == NULL)
	{
		memcpy(room, from->bytes, len);
		from->bytes += len;
	}
	else
	{
		if (source_read(from->source, room, len) < len)
			chunk_changed(from->source);
		COMP_CRC32C(from->crc, room, len);
	}
	from->offset += len;
	progress_bytes(from->progress, (int64) len);
	return len;
}
