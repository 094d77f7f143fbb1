/*
 * went.h
 *	  Trips that went, counted in memory until they are taken off.
 */
#ifndef TG_COMPACT_WENT_H
#define TG_COMPACT_WENT_H

#include "postgres.h"

#include "core/order/segment.h"
#include "core/order/sort.h"
#include "segment/names.h"

/*
 * Equal trips are one record, whose region and datasource are numbers of the
 * names; each projection has so many of them still to lose.
 */
typedef struct Went
{
	MemoryContext context;
	Names *regions;
	Names *datasources;
	TgRecord *records;
	int32 (*left_of)[2]; /* each record */
	uint32 count;
	uint32 room;
	uint32 *slots; /* hash table of number + 1, 0 for free */
	uint32 mask;
	int64 left[2];		  /* of all trips, by projection */
	MemoryContext sorted; /* of the items */
	TgSortItem *items[2]; /* the records in the order of each projection */
} Went;

/* Trips of a region in the order of a projection, next to each other. */
typedef struct WentRange
{
	const Went *went;
	TgProjection projection;
	uint32 first;
	uint32 next;
} WentRange;

extern Went *went_create(MemoryContext parent);

/* Add a trip whose names have these numbers in went's. */
extern void went_add(Went *went, const TgRecord *record);

/* Put the trips in the order of both projections, when all are added. */
extern void went_sort(Went *went);

/* All of a region. */
extern WentRange went_range(const Went *went, TgProjection projection,
							uint32 region);

/* Of these, the ones up to a Hilbert key, and those from there on. */
extern WentRange went_up_to(const WentRange *range, uint64 key);
extern WentRange went_from(const WentRange *range, uint64 key);

/* Take one such trip, if there is one left in that projection. */
extern bool went_take(Went *went, TgProjection projection,
					  const TgRecord *record);

/* Tell whether any trip that is left may lie in an extent. */
extern bool went_meets(const WentRange *range, const TgExtent *extent);

/* Forget all trips, but keep the memory. */
extern void went_reset(Went *went);

#endif /* TG_COMPACT_WENT_H */
