/*
 * known_rows.c
 *	  Rows whose trips the store has already, rejected as they came.
 */
#include "compat.h"

#include "feed/json_row.h"
#include "feed/known_rows.h"
#include "trips/identity.h"

#define NULL_FIELD UINT32_MAX /* as the length of a kept field */

/* Each field's length, then its bytes. */
void
known_row_keep(Batch *batch, const FeedMap *map, const FieldText *fields,
			   int64 number)
{
	Size size = map->columns * sizeof(uint32);
	char *at;

	for (int i = 0; i < map->columns; i++)
		size += fields[i].bytes == NULL ? 0 : fields[i].len;
	at = batch_extra_keep(batch->extra, batch->count - 1, number, size);
	for (int i = 0; i < map->columns; i++)
	{
		uint32 len =
			fields[i].bytes == NULL ? NULL_FIELD : (uint32) fields[i].len;

		memcpy(at, &len, sizeof len);
		at += sizeof len;
		if (fields[i].bytes == NULL)
			continue;
		memcpy(at, fields[i].bytes, len);
		at += len;
	}
}

static void
read_kept(const KeptRow *row, int columns, FieldText *fields)
{
	const char *at = row->bytes;

	for (int i = 0; i < columns; i++)
	{
		uint32 len;

		memcpy(&len, at, sizeof len);
		at += sizeof len;
		fields[i].bytes = len == NULL_FIELD ? NULL : at;
		fields[i].len = len == NULL_FIELD ? 0 : len;
		at += fields[i].len;
	}
}

/* What a trip that does not come to be said of places is not believed. */
static void
take_back_places(const FeedMap *map, const FeedLimits *limits,
				 const FieldText *fields)
{
	FeedRow row = {.failed = 0};

	if (map->seen != NULL && feed_read(map, fields, limits, &row) == TG_OK)
		feed_note_places(map, fields, &row, false);
}

static void
reject_marked(const Batch *batch, const FeedMap *map, const FeedLimits *limits,
			  Store *store, Rejects *rejects, int64 load_id,
			  const bool *marked, const bool *barred)
{
	int column = map->extra[batch->extra->extras->external_id].source.column;
	Fault fault = {TG_DUPLICATE, column};
	FieldText *fields = palloc(map->columns * sizeof *fields);

	for (uint32 i = 0; i < batch->count; i++)
	{
		const KeptRow *row = &batch->extra->rows[i];

		if (!marked[i])
			continue;
		if (rejects_full(rejects))
			rejects_write(rejects, store, load_id);
		read_kept(row, map->columns, fields);
		if (map->json != NULL)
			(void) json_row_read(map->json, fields);
		take_back_places(map, limits, fields);
		if (barred[i])
		{
			rejects_add_bare(rejects, row->number, TG_BARRED, column);
			continue;
		}
		rejects_add(rejects, row->number, &fault,
					map->json != NULL ? map->json->fields : fields,
					map->columns);
	}
	pfree(fields);
}

int64
known_rows_reject(Batch *batch, const FeedMap *map, const FeedLimits *limits,
				  Store *store, Rejects *rejects, int64 load_id)
{
	bool *marked = palloc(batch->count * sizeof *marked);
	bool *barred = palloc(batch->count * sizeof *barred);
	uint32 known = identity_mark(batch, store, marked, barred);

	if (known > 0)
	{
		reject_marked(batch, map, limits, store, rejects, load_id, marked,
					  barred);
		batch_leave_out(batch, marked);
	}
	pfree(barred);
	pfree(marked);
	return known;
}
