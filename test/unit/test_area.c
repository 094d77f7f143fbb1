/*
 * test_area.c
 *	  Areas against a count of crossings edge by edge.
 */
#include "unit.h"

#include <float.h>
#include <math.h>

#include "core/base/pause.h"
#include "core/geo/wkb.h"
#include "unit_shape.h"

static uint64_t seed;

/* To work in; too large for the stack. */
static UnitShape shape;
static UnitPoint scratch[UNIT_POINTS];

static double
lattice_near(uint64_t *random, double centre, double reach)
{
	int64_t steps = (int64_t) (reach * 128);

	return (rint(centre * 128) + (double) unit_range(random, -steps, steps)) /
		   128;
}

/* A star around a centre, on the lattice or between doubles. */
static int
make_star(uint64_t *random, UnitPoint *points, double x, double y,
		  double reach, int count, bool lattice)
{
	for (int i = 0; i < count; i++)
	{
		double angle = 2 * 3.14159265358979 * i / count;
		double r = reach * (double) unit_range(random, 30, 100) / 100;

		points[i].x = x + r * cos(angle);
		points[i].y = y + r * sin(angle);
		if (lattice)
		{
			points[i].x = rint(points[i].x * 128) / 128;
			points[i].y = rint(points[i].y * 128) / 128;
		}
	}
	return count;
}

/*
 * Doubles that are no multiples of anything still are exact in the oracle's
 * units if they are at least 1, hence the centres of these tests.
 */
static void
stars(void **state)
{
	uint64_t random = seed;

	(void) state;
	for (int i = 0; i < 300; i++)
	{
		bool lattice = i % 2 == 0;
		double x = (double) unit_range(&random, 30, 140);
		double y = (double) unit_range(&random, 25, 60);
		double reach = (double) unit_range(&random, 1, 20);
		int count = (int) unit_range(&random, 3, i % 10 == 0 ? 700 : 40);

		if (lattice && i % 4 == 0)
			x = -x;
		unit_shape_clear(&shape);
		unit_shape_add(
			&shape, true, scratch,
			make_star(&random, scratch, x, y, reach, count, lattice));
		/* holes, one of them with the shell's first vertex on its edge */
		for (int64_t holes = unit_range(&random, 0, 3); holes > 0; holes--)
			unit_shape_add(&shape, false, scratch,
						   make_star(&random, scratch, x, y,
									 reach * 0.29 / (double) holes,
									 (int) unit_range(&random, 3, 30),
									 lattice));
		unit_check_shape(&shape, &random, 20);
	}
}

/* Rings that cross themselves and each other: even and odd all the same. */
static void
tangles(void **state)
{
	uint64_t random = seed;

	(void) state;
	for (int i = 0; i < 300; i++)
	{
		double x = (double) unit_range(&random, 10, 160);
		double y = (double) unit_range(&random, 10, 70);
		double reach = i % 3 == 0 ? 0.03 : 5;

		unit_shape_clear(&shape);
		for (int64_t ring = unit_range(&random, 1, 6); ring > 0; ring--)
		{
			int count = (int) unit_range(&random, 3, 30);

			for (int j = 0; j < count; j++)
			{
				scratch[j].x = lattice_near(&random, x, reach);
				scratch[j].y = lattice_near(&random, y, reach);
				if (i % 5 == 0)
					scratch[j].x += (double) unit_range(&random, 0, 3) / 1e7;
			}
			unit_shape_add(&shape, unit_random(&random) % 2 == 0, scratch,
						   count);
			if (shape.rings == 1)
				shape.polygon[0] = 1;
		}
		unit_check_shape(&shape, &random, 20);
	}
}

