/*
 * test_area.c
 *	  Areas against a count of crossings edge by edge in wide integers.
 */
#include "unit.h"

#include <float.h>
#include <math.h>

#include "core/area.h"
#include "core/orient.h"
#include "unit_wkb.h"

__extension__ typedef __int128 Wide;

#define MAX_POINTS 20000
#define MAX_RINGS 2000
#define LATTICE 78125 /* positions of which are 1/128 degree: no rounding */

static uint64_t seed;

typedef struct Point
{
	double x;
	double y;
} Point;

/* Rings, each of one polygon; polygons are numbered as they come. */
typedef struct Shape
{
	int rings;
	int start[MAX_RINGS + 1];
	int polygon[MAX_RINGS];
	Point points[MAX_POINTS];
} Shape;

typedef struct Box
{
	double west;
	double south;
	double east;
	double north;
} Box;

/* To work in; too large for the stack. */
static Shape shape;
static Point scratch[MAX_POINTS];

static double
degrees(int64_t e7)
{
	return (double) e7 / 1e7;
}

static void
shape_clear(Shape *s)
{
	s->rings = 0;
	s->start[0] = 0;
}

/* Add a ring, closing it, as a polygon or to the last polygon. */
static void
shape_add(Shape *s, bool polygon, const Point *points, int count)
{
	int at = s->start[s->rings];

	assert_true(s->rings < MAX_RINGS && at + count + 1 <= MAX_POINTS);
	memcpy(&s->points[at], points, (size_t) count * sizeof(*points));
	s->points[at + count] = points[0];
	s->polygon[s->rings] =
		(s->rings > 0 ? s->polygon[s->rings - 1] : 0) + polygon;
	s->start[++s->rings] = at + count + 1;
}

/* Write a shape as a multipolygon, or as a polygon if it is one. */
static UnitWkb
shape_wkb(const Shape *s, bool multi, bool big_endian)
{
	UnitWkb wkb = {.big_endian = big_endian};
	int polygons = s->rings > 0 ? s->polygon[s->rings - 1] : 0;

	if (multi)
	{
		unit_wkb_header(&wkb, 6);
		unit_wkb_u32(&wkb, (uint32_t) polygons);
	}
	for (int i = 0; i < s->rings; i++)
	{
		if (i == 0 || s->polygon[i] != s->polygon[i - 1])
		{
			uint32_t rings = 0;

			for (int j = i; j < s->rings; j++)
				rings += s->polygon[j] == s->polygon[i];
			unit_wkb_header(&wkb, 3);
			unit_wkb_u32(&wkb, rings);
		}
		unit_wkb_u32(&wkb, (uint32_t) (s->start[i + 1] - s->start[i]));
		for (int j = s->start[i]; j < s->start[i + 1]; j++)
		{
			unit_wkb_double(&wkb, s->points[j].x);
			unit_wkb_double(&wkb, s->points[j].y);
		}
	}
	return wkb;
}

/* Build in memory of exactly the size asked for; the caller frees it. */
static const TgArea *
area_from_bytes(const unsigned char *bytes, size_t len)
{
	const TgArea *area = NULL;
	size_t size;
	void *memory;

	assert_int_equal(tg_area_size(bytes, len, &size), TG_OK);
	memory = malloc(size);
	assert_non_null(memory);
	memset(memory, 0xA5, size);
	assert_int_equal(tg_area_build(bytes, len, memory, size - 1, &area),
					 TG_NO_SPACE);
	assert_int_equal(tg_area_build(bytes, len, memory, size, &area), TG_OK);
	assert_ptr_equal(area, memory);
	return area;
}

static const TgArea *
area_from_shape(const Shape *s)
{
	bool multi = s->rings == 0 || s->polygon[s->rings - 1] != 1;
	UnitWkb wkb = shape_wkb(s, multi, s->rings % 2 == 0);
	const TgArea *area = area_from_bytes(wkb.bytes, wkb.len);

	free(wkb.bytes);
	return area;
}

/*
 * Which side of the line from a to b is p?  In wide integers if all six
 * coordinates are multiples of 2^-52 below 256.
 */
