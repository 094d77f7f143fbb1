/*
 * directory_load.h
 *	  The files of a directory loaded, as far as they are new, and those of an
 *	  archive.
 */
#ifndef TG_FILE_DIRECTORY_LOAD_H
#define TG_FILE_DIRECTORY_LOAD_H

#include "file/file_request.h"

/*
 * Load the files whose names match a shell pattern, in the order of their
 * names; the request's path is the directory.  The caller has a non-atomic
 * connection to SPI.
 */
extern void directory_load(const FileRequest *request, const char *pattern,
						   bool recursive);

/*
 * Load the file of a request or, if it is an archive, the files in it, in
 * their order.  It is an error if none is loaded, nor was before.
 */
extern void archive_load(const FileRequest *request);

#endif /* TG_FILE_DIRECTORY_LOAD_H */
