/*
 * test_group.c
 *	  Groups as sets, and lower bounds of distances, against naive ones.
 */
#include "unit.h"

#include <math.h>

#include "core/geo/distance.h"
#include "core/geo/group.h"
#include "core/geo/trip.h"

static uint64_t seed;

static int32_t
pick_lon(uint64_t *random)
{
	static const int32_t special[] = {-TG_LON_MAX, TG_LON_MAX, 0, 144000000,
									  144000001};

	if (unit_range(random, 0, 3) == 0)
		return special[unit_range(random, 0, 4)];
	if (unit_range(random, 0, 1) == 0)
		return (int32_t) (144000000 + unit_range(random, -90000, 90000));
	return (int32_t) unit_range(random, -TG_LON_MAX, TG_LON_MAX);
}

static int32_t
pick_lat(uint64_t *random)
{
	static const int32_t special[] = {-TG_LAT_MAX, TG_LAT_MAX, 0, 500000000,
									  500000001};

	if (unit_range(random, 0, 3) == 0)
		return special[unit_range(random, 0, 4)];
	if (unit_range(random, 0, 1) == 0)
		return (int32_t) (500000000 + unit_range(random, -90000, 90000));
	return (int32_t) unit_range(random, -TG_LAT_MAX, TG_LAT_MAX);
}

static TgTrip
pick_trip(uint64_t *random)
{
	TgTrip trip = {{pick_lon(random), pick_lat(random)},
				   {pick_lon(random), pick_lat(random)},
				   unit_range(random, -TG_DAY * 3, TG_DAY * 3)};

	/* near midnight, as often as not */
	if (unit_range(random, 0, 1) == 0)
		trip.departure = unit_range(random, -2, 2) * TG_DAY +
						 unit_range(random, -2 * TG_SECOND, 2 * TG_SECOND);
	return trip;
}

static TgBox
pick_box(uint64_t *random)
{
	TgBox box = {pick_lon(random), pick_lat(random), pick_lon(random),
				 pick_lat(random)};

	if (box.west > box.east)
	{
		int32_t swap = box.west;

		box.west = box.east;
		box.east = swap;
	}
	if (box.south > box.north)
	{
		int32_t swap = box.south;

		box.south = box.north;
		box.north = swap;
	}
	return box;
}

static TgGroup
pick_group(uint64_t *random)
{
	TgGroup group = {pick_box(random), pick_box(random),
					 (int32_t) unit_range(random, 0, TG_DAY_SECONDS - 1),
					 (int32_t) unit_range(random, 0, TG_DAY_SECONDS - 1)};

	if (unit_range(random, 0, 3) == 0)
		group.until = group.from;
	return group;
}

/* Whether a second of the day is in a window, by walking along it. */
static bool
naive_has(const TgGroup *group, int32_t second)
{
	return group->from <= group->until
			   ? second >= group->from && second <= group->until
			   : second >= group->from || second <= group->until;
}

/* Each second of the day, in steps small enough for windows of a minute. */
static void
windows(void **state)
{
	uint64_t random = seed;
	TgBox world = {-TG_LON_MAX, -TG_LAT_MAX, TG_LON_MAX, TG_LAT_MAX};

	(void) state;
	for (int round = 0; round < 3000; round++)
	{
		/* windows of whole quarters, so that few seconds tell them apart */
		TgGroup a = {world, world, (int32_t) unit_range(&random, 0, 95) * 900,
					 (int32_t) unit_range(&random, 1, 96) * 900 - 1};
		TgGroup b = {world, world, (int32_t) unit_range(&random, 0, 95) * 900,
					 (int32_t) unit_range(&random, 1, 96) * 900 - 1};
		TgGroup both = tg_group_union(&a, &b);
		bool contains = true;
		bool overlaps = false;

		for (int32_t second = 0; second < TG_DAY_SECONDS; second += 450)
		{
			bool in_a = naive_has(&a, second);
			bool in_b = naive_has(&b, second);

			contains &= in_a || !in_b;
			overlaps |= in_a && in_b;
			assert_true(naive_has(&both, second) || !(in_a || in_b));
		}
		assert_int_equal(tg_group_contains(&a, &b), contains);
		assert_int_equal(tg_group_overlaps(&a, &b), overlaps);
		assert_true(tg_group_valid(&both));
	}
}

