/*
 * directory_load.h
 *	  The files of a directory loaded, as far as they are new.
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

#endif /* TG_FILE_DIRECTORY_LOAD_H */
