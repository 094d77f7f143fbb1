/*
 * test_position_code.c
 *	  Geohashes, Open Location Codes, quadkeys and encoded polylines, read and,
 *	  against encoders made here, at random.
 */
#include "unit.h"

#include <math.h>

#include "core/geo/cell.h"
#include "core/text/polyline.h"
#include "core/text/position_code.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

typedef TgStatus (*Parse)(const char *text, size_t len, TgLonLat *out);

static uint64_t seed;

static TgStatus
parse_polyline_end(const char *text, size_t len, TgLonLat *out)
{
	return tg_polyline_parse(text, len, 5, true, out);
}

static TgStatus
parse_fine_polyline(const char *text, size_t len, TgLonLat *out)
{
	return tg_polyline_parse(text, len, 6, false, out);
}

static TgStatus
parse_exact(Parse parse, const char *text, TgLonLat *out)
{
	char *copy = unit_exact(text, strlen(text));
	TgStatus status;

	*out = (TgLonLat){-7, -7};
	status = parse(copy, strlen(text), out);
	if (status != TG_OK)
		assert_true(out->lon == -7 && out->lat == -7);
	free(copy);
	return status;
}

static void
code_table(void **state)
{
	static const struct
	{
		Parse parse;
		const char *text;
		TgStatus status;
		TgLonLat position;
	} rows[] = {
		/* the middle of the cell that geohash.org and others show */
		{tg_geohash_parse, "wx4snhx", TG_OK, {1162895966, 401035309}},
		{tg_geohash_parse, "ezs42", TG_OK, {-56030273, 426049805}},
		{tg_geohash_parse, "EZS42", TG_OK, {-56030273, 426049805}},
		{tg_geohash_parse, "00000", TG_OK, {-1799780273, -899780273}},
		{tg_geohash_parse, "zzzzzzzzzzzz", TG_OK, {1799999998, 899999999}},
		{tg_geohash_parse, "ezs4", TG_BAD_POSITION, {0, 0}},
		{tg_geohash_parse, "ezs42ezs42ezs", TG_BAD_POSITION, {0, 0}},
		{tg_geohash_parse, "station", TG_BAD_POSITION, {0, 0}},
		{tg_geohash_parse, "ezs 42", TG_BAD_POSITION, {0, 0}},
		{tg_geohash_parse, " ", TG_MISSING, {0, 0}},
		{tg_olc_parse, "8FVC9G8F+6X", TG_OK, {85249375, 473655625}},
		{tg_olc_parse, "8fvc9g8f+6x", TG_OK, {85249375, 473655625}},
		{tg_olc_parse, "8FVC9G8F+", TG_OK, {85237500, 473662500}},
		{tg_olc_parse, "7FG49Q00+", TG_BAD_POSITION, {0, 0}},
		{tg_olc_parse, "9G8F+6X", TG_BAD_POSITION, {0, 0}},
		{tg_olc_parse, "8FVC9G8F+6", TG_BAD_POSITION, {0, 0}},
		{tg_olc_parse, "8FVC9G8F6X", TG_BAD_POSITION, {0, 0}},
		{tg_olc_parse, "8FVC9G8F+6X Vienna", TG_BAD_POSITION, {0, 0}},
		{tg_olc_parse, "XFVC9G8F+6X", TG_BAD_POSITION, {0, 0}},
		{tg_olc_parse, "", TG_MISSING, {0, 0}},
		{tg_quadkey_parse, "1202210311", TG_BAD_POSITION, {0, 0}},
		{tg_quadkey_parse, "1202210311400", TG_BAD_POSITION, {0, 0}},
		{tg_quadkey_parse, "", TG_MISSING, {0, 0}},
		/* the example of the format's own page */
		{parse_polyline_end,
		 "_p~iF~ps|U_ulLnnqC_mqNvxq`@",
		 TG_OK,
		 {-1264530000, 432520000}},
		{parse_polyline_end, "_p~iF~ps|U", TG_OK, {-1202000000, 385000000}},
		{parse_polyline_end, "_p~iF~ps|U_ulL", TG_BAD_POSITION, {0, 0}},
		{parse_polyline_end, "_p~iF", TG_BAD_POSITION, {0, 0}},
		{parse_polyline_end, "_p~iF~ps|", TG_BAD_POSITION, {0, 0}},
		{parse_polyline_end, "Karlsplatz", TG_BAD_POSITION, {0, 0}},
		{parse_polyline_end, "________A?", TG_BAD_POSITION, {0, 0}},
		{parse_polyline_end, "a b", TG_BAD_POSITION, {0, 0}},
		{parse_polyline_end, "", TG_MISSING, {0, 0}},
		{parse_fine_polyline, "_p~iF~ps|U", TG_OK, {-120200000, 38500000}},
	};

	(void) state;
	for (size_t i = 0; i < LENGTH(rows); i++)
	{
		TgLonLat p;
		TgStatus status = parse_exact(rows[i].parse, rows[i].text, &p);

		if (status != rows[i].status ||
			(status == TG_OK &&
			 (p.lon != rows[i].position.lon || p.lat != rows[i].position.lat)))
			fail_msg("\"%s\": %d, %d %d", rows[i].text, status, p.lon, p.lat);
	}
}

