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

/*
 * Load a chunk in the current transaction and enter it into the ledger;
 * its bytes are in memory, or read from the source.  What rows of other loads
 * it has replaced is entered, too, or added to that table.
 */
extern void chunk_load(const FileTask *task, const Chunk *chunk,
					   const char *bytes, Source *source, Progress *progress,
					   const volatile bool *stop, HTAB *replaced);

#endif /* TG_FILE_CHUNK_LOAD_H */
