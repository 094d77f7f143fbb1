/*
 * csv_rows.c
 *	  The rows of a chunk of CSV, through COPY's own reader.
 *
 * That goes byte by byte, which takes as long as all the rest of a load.  A
 * chunk without any quote, escape or backslash, as most files of numbers are,
 * needs none of its rules: its lines are cut at the delimiters.
 */
#include "compat.h"

#include "commands/copy.h"
#include "commands/copyfrom_internal.h"
#include "mb/pg_wchar.h"
#include "parser/parse_node.h"

#include "core/base/hot.h"
#include "feed/reader.h"
#include "file/chunk_rows.h"
#include "file/csv_check.h"
#include "file/csv_options.h"

#define BLOCK (256 * 1024)

/* The chunk that is read: COPY's callback takes no argument. */
static ChunkBytes *reading;
static TgCsvQuotes *mixed; /* where lines end in two ways; or null */

static int
read_for_copy(void *bytes, int least, int most)
{
	size_t len;
	size_t left;

	do
	{
		len = left = chunk_read(reading, bytes, most);
		if (mixed != NULL)
			left = tg_csv_drop_cr(mixed, bytes, len);
	} while (left == 0 && len > 0);
	return (int) left;
}

typedef struct RowReader
{
	const FileTask *task;
	Load *load;
	CopyFromState copy;
	FieldText *fields; /* of a record */
	int room;
	CsvCheck check;
	FieldText *row; /* of a line in quotes */
} RowReader;

/* Fields beyond those that a record has may be there if they are empty. */
static bool
surplus(const FieldText *fields, int from, int count)
{
	for (int i = from; i < count; i++)
		if (fields[i].len > 0)
			return true;
	return false;
}

/* A row that is none may be a header; most rows are never looked at so. */
static void
check_names(const RowReader *reader, const FieldText *fields, int count)
{
	const FileTask *task = reader->task;

	csv_check_names(reader->load->map->names, task->field_of, task->columns,
					fields, count);
}

/* Tell whether fields, as a record has them, are a row. */
static bool
is_row(void *arg, const FieldText *fields)
{
	const RowReader *reader = arg;
	const FileTask *task = reader->task;

	if (reader->load->map->json != NULL)
		return false;
	for (int i = 0; i < task->columns; i++)
		reader->row[i] = task->field_of[i] >= 0 ? fields[task->field_of[i]]
												: (FieldText){NULL, 0};
	return sink_reads(reader->load->sink, reader->row);
}

static TG_HOT void
take_record(RowReader *reader, const FieldText *fields, int count)
{
	const FileTask *task = reader->task;
	FieldText *row = reader->load->fields;

	if (count < task->fields ||
		(count > task->fields && surplus(fields, task->fields, count)))
	{
		check_names(reader, fields, count);
		load_reject(reader->load, TG_FIELD_COUNT, fields, count);
		return;
	}
	for (int i = 0; i < task->columns; i++)
		if (task->field_of[i] >= 0)
			row[i] = fields[task->field_of[i]];
	if (!load_row(reader->load, row))
		check_names(reader, fields, count);
}

/* Have room for so many fields. */
static inline void
have_room(RowReader *reader, int count)
{
	if (count <= reader->room)
		return;
	reader->room = 2 * count;
	reader->fields =
		reader->fields == NULL
			? MemoryContextAlloc(reader->load->context,
								 reader->room * sizeof *reader->fields)
			: repalloc(reader->fields, reader->room * sizeof *reader->fields);
}

static void
tell_row(void *arg)
{
	const RowReader *reader = arg;

	errcontext("file \"%s\", row " INT64_FORMAT, reader->task->path,
			   reader->load->row + 1);
}

/*
 * Up to PostgreSQL 17 a line that holds nothing but \. ends the data.  In a
 * file it is a record like any other, and what follows it is read, too.
 */
static void
take_end_marker(RowReader *reader)
{
	FieldText field = {"\\.", 2};

	take_record(reader, &field, 1);
}

static EolType
eol_type(TgEol eol)
{
	switch (eol)
	{
		case TG_EOL_LF:
		case TG_EOL_MIXED:
			return EOL_NL;
		case TG_EOL_CR:
			return EOL_CR;
		case TG_EOL_CRLF:
			return EOL_CRNL;
		default:
			return EOL_UNKNOWN;
	}
}

/* The next record, as COPY reads it; false at the end, or at an end marker. */
static bool
copy_record(RowReader *reader)
{
	char **fields;
	int count;

	if (!NextCopyFromRawFields(reader->copy, &fields, &count))
		return false;
	/* an empty line is no record */
	if (reader->copy->line_buf.len == 0)
		return true;
	csv_check_lines(&reader->check, reader->copy->line_buf.data,
					reader->copy->line_buf.len);
	have_room(reader, count);
	for (int i = 0; i < count; i++)
	{
		reader->fields[i].bytes = fields[i];
		reader->fields[i].len = fields[i] == NULL ? 0 : strlen(fields[i]);
	}
	take_record(reader, reader->fields, count);
	return true;
}

