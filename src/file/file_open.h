/*
 * file_open.h
 *	  How a file is written, as far as its bytes say it.
 */
#ifndef TG_FILE_FILE_OPEN_H
#define TG_FILE_FILE_OPEN_H

#include "file/file_head.h"
#include "file/file_request.h"

/*
 * Settle the format of a file whose beginning was read: CSV or JSON, its
 * encoding and, of CSV, its quote and what lines go before its header.  The
 * delimiter is found with its columns; see file_shape_check.
 */
extern FileFormat file_format_settle(const FileRequest *request,
									 const Source *source, FileHead *head);

#endif /* TG_FILE_FILE_OPEN_H */
