/*
 * chunk_load.h
 *	  One chunk of a file loaded, with its entry in the ledger.
 */
#ifndef TG_FILE_CHUNK_LOAD_H
#define TG_FILE_CHUNK_LOAD_H

#include "feed/load.h"
#include "feed/progress.h"
#include "file/file_task.h"
#include "file/source.h"

/* Where the bytes of a chunk come from: the source, or memory if it is null.
 */
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

extern size_t chunk_read(ChunkBytes *bytes, char *room, size_t len);

/* Read all rows of a chunk, of CSV or of JSON, into a load. */
extern void csv_rows(const FileTask *task, const Chunk *chunk,
					 ChunkBytes *bytes, Relation feed, Load *load);
extern void json_rows(const FileTask *task, const Chunk *chunk,
					  ChunkBytes *bytes, Load *load);

/*
 * Load a chunk in the current transaction and enter it into the ledger;
 * its bytes are in memory, or read from the source.
 */
extern void chunk_load(const FileTask *task, const Chunk *chunk,
					   const char *bytes, Source *source, Progress *progress,
					   const volatile bool *stop);

#endif /* TG_FILE_CHUNK_LOAD_H */
