/*
 * test_angle.c
 *	  tg_angle_parse and tg_angles_parse: coordinates with marks and letters.
 */
#include "unit.h"

#include <math.h>

#include "core/text/angle.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static uint64_t seed;

static TgStatus
parse(const char *text, TgAxis axis, int32_t *out)
{
	char *copy = unit_exact(text, strlen(text));
	TgStatus status;

	*out = -7;
	status = tg_angle_parse(copy, strlen(text), axis, out);
	if (status != TG_OK)
		assert_int_equal(*out, -7);
	free(copy);
	return status;
}

static TgStatus
parse_two(const char *text, unsigned style, TgLonLat *out)
{
	char *copy = unit_exact(text, strlen(text));
	TgStatus status;

	*out = (TgLonLat){-7, -7};
	status = tg_angles_parse(copy, strlen(text), style, out);
	if (status != TG_OK)
		assert_true(out->lon == -7 && out->lat == -7);
	free(copy);
	return status;
}

static void
one_table(void **state)
{
	static const struct
	{
		const char *text;
		TgAxis axis;
		TgStatus status;
		int32_t e7;
	} rows[] = {
		{"16.3725°", TG_LON, TG_OK, 163725000},
		{"-16.3725 °", TG_LON, TG_OK, -163725000},
		{"16.3725º", TG_LON, TG_OK, 163725000},
		{"16.3725\xB0", TG_LON, TG_OK, 163725000},
		{"16.3725E", TG_LON, TG_OK, 163725000},
		{"16.3725 w", TG_LON, TG_OK, -163725000},
		{"E16.3725", TG_LON, TG_OK, 163725000},
		{"S 48", TG_LAT, TG_OK, -480000000},
		{"16°22'21.0\"E", TG_LON, TG_OK, 163725000},
		{"16° 22′ 21″ E", TG_LON, TG_OK, 163725000},
		{"16°22’21”E", TG_LON, TG_OK, 163725000},
		{"16°22'21''E", TG_LON, TG_OK, 163725000},
		{"16°22′21′′E", TG_LON, TG_OK, 163725000},
		{"16d22m21s", TG_LON, TG_OK, 163725000},
		{"16d22m21sW", TG_LON, TG_OK, -163725000},
		{"-16:22:21", TG_LON, TG_OK, -163725000},
		{"16:22:21.0E", TG_LON, TG_OK, 163725000},
		{"16 22 21.0 E", TG_LON, TG_OK, 163725000},
		{"16 22.35 E", TG_LON, TG_OK, 163725000},
		{"E 016° 22.350", TG_LON, TG_OK, 163725000},
		{"48°12'30.2\"N", TG_LAT, TG_OK, 482083889},
		{"0°0'0.5\"S", TG_LAT, TG_OK, -1389},
		{"180°E", TG_LON, TG_OK, 1800000000},
		{"179°59'59.9999999\"W", TG_LON, TG_OK, -1800000000},

		/* one reading is not sure, or there is none */
		{"16.3725", TG_LON, TG_BAD_DEGREES, 0},
		{"16 22 21", TG_LON, TG_BAD_DEGREES, 0},
		{"16:22", TG_LON, TG_BAD_DEGREES, 0},
		{"16:22E", TG_LON, TG_BAD_DEGREES, 0},
		{"16.3725O", TG_LON, TG_BAD_DEGREES, 0},
		{"-16.3725W", TG_LON, TG_BAD_DEGREES, 0},
		{"E16.3725E", TG_LON, TG_BAD_DEGREES, 0},
		{"16.3725N", TG_LON, TG_BAD_DEGREES, 0},
		{"48.2E", TG_LAT, TG_BAD_DEGREES, 0},
		{"16°60'21\"E", TG_LON, TG_BAD_DEGREES, 0},
		{"16°22'60\"E", TG_LON, TG_BAD_DEGREES, 0},
		{"16.5°22'E", TG_LON, TG_BAD_DEGREES, 0},
		{"16'22°E", TG_LON, TG_BAD_DEGREES, 0},
		{"16°22\"E", TG_LON, TG_BAD_DEGREES, 0},
		{"16°22'21\"5E", TG_LON, TG_BAD_DEGREES, 0},
		{"16°E22", TG_LON, TG_BAD_DEGREES, 0},
		{"16.3725East", TG_LON, TG_BAD_DEGREES, 0},
		{"16m", TG_LON, TG_BAD_DEGREES, 0},
		{"°", TG_LON, TG_BAD_DEGREES, 0},
		{"E", TG_LON, TG_BAD_DEGREES, 0},
		{"", TG_LON, TG_MISSING, 0},
		{"181°", TG_LON, TG_LON_OUT_OF_RANGE, 0},
		{"91°N", TG_LAT, TG_LAT_OUT_OF_RANGE, 0},
		{"99999999999999999999°", TG_LON, TG_LON_OUT_OF_RANGE, 0},
	};

	(void) state;
	for (size_t i = 0; i < LENGTH(rows); i++)
	{
		int32_t e7;
		TgStatus status = parse(rows[i].text, rows[i].axis, &e7);

		if (status != rows[i].status || (status == TG_OK && e7 != rows[i].e7))
			fail_msg("\"%s\": %d, %d", rows[i].text, status, e7);
	}
}

