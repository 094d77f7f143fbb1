/*
 * json_reader.c
 *	  The records of JSON, of bytes that are read as they are needed.
 */
#include "compat.h"

#include "miscadmin.h"

#include "file/file_task.h"
#include "file/json_reader.h"

#define BLOCK (256 * 1024)

JsonReader
json_reader_begin(const TgJsonRecords *records, uint64 start,
				  size_t (*read)(void *from, char *bytes, size_t len),
				  void *from)
{
	JsonReader reader = {*records, read, from, palloc(BLOCK), start, 0, BLOCK};

	reader.records.keep = start;
	return reader;
}

/* Forget the bytes that are needed no more, and read on; false at the end. */
static bool
read_on(JsonReader *reader)
{
	size_t gone = reader->records.keep - reader->start;
	size_t count;

	CHECK_FOR_INTERRUPTS();
	memmove(reader->bytes, reader->bytes + gone, reader->len - gone);
	reader->start += gone;
	reader->len -= gone;
	if (reader->len + BLOCK > reader->room)
	{
		reader->room = 2 * reader->len + BLOCK;
		reader->bytes = repalloc(reader->bytes, reader->room);
	}
	count = reader->read(reader->from, reader->bytes + reader->len, BLOCK);
	reader->len += count;
	return count > 0;
}

static FieldText
found_record(const JsonReader *reader)
{
	const TgJsonRecords *records = &reader->records;

	return (FieldText){reader->bytes + (records->first - reader->start),
					   records->end - records->first};
}

bool
json_reader_next(JsonReader *reader, FieldText *record)
{
	TgJsonRecords *records = &reader->records;

	do
		while (records->offset < reader->start + reader->len)
		{
			size_t at = records->offset - reader->start;
			size_t used;

			if (!tg_json_records_next(records, reader->bytes + at,
									  reader->len - at, &used))
				continue;
			*record = found_record(reader);
			return true;
		}
	/* a longer one is refused when the file is cut */
	while (reader->len <= FILE_RECORD_MAX_JSON + BLOCK && read_on(reader));
	return false;
}

bool
json_reader_last(JsonReader *reader, FieldText *record)
{
	if (!tg_json_records_end(&reader->records))
		return false;
	*record = found_record(reader);
	return true;
}
