/*
 * file_head.h
 *	  The beginning of a file: its byte order mark, its header, a sample.
 */
#ifndef TG_FILE_FILE_HEAD_H
#define TG_FILE_FILE_HEAD_H

#include "file/file_task.h"
#include "file/source.h"

typedef struct FileHead
{
	char *bytes;
	size_t len;
	size_t start;	/* behind the byte order mark, remarks and titles */
	bool row_names; /* rows begin with a field that the header lacks */
} FileHead;

/* Read the first bytes of a source, in the current memory context. */
extern FileHead file_head_read(Source *source);

/* Tell whether it looks like JSON: no CSV header begins with a bracket. */
extern bool file_head_is_json(const FileHead *head);

/*
 * Where the first record of CSV ends; empty lines before it are part of it.
 */
extern size_t file_head_record(const FileHead *head, const FileFormat *format);

/* Where its last whole line ends from an offset on, after so many bytes. */
extern size_t file_head_lines(const FileHead *head, size_t from, size_t most);

/* Bytes of it as text of the server, in whole characters. */
extern Datum file_head_text(const FileHead *head, size_t from, size_t to,
							const FileFormat *format);

#endif /* TG_FILE_FILE_HEAD_H */
