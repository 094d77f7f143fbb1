/*
 * chunk_bytes.h
 *	  The bytes of a chunk, read one after the other.
 */
#ifndef TG_FILE_CHUNK_BYTES_H
#define TG_FILE_CHUNK_BYTES_H

#include "postgres.h"

#include "port/pg_crc32c.h"

#include "feed/progress.h"
#include "file/source.h"

/* Where the bytes come from: the source, or memory if it is null. */
typedef struct ChunkBytes
{
	const char *bytes;
	Source *source;
	uint64 offset; /* of the next byte in the content */
	uint64 end;
	pg_crc32c crc;			   /* of those from the source so far */
	const volatile bool *stop; /* nobody wants the chunk any more */
	Progress *progress;
} ChunkBytes;

/*
 * Read up to so many bytes; 0 at the chunk's end.  A source that is shorter
 * than planned has changed, which is an error.
 */
extern size_t chunk_read(ChunkBytes *bytes, char *room, size_t len);

/* The error that the file is not what it was when the chunk was planned. */
extern void chunk_changed(const Source *source);

#endif /* TG_FILE_CHUNK_BYTES_H */
