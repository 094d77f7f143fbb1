/*
 * table_scan_csv.c
 *	  The columns of a file of CSV, and their values, as COPY reads them.
 */
#include "compat.h"

#include "access/table.h"
#include "catalog/pg_namespace.h"
#include "commands/copy.h"
#include "commands/copyfrom_internal.h"
#include "miscadmin.h"
#include "parser/parse_node.h"

#include "core/text/csv_records.h"
#include "core/text/csv_scan.h"
#include "core/text/text.h"
#include "file/csv_options.h"
#include "file/source.h"
#include "file/table_scan.h"

#define SAMPLE (256 * 1024)
#define HOPELESS_ROWS 10000

/* What COPY reads: its callback takes no argument. */
static struct
{
	const char *bytes; /* of the beginning, */
	size_t left;
	Source *source; /* or of the file */
	bool drop_cr;
	TgCsvQuotes quotes;
} reading;

static size_t
read_some(char *room, size_t most)
{
	size_t len;

	if (reading.source != NULL)
		return source_read(reading.source, room, most);
	len = Min(reading.left, most);
	memcpy(room, reading.bytes, len);
	reading.bytes += len;
	reading.left -= len;
	return len;
}

static int
read_for_copy(void *bytes, int least, int most)
{
	size_t len;
	size_t left;

	do
	{
		len = left = read_some(bytes, (size_t) most);
		if (reading.drop_cr)
			left = tg_csv_drop_cr(&reading.quotes, bytes, len);
	} while (left == 0 && len > 0);
	return (int) left;
}

/* Where the last whole record of the beginning ends. */
static size_t
sample_end(const FileHead *head, const FileFormat *format)
{
	size_t at = head->start;
	size_t end = at;
	TgCsvScan scan;

	if (head->len <= FILE_RECORD_MAX)
		return head->len;
	tg_csv_begin(&scan, format->quote, format->escape, at);
	while (at < head->len && at - head->start < SAMPLE)
	{
		size_t used;

		if (tg_csv_pass(&scan, head->bytes + at, head->len - at, at + 1,
						&used) != TG_CSV_CUT)
			break;
		at += used;
		end = at;
	}
	return end;
}

/* How the first line ends; others may do so, too. */
static TgEol
first_eol(const FileHead *head, const FileFormat *format)
{
	TgCsvScan scan;
	size_t used;

	tg_csv_begin(&scan, format->quote, format->escape, head->start);
	(void) tg_csv_pass(&scan, head->bytes + head->start,
					   head->len - head->start, head->start + 1, &used);
	return scan.eol;
}

static void
begin_reading(const TableScan *scan, const FileHead *head)
{
	memset(&reading, 0, sizeof reading);
	reading.drop_cr = first_eol(head, &scan->format) != TG_EOL_CR;
	tg_csv_quotes_begin(&reading.quotes, scan->format.quote,
						scan->format.escape);
	if (scan->whole)
	{
		reading.source = source_open_as(scan->path, scan->format.unicode);
		source_skip(reading.source, head->start);
		return;
	}
	reading.bytes = head->bytes + head->start;
	reading.left = sample_end(head, &scan->format) - head->start;
}

static char *
trimmed(const char *text)
{
	size_t len = text == NULL ? 0 : strlen(text);

	tg_text_trim(&text, &len);
	return pnstrdup(len == 0 ? "" : text, len);
}

/* The fields of the first record, with one that rows have and it has not. */
static void
take_first(TableScan *scan, const FileHead *head, char **fields, int count)
{
	if (head->row_names)
		(void) scan_add_column(scan, "", NULL);
	for (int i = 0; i < count; i++)
		(void) scan_add_column(scan, trimmed(fields[i]), NULL);
}

/* Fields beyond those that a record has may be there if they are empty. */
static bool
is_record(const TableScan *scan, char **fields, int count)
{
	if (count < scan->count)
		return false;
	for (int i = scan->count; i < count; i++)
		if (fields[i] != NULL && fields[i][0] != '\0')
			return false;
	return true;
}

