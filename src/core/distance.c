/*
 * distance.c
 *	  Great-circle distance, by the haversine formula (R. W. Sinnott, "Virtues
 *	  of the Haversine", Sky and Telescope 68, 1984), in metres.
 */
#include "core/distance.h"

#include <math.h>

#define RADIANS (3.14159265358979323846 / (180.0 * TG_E7))

double
tg_lonlat_distance(TgLonLat a, TgLonLat b)
{
	double dlat = sin(((double) b.lat - a.lat) * RADIANS / 2);
	double dlon = sin(((double) b.lon - a.lon) * RADIANS / 2);
	double h = dlat * dlat +
			   cos(a.lat * RADIANS) * cos(b.lat * RADIANS) * dlon * dlon;

	return 2 * TG_EARTH_RADIUS * asin(sqrt(h < 1 ? h : 1));
}
