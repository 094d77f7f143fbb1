/*
 * test_position_text.c
 *	  tg_lonlat_parse, tg_lonlat_format and tg_lonlat_from_degrees.
 */
#include "unit.h"

#include <float.h>
#include <math.h>
#include <regex.h>

#include "core/text/position_text.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* The syntax once more, as one regular expression for all forms. */
#define B "[[:space:]]*"
#define B1 "[[:space:]]+"
#define NUMBER                                                                \
	"[+-]?([0-9]+[.]?[0-9]*(e[+-]?[0-9]+)?|[.][0-9]+(e[+-]?[0-9]+)?"          \
	"|nan|inf|infinity)"
#define HEX_XY "[0-9a-f]{32}"
#define HEX_SRID "[0-9a-f]{8}"
static const char position_syntax[] =
	"^" B "("
	"(srid" B "=" B "-?[0-9]+" B ";" B ")?point"
	"(" B1 "empty|" B "[(]" B NUMBER B1 NUMBER B "[)])"
	"|" NUMBER B "," B NUMBER "|[(]" B NUMBER B "," B NUMBER B "[)]"
	"|0101000000" HEX_XY "|0101000020" HEX_SRID HEX_XY "|0000000001" HEX_XY
	"|0020000001" HEX_SRID HEX_XY ")" B "$";

static TgStatus
parse_bytes(const char *text, size_t len, TgLonLat *out)
{
	const TgLonLat before = {-7, 7};
	char *copy = unit_exact(text, len);
	TgStatus status;

	*out = before;
	status = tg_lonlat_parse(copy, len, out);
	if (status != TG_OK)
		assert_memory_equal(out, &before, sizeof(before));
	else
		assert_true(tg_lonlat_valid(*out));
	free(copy);
	return status;
}

static TgStatus
parse(const char *text, TgLonLat *out)
{
	return parse_bytes(text, strlen(text), out);
}

typedef struct Row
{
	const char *text;
	TgStatus status;
	int32_t lon;
	int32_t lat;
} Row;

static void
check_rows(const Row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
	{
		TgLonLat p;
		TgStatus status = parse(rows[i].text, &p);

		if (status != rows[i].status ||
			(status == TG_OK &&
			 (p.lon != rows[i].lon || p.lat != rows[i].lat)))
			fail_msg("\"%s\": status %d, (%d,%d)", rows[i].text, status, p.lon,
					 p.lat);
	}
}

