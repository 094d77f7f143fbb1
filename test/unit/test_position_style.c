/*
 * test_position_style.c
 *	  tg_position_parse and tg_degrees_parse: positions as foreign files have
 *	  them.
 */
#include "unit.h"

#include "core/text/position_text.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))
#define BOTH (TG_LAT_FIRST | TG_DECIMAL_COMMA)

static uint64_t seed;

static TgStatus
parse_position(const char *text, unsigned style, TgLonLat *out)
{
	char *copy = unit_exact(text, strlen(text));
	TgStatus status;

	*out = (TgLonLat){-7, -7};
	status = tg_position_parse(copy, strlen(text), style, out);
	if (status != TG_OK)
		assert_true(out->lon == -7 && out->lat == -7);
	free(copy);
	return status;
}

static TgStatus
parse_degrees(const char *text, TgAxis axis, unsigned style, int32_t *out)
{
	char *copy = unit_exact(text, strlen(text));
	TgStatus status;

	*out = -7;
	status = tg_degrees_parse(copy, strlen(text), axis, style, out);
	if (status != TG_OK)
		assert_int_equal(*out, -7);
	free(copy);
	return status;
}

static void
position_table(void **state)
{
	static const struct
	{
		const char *text;
		unsigned style;
		TgStatus status;
		TgLonLat position;
	} rows[] = {
		{"14.5,50", 0, TG_OK, {145000000, 500000000}},
		{"50,14.5", TG_LAT_FIRST, TG_OK, {145000000, 500000000}},
		{" ( 50.1 , 14.5 ) ", TG_LAT_FIRST, TG_OK, {145000000, 501000000}},
		{"[14.5, 50.1]", 0, TG_OK, {145000000, 501000000}},
		{"{\"type\": \"Point\", \"coordinates\": [14.5, 50.1]}",
		 0,
		 TG_OK,
		 {145000000, 501000000}},
		{"{\"coordinates\":[50.1,14.5,200],\"type\":\"Point\"}",
		 BOTH,
		 TG_OK,
		 {145000000, 501000000}},
		{"{\"type\":\"Point\"}", 0, TG_BAD_POSITION, {0, 0}},
		{"{", 0, TG_BAD_POSITION, {0, 0}},
		{"14.5;50.1", 0, TG_OK, {145000000, 501000000}},
		{"14.5 ; 50.1", 0, TG_OK, {145000000, 501000000}},
		{"14.5 50.1", 0, TG_OK, {145000000, 501000000}},
		{"14.5\t-50.1", 0, TG_OK, {145000000, -501000000}},
		{"40.7,-174.5", TG_LAT_FIRST, TG_OK, {-1745000000, 407000000}},
		{"-174.5,40.7", TG_LAT_FIRST, TG_LAT_OUT_OF_RANGE, {0, 0}},
		{"40.7,-184.5", TG_LAT_FIRST, TG_LON_OUT_OF_RANGE, {0, 0}},
		{"POINT (50.1 14.5)", TG_LAT_FIRST, TG_OK, {145000000, 501000000}},
		{"POINT (14.5 50.1)", 0, TG_OK, {145000000, 501000000}},
		/* binary forms have an order of their own */
		{"0101000020E61000000000000000002D400000000000004940",
		 TG_LAT_FIRST,
		 TG_OK,
		 {145000000, 500000000}},

		/* decimal commas */
		{"50,1;14,5", BOTH, TG_OK, {145000000, 501000000}},
		{"50,1 14,5", BOTH, TG_OK, {145000000, 501000000}},
		{"50,1,14,5", BOTH, TG_OK, {145000000, 501000000}},
		{"50,1,-14,5", BOTH, TG_OK, {-145000000, 501000000}},
		{"50,1, 14,5", BOTH, TG_OK, {145000000, 501000000}},
		{"50;14,5", BOTH, TG_OK, {145000000, 500000000}},
		{"50.1;14.5", BOTH, TG_OK, {145000000, 501000000}},
		{"(50,1;14,5)", BOTH, TG_OK, {145000000, 501000000}},
		{"POINT(14,5 50,1)", TG_DECIMAL_COMMA, TG_OK, {145000000, 501000000}},
		{"50,14", BOTH, TG_BAD_POSITION, {0, 0}},
		{"50,1,14", BOTH, TG_BAD_POSITION, {0, 0}},
		{"1,2,3,4,5", BOTH, TG_BAD_POSITION, {0, 0}},

		{"", 0, TG_MISSING, {0, 0}},
		{" ", BOTH, TG_MISSING, {0, 0}},
		{"POINT EMPTY", BOTH, TG_MISSING, {0, 0}},
		{"14.5", 0, TG_BAD_POSITION, {0, 0}},
		{"14.5,", 0, TG_BAD_POSITION, {0, 0}},
		{"14.5,,50", 0, TG_BAD_POSITION, {0, 0}},
		{"14.5 50 7", 0, TG_BAD_POSITION, {0, 0}},
		{"14.5-50", 0, TG_BAD_POSITION, {0, 0}},
		{"[14.5,50)", 0, TG_BAD_POSITION, {0, 0}},
		{"[14.5,50", 0, TG_BAD_POSITION, {0, 0}},
		{"14.5,50]", 0, TG_BAD_POSITION, {0, 0}},
		{"nan,50", 0, TG_NOT_FINITE, {0, 0}},
		{"SRID=3857;POINT(1 2)", 0, TG_BAD_SRID, {0, 0}},
	};

	(void) state;
	for (size_t i = 0; i < LENGTH(rows); i++)
	{
		TgLonLat p;
		TgStatus status = parse_position(rows[i].text, rows[i].style, &p);

		if (status != rows[i].status)
			fail_msg("\"%s\": %d", rows[i].text, status);
		if (status == TG_OK &&
			(p.lon != rows[i].position.lon || p.lat != rows[i].position.lat))
			fail_msg("\"%s\": %d %d", rows[i].text, p.lon, p.lat);
	}
}

