/*
 * file_task.h
 *	  What everybody who loads a part of a file has to know.
 *
 * Plain data without pointers: it is copied to the workers of a load.
 */
#ifndef TG_FILE_FILE_TASK_H
#define TG_FILE_FILE_TASK_H

#include "postgres.h"

#include "access/htup_details.h"
#include "port/pg_crc32c.h"

#include "core/text/csv_scan.h"
#include "core/text/json_records.h"
#include "core/text/unicode_form.h"
#include "feed/reader.h"

#define FILE_OPTION_MAX 128 /* bytes of a text option, with its end */

/* How the records of a file are written. */
typedef struct FileFormat
{
	bool json;
	bool quote_said;   /* by the caller: quotes are meant as they stand */
	TgJsonShape shape; /* of JSON */
	char delimiter;
	char quote;
	char escape;
	int encoding;
	bool encoding_guessed;
	TgUnicodeForm unicode; /* the file's, of which the encoding is then */
	char null_text[FILE_OPTION_MAX];
} FileFormat;

typedef struct FileTask
{
	char path[MAXPGPATH];
	Oid feed;
	int64 load_id;
	FileFormat format;
	int fields;				  /* of a record */
	FeedClocks clocks;		  /* that departures are by */
	bool leave_out_values;	  /* that further columns of trips cannot take */
	char target[NAMEDATALEN]; /* the table of the rows; empty: trips */
	bool replaces;			  /* rows of other loads in it */
	bool keyed;				  /* rows have a key in it */
	bool whole; /* all in one transaction: it cannot be taken back later */
	/* for each column of the feed the field that it is, -1 for none */
	int columns;
	int field_of[MaxTupleAttributeNumber];
	/* what the feed takes as constants where it has no column */
	char region[FILE_OPTION_MAX];
	char datasource[FILE_OPTION_MAX];
} FileTask;

/* A part of a file: whole records, and what stands between them. */
typedef struct Chunk
{
	uint64 first; /* byte of the content */
	uint64 data;  /* from here on: what goes before is no record */
	uint64 end;	  /* one past the last byte */
	int64 first_row;
	int64 rows;
	pg_crc32c crc;
	TgEol eol;			/* of CSV */
	bool plain;			/* CSV without quotes, escapes and backslashes */
	TgJsonRecords json; /* where the reader of JSON is at its beginning */
} Chunk;

/* The longest record that is read: more is a mistake, such as a lost quote. */
#define FILE_RECORD_MAX (1024 * 1024)
#define FILE_RECORD_MAX_JSON (16 * 1024 * 1024)

#endif /* TG_FILE_FILE_TASK_H */
