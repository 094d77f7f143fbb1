/*
 * test_position_forms.c
 *	  Positions as objects, in binary, as whole parts of degrees, on a plane,
 *	  and at the ends of paths.
 */
#include "unit.h"

#include <math.h>

#include "core/text/hex_wkb.h"
#include "core/text/plane_text.h"
#include "core/text/position_form.h"
#include "core/text/position_object.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static uint64_t seed;

static void
object_table(void **state)
{
	static const struct
	{
		const char *text;
		TgStatus status;
	} rows[] = {
		{"{\"lat\":48.5,\"lng\":16.25}", TG_OK},
		{"{\"lng\": 16.25, \"lat\": 48.5}", TG_OK},
		{"{'lat': 48.5, 'lng': 16.25}", TG_OK},
		{"{lat: 48.5, lng: 16.25}", TG_OK},
		{"{lat=48.5, lng=16.25}", TG_OK},
		{" {\"latitude\":\"48.5\",\"longitude\":\"16.25\"} ", TG_OK},
		{"{\"_lat\":48.5,\"_long\":16.25}", TG_OK},
		{"{\"Latitude\":4.85e1,\"Longitude\":16.25}", TG_OK},
		{"{'type': 'gps', 'at': {'lat': 48.5, 'lon': 16.25}, 'v': [1, 2]}",
		 TG_OK},
		{"{'latitude': '48.5', 'longitude': '16.25', 'human_address': "
		 "'{\"address\": \"1 \\'A\\' St\"}'}",
		 TG_OK},
		{"{\"x\":16.25,\"y\":48.5}", TG_OK},
		{"{\"x\":1,\"y\":2,\"lon\":16.25,\"lat\":48.5}", TG_OK},
		{"{\"lat\":null,\"lng\":null}", TG_MISSING},
		{"{'lat': None, 'lng': 16.25}", TG_MISSING},
		{"{\"lat\":98.5,\"lng\":16.25}", TG_LAT_OUT_OF_RANGE},
		{"{\"lat\":nan,\"lng\":16.25}", TG_NOT_FINITE},
		{"{\"lat\":48.5}", TG_BAD_POSITION},
		{"{\"lat\":48.5,\"y\":16.25}", TG_BAD_POSITION},
		{"{\"lat\":48.5,\"lng\":16.25,\"lat\":48.6}", TG_BAD_POSITION},
		{"{\"ne\":{\"lat\":1,\"lng\":2},\"sw\":{\"lat\":3,\"lng\":4}}",
		 TG_BAD_POSITION},
		{"{\"lat\":[48.5],\"lng\":16.25}", TG_BAD_POSITION},
		{"{\"lat\":\"north\",\"lng\":16.25}", TG_BAD_POSITION},
		{"{\"latitudeE7\":485000000,\"longitudeE7\":162500000}",
		 TG_BAD_POSITION},
		{"{\"coordinates\":[16.25,48.5]}", TG_BAD_POSITION},
		{"{\"lat\":48.5,\"lng\":16.25", TG_BAD_POSITION},
		{"{\"lat:48.5,\"lng\":16.25}", TG_BAD_POSITION},
		{"{}", TG_BAD_POSITION},
		{"{", TG_BAD_POSITION},
		{"48.5", TG_BAD_POSITION},
		{"", TG_MISSING},
	};

	(void) state;
	for (size_t i = 0; i < LENGTH(rows); i++)
	{
		char *copy = unit_exact(rows[i].text, strlen(rows[i].text));
		TgLonLat p = {-7, -7};
		TgStatus status = tg_object_parse(copy, strlen(rows[i].text), &p);
		bool good = status == rows[i].status;

		if (status == TG_OK)
			good &= p.lon == 162500000 && p.lat == 485000000;
		else
			good &= p.lon == -7 && p.lat == -7;
		if (!good)
			fail_msg("%s: %d, %d %d", rows[i].text, status, p.lon, p.lat);
		free(copy);
	}
}

