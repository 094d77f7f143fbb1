/*
 * json_reader.h
 *	  The records of JSON, of bytes that are read as they are needed.
 */
#ifndef TG_FILE_JSON_READER_H
#define TG_FILE_JSON_READER_H

#include "core/text/json_records.h"
#include "store/field_text.h"

typedef struct JsonReader
{
	TgJsonRecords records;
	size_t (*read)(void *from, char *bytes, size_t len); /* 0: the end */
	void *from;
	char *bytes;  /* from records.keep or so on */
	uint64 start; /* their offset */
	size_t len;
	size_t room;
} JsonReader;

/* Begin at an offset, from where bytes are read; in the current context. */
extern JsonReader json_reader_begin(const TgJsonRecords *records, uint64 start,
									size_t (*read)(void *from, char *bytes,
												   size_t len),
									void *from);

/* The next record, valid up to the next call; false at the end. */
extern bool json_reader_next(JsonReader *reader, FieldText *record);

/* At the end: the one that the file ends without ending; false for none. */
extern bool json_reader_last(JsonReader *reader, FieldText *record);

#endif /* TG_FILE_JSON_READER_H */