static void
forms(void **state)
{
	static const Row rows[] = {
		{"POINT (14.4973794438195 50.00136875782316)", TG_OK, 144973794,
		 500013688},
		{"POINT(14.5 50)", TG_OK, 145000000, 500000000},
		{"point(1 2)", TG_OK, 10000000, 20000000},
		{" POINT  ( 1   2 ) ", TG_OK, 10000000, 20000000},
		{"\tpOiNt\n(\r1\v2\f)\n", TG_OK, 10000000, 20000000},
		{"POINT(-1 -2)", TG_OK, -10000000, -20000000},
		{"POINT(+1 +2)", TG_OK, 10000000, 20000000},
		{"POINT(0 0)", TG_OK, 0, 0},
		{"POINT(-0.0 -0)", TG_OK, 0, 0},
		{"POINT(180 90)", TG_OK, 1800000000, 900000000},
		{"POINT(-180 -90)", TG_OK, -1800000000, -900000000},
		{"SRID=4326;POINT(1 2)", TG_OK, 10000000, 20000000},
		{" srid = 4326 ; Point ( 1 2 )", TG_OK, 10000000, 20000000},
		{"SRID=04326;POINT(1 2)", TG_OK, 10000000, 20000000},
		{"1,2", TG_OK, 10000000, 20000000},
		{"(1,2)", TG_OK, 10000000, 20000000},
		{" ( 1 , 2 ) ", TG_OK, 10000000, 20000000},
		{" -1 , -2 ", TG_OK, -10000000, -20000000},
		{"(14.5,50.0)", TG_OK, 145000000, 500000000},

		{"", TG_MISSING, 0, 0},
		{" \t\r\n\v\f", TG_MISSING, 0, 0},
		{"POINT EMPTY", TG_MISSING, 0, 0},
		{" point\t empty ", TG_MISSING, 0, 0},
		{"SRID=4326;POINT EMPTY", TG_MISSING, 0, 0},

		{"SRID=3857;POINT(1613900 6461200)", TG_BAD_SRID, 0, 0},
		{"SRID=0;POINT(1 2)", TG_BAD_SRID, 0, 0},
		{"SRID=-4326;POINT(1 2)", TG_BAD_SRID, 0, 0},
		{"SRID=43260;POINT(1 2)", TG_BAD_SRID, 0, 0},
		{"SRID=4294971622;POINT(1 2)", TG_BAD_SRID, 0, 0}, /* 2^32 + 4326 */
		{"SRID=99999999999999999999999;POINT(1 2)", TG_BAD_SRID, 0, 0},
		{"SRID=3857;POINT EMPTY", TG_BAD_SRID, 0, 0},
		{"SRID=3857;POINT(nan 0)", TG_BAD_SRID, 0, 0},
		{"SRID=3857;POINT(1 2", TG_BAD_POSITION, 0, 0},

		{"POINT", TG_BAD_POSITION, 0, 0},
		{"POINTEMPTY", TG_BAD_POSITION, 0, 0},
		{"POINT(EMPTY)", TG_BAD_POSITION, 0, 0},
		{"POINT EMPTY)", TG_BAD_POSITION, 0, 0},
		{"POINT()", TG_BAD_POSITION, 0, 0},
		{"POINT(1)", TG_BAD_POSITION, 0, 0},
		{"POINT(1 )", TG_BAD_POSITION, 0, 0},
		{"POINT(1 2", TG_BAD_POSITION, 0, 0},
		{"POINT(1 2))", TG_BAD_POSITION, 0, 0},
		{"POINT(1 2) x", TG_BAD_POSITION, 0, 0},
		{"POINT(1,2)", TG_BAD_POSITION, 0, 0},
		{"POINT(1-2)", TG_BAD_POSITION, 0, 0},
		{"POINT 1 2", TG_BAD_POSITION, 0, 0},
		{"POINT(1 2 3)", TG_BAD_POSITION, 0, 0},
		{"POINT Z (1 2 3)", TG_BAD_POSITION, 0, 0},
		{"POINT ZM (1 2 3 4)", TG_BAD_POSITION, 0, 0},
		{"POINTM(1 2 3)", TG_BAD_POSITION, 0, 0},
		{"LINESTRING(1 2,3 4)", TG_BAD_POSITION, 0, 0},
		{"SRID=4326", TG_BAD_POSITION, 0, 0},
		{"SRID=4326;", TG_BAD_POSITION, 0, 0},
		{"SRID=;POINT(1 2)", TG_BAD_POSITION, 0, 0},
		{"SRID=+4326;POINT(1 2)", TG_BAD_POSITION, 0, 0},
		{"SRID:4326;POINT(1 2)", TG_BAD_POSITION, 0, 0},
		{"SRID=4326,POINT(1 2)", TG_BAD_POSITION, 0, 0},
		{"SRID=4326;1,2", TG_BAD_POSITION, 0, 0},
		{"SRID=4326;SRID=4326;POINT(1 2)", TG_BAD_POSITION, 0, 0},
		{"1 2", TG_BAD_POSITION, 0, 0},
		{"1;2", TG_BAD_POSITION, 0, 0},
		{"1,2,3", TG_BAD_POSITION, 0, 0},
		{"1,", TG_BAD_POSITION, 0, 0},
		{",2", TG_BAD_POSITION, 0, 0},
		{"(1,2", TG_BAD_POSITION, 0, 0},
		{"1,2)", TG_BAD_POSITION, 0, 0},
		{"((1,2))", TG_BAD_POSITION, 0, 0},
		{"(", TG_BAD_POSITION, 0, 0},
		{"()", TG_BAD_POSITION, 0, 0},
		{"Prague", TG_BAD_POSITION, 0, 0},
		{"\xFF", TG_BAD_POSITION, 0, 0},
		{"POINT(1\xC2\xA0"
		 "2)",
		 TG_BAD_POSITION, 0, 0},
	};
	TgLonLat p;

	(void) state;
	check_rows(rows, LENGTH(rows));
	assert_int_equal(parse_bytes("POINT(1 2)\0", 11, &p), TG_BAD_POSITION);
	assert_int_equal(parse_bytes("POINT(1\0 2)", 11, &p), TG_BAD_POSITION);
	assert_int_equal(parse_bytes("1,2\0", 4, &p), TG_BAD_POSITION);
	assert_int_equal(parse_bytes("\0", 1, &p), TG_BAD_POSITION);
}

