/*
 * file_format.h
 *	  COPY's options, as load_file takes them.
 */
#ifndef TG_FILE_FILE_FORMAT_H
#define TG_FILE_FILE_FORMAT_H

#include "file/file_request.h"
#include "file/file_task.h"

/* Copy a text into its room; an error if it is too long. */
extern void file_option(char *room, const char *name, const char *value);

/* The form of Unicode that a request names, or that is to be found out. */
extern TgUnicodeForm file_unicode(const FileRequest *request);

/* The options of a request; what it leaves open is as COPY has it. */
extern FileFormat file_format(const FileRequest *request);

/* Raise an error if records cannot be cut before they are converted. */
extern void file_check_encoding(const FileFormat *format);

#endif /* TG_FILE_FILE_FORMAT_H */
