/*
 * test_grid.c
 *	  Positions in the middle of cells, departures at the beginning of parts.
 */
#include "unit.h"

#include <math.h>

#include "core/geo/distance.h"
#include "core/geo/grid.h"

static uint64_t seed;

static TgLonLat
random_position(uint64_t *random)
{
	TgLonLat position = {
		(int32_t) unit_range(random, -TG_LON_MAX, TG_LON_MAX),
		(int32_t) unit_range(random, -TG_LAT_MAX, TG_LAT_MAX)};

	if (unit_range(random, 0, 9) == 0)
		position.lat = unit_range(random, 0, 1) ? TG_LAT_MAX : -TG_LAT_MAX;
	if (unit_range(random, 0, 9) == 0)
		position.lon = unit_range(random, 0, 1) ? TG_LON_MAX : -TG_LON_MAX;
	return position;
}

static double
random_metres(uint64_t *random)
{
	return pow(10, (double) unit_range(random, 0, 5000000) / 1e6);
}

/* Cells of 100 km, the largest, in corners of the world and in its middle. */
static void
knows_cells(void **state)
{
	static const struct
	{
		TgLonLat position;
		double metres;
		TgLonLat snapped;
	} cases[] = {
		{{0, 0}, 100000, {4500000, 4500000}},
		{{-1, -1}, 100000, {-4500000, -4500000}},
		{{TG_LON_MAX, TG_LAT_MAX}, 100000, {1500000000, 895500000}},
	};

	(void) state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
	{
		TgLonLat snapped = tg_grid_snap(cases[i].metres, cases[i].position);

		/* a row of 200 or so is nearly a degree high */
		assert_true(labs((long) snapped.lat - cases[i].snapped.lat) < 40000);
		if (i < 2)
			assert_true(labs((long) snapped.lon - cases[i].snapped.lon) <
						40000);
	}
}

static void
stays_where_it_is(void **state)
{
	uint64_t random = seed;

	(void) state;
	for (int i = 0; i < 200000; i++)
	{
		double metres = random_metres(&random);
		TgLonLat snapped = tg_grid_snap(metres, random_position(&random));
		TgLonLat again = tg_grid_snap(metres, snapped);

		assert_true(tg_lonlat_valid(snapped));
		assert_int_equal(snapped.lon, again.lon);
		assert_int_equal(snapped.lat, again.lat);
	}
}

/* A cell is not smaller than said, nor much larger where there is room. */
static void
has_its_size(void **state)
{
	uint64_t random = seed + 1;

	(void) state;
	for (int i = 0; i < 20000; i++)
	{
		double metres = random_metres(&random);
		TgLonLat position = random_position(&random);
		TgLonLat snapped = tg_grid_snap(metres, position);
		TgLonLat same_row = {position.lon, snapped.lat};

		assert_true(fabs((double) position.lat - snapped.lat) <=
					0.5 * 1.01 * metres / TG_EARTH_RADIUS * 180 / M_PI * 1e7 +
						1);
		if (fabs((double) snapped.lat) < 800000000)
			assert_true(tg_lonlat_distance(same_row, snapped) <=
						0.5 * 1.2 * metres + 0.1);
	}
	for (int i = 0; i < 2000; i++)
	{
		/* neighbouring middles are at least so far apart */
		double metres = 1000 + (double) unit_range(&random, 0, 20000);
		TgLonLat a = {(int32_t) unit_range(&random, -1700000000, 1700000000),
					  (int32_t) unit_range(&random, -600000000, 600000000)};
		TgLonLat b = a;
		TgLonLat from = tg_grid_snap(metres, a);
		TgLonLat to = from;

		while (to.lon == from.lon)
		{
			b.lon += 1000;
			to = tg_grid_snap(metres, b);
		}
		assert_int_equal(to.lat, from.lat);
		assert_true(tg_lonlat_distance(from, to) > metres * 0.999);
	}
}

static void
takes_the_beginning(void **state)
{
	static const int64_t cases[][3] = {
		{15 * 60 * TG_SECOND, 0, 0},
		{15 * 60 * TG_SECOND, 15 * 60 * TG_SECOND - 1, 0},
		{15 * 60 * TG_SECOND, 15 * 60 * TG_SECOND, 15 * 60 * TG_SECOND},
		{TG_DAY, -1, -TG_DAY},
		{TG_DAY, TG_DEPARTURE_MIN, TG_DEPARTURE_MIN},
		{TG_DAY, TG_DEPARTURE_END - 1, TG_DEPARTURE_END - TG_DAY},
		{1, -7, -7},
	};

	(void) state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(tg_grid_departure(cases[i][0], cases[i][1]),
						 cases[i][2]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_cells),
		cmocka_unit_test(stays_where_it_is),
		cmocka_unit_test(has_its_size),
		cmocka_unit_test(takes_the_beginning),
	};

	seed = unit_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