static void
degrees_table(void **state)
{
	static const struct
	{
		const char *text;
		TgAxis axis;
		unsigned style;
		TgStatus status;
		int32_t e7;
	} rows[] = {
		{"14.5", TG_LON, 0, TG_OK, 145000000},
		{" -14.5\r", TG_LON, 0, TG_OK, -145000000},
		{"+1.45e1", TG_LON, 0, TG_OK, 145000000},
		{"-180", TG_LON, 0, TG_OK, -1800000000},
		{"180.00000004", TG_LON, 0, TG_OK, 1800000000},
		{"180.00000005", TG_LON, 0, TG_LON_OUT_OF_RANGE, 0},
		{"90", TG_LAT, 0, TG_OK, 900000000},
		{"90.0000001", TG_LAT, 0, TG_LAT_OUT_OF_RANGE, 0},
		{"-876.418", TG_LAT, 0, TG_LAT_OUT_OF_RANGE, 0},
		{"14,5", TG_LON, TG_DECIMAL_COMMA, TG_OK, 145000000},
		{"14.5", TG_LON, TG_DECIMAL_COMMA, TG_OK, 145000000},
		{"14", TG_LON, TG_DECIMAL_COMMA, TG_OK, 140000000},
		{"14,5", TG_LON, 0, TG_BAD_DEGREES, 0},
		{"1,234.5", TG_LON, TG_DECIMAL_COMMA, TG_BAD_DEGREES, 0},
		{"14,", TG_LON, TG_DECIMAL_COMMA, TG_BAD_DEGREES, 0},
		{"", TG_LON, 0, TG_MISSING, 0},
		{" ", TG_LON, TG_DECIMAL_COMMA, TG_MISSING, 0},
		{"14.5 ", TG_LON, TG_LAT_FIRST, TG_OK, 145000000},
		{"14.5 x", TG_LON, 0, TG_BAD_DEGREES, 0},
		{"14.5,50", TG_LON, 0, TG_BAD_DEGREES, 0},
		{"N/A", TG_LON, 0, TG_BAD_DEGREES, 0},
		{".", TG_LON, 0, TG_BAD_DEGREES, 0},
		{"inf", TG_LON, 0, TG_NOT_FINITE, 0},
	};

	(void) state;
	for (size_t i = 0; i < LENGTH(rows); i++)
	{
		int32_t e7;
		TgStatus status =
			parse_degrees(rows[i].text, rows[i].axis, rows[i].style, &e7);

		if (status != rows[i].status)
			fail_msg("\"%s\": %d", rows[i].text, status);
		if (status == TG_OK && e7 != rows[i].e7)
			fail_msg("\"%s\": %d", rows[i].text, e7);
	}
}