/* Combs with teeth in either direction, long edges side by side. */
static void
combs(void **state)
{
	uint64_t random = seed;

	(void) state;
	for (int i = 0; i < 40; i++)
	{
		int teeth = (int) unit_range(&random, 2, 200);
		int count = 0;
		double lean = (double) unit_range(&random, -64, 64) / 128;

		for (int j = 0; j < teeth; j++)
		{
			scratch[count++] = (UnitPoint){10 + j / 8.0, 20};
			scratch[count++] = (UnitPoint){10 + j / 8.0 + lean, 40};
			scratch[count++] = (UnitPoint){10 + j / 8.0 + 1 / 16.0 + lean, 40};
			scratch[count++] = (UnitPoint){10 + j / 8.0 + 1 / 16.0, 20};
		}
		scratch[count++] = (UnitPoint){10 + teeth / 8.0, 19};
		scratch[count++] = (UnitPoint){10, 19};
		for (int j = 0; i % 2 == 1 && j < count; j++)
			scratch[j] = (UnitPoint){scratch[j].y, scratch[j].x};
		unit_shape_clear(&shape);
		unit_shape_add(&shape, true, scratch, count);
		unit_check_shape(&shape, &random, 40);
	}
}

/* Hundreds of islands with lakes, in no order, some upon each other. */
static void
islands(void **state)
{
	uint64_t random = seed;

	(void) state;
	for (int i = 0; i < 20; i++)
	{
		int count = (int) unit_range(&random, 2, 300);

		unit_shape_clear(&shape);
		for (int j = 0; j < count; j++)
		{
			double x = (double) unit_range(&random, -150, 150);
			double y = (double) unit_range(&random, -70, 70);

			unit_shape_add(&shape, true, scratch,
						   make_star(&random, scratch, x, y, 2, 12, true));
			if (j % 3 == 0)
				unit_shape_add(
					&shape, false, scratch,
					make_star(&random, scratch, x, y, 0.5, 6, true));
		}
		unit_check_shape(&shape, &random, 40);
	}
}

/* A large polygon full of small holes. */
static void
lakes(void **state)
{
	uint64_t random = seed;
	static const UnitPoint land[4] = {{10, 10}, {42, 10}, {42, 42}, {10, 42}};

	(void) state;
	unit_shape_clear(&shape);
	unit_shape_add(&shape, true, land, 4);
	for (int i = 0; i < 900; i++)
		unit_shape_add(&shape, false, scratch,
					   make_star(&random, scratch, 11 + i * 7 % 30,
								 11 + i * 7 / 30 % 30, 0.4, 5, true));
	unit_check_shape(&shape, &random, 200);
}

/* Polygons that reach out of the world, or out of what doubles can add. */
static void
beyond_the_world(void **state)
{
	static const UnitPoint rows[][4] = {
		{{170, 80}, {200, 80}, {200, 100}, {170, 95}},
		{{-250, -100}, {250, -100}, {0, 100}, {0, 100}},
		{{-1e300, -1e300}, {1e300, -1e300}, {0, 1e300}, {0, 1e300}},
		{{-DBL_MAX, -DBL_MAX}, {DBL_MAX, DBL_MAX}, {1, 0}, {1, 0}},
		{{-DBL_MAX, 3}, {DBL_MAX, -DBL_MAX}, {DBL_MAX, DBL_MAX}, {5, 7}},
		{{300, 200}, {400, 200}, {300, 300}, {300, 200}},
		{{0, 0}, {1e-300, 1}, {1e-310, -1}, {-5e-324, 0}},
		{{-170, 10}, {-190, 20}, {-170, 30}, {-180, 20}},
	};
	static const TgLonLat positions[] = {
		{0, 0},
		{TG_LON_MAX, TG_LAT_MAX},
		{-TG_LON_MAX, TG_LAT_MAX},
		{TG_LON_MAX, -TG_LAT_MAX},
		{-TG_LON_MAX, -TG_LAT_MAX},
		{1750000000, 850000000},
		{-1800000000, 200000000},
		{0, 1},
		{1, 0},
		{10000000, 0},
		{10000000, 10000000},
		{10000001, 10000000},
		{10000000, 10000001},
		{50000000, 70000000},
	};
	uint64_t random = seed;
	const TgArea *area;

	(void) state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
	{
		unit_shape_clear(&shape);
		unit_shape_add(&shape, true, rows[i], 4);
		area = unit_area_from_shape(&shape);
		for (size_t j = 0; j < sizeof(positions) / sizeof(positions[0]); j++)
		{
			TgBox box = {positions[j].lon, positions[j].lat, positions[j].lon,
						 positions[j].lat};

			unit_check_covers(area, &shape, positions[j]);
			unit_check_relate(area, &shape, &box, &random);
		}
		free((void *) area);
		unit_check_shape(&shape, &random, 100);
	}

	/* a box may reach out of the world, too */
	unit_shape_clear(&shape);
	unit_shape_add(&shape, true, rows[2], 4);
	area = unit_area_from_shape(&shape);
	assert_int_equal(tg_area_relate(area, &(TgBox){INT32_MIN, INT32_MIN,
												   INT32_MAX, INT32_MAX}),
					 TG_INSIDE);
	free((void *) area);
}