static void
scaled_table(void **state)
{
	static const struct
	{
		const char *text;
		TgPositionForm form;
		TgStatus status;
		int32_t e7;
	} rows[] = {
		{"16372500", TG_FORM_E6, TG_OK, 163725000},
		{"-16372500", TG_FORM_E6, TG_OK, -163725000},
		{"16372500.0", TG_FORM_E6, TG_OK, 163725000},
		{"163725001", TG_FORM_E7, TG_OK, 163725001},
		{"+5", TG_FORM_E7, TG_OK, 5},
		{"1800000000", TG_FORM_E7, TG_OK, 1800000000},
		{"1800000001", TG_FORM_E7, TG_LON_OUT_OF_RANGE, 0},
		{"180000001", TG_FORM_E6, TG_LON_OUT_OF_RANGE, 0},
		{"99999999999999999999", TG_FORM_E7, TG_LON_OUT_OF_RANGE, 0},
		{"16372500.5", TG_FORM_E6, TG_BAD_DEGREES, 0},
		{"16372500.", TG_FORM_E6, TG_BAD_DEGREES, 0},
		{"16.3725", TG_FORM_E6, TG_BAD_DEGREES, 0},
		{"1e7", TG_FORM_E6, TG_BAD_DEGREES, 0},
		{"-", TG_FORM_E6, TG_BAD_DEGREES, 0},
		{" ", TG_FORM_E6, TG_MISSING, 0},
	};

	(void) state;
	for (size_t i = 0; i < LENGTH(rows); i++)
	{
		char *copy = unit_exact(rows[i].text, strlen(rows[i].text));
		int32_t e7 = 0;
		TgStatus status = tg_position_form_scaled(
			rows[i].form, copy, strlen(rows[i].text), TG_LON, &e7);

		if (status != rows[i].status || e7 != rows[i].e7)
			fail_msg("%s: %d, %d", rows[i].text, status, e7);
		free(copy);
	}
}

static void
plane_table(void **state)
{
	static const struct
	{
		const char *text;
		unsigned style;
		bool path;
		TgStatus status;
	} rows[] = {
		{"601969.5,5340324.25", 0, false, TG_OK},
		{"5340324.25 601969.5", TG_LAT_FIRST, false, TG_OK},
		{"(601969.5; 5340324.25)", 0, false, TG_OK},
		{"[601969.5, 5340324.25]", 0, false, TG_OK},
		{"601969,5;5340324,25", TG_DECIMAL_COMMA, false, TG_OK},
		{"POINT (601969.5 5340324.25)", 0, false, TG_OK},
		{"SRID=32633;POINT(601969.5 5340324.25)", 0, false, TG_OK},
		{"010100000000000000E35E224100000010295F5441", 0, false, TG_OK},
		{"LINESTRING (1 2, 601969.5 5340324.25)", 0, true, TG_OK},
		{"[[1,2],[601969.5,5340324.25]]", 0, true, TG_OK},
		{"SRID=4326;POINT(601969.5 5340324.25)", 0, false, TG_BAD_SRID},
		{"601969.5", 0, false, TG_BAD_POSITION},
		{"601969.5,x", 0, false, TG_BAD_POSITION},
		{"POINT 601969.5 5340324.25", 0, false, TG_BAD_POSITION},
		{"(601969.5,5340324.25", 0, false, TG_BAD_POSITION},
		{"LINESTRING (1 2, 3 4)", 0, false, TG_BAD_POSITION},
		{"9999999999,5", 0, false, TG_NOT_FINITE},
		{"", 0, false, TG_MISSING},
	};

	(void) state;
	for (size_t i = 0; i < LENGTH(rows); i++)
	{
		char *copy = unit_exact(rows[i].text, strlen(rows[i].text));
		TgPlanePoint p = {-7, -7};
		TgStatus status =
			tg_plane_parse(copy, strlen(rows[i].text), rows[i].style, 32633,
						   rows[i].path, true, &p);
		bool good = status == rows[i].status;

		if (status == TG_OK)
			good &= p.x == 601969.5 && p.y == 5340324.25;
		else
			good &= p.x == -7 && p.y == -7;
		if (!good)
			fail_msg("%s: %d, %.9g %.9g", rows[i].text, status, p.x, p.y);
		free(copy);
	}
}

/* Numbers are those of the C library, as far as they have digits. */
static void
random_plane_numbers(void **state)
{
	(void) state;
	for (int round = 0; round < 20000; round++)
	{
		char text[64];
		double value = 0;

		snprintf(text, sizeof text, "%s%lld.%0*lld",
				 unit_range(&seed, 0, 1) ? "-" : "",
				 (long long) unit_range(&seed, 0, 9999999),
				 (int) unit_range(&seed, 1, 6),
				 (long long) unit_range(&seed, 0, 999999));
		assert_int_equal(tg_plane_coordinate(text, strlen(text), 0, &value),
						 TG_OK);
		assert_true(value == strtod(text, NULL));
	}
}

/* Append bytes in hexadecimal, in either order. */
static void
append(char *hex, const void *value, size_t size, bool little)
{
	const unsigned char *bytes = value;
	static const uint16_t one = 1;
	bool native = *(const unsigned char *) &one == 1;

	for (size_t i = 0; i < size; i++)
		sprintf(hex + strlen(hex), unit_range(&seed, 0, 1) ? "%02x" : "%02X",
				bytes[little == native ? i : size - 1 - i]);
}