/* A number within a degree of the range, as text with so many digits. */
static void
random_number(char *out, int limit)
{
	int digits = (int) unit_range(&seed, 0, 12);

	out += sprintf(out, "%s%d", unit_range(&seed, 0, 1) ? "-" : "",
				   (int) unit_range(&seed, 0, limit));
	if (digits > 0)
		*out++ = '.';
	for (; digits > 0; digits--)
		*out++ = (char) ('0' + unit_range(&seed, 0, 9));
	*out = '\0';
}

static void
to_comma(char *text)
{
	char *point = strchr(text, '.');

	if (point != NULL)
		*point = ',';
}

/* Every style means what the default form of the same numbers means. */
static void
same_in_every_style(void **state)
{
	(void) state;
	for (int round = 0; round < 200000; round++)
	{
		char lon[32];
		char lat[32];
		char text[80];
		TgLonLat expected = {-7, -7};
		TgLonLat p;
		TgStatus wanted;
		int32_t e7;

		random_number(lon, 181);
		random_number(lat, 91);
		sprintf(text, "%s,%s", lon, lat);
		wanted = tg_lonlat_parse(text, strlen(text), &expected);
		assert_int_equal(parse_position(text, 0, &p), wanted);
		assert_memory_equal(&p, &expected, sizeof p);
		sprintf(text, "%s,%s", lat, lon);
		assert_int_equal(parse_position(text, TG_LAT_FIRST, &p), wanted);
		assert_memory_equal(&p, &expected, sizeof p);
		if (wanted == TG_OK)
		{
			assert_int_equal(parse_degrees(lon, TG_LON, 0, &e7), TG_OK);
			assert_int_equal(e7, expected.lon);
			assert_int_equal(parse_degrees(lat, TG_LAT, 0, &e7), TG_OK);
			assert_int_equal(e7, expected.lat);
		}
		to_comma(lon);
		to_comma(lat);
		sprintf(text, "%s;%s", lat, lon);
		assert_int_equal(parse_position(text, BOTH, &p), wanted);
		assert_memory_equal(&p, &expected, sizeof p);
		sprintf(text, "%s %s", lon, lat);
		assert_int_equal(parse_position(text, TG_DECIMAL_COMMA, &p), wanted);
		assert_memory_equal(&p, &expected, sizeof p);
	}
}

/* Any bytes are read or refused, and never past their end. */
static void
any_bytes(void **state)
{
	static const char alphabet[] = "0123456789.,;-+e [()]POINTSRID=4326;\t";

	(void) state;
	for (int round = 0; round < 300000; round++)
	{
		size_t len = (size_t) unit_range(&seed, 0, 300);
		char *text = malloc(len + 1);
		char *copy;
		TgLonLat p;
		int32_t e7;

		assert_non_null(text);
		if (round % 10 > 0)
			len %= 30;
		for (size_t i = 0; i < len; i++)
			text[i] = alphabet[unit_range(&seed, 0, sizeof alphabet - 2)];
		copy = unit_exact(text, len);
		(void) tg_position_parse(copy, len, (unsigned) round & BOTH, &p);
		(void) tg_degrees_parse(copy, len, TG_LON, (unsigned) round & BOTH,
								&e7);
		free(copy);
		free(text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(position_table),
		cmocka_unit_test(degrees_table),
		cmocka_unit_test(same_in_every_style),
		cmocka_unit_test(any_bytes),
	};

	seed = unit_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
