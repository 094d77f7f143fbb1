/*
 * went.h
 *	  Trips that went, counted in memory until they are taken off.
 */
#ifndef TG_COMPACT_WENT_H
#define TG_COMPACT_WENT_H

#include "postgres.h"

#include "core/segment.h"
#include "core/sort.h"
#include "segment/names.h"

/* Equal trips, and how many of them each projection still has to lose. */
typedef struct WentTrip
{
	TgRecord record; /* region and datasource: numbers of the names */
	int32 left[2];
} WentTrip;

typedef struct Went
{
	MemoryContext context;
	Names *regions;
	Names *datasources;
	WentTrip *trips;
	uint32 count;
	uint32 room;
	uint32 *slots; /* hash table of number + 1, 0 for free */
	uint32 mask;
	int64 left[2]; /* of all trips, by projection */
} Went;

extern Went *went_create(MemoryContext parent);

/* Add a trip whose names have these numbers in went's. */
extern void went_add(Went *went, const TgRecord *record);

/* Take one such trip, if there is one left in that projection. */
extern bool went_take(Went *went, TgProjection projection,
					  const TgRecord *record);

/* Tell whether any trip of the region that is left may lie in an extent. */
extern bool went_meets(const Went *went, TgProjection projection,
					   uint32 region, const TgExtent *extent);

/* Forget all trips, but keep the memory. */
extern void went_reset(Went *went);

#endif /* TG_COMPACT_WENT_H */