static int
side(Point a, Point b, Point p)
{
	const double v[6] = {a.x, a.y, b.x, b.y, p.x, p.y};
	int64_t k[6];
	Wide det;

	for (int i = 0; i < 6; i++)
	{
		if (fabs(v[i]) < 256)
			k[i] = (int64_t) (v[i] * 0x1p52);
		if (fabs(v[i]) >= 256 || (double) k[i] != v[i] * 0x1p52)
			return tg_orient(a.x, a.y, b.x, b.y, p.x, p.y);
	}
	det = (Wide) (k[0] - k[4]) * (k[3] - k[5]) -
		  (Wide) (k[1] - k[5]) * (k[2] - k[4]);
	return (det > 0) - (det < 0);
}

static bool
between(double a, double b, double v)
{
	return (v >= a && v <= b) || (v >= b && v <= a);
}

static bool
on_segment(Point a, Point b, Point p)
{
	return between(a.x, b.x, p.x) && between(a.y, b.y, p.y) &&
		   side(a, b, p) == 0;
}

/* The oracle: a ray to the north, every edge, polygon by polygon. */
static bool
naive_covers(const Shape *s, TgLonLat position)
{
	Point p = {degrees(position.lon), degrees(position.lat)};
	bool odd = false;

	for (int i = 0; i < s->rings; i++)
	{
		if (i > 0 && s->polygon[i] != s->polygon[i - 1])
		{
			if (odd)
				return true;
			odd = false;
		}
		for (int j = s->start[i]; j + 1 < s->start[i + 1]; j++)
		{
			Point a = s->points[j];
			Point b = s->points[j + 1];

			if (on_segment(a, b, p))
				return true;
			if (a.x < p.x && b.x >= p.x)
				odd ^= side(a, b, p) < 0;
			else if (b.x < p.x && a.x >= p.x)
				odd ^= side(a, b, p) > 0;
		}
	}
	return odd;
}

static bool
segments_touch(Point a, Point b, Point c, Point d)
{
	if (on_segment(a, b, c) || on_segment(a, b, d) || on_segment(c, d, a) ||
		on_segment(c, d, b))
		return true;
	return side(a, b, c) * side(a, b, d) < 0 &&
		   side(c, d, a) * side(c, d, b) < 0;
}

/* The oracle: has any edge an end in the box, or does it cross a side? */
static bool
naive_touches(const Shape *s, const Box *box)
{
	const Point corners[5] = {{box->west, box->south},
							  {box->east, box->south},
							  {box->east, box->north},
							  {box->west, box->north},
							  {box->west, box->south}};

	for (int i = 0; i < s->rings; i++)
	{
		for (int j = s->start[i]; j + 1 < s->start[i + 1]; j++)
		{
			Point a = s->points[j];

			if (a.x >= box->west && a.x <= box->east && a.y >= box->south &&
				a.y <= box->north)
				return true;
			for (int k = 0; k < 4; k++)
			{
				if (segments_touch(a, s->points[j + 1], corners[k],
								   corners[k + 1]))
					return true;
			}
		}
	}
	return false;
}

static void
check_covers(const TgArea *area, const Shape *s, TgLonLat p)
{
	bool expected;
	TgBox bounds;

	if (!tg_lonlat_valid(p))
		return;
	expected = naive_covers(s, p);
	if (tg_area_covers(area, p) != expected)
		fail_msg("(%d,%d) should %sbe covered", p.lon, p.lat,
				 expected ? "" : "not ");
	tg_area_bounds(area, &bounds);
	if (expected)
		assert_true(tg_box_covers(&bounds, p));
}

/* Check a box's relation, and that of some or all of its positions. */
static void
check_relate(const TgArea *area, const Shape *s, const TgBox *box,
			 uint64_t *random)
{
	int64_t width = (int64_t) box->east - box->west + 1;
	int64_t height = (int64_t) box->north - box->south + 1;
	bool all = width * height <= 49;
	int64_t samples = all ? width * height : 20;
	TgRelation relation = tg_area_relate(area, box);
	Box sides = {degrees(box->west), degrees(box->south), degrees(box->east),
				 degrees(box->north)};
	TgBox rectangle;
	int64_t covered = 0;

	for (int64_t i = 0; i < samples; i++)
	{
		int64_t at =
			all ? i : unit_range(random, 0, width * height - 1);
		TgLonLat p = {(int32_t) (box->west + at % width),
					  (int32_t) (box->south + at / width)};

		covered += naive_covers(s, p);
	}
	if (relation == TG_INSIDE)
		assert_int_equal(covered, samples);
	if (relation == TG_OUTSIDE)
		assert_int_equal(covered, 0);
	if (!tg_area_rectangle(area, &rectangle))
		assert_int_equal(relation == TG_EDGE, naive_touches(s, &sides));
	else if (all && relation == TG_EDGE)
		assert_in_range(covered, 1, samples - 1);
}

