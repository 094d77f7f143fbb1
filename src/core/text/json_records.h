/*
 * json_records.h
 *	  Where the records of a JSON file begin and end.
 *
 * A file is a stream of values.  What holds the records in it is known; see
 * json_shape.h.  The bytes come in pieces of any size.  What is not needed for
 * cutting is not checked: whether a record is well formed is for its reader to
 * say.
 */
#ifndef TG_CORE_TEXT_JSON_RECORDS_H
#define TG_CORE_TEXT_JSON_RECORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/text/json_shape.h"

/*
 * A place in the stream; a copy of it can go on from there.  Offsets count
 * all bytes since the beginning.
 */
typedef struct TgJsonRecords
{
	uint64_t offset; /* of the next byte */
	uint64_t first;	 /* of the record that is open, or was found last */
	uint64_t end;	 /* one past the last byte of the one found last */
	uint64_t keep;	 /* bytes before this are not needed any more */
	uint32_t depth;	 /* how many values are open */
	uint32_t base;	 /* how many of them hold the records */
	uint32_t known;	 /* how many of them, from outside, are as in shape */
	uint32_t hash;	 /* of the string read last; 0: none since a comma */
	/* lists of objects, and of arrays, beside those that hold records */
	uint32_t passed[2];
	TgJsonShape shape;
	uint8_t place; /* see json_records.c */
	bool in_string;
	bool escaped;
	bool by_line; /* a line's end ends a record */
	bool spread;  /* some record has had a line's end */
	bool alone;	  /* nothing has come since a record on one line */
	bool named;	  /* the name of a record has come */
	bool arrays;  /* records are arrays; else objects */
	bool opened;  /* a list has just been opened that is passed over */
	bool held;	  /* the value at the top of the file has held records */
} TgJsonRecords;

/* Begin a file of a shape; null: its values are the records. */
extern void tg_json_records_begin(TgJsonRecords *records,
								  const TgJsonShape *shape);

/*
 * Take bytes until a record ends, and say so; then call again for the rest of
 * them.  *used is how many were taken: all of them if no record ends.  Text
 * between records that is no object counts as a record, for its reader to
 * refuse; so does a value at the top of the file that has not what holds
 * records.
 */
extern bool tg_json_records_next(TgJsonRecords *records, const char *bytes,
								 size_t len, size_t *used);

/* How many lists of values like the records were not what holds them. */
extern uint32_t tg_json_lists_passed(const TgJsonRecords *records);

/*
 * Tell whether the stream, if it ends here, was cut off: what holds records,
 * or is around that, is open.
 */
extern bool tg_json_records_cut_off(const TgJsonRecords *records);

/* End the stream: say whether a record is still open, up to the end. */
extern bool tg_json_records_end(TgJsonRecords *records);

#endif /* TG_CORE_TEXT_JSON_RECORDS_H */
