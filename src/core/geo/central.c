/*
 * central.c
 *	  The trip nearest to a target, of trips that come and go in any order.
 *
 * What went has an equal that came.  So the first of all, whether it came or
 * went, is a trip that came, and how many of it are left is known when all
 * have been seen once.  Where none is, those behind it are looked at again.
 */
#include "core/geo/central.h"

#include <string.h>

#include "core/geo/distance.h"
#include "core/geo/trip.h"

void
tg_central_begin(TgCentral *central, TgTrip target)
{
	memset(central, 0, sizeof *central);
	central->target = target;
}

/* Order by distance, then as trips are ordered. */
static int
order(double distance, const TgTrip *trip, double other_distance,
	  const TgTrip *other)
{
	if (distance != other_distance)
		return distance < other_distance ? -1 : 1;
	return tg_trip_compare(trip, other);
}

void
tg_central_offer(TgCentral *central, const TgTrip *trip, int sign)
{
	double distance = tg_trip_distance(trip, &central->target);
	int turn = central->any
				   ? order(distance, trip, central->distance, &central->trip)
				   : -1;

	if (turn > 0)
		return;
	if (central->passing &&
		order(distance, trip, central->passed_distance, &central->passed) <= 0)
		return;
	if (turn < 0)
	{
		central->trip = *trip;
		central->distance = distance;
		central->count = 0;
		central->any = true;
	}
	central->count += sign;
}

bool
tg_central_found(const TgCentral *central)
{
	return central->any && central->count > 0;
}

bool
tg_central_pass(TgCentral *central)
{
	if (!central->any)
		return false;
	central->passing = true;
	central->passed = central->trip;
	central->passed_distance = central->distance;
	central->any = false;
	return true;
}