static void
numbers(void **state)
{
	static const Row rows[] = {
		{"1.,2.", TG_OK, 10000000, 20000000},
		{".5,-.5", TG_OK, 5000000, -5000000},
		{"007,0000000000000000000000008.50", TG_OK, 70000000, 85000000},
		{"1e1,2E+1", TG_OK, 100000000, 200000000},
		{"1.5e-1,25.e-1", TG_OK, 1500000, 25000000},
		{".5e1,-5e000", TG_OK, 50000000, -50000000},

		/* half away from zero, at the last place kept */
		{"0.00000005,-0.00000005", TG_OK, 1, -1},
		{"0.00000004,-0.00000004", TG_OK, 0, 0},
		{"0.000000049999999999999999999999,-.00000014999999999999", TG_OK, 0,
		 -1},
		{"0.0000000500000000000000000000001,0.00000015", TG_OK, 1, 2},
		{"5e-8,-5e-8", TG_OK, 1, -1},
		{"4.9999999999999999999999e-8,50000000000000000000e-27", TG_OK, 0, 1},
		{"1.99999995,1.99999994999999999999999999", TG_OK, 20000000, 19999999},
		{"179.99999995,89.99999995", TG_OK, 1800000000, 900000000},
		{"180.00000004999999999,-90.000000049", TG_OK, 1800000000, -900000000},
		{"180.00000005,0", TG_LON_OUT_OF_RANGE, 0, 0},
		{"0,-90.00000005", TG_LAT_OUT_OF_RANGE, 0, 0},

		/* size */
		{"181,0", TG_LON_OUT_OF_RANGE, 0, 0},
		{"-180.1,91", TG_LON_OUT_OF_RANGE, 0, 0},
		{"0,91", TG_LAT_OUT_OF_RANGE, 0, 0},
		{"50,180", TG_LAT_OUT_OF_RANGE, 0, 0},
		{"1000,0", TG_LON_OUT_OF_RANGE, 0, 0},
		{"4294967296,0", TG_LON_OUT_OF_RANGE, 0, 0},
		{"18446744073709551616,0", TG_LON_OUT_OF_RANGE, 0, 0},
		{"99999999999999999999999999999999999999999,0", TG_LON_OUT_OF_RANGE, 0,
		 0},
		{"1e3,0", TG_LON_OUT_OF_RANGE, 0, 0},
		{"9.99e2,0", TG_LON_OUT_OF_RANGE, 0, 0},
		{"1e999999999999,0", TG_LON_OUT_OF_RANGE, 0, 0},
		{"-1e99999999999999999999999999,0", TG_LON_OUT_OF_RANGE, 0, 0},
		{"0,1e18446744073709551615", TG_LAT_OUT_OF_RANGE, 0, 0},
		{"1e-999999999999,-1e-9999999999999999999999", TG_OK, 0, 0},
		{"9e-18446744073709551616,0", TG_OK, 0, 0},
		{"0e999999999999,0.000e9999999999999999999999", TG_OK, 0, 0},
		{"0.00000000000000000000000000001e29,1", TG_OK, 10000000, 10000000},
		{"100000000000000000000000000000e-29,1", TG_OK, 10000000, 10000000},
		{"1e000000000000000000000000000001,1", TG_OK, 100000000, 10000000},

		/* not finite */
		{"nan,0", TG_NOT_FINITE, 0, 0},
		{"0,NaN", TG_NOT_FINITE, 0, 0},
		{"-nan,+NAN", TG_NOT_FINITE, 0, 0},
		{"inf,0", TG_NOT_FINITE, 0, 0},
		{"(0, -Infinity)", TG_NOT_FINITE, 0, 0},
		{"POINT(iNf INFINITY)", TG_NOT_FINITE, 0, 0},
		{"POINT(NaN NaN)", TG_NOT_FINITE, 0, 0},
		{"1000,inf", TG_NOT_FINITE, 0, 0},
		{"infinit,0", TG_BAD_POSITION, 0, 0},
		{"infinityx,0", TG_BAD_POSITION, 0, 0},
		{"nan(1),0", TG_BAD_POSITION, 0, 0},
		{"nane1,0", TG_BAD_POSITION, 0, 0},
		{"1nan,0", TG_BAD_POSITION, 0, 0},
		{".nan,0", TG_BAD_POSITION, 0, 0},

		/* no numbers */
		{".,0", TG_BAD_POSITION, 0, 0},
		{"-,0", TG_BAD_POSITION, 0, 0},
		{"--1,0", TG_BAD_POSITION, 0, 0},
		{"- 1,0", TG_BAD_POSITION, 0, 0},
		{"1..0,0", TG_BAD_POSITION, 0, 0},
		{"1.2.3,0", TG_BAD_POSITION, 0, 0},
		{"1.12345678.3,0", TG_BAD_POSITION, 0, 0},
		{"1e,0", TG_BAD_POSITION, 0, 0},
		{"1e+,0", TG_BAD_POSITION, 0, 0},
		{"1e1.0,0", TG_BAD_POSITION, 0, 0},
		{"e1,0", TG_BAD_POSITION, 0, 0},
		{".e1,0", TG_BAD_POSITION, 0, 0},
		{"1e1e1,0", TG_BAD_POSITION, 0, 0},
		{"0x10,0", TG_BAD_POSITION, 0, 0},
		{"1_0,0", TG_BAD_POSITION, 0, 0},
		{"1f,0", TG_BAD_POSITION, 0, 0},
		{"1,2e", TG_BAD_POSITION, 0, 0},

		/* syntax outranks everything */
		{"999,0 x", TG_BAD_POSITION, 0, 0},
		{"nan,", TG_BAD_POSITION, 0, 0},
		{"POINT(1e999 0", TG_BAD_POSITION, 0, 0},
		{"POINT(999 999 0)", TG_BAD_POSITION, 0, 0},
	};

	(void) state;
	check_rows(rows, LENGTH(rows));
}

