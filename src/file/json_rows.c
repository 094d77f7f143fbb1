/*
 * json_rows.c
 *	  The rows of a chunk of JSON: each record as the one field of a row.
 */
#include "compat.h"

#include "mb/pg_wchar.h"

#include "file/chunk_rows.h"
#include "file/json_reader.h"

typedef struct RowReader
{
	const FileTask *task;
	Load *load;
} RowReader;

static void
tell_row(void *arg)
{
	const RowReader *reader = arg;

	errcontext("file \"%s\", row " INT64_FORMAT, reader->task->path,
			   reader->load->row + 1);
}

static size_t
read_bytes(void *bytes, char *room, size_t len)
{
	return chunk_read(bytes, room, len);
}

static void
take_record(const RowReader *reader, const FieldText *record)
{
	char *bytes = unconstify(char *, record->bytes);
	char *text = pg_any_to_server(bytes, (int) record->len,
								  reader->task->format.encoding);
	FieldText field = {text, text == bytes ? record->len : strlen(text)};

	(void) load_row(reader->load, &field);
	if (text != bytes)
		pfree(text);
}

void
json_rows(const FileTask *task, const Chunk *chunk, ChunkBytes *bytes,
		  Load *load)
{
	RowReader reader = {task, load};
	ErrorContextCallback context = {error_context_stack, tell_row, &reader};
	JsonReader json =
		json_reader_begin(&chunk->json, chunk->data, read_bytes, bytes);
	FieldText record;

	error_context_stack = &context;
	while (!load->hopeless && json_reader_next(&json, &record))
		take_record(&reader, &record);
	/* the file may end without an end of its last record */
	if (!load->hopeless && load->row < chunk->first_row + chunk->rows - 1 &&
		json_reader_last(&json, &record))
		take_record(&reader, &record);
	error_context_stack = context.previous;
}
