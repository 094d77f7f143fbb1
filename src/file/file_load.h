/*
 * file_load.h
 *	  A file loaded in chunks, each in a transaction of its own.
 */
#ifndef TG_FILE_FILE_LOAD_H
#define TG_FILE_FILE_LOAD_H

#include "file/file_ledger.h"
#include "file/file_request.h"

typedef struct FileResult
{
	bool loaded; /* or there was nothing to do */
	bool left;	 /* it failed, and what it brought is still there */
	int64 load_id;
	int64 rows_read;
	int64 rows_rejected;
	int64 rows_superseded; /* for newer ones of the same key */
	FileLacks lacks;
	int64 values_left_out;
	char *passed_over; /* names of columns, shortened; null for none */
} FileResult;

/*
 * Load a file; the caller has a non-atomic connection to SPI.  An error is
 * returned, if the session can go on after it, and then no lock is held.
 */
extern ErrorData *file_load(const FileRequest *request, FileResult *result);

#endif /* TG_FILE_FILE_LOAD_H */