/* Write WKB, or EWKB if srid is not negative, in hexadecimal. */
static void
write_hex(char *out, bool little, uint32_t type, int64_t srid, double x,
		  double y, bool upper)
{
	uint64_t values[4];
	int sizes[4];
	int count = 0;

	values[count] = type;
	sizes[count++] = 4;
	if (srid >= 0)
	{
		values[count] = (uint64_t) srid;
		sizes[count++] = 4;
	}
	memcpy(&values[count], &x, sizeof(x));
	sizes[count++] = 8;
	memcpy(&values[count], &y, sizeof(y));
	sizes[count++] = 8;

	out += sprintf(out, little ? "01" : "00");
	for (int i = 0; i < count; i++)
		for (int k = 0; k < sizes[i]; k++)
		{
			int shift = 8 * (little ? k : sizes[i] - 1 - k);

			out += sprintf(out, upper ? "%02X" : "%02x",
						   (unsigned) (values[i] >> shift & 0xFF));
		}
}

static void
hex_table(void **state)
{
	static const Row rows[] = {
		/* as PostGIS writes POINT(14.5 50) */
		{"01010000000000000000002D400000000000004940", TG_OK, 145000000,
		 500000000},
		{"0101000020E61000000000000000002D400000000000004940", TG_OK,
		 145000000, 500000000},
		{"0000000001402D0000000000004049000000000000", TG_OK, 145000000,
		 500000000},
		{"0020000001000010e6402d0000000000004049000000000000", TG_OK,
		 145000000, 500000000},
		{" 01010000000000000000002d400000000000004940\n", TG_OK, 145000000,
		 500000000},
		{"0101000020110F00000000000000002D400000000000004940", TG_BAD_SRID, 0,
		 0},
		{"0101000020000000000000000000002D400000000000004940", TG_BAD_SRID, 0,
		 0},
		/* POINT EMPTY */
		{"0101000000000000000000F87F000000000000F87F", TG_NOT_FINITE, 0, 0},
		/* a third byte order */
		{"02010000000000000000002D400000000000004940", TG_BAD_POSITION, 0, 0},
		/* an SRID announced and missing; one present and not announced */
		{"01010000200000000000002D400000000000004940", TG_BAD_POSITION, 0, 0},
		{"0101000000E61000000000000000002D400000000000004940", TG_BAD_POSITION,
		 0, 0},
		/* Z by flag and by ISO number, M by flag */
		{"01010000800000000000002D4000000000000049400000000000000840",
		 TG_BAD_POSITION, 0, 0},
		{"01E90300000000000000002D4000000000000049400000000000000840",
		 TG_BAD_POSITION, 0, 0},
		{"01010000400000000000002D4000000000000049400000000000000840",
		 TG_BAD_POSITION, 0, 0},
		{"01010000800000000000002D400000000000004940", TG_BAD_POSITION, 0, 0},
		{"01010000C00000000000002D400000000000004940", TG_BAD_POSITION, 0, 0},
		/* a line; cut short; one more; no hexadecimal */
		{"01020000000000000000002D400000000000004940", TG_BAD_POSITION, 0, 0},
		{"01010000000000000000002D4000000000000049", TG_BAD_POSITION, 0, 0},
		{"01010000000000000000002D40000000000000494", TG_BAD_POSITION, 0, 0},
		{"01010000000000000000002D400000000000004940 0", TG_BAD_POSITION, 0,
		 0},
		{"01010000000000000000002G400000000000004940", TG_BAD_POSITION, 0, 0},
		{"\\x01010000000000000000002D400000000000004940", TG_BAD_POSITION, 0,
		 0},
		{"01", TG_BAD_POSITION, 0, 0},
		/* pairs that are as long */
		{"014.00000000000000000,00000000000000000050", TG_OK, 140000000,
		 500000000},
		{"00000000000000000000014.5,000000000000000000000050", TG_OK,
		 145000000, 500000000},
	};

	(void) state;
	check_rows(rows, LENGTH(rows));
}