/*
 * Edges through positions, between vertices that people wrote: with seven
 * decimals, or six, most of which are not the doubles that stand for them.
 */
static void
written(void **state)
{
	uint64_t random = seed;

	(void) state;
	for (int i = 0; i < 500; i++)
	{
		const int32_t grain = i % 2 == 0 ? 1 : 10;
		const TgLonLat start = {
			(int32_t) unit_range(&random, -170000000, 170000000) * 10,
			(int32_t) unit_range(&random, -80000000, 80000000) * 10};
		const TgLonLat step = {grain * (int32_t) unit_range(&random, -90, 90),
							   grain * (int32_t) unit_range(&random, -90, 90)};
		const TgLonLat third = {
			start.lon + grain * (int32_t) unit_range(&random, -999, 999),
			start.lat + grain * (int32_t) unit_range(&random, -999, 999)};
		const int steps = (int) unit_range(&random, 1, 50);
		const UnitPoint points[3] = {
			{unit_degrees(start.lon), unit_degrees(start.lat)},
			{unit_degrees(start.lon + steps * step.lon),
			 unit_degrees(start.lat + steps * step.lat)},
			{unit_degrees(third.lon), unit_degrees(third.lat)}};
		const TgArea *area;

		unit_shape_clear(&shape);
		unit_shape_add(&shape, true, points, 3);
		area = unit_area_from_shape(&shape);
		for (int k = 0; k <= steps; k++)
		{
			const TgLonLat p = {start.lon + k * step.lon,
								start.lat + k * step.lat};
			const TgBox box = {p.lon, p.lat, p.lon, p.lat};

			if (!tg_area_covers(area, p))
				fail_msg("(%d,%d) is on an edge", p.lon, p.lat);
			unit_check_relate(area, &shape, &box, &random);
			for (int n = 0; n < 9; n++)
				unit_check_covers(
					area, &shape,
					(TgLonLat){p.lon - 1 + n % 3, p.lat - 1 + n / 3});
		}
		free((void *) area);
		unit_check_shape(&shape, &random, 5);
	}
}

/*
 * Four trips that a benchmark met: as they are stored, each lies on an edge of
 * its polygon, and two engines' doubles put them on either side.
 */
static void
on_written_edges(void **state)
{
	static const UnitPoint corners[] = {{77.184402, 28.616186},
										{77.184360, 28.616690},
										{77.184898, 28.617692},
										{77.186, 28.617}};
	static const TgLonLat trips[] = {{771844008, 286162004},
									 {771846290, 286171910},
									 {771843672, 286166036},
									 {771843980, 286162340}};
	const TgArea *area;

	(void) state;
	unit_shape_clear(&shape);
	unit_shape_add(&shape, true, corners, 4);
	area = unit_area_from_shape(&shape);
	for (size_t i = 0; i < sizeof(trips) / sizeof(trips[0]); i++)
	{
		if (!tg_area_covers(area, trips[i]))
			fail_msg("(%d,%d)", trips[i].lon, trips[i].lat);
		/* and one to the west of it is out */
		assert_false(
			tg_area_covers(area, (TgLonLat){trips[i].lon - 1, trips[i].lat}));
	}
	free((void *) area);
}

