/*
 * file_head.c
 *	  The beginning of a file: its byte order mark, its header, a sample.
 */
#include "compat.h"

#include "mb/pg_wchar.h"
#include "utils/builtins.h"

#include "core/text/csv_records.h"
#include "core/text/json_shape.h"
#include "file/file_head.h"

/*
 * Tell whether a line is a remark before the header: "sep=;", which
 * spreadsheets write, or one that begins with '#' and has a single field.
 */
static bool
is_remark(const char *line, size_t len)
{
	while (len > 0 && (line[len - 1] == '\n' || line[len - 1] == '\r'))
		len--;
	if (len == 5 && pg_strncasecmp(line, "sep=", 4) == 0)
		return true;
	if (len == 0 || line[0] != '#')
		return false;
	for (size_t i = 0; i < len; i++)
		if (strchr(",;\t|", line[i]) != NULL)
			return false;
	return true;
}

FileHead
file_head_read(Source *source)
{
	FileHead head;

	head.row_names = false;
	head.bytes = palloc(FILE_RECORD_MAX + 1);
	head.len = source_read(source, head.bytes, FILE_RECORD_MAX + 1);
	head.start =
		head.len >= 3 && memcmp(head.bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
	for (;;)
	{
		size_t end = tg_line_end(head.bytes, head.len, head.start);

		/* a line that is all there is may be a header */
		if (end == head.len ||
			!is_remark(head.bytes + head.start, end - head.start))
			return head;
		head.start = end;
	}
}

bool
file_head_is_json(const FileHead *head)
{
	return tg_json_begin(head->bytes + head->start, head->len - head->start) !=
		   NULL;
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

size_t
file_head_lines(const FileHead *head, size_t from, size_t most)
{
	size_t end = Min(head->len, from + most);

	/* what ends with the file is whole */
	if (end < head->len)
		while (end > from && head->bytes[end - 1] != '\n' &&
			   head->bytes[end - 1] != '\r')
			end--;
	return end;
}

Datum
file_head_text(const FileHead *head, size_t from, size_t to,
			   const FileFormat *format)
{
	char *bytes = head->bytes + from;
	char *converted =
		pg_any_to_server(bytes, (int) (to - from), format->encoding);
	text *value = converted == bytes
					  ? cstring_to_text_with_len(bytes, (int) (to - from))
					  : cstring_to_text(converted);

	return PointerGetDatum(value);
}