/* A union holds both, and what either of them holds. */
static void
unions(void **state)
{
	uint64_t random = seed;

	(void) state;
	for (int round = 0; round < 200000; round++)
	{
		TgGroup a = pick_group(&random);
		TgGroup b = pick_group(&random);
		TgTrip trip = pick_trip(&random);
		TgGroup around = tg_group_around(&trip);
		TgGroup both = tg_group_union(&a, &around);

		assert_true(tg_group_contains(&a, &a));
		assert_true(tg_group_contains(&both, &a));
		assert_true(tg_group_contains_trip(&both, &trip));
		assert_true(tg_group_penalty(&a, &around) >= 0);
		both = tg_group_union(&a, &b);
		assert_true(tg_group_contains(&both, &a));
		assert_true(tg_group_contains(&both, &b));
		assert_true(tg_group_overlaps(&both, &a));
		if (tg_group_contains_trip(&a, &trip) &&
			tg_group_contains_trip(&b, &trip))
			assert_true(tg_group_overlaps(&a, &b));
	}
}

/* Never above what lies in the group, to the last bit. */
static void
bounds(void **state)
{
	uint64_t random = seed;

	(void) state;
	for (int round = 0; round < 300000; round++)
	{
		TgGroup group = pick_group(&random);
		TgTrip inside = pick_trip(&random);
		TgTrip query = pick_trip(&random);
		TgGroup around = tg_group_around(&inside);
		TgGroup outer;
		double bound;

		/* the trip on a corner, or anywhere, of a box that just holds it */
		outer = unit_range(&random, 0, 1) ? around
										  : tg_group_union(&group, &around);
		if (unit_range(&random, 0, 3) == 0)
			query.origin = inside.origin;
		if (unit_range(&random, 0, 3) == 0)
			query.destination = inside.destination;
		bound = tg_group_bound(&outer, &query);
		assert_true(bound >= 0);
		assert_true(bound <= tg_trip_distance(&inside, &query));
		assert_true(bound <= tg_group_distance(&around, &query));
		assert_true(tg_trip_distance(&inside, &query) ==
					tg_trip_distance(&query, &inside));
		if (tg_group_contains_trip(&outer, &query))
			assert_true(tg_group_distance(&outer, &query) == 0);
		if (tg_trip_similar(&inside, &query, 20000, 1800 * TG_SECOND))
			assert_true(tg_group_maybe_similar(&outer, &query, 20000,
											   1800 * TG_SECOND));
	}
}

/* The nearest of a small box is no farther than any of its positions. */
static void
nearest(void **state)
{
	uint64_t random = seed;

	(void) state;
	for (int round = 0; round < 2000; round++)
	{
		TgTrip query = pick_trip(&random);
		TgGroup group = pick_group(&random);
		double distance;
		double best = INFINITY;

		group.from = 0;
		group.until = TG_DAY_SECONDS - 1;
		query.destination =
			(TgLonLat){group.destination.west, group.destination.south};
		distance = tg_group_distance(&group, &query);
		for (int i = 0; i <= 40; i++)
			for (int j = 0; j <= 40; j++)
			{
				TgBox *box = &group.origin;
				TgLonLat p = {
					(int32_t) (box->west +
							   ((int64_t) box->east - box->west) * i / 40),
					(int32_t) (box->south +
							   ((int64_t) box->north - box->south) * j / 40)};

				best = fmin(best, tg_lonlat_distance(p, query.origin));
			}
		assert_true(distance <=
					best + 1e-3 + best * 1e-9 + (best > 1e7 ? 1 : 0));
	}
}

/* Both halves of a split are neither empty nor lost, and nothing is twice. */
static void
splits(void **state)
{
	uint64_t random = seed;
	TgGroup groups[200];
	TgSplitItem items[200];

	(void) state;
	for (int round = 0; round < 500; round++)
	{
		size_t count = (size_t) unit_range(&random, 2, 200);
		bool seen[200] = {false};
		size_t left;

		for (size_t i = 0; i < count; i++)
			groups[i] = i > 0 && unit_range(&random, 0, 2) == 0
							? groups[i - 1]
							: pick_group(&random);
		if (unit_range(&random, 0, 9) == 0)
			for (size_t i = 1; i < count; i++)
				groups[i] = groups[0];
		left = tg_group_split(groups, count, items);
		assert_in_range(left, 1, count - 1);
		assert_in_range(left, count / 3, count);
		assert_in_range(count - left, count / 3, count);
		for (size_t i = 0; i < count; i++)
		{
			assert_in_range(items[i].group, 0, count - 1);
			assert_false(seen[items[i].group]);
			seen[items[i].group] = true;
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(windows), cmocka_unit_test(unions),
		cmocka_unit_test(bounds),  cmocka_unit_test(nearest),
		cmocka_unit_test(splits),
	};

	seed = unit_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