/*
 * Two areas have an edge between them, and one a vertex of more decimals: each
 * position is in one of them, or on the edge and in both.
 */
static void
neighbours(void **state)
{
	uint64_t random = seed;

	(void) state;
	for (int i = 0; i < 300; i++)
	{
		const UnitPoint ends[2] = {
			{unit_degrees(unit_range(&random, 50000000, 60000000)),
			 unit_degrees(unit_range(&random, 450000000, 460000000))},
			{unit_degrees(unit_range(&random, 140000000, 150000000)),
			 unit_degrees(unit_range(&random, 540000000, 550000000))}};
		const UnitPoint southeast[3] = {
			ends[0], {ends[1].x, ends[0].y}, ends[1]};
		const UnitPoint northwest[3] = {
			ends[0], ends[1], {ends[0].x - 5e-8, ends[1].y}};
		const TgArea *right;
		const TgArea *left;

		unit_shape_clear(&shape);
		unit_shape_add(&shape, true, southeast, 3);
		right = unit_area_from_shape(&shape);
		unit_shape_clear(&shape);
		unit_shape_add(&shape, true, northwest, 3);
		left = unit_area_from_shape(&shape);
		for (int k = 0; k < 200; k++)
		{
			/* near the edge, mostly too near for doubles to tell */
			double t = (double) unit_range(&random, 1, 999) / 1000;
			TgLonLat p = {
				unit_e7(ends[0].x + t * (ends[1].x - ends[0].x), TG_LON_MAX),
				unit_e7(ends[0].y + t * (ends[1].y - ends[0].y), TG_LAT_MAX)};
			int side = unit_side(ends[0], ends[1], p);

			if (tg_area_covers(right, p) != (side <= 0) ||
				tg_area_covers(left, p) != (side >= 0))
				fail_msg("(%d,%d)", p.lon, p.lat);
		}
		free((void *) right);
		free((void *) left);
		unit_check_shape(&shape, &random, 5);
	}
}

