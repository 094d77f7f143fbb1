/*
 * batch_extra.c
 *	  What goes with the trips of a batch: the values of further columns, and
 *	  the rows as they came, for as long as they may yet be rejected.
 */
#include "compat.h"

#include "utils/datum.h"
#include "utils/memutils.h"

#include "store/batch_extra.h"

#define BYTES_MAX (64 * 1024 * 1024)
#define BLOCK_BYTES (256 * 1024)

static void *
room_for(MemoryContext context, void *old, Size size)
{
	return old == NULL ? MemoryContextAllocHuge(context, size)
					   : repalloc_huge(old, size);
}

static void
reserve(BatchExtra *extra, MemoryContext context, bool keep_rows, uint32 room)
{
	Size values = (Size) room * extra->extras->count;

	extra->values = room_for(context, extra->values, values * sizeof(Datum));
	extra->isnull = room_for(context, extra->isnull, values * sizeof(bool));
	if (keep_rows)
		extra->rows =
			room_for(context, extra->rows, (Size) room * sizeof(KeptRow));
	if (extra->extras->external_id >= 0)
		extra->order =
			room_for(context, extra->order, (Size) room * sizeof(uint32));
	extra->room = room;
}

BatchExtra *
batch_extra_create(MemoryContext parent, const Extras *extras, bool keep_rows,
				   uint32 room)
{
	BatchExtra *extra = MemoryContextAllocZero(parent, sizeof *extra);

	extra->context = AllocSetContextCreate(parent, "tripgrid batch extra",
										   ALLOCSET_DEFAULT_SIZES);
	extra->large = AllocSetContextCreate(
		extra->context, "tripgrid large values", ALLOCSET_DEFAULT_SIZES);
	extra->extras = extras;
	reserve(extra, parent, keep_rows, room);
	return extra;
}

void
batch_extra_reserve(BatchExtra *extra, uint32 room)
{
	if (room > extra->room)
		reserve(extra, NULL, extra->rows != NULL, room);
}

/* Begin the next block: one of a batch before, or another. */
static void
begin_block(BatchExtra *extra)
{
	if (extra->blocks_used == extra->block_count)
	{
		int room = 2 * extra->block_count + 4;

		if ((extra->block_count & (extra->block_count - 1)) == 0)
			extra->blocks = room_for(extra->context, extra->blocks,
									 room * sizeof *extra->blocks);
		extra->blocks[extra->block_count++] =
			MemoryContextAlloc(extra->context, BLOCK_BYTES);
	}
	extra->at = extra->blocks[extra->blocks_used++];
	extra->left = BLOCK_BYTES;
	extra->bytes += BLOCK_BYTES;
}

/* Take memory that goes with the batch, without a header of its own. */
static char *
take(BatchExtra *extra, Size size, bool aligned)
{
	char *at = aligned ? (char *) MAXALIGN(extra->at) : extra->at;
	Size skipped = at - extra->at;

	/* a large value leaves what is left of the block to small ones */
	if (size > BLOCK_BYTES / 2)
	{
		extra->bytes += size;
		return MemoryContextAllocHuge(extra->large, size);
	}
	if (size + skipped > extra->left)
	{
		begin_block(extra);
		at = extra->at;
		skipped = 0;
	}
	extra->at = at + size;
	extra->left -= size + skipped;
	return at;
}

static Datum
copy_value(BatchExtra *extra, const ExtraColumn *column, Datum value)
{
	Size size;
	char *copy;

	if (column->by_value)
		return value;
	if (column->len == -1 &&
		VARATT_IS_EXTERNAL_EXPANDED(DatumGetPointer(value)))
	{
		/* datumCopy makes it flat */
		MemoryContext old = MemoryContextSwitchTo(extra->large);

		value = datumCopy(value, false, -1);
		MemoryContextSwitchTo(old);
		extra->bytes += datumGetSize(value, false, -1);
		return value;
	}
	size = datumGetSize(value, false, column->len);
	copy = take(extra, size,
				column->kind != EXTRA_TEXT ||
					!VARATT_IS_SHORT(DatumGetPointer(value)));
	memcpy(copy, DatumGetPointer(value), size);
	return PointerGetDatum(copy);
}

void
batch_extra_set(BatchExtra *extra, uint32 trip)
{
	const Extras *extras = extra->extras;
	Size first = (Size) trip * extras->count;

	for (int i = 0; i < extras->count; i++)
	{
		extra->isnull[first + i] = extras->isnull[i];
		extra->values[first + i] =
			extras->isnull[i]
				? (Datum) 0
				: copy_value(extra, &extras->columns[i], extras->values[i]);
	}
}

char *
batch_extra_keep(BatchExtra *extra, uint32 trip, int64 number, Size size)
{
	char *bytes = take(extra, size, false);

	extra->rows[trip].number = number;
	extra->rows[trip].bytes = bytes;
	return bytes;
}

void
batch_extra_move(BatchExtra *extra, uint32 from, uint32 to)
{
	Size count = extra->extras->count;

	memmove(extra->values + to * count, extra->values + from * count,
			count * sizeof(Datum));
	memmove(extra->isnull + to * count, extra->isnull + from * count,
			count * sizeof(bool));
	if (extra->rows != NULL)
		extra->rows[to] = extra->rows[from];
}

bool
batch_extra_full(const BatchExtra *extra)
{
	return extra->bytes >= BYTES_MAX;
}

void
batch_extra_reset(BatchExtra *extra)
{
	MemoryContextReset(extra->large);
	extra->blocks_used = 0;
	extra->ordered = 0;
	extra->at = NULL;
	extra->left = 0;
	extra->bytes = 0;
}
