/*
 * trip.h
 *	  Order, identity and time of positions, trips and groups.
 */
#ifndef TG_CORE_GEO_TRIP_H
#define TG_CORE_GEO_TRIP_H

#include "core/base/position.h"
#include "core/base/status.h"

/* Total orders, as for qsort. */
extern int tg_lonlat_compare(TgLonLat a, TgLonLat b);
extern int tg_trip_compare(const TgTrip *a, const TgTrip *b);
extern int tg_group_compare(const TgGroup *a, const TgGroup *b);

/* Hashes; values that compare equal hash equal. */
extern uint64_t tg_lonlat_hash(TgLonLat p, uint64_t seed);
extern uint64_t tg_trip_hash(const TgTrip *trip, uint64_t seed);
extern uint64_t tg_group_hash(const TgGroup *group, uint64_t seed);

extern bool tg_trip_valid(const TgTrip *trip);
extern bool tg_group_valid(const TgGroup *group);

/* Weeks since the one that starts on Monday, 2000-01-03. */
extern int32_t tg_week_of(int64_t departure);

/* The first moment of a week. */
extern int64_t tg_week_start(int32_t week);

/* Microseconds since midnight, 0 .. TG_DAY - 1. */
extern int64_t tg_time_of_day(int64_t departure);

/* Hours since Monday 00:00, 0..167. */
extern int32_t tg_hour_of_week(int64_t departure);

/* Whether there is a grid of that zoom and window, in seconds. */
extern TgStatus tg_grid_check(int zoom, int64_t window);

/*
 * The group a trip falls into: its cells at a zoom and its window of so many
 * seconds, which must divide a day.
 */
extern TgStatus tg_group_of(const TgTrip *trip, int zoom, int64_t window,
							TgGroup *group);

/* The smallest box around one trip, and the smallest around a box and one. */
extern TgGroup tg_group_around(const TgTrip *trip);
extern void tg_group_extend(TgGroup *group, const TgTrip *trip);

/* Mix a value into a hash; the finalizer of SplitMix64 (Steele et al. 2014).
 */
static inline uint64_t
tg_hash_mix(uint64_t seed, uint64_t value)
{
	uint64_t h = (seed ^ value) + UINT64_C(0x9E3779B97F4A7C15);

	h = (h ^ h >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	h = (h ^ h >> 27) * UINT64_C(0x94D049BB133111EB);
	return h ^ h >> 31;
}

#endif /* TG_CORE_GEO_TRIP_H */