static void
two_table(void **state)
{
	static const struct
	{
		const char *text;
		unsigned style;
		TgStatus status;
	} rows[] = {
		{"48.5N 16.25E", 0, TG_OK},
		{"48.5N, 16.25E", TG_LAT_FIRST, TG_OK},
		{"16.25E;48.5N", TG_LAT_FIRST, TG_OK},
		{"48°30'0\"N16°15'0\"E", 0, TG_OK},
		{"N48.5 E16.25", 0, TG_OK},
		{"N 48° 30.000 E 016° 15.000", 0, TG_OK},
		{"(48°30'N, 16°15'E)", 0, TG_OK},
		{"48 30 0 N 16 15 0 E", 0, TG_OK},
		{"48.5° N / 16.25° E", 0, TG_OK},
		{"16.25°, 48.5°", 0, TG_OK},
		{"48.5° 16.25°", TG_LAT_FIRST, TG_OK},
		{"48.5 16.25", 0, TG_BAD_POSITION},
		{"48.5N 16.25", 0, TG_BAD_POSITION},
		{"48.5N 16.25N", 0, TG_BAD_POSITION},
		{"48.5E16.25E", 0, TG_BAD_POSITION},
		{"48.5N", 0, TG_BAD_POSITION},
		{"48.5N,", 0, TG_BAD_POSITION},
		{"48.5°16.25°", 0, TG_BAD_POSITION},
		{"", 0, TG_MISSING},
		{"98.5N 16.25E", 0, TG_LAT_OUT_OF_RANGE},
	};

	(void) state;
	for (size_t i = 0; i < LENGTH(rows); i++)
	{
		TgLonLat p;
		TgStatus status = parse_two(rows[i].text, rows[i].style, &p);

		if (status != rows[i].status ||
			(status == TG_OK && (p.lon != 162500000 || p.lat != 485000000)))
			fail_msg("\"%s\": %d, %d %d", rows[i].text, status, p.lon, p.lat);
	}
}

/* Angles of whole microseconds of arc, against long double arithmetic. */
static void
random_angles(void **state)
{
	(void) state;
	for (int round = 0; round < 20000; round++)
	{
		int degrees = (int) unit_range(&seed, 0, 179);
		int minutes = (int) unit_range(&seed, 0, 59);
		int seconds = (int) unit_range(&seed, 0, 59);
		int micros = (int) unit_range(&seed, 0, 999999);
		bool west = unit_range(&seed, 0, 1);
		long double exact;
		char text[64];
		int32_t e7;

		if (unit_range(&seed, 0, 1))
		{
			snprintf(text, sizeof text, "%d°%02d'%02d.%06d\"%c", degrees,
					 minutes, seconds, micros, west ? 'W' : 'E');
			exact = degrees + minutes / 60.0L +
					(seconds + micros / 1e6L) / 3600.0L;
		}
		else
		{
			snprintf(text, sizeof text, "%s%d° %d.%06d'", west ? "-" : "",
					 degrees, minutes, micros);
			exact = degrees + (minutes + micros / 1e6L) / 60.0L;
		}
		assert_int_equal(parse(text, TG_LON, &e7), TG_OK);
		if (fabsl((west ? -exact : exact) * 1e7L - e7) > 0.5001L)
			fail_msg("%s is not %d", text, e7);
	}
}

static void
any_bytes(void **state)
{
	static const char alphabet[] = "0123456789.°'\":NSEWdms -,()\xE2\x80\xB2";

	(void) state;
	for (int round = 0; round < 30000; round++)
	{
		char text[24];
		size_t len = (size_t) unit_range(&seed, 0, sizeof text);
		char *copy;
		int32_t e7 = 0;
		TgLonLat p = {0, 0};

		for (size_t i = 0; i < len; i++)
			text[i] = alphabet[unit_range(&seed, 0, sizeof alphabet - 2)];
		copy = unit_exact(text, len);
		(void) tg_angle_parse(copy, len, TG_LON, &e7);
		assert_true(e7 >= -TG_LON_MAX && e7 <= TG_LON_MAX);
		(void) tg_angles_parse(copy, len, 0, &p);
		assert_true(tg_lonlat_valid(p));
		free(copy);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_table),
		cmocka_unit_test(two_table),
		cmocka_unit_test(random_angles),
		cmocka_unit_test(any_bytes),
	};

	seed = unit_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
