/*
 * file_head.c
 *	  The beginning of a file: its byte order mark, its header, a sample.
 */
#include "compat.h"

#include "file/file_head.h"

FileHead
file_head_read(Source *source)
{
	FileHead head;

	head.bytes = palloc(FILE_RECORD_MAX + 1);
	head.len = source_read(source, head.bytes, FILE_RECORD_MAX + 1);
	head.start =
		head.len >= 3 && memcmp(head.bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
	return head;
}

bool
file_head_is_json(const FileHead *head)
{
	size_t at = head->start;

	while (at < head->len && strchr(" \t\r\n", head->bytes[at]) != NULL &&
		   head->bytes[at] != '\0')
		at++;
	return at < head->len &&
		   (head->bytes[at] == '{' || head->bytes[at] == '[');
}

size_t
file_head_record(const FileHead *head, const FileFormat *format)
{
	TgCsvScan scan;
	size_t at = head->start;

	tg_csv_begin(&scan, format->quote, format->escape, at);
	while (scan.records == 0 && at < head->len)
	{
		size_t used;
		TgCsvStop stop = tg_csv_pass(&scan, head->bytes + at, head->len - at,
									 at + 1, &used);

		at += used;
		if (stop != TG_CSV_CUT)
			return head->len;
	}
	return at;
}