static void
copy_rows(RowReader *reader, const Chunk *chunk, ChunkBytes *bytes,
		  Relation feed)
{
	const FileTask *task = reader->task;
	int64 last_row = chunk->first_row + chunk->rows - 1;
	CopyFromState copy =
		BeginCopyFrom(make_parsestate(NULL), feed, NULL, NULL, false,
					  read_for_copy, NIL, csv_options(&task->format));
	TgCsvQuotes quotes;
	bool more;

	tg_csv_quotes_begin(&quotes, task->format.quote, task->format.escape);
	mixed = chunk->eol == TG_EOL_MIXED ? &quotes : NULL;
	reading = bytes;
	reader->copy = copy;
	/* the first line of the file has settled it */
	copy->eol_type = eol_type(chunk->eol);
	do
	{
		more = !copy->input_reached_eof || INPUT_BUF_BYTES(copy) > 0;
		if (!copy_record(reader))
		{
			more = more && reader->load->row < last_row;
			if (more)
				take_end_marker(reader);
		}
	} while (more && !reader->load->hopeless);
	EndCopyFrom(copy);
}

/*
 * Take a line that has no quotes, no escapes and no end marker: what COPY
 * would make of it is what stands between its delimiters.
 */
static void
take_line(RowReader *reader, const char *line, size_t len)
{
	const FileFormat *format = &reader->task->format;
	const char *null_text = format->null_text;
	size_t null_len = strlen(null_text);
	const char *end = line + len;
	const char *field = line;
	int count = 0;

	for (;;)
	{
		const char *stop = memchr(field, format->delimiter, end - field);
		size_t bytes = (stop == NULL ? end : stop) - field;
		bool is_null =
			bytes == null_len && memcmp(field, null_text, bytes) == 0;

		have_room(reader, count + 1);
		reader->fields[count].bytes = is_null ? NULL : field;
		reader->fields[count++].len = is_null ? 0 : bytes;
		if (stop == NULL)
			break;
		field = stop + 1;
	}
	take_record(reader, reader->fields, count);
}

/* Take whole lines; gives how many bytes they were. */
static TG_HOT size_t
take_lines(RowReader *reader, const Chunk *chunk, const char *bytes,
		   size_t len, bool last)
{
	char eol = chunk->eol == TG_EOL_CR ? '\r' : '\n';
	const char *end = bytes + len;
	const char *line = bytes;

	while (line < end && !reader->load->hopeless)
	{
		const char *stop = memchr(line, eol, end - line);
		size_t count;

		if (stop == NULL && !last)
			break;
		count = (stop == NULL ? end : stop) - line;
		/* a file that was changed meanwhile may have an LF alone */
		if (stop != NULL && count > 0 &&
			(chunk->eol == TG_EOL_CRLF ||
			 (chunk->eol == TG_EOL_MIXED && stop[-1] == '\r')))
			count--;
		if (count > 0)
			take_line(reader, line, count);
		line = stop == NULL ? end : stop + 1;
	}
	return line - bytes;
}

/* All lines before a bad character, and then its error, as of its row. */
static void
bad_bytes(RowReader *reader, const Chunk *chunk, const char *bytes,
		  size_t good, size_t len)
{
	(void) take_lines(reader, chunk, bytes, good, false);
	report_invalid_encoding(reader->task->format.encoding, bytes + good,
							(int) (len - good));
}

static void
plain_rows(RowReader *reader, const Chunk *chunk, ChunkBytes *from)
{
	int encoding = reader->task->format.encoding;
	size_t room = BLOCK;
	char *bytes = palloc(room);
	size_t len = 0;		 /* of bytes, */
	size_t verified = 0; /* and of those known to be characters */
	bool last;

	do
	{
		size_t taken;
		size_t whole;

		if (room - len < BLOCK)
			bytes = repalloc(bytes, room *= 2);
		len += chunk_read(from, bytes + len, BLOCK);
		last = from->offset == from->end;
		/* a character may go on in the next block, but no line does */
		whole = len;
		while (!last && whole > verified && bytes[whole - 1] != '\n' &&
			   bytes[whole - 1] != '\r')
			whole--;
		verified += pg_encoding_verifymbstr(encoding, bytes + verified,
											(int) (whole - verified));
		if (verified < whole)
			bad_bytes(reader, chunk, bytes, verified, len);
		taken = take_lines(reader, chunk, bytes, whole, last);
		memmove(bytes, bytes + taken, len - taken);
		len -= taken;
		verified -= taken;
	} while (!last && !reader->load->hopeless);
}

void
csv_rows(const FileTask *task, const Chunk *chunk, ChunkBytes *bytes,
		 Relation feed, Load *load)
{
	RowReader reader = {task, load};
	CsvCheck check = {&task->format, task->fields, is_row, &reader};
	ErrorContextCallback context = {error_context_stack, tell_row, &reader};

	reader.check = check;
	reader.row = palloc0(task->columns * sizeof *reader.row);
	memset(load->fields, 0, task->columns * sizeof *load->fields);
	error_context_stack = &context;
	if (chunk->plain && task->format.encoding == GetDatabaseEncoding())
		plain_rows(&reader, chunk, bytes);
	else
		copy_rows(&reader, chunk, bytes, feed);
	error_context_stack = context.previous;
}