/* About the position of v, within the limit. */
static int32_t
to_e7(double v, int32_t limit)
{
	v *= 1e7;
	return v >= limit ? limit : v <= -limit ? -limit : (int32_t) v;
}

/* Positions at, near and between vertices, and anywhere; boxes there too. */
static void
check_shape(const Shape *s, uint64_t *random, int rounds)
{
	const TgArea *area = area_from_shape(s);
	int points = s->start[s->rings];

	for (int i = 0; i < rounds; i++)
	{
		const Point *v = &s->points[unit_range(random, 0, points - 1)];
		const Point *w = v + 1 < &s->points[points] ? v + 1 : v;
		double t = (double) unit_range(random, 0, 8) / 8;
		int64_t reach = INT64_C(1) << unit_range(random, 0, 26);
		TgLonLat at[3];
		TgBox box;

		at[0].lon = to_e7(v->x, TG_LON_MAX);
		at[0].lat = to_e7(v->y, TG_LAT_MAX);
		at[1].lon = to_e7((1 - t) * v->x + t * w->x, TG_LON_MAX);
		at[1].lat = to_e7((1 - t) * v->y + t * w->y, TG_LAT_MAX);
		at[2].lon = at[1].lon + (int32_t) unit_range(random, -reach, reach);
		at[2].lat = at[1].lat + (int32_t) unit_range(random, -reach, reach);
		if (i % 2 == 0)
		{
			at[2].lon -= at[2].lon % LATTICE;
			at[2].lat -= at[2].lat % LATTICE;
		}
		for (int j = 0; j < 3; j++)
		{
			check_covers(area, s, at[j]);
			for (int k = 0; k < 9; k++)
				check_covers(area, s,
							 (TgLonLat){at[j].lon - 1 + k % 3,
										at[j].lat - 1 + k / 3});
		}

		box.west = at[i % 3].lon - (int32_t) unit_range(random, 0, 6);
		box.south = at[i % 3].lat - (int32_t) unit_range(random, 0, 6);
		box.east = box.west + (int32_t) unit_range(random, 0, 6);
		box.north = box.south + (int32_t) unit_range(random, 0, 6);
		if (tg_lonlat_valid((TgLonLat){box.west, box.south}) &&
			tg_lonlat_valid((TgLonLat){box.east, box.north}))
			check_relate(area, s, &box, random);
		box.east += (int32_t) unit_range(random, 0, reach);
		box.north += (int32_t) unit_range(random, 0, reach);
		if (tg_lonlat_valid((TgLonLat){box.west, box.south}) &&
			tg_lonlat_valid((TgLonLat){box.east, box.north}))
			check_relate(area, s, &box, random);
	}
	free((void *) area);
}

static double
lattice_near(uint64_t *random, double centre, double reach)
{
	int64_t steps = (int64_t) (reach * 128);

	return (rint(centre * 128) + (double) unit_range(random, -steps, steps)) /
		   128;
}

