/*
 * file_guess.c
 *	  The feed of a file for which none is named, by its first lines.
 */
#include "compat.h"

#include "mb/pg_wchar.h"

#include "file/file_guess.h"

#define SAMPLE (64 * 1024)

/*
 * Where the sample ends: with a line, if it does not end with the file; of
 * JSON, of which one line may be all there is, with a character.
 */
static size_t
sample_end(const FileHead *head, const FileFormat *format, size_t start)
{
	if (format->json)
		return start + pg_encoding_mbcliplen(
						   format->encoding, head->bytes + start,
						   (int) (head->len - start), FILE_RECORD_MAX);
	return file_head_lines(head, start, SAMPLE);
}

void
file_check_empty(const Source *source, const FileHead *head)
{
	size_t at = head->start;

	while (at < head->len && strchr(" \t\r\n", head->bytes[at]) != NULL &&
		   head->bytes[at] != '\0')
		at++;
	if (at == head->len)
		ereport(ERROR, (errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
						errmsg("file \"%s\" is empty", source->path),
						errdetail("What feed it is for cannot be found out."),
						errhint("Name the feed.")));
}

FileGuess
file_guess(const Source *source, const FileHead *head,
		   const FileFormat *format, const FileRequest *request,
		   const Store *store)
{
	FileSample sample = {request, source->path, format, head};
	size_t line = file_head_record(head, format);
	size_t end;

	file_check_empty(source, head);
	line = Min(line, head->start + SAMPLE);
	if (format->json)
		line = head->start;
	end = sample_end(head, format, line);
	sample.first_line = file_head_text(head, head->start, line, format);
	sample.lines = file_head_text(head, line, end, format);
	return guess_feed(&sample, store->name);
}