static void
hex_random(void **state)
{
	uint64_t random = unit_seed();

	(void) state;
	for (int round = 0; round < 100000; round++)
	{
		double xy[2];
		TgLonLat expected = {-7, 7};
		TgLonLat p;
		TgStatus status;
		char text[64];
		bool little = unit_range(&random, 0, 1);
		bool upper = unit_range(&random, 0, 1);
		bool srid = unit_range(&random, 0, 1);

		for (int i = 0; i < 2; i++)
		{
			uint64_t bits = unit_random(&random);

			/* any bits at all now and then, else within range */
			if (unit_range(&random, 0, 9) == 0)
				memcpy(&xy[i], &bits, sizeof(bits));
			else
				xy[i] = ((double) (bits >> 11) / 4503599627370496.0 - 1.0) *
						(i == 0 ? 180.0 : 90.0);
		}
		write_hex(text, little, srid ? UINT32_C(0x20000001) : 1,
				  srid ? 4326 : -1, xy[0], xy[1], upper);
		status = tg_lonlat_from_degrees(xy[0], xy[1], &expected);
		assert_int_equal(parse(text, &p), status);
		assert_memory_equal(&p, &expected, sizeof(p));

		write_hex(text, little, UINT32_C(0x20000001),
				  unit_range(&random, 0, 4325), xy[0], xy[1], upper);
		assert_int_equal(parse(text, &p), TG_BAD_SRID);
	}
}

/*
 * The naive decimal: every digit at its own power of ten.  Rounds to 1e-7 and
 * gives 1e7 times the number, or at least 1e13 for anything larger.
 */
#define POWERS 200

static int64_t
naive_e7(const char *number)
{
	int digit[2 * POWERS + 1] = {0};
	bool negative = *number == '-';
	const char *point;
	int exponent = 0;
	int64_t sum = 0;

	number += *number == '-' || *number == '+';
	for (const char *c = number; *c != '\0'; c++)
		if (*c == 'e' || *c == 'E')
			exponent = atoi(c + 1);
	point = number + strcspn(number, ".eE");
	for (const char *c = number; *c != '\0' && *c != 'e' && *c != 'E'; c++)
	{
		int power = (int) (point - c) - (c < point) + exponent;

		if (*c != '.')
		{
			assert_in_range(power + POWERS, 0, 2 * POWERS);
			digit[power + POWERS] = *c - '0';
		}
	}

	/* Round as on paper: add a half at the place after the last. */
	digit[-8 + POWERS] += 5;
	for (int power = -8; power < POWERS; power++)
		if (digit[power + POWERS] >= 10)
		{
			digit[power + POWERS] -= 10;
			digit[power + POWERS + 1]++;
		}
	for (int power = POWERS; power >= -7; power--)
	{
		if (power > 5 && digit[power + POWERS] != 0)
			return negative ? -INT64_C(10000000000000)
							: INT64_C(10000000000000);
		if (power <= 5)
			sum = sum * 10 + digit[power + POWERS];
	}
	return negative ? -sum : sum;
}

/* Write a number whose digits, point and exponent fall anywhere. */
static void
random_number(uint64_t *random, int64_t limit, char *out)
{
	char digits[100];
	int count;
	int scale;
	int shift;

	/* so many digits, of which scale follow the point */
	if (unit_range(random, 0, 3) == 0)
	{
		count = (int) unit_range(random, 1, 40);
		for (int i = 0; i < count; i++)
			digits[i] = (char) ('0' + unit_range(random, 0, 9));
		scale = count - (int) unit_range(random, 0, 4);
		scale = scale < 0 ? 0 : scale;
	}
	else
	{
		static const char *const tails[] = {
			"",
			"0",
			"4",
			"5",
			"6",
			"49",
			"50",
			"51",
			"4999999999999999999999",
			"5000000000000000000000",
			"5000000000000000000000001",
			"999999999",
			"00000000000000000005",
		};
		const char *tail = tails[unit_range(random, 0, LENGTH(tails) - 1)];

		count = sprintf(digits, "%08lld",
						(long long) unit_range(random, 0, limit + 9));
		scale = 7 + (int) strlen(tail);
		count += sprintf(digits + count, "%s", tail);
	}
	digits[count] = '\0';

	if (unit_range(random, 0, 1) == 0)
		*out++ = unit_range(random, 0, 3) == 0 ? '+' : '-';
	for (int64_t zeros = unit_range(random, -3, 3); zeros > 0; zeros--)
		*out++ = '0';

	/* the point moves right by shift, and the exponent makes up for it */
	shift =
		unit_range(random, 0, 1) == 0 ? 0 : (int) unit_range(random, -50, 50);
	if (count - scale + shift <= 0)
	{
		if (unit_range(random, 0, 1) == 0)
			*out++ = '0';
		*out++ = '.';
		for (int i = count - scale + shift; i < 0; i++)
			*out++ = '0';
		out += sprintf(out, "%s", digits);
	}
	else if (count - scale + shift >= count)
	{
		out += sprintf(out, "%s", digits);
		for (int i = count; i < count - scale + shift; i++)
			*out++ = '0';
		if (unit_range(random, 0, 2) == 0)
			*out++ = '.';
	}
	else
		out += sprintf(out, "%.*s.%s", count - scale + shift, digits,
					   digits + (count - scale + shift));
	if (shift != 0 || unit_range(random, 0, 9) == 0)
		out += sprintf(
			out, shift < 0 && unit_range(random, 0, 1) == 0 ? "e+%02d" : "E%d",
			-shift);
	*out = '\0';
}