/* A star around a centre, on the lattice or between doubles. */
static int
make_star(uint64_t *random, Point *points, double x, double y, double reach,
		  int count, bool lattice)
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
		shape_clear(&shape);
		shape_add(&shape, true, scratch,
				  make_star(&random, scratch, x, y, reach, count, lattice));
		/* holes, one of them with the shell's first vertex on its edge */
		for (int64_t holes = unit_range(&random, 0, 3); holes > 0; holes--)
			shape_add(&shape, false, scratch,
					  make_star(&random, scratch, x, y,
								reach * 0.29 / (double) holes,
								(int) unit_range(&random, 3, 30), lattice));
		check_shape(&shape, &random, 20);
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

		shape_clear(&shape);
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
			shape_add(&shape, unit_random(&random) % 2 == 0, scratch, count);
			if (shape.rings == 1)
				shape.polygon[0] = 1;
		}
		check_shape(&shape, &random, 20);
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
			scratch[count++] = (Point){10 + j / 8.0, 20};
			scratch[count++] = (Point){10 + j / 8.0 + lean, 40};
			scratch[count++] = (Point){10 + j / 8.0 + 1 / 16.0 + lean, 40};
			scratch[count++] = (Point){10 + j / 8.0 + 1 / 16.0, 20};
		}
		scratch[count++] = (Point){10 + teeth / 8.0, 19};
		scratch[count++] = (Point){10, 19};
		for (int j = 0; i % 2 == 1 && j < count; j++)
			scratch[j] = (Point){scratch[j].y, scratch[j].x};
		shape_clear(&shape);
		shape_add(&shape, true, scratch, count);
		check_shape(&shape, &random, 40);
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

		shape_clear(&shape);
		for (int j = 0; j < count; j++)
		{
			double x = (double) unit_range(&random, -150, 150);
			double y = (double) unit_range(&random, -70, 70);

			shape_add(&shape, true, scratch,
					  make_star(&random, scratch, x, y, 2, 12, true));
			if (j % 3 == 0)
				shape_add(&shape, false, scratch,
						  make_star(&random, scratch, x, y, 0.5, 6, true));
		}
		check_shape(&shape, &random, 40);
	}
}

/* A large polygon full of small holes. */
static void
lakes(void **state)
{
	uint64_t random = seed;
	static const Point land[4] = {{10, 10}, {42, 10}, {42, 42}, {10, 42}};

	(void) state;
	shape_clear(&shape);
	shape_add(&shape, true, land, 4);
	for (int i = 0; i < 900; i++)
		shape_add(&shape, false, scratch,
				  make_star(&random, scratch, 11 + i * 7 % 30,
							11 + i * 7 / 30 % 30, 0.4, 5, true));
	check_shape(&shape, &random, 200);
}

/* Polygons that reach out of the world, or out of what doubles can add. */
static void
beyond_the_world(void **state)
{
	static const Point rows[][4] = {
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

	(void) state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
	{
		const TgArea *area;

		shape_clear(&shape);
		shape_add(&shape, true, rows[i], 4);
		area = area_from_shape(&shape);
		for (size_t j = 0; j < sizeof(positions) / sizeof(positions[0]); j++)
		{
			TgBox box = {positions[j].lon, positions[j].lat, positions[j].lon,
						 positions[j].lat};

			check_covers(area, &shape, positions[j]);
			check_relate(area, &shape, &box, &random);
		}
		free((void *) area);
		check_shape(&shape, &random, 100);
	}
}

static TgBox
rectangle_of(const Point *points, int count, bool expected)
{
	TgBox box = {1, 2, 3, 4};
	TgBox bounds;
	const TgArea *area;

	shape_clear(&shape);
	shape_add(&shape, true, points, count);
	area = area_from_shape(&shape);
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
	static const Point corners[4] = {{1, 2}, {3, 2}, {3, 4}, {1, 4}};
	static const TgBox box = {10000000, 20000000, 30000000, 40000000};
	static const struct
	{
		Point points[8];
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
				Point points[12];
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
		shape_clear(&shape);
		shape_add(&shape, true, corners, 4);
		shape_add(&shape, polygon == 1, corners, 4);
		area = area_from_shape(&shape);
		assert_false(tg_area_rectangle(area, &found));
		free((void *) area);
	}
}

/* A double near a position's, or anything. */
static double
any_side(uint64_t *random, int32_t limit)
{
	double v = degrees(unit_range(random, -limit, limit));

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
		Box r = {fmin(x1, x2), fmin(y1, y2), fmax(x1, x2), fmax(y1, y2)};
		Point points[5] = {{r.west, r.south},
						   {r.east, r.south},
						   {r.east, r.north},
						   {r.west, r.north},
						   {r.west, r.south / 2 + r.north / 2}};
		const TgArea *rectangle;
		const TgArea *general;
		TgBox box;
		TgBox bounds;

		shape_clear(&shape);
		shape_add(&shape, true, points, 5);
		general = area_from_shape(&shape);
		shape_clear(&shape);
		shape_add(&shape, true, points, 4);
		rectangle = area_from_shape(&shape);

		assert_true(tg_area_rectangle(rectangle, &box));
		tg_area_bounds(general, &bounds);
		assert_memory_equal(&box, &bounds, sizeof(box));
		if (box.west > box.east)
			assert_true(box.south > box.north);
		for (int j = 0; j < 20; j++)
		{
			const Point *corner = &points[j % 4];
			TgLonLat p = {to_e7(corner->x, TG_LON_MAX),
						  to_e7(corner->y, TG_LAT_MAX)};
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
			expected = degrees(p.lon) >= r.west && degrees(p.lon) <= r.east &&
					   degrees(p.lat) >= r.south && degrees(p.lat) <= r.north;
			assert_int_equal(tg_area_covers(rectangle, p), expected);
			assert_int_equal(tg_area_covers(general, p), expected);
			assert_int_equal(tg_box_covers(&box, p), expected);
		}
		if (i % 20 == 0)
			check_shape(&shape, &random, 5);
		free((void *) rectangle);
		free((void *) general);
	}
}

