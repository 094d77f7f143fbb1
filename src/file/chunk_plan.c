/*
 * chunk_plan.c
 *	  A file cut into chunks of whole records, from its beginning on.
 */
#include "compat.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "file/chunk_plan.h"
#include "file/content_hash.h"
#include "tripgrid.h"

#define BLOCK (256 * 1024)

/* A chunk of a compressed file is kept in memory, and is no larger. */
#define MOST_KEPT (32 * 1024 * 1024)

struct ChunkPlan
{
	MemoryContext context;
	Source *source;
	const FileFormat *format;
	uint64 data;
	const ChunkDone *done;
	int done_left;
	ContentHash *hash;
	TgCsvScan csv;
	TgJsonRecords json;
	uint64 json_count;
	char *block;
	size_t block_at; /* in block, of the next byte */
	size_t block_len;
	uint64 offset; /* of the next byte in the content */
	bool keep;
	char *bytes; /* of the chunk */
	size_t bytes_len;
	size_t bytes_room;
};

ChunkPlan *
plan_begin(Source *source, const FileFormat *format, uint64 data,
		   const ChunkDone *done, int count, bool keep)
{
	ChunkPlan *plan = palloc0(sizeof *plan);

	plan->context = CurrentMemoryContext;
	plan->source = source;
	plan->format = format;
	plan->data = data;
	plan->done = done;
	plan->done_left = count;
	plan->keep = keep;
	plan->block = palloc(BLOCK);
	plan->hash = content_hash_begin();
	tg_csv_begin(&plan->csv, format->quote, format->escape, data);
	tg_json_records_begin(&plan->json, &format->shape);
	plan->json.offset = data;
	return plan;
}

static uint64
records_of(const ChunkPlan *plan)
{
	return plan->format->json ? plan->json_count : plan->csv.records;
}

static void
bad_record(const ChunkPlan *plan, uint64 record, const char *message,
		   const char *hint)
{
	ereport(ERROR, (errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
					errmsg("%s", message), hint ? errhint("%s", hint) : 0,
					errcontext("file \"%s\", row " UINT64_FORMAT,
							   plan->source->path, record)));
}

static void
check_length(const ChunkPlan *plan, uint64 len, uint64 record)
{
	uint64 max = plan->format->json ? FILE_RECORD_MAX_JSON : FILE_RECORD_MAX;

	if (len > max)
		bad_record(
			plan, record,
			psprintf("row is longer than %d MB", (int) (max / (1024 * 1024))),
			plan->format->json ? "Perhaps a bracket or a quote is not closed."
							   : "Perhaps a quote is not closed.");
}

static void
check_csv(const ChunkPlan *plan, TgCsvStop stop)
{
	const TgCsvScan *csv = &plan->csv;

	switch (stop)
	{
		case TG_CSV_BARE_CR:
			bad_record(plan, csv->records + 1,
					   "unquoted carriage return found in data",
					   "Use a quoted field for a carriage return.");
			break;
		case TG_CSV_BARE_LF:
			bad_record(plan, csv->records + 1,
					   "unquoted newline found in data",
					   "Use a quoted field for a newline.");
			break;
		case TG_CSV_OPEN_QUOTE:
			bad_record(plan, csv->records + 1, "unterminated quoted field",
					   NULL);
			break;
		default:
			check_length(plan, csv->longest, csv->longest_record);
			check_length(plan, csv->offset - csv->record_start,
						 csv->records + 1);
	}
}

/* Pass over bytes of the block; true at the first end of a record from cut. */
static bool
scan(ChunkPlan *plan, const char *bytes, size_t len, uint64 cut, size_t *used)
{
	TgCsvStop stop;

	if (plan->format->json)
	{
		*used = 0;
		while (*used < len)
		{
			size_t count;
			bool ended = tg_json_records_next(&plan->json, bytes + *used,
											  len - *used, &count);

			*used += count;
			plan->json_count += ended;
			check_length(plan,
						 ended ? plan->json.end - plan->json.first
							   : plan->json.offset - plan->json.keep,
						 plan->json_count + !ended);
			if (ended && plan->json.offset >= cut)
				return true;
		}
		return false;
	}
	stop = tg_csv_pass(&plan->csv, bytes, len, cut, used);
	check_csv(plan, stop);
	return stop == TG_CSV_CUT;
}

/* The file ends: so does its last record, and nothing may be left open. */
static void
finish(ChunkPlan *plan)
{
	if (plan->format->json)
	{
		if (tg_json_records_cut_off(&plan->json))
			bad_record(plan, plan->json_count,
					   "JSON ends before its brackets are closed",
					   "Perhaps the file is cut off. If nothing is missing, "
					   "close them.");
		plan->json_count += tg_json_records_end(&plan->json);
	}
	else
		check_csv(plan, tg_csv_finish(&plan->csv));
}

