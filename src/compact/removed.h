/*
 * removed.h
 *	  Trips that went, counted in memory until they are taken off.
 */
#ifndef TG_COMPACT_REMOVED_H
#define TG_COMPACT_REMOVED_H

#include "postgres.h"

#include "core/order/segment.h"
#include "core/order/sort.h"
#include "segment/names.h"

/*
 * Equal trips are one record, whose region and datasource are numbers of the
 * names; each projection has so many of them still to lose.
 */
typedef struct Removed
{
	MemoryContext context;
	Names *regions;
	Names *datasources;
	TgRecord *records;	 /* and room for one that is looked for */
	int32 (*left_of)[2]; /* each record */
	uint32 count;
	uint32 room;
	struct numbers_hash *numbers; /* of records */
	int64 left[2];				  /* of all trips, by projection */
	MemoryContext sorted;		  /* of the items */
	TgSortItem *items[2]; /* the records in the order of each projection */
} Removed;

/* Trips of a region in the order of a projection, next to each other. */
typedef struct RemovedRange
{
	const Removed *removed;
	TgProjection projection;
	uint32 first;
	uint32 next;
} RemovedRange;

extern Removed *removed_create(MemoryContext parent);

/* Add a trip whose names have these numbers in went's. */
extern void removed_add(Removed *removed, const TgRecord *record);

/* Put the trips in the order of both projections, when all are added. */
extern void removed_sort(Removed *removed);

/* All of a region. */
extern RemovedRange removed_range(const Removed *removed,
								  TgProjection projection, uint32 region);

/* Of these, the ones up to a Hilbert key, and those from there on. */
extern RemovedRange removed_up_to(const RemovedRange *range, uint64 key);
extern RemovedRange removed_from(const RemovedRange *range, uint64 key);

/* Take one such trip, if there is one left in that projection. */
extern bool removed_take(Removed *removed, TgProjection projection,
						 const TgRecord *record);

/* Tell whether any trip that is left may lie in an extent. */
extern bool removed_meets(const RemovedRange *range, const TgExtent *extent);

/* Forget all trips, but keep the memory. */
extern void removed_reset(Removed *removed);

#endif /* TG_COMPACT_REMOVED_H */