/* What covers and relate make of an area's parts, by name. */
static void
relations(void **state)
{
	static const UnitPoint shell[5] = {{0, 0}, {8, 0}, {8, 8}, {0, 8}, {0, 4}};
	static const UnitPoint hole[4] = {{2, 2}, {4, 2}, {4, 4}, {2, 4}};
	static const UnitPoint speck[3] = {
		{10, 1}, {10.00000004, 1}, {10, 1.00000004}};
	static const struct
	{
		UnitBox box;
		TgRelation expected;
	} rows[] = {
		{{5, 5, 6, 6}, TG_INSIDE},
		{{0.0000001, 0.0000001, 7.9999999, 1.9999999}, TG_INSIDE},
		{{4.0000001, 1, 5, 5}, TG_INSIDE},
		{{4, 1, 5, 5}, TG_EDGE},
		{{1, 1, 5, 5}, TG_EDGE}, /* the hole lies in the box */
		{{2.5, 2.5, 3, 3}, TG_OUTSIDE},
		{{2.0000001, 2.0000001, 3.9999999, 3.9999999}, TG_OUTSIDE},
		{{2, 2.5, 3, 3}, TG_EDGE},
		{{-1, -1, 9, 9}, TG_EDGE},
		{{-180, -90, 180, 90}, TG_EDGE},
		{{9, 0, 11, 2}, TG_EDGE}, /* the speck lies in the box */
		{{10.0000001, 0, 11, 2}, TG_OUTSIDE},
		{{8.0000001, 0, 9, 8}, TG_OUTSIDE},
		{{-1, -1, -0.0000001, 9}, TG_OUTSIDE},
		{{20, 20, 30, 30}, TG_OUTSIDE},
		{{6, 6, 5, 7}, TG_OUTSIDE}, /* no position at all */
	};
	static const struct
	{
		TgLonLat p;
		bool expected;
	} positions[] = {
		{{0, 0}, true},
		{{80000000, 80000000}, true},
		{{80000001, 80000000}, false},
		{{-1, 40000000}, false},
		{{0, 40000000}, true},
		{{30000000, 30000000}, false},
		{{20000000, 30000000}, true}, /* on the hole's edge */
		{{20000001, 30000000}, false},
		{{40000000, 40000000}, true},
		{{39999999, 39999999}, false},
		{{100000000, 10000000}, true}, /* the speck's corner */
		{{100000000, 10000001}, false},
	};
	const TgArea *area;

	(void) state;
	unit_shape_clear(&shape);
	unit_shape_add(&shape, true, shell, 5);
	unit_shape_add(&shape, false, hole, 4);
	unit_shape_add(&shape, true, speck, 3);
	area = unit_area_from_shape(&shape);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
	{
		const UnitBox *b = &rows[i].box;
		TgBox box = {
			(int32_t) rint(b->west * 1e7), (int32_t) rint(b->south * 1e7),
			(int32_t) rint(b->east * 1e7), (int32_t) rint(b->north * 1e7)};

		if (tg_area_relate(area, &box) != rows[i].expected)
			fail_msg("box %zu is not %d", i, rows[i].expected);
		if (rows[i].expected != TG_EDGE && box.west <= box.east)
			assert_int_equal(tg_area_has_most(area, &box),
							 rows[i].expected == TG_INSIDE);
	}
	for (size_t i = 0; i < sizeof(positions) / sizeof(positions[0]); i++)
	{
		if (tg_area_covers(area, positions[i].p) != positions[i].expected)
			fail_msg("position %zu", i);
	}
	free((void *) area);

	/* a rectangle's relations are exact, its sides included */
	unit_shape_clear(&shape);
	unit_shape_add(&shape, true, shell, 4);
	area = unit_area_from_shape(&shape);
	assert_int_equal(tg_area_relate(area, &(TgBox){0, 0, 80000000, 80000000}),
					 TG_INSIDE);
	assert_int_equal(tg_area_relate(area, &(TgBox){0, 0, 80000001, 80000000}),
					 TG_EDGE);
	assert_int_equal(tg_area_relate(area, &(TgBox){80000000, 0, 90000000, 5}),
					 TG_EDGE);
	assert_int_equal(tg_area_relate(area, &(TgBox){80000001, 0, 90000000, 5}),
					 TG_OUTSIDE);
	assert_int_equal(tg_area_relate(area, &(TgBox){5, 5, 4, 5}), TG_OUTSIDE);
	free((void *) area);
}

/* Nothing is in an empty area, whichever way it is written. */
static void
empty(void **state)
{
	static const char *const rows[] = {
		"\1\3\0\0\0\0\0\0\0",
		"\1\6\0\0\0\0\0\0\0",
		"\1\6\0\0\0\1\0\0\0\1\3\0\0\0\0\0\0\0",
	};
	static const TgBox world = {-TG_LON_MAX, -TG_LAT_MAX, TG_LON_MAX,
								TG_LAT_MAX};

	(void) state;
	for (int i = 0; i < 3; i++)
	{
		const TgArea *area = unit_area_from_bytes(
			(const unsigned char *) rows[i], i == 2 ? 18 : 9);
		TgBox box;

		assert_false(tg_area_covers(area, (TgLonLat){0, 0}));
		assert_int_equal(tg_area_relate(area, &world), TG_OUTSIDE);
		assert_false(tg_area_rectangle(area, &box));
		tg_area_bounds(area, &box);
		assert_true(box.west > box.east && box.south > box.north);
		free((void *) area);
	}
}