/* The geohash of a position, by halving intervals of doubles. */
static void
write_geohash(TgLonLat p, int len, char *out)
{
	double at[2] = {p.lon / 1e7, p.lat / 1e7};
	double low[2] = {-180, -90};
	double high[2] = {180, 90};
	int bit = 0;

	for (int i = 0; i < len; i++)
	{
		int value = 0;

		for (int k = 0; k < 5; k++, bit++)
		{
			int axis = bit % 2;
			double middle = (low[axis] + high[axis]) / 2;

			value = value * 2 + (at[axis] >= middle);
			if (at[axis] >= middle)
				low[axis] = middle;
			else
				high[axis] = middle;
		}
		out[i] = "0123456789bcdefghjkmnpqrstuvwxyz"[value];
	}
	out[len] = '\0';
}

/* The Open Location Code of a position, of ten or eleven digits. */
static void
write_olc(TgLonLat p, bool fine, char *out)
{
	double lat = p.lat / 1e7 + 90;
	double lon = p.lon / 1e7 + 180;
	double size = 400;
	int len = 0;

	for (int pair = 0; pair < 5; pair++)
	{
		int row;
		int column;

		size /= 20;
		row = (int) floor(lat / size);
		column = (int) floor(lon / size);
		lat -= row * size;
		lon -= column * size;
		out[len++] = "23456789CFGHJMPQRVWX"[row];
		out[len++] = "23456789CFGHJMPQRVWX"[column];
		if (len == 8)
			out[len++] = '+';
	}
	if (fine)
		out[len++] = "23456789CFGHJMPQRVWX"[(int) (lat / (size / 5)) * 4 +
											(int) (lon / (size / 4))];
	out[len] = '\0';
}

/* The pieces of a difference. */
static int
write_difference(int64_t value, char *out)
{
	uint64_t bits =
		value < 0 ? ~((uint64_t) value << 1) : (uint64_t) value << 1;
	int len = 0;

	for (; bits >= 32; bits >>= 5)
		out[len++] = (char) ((32 | (bits & 31)) + 63);
	out[len++] = (char) (bits + 63);
	return len;
}

static TgLonLat
random_position(void)
{
	/* off the edges of cells, where doubles could go astray */
	TgLonLat p = {(int32_t) unit_range(&seed, -1799990000, 1799990000),
				  (int32_t) unit_range(&seed, -849990000, 849990000)};

	return p;
}

/* What is read lies no farther from what was written than half a cell. */
static void
assert_near(const char *code, TgLonLat p, TgLonLat q, double lon_half,
			double lat_half)
{
	if (fabs((double) p.lon - q.lon) > lon_half * 1e7 + 2 ||
		fabs((double) p.lat - q.lat) > lat_half * 1e7 + 2)
		fail_msg("%s: %d %d is not near %d %d", code, q.lon, q.lat, p.lon,
				 p.lat);
}