static char *
put_blanks(uint64_t *random, char *out, int64_t least)
{
	for (int64_t n = unit_range(random, least - 2, 2); n > 0 || least > 0;
		 n--, least--)
		*out++ = " \t\r\n\v\f"[unit_range(random, 0, 5)];
	return out;
}

static char *
put_word(uint64_t *random, char *out, const char *word)
{
	for (; *word != '\0'; word++)
	{
		*out = *word;
		if (unit_range(random, 0, 1) == 0)
			*out =
				*word >= 'A' && *word <= 'Z' ? (char) (*word | 0x20) : *word;
		out++;
	}
	return out;
}

/* Every form, spaced anyhow, against the naive decimal. */
static void
parse_random(void **state)
{
	uint64_t random = unit_seed();
	regex_t syntax;
	size_t good = 0;

	(void) state;
	assert_int_equal(regcomp(&syntax, position_syntax,
							 REG_EXTENDED | REG_ICASE | REG_NOSUB),
					 0);
	for (int round = 0; round < 100000; round++)
	{
		char lon[200];
		char lat[200];
		char text[600];
		char *at = text;
		bool wkt = unit_range(&random, 0, 2) > 0;
		bool enclosed = wkt || unit_range(&random, 0, 1);
		int64_t x;
		int64_t y;
		TgStatus expected = TG_OK;
		TgStatus status;
		TgLonLat p;

		random_number(&random, TG_LON_MAX, lon);
		random_number(&random, TG_LAT_MAX, lat);
		x = naive_e7(lon);
		y = naive_e7(lat);
		if (x < -TG_LON_MAX || x > TG_LON_MAX)
			expected = TG_LON_OUT_OF_RANGE;
		else if (y < -TG_LAT_MAX || y > TG_LAT_MAX)
			expected = TG_LAT_OUT_OF_RANGE;
		good += expected == TG_OK;

		at = put_blanks(&random, at, 0);
		if (wkt && unit_range(&random, 0, 1) == 0)
		{
			at = put_blanks(&random, put_word(&random, at, "SRID"), 0);
			*at++ = '=';
			at = put_blanks(&random, at, 0);
			at = put_blanks(&random, put_word(&random, at, "4326"), 0);
			*at++ = ';';
			at = put_blanks(&random, at, 0);
		}
		if (wkt)
			at = put_blanks(&random, put_word(&random, at, "POINT"), 0);
		if (enclosed)
		{
			*at++ = '(';
			at = put_blanks(&random, at, 0);
		}
		at += sprintf(at, "%s", lon);
		at = put_blanks(&random, at, wkt);
		if (!wkt)
		{
			*at++ = ',';
			at = put_blanks(&random, at, 0);
		}
		at += sprintf(at, "%s", lat);
		at = put_blanks(&random, at, 0);
		if (enclosed)
		{
			*at++ = ')';
			at = put_blanks(&random, at, 0);
		}
		*at = '\0';

		status = parse_bytes(text, (size_t) (at - text), &p);
		if (status != expected ||
			(status == TG_OK && (p.lon != x || p.lat != y)))
			fail_msg("\"%s\": status %d for %d, (%d,%d) for (%lld,%lld)", text,
					 status, expected, p.lon, p.lat, (long long) x,
					 (long long) y);
		if (round % 100 == 0)
			assert_int_equal(regexec(&syntax, text, 0, NULL, 0), 0);
	}
	assert_true(good > 10000);
	regfree(&syntax);
}

/*
 * Damaged texts in memory of their exact size: only what the syntax allows
 * is read, and what is read can be written and read again.
 */
