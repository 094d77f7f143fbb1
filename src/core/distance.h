/*
 * distance.h
 *	  Great-circle distance.
 */
#ifndef TG_CORE_DISTANCE_H
#define TG_CORE_DISTANCE_H

#include "core/position.h"

/* The mean radius of WGS 84, (2a + b) / 3, in metres. */
#define TG_EARTH_RADIUS 6371008.7714

extern double tg_lonlat_distance(TgLonLat a, TgLonLat b);

#endif /* TG_CORE_DISTANCE_H */