/* Have bytes to go on with; false at the end of the file. */
static bool
refill(ChunkPlan *plan)
{
	if (plan->block_at < plan->block_len)
		return true;
	plan->block_at = 0;
	plan->block_len = source_read(plan->source, plan->block, BLOCK);
	return plan->block_len > 0;
}

static void
keep_bytes(ChunkPlan *plan, const char *bytes, size_t len)
{
	if (plan->bytes_len + len > plan->bytes_room)
	{
		plan->bytes_room = plan->bytes_len + len;
		plan->bytes_room += plan->bytes_room / 4;
		if (plan->bytes == NULL)
			plan->bytes =
				MemoryContextAllocHuge(plan->context, plan->bytes_room);
		else
			plan->bytes = repalloc_huge(plan->bytes, plan->bytes_room);
	}
	memcpy(plan->bytes + plan->bytes_len, bytes, len);
	plan->bytes_len += len;
}

/* Take bytes of the block into the chunk. */
static void
take(ChunkPlan *plan, Chunk *chunk, size_t len)
{
	const char *bytes = plan->block + plan->block_at;

	COMP_CRC32C(chunk->crc, bytes, len);
	content_hash_add(plan->hash, bytes, len);
	if (plan->keep)
		keep_bytes(plan, bytes, len);
	plan->block_at += len;
	plan->offset += len;
}

/* Take what goes before the first record. */
static void
take_beginning(ChunkPlan *plan, Chunk *chunk)
{
	while (plan->offset < plan->data && refill(plan))
		take(plan, chunk,
			 Min(plan->data - plan->offset, plan->block_len - plan->block_at));
}

/* Find the next chunk, of the bytes up to a record's end at cut or beyond. */
static bool
find_chunk(ChunkPlan *plan, Chunk *chunk, uint64 cut)
{
	bool ended = false;
	uint64 records = records_of(plan);

	memset(chunk, 0, sizeof *chunk);
	chunk->first = plan->offset;
	chunk->first_row = (int64) records + 1;
	chunk->json = plan->json;
	INIT_CRC32C(chunk->crc);
	plan->bytes_len = 0;
	plan->csv.plain = true;
	take_beginning(plan, chunk);
	chunk->data = plan->offset;
	while (!ended && refill(plan))
	{
		size_t used;

		CHECK_FOR_INTERRUPTS();
		ended = scan(plan, plan->block + plan->block_at,
					 plan->block_len - plan->block_at, cut, &used);
		take(plan, chunk, used);
	}
	if (!ended)
		finish(plan);
	FIN_CRC32C(chunk->crc);
	chunk->eol = plan->csv.eol;
	chunk->plain = plan->csv.plain;
	chunk->end = plan->offset;
	chunk->rows = (int64) (records_of(plan) - records);
	return chunk->end > chunk->first;
}

static void
file_changed(const ChunkPlan *plan)
{
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("file \"%s\" has changed since a part of it was loaded",
					plan->source->path),
			 errhint("Use tripgrid.undo_load() for the load that was cut off, "
					 "then load the file again.")));
}

bool
plan_next(ChunkPlan *plan, Chunk *chunk)
{
	for (;;)
	{
		uint64 first = plan->offset;
		bool is_done = plan->done_left > 0 && plan->done->first == first;
		uint64 cut = first + setting_chunk_bytes;

		if (plan->keep && source_compressed(plan->source))
			cut = Min(cut, first + MOST_KEPT);
		if (is_done)
			cut = plan->done->end;
		else if (plan->done_left > 0)
			cut = Min(cut, plan->done->first);
		if (!find_chunk(plan, chunk, cut))
		{
			if (plan->done_left > 0)
				file_changed(plan);
			return false;
		}
		if (!is_done)
		{
			if (plan->done_left > 0 && chunk->end > plan->done->first)
				file_changed(plan);
			return true;
		}
		if (chunk->end != plan->done->end ||
			!EQ_CRC32C(chunk->crc, plan->done->crc))
			file_changed(plan);
		plan->done++;
		plan->done_left--;
	}
}

uint32
plan_lists_passed(const ChunkPlan *plan)
{
	return plan->format->json ? tg_json_lists_passed(&plan->json) : 0;
}

const char *
plan_bytes(const ChunkPlan *plan)
{
	return plan->bytes;
}

char *
plan_sha256(ChunkPlan *plan)
{
	return content_hash_end(plan->hash);
}
