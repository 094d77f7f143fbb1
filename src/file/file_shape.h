/*
 * file_shape.h
 *	  How a file of CSV is written, as far as nobody has said it.
 */
#ifndef TG_FILE_FILE_SHAPE_H
#define TG_FILE_FILE_SHAPE_H

#include "file/file_head.h"
#include "file/file_request.h"

/*
 * Find out the quote, what lines go before the header, and whether rows have
 * names that it does not have.  An error if it is no CSV.
 */
extern void file_shape_find(const FileRequest *request, const char *path,
							FileHead *head, FileFormat *format);

/*
 * A quote that was found out in the beginning has to be one in all of the
 * file: an apostrophe would be the beginning of another field.
 */
extern void file_shape_check(const FileRequest *request, const char *path,
							 const FileHead *head, const FileFormat *format);

#endif /* TG_FILE_FILE_SHAPE_H */