static void
parse_mutated(void **state)
{
	static const char *const seeds[] = {
		"POINT (14.4973794438195 50.00136875782316)",
		"SRID=4326;POINT(14.5 50)",
		"srid = 3857 ; point ( -1e3 .5 )",
		"POINT EMPTY",
		"14.4973794438195,50.00136875782316",
		"( -1.5e-3 , +infinity )",
		"nan,-inf",
		"01010000000000000000002D400000000000004940",
		"0101000020E61000000000000000002D400000000000004940",
		"0020000001000010e6402d0000000000004049000000000000",
	};
	static const char letters[] =
		"0123456789..--++eE(),; \tPOINTpointSRID=EMPTY"
		"nanINFinity0000000000aAfF\xFF";
	uint64_t random = unit_seed();
	regex_t syntax;
	size_t good = 0;

	(void) state;
	assert_int_equal(regcomp(&syntax, position_syntax,
							 REG_EXTENDED | REG_ICASE | REG_NOSUB),
					 0);
	for (int round = 0; round < 200000; round++)
	{
		char text[128];
		size_t len;
		TgLonLat p;
		TgStatus status;

		strcpy(text, seeds[unit_range(&random, 0, LENGTH(seeds) - 1)]);
		len = strlen(text);
		for (int64_t n = unit_range(&random, 0, 3); n > 0; n--)
		{
			size_t place = (size_t) unit_range(&random, 0, (int64_t) len);
			char letter = letters[unit_range(&random, 0, sizeof(letters) - 2)];

			switch (unit_range(&random, 0, 7))
			{
				case 0:
				case 1:
					if (place < len)
						text[place] = letter;
					break;
				case 2:
				case 3:
					memmove(text + place + 1, text + place, len - place);
					text[place] = letter;
					len++;
					break;
				case 4:
				case 5:
					if (place < len)
					{
						memmove(text + place, text + place + 1,
								len - place - 1);
						len--;
					}
					break;
				case 6:
					len = place;
					break;
				case 7:
					if (place < len)
						text[place] = (char) unit_random(&random);
					break;
			}
		}
		status = parse_bytes(text, len, &p);
		text[len] = '\0';
		if (strlen(text) != len)
			assert_int_equal(status, TG_BAD_POSITION);
		else if (status == TG_MISSING)
			assert_true(strspn(text, " \t\r\n\v\f") == len ||
						strchr("pPsS", text[strspn(text, " \t\r\n\v\f")]));
		else if ((status != TG_BAD_POSITION) !=
				 (regexec(&syntax, text, 0, NULL, 0) == 0))
			fail_msg("\"%s\": status %d", text, status);
		if (status == TG_OK)
		{
			char back[TG_LONLAT_TEXT];
			TgLonLat again;

			good++;
			tg_lonlat_format(p, back);
			assert_int_equal(parse(back, &again), TG_OK);
			assert_memory_equal(&p, &again, sizeof(p));
		}
	}
	assert_true(good > 1000);
	regfree(&syntax);
}

/* All bytes, all short lengths: the loads of eight bytes end in time. */
static void
parse_noise(void **state)
{
	uint64_t random = unit_seed();

	(void) state;
	for (int round = 0; round < 200000; round++)
	{
		char text[40];
		size_t len = (size_t) unit_range(&random, 0, sizeof(text));
		TgLonLat p;

		for (size_t i = 0; i < len; i++)
			text[i] = unit_range(&random, 0, 20) == 0
						  ? (char) unit_random(&random)
						  : "0123456789.,"[unit_range(&random, 0, 11)];
		parse_bytes(text, len, &p);
	}
}

static void
degrees_table(void **state)
{
	static const struct
	{
		double lon;
		double lat;
		TgStatus status;
		int32_t e7_lon;
		int32_t e7_lat;
	} rows[] = {
		{0, 0, TG_OK, 0, 0},
		{-0.0, -0.0, TG_OK, 0, 0},
		{14.4973794438195, 50.00136875782316, TG_OK, 144973794, 500013688},
		{180, 90, TG_OK, 1800000000, 900000000},
		{-180, -90, TG_OK, -1800000000, -900000000},
		{180.00000004, -90.00000004, TG_OK, 1800000000, -900000000},
		{180.00000006, 0, TG_LON_OUT_OF_RANGE, 0, 0},
		{0, -90.00000006, TG_LAT_OUT_OF_RANGE, 0, 0},
		/* halves that a double holds exactly: odd multiples of 2^-8 */
		{0.00390625, -0.00390625, TG_OK, 39063, -39063},
		{2.50390625, -2.50390625, TG_OK, 25039063, -25039063},
		{0.00000004, -0.00000004, TG_OK, 0, 0},
		{0.00000006, -0.00000006, TG_OK, 1, -1},
		{4.9999999999999994e-8, -4.9999999999999994e-8, TG_OK, 0, 0},
		{DBL_MIN, -DBL_MIN, TG_OK, 0, 0},
		{DBL_TRUE_MIN, -DBL_TRUE_MIN, TG_OK, 0, 0},
		{1e12, 0, TG_LON_OUT_OF_RANGE, 0, 0},
		{DBL_MAX, 0, TG_LON_OUT_OF_RANGE, 0, 0},
		{-DBL_MAX, 0, TG_LON_OUT_OF_RANGE, 0, 0},
		{0, DBL_MAX, TG_LAT_OUT_OF_RANGE, 0, 0},
		{181, 91, TG_LON_OUT_OF_RANGE, 0, 0},
		{NAN, 0, TG_NOT_FINITE, 0, 0},
		{0, -NAN, TG_NOT_FINITE, 0, 0},
		{INFINITY, 0, TG_NOT_FINITE, 0, 0},
		{999, -INFINITY, TG_NOT_FINITE, 0, 0},
	};

	(void) state;
	for (size_t i = 0; i < LENGTH(rows); i++)
	{
		TgLonLat p = {-7, 7};
		TgStatus status = tg_lonlat_from_degrees(rows[i].lon, rows[i].lat, &p);

		if (status != rows[i].status)
			fail_msg("row %zu: status %d", i, status);
		assert_int_equal(p.lon, status == TG_OK ? rows[i].e7_lon : -7);
		assert_int_equal(p.lat, status == TG_OK ? rows[i].e7_lat : 7);
	}
}

