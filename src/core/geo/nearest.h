/*
 * nearest.h
 *	  The trips nearest to one, kept while all others pass by.
 */
#ifndef TG_CORE_GEO_NEAREST_H
#define TG_CORE_GEO_NEAREST_H

#include <stddef.h>

#include "core/base/position.h"

typedef struct TgName
{
	const char *bytes;
	size_t len;
} TgName;

/* A trip at its distance, with its names. */
typedef struct TgNearTrip
{
	double distance; /* metres, as tg_trip_distance */
	TgTrip trip;
	TgName region;
	TgName datasource;
} TgNearTrip;

/*
 * The nearest trips so far: a heap with the farthest on top.  The caller gives
 * it room for more while used == room and room < wanted.
 */
typedef struct TgNearest
{
	TgNearTrip *trips;
	size_t used;
	size_t room;
	size_t wanted; /* at least 1 */
} TgNearest;

/* Total order: distance, trip, then the bytes of the names. */
extern int tg_near_compare(const TgNearTrip *a, const TgNearTrip *b);

/* Tell whether a trip would be taken. */
static inline bool
tg_nearest_wants(const TgNearest *nearest, const TgNearTrip *trip)
{
	return nearest->used < nearest->wanted ||
		   tg_near_compare(trip, &nearest->trips[0]) < 0;
}

/* Take a trip that is wanted; the farthest leaves if all places are taken. */
extern void tg_nearest_take(TgNearest *nearest, const TgNearTrip *trip);

/*
 * Metres beyond which no trip is wanted any more; infinite while there are
 * free places.
 */
extern double tg_nearest_limit(const TgNearest *nearest);

/*
 * Take the second trips off the first, both sorted: each cancels an equal one.
 * Those without an equal are passed over.  Return how many are left.
 */
extern size_t tg_near_cancel(TgNearTrip *trips, size_t count,
							 const TgNearTrip *gone, size_t gone_count);

/*
 * For each position of two columns, a lower bound of its distance to a
 * position, as tg_lonlat_distance computes it; cheap, and close for near ones.
 * Add the bounds to floors.  All positions lie in the box.
 */
extern void tg_distance_floors(TgLonLat from, const TgBox *box,
							   const int32_t *lon, const int32_t *lat,
							   size_t count, double *floors);

#endif /* TG_CORE_GEO_NEAREST_H */
