/*
 * distance.c
 *	  How far apart positions, trips and groups are.
 *
 * Great-circle distances are haversine distances (R. W. Sinnott, "Virtues of
 * the Haversine", Sky and Telescope 68, 1984), in metres.
 */
#include "core/geo/distance.h"

#include <math.h>

#include "core/geo/trip.h"

#define RADIANS (3.14159265358979323846 / (180.0 * TG_E7))
#define HALF_TURN 1800000000
#define FULL_TURN INT64_C(3600000000)

/* Latitudes and difference of longitude in units of 1e-7 degrees. */
static double
haversine(double lat_a, double lat_b, double lon_difference)
{
	double dlat = sin((lat_b - lat_a) * RADIANS / 2);
	double dlon = sin(lon_difference * RADIANS / 2);
	double h = dlat * dlat +
			   cos(lat_a * RADIANS) * cos(lat_b * RADIANS) * dlon * dlon;

	return 2 * TG_EARTH_RADIUS * asin(sqrt(h < 1 ? h : 1));
}

double
tg_lonlat_distance(TgLonLat a, TgLonLat b)
{
	return haversine(a.lat, b.lat, (double) b.lon - a.lon);
}

/* The difference of two longitudes, the short way round: 0 .. HALF_TURN. */
static int64_t
lon_between(int64_t a, int64_t b)
{
	int64_t difference = a < b ? b - a : a - b;

	return difference > HALF_TURN ? FULL_TURN - difference : difference;
}

/*
 * Metres from a position to the nearest of a closed box.  Where the box has
 * the position's longitude, that is along the meridian.  Elsewhere, at any
 * one latitude the nearer side of the box is nearest, for distance grows with
 * the difference of longitude; along that side the cosine of the distance,
 * A sin(lat) + B cos(lat), is greatest at atan2(A, B) or else at an end.
 */
static double
box_distance(const TgBox *box, TgLonLat p)
{
	int64_t west = lon_between(p.lon, box->west);
	int64_t east = lon_between(p.lon, box->east);
	double lon = (double) (west < east ? west : east);
	double best;
	double top;

	if (p.lon >= box->west && p.lon <= box->east)
	{
		int32_t lat = p.lat < box->south   ? box->south
					  : p.lat > box->north ? box->north
										   : p.lat;

		return haversine(p.lat, lat, 0);
	}
	best = fmin(haversine(p.lat, box->south, lon),
				haversine(p.lat, box->north, lon));
	top = atan2(sin(p.lat * RADIANS),
				cos(p.lat * RADIANS) * cos(lon * RADIANS)) /
		  RADIANS;
	if (top > box->south && top < box->north)
		best = fmin(best, haversine(p.lat, top, lon));
	return best;
}

/* Microseconds between two times of day, the short way round. */
static int64_t
time_between(int64_t a, int64_t b)
{
	int64_t difference = a < b ? b - a : a - b;

	return difference > TG_DAY / 2 ? TG_DAY - difference : difference;
}

/*
 * Microseconds from a time of day to a window of whole seconds, which lasts
 * to the end of its last second.
 */
static int64_t
window_distance(const TgGroup *group, int64_t time)
{
	int64_t from = group->from * TG_SECOND;
	int64_t length = (int64_t) group->until - group->from;
	int64_t since;
	int64_t until;
	int64_t before;

	length += length < 0 ? TG_DAY_SECONDS : 0;
	length = (length + 1) * TG_SECOND;
	since = (time - from + TG_DAY) % TG_DAY;
	if (since < length)
		return 0;
	/* the end of the last second is not reached: stay below it */
	until = since - length;
	before = TG_DAY - since;
	return until < before ? until : before;
}

double
tg_trip_distance(const TgTrip *a, const TgTrip *b)
{
	int64_t time = time_between(tg_time_of_day(a->departure),
								tg_time_of_day(b->departure));

	return tg_lonlat_distance(a->origin, b->origin) +
		   tg_lonlat_distance(a->destination, b->destination) +
		   (double) time / TG_SECOND;
}

double
tg_group_distance(const TgGroup *group, const TgTrip *trip)
{
	int64_t time = window_distance(group, tg_time_of_day(trip->departure));

	return box_distance(&group->origin, trip->origin) +
		   box_distance(&group->destination, trip->destination) +
		   (double) time / TG_SECOND;
}

/*
 * Mathematically the distance to a box is no greater than that to anything
 * in it.  Computed haversines err: h by some 1e-15 of itself, which moves
 * asin(sqrt(h)) by as much of itself while h is well below 1, and by up to
 * sqrt(1e-15) radians, 0.2 m, towards the antipodes.  1e-9 of it less, and a
 * metre less beyond 10,000 km, is far more than both; for distances of a few
 * units of rounding, the absolute part covers them.
 */
static double
lower(double metres)
{
	double bound = metres * (1 - 1e-9) - 1e-6;

	if (metres > 1e7)
		bound -= 1;
	return bound > 0 ? bound : 0;
}

double
tg_box_bound(const TgBox *box, TgLonLat p)
{
	return lower(box_distance(box, p));
}

double
tg_group_bound(const TgGroup *group, const TgTrip *trip)
{
	int64_t time = window_distance(group, tg_time_of_day(trip->departure));
	double bound = tg_box_bound(&group->origin, trip->origin) +
				   tg_box_bound(&group->destination, trip->destination) +
				   (double) time / TG_SECOND;

	/* three roundings of the sum, either side */
	return bound * (1 - 1e-14);
}

/* Each distance between ends is that much less at most, see lower. */
double
tg_distance_lower(double distance)
{
	return distance * (1 - 2e-9) - 3;
}

double
tg_trip_similarity(const TgTrip *a, const TgTrip *b)
{
	return 1 / (1 + tg_trip_distance(a, b) / 1000);
}

bool
tg_trip_similar(const TgTrip *a, const TgTrip *b, double metres, int64_t time)
{
	return time_between(tg_time_of_day(a->departure),
						tg_time_of_day(b->departure)) <= time &&
		   tg_lonlat_distance(a->origin, b->origin) <= metres &&
		   tg_lonlat_distance(a->destination, b->destination) <= metres;
}

bool
tg_group_maybe_similar(const TgGroup *group, const TgTrip *trip, double metres,
					   int64_t time)
{
	return window_distance(group, tg_time_of_day(trip->departure)) <= time &&
		   tg_box_bound(&group->origin, trip->origin) <= metres &&
		   tg_box_bound(&group->destination, trip->destination) <= metres;
}