/* What was divided comes back; dyadic fractions round as integers do. */
static void
degrees_random(void **state)
{
	uint64_t random = unit_seed();

	(void) state;
	for (int round = 0; round < 1000000; round++)
	{
		int64_t lon = unit_range(&random, -TG_LON_MAX, TG_LON_MAX);
		int64_t lat = unit_range(&random, -TG_LAT_MAX, TG_LAT_MAX);
		int64_t size = lat < 0 ? -lat : lat;
		int64_t rounded = (size * TG_E7 + (1 << 24)) >> 25;
		TgLonLat p;

		assert_int_equal(tg_lonlat_from_degrees((double) lon / TG_E7,
												(double) lat / TG_E7, &p),
						 TG_OK);
		assert_true(p.lon == lon && p.lat == lat);

		/* exact as doubles, and often halves */
		assert_int_equal(
			tg_lonlat_from_degrees((double) lat / (1 << 25), 0, &p), TG_OK);
		assert_int_equal(p.lon, lat < 0 ? -rounded : rounded);
	}
}

static void
format_table(void **state)
{
	static const struct
	{
		int32_t lon;
		int32_t lat;
		const char *text;
	} rows[] = {
		{0, 0, "POINT(0 0)"},
		{145000000, 500000000, "POINT(14.5 50)"},
		{1, -1, "POINT(0.0000001 -0.0000001)"},
		{10, 1000000, "POINT(0.000001 0.1)"},
		{9999999, -9999999, "POINT(0.9999999 -0.9999999)"},
		{1800000000, 900000000, "POINT(180 90)"},
		{-1800000000, -900000000, "POINT(-180 -90)"},
		{-1799999999, 899999999, "POINT(-179.9999999 89.9999999)"},
		{1000000000, 100000000, "POINT(100 10)"},
		{1010000001, 10000000, "POINT(101.0000001 1)"},
		/* out of range, but something all the same */
		{INT32_MIN, INT32_MAX, "POINT(-214.7483648 214.7483647)"},
		{INT32_MIN, INT32_MIN, "POINT(-214.7483648 -214.7483648)"},
	};

	(void) state;
	for (size_t i = 0; i < LENGTH(rows); i++)
	{
		char text[TG_LONLAT_TEXT];
		TgLonLat p = {rows[i].lon, rows[i].lat};
		size_t len = tg_lonlat_format(p, text);

		assert_string_equal(text, rows[i].text);
		assert_int_equal(len, strlen(text));
	}
}

/* What is written reads back equal, and nothing in it could be left out. */
static void
format_random(void **state)
{
	uint64_t random = unit_seed();
	regex_t shortest;

	(void) state;
	assert_int_equal(
		regcomp(&shortest,
				"^POINT[(]-?(0|[1-9][0-9]{0,2})([.][0-9]{0,6}[1-9])?"
				" -?(0|[1-9][0-9]{0,2})([.][0-9]{0,6}[1-9])?[)]$",
				REG_EXTENDED | REG_NOSUB),
		0);
	for (int round = 0; round < 200000; round++)
	{
		static const int32_t units[] = {1,	   10,	   100,		1000,
										10000, 100000, 1000000, 10000000};
		int32_t unit = units[unit_range(&random, 0, LENGTH(units) - 1)];
		TgLonLat p;
		TgLonLat again;
		char text[TG_LONLAT_TEXT];
		size_t len;

		p.lon = (int32_t) unit_range(&random, -TG_LON_MAX / unit,
									 TG_LON_MAX / unit) *
				unit;
		p.lat = (int32_t) unit_range(&random, -TG_LAT_MAX / unit,
									 TG_LAT_MAX / unit) *
				unit;
		len = tg_lonlat_format(p, text);
		assert_int_equal(len, strlen(text));
		assert_int_equal(parse(text, &again), TG_OK);
		assert_memory_equal(&p, &again, sizeof(p));
		if (round % 20 == 0)
			assert_int_equal(regexec(&shortest, text, 0, NULL, 0), 0);
	}
	regfree(&shortest);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forms),		  cmocka_unit_test(numbers),
		cmocka_unit_test(hex_table),	  cmocka_unit_test(hex_random),
		cmocka_unit_test(parse_random),	  cmocka_unit_test(parse_mutated),
		cmocka_unit_test(parse_noise),	  cmocka_unit_test(degrees_table),
		cmocka_unit_test(degrees_random), cmocka_unit_test(format_table),
		cmocka_unit_test(format_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
