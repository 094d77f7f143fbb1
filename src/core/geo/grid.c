/*
 * grid.c
 *	  Positions and departures made coarser.
 */
#include "core/geo/grid.h"

#include <math.h>

#include "core/geo/distance.h"

#define PI 3.14159265358979323846

/* The middle of the part that a value from 0 to whole falls into. */
static double
middle(double value, double whole, double parts)
{
	double part = floor(value / whole * parts);

	if (part >= parts)
		part = parts - 1;
	return (part + 0.5) * (whole / parts);
}

/* How many parts of so many metres there is room for. */
static double
parts_of(double length, double metres)
{
	double parts = floor(length / metres);

	return parts < 1 ? 1 : parts;
}

TgLonLat
tg_grid_snap(double metres, TgLonLat position)
{
	double rows = parts_of(PI * TG_EARTH_RADIUS, metres);
	double lat =
		middle((double) position.lat + TG_LAT_MAX, 2.0 * TG_LAT_MAX, rows) -
		TG_LAT_MAX;
	double round = 2 * PI * TG_EARTH_RADIUS * cos(lat * (PI / 180) / 1e7);
	double columns = parts_of(round, metres);
	double lon =
		middle((double) position.lon + TG_LON_MAX, 2.0 * TG_LON_MAX, columns) -
		TG_LON_MAX;
	TgLonLat snapped = {(int32_t) floor(lon + 0.5),
						(int32_t) floor(lat + 0.5)};

	return snapped;
}

int64_t
tg_grid_departure(int64_t step, int64_t departure)
{
	int64_t rest = departure % step;

	return departure - (rest < 0 ? rest + step : rest);
}
