/*
 * test_wkb.c
 *	  The walk over polygons in WKB, and its refusal of anything else.
 */
#include "unit.h"

#include <math.h>

#include "core/geo/wkb.h"
#include "unit_wkb.h"

static uint64_t seed;

/* What a walk found: counts, and sums by which points are told apart. */
typedef struct Found
{
	uint32_t rings;
	uint32_t points;
	uint32_t polygon; /* of the last ring */
	double x;
	double y;
} Found;

/* Walk a copy in memory of exactly its size. */
static TgStatus
walk_all(const unsigned char *bytes, size_t len, Found *found)
{
	unsigned char *copy = malloc(len > 0 ? len : 1);
	TgWkb walk;
	TgWkbRing ring;
	TgStatus status;

	assert_non_null(copy);
	memcpy(copy, bytes, len);
	memset(found, 0, sizeof(*found));
	status = tg_wkb_open(copy, len, &walk);
	while (status == TG_OK)
	{
		status = tg_wkb_next(&walk, &ring);
		if (status != TG_OK || ring.count == 0)
			break;
		assert_true(ring.count >= 4);
		assert_true(ring.polygon >= found->polygon);
		found->rings++;
		found->points += ring.count;
		found->polygon = ring.polygon;
		for (uint32_t i = 0; i < ring.count; i++)
		{
			double x;
			double y;

			tg_wkb_point(&ring, i, &x, &y);
			assert_true(isfinite(x) && isfinite(y));
			found->x += x;
			found->y += y;
		}
	}
	free(copy);
	return status;
}

