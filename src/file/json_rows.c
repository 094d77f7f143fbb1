/*
 * json_rows.c
 *	  The rows of a chunk of JSON: each record as the one field of a row.
 */
#include "compat.h"

#include "mb/pg_wchar.h"

#include "file/chunk_rows.h"

#define BLOCK (256 * 1024)

typedef struct RecordReader
{
	const FileTask *task;
	Load *load;
	TgJsonRecords records;
	char *bytes;  /* from records.keep or so on */
	uint64 start; /* their offset */
	size_t len;
	size_t room;
} RecordReader;

static void
tell_row(void *arg)
{
	const RecordReader *reader = arg;

	errcontext("file \"%s\", row " INT64_FORMAT, reader->task->path,
			   reader->load->row + 1);
}

static void
take_record(RecordReader *reader)
{
	const TgJsonRecords *records = &reader->records;
	char *bytes = reader->bytes + (records->first - reader->start);
	size_t len = records->end - records->first;
	char *text =
		pg_any_to_server(bytes, (int) len, reader->task->format.encoding);
	FieldText field = {text, text == bytes ? len : strlen(text)};

	(void) load_row(reader->load, &field);
	if (text != bytes)
		pfree(text);
}

/* Forget the bytes that are needed no more, and read on; false at the end. */
static bool
read_on(RecordReader *reader, ChunkBytes *bytes)
{
	size_t gone = reader->records.keep - reader->start;
	size_t count;

	memmove(reader->bytes, reader->bytes + gone, reader->len - gone);
	reader->start += gone;
	reader->len -= gone;
	if (reader->len + BLOCK > reader->room)
	{
		reader->room = 2 * reader->len + BLOCK;
		reader->bytes = repalloc(reader->bytes, reader->room);
	}
	count = chunk_read(bytes, reader->bytes + reader->len, BLOCK);
	reader->len += count;
	return count > 0;
}

void
json_rows(const FileTask *task, const Chunk *chunk, ChunkBytes *bytes,
		  Load *load)
{
	RecordReader reader = {task, load, chunk->json};
	ErrorContextCallback context = {error_context_stack, tell_row, &reader};
	TgJsonRecords *records = &reader.records;

	reader.room = BLOCK;
	reader.bytes = palloc(reader.room);
	records->keep = reader.start = chunk->data;
	error_context_stack = &context;
	while (!load->hopeless && read_on(&reader, bytes))
		while (!load->hopeless && records->offset < reader.start + reader.len)
		{
			size_t at = records->offset - reader.start;
			size_t used;

			if (tg_json_records_next(records, reader.bytes + at,
									 reader.len - at, &used))
				take_record(&reader);
		}
	/* the file may end without an end of its last record */
	if (!load->hopeless && load->row < chunk->first_row + chunk->rows - 1 &&
		tg_json_records_end(records))
		take_record(&reader);
	error_context_stack = context.previous;
}
