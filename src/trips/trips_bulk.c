/*
 * trips_bulk.c
 *	  Trips written into their table in bulk, as COPY writes rows.
 */
#include "compat.h"

#include "access/tableam.h"
#include "miscadmin.h"

#include "store/bulk_insert.h"
#include "store/trips_columns.h"
#include "trips/batch_value.h"
#include "trips/identity.h"
#include "trips/trips_bulk.h"
#include "trips/trips_minmax.h"

typedef struct TripsInsert
{
	Relation trips;
	BulkInsert *bulk;
	AttrNumber column[COLUMN_COUNT];
	const BatchExtra *extra; /* further columns; null: none */
	Minmax *minmax;			 /* an index of that kind; null: none */
	int identities;			 /* which index is that of them; -1: none */
	ItemPointer tids;		 /* of all trips, for that one */
} TripsInsert;

/* The columns that the feed fills. */
static bool *
filled_columns(const TripsInsert *insert)
{
	bool *filled =
		palloc0((insert->trips->rd_att->natts + 1) * sizeof *filled);

	for (int i = 0; i < COLUMN_COUNT; i++)
		filled[insert->column[i]] = true;
	for (int i = 0; insert->extra && i < insert->extra->extras->count; i++)
		filled[insert->extra->extras->columns[i].number] = true;
	return filled;
}

/* Find the indexes that are not fed row by row, and have the insert skip them.
 */
static void
prepare_indexes(TripsInsert *insert, const Batch *batch, bool whole)
{
	ResultRelInfo *target = insert->bulk->target;
	Relation *indexes = target->ri_IndexRelationDescs;

	insert->minmax = minmax_begin(insert->trips);
	insert->identities = -1;
	insert->bulk->indexed = false;
	for (int i = 0; i < target->ri_NumIndices; i++)
	{
		if (insert->minmax != NULL &&
			RelationGetRelid(indexes[i]) ==
				RelationGetRelid(insert->minmax->index))
			indexes[i] = NULL;
		else if (whole && insert->extra != NULL && insert->identities < 0 &&
				 identity_sorted_index(insert->extra->extras, insert->trips,
									   indexes[i]))
		{
			indexes[i] = NULL;
			insert->identities = i;
			insert->tids = palloc_extended(
				(Size) batch->count * sizeof *insert->tids, MCXT_ALLOC_HUGE);
		}
		else
			insert->bulk->indexed = true;
	}
}

static void
begin(TripsInsert *insert, Relation trips, BulkSlots *slots,
	  const Batch *batch, bool whole)
{
	insert->trips = trips;
	insert->extra = batch->extra;
	if (insert->extra != NULL)
		extras_check(insert->extra->extras, trips);
	for (int i = 0; i < COLUMN_COUNT; i++)
		insert->column[i] = column_number(trips, (FeedColumn) i);
	insert->bulk = bulk_begin(trips, filled_columns(insert), slots);
	prepare_indexes(insert, batch, whole);
}

static void
fill_extra(const BatchExtra *extra, TupleTableSlot *slot, uint32 trip)
{
	const Datum *values = batch_extra_values(extra, trip);
	const bool *isnull = batch_extra_isnull(extra, trip);

	for (int i = 0; i < extra->extras->count; i++)
	{
		AttrNumber number = extra->extras->columns[i].number - 1;

		slot->tts_values[number] = values[i];
		slot->tts_isnull[number] = isnull[i];
	}
}

/* Fill a slot with one trip, defaults and generated columns included. */
static void
fill(TripsInsert *insert, int number, const Batch *batch, uint32 trip,
	 int64 load_id)
{
	const TgRecord *record = &batch->records[trip];
	TupleTableSlot *slot = bulk_slot(insert->bulk, number);

	for (int i = 0; i < COLUMN_COUNT; i++)
	{
		AttrNumber column = insert->column[i] - 1;

		slot->tts_values[column] =
			column_value(batch, record, (FeedColumn) i, load_id);
		slot->tts_isnull[column] = false;
	}
	if (insert->extra != NULL)
		fill_extra(insert->extra, slot, trip);
	bulk_check(insert->bulk, number);
}

/* Note a row for the minmax index. */
static void
note_slot(TripsInsert *insert, TupleTableSlot *slot)
{
	int64 values[INDEX_MAX_KEYS];
	bool isnull;

	for (int i = 0; i < insert->minmax->columns; i++)
		values[i] = DatumGetInt64(
			slot_getattr(slot, insert->minmax->column[i], &isnull));
	minmax_add(insert->minmax, &slot->tts_tid, values);
}

/* Write the rows in the slots, which are the trips from first on. */
static void
write_slots(TripsInsert *insert, uint32 first, int count)
{
	bulk_write(insert->bulk, count);
	for (int i = 0; i < count; i++)
	{
		TupleTableSlot *slot = insert->bulk->slots->slot[i];

		if (insert->minmax != NULL)
			note_slot(insert, slot);
		if (insert->identities >= 0)
			insert->tids[first + i] = slot->tts_tid;
	}
}

void
trips_insert_bulk(const Batch *batch, BatchRange range, Relation trips,
				  BulkSlots *slots, int64 load_id)
{
	uint32 end = range.first + range.count;
	TripsInsert insert = {0};

	begin(&insert, trips, slots, batch, range.count == batch->count);
	for (uint32 first = range.first; first < end; first += BULK_ROWS)
	{
		int count = Min(BULK_ROWS, end - first);

		CHECK_FOR_INTERRUPTS();
		for (int i = 0; i < count; i++)
			fill(&insert, i, batch, first + i, load_id);
		write_slots(&insert, first, count);
	}
	if (insert.identities >= 0)
		identities_insert(
			batch, trips, insert.bulk->indexes[insert.identities],
			insert.bulk->target->ri_IndexRelationInfo[insert.identities],
			insert.tids);
	if (insert.minmax != NULL)
		minmax_end(insert.minmax);
	bulk_end(insert.bulk);
}
