/*
 * test_distance.c
 *	  Distances against the angle between vectors, the spherical law of
 *	  cosines, and pairs that are known.
 */
#include "unit.h"

#include <math.h>

#include "core/geo/distance.h"

#define PI 3.14159265358979323846264338327950288L
#define HALF_WAY (PI * TG_EARTH_RADIUS) /* to the antipodes */

/*
 * The sine of half the angle is known to 16 digits, and so is a distance; but
 * for those near the antipodes, where the sine hardly changes: the square root
 * of a few 1e-16 radians, some decimetres.
 */
#define NEAR_ANTIPODES 0.6L

static uint64_t seed;

static void
assert_near(double found, long double expected, long double tolerance)
{
	if (!(fabsl(found - expected) <= tolerance))
		fail_msg("%.9f is not %.9Lf", found, expected);
}

static long double
radians(int32_t e7)
{
	return e7 * (PI / (180.0L * TG_E7));
}

/* The angle between two vectors from the centre; good at any distance. */
static long double
naive_vectors(TgLonLat a, TgLonLat b)
{
	const TgLonLat ends[2] = {a, b};
	long double v[2][3];
	long double cross[3];
	long double dot = 0;

	for (int i = 0; i < 2; i++)
	{
		v[i][0] = cosl(radians(ends[i].lat)) * cosl(radians(ends[i].lon));
		v[i][1] = cosl(radians(ends[i].lat)) * sinl(radians(ends[i].lon));
		v[i][2] = sinl(radians(ends[i].lat));
	}
	for (int i = 0; i < 3; i++)
	{
		int j = (i + 1) % 3;
		int k = (i + 2) % 3;

		cross[i] = v[0][j] * v[1][k] - v[0][k] * v[1][j];
		dot += v[0][i] * v[1][i];
	}
	return TG_EARTH_RADIUS *
		   atan2l(sqrtl(cross[0] * cross[0] + cross[1] * cross[1] +
						cross[2] * cross[2]),
				  dot);
}

/* The spherical law of cosines; bad at very short distances. */
static long double
naive_cosines(TgLonLat a, TgLonLat b)
{
	long double cosine = sinl(radians(a.lat)) * sinl(radians(b.lat)) +
						 cosl(radians(a.lat)) * cosl(radians(b.lat)) *
							 cosl(radians(b.lon) - radians(a.lon));

	return TG_EARTH_RADIUS * acosl(fmaxl(-1, fminl(1, cosine)));
}