/* A file that has nothing in so many rows is given up, as by a load. */
static void
require_values(const TableScan *scan)
{
	for (int i = 0; i < scan->count; i++)
		if (scan->column[i].fit.values > 0)
			return;
	ereport(ERROR, (errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
					errmsg("the first %d rows of file \"%s\" have no values",
						   HOPELESS_ROWS, scan->path)));
}

static void
take_record(TableScan *scan, const CopyFromState copy, char **fields,
			int count)
{
	/* a line that is drawn below a header, and one that is no row */
	if ((scan->records == 0 &&
		 tg_csv_is_rule(copy->line_buf.data, copy->line_buf.len)) ||
		!is_record(scan, fields, count))
		return;
	scan->records++;
	for (int i = 0; i < scan->count; i++)
		if (fields[i] != NULL)
			tg_column_add(&scan->column[i].fit, fields[i], strlen(fields[i]));
	if (scan->records == HOPELESS_ROWS)
		require_values(scan);
}

static void
read_records(TableScan *scan, const FileHead *head, CopyFromState copy)
{
	char **fields;
	int count;

	for (;;)
	{
		CHECK_FOR_INTERRUPTS();
		/* an empty line is no record; up to 17, \. ends what COPY reads */
		if (!NextCopyFromRawFields(copy, &fields, &count))
		{
			if (copy->input_reached_eof && INPUT_BUF_BYTES(copy) == 0)
				return;
		}
		else if (copy->line_buf.len == 0)
			continue;
		else if (scan->count == 0)
			take_first(scan, head, fields, count);
		else
			take_record(scan, copy, fields, count);
	}
}

static TgColumnType
type_of(const TgColumnFit *fit)
{
	TgColumnFound found;

	tg_column_find(fit, &found);
	return found.type;
}

/*
 * Tell whether the first record has names: unless it has a value of the type
 * of its column, and no text above values of a type.
 */
static bool
has_names(const TableScan *scan)
{
	bool against = false;

	for (int i = 0; i < scan->count; i++)
	{
		const ScanColumn *column = &scan->column[i];
		TgColumnFit first;
		TgColumnType type;
		TgColumnType rest = type_of(&column->fit);

		tg_column_begin(&first, scan->dates);
		tg_column_add(&first, column->name, strlen(column->name));
		if (first.values == 0)
			continue;
		type = type_of(&first);
		if (type == TG_COLUMN_TEXT && rest != TG_COLUMN_TEXT &&
			rest != TG_COLUMN_BOOLEAN)
			return true;
		against |= type != TG_COLUMN_TEXT &&
				   (rest != TG_COLUMN_TEXT || column->fit.values == 0);
	}
	return !against;
}

/* The first record is one of values: columns have no names. */
static void
take_back_names(TableScan *scan)
{
	scan->records++;
	for (int i = 0; i < scan->count; i++)
	{
		ScanColumn *column = &scan->column[i];

		tg_column_add(&column->fit, column->name, strlen(column->name));
		column->name = column->source = psprintf("column_%d", i + 1);
	}
}

void
scan_csv(TableScan *scan, const FileRequest *request, const FileHead *head)
{
	/* a table of nobody's, as COPY wants one: its columns are not asked for */
	Relation relation = table_open(NamespaceRelationId, AccessShareLock);
	CopyFromState copy =
		BeginCopyFrom(make_parsestate(NULL), relation, NULL, NULL, false,
					  read_for_copy, NIL, csv_options(&scan->format));

	begin_reading(scan, head);
	if (!reading.drop_cr)
		copy->eol_type = EOL_CR;
	read_records(scan, head, copy);
	EndCopyFrom(copy);
	if (reading.source != NULL)
		source_close(reading.source);
	table_close(relation, AccessShareLock);
	if (scan->header < 0)
	{
		scan->header = head->row_names || has_names(scan);
		scan->header_guessed = scan->header == 0;
	}
	if (scan->header == 0)
		take_back_names(scan);
}
