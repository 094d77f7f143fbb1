/*
 * test_central.c
 *	  The trip nearest to a target against a search of what is left.
 */
#include "unit.h"

#include "core/geo/central.h"
#include "core/geo/distance.h"
#include "core/geo/trip.h"

#define TRIPS 30

static uint64_t seed;

/* Few places and times, so that equal trips and equal distances are common. */
static TgTrip
pick(uint64_t *random)
{
	TgTrip trip = {{(int32_t) unit_range(random, -2, 2), 0},
				   {0, 0},
				   unit_range(random, 0, 1)};

	return trip;
}

/* Trips that come, and the first `went` of them again, which go. */
typedef struct Crowd
{
	TgTrip trips[2 * TRIPS];
	int signs[2 * TRIPS];
	int count;
} Crowd;

static void
pick_crowd(Crowd *crowd, uint64_t *random)
{
	int came = (int) unit_range(random, 1, TRIPS);
	int went = (int) unit_range(random, 0, came - 1);

	crowd->count = came + went;
	for (int i = 0; i < crowd->count; i++)
	{
		crowd->trips[i] = i < came ? pick(random) : crowd->trips[i - came];
		crowd->signs[i] = i < came ? 1 : -1;
	}
	for (int i = 0; i < crowd->count; i++)
	{
		int other = (int) unit_range(random, 0, crowd->count - 1);
		TgTrip trip = crowd->trips[i];
		int sign = crowd->signs[i];

		crowd->trips[i] = crowd->trips[other];
		crowd->signs[i] = crowd->signs[other];
		crowd->trips[other] = trip;
		crowd->signs[other] = sign;
	}
}

static int
left_of(const Crowd *crowd, const TgTrip *trip)
{
	int left = 0;

	for (int i = 0; i < crowd->count; i++)
		if (tg_trip_compare(&crowd->trips[i], trip) == 0)
			left += crowd->signs[i];
	return left;
}

/* The nearest of those that are left; of equally near, the first in order. */
static TgTrip
nearest_left(const Crowd *crowd, const TgTrip *target)
{
	const TgTrip *best = NULL;

	for (int i = 0; i < crowd->count; i++)
	{
		const TgTrip *trip = &crowd->trips[i];
		double distance = tg_trip_distance(trip, target);

		if (left_of(crowd, trip) <= 0)
			continue;
		if (best == NULL || distance < tg_trip_distance(best, target) ||
			(distance == tg_trip_distance(best, target) &&
			 tg_trip_compare(trip, best) < 0))
			best = trip;
	}
	assert_non_null(best);
	return *best;
}

static void
finds_the_nearest_left(void **state)
{
	uint64_t random = seed;
	int passed = 0;

	(void) state;
	for (int round = 0; round < 2000; round++)
	{
		TgTrip target = pick(&random);
		TgTrip expected;
		TgCentral central;
		Crowd crowd;

		pick_crowd(&crowd, &random);
		expected = nearest_left(&crowd, &target);
		tg_central_begin(&central, target);
		for (;;)
		{
			for (int i = 0; i < crowd.count; i++)
				tg_central_offer(&central, &crowd.trips[i], crowd.signs[i]);
			if (tg_central_found(&central))
				break;
			assert_true(tg_central_pass(&central));
			passed++;
		}
		assert_int_equal(tg_trip_compare(&central.trip, &expected), 0);
	}
	assert_true(passed > 100);
}

static void
finds_none(void **state)
{
	TgCentral central;
	TgTrip trip = {{1, 2}, {3, 4}, 5};

	(void) state;
	tg_central_begin(&central, trip);
	assert_false(tg_central_found(&central));
	assert_false(tg_central_pass(&central));
	tg_central_offer(&central, &trip, 1);
	tg_central_offer(&central, &trip, -1);
	assert_false(tg_central_found(&central));
	assert_true(tg_central_pass(&central));
	tg_central_offer(&central, &trip, 1);
	assert_false(tg_central_found(&central));
	assert_false(tg_central_pass(&central));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_nearest_left),
		cmocka_unit_test(finds_none),
	};

	seed = unit_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
