/*
 * trips_key.h
 *	  The unique index over trip_id, fed by pages of trips.
 */
#ifndef TG_TRIPS_TRIPS_KEY_H
#define TG_TRIPS_TRIPS_KEY_H

#include "postgres.h"

#include "storage/block.h"
#include "storage/off.h"
#include "utils/rel.h"

typedef struct TripsKey
{
	Relation trips;
	Relation index;
	struct IndexInfo *info;
} TripsKey;

/*
 * Open the table's first unique B-tree index over that column, a bigint, and
 * nothing else.  Null if it has none.
 */
extern TripsKey *trips_key_begin(Relation trips, AttrNumber column);

/* Enter the rows of a page, which are numbered from first on. */
extern void trips_key_add(TripsKey *key, BlockNumber block,
						  const OffsetNumber *rows, uint32 count, int64 first);

extern void trips_key_end(TripsKey *key);

#endif /* TG_TRIPS_TRIPS_KEY_H */