static void
append_head(char *hex, bool little, uint32_t type, int kind, bool srid)
{
	static const uint32_t ewkb[] = {0, 0x80000000, 0x40000000, 0xC0000000};
	uint32_t wgs84 = 4326;
	unsigned char order = little;

	/* kinds from 4 on are those of ISO, which has no SRID */
	type |= kind < 4 ? ewkb[kind] : (uint32_t) 0;
	type += kind >= 4 ? (uint32_t) (kind - 3) * 1000 : 0;
	srid &= kind < 4;
	type |= srid ? UINT32_C(0x20000000) : 0;
	append(hex, &order, 1, true);
	append(hex, &type, 4, little);
	if (srid)
		append(hex, &wgs84, 4, little);
}

static void
append_points(char *hex, bool little, int kind, int count, double ends[2][2],
			  bool *any)
{
	static const int dimensions[] = {2, 3, 3, 4, 3, 3, 4};

	for (int i = 0; i < count; i++)
	{
		double xy[4] = {(double) unit_range(&seed, -180, 180),
						(double) unit_range(&seed, -90, 90), NAN, 1e300};

		for (int k = 0; k < dimensions[kind]; k++)
			append(hex, &xy[k], 8, little);
		if (!*any)
			memcpy(ends[0], xy, sizeof ends[0]);
		memcpy(ends[1], xy, sizeof ends[1]);
		*any = true;
	}
}

/* Lines and several lines, with any dimensions, in any order of bytes. */
static void
random_lines(void **state)
{
	(void) state;
	for (int round = 0; round < 5000; round++)
	{
		char hex[8192] = "";
		bool little = unit_range(&seed, 0, 1);
		int kind = (int) unit_range(&seed, 0, 6);
		uint32_t lines = (uint32_t) unit_range(&seed, 0, 3);
		bool several = round % 2 == 0;
		double ends[2][2];
		bool any = false;
		char *copy;
		size_t len;

		append_head(hex, little, several ? 5 : 2, kind, round % 3 == 0);
		if (several)
			append(hex, &lines, 4, little);
		for (uint32_t i = 0; i < (several ? lines : 1); i++)
		{
			uint32_t count = (uint32_t) unit_range(&seed, 0, 5);

			if (several)
				append_head(hex, little, 2, kind, false);
			append(hex, &count, 4, little);
			append_points(hex, little, kind, (int) count, ends, &any);
		}
		len = strlen(hex);
		copy = unit_exact(hex, len);
		for (int last = 0; last < 2; last++)
		{
			TgLonLat p = {-7, -7};
			TgStatus status = tg_path_parse(copy, len, 0, last, &p);

			assert_int_equal(status, any ? TG_OK : TG_MISSING);
			if (any)
				assert_true(p.lon == ends[last][0] * 1e7 &&
							p.lat == ends[last][1] * 1e7);
			assert_true(tg_path_parse(copy, len - 2, 0, last, &p) != TG_OK);
		}
		free(copy);
	}
}

static void
any_bytes(void **state)
{
	static const char hex[] = "0123456789abcdefABCDEF";
	static const char others[] = "{}[]():,='\"latnogy48.5- \\";

	(void) state;
	for (int round = 0; round < 50000; round++)
	{
		bool binary = round % 2 == 0;
		size_t len = (size_t) unit_range(&seed, 0, binary ? 120 : 40);
		char text[120];
		char *copy;
		TgLonLat p = {0, 0};
		TgPlanePoint plane = {0, 0};

		for (size_t i = 0; i < len; i++)
			text[i] = binary ? hex[unit_range(&seed, 0, sizeof hex - 2)]
							 : others[unit_range(&seed, 0, sizeof others - 2)];
		if (binary && len > 10)
			memcpy(text, unit_range(&seed, 0, 1) ? "0105000000" : "0000000002",
				   10);
		copy = unit_exact(text, len);
		(void) tg_path_parse(copy, len, 0, round % 3 == 0, &p);
		(void) tg_object_parse(copy, len, &p);
		assert_true(tg_lonlat_valid(p));
		(void) tg_plane_parse(copy, len, 0, 5, round % 5 == 0, true, &plane);
		free(copy);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(object_table), cmocka_unit_test(scaled_table),
		cmocka_unit_test(plane_table),	cmocka_unit_test(random_plane_numbers),
		cmocka_unit_test(random_lines), cmocka_unit_test(any_bytes),
	};

	seed = unit_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