static unsigned
nibble(char c)
{
	return (unsigned) (c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
}

static TgStatus
walk_hex(const char *hex, Found *found)
{
	unsigned char bytes[256];
	size_t len = strlen(hex) / 2;

	assert_true(len <= sizeof(bytes));
	for (size_t i = 0; i < len; i++)
		bytes[i] =
			(unsigned char) (nibble(hex[2 * i]) << 4 | nibble(hex[2 * i + 1]));
	return walk_all(bytes, len, found);
}

/* The ring (1 2, 3 2, 1 5, 1 2), its points with extra dimensions of NaN. */
static void
put_ring(UnitWkb *wkb, int extra)
{
	static const double points[4][2] = {{1, 2}, {3, 2}, {1, 5}, {1, 2}};

	unit_wkb_u32(wkb, 4);
	for (int i = 0; i < 4; i++)
	{
		unit_wkb_double(wkb, points[i][0]);
		unit_wkb_double(wkb, points[i][1]);
		for (int j = 0; j < extra; j++)
			unit_wkb_double(wkb, NAN);
	}
}

static void
put_polygon(UnitWkb *wkb, uint32_t type, uint32_t rings, int extra)
{
	unit_wkb_header(wkb, type);
	unit_wkb_u32(wkb, rings);
	for (uint32_t i = 0; i < rings; i++)
		put_ring(wkb, extra);
}

/* Three polygons of two, no and one ring, in both byte orders. */
static UnitWkb
sample_multipolygon(bool big_endian)
{
	UnitWkb wkb = {.big_endian = big_endian};

	unit_wkb_header(&wkb, 6 | WKB_SRID);
	unit_wkb_u32(&wkb, 3);
	wkb.big_endian = !big_endian;
	put_polygon(&wkb, 3, 2, 0);
	put_polygon(&wkb, 3, 0, 0);
	wkb.big_endian = big_endian;
	put_polygon(&wkb, 3 | WKB_Z | WKB_SRID, 1, 1);
	return wkb;
}

/* Every way to say polygon, in both byte orders. */
static void
polygon_types(void **state)
{
	static const struct
	{
		uint32_t type;
		int extra;
	} rows[] = {
		{3, 0},
		{1003, 1},
		{2003, 1},
		{3003, 2},
		{3 | WKB_Z, 1},
		{3 | WKB_M, 1},
		{3 | WKB_Z | WKB_M, 2},
		{3 | WKB_SRID, 0},
		{3 | WKB_Z | WKB_SRID, 1},
		{3 | WKB_Z | WKB_M | WKB_SRID, 2},
		{1003 | WKB_SRID, 1},
		{1003 | WKB_Z, 1},
		{1003 | WKB_M, 2},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
	{
		for (int order = 0; order < 2; order++)
		{
			UnitWkb wkb = {.big_endian = order == 1};
			Found found;

			put_polygon(&wkb, rows[i].type, 3, rows[i].extra);
			assert_int_equal(walk_all(wkb.bytes, wkb.len, &found), TG_OK);
			assert_int_equal(found.rings, 3);
			assert_int_equal(found.points, 12);
			assert_int_equal(found.polygon, 1);
			assert_true(found.x == 3 * 6 && found.y == 3 * 11);
			free(wkb.bytes);
		}
	}
}

static void
multipolygon(void **state)
{
	(void) state;
	for (int order = 0; order < 2; order++)
	{
		UnitWkb wkb = sample_multipolygon(order == 1);
		Found found;

		assert_int_equal(walk_all(wkb.bytes, wkb.len, &found), TG_OK);
		assert_int_equal(found.rings, 3);
		assert_int_equal(found.polygon, 3);
		assert_true(found.x == 3 * 6 && found.y == 3 * 11);
		free(wkb.bytes);
	}
}

/* Bytes as PostGIS writes them, and bytes that nobody should. */
static void
hex_table(void **state)
{
	static const struct
	{
		const char *hex;
		TgStatus status;
		uint32_t points;
	} rows[] = {
		/* ST_MakeEnvelope(1, 2, 3, 4, 4326) */
		{"0103000020E61000000100000005000000"
		 "000000000000F03F0000000000000040"
		 "000000000000F03F0000000000001040"
		 "00000000000008400000000000001040"
		 "00000000000008400000000000000040"
		 "000000000000F03F0000000000000040",
		 TG_OK, 5},
		/* empty: POLYGON, with SRID, with Z, big-endian; MULTIPOLYGON */
		{"010300000000000000", TG_OK, 0},
		{"0103000020E610000000000000", TG_OK, 0},
		{"010300008000000000", TG_OK, 0},
		{"000000000300000000", TG_OK, 0},
		{"010600000000000000", TG_OK, 0},
		{"0106000020E610000000000000", TG_OK, 0},
		/* MULTIPOLYGON(EMPTY, EMPTY) */
		{"010600000002000000010300000000000000000000000300000000", TG_OK, 0},

		/* POINT(1 2), LINESTRING EMPTY, the other types */
		{"0101000000000000000000F03F0000000000000040", TG_NOT_AN_AREA, 0},
		{"0101000020E6100000000000000000F03F0000000000000040", TG_NOT_AN_AREA,
		 0},
		{"010200000000000000", TG_NOT_AN_AREA, 0},
		{"01EA03000000000000", TG_NOT_AN_AREA, 0}, /* 1002 */
		{"010400000000000000", TG_NOT_AN_AREA, 0},
		{"010500000000000000", TG_NOT_AN_AREA, 0},
		{"010700000000000000", TG_NOT_AN_AREA, 0},
		{"010F00000000000000", TG_NOT_AN_AREA, 0}, /* POLYHEDRALSURFACE */
		{"011000000000000000", TG_NOT_AN_AREA, 0}, /* TIN */
		{"011100000000000000", TG_NOT_AN_AREA, 0}, /* TRIANGLE */
		{"010800000000000000", TG_CURVED_AREA, 0},
		{"010900000000000000", TG_CURVED_AREA, 0},
		{"010A00000000000000", TG_CURVED_AREA, 0}, /* CURVEPOLYGON */
		{"010A0000A0E610000000000000", TG_CURVED_AREA, 0},
		{"01F203000000000000", TG_CURVED_AREA, 0}, /* 1010 */
		{"010B00000000000000", TG_CURVED_AREA, 0},
		{"010C00000000000000", TG_CURVED_AREA, 0}, /* MULTISURFACE */

		{"", TG_BAD_WKB, 0},
		{"01", TG_BAD_WKB, 0},
		{"02", TG_BAD_WKB, 0},
		{"FF0300000000000000", TG_BAD_WKB, 0},
		{"020300000000000000", TG_BAD_WKB, 0},
		{"010000000000000000", TG_BAD_WKB, 0}, /* type 0 */
		{"011200000000000000", TG_BAD_WKB, 0}, /* type 18 */
		{"01A30F000000000000", TG_BAD_WKB, 0}, /* type 4003 */
		{"010300001000000000", TG_BAD_WKB, 0}, /* an unknown flag */
		{"01FFFFFFFF00000000", TG_BAD_WKB, 0},
		/* one byte more, one less */
		{"01030000000000000000", TG_BAD_WKB, 0},
		{"0103000000000000", TG_BAD_WKB, 0},
		/* more rings and polygons than there are bytes */
		{"0103000000FFFFFFFF", TG_BAD_WKB, 0},
		{"0103000000FFFFFFFF00000000000000000000000000000000", TG_BAD_WKB, 0},
		{"0103000000000000800000000000000000", TG_BAD_WKB, 0},
		{"0106000000FFFFFFFF010300000000000000", TG_BAD_WKB, 0},
		{"010600000002000000010300000000000000", TG_BAD_WKB, 0},
		/* in a multipolygon: a point, a multipolygon, a curved polygon */
		{"0106000000010000000101000000000000000000F03F0000000000000040",
		 TG_BAD_WKB, 0},
		{"010600000001000000010600000000000000", TG_BAD_WKB, 0},
		{"010600000001000000010A00000000000000", TG_BAD_WKB, 0},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
	{
		Found found;

		if (walk_hex(rows[i].hex, &found) != rows[i].status)
			fail_msg("%s: not status %d", rows[i].hex, rows[i].status);
		assert_int_equal(found.points, rows[i].points);
	}
}

/* A polygon of one ring; its points, and how many it is said to have. */
static TgStatus
walk_ring(uint32_t stated, const double (*points)[2], int count)
{
	UnitWkb wkb = {0};
	Found found;
	TgStatus status;

	unit_wkb_header(&wkb, 3);
	unit_wkb_u32(&wkb, 1);
	unit_wkb_u32(&wkb, stated);
	for (int i = 0; i < count; i++)
	{
		unit_wkb_double(&wkb, points[i][0]);
		unit_wkb_double(&wkb, points[i][1]);
	}
	status = walk_all(wkb.bytes, wkb.len, &found);
	free(wkb.bytes);
	return status;
}

static void
rings(void **state)
{
	static const double good[6][2] = {{0, 0}, {1, 0}, {0, 1},
									  {0, 0}, {5, 5}, {0, 0}};
	static const double bad[] = {NAN, -NAN, INFINITY, -INFINITY};
	static const uint32_t counts[] = {
		0,			1,			2,			3,			5,		   0x10000000,
		0x10000004, 0x20000000, 0x40000004, 0x80000000, 0xFFFFFFFF};
	static const double signed_zero[4][2] = {
		{0.0, 0}, {1, 0}, {0, 1}, {-0.0, -0.0}};

	(void) state;
	assert_int_equal(walk_ring(4, good, 4), TG_OK);
	assert_int_equal(walk_ring(6, good, 6), TG_OK);
	assert_int_equal(walk_ring(4, signed_zero, 4), TG_OK);

	/* counts that are too small, too large, or so large that they wrap */
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
		assert_int_equal(walk_ring(counts[i], good, 4), TG_BAD_WKB);
	for (int count = 0; count < 4; count++)
		assert_int_equal(walk_ring((uint32_t) count, good, count), TG_BAD_WKB);

	assert_int_equal(walk_ring(5, good, 5), TG_BAD_WKB); /* not closed */
	for (int i = 0; i < 8 * 4; i++)
	{
		double points[4][2];

		memcpy(points, good, sizeof(points));
		points[i / 8][i / 4 % 2] = bad[i % 4];
		assert_int_equal(walk_ring(4, points, 4), TG_NOT_FINITE);
	}
}

/* Whether a polygon of these points is on the globe; which point is not. */
static TgStatus
look_at(const double (*points)[2], int count, bool big_endian, double *out)
{
	UnitWkb wkb = {.big_endian = big_endian};
	TgStatus status;

	unit_wkb_header(&wkb, 3 | WKB_SRID);
	unit_wkb_u32(&wkb, 1);
	unit_wkb_u32(&wkb, (uint32_t) count);
	for (int i = 0; i < count; i++)
	{
		unit_wkb_double(&wkb, points[i][0]);
		unit_wkb_double(&wkb, points[i][1]);
	}
	status = tg_wkb_on_globe(wkb.bytes, wkb.len, &out[0], &out[1]);
	free(wkb.bytes);
	return status;
}

static void
on_globe(void **state)
{
	static const struct
	{
		double x;
		double y;
		TgStatus expected;
	} rows[] = {
		{180, 90, TG_OK},
		{-180, -90, TG_OK},
		{-180.0000009, 90.0000009, TG_OK},
		{180.0000009, -90.0000009, TG_OK},
		{180.0000011, 0, TG_OFF_GLOBE},
		{-180.0000011, 0, TG_OFF_GLOBE},
		{0, 90.0000011, TG_OFF_GLOBE},
		{0, -90.0000011, TG_OFF_GLOBE},
		{14, 91, TG_OFF_GLOBE},
		{1602923.2, 6469541.1, TG_OFF_GLOBE},
		{-1e300, 0, TG_OFF_GLOBE},
		{0, 1.7e308, TG_OFF_GLOBE},
		{NAN, 0, TG_NOT_FINITE},
		{0, INFINITY, TG_NOT_FINITE},
		{-INFINITY, 1e9, TG_NOT_FINITE},
	};
	UnitWkb empty = {0};
	double x;
	double y;

	(void) state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (int at = 0; at < 3; at++)
		{
			double points[4][2] = {{0, 0}, {1, 0}, {0, 1}, {0, 0}};
			double out[2];

			points[at][0] = rows[i].x;
			points[at][1] = rows[i].y;
			memcpy(points[3], points[0], sizeof(points[0]));
			if (look_at(points, 4, at % 2 == 1, out) != rows[i].expected)
				fail_msg("row %zu, point %d", i, at);
			if (rows[i].expected == TG_OFF_GLOBE)
				assert_true(out[0] == rows[i].x && out[1] == rows[i].y);
		}

	/* nothing is off the globe; no geometry is neither */
	put_polygon(&empty, 3, 0, 0);
	assert_int_equal(tg_wkb_on_globe(empty.bytes, empty.len, &x, &y), TG_OK);
	assert_int_equal(tg_wkb_on_globe(empty.bytes, 5, &x, &y), TG_BAD_WKB);
	free(empty.bytes);
}

/* The first of the vertices that are off is the one that is told of. */
static void
random_globes(void **state)
{
	uint64_t random = seed;
	int off = 0;

	(void) state;
	for (int i = 0; i < 20000; i++)
	{
		double points[21][2];
		double out[2] = {0, 0};
		int count = (int) unit_range(&random, 4, 21);
		int first = -1;
		TgStatus status;

		for (int k = 0; k < count; k++)
			for (int axis = 0; axis < 2; axis++)
			{
				int64_t end = axis == 0 ? 180000000 : 90000000;
				bool stray = unit_range(&random, 0, 40) == 0;

				/* millionths of a degree; those at the slack are in doubt */
				int64_t v = unit_range(&random, -end, end);

				if (stray)
				{
					v = unit_range(&random, end + 2, end + 1000);
					if (unit_random(&random) % 2 == 0)
						v = -v;
					if (first < 0 && k < count - 1)
						first = k;
				}
				points[k][axis] = (double) v / 1e6;
			}
		memcpy(points[count - 1], points[0], sizeof(points[0]));
		status = look_at(points, count, i % 2 == 1, out);
		assert_int_equal(status, first < 0 ? TG_OK : TG_OFF_GLOBE);
		off += first >= 0;
		if (first >= 0)
			assert_memory_equal(out, points[first], sizeof(out));
	}
	assert_true(off > 1000 && off < 19000);
}

/* A closed ring of too few points, though there are bytes for more. */
static void
short_rings(void **state)
{
	(void) state;
	for (uint32_t count = 0; count <= 4; count++)
	{
		UnitWkb wkb = {0};
		Found found;

		unit_wkb_header(&wkb, 3);
		unit_wkb_u32(&wkb, 3);
		unit_wkb_u32(&wkb, count);
		for (uint32_t i = 0; i < count; i++)
		{
			unit_wkb_double(&wkb, i == 1);
			unit_wkb_double(&wkb, 0);
		}
		unit_wkb_u32(&wkb, 10);
		for (int i = 0; i < 2 * 10; i++)
			unit_wkb_double(&wkb, 0);
		put_ring(&wkb, 0);
		assert_int_equal(walk_all(wkb.bytes, wkb.len, &found),
						 count < 4 ? TG_BAD_WKB : TG_OK);
		free(wkb.bytes);
	}
}

/* Whatever is cut off, the rest is no geometry; nor with a byte too many. */
static void
truncated(void **state)
{
	(void) state;
	for (int order = 0; order < 2; order++)
	{
		UnitWkb wkb = sample_multipolygon(order == 1);
		size_t len = wkb.len;
		Found found;

		for (size_t cut = 0; cut < len; cut++)
			assert_int_equal(walk_all(wkb.bytes, cut, &found), TG_BAD_WKB);
		unit_wkb_put(&wkb, 0, 1);
		assert_int_equal(walk_all(wkb.bytes, wkb.len, &found), TG_BAD_WKB);
		free(wkb.bytes);
	}
}

/* Damaged bytes give some status; the sanitizers watch every read. */
static void
mutated(void **state)
{
	uint64_t random = seed;
	int accepted = 0;

	(void) state;
	for (int i = 0; i < 100000; i++)
	{
		UnitWkb wkb = sample_multipolygon(i % 2 == 1);
		int64_t changes = unit_range(&random, 1, 4);
		size_t len = wkb.len;
		Found found;
		TgStatus status;

		while (changes-- > 0)
		{
			static const unsigned char values[] = {0, 1, 3, 6, 0x7F, 0xFF};
			size_t at = (size_t) unit_range(&random, 0, (int64_t) len - 1);
			uint64_t bits = unit_random(&random);

			switch (bits % 3)
			{
				case 0:
					wkb.bytes[at] ^= (unsigned char) (1 << (bits >> 8) % 8);
					break;
				case 1:
					wkb.bytes[at] = values[(bits >> 8) % sizeof(values)];
					break;
				default:
					wkb.bytes[at] = (unsigned char) (bits >> 8);
			}
		}
		if (i % 8 == 0)
			len = (size_t) unit_range(&random, 0, (int64_t) len);
		status = walk_all(wkb.bytes, len, &found);
		assert_true(status == TG_OK || status == TG_BAD_WKB ||
					status == TG_NOT_AN_AREA || status == TG_CURVED_AREA ||
					status == TG_NOT_FINITE);
		accepted += status == TG_OK;
		free(wkb.bytes);
	}
	assert_true(accepted > 100);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(polygon_types), cmocka_unit_test(multipolygon),
		cmocka_unit_test(hex_table),	 cmocka_unit_test(rings),
		cmocka_unit_test(short_rings),	 cmocka_unit_test(truncated),
		cmocka_unit_test(mutated),		 cmocka_unit_test(on_globe),
		cmocka_unit_test(random_globes),
	};

	seed = unit_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
