/*
 * test_area_rectangle.c
 *	  Which areas are rectangles, and of exactly which positions.
 */
#include "unit.h"

#include <float.h>
#include <math.h>

#include "unit_shape.h"

static uint64_t seed;

/* To work in; too large for the stack. */
static UnitShape shape;

static TgBox
rectangle_of(const UnitPoint *points, int count, bool expected)
{
	TgBox box = {1, 2, 3, 4};
	TgBox bounds;
	const TgArea *area;

	unit_shape_clear(&shape);
	unit_shape_add(&shape, true, points, count);
	area = unit_area_from_shape(&shape);
	assert_int_equal(tg_area_rectangle(area, &box), expected);
	tg_area_bounds(area, &bounds);
	if (expected)
		assert_memory_equal(&box, &bounds, sizeof(box));
	free((void *) area);
	return bounds;
}

/* Windings, starts, repeated points; and what only looks like one. */
static void
rectangle_shapes(void **state)
{
	static const UnitPoint corners[4] = {{1, 2}, {3, 2}, {3, 4}, {1, 4}};
	static const TgBox box = {10000000, 20000000, 30000000, 40000000};
	static const struct
	{
		UnitPoint points[8];
		int count;
		bool expected;
	} rows[] = {
		{{{1, 2}, {2, 2}, {3, 2}, {3, 4}, {1, 4}}, 5, false},
		{{{2, 2}, {3, 2}, {3, 4}, {1, 4}, {1, 2}}, 5, false},
		{{{1, 2}, {3, 2}, {3, 4}, {2, 4}}, 4, false},
		{{{1, 2}, {3, 4}, {3, 2}, {1, 4}}, 4, false}, /* a bow tie */
		{{{1, 2}, {3, 2}, {1, 4}}, 3, false},
		{{{2, 1}, {3, 2}, {2, 3}, {1, 2}}, 4, false},
		{{{1, 2}, {3, 2}, {3, 4}, {1, 4}, {1, 2}, {3, 2}, {3, 4}, {1, 4}},
		 8,
		 false},
		{{{0, 0}, {2, 0}, {2, 1}, {1, 1}, {1, 2}, {0, 2}}, 6, false},
		{{{0, 0}, {2, 0}, {2, 1}, {2, 0}}, 4, false}, /* sides and nothing */
		/* no width, no height, neither */
		{{{1, 2}, {1, 4}, {1, 4}, {1, 2}}, 4, true},
		{{{1, 2}, {1, 3}, {1, 5}, {1, 4}}, 4, true},
		{{{1, 2}, {3, 2}, {3, 2}}, 3, true},
		{{{1, 2}, {1, 2}, {1, 2}}, 3, true},
	};
	const TgArea *area;
	TgBox found;

	(void) state;
	for (int start = 0; start < 4; start++)
	{
		for (int turn = 1; turn < 4; turn += 2)
		{
			for (int repeat = 0; repeat < 5; repeat++)
			{
				UnitPoint points[12];
				int count = 0;

				for (int i = 0; i < 4; i++)
				{
					points[count++] = corners[(start + i * turn) % 4];
					for (int j = 0; j < repeat && (i + repeat) % 2 == 0; j++)
					{
						points[count] = points[count - 1];
						count++;
					}
				}
				found = rectangle_of(points, count, true);
				assert_memory_equal(&found, &box, sizeof(box));
			}
		}
	}
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		rectangle_of(rows[i].points, rows[i].count, rows[i].expected);

	/* a hole, or a second polygon */
	for (int polygon = 0; polygon < 2; polygon++)
	{
		unit_shape_clear(&shape);
		unit_shape_add(&shape, true, corners, 4);
		unit_shape_add(&shape, polygon == 1, corners, 4);
		area = unit_area_from_shape(&shape);
		assert_false(tg_area_rectangle(area, &found));
		free((void *) area);
	}
}

/* A double near a position's, or anything. */
static double
any_side(uint64_t *random, int32_t limit)
{
	double v = unit_degrees(unit_range(random, -limit, limit));

	for (int64_t steps = unit_range(random, -2, 2); steps != 0;
		 steps += steps < 0 ? 1 : -1)
		v = nextafter(v, steps < 0 ? -INFINITY : INFINITY);
	switch (unit_random(random) % 16)
	{
		case 0:
			return v * 2;
		case 1:
			return v * 1e305;
		case 2:
			return v * 1e-320;
		case 3:
			return v + 5e-8;
		default:
			return v;
	}
}

/*
 * A rectangle's integers against the doubles they stand for, and against the
 * way of all other polygons, which the same outline takes with a vertex more.
 */
