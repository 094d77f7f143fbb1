/*
 * chunk_rows.h
 *	  The rows of a chunk, of CSV or of JSON, read into a load.
 */
#ifndef TG_FILE_CHUNK_ROWS_H
#define TG_FILE_CHUNK_ROWS_H

#include "feed/load.h"
#include "file/chunk_bytes.h"
#include "file/file_task.h"

extern void csv_rows(const FileTask *task, const Chunk *chunk,
					 ChunkBytes *bytes, Relation feed, Load *load);
extern void json_rows(const FileTask *task, const Chunk *chunk,
					  ChunkBytes *bytes, Load *load);

#endif /* TG_FILE_CHUNK_ROWS_H */
