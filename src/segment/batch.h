/*
 * batch.h
 *	  Trips gathered in memory until they are written.
 */
#ifndef TG_SEGMENT_BATCH_H
#define TG_SEGMENT_BATCH_H

#include "postgres.h"

#include "core/order/sort.h"
#include "store/batch_extra.h"
#include "segment/names.h"

typedef struct Batch
{
	MemoryContext context;
	TgRecord *records; /* region and datasource: numbers of the names */
	uint32 count;
	uint32 room;
	Names *regions;
	Names *datasources;
	TgSortItem *items; /* room for sorting, kept between batches */
	TgSortItem *scratch;
	uint64 *origin_keys; /* Hilbert keys of the ranked records */
	uint64 *destination_keys;
	uint32 sort_room;
	BatchExtra *extra; /* what goes with each trip; null: nothing */
} Batch;

/* Trips of a batch that stand beside each other. */
typedef struct BatchRange
{
	uint32 first;
	uint32 count;
} BatchRange;

/* Create an empty batch with a memory context of its own. */
extern Batch *batch_create(MemoryContext parent);

extern void batch_add(Batch *batch, const TgTrip *trip, const char *region,
					  uint32 region_len, const char *datasource,
					  uint32 datasource_len);

/*
 * Leave out the trips that are marked, one mark for each.  The batch must not
 * have been prepared.
 */
extern void batch_leave_out(Batch *batch, const bool *marked);

/* Tell whether it is time to write: by trips, or by the memory they take. */
extern bool batch_full(const Batch *batch);

/*
 * Prepare for sorting: renumber regions and datasources in the order of their
 * bytes, and compute the Hilbert keys.
 */
extern void batch_prepare(Batch *batch);

/* Order the prepared records into batch->items. */
extern void batch_sort(Batch *batch, TgProjection projection);

/* Empty it, but keep its memory. */
extern void batch_reset(Batch *batch);

#endif /* TG_SEGMENT_BATCH_H */