static void
random_codes(void **state)
{
	char code[64];

	(void) state;
	for (int round = 0; round < 20000; round++)
	{
		TgLonLat p = random_position();
		TgLonLat q;
		int len = (int) unit_range(&seed, TG_GEOHASH_LEAST, TG_GEOHASH_MOST);
		int zoom = (int) unit_range(&seed, TG_QUADKEY_LEAST, TG_QUADKEY_MOST);
		bool fine = round % 2 == 0;
		TgCell cell = tg_cell_of(p, zoom);

		write_geohash(p, len, code);
		assert_int_equal(parse_exact(tg_geohash_parse, code, &q), TG_OK);
		assert_near(code, p, q, 180 / pow(2, (5 * len + 1) / 2),
					90 / pow(2, 5 * len / 2));

		write_olc(p, fine, code);
		assert_int_equal(parse_exact(tg_olc_parse, code, &q), TG_OK);
		assert_near(code, p, q, 1 / 16000.0 / (fine ? 4 : 1),
					1 / 16000.0 / (fine ? 5 : 1));

		for (int i = 0; i < zoom; i++)
			code[i] = (char) ('0' + (cell.x >> (zoom - 1 - i) & 1) +
							  2 * (cell.y >> (zoom - 1 - i) & 1));
		code[zoom] = '\0';
		assert_int_equal(parse_exact(tg_quadkey_parse, code, &q), TG_OK);
		assert_near(code, p, q, 180 / pow(2, zoom), 180 / pow(2, zoom));
		assert_int_equal(tg_cell_of(q, zoom).x, cell.x);
		assert_int_equal(tg_cell_of(q, zoom).y, cell.y);
	}
}

static void
random_polylines(void **state)
{
	(void) state;
	for (int round = 0; round < 3000; round++)
	{
		char text[20 * 20];
		int digits = 5 + round % 2;
		int scale = digits == 5 ? 100 : 10;
		int points = (int) unit_range(&seed, 1, 20);
		TgLonLat at = {0, 0};
		TgLonLat ends[2] = {{0, 0}, {0, 0}};
		int len = 0;

		for (int i = 0; i < points; i++)
		{
			TgLonLat p = random_position();

			p.lon = p.lon / scale * scale;
			p.lat = p.lat / scale * scale;
			len += write_difference(((int64_t) p.lat - at.lat) / scale,
									text + len);
			len += write_difference(((int64_t) p.lon - at.lon) / scale,
									text + len);
			at = p;
			if (i == 0)
				ends[0] = p;
			ends[1] = p;
		}
		for (int last = 0; last < 2; last++)
		{
			char *copy = unit_exact(text, (size_t) len);
			TgLonLat q;

			assert_int_equal(
				tg_polyline_parse(copy, (size_t) len, digits, last, &q),
				TG_OK);
			assert_memory_equal(&q, &ends[last], sizeof q);
			free(copy);
		}
	}
}

static void
any_bytes(void **state)
{
	static const Parse parsers[] = {tg_geohash_parse, tg_olc_parse,
									tg_quadkey_parse, parse_polyline_end,
									parse_fine_polyline};

	(void) state;
	for (int round = 0; round < 50000; round++)
	{
		size_t len = (size_t) unit_range(&seed, 0, 20);
		char text[20];
		char *copy;

		for (size_t i = 0; i < len; i++)
			text[i] = (char) unit_range(&seed, round % 3 == 0 ? 0 : 48, 126);
		if (len > 8 && round % 2 == 0)
			text[8] = '+';
		copy = unit_exact(text, len);
		for (size_t i = 0; i < LENGTH(parsers); i++)
		{
			TgLonLat p = {0, 0};

			(void) parsers[i](copy, len, &p);
			assert_true(tg_lonlat_valid(p));
		}
		free(copy);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(code_table),
		cmocka_unit_test(random_codes),
		cmocka_unit_test(random_polylines),
		cmocka_unit_test(any_bytes),
	};

	seed = unit_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