static void
rectangle_positions(void **state)
{
	uint64_t random = seed;

	(void) state;
	for (int i = 0; i < 20000; i++)
	{
		double x1 = any_side(&random, TG_LON_MAX);
		double y1 = any_side(&random, TG_LAT_MAX);
		double x2 = i % 4 == 0 ? nextafter(x1, INFINITY)
							   : any_side(&random, TG_LON_MAX);
		double y2 = any_side(&random, TG_LAT_MAX);
		UnitBox r = {fmin(x1, x2), fmin(y1, y2), fmax(x1, x2), fmax(y1, y2)};
		UnitPoint points[5] = {{r.west, r.south},
							   {r.east, r.south},
							   {r.east, r.north},
							   {r.west, r.north},
							   {r.west, r.south / 2 + r.north / 2}};
		const TgArea *rectangle;
		const TgArea *general;
		TgBox box;
		TgBox bounds;

		unit_shape_clear(&shape);
		unit_shape_add(&shape, true, points, 5);
		general = unit_area_from_shape(&shape);
		unit_shape_clear(&shape);
		unit_shape_add(&shape, true, points, 4);
		rectangle = unit_area_from_shape(&shape);

		assert_true(tg_area_rectangle(rectangle, &box));
		tg_area_bounds(general, &bounds);
		assert_memory_equal(&box, &bounds, sizeof(box));
		if (box.west > box.east)
			assert_true(box.south > box.north);
		for (int j = 0; j < 20; j++)
		{
			const UnitPoint *corner = &points[j % 4];
			TgLonLat p = {unit_e7(corner->x, TG_LON_MAX),
						  unit_e7(corner->y, TG_LAT_MAX)};
			bool expected;

			p.lon += (int32_t) unit_range(&random, -2, 2);
			p.lat += (int32_t) unit_range(&random, -2, 2);
			if (j >= 16)
			{
				p.lon = (int32_t) unit_range(&random, -TG_LON_MAX, TG_LON_MAX);
				p.lat = (int32_t) unit_range(&random, -TG_LAT_MAX, TG_LAT_MAX);
			}
			if (!tg_lonlat_valid(p))
				continue;
			expected = unit_degrees(p.lon) >= r.west &&
					   unit_degrees(p.lon) <= r.east &&
					   unit_degrees(p.lat) >= r.south &&
					   unit_degrees(p.lat) <= r.north;
			assert_int_equal(tg_area_covers(rectangle, p), expected);
			assert_int_equal(tg_area_covers(general, p), expected);
			assert_int_equal(tg_box_covers(&box, p), expected);
		}
		if (i % 20 == 0)
			unit_check_shape(&shape, &random, 5);
		free((void *) rectangle);
		free((void *) general);
	}
}

static void
rectangle_limits(void **state)
{
	static const struct
	{
		UnitBox sides;
		TgBox box;
		bool empty;
	} rows[] = {
		{{-180, -90, 180, 90},
		 {-TG_LON_MAX, -TG_LAT_MAX, TG_LON_MAX, TG_LAT_MAX},
		 false},
		{{-DBL_MAX, -DBL_MAX, DBL_MAX, DBL_MAX},
		 {-TG_LON_MAX, -TG_LAT_MAX, TG_LON_MAX, TG_LAT_MAX},
		 false},
		{{14.4, 50.05, 14.47, 50.09},
		 {144000000, 500500000, 144700000, 500900000},
		 false},
		{{-0.00000005, -0.00000005, 0.00000015, 0.00000015},
		 {0, 0, 1, 1},
		 false},
		{{180, 90, 200, 100},
		 {TG_LON_MAX, TG_LAT_MAX, TG_LON_MAX, TG_LAT_MAX},
		 false},
		{{-200, -100, -180, -90},
		 {-TG_LON_MAX, -TG_LAT_MAX, -TG_LON_MAX, -TG_LAT_MAX},
		 false},
		{{181, 0, 200, 10}, {0}, true},
		{{-1e300, 0, -181, 10}, {0}, true},
		{{0, 91, 1, 1e300}, {0}, true},
		{{0, -100, 1, -90.0000001}, {0}, true},
		/* between two positions */
		{{1.00000001, 0, 1.00000009, 1}, {0}, true},
		{{0, 1.00000001, 1, 1.00000009}, {0}, true},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
	{
		const UnitBox *r = &rows[i].sides;
		const UnitPoint points[4] = {{r->west, r->south},
									 {r->east, r->south},
									 {r->east, r->north},
									 {r->west, r->north}};
		TgBox found = rectangle_of(points, 4, true);

		if (rows[i].empty)
			assert_true(found.west > found.east && found.south > found.north);
		else
			assert_memory_equal(&found, &rows[i].box, sizeof(found));
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(rectangle_shapes),
		cmocka_unit_test(rectangle_positions),
		cmocka_unit_test(rectangle_limits),
	};

	seed = unit_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
