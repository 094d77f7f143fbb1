/*
 * file_open.c
 *	  How a file is written, as far as its bytes say it.
 */
#include "compat.h"

#include "file/file_encoding.h"
#include "file/file_format.h"
#include "file/file_open.h"
#include "file/file_shape.h"

FileFormat
file_format_settle(const FileRequest *request, const Source *source,
				   FileHead *head)
{
	FileFormat format = file_format(request);

	if (request->format == NULL)
		format.json = file_head_is_json(head);
	file_encoding_settle(request, source, head, &format);
	file_shape_find(request, source->path, head, &format);
	return format;
}