/* An empty polygon beside a rectangle changes nothing. */
static void
empty_part(void **state)
{
	static const UnitPoint corners[4] = {{1, 2}, {3, 2}, {3, 4}, {1, 4}};
	UnitWkb wkb = {0};
	const TgArea *area;
	TgBox box;

	(void) state;
	unit_wkb_header(&wkb, 6);
	unit_wkb_u32(&wkb, 3);
	unit_wkb_header(&wkb, 3);
	unit_wkb_u32(&wkb, 0);
	unit_wkb_header(&wkb, 3);
	unit_wkb_u32(&wkb, 1);
	unit_wkb_u32(&wkb, 5);
	for (int i = 0; i < 5; i++)
	{
		unit_wkb_double(&wkb, corners[i % 4].x);
		unit_wkb_double(&wkb, corners[i % 4].y);
	}
	unit_wkb_header(&wkb, 3);
	unit_wkb_u32(&wkb, 0);
	area = unit_area_from_bytes(wkb.bytes, wkb.len);
	assert_true(tg_area_rectangle(area, &box));
	assert_int_equal(box.east, 30000000);
	free((void *) area);
	free(wkb.bytes);
}

/* Whether most of a box lies in a square of eight degrees. */
static void
most(void **state)
{
	static const UnitPoint square[] = {{0, 0}, {0, 8}, {8, 8}, {8, 0}};
	static const struct
	{
		TgBox box;
		bool expected;
	} rows[] = {
		{{0, 0, 80000000, 80000000}, true},
		{{5, 5, 5, 5}, true}, /* a single position */
		{{-1, -1, -1, -1}, false},
		{{-20000000, 0, 60000000, 80000000}, true}, /* three quarters */
		{{-60000000, 0, 20000000, 80000000}, false},
		{{0, 60000000, 80000000, 140000000}, false},
		{{0, 20000000, 80000000, 90000000}, true},
		/* three quarters of both sides is more than half of all */
		{{-20000000, -20000000, 60000000, 60000000}, true},
		{{-35000000, -35000000, 45000000, 45000000}, false},
		{{-TG_LON_MAX, -TG_LAT_MAX, TG_LON_MAX, TG_LAT_MAX}, false},
	};
	const TgArea *area;

	(void) state;
	unit_shape_clear(&shape);
	unit_shape_add(&shape, true, square, 4);
	area = unit_area_from_shape(&shape);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
	{
		if (tg_area_has_most(area, &rows[i].box) != rows[i].expected)
			fail_msg("box %zu", i);
	}
	free((void *) area);
}

/* Both functions say why an area cannot be. */
static void
refused(void **state)
{
	static const struct
	{
		const char *bytes;
		size_t len;
		TgStatus expected;
	} rows[] = {
		{"\1\3\0\0\0\1\0\0\0", 9, TG_BAD_WKB},
		{"\1\2\0\0\0\0\0\0\0", 9, TG_NOT_AN_AREA},
		{"\1\12\0\0\0\0\0\0\0", 9, TG_CURVED_AREA},
	};
	static double memory[100];

	(void) state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
	{
		const unsigned char *bytes = (const unsigned char *) rows[i].bytes;
		const TgArea *area;
		size_t size;

		assert_int_equal(tg_area_size(bytes, rows[i].len, &size),
						 rows[i].expected);
		assert_int_equal(
			tg_area_build(bytes, rows[i].len, memory, sizeof(memory), &area),
			rows[i].expected);
	}
}

static int pauses;

static void
count_pause(void)
{
	pauses++;
}

