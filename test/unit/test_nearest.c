/*
 * test_nearest.c
 *	  The nearest trips against a sort of all, and floors against distances.
 */
#include "unit.h"

#include <math.h>

#include "core/column/positions.h"
#include "core/geo/distance.h"
#include "core/geo/nearest.h"
#include "core/geo/trip.h"

#define TRIPS 400

static uint64_t seed;

static const TgName names[] = {{"a", 1}, {"ab", 2}, {"b", 1}};

/* Few values, so that equal distances and equal trips are common. */
static TgNearTrip
pick(uint64_t *random)
{
	TgNearTrip near = {
		(double) unit_range(random, 0, 20),
		{{(int32_t) unit_range(random, 0, 1), 0}, {0, 0}, 0},
		names[unit_range(random, 0, 2)],
		names[unit_range(random, 0, 2)],
	};

	return near;
}

static bool
same(const TgNearTrip *a, const TgNearTrip *b)
{
	return tg_near_compare(a, b) == 0;
}

static int
near_order(const void *a, const void *b)
{
	return tg_near_compare(a, b);
}

static void
near_sort(TgNearTrip *trips, size_t count)
{
	qsort(trips, count, sizeof *trips, near_order);
}

static void
keeps_the_nearest(void **state)
{
	uint64_t random = seed;

	(void) state;
	for (int round = 0; round < 300; round++)
	{
		TgNearTrip all[TRIPS];
		TgNearTrip kept[TRIPS];
		size_t count = (size_t) unit_range(&random, 0, TRIPS);
		TgNearest nearest = {kept, 0, TRIPS,
							 (size_t) unit_range(&random, 1, TRIPS)};

		for (size_t i = 0; i < count; i++)
		{
			all[i] = pick(&random);
			if (tg_nearest_wants(&nearest, &all[i]))
				tg_nearest_take(&nearest, &all[i]);
		}
		assert_int_equal(nearest.used,
						 count < nearest.wanted ? count : nearest.wanted);
		near_sort(all, count);
		if (nearest.used < nearest.wanted)
			assert_true(isinf(tg_nearest_limit(&nearest)));
		else
			assert_true(tg_nearest_limit(&nearest) ==
						all[nearest.used - 1].distance);
		near_sort(kept, nearest.used);
		for (size_t i = 0; i < nearest.used; i++)
			assert_true(same(&kept[i], &all[i]));
	}
}

/* Some of the trips went, and some trips went that are not among them. */
static void
cancels_equals(void **state)
{
	uint64_t random = seed + 1;

	(void) state;
	for (int round = 0; round < 300; round++)
	{
		TgNearTrip trips[TRIPS];
		TgNearTrip gone[TRIPS];
		TgNearTrip left[TRIPS];
		size_t count = (size_t) unit_range(&random, 0, TRIPS);
		size_t gone_count = (size_t) unit_range(&random, 0, TRIPS);
		size_t expected = 0;
		bool used[TRIPS] = {false};

		for (size_t i = 0; i < count; i++)
			trips[i] = pick(&random);
		for (size_t i = 0; i < gone_count; i++)
			gone[i] = pick(&random);
		near_sort(trips, count);
		near_sort(gone, gone_count);
		for (size_t i = 0; i < count; i++)
		{
			size_t j = 0;

			while (j < gone_count && (used[j] || !same(&gone[j], &trips[i])))
				j++;
			if (j < gone_count)
				used[j] = true;
			else
				left[expected++] = trips[i];
		}
		assert_int_equal(tg_near_cancel(trips, count, gone, gone_count),
						 expected);
		for (size_t i = 0; i < expected; i++)
			assert_true(same(&trips[i], &left[i]));
	}
}

static int32_t
pick_near(uint64_t *random, int32_t centre, int32_t spread, int32_t limit)
{
	int64_t value = centre + unit_range(random, -spread, spread);

	return (int32_t) (value > limit ? limit : value < -limit ? -limit : value);
}

