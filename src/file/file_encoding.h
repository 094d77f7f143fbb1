/*
 * file_encoding.h
 *	  The encoding of a file of which nobody has said it.
 */
#ifndef TG_FILE_FILE_ENCODING_H
#define TG_FILE_FILE_ENCODING_H

#include "file/file_head.h"
#include "file/file_request.h"
#include "file/file_task.h"
#include "file/source.h"

/*
 * Settle the encoding by the beginning of a file: UTF-8 if that is, which is
 * taken for granted of the rest.  Otherwise the whole file is looked at.
 */
extern void file_encoding_settle(const FileRequest *request,
								 const Source *source, const FileHead *head,
								 FileFormat *format);

/*
 * Find out the encoding by all bytes of a file; an error if they do not say
 * it, and -1 if all are UTF-8.
 */
extern int file_encoding_find(const char *path);

/*
 * Say how a file is read if that was not said and is not UTF-8.  For a guess
 * it is a warning if fields that are used, or any of JSON, depend on it;
 * records begin at data.
 */
extern void file_encoding_tell(const FileRequest *request,
							   const Source *source, const FileFormat *format,
							   uint64 data, const bool *used, int fields);

#endif /* TG_FILE_FILE_ENCODING_H */