/* Whatever goes through all vertices pauses on its way. */
static void
pausing(void **state)
{
	static double memory[200000];
	uint32_t count = 10 * TG_PAUSE_STEPS;
	UnitWkb wkb = {0};
	const TgArea *area;
	size_t size;
	double x;
	double y;

	(void) state;
	unit_wkb_header(&wkb, 3);
	unit_wkb_u32(&wkb, 1);
	unit_wkb_u32(&wkb, count);
	for (uint32_t i = 0; i < count; i++)
	{
		unit_wkb_double(&wkb, i + 1 < count ? 1 + i % 2 : 1);
		unit_wkb_double(&wkb, i + 1 < count ? (double) i / count : 0);
	}
	tg_pause = count_pause;
	pauses = 0;
	assert_int_equal(tg_area_size(wkb.bytes, wkb.len, &size), TG_OK);
	assert_in_range(pauses, 9, 11);
	pauses = 0;
	assert_int_equal(tg_wkb_on_globe(wkb.bytes, wkb.len, &x, &y), TG_OK);
	assert_in_range(pauses, 19, 21);
	pauses = 0;
	assert_true(size <= sizeof memory);
	assert_int_equal(
		tg_area_build(wkb.bytes, wkb.len, memory, sizeof memory, &area),
		TG_OK);
	assert_in_range(pauses, 38, 60);
	pauses = 0;
	for (uint32_t i = 0; i < 2 * TG_PAUSE_STEPS; i++)
		tg_area_covers(area, (TgLonLat){15000000, 5000000});
	assert_true(pauses > 0);
	tg_pause = NULL;
	free(wkb.bytes);
}

/* However the bytes are damaged, what is accepted can be asked. */
static void
mutated(void **state)
{
	uint64_t random = seed;
	int accepted = 0;

	(void) state;
	for (int i = 0; i < 20000; i++)
	{
		UnitWkb wkb;
		unsigned char *copy;
		size_t size;

		unit_shape_clear(&shape);
		unit_shape_add(&shape, true, scratch,
					   make_star(&random, scratch, 14, 50, 1, 9, i % 2 == 0));
		unit_shape_add(&shape, i % 3 == 0, scratch,
					   make_star(&random, scratch, 14, 50, 0.2, 4, true));
		wkb = unit_shape_wkb(&shape, true, i % 2 == 0);
		for (int64_t changes = unit_range(&random, 1, 3); changes > 0;
			 changes--)
			wkb.bytes[unit_range(&random, 0, (int64_t) wkb.len - 1)] ^=
				(unsigned char) (1 << unit_range(&random, 0, 7));
		copy = (unsigned char *) unit_exact((const char *) wkb.bytes, wkb.len);
		if (tg_area_size(copy, wkb.len, &size) == TG_OK)
		{
			const TgArea *area = unit_area_from_bytes(copy, wkb.len);

			accepted++;
			for (int j = 0; j < 20; j++)
			{
				TgLonLat p = {(int32_t) unit_random(&random),
							  (int32_t) unit_random(&random)};
				TgBox box = {p.lon, p.lat, (int32_t) unit_random(&random),
							 (int32_t) unit_random(&random)};

				tg_area_covers(area, p);
				tg_area_relate(area, &box);
				box = (TgBox){139000000, 499000000, 141000000, 501000000};
				tg_area_relate(area, &box);
			}
			free((void *) area);
		}
		free(copy);
		free(wkb.bytes);
	}
	assert_true(accepted > 100);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(stars),
		cmocka_unit_test(tangles),
		cmocka_unit_test(combs),
		cmocka_unit_test(islands),
		cmocka_unit_test(lakes),
		cmocka_unit_test(beyond_the_world),
		cmocka_unit_test(relations),
		cmocka_unit_test(empty),
		cmocka_unit_test(empty_part),
		cmocka_unit_test(refused),
		cmocka_unit_test(pausing),
		cmocka_unit_test(mutated),
		cmocka_unit_test(most),
		cmocka_unit_test(written),
		cmocka_unit_test(on_written_edges),
		cmocka_unit_test(neighbours),
	};

	seed = unit_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
