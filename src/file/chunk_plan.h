/*
 * chunk_plan.h
 *	  A file cut into chunks of whole records, from its beginning on.
 */
#ifndef TG_FILE_CHUNK_PLAN_H
#define TG_FILE_CHUNK_PLAN_H

#include "file/file_task.h"
#include "file/source.h"

typedef struct ChunkPlan ChunkPlan;

/* A chunk that is loaded already. */
typedef struct ChunkDone
{
	uint64 first;
	uint64 end;
	pg_crc32c crc;
} ChunkDone;

/*
 * Begin at the start of a source, in the current memory context.  What goes
 * before the offset data is no record.  The chunks that are done have to be in
 * order.  Keep the bytes of chunks if they are to be loaded by this process.
 */
extern ChunkPlan *plan_begin(Source *source, const FileFormat *format,
							 uint64 data, const ChunkDone *done, int count,
							 bool keep);

/*
 * Find the next chunk that has to be loaded; false at the end of the file.
 * Chunks done are passed over, if the file is still the same there: else it is
 * an error.
 */
extern bool plan_next(ChunkPlan *plan, Chunk *chunk);

/* How many lists of objects stood beside those of records, so far. */
extern uint32 plan_lists_passed(const ChunkPlan *plan);

/* The bytes of the chunk found last, if they are kept. */
extern const char *plan_bytes(const ChunkPlan *plan);

/* The SHA-256 of all bytes that were passed, in hex. */
extern char *plan_sha256(ChunkPlan *plan);

#endif /* TG_FILE_CHUNK_PLAN_H */
