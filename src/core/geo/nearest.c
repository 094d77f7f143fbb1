/*
 * nearest.c
 *	  The trips nearest to one, kept while all others pass by.
 */
#include "core/geo/nearest.h"

#include <math.h>
#include <string.h>

#include "core/base/clones.h"
#include "core/geo/distance.h"
#include "core/geo/trip.h"

#define RADIANS (3.14159265358979323846 / (180.0 * TG_E7))
#define HALF_TURN 1800000000.0

static int
name_compare(const TgName *a, const TgName *b)
{
	size_t len = a->len < b->len ? a->len : b->len;
	int order = memcmp(a->bytes, b->bytes, len);

	return order != 0 ? order : (a->len > b->len) - (a->len < b->len);
}

int
tg_near_compare(const TgNearTrip *a, const TgNearTrip *b)
{
	int order;

	if (a->distance != b->distance)
		return a->distance < b->distance ? -1 : 1;
	order = tg_trip_compare(&a->trip, &b->trip);
	if (order == 0)
		order = name_compare(&a->region, &b->region);
	if (order == 0)
		order = name_compare(&a->datasource, &b->datasource);
	return order;
}

/* Put a trip in the place of the farthest. */
static void
replace_top(TgNearest *nearest, const TgNearTrip *trip)
{
	TgNearTrip *heap = nearest->trips;
	size_t at = 0;

	for (;;)
	{
		size_t child = 2 * at + 1;

		if (child >= nearest->used)
			break;
		if (child + 1 < nearest->used &&
			tg_near_compare(&heap[child + 1], &heap[child]) > 0)
			child++;
		if (tg_near_compare(&heap[child], trip) <= 0)
			break;
		heap[at] = heap[child];
		at = child;
	}
	heap[at] = *trip;
}

void
tg_nearest_take(TgNearest *nearest, const TgNearTrip *trip)
{
	TgNearTrip *heap = nearest->trips;
	size_t at;

	if (nearest->used == nearest->wanted)
	{
		replace_top(nearest, trip);
		return;
	}
	at = nearest->used++;
	while (at > 0 && tg_near_compare(trip, &heap[(at - 1) / 2]) > 0)
	{
		heap[at] = heap[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	heap[at] = *trip;
}

double
tg_nearest_limit(const TgNearest *nearest)
{
	return nearest->used < nearest->wanted ? INFINITY
										   : nearest->trips[0].distance;
}

size_t
tg_near_cancel(TgNearTrip *trips, size_t count, const TgNearTrip *gone,
			   size_t gone_count)
{
	size_t left = 0;
	size_t next = 0;

	for (size_t i = 0; i < count; i++)
	{
		int order = -1;

		while (next < gone_count &&
			   (order = tg_near_compare(&trips[i], &gone[next])) > 0)
			next++;
		if (next < gone_count && order == 0)
			next++;
		else
			trips[left++] = trips[i];
	}
	return left;
}

/* The difference of two longitudes, the short way round. */
static double
lon_between(double a, double b)
{
	double difference = fabs(a - b);

	return difference > HALF_TURN ? 2 * HALF_TURN - difference : difference;
}

/* The greatest difference of longitude between a position and a box. */
static double
farthest_lon(double lon, const TgBox *box)
{
	double opposite = lon < 0 ? lon + HALF_TURN : lon - HALF_TURN;

	if (opposite >= box->west && opposite <= box->east)
		return HALF_TURN;
	return fmax(lon_between(lon, box->west), lon_between(lon, box->east));
}

/* Add scale * sqrt(dlat^2 + c dlon^2) to each floor. */
TG_CLONES static void
add_floors(const int32_t *lon, const int32_t *lat, uint32_t count,
		   TgLonLat from, double c, double scale, double *floors)
{
	for (uint32_t i = 0; i < count; i++)
	{
		double dlat = (double) lat[i] - from.lat;
		double dlon = lon_between(lon[i], from.lon);

		floors[i] += scale * sqrt(dlat * dlat + c * dlon * dlon);
	}
}

/*
 * With h of the haversine formula, the distance 2R asin(sqrt(h)) is at least
 * 2R sqrt(h).  Half differences of longitude and latitude are at most X
 * radians within the box, and there sin(x) >= x (1 - x^2 / 6) >= x s with
 * s = 1 - X^2 / 6; the cosine of a latitude is least at an end of the box.
 * So h >= s^2 (dlat^2 + c dlon^2) / 4 with c the product of both cosines.  A
 * millionth less covers the rounding here and there.
 */
void
tg_distance_floors(TgLonLat from, const TgBox *box, const int32_t *lon,
				   const int32_t *lat, size_t count, double *floors)
{
	double cosine = fmin(cos(box->south * RADIANS), cos(box->north * RADIANS));
	double c = fmax(cosine, 0) * fmax(cos(from.lat * RADIANS), 0);
	double reach = fmax(fmax(fabs((double) from.lat - box->south),
							 fabs((double) from.lat - box->north)),
						farthest_lon(from.lon, box));
	double x = reach * RADIANS / 2;
	double scale = TG_EARTH_RADIUS * RADIANS * (1 - x * x / 6) * (1 - 1e-6);

	add_floors(lon, lat, (uint32_t) count, from, c, scale, floors);
}
