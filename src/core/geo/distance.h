/*
 * distance.h
 *	  How far apart positions, trips and groups are.
 */
#ifndef TG_CORE_GEO_DISTANCE_H
#define TG_CORE_GEO_DISTANCE_H

#include "core/base/position.h"

/* The mean radius of WGS 84, (2a + b) / 3, in metres. */
#define TG_EARTH_RADIUS 6371008.7714

/* Great-circle metres between two positions. */
extern double tg_lonlat_distance(TgLonLat a, TgLonLat b);

/*
 * Metres between the origins, plus metres between the destinations, plus a
 * metre for each second between the times of day, the short way round.
 */
extern double tg_trip_distance(const TgTrip *a, const TgTrip *b);

/* The same between a trip and the nearest that a group could hold. */
extern double tg_group_distance(const TgGroup *group, const TgTrip *trip);

/*
 * A lower bound of the distances between a position and all in a closed box,
 * as tg_lonlat_distance computes them.
 */
extern double tg_box_bound(const TgBox *box, TgLonLat p);

/*
 * A lower bound of the distances between a trip and all trips and groups that
 * lie in a group, as the functions above compute them, to the last bit.
 */
extern double tg_group_bound(const TgGroup *group, const TgTrip *trip);

/*
 * A lower bound of tg_group_bound for all groups whose tg_group_distance is
 * at least so much; may be negative.
 */
extern double tg_distance_lower(double distance);

/* 1 for equal trips, 1/2 at a distance of 1000, towards 0 beyond. */
extern double tg_trip_similarity(const TgTrip *a, const TgTrip *b);

/* Both ends within so many metres, the times of day within microseconds. */
extern bool tg_trip_similar(const TgTrip *a, const TgTrip *b, double metres,
							int64_t time);

/*
 * False if no trip in the group can be similar to the trip: what
 * tg_trip_similar is to trips, but never false by rounding.
 */
extern bool tg_group_maybe_similar(const TgGroup *group, const TgTrip *trip,
								   double metres, int64_t time);

#endif /* TG_CORE_GEO_DISTANCE_H */
