/*
 * batch.c
 *	  Trips gathered in memory until they are written.
 */
#include "compat.h"

#include "utils/memutils.h"

#include "core/base/hot.h"
#include "segment/batch.h"
#include "tripgrid.h"

#define INITIAL_ROOM 64
#define NAME_BYTES_MAX (32 * 1024 * 1024)

Batch *
batch_create(MemoryContext parent)
{
	MemoryContext context = AllocSetContextCreate(parent, "tripgrid batch",
												  ALLOCSET_DEFAULT_SIZES);
	Batch *batch = MemoryContextAllocZero(context, sizeof *batch);

	batch->context = context;
	batch->room = INITIAL_ROOM;
	batch->records =
		MemoryContextAlloc(context, batch->room * sizeof(TgRecord));
	batch->regions = names_create(context);
	batch->datasources = names_create(context);
	return batch;
}

TG_HOT void
batch_add(Batch *batch, const TgTrip *trip, const char *region,
		  uint32 region_len, const char *datasource, uint32 datasource_len)
{
	TgRecord *record;

	if (batch->count == batch->room)
	{
		batch->room *= 2;
		batch->records = repalloc_huge(batch->records,
									   (Size) batch->room * sizeof(TgRecord));
		if (batch->extra != NULL)
			batch_extra_reserve(batch->extra, batch->room);
	}
	record = &batch->records[batch->count++];
	record->trip = *trip;
	record->region = names_number(batch->regions, region, region_len);
	record->datasource =
		names_number(batch->datasources, datasource, datasource_len);
}

void
batch_leave_out(Batch *batch, const bool *marked)
{
	uint32 *place = palloc_extended((Size) batch->count * sizeof *place + 1,
									MCXT_ALLOC_HUGE);
	uint32 kept = 0;

	for (uint32 i = 0; i < batch->count; i++)
	{
		place[i] = kept;
		if (marked[i])
			continue;
		batch->records[kept] = batch->records[i];
		if (batch->extra != NULL)
			batch_extra_move(batch->extra, i, kept);
		kept++;
	}
	batch->count = kept;
	for (uint32 i = 0; batch->extra != NULL && i < batch->extra->ordered; i++)
		batch->extra->order[i] = place[batch->extra->order[i]];
	pfree(place);
}

TG_HOT bool
batch_full(const Batch *batch)
{
	return batch->count >= (uint32) setting_batch_trips ||
		   batch->regions->bytes + batch->datasources->bytes >=
			   NAME_BYTES_MAX ||
		   (batch->extra != NULL && batch_extra_full(batch->extra));
}

/* Make room for sorting as many records as there is room for. */
static void
reserve_sort(Batch *batch)
{
	Size items = (Size) batch->room * sizeof(TgSortItem);
	Size keys = (Size) batch->room * sizeof(uint64);

	if (batch->sort_room >= batch->count)
		return;
	if (batch->sort_room > 0)
	{
		pfree(batch->items);
		pfree(batch->scratch);
		pfree(batch->origin_keys);
		pfree(batch->destination_keys);
	}
	batch->items = MemoryContextAllocHuge(batch->context, items);
	batch->scratch = MemoryContextAllocHuge(batch->context, items);
	batch->origin_keys = MemoryContextAllocHuge(batch->context, keys);
	batch->destination_keys = MemoryContextAllocHuge(batch->context, keys);
	batch->sort_room = batch->room;
}

void
batch_prepare(Batch *batch)
{
	uint32 *regions = names_rank(batch->regions);
	uint32 *datasources = names_rank(batch->datasources);

	for (uint32 i = 0; i < batch->count; i++)
	{
		batch->records[i].region = regions[batch->records[i].region];
		batch->records[i].datasource =
			datasources[batch->records[i].datasource];
	}
	pfree(regions);
	pfree(datasources);
	reserve_sort(batch);
	tg_records_keys(batch->records, batch->count, batch->origin_keys,
					batch->destination_keys);
}

void
batch_sort(Batch *batch, TgProjection projection)
{
	TgSortInput input = {batch->records, batch->origin_keys,
						 batch->destination_keys, batch->count};

	tg_records_sort(&input, projection, batch->items, batch->scratch);
}

void
batch_reset(Batch *batch)
{
	batch->count = 0;
	names_reset(batch->regions);
	names_reset(batch->datasources);
	if (batch->extra != NULL)
		batch_extra_reset(batch->extra);
}