static void
rectangle_limits(void **state)
{
	static const struct
	{
		Box sides;
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
		const Box *r = &rows[i].sides;
		const Point points[4] = {{r->west, r->south},
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

/* What covers and relate make of an area's parts, by name. */
static void
relations(void **state)
{
	static const Point shell[5] = {{0, 0}, {8, 0}, {8, 8}, {0, 8}, {0, 4}};
	static const Point hole[4] = {{2, 2}, {4, 2}, {4, 4}, {2, 4}};
	static const Point speck[3] = {{10, 1}, {10.00000004, 1}, {10, 1.00000004}};
	static const struct
	{
		Box box;
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
	shape_clear(&shape);
	shape_add(&shape, true, shell, 5);
	shape_add(&shape, false, hole, 4);
	shape_add(&shape, true, speck, 3);
	area = area_from_shape(&shape);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
	{
		const Box *b = &rows[i].box;
		TgBox box = {(int32_t) rint(b->west * 1e7),
					 (int32_t) rint(b->south * 1e7),
					 (int32_t) rint(b->east * 1e7),
					 (int32_t) rint(b->north * 1e7)};

		if (tg_area_relate(area, &box) != rows[i].expected)
			fail_msg("box %zu is not %d", i, rows[i].expected);
	}
	for (size_t i = 0; i < sizeof(positions) / sizeof(positions[0]); i++)
	{
		if (tg_area_covers(area, positions[i].p) != positions[i].expected)
			fail_msg("position %zu", i);
	}
	free((void *) area);

	/* a rectangle's relations are exact, its sides included */
	shape_clear(&shape);
	shape_add(&shape, true, shell, 4);
	area = area_from_shape(&shape);
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
		const TgArea *area = area_from_bytes((const unsigned char *) rows[i],
											 i == 2 ? 18 : 9);
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
	static const Point corners[4] = {{1, 2}, {3, 2}, {3, 4}, {1, 4}};
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
	area = area_from_bytes(wkb.bytes, wkb.len);
	assert_true(tg_area_rectangle(area, &box));
	assert_int_equal(box.east, 30000000);
	free((void *) area);
	free(wkb.bytes);
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
		assert_int_equal(tg_area_build(bytes, rows[i].len, memory,
									   sizeof(memory), &area),
						 rows[i].expected);
	}
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

		shape_clear(&shape);
		shape_add(&shape, true, scratch,
				  make_star(&random, scratch, 14, 50, 1, 9, i % 2 == 0));
		shape_add(&shape, i % 3 == 0, scratch,
				  make_star(&random, scratch, 14, 50, 0.2, 4, true));
		wkb = shape_wkb(&shape, true, i % 2 == 0);
		for (int64_t changes = unit_range(&random, 1, 3); changes > 0;
			 changes--)
			wkb.bytes[unit_range(&random, 0, (int64_t) wkb.len - 1)] ^=
				(unsigned char) (1 << unit_range(&random, 0, 7));
		copy = (unsigned char *) unit_exact((const char *) wkb.bytes, wkb.len);
		if (tg_area_size(copy, wkb.len, &size) == TG_OK)
		{
			const TgArea *area = area_from_bytes(copy, wkb.len);

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
		cmocka_unit_test(rectangle_shapes),
		cmocka_unit_test(rectangle_positions),
		cmocka_unit_test(rectangle_limits),
		cmocka_unit_test(relations),
		cmocka_unit_test(empty),
		cmocka_unit_test(empty_part),
		cmocka_unit_test(refused),
		cmocka_unit_test(mutated),
	};

	seed = unit_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