static void
known(void **state)
{
	static const struct
	{
		TgLonLat a;
		TgLonLat b;
		long double metres;
		long double tolerance;
	} rows[] = {
		{{0, 0}, {0, 0}, 0, 0},
		{{0, 0}, {TG_LON_MAX, 0}, HALF_WAY, 1e-6L},
		{{0, TG_LAT_MAX}, {0, -TG_LAT_MAX}, HALF_WAY, 1e-6L},
		{{0, TG_LAT_MAX}, {TG_LON_MAX, -TG_LAT_MAX}, HALF_WAY, 1e-6L},
		{{0, 0}, {900000000, 0}, HALF_WAY / 2, 1e-6L},
		{{0, 0}, {1234567890, TG_LAT_MAX}, HALF_WAY / 2, 1e-6L},
		{{0, 0}, {10000000, 0}, HALF_WAY / 180, 1e-6L},
		{{0, 0}, {0, 10000000}, HALF_WAY / 180, 1e-6L},
		{{0, 0}, {1, 0}, HALF_WAY / 180e7L, 1e-12L},
		{{144000000, 500000000},
		 {144000000, 500000001},
		 HALF_WAY / 180e7L,
		 1e-12L},
		/* one place, two longitudes */
		{{TG_LON_MAX, 100000000}, {-TG_LON_MAX, 100000000}, 0, 1e-8L},
		{{0, TG_LAT_MAX}, {1234567890, TG_LAT_MAX}, 0, 1e-8L},
		/* over the antimeridian, over a pole */
		{{1795000000, 0}, {-1795000000, 0}, HALF_WAY / 180, 1e-6L},
		{{0, 895000000}, {TG_LON_MAX, 895000000}, HALF_WAY / 180, 1e-6L},
		/* 60 degrees north, where a degree is half as long */
		{{0, 600000000}, {1, 600000000}, HALF_WAY / 360e7L, 1e-12L},
		/* antipodes anywhere */
		{{144000000, 500000000},
		 {-1656000000, -500000000},
		 HALF_WAY,
		 NEAR_ANTIPODES},
		/* BNA to LAX, 2887.2599506 km on a sphere of 6372.8 km */
		{{-866700000, 361200000},
		 {-1184000000, 339400000},
		 2887259.9506L * TG_EARTH_RADIUS / 6372800,
		 0.01L},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
	{
		assert_near(tg_lonlat_distance(rows[i].a, rows[i].b), rows[i].metres,
					rows[i].tolerance);
		assert_near(tg_lonlat_distance(rows[i].b, rows[i].a), rows[i].metres,
					rows[i].tolerance);
	}
}

/* Anywhere, or near another position or its antipodes. */
static TgLonLat
random_position(uint64_t *random, TgLonLat other)
{
	int64_t reach = INT64_C(1) << unit_range(random, 0, 28);
	TgLonLat p = {(int32_t) unit_range(random, -TG_LON_MAX, TG_LON_MAX),
				  (int32_t) unit_range(random, -TG_LAT_MAX, TG_LAT_MAX)};
	int64_t lon = other.lon + unit_range(random, -reach, reach);
	int64_t lat = other.lat + unit_range(random, -reach, reach);

	switch (unit_random(random) % 4)
	{
		case 0:
			return p;
		case 1:
			lon += lon > 0 ? -TG_LON_MAX : TG_LON_MAX;
			lat = -lat;
			break;
		default:
			break;
	}
	if (lon >= -TG_LON_MAX && lon <= TG_LON_MAX && lat >= -TG_LAT_MAX &&
		lat <= TG_LAT_MAX)
		p = (TgLonLat){(int32_t) lon, (int32_t) lat};
	return p;
}

static void
random_pairs(void **state)
{
	uint64_t random = seed;

	(void) state;
	for (int i = 0; i < 100000; i++)
	{
		TgLonLat a = random_position(&random, (TgLonLat){0, 0});
		TgLonLat b = random_position(&random, a);
		double distance = tg_lonlat_distance(a, b);
		long double expected = naive_vectors(a, b);
		long double left = HALF_WAY - expected;
		long double tolerance = 1e-14L * expected + 1e-9L;

		if (left > 1)
			tolerance += 1e-14L * HALF_WAY * (HALF_WAY / left);
		if (left <= 1 || tolerance > NEAR_ANTIPODES)
			tolerance = NEAR_ANTIPODES;
		assert_near(distance, expected, tolerance);
		if (expected > 1e5L && left > 1e5L)
			assert_near(distance, naive_cosines(a, b), 1e-4L);

		/* to the last bit, as an index needs it */
		assert_true(distance == tg_lonlat_distance(b, a));
		assert_true(tg_lonlat_distance(a, a) == 0);
		assert_true(distance >= 0 && distance <= (double) HALF_WAY);
	}
}

/* The sine of half of half a turn may come out above 1; no NaN comes of it. */
static void
antipodes(void **state)
{
	uint64_t random = seed;

	(void) state;
	for (int i = 0; i < 200000; i++)
	{
		int64_t lon = unit_range(&random, 0, TG_LON_MAX);
		int64_t lat = unit_range(&random, -TG_LAT_MAX, TG_LAT_MAX);
		TgLonLat a = {(int32_t) lon, (int32_t) lat};
		TgLonLat b = {(int32_t) (lon - TG_LON_MAX), (int32_t) -lat};

		assert_near(tg_lonlat_distance(a, b), HALF_WAY, NEAR_ANTIPODES);
	}
}

static void
triangles(void **state)
{
	uint64_t random = seed;

	(void) state;
	for (int i = 0; i < 100000; i++)
	{
		TgLonLat a = random_position(&random, (TgLonLat){0, 0});
		TgLonLat b = random_position(&random, a);
		TgLonLat c = random_position(&random, b);

		assert_true(tg_lonlat_distance(a, c) <=
					tg_lonlat_distance(a, b) + tg_lonlat_distance(b, c) +
						2 * (double) NEAR_ANTIPODES);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(known),
		cmocka_unit_test(random_pairs),
		cmocka_unit_test(antipodes),
		cmocka_unit_test(triangles),
	};

	seed = unit_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
