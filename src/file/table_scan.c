/*
 * table_scan.c
 *	  The columns of a file, and what all of their values may be.
 */
#include "compat.h"

#include "mb/pg_wchar.h"
#include "utils/builtins.h"

#include "core/text/csv_shape.h"
#include "file/file_encoding.h"
#include "file/file_format.h"
#include "file/table_scan.h"
#include "types/status.h"

#define SAMPLE (64 * 1024)
#define FIRST_ROOM 32

ScanColumn *
scan_add_column(TableScan *scan, const char *name, const char *source)
{
	ScanColumn *column;

	if (scan->count == TABLE_COLUMNS_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_TOO_MANY_COLUMNS),
				 errmsg("file \"%s\" has more than %d columns", scan->path,
						TABLE_COLUMNS_MAX),
				 errdetail("A table has no room for more."),
				 errhint(scan->format.json
							 ? "If names of JSON are values, write records "
							   "that have them as such; or make a table and a "
							   "feed that reads what is needed of it."
							 : "Make a table and a feed that reads what is "
							   "needed of it.")));
	if (scan->count == scan->room)
	{
		scan->room *= 2;
		scan->column =
			repalloc(scan->column, scan->room * sizeof *scan->column);
	}
	column = &scan->column[scan->count++];
	column->name = MemoryContextStrdup(scan->context, name);
	column->source = source == NULL
						 ? column->name
						 : MemoryContextStrdup(scan->context, source);
	tg_column_begin(&column->fit, scan->dates);
	return column;
}

/* The delimiter, as far as nobody has said it. */
static void
find_delimiter(TableScan *scan, const FileRequest *request,
			   const FileHead *head)
{
	TgCsvShape shape;
	Datum sample;
	char *lines;

	if (request->delimiter != NULL || scan->format.json)
		return;
	sample = file_head_text(head, head->start,
							file_head_lines(head, head->start, SAMPLE),
							&scan->format);
	lines = TextDatumGetCString(sample);
	tg_csv_shape(lines, strlen(lines), '\0', scan->format.quote, &shape);
	if (shape.delimiter != '\0')
		scan->format.delimiter = shape.delimiter;
	pfree(lines);
}

/*
 * Dumps of databases write \N for null.  Where a field of the beginning is
 * that, without quotes, it is what null is, unless somebody says otherwise.
 */
static void
find_null(TableScan *scan, const FileRequest *request, const FileHead *head)
{
	const char ends[] = {scan->format.delimiter, '\n', '\r', '\0'};
	const char *end = head->bytes + head->len;
	const char *at = head->bytes + head->start;

	if (request->null_text != NULL || scan->format.json)
		return;
	while ((at = memchr(at, '\\', (size_t) (end - at))) != NULL)
	{
		if (end - at > 2 && at[1] == 'N' && at > head->bytes &&
			memchr(ends, at[-1], 3) != NULL && memchr(ends, at[2], 3) != NULL)
		{
			file_option(scan->format.null_text, "null_text", "\\N");
			return;
		}
		at++;
	}
}

/* What was taken for UTF-8 by its beginning may be none further on. */
static void
find_encoding(TableScan *scan, const FileRequest *request)
{
	int encoding;

	if (request->encoding != NULL || scan->format.encoding_guessed ||
		scan->format.encoding != PG_UTF8 ||
		GetDatabaseEncoding() == PG_SQL_ASCII)
		return;
	encoding = file_encoding_find(scan->path);
	if (encoding < 0)
		return;
	scan->format.encoding = encoding;
	scan->format.encoding_guessed = true;
	file_check_encoding(&scan->format);
}

static const TgDateFormat *
compile(const char *date_format)
{
	TgDateFormat *format;

	if (date_format == NULL)
		return NULL;
	format = palloc(sizeof *format);
	status_check(
		tg_date_format_compile(date_format, strlen(date_format), format));
	return format;
}

TableScan *
table_scan(const FileRequest *request, const char *path, const FileHead *head,
		   const FileFormat *format, const char *date_format, bool whole)
{
	TableScan *scan = palloc0(sizeof *scan);

	scan->path = path;
	scan->format = *format;
	scan->dates = compile(date_format);
	scan->header = request->header;
	scan->whole = whole;
	scan->context = CurrentMemoryContext;
	scan->room = FIRST_ROOM;
	scan->column = palloc(scan->room * sizeof *scan->column);
	if (whole)
		find_encoding(scan, request);
	find_delimiter(scan, request, head);
	find_null(scan, request, head);
	if (scan->format.json)
		scan_json(scan, head);
	else
		scan_csv(scan, request, head);
	if (scan->count == 0)
		ereport(ERROR, (errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
						errmsg("file \"%s\" has no columns", path)));
	return scan;
}
