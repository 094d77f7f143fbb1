/*
 * batch_extra.h
 *	  What goes with the trips of a batch: the values of further columns, and
 *	  the rows as they came, for as long as they may yet be rejected.
 */
#ifndef TG_STORE_BATCH_EXTRA_H
#define TG_STORE_BATCH_EXTRA_H

#include "postgres.h"

#include "store/extras.h"

/* A row as it came; what its bytes mean is up to who keeps it. */
typedef struct KeptRow
{
	int64 number;
	const char *bytes;
} KeptRow;

typedef struct BatchExtra
{
	MemoryContext context; /* of blocks, which batches use again */
	MemoryContext large;   /* of what fits in none; reset with the batch */
	const Extras *extras;
	Datum *values; /* of a trip's columns side by side */
	bool *isnull;
	KeptRow *rows; /* null: not kept */
	uint32 room;   /* trips */
	uint32 *order; /* trips by identity, as identity_mark left them */
	uint32 ordered;
	char **blocks;
	int block_count;
	int blocks_used;
	char *at; /* free memory of the block begun last */
	Size left;
	Size bytes; /* taken in all */
} BatchExtra;

/* Create it empty, for so many trips at first. */
extern BatchExtra *batch_extra_create(MemoryContext parent,
									  const Extras *extras, bool keep_rows,
									  uint32 room);

/* Have room for so many trips. */
extern void batch_extra_reserve(BatchExtra *extra, uint32 room);

/* Give a trip the values that were read last. */
extern void batch_extra_set(BatchExtra *extra, uint32 trip);

/* Keep the row of a trip: return room for so many bytes of it. */
extern char *batch_extra_keep(BatchExtra *extra, uint32 trip, int64 number,
							  Size size);

/* Have what belongs to one trip belong to another, before it. */
extern void batch_extra_move(BatchExtra *extra, uint32 from, uint32 to);

extern bool batch_extra_full(const BatchExtra *extra);

extern void batch_extra_reset(BatchExtra *extra);

/* The values of a trip's further columns. */
static inline const Datum *
batch_extra_values(const BatchExtra *extra, uint32 trip)
{
	return extra->values + (Size) trip * extra->extras->count;
}

static inline const bool *
batch_extra_isnull(const BatchExtra *extra, uint32 trip)
{
	return extra->isnull + (Size) trip * extra->extras->count;
}

#endif /* TG_STORE_BATCH_EXTRA_H */
