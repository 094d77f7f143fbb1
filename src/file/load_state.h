/*
 * load_state.h
 *	  The load of a file, from one of its steps to the next.
 */
#ifndef TG_FILE_LOAD_STATE_H
#define TG_FILE_LOAD_STATE_H

#include "postgres.h"

#include "utils/hsearch.h"

#include "file/chunk_plan.h"
#include "file/file_feed.h"
#include "file/file_ledger.h"
#include "file/file_load.h"
#include "file/job_pool.h"

typedef struct FileLoad
{
	MemoryContext context;
	MemoryContext caller;
	const FileRequest *request;
	FileResult *result;
	Store *store;
	Source *source;
	FileTask task;
	FileEntry entry;
	FileFeed feed;
	ChunkDone *done;
	int done_count;
	JobPool *pool; /* null: the session loads the chunks itself */
	ChunkPlan *plan;
	HTAB *replaced; /* by a load that is whole: see target/replaced.h */
	Chunk chunk;
	char *sha256; /* of the content, if it was read beforehand */
	uint64 content_bytes;
	char *content_key;
	int64 same_content; /* the load that had it; 0: none */
	bool allowed; /* the caller may load into the store, and read files */
	bool key_locked;
	bool content_locked;
	bool load_locked;
	Progress *progress;
	const ErrorData *failure;
	bool keep_rejects; /* of a load that fails */
} FileLoad;

#endif /* TG_FILE_LOAD_STATE_H */
