/*
 * csv_rows.c
 *	  The rows of a chunk of CSV, through COPY's own reader.
 */
#include "compat.h"

#include "commands/copy.h"
#include "commands/copyfrom_internal.h"
#include "nodes/makefuncs.h"
#include "parser/parse_node.h"

#include "file/chunk_load.h"
#include "file/csv_options.h"

/* The chunk that is read: COPY's callback takes no argument. */
static ChunkBytes *reading;

static int
read_for_copy(void *bytes, int least, int most)
{
	return (int) chunk_read(reading, bytes, most);
}

typedef struct RowReader
{
	const FileTask *task;
	Load *load;
	CopyFromState copy;
	FieldText *fields; /* of a record whose number of fields is wrong */
	int room;
} RowReader;

static inline FieldText
field_text(const char *bytes)
{
	FieldText field = {bytes, bytes == NULL ? 0 : strlen(bytes)};

	return field;
}

/* Fields beyond those that a record has may be there if they are empty. */
static bool
surplus(char **fields, int from, int count)
{
	for (int i = from; i < count; i++)
		if (fields[i] != NULL && fields[i][0] != '\0')
			return true;
	return false;
}

static void
reject_count(RowReader *reader, char **fields, int count)
{
	if (count > reader->room)
	{
		reader->room = count;
		reader->fields = MemoryContextAlloc(reader->load->context,
											count * sizeof *reader->fields);
	}
	for (int i = 0; i < count; i++)
		reader->fields[i] = field_text(fields[i]);
	load_reject(reader->load, TG_FIELD_COUNT, reader->fields, count);
}

static void
take_record(RowReader *reader, char **fields, int count)
{
	const FileTask *task = reader->task;
	FieldText *row = reader->load->fields;

	if (count < task->fields ||
		(count > task->fields && surplus(fields, task->fields, count)))
	{
		reject_count(reader, fields, count);
		return;
	}
	for (int i = 0; i < task->columns; i++)
		row[i] = field_text(task->field_of[i] < 0 ? NULL
												  : fields[task->field_of[i]]);
	(void) load_row(reader->load, row);
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
	char marker[] = "\\.";
	char *fields[] = {marker};

	take_record(reader, fields, 1);
}

static EolType
eol_type(TgEol eol)
{
	switch (eol)
	{
		case TG_EOL_LF:
			return EOL_NL;
		case TG_EOL_CR:
			return EOL_CR;
		case TG_EOL_CRLF:
			return EOL_CRNL;
		default:
			return EOL_UNKNOWN;
	}
}

void
csv_rows(const FileTask *task, const Chunk *chunk, ChunkBytes *bytes,
		 Relation feed, Load *load)
{
	RowReader reader = {task, load};
	ErrorContextCallback context = {error_context_stack, tell_row, &reader};
	int64 last_row = chunk->first_row + chunk->rows - 1;

	reading = bytes;
	reader.copy =
		BeginCopyFrom(make_parsestate(NULL), feed, NULL, NULL, false,
					  read_for_copy, NIL, csv_options(&task->format));
	/* the first line of the file has settled it */
	reader.copy->eol_type = eol_type(chunk->eol);
	error_context_stack = &context;
	for (;;)
	{
		char **fields;
		int count;
		bool more = !reader.copy->input_reached_eof ||
					INPUT_BUF_BYTES(reader.copy) > 0;

		if (NextCopyFromRawFields(reader.copy, &fields, &count))
		{
			if (reader.copy->line_buf.len > 0)
				take_record(&reader, fields, count);
		}
		else if (more && load->row < last_row)
			take_end_marker(&reader);
		else
			break;
	}
	error_context_stack = context.previous;
	EndCopyFrom(reader.copy);
}
