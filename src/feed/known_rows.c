/*
 * known_rows.c
 *	  Rows whose trips the store has already, rejected as they came.
 */
#include "compat.h"

#include "feed/kept_fields.h"
#include "feed/known_rows.h"
#include "trips/identity.h"

void
known_row_take_back(const FeedMap *map, const FeedLimits *limits,
					const FieldText *fields)
{
	FeedRow row;

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
	FieldText *room = palloc(map->columns * sizeof *room);

	for (uint32 i = 0; i < batch->count; i++)
	{
		const KeptRow *row = &batch->extra->rows[i];
		const FieldText *fields;

		if (!marked[i])
			continue;
		if (rejects_full(rejects))
			rejects_write(rejects, store, load_id);
		fields = kept_fields_get(row, map, room);
		known_row_take_back(map, limits, fields);
		if (barred[i])
		{
			rejects_add_bare(rejects, row->number, TG_BARRED, column);
			continue;
		}
		rejects_add(rejects, row->number, &fault, fields, map->columns);
	}
	pfree(room);
}

int64
known_rows_reject(Batch *batch, const FeedMap *map, const FeedLimits *limits,
				  Store *store, bool twins, Rejects *rejects, int64 load_id)
{
	bool *marked = palloc(batch->count * sizeof *marked);
	bool *barred = palloc(batch->count * sizeof *barred);
	uint32 known = identity_mark(batch, store, twins, marked, barred);

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