static void
floors_are_below(void **state)
{
	static const int32_t spreads[] = {3, 1000, 1000000, 100000000, TG_LON_MAX};
	static const int32_t lats[] = {0, 500000000, 899999999, -TG_LAT_MAX};
	static const int32_t lons[] = {0, 144000000, TG_LON_MAX, -TG_LON_MAX};
	uint64_t random = seed + 2;

	(void) state;
	for (int round = 0; round < 3000; round++)
	{
		int32_t spread = spreads[unit_range(&random, 0, 4)];
		int32_t lat = lats[unit_range(&random, 0, 3)];
		int32_t lon = lons[unit_range(&random, 0, 3)];
		TgLonLat from = {pick_near(&random, lons[unit_range(&random, 0, 3)],
								   spread, TG_LON_MAX),
						 pick_near(&random, lat, spread, TG_LAT_MAX)};
		TgBox box = {TG_LON_MAX, TG_LAT_MAX, -TG_LON_MAX, -TG_LAT_MAX};
		int32_t lon_column[16];
		int32_t lat_column[16];
		double floors[16] = {0};

		for (int i = 0; i < 16; i++)
		{
			lon_column[i] = pick_near(&random, lon, spread, TG_LON_MAX);
			lat_column[i] = pick_near(&random, lat, spread, TG_LAT_MAX);
			box.west = lon_column[i] < box.west ? lon_column[i] : box.west;
			box.east = lon_column[i] > box.east ? lon_column[i] : box.east;
			box.south = lat_column[i] < box.south ? lat_column[i] : box.south;
			box.north = lat_column[i] > box.north ? lat_column[i] : box.north;
		}
		tg_distance_floors(from, &box, lon_column, lat_column, 16, floors);
		for (int i = 0; i < 16; i++)
		{
			TgLonLat to = {lon_column[i], lat_column[i]};
			double distance = tg_lonlat_distance(from, to);

			assert_true(floors[i] <= distance);
			/* and of use where trips are near */
			if (spread <= 1000 && lat == 500000000 && distance < 1000)
				assert_true(floors[i] >= distance * 0.99 - 1e-6);
		}
	}
}

/* A walk gives the columns' positions, block by block, and boxes around them.
 */
static void
walks_positions(void **state)
{
	static int64_t columns[2][1000];
	static unsigned char bytes[1 << 16];
	uint64_t random = seed + 3;

	(void) state;
	for (int round = 0; round < 200; round++)
	{
		uint32_t count = (uint32_t) unit_range(&random, 1, 1000);
		int32_t spread = round % 2 ? TG_LON_MAX : 100000;
		int64_t unit = round % 3 ? 1 : 100;
		TgColumn column[2];
		unsigned char *at;
		TgTripset set;
		TgPositions walk;
		uint32_t first = 0;

		for (uint32_t i = 0; i < count; i++)
		{
			columns[0][i] = pick_near(&random, 144000000, spread, TG_LON_MAX) /
							unit * unit;
			columns[1][i] = pick_near(&random, 500000000, spread, TG_LAT_MAX) /
							unit * unit;
		}
		for (int i = 0; i < 2; i++)
			column[i] = tg_column_plan(columns[i], count);
		assert_true(tg_tripset_size(column, 2) <= sizeof bytes);
		at = tg_tripset_begin(column, 2, count, bytes);
		for (int i = 0; i < 2; i++)
			at = tg_tripset_put(&column[i], columns[i], count, at);
		assert_int_equal(
			tg_tripset_open(bytes, tg_tripset_size(column, 2), &set), TG_OK);
		assert_true(tg_positions_valid(&set));
		tg_positions_begin(&set, &walk);
		while (tg_positions_next(&walk))
		{
			int32_t lon[TG_BLOCK];
			int32_t lat[TG_BLOCK];

			tg_positions_read(&walk, lon, lat);
			for (uint32_t i = 0; i < walk.count; i++)
			{
				assert_int_equal(lon[i], columns[0][first + i]);
				assert_int_equal(lat[i], columns[1][first + i]);
				assert_true(
					tg_box_covers(&walk.box, (TgLonLat){lon[i], lat[i]}));
			}
			assert_true(walk.box.east <= TG_LON_MAX &&
						walk.box.north <= TG_LAT_MAX);
			first += walk.count;
		}
		assert_int_equal(first, count);
	}
}

/* Columns that hold anything else are no positions. */
static void
knows_positions(void **state)
{
	static const int64_t lons[] = {TG_LON_MAX, TG_LON_MAX + 1, -TG_LON_MAX - 1,
								   INT64_C(1) << 40, INT64_MIN};

	(void) state;
	for (int i = 0; i < 5; i++)
	{
		int64_t lon[300];
		int64_t lat[300];
		const int64_t *columns[] = {lon, lat};
		static unsigned char bytes[1 << 14];
		TgColumn column[2];
		unsigned char *at;
		TgTripset set;

		for (int k = 0; k < 300; k++)
			lon[k] = lat[k] = k;
		lon[299] = lons[i];
		for (int k = 0; k < 2; k++)
			column[k] = tg_column_plan(columns[k], 300);
		at = tg_tripset_begin(column, 2, 300, bytes);
		for (int k = 0; k < 2; k++)
			at = tg_tripset_put(&column[k], columns[k], 300, at);
		assert_int_equal(
			tg_tripset_open(bytes, tg_tripset_size(column, 2), &set), TG_OK);
		assert_true(tg_positions_valid(&set) == (i == 0));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_the_nearest), cmocka_unit_test(cancels_equals),
		cmocka_unit_test(floors_are_below),	 cmocka_unit_test(walks_positions),
		cmocka_unit_test(knows_positions),
	};

	seed = unit_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
