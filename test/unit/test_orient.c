/*
 * test_orient.c
 *	  tg_orient against wide integers.
 */
#include "unit.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

#include "core/geo/orient.h"

__extension__ typedef __int128 Wide;

static uint64_t seed;

static int
sign_of(Wide v)
{
	return (v > 0) - (v < 0);
}

/* The oracle for coordinates that are integers below 2^61. */
static int
integer_orient(const int64_t p[6])
{
	return sign_of((Wide) (p[0] - p[4]) * (p[3] - p[5]) -
				   (Wide) (p[1] - p[5]) * (p[2] - p[4]));
}

/*
 * The oracle for any finite doubles: each as an integer of units of 2^-1074,
 * multiplied digit by digit, as on paper.
 */
#define DIGITS 132			   /* 16 bits each, for one coordinate */
#define TOTAL (2 * DIGITS + 2) /* for the sum of products */

static bool
big_from_double(double v, int64_t digits[DIGITS])
{
	int exponent;
	int64_t fraction;

	memset(digits, 0, DIGITS * sizeof(*digits));
	fraction = (int64_t) ldexp(frexp(fabs(v), &exponent), 53);
	exponent += 1074 - 53;
	while (exponent < 0)
	{
		fraction /= 2; /* a subnormal: the bits are zero */
		exponent++;
	}
	for (int bit = 0; bit < 53; bit++)
	{
		int at = exponent + bit;

		if (fraction >> bit & 1)
			digits[at / 16] |= INT64_C(1) << at % 16;
	}
	return v < 0;
}

static void
big_add_product(int64_t total[TOTAL], double a, double b, int sign)
{
	int64_t x[DIGITS];
	int64_t y[DIGITS];

	if (big_from_double(a, x) != big_from_double(b, y))
		sign = -sign;
	for (int i = 0; i < DIGITS; i++)
	{
		if (x[i] == 0)
			continue;
		for (int j = 0; j < DIGITS; j++)
			total[i + j] += sign * x[i] * y[j];
	}
}

static int
big_orient(const double p[6])
{
	int64_t total[TOTAL] = {0};
	int64_t carry = 0;
	bool nonzero = false;

	big_add_product(total, p[0], p[3], 1);
	big_add_product(total, p[1], p[2], -1);
	big_add_product(total, p[2], p[5], 1);
	big_add_product(total, p[3], p[4], -1);
	big_add_product(total, p[4], p[1], 1);
	big_add_product(total, p[5], p[0], -1);
	for (int i = 0; i < TOTAL; i++)
	{
		int64_t digit = total[i] + carry;

		carry = digit >> 16;
		nonzero |= (digit & 0xFFFF) != 0;
	}
	if (carry < 0)
		return -1;
	return nonzero || carry > 0;
}

static int
orient(const double p[6])
{
	return tg_orient(p[0], p[1], p[2], p[3], p[4], p[5]);
}

/* Check one triangle, turned, and reversed. */
static void
check(const double p[6], int expected)
{
	assert_int_equal(orient(p), expected);
	assert_int_equal(tg_orient(p[2], p[3], p[4], p[5], p[0], p[1]), expected);
	assert_int_equal(tg_orient(p[4], p[5], p[0], p[1], p[2], p[3]), expected);
	assert_int_equal(tg_orient(p[2], p[3], p[0], p[1], p[4], p[5]), -expected);
	assert_int_equal(tg_orient(p[1], p[0], p[3], p[2], p[5], p[4]), -expected);
}

static void
table(void **state)
{
	static const struct
	{
		double p[6];
		int expected;
	} rows[] = {
		{{0, 0, 1, 0, 0, 1}, 1},
		{{0, 0, 0, 1, 1, 0}, -1},
		{{0, 0, 1, 1, 2, 2}, 0},
		{{0, 0, 0, 0, 0, 0}, 0},
		{{-0.0, 0, 0, -0.0, 1, 1}, 0},
		{{1, 2, 1, 2, 5, 7}, 0},
		{{14.5, 50, 14.5, 51, 14.5, 90}, 0},
		{{14.5, 50, 14.5, 51, 14.500000000000002, 90}, -1},
		/* what is twice as far is on the line; three times is rounded */
		{{0, 0, 0.1, 0.3, 0.2, 0.6}, 0},
		{{0, 0, 0.1, 0.3, 0.3, 0.9}, 1},
		/* the differences overflow */
		{{DBL_MAX, 0, -DBL_MAX, 0, 0, DBL_TRUE_MIN}, -1},
		{{DBL_MAX, DBL_MAX, -DBL_MAX, -DBL_MAX, 0, 0}, 0},
		{{DBL_MAX, DBL_MAX, -DBL_MAX, -DBL_MAX, 0, DBL_TRUE_MIN}, -1},
		{{DBL_MAX, DBL_MAX, -DBL_MAX, -DBL_MAX, DBL_TRUE_MIN, 0}, 1},
		/* the products underflow */
		{{0, 0, DBL_TRUE_MIN, DBL_TRUE_MIN, 2 * DBL_TRUE_MIN,
		  2 * DBL_TRUE_MIN},
		 0},
		{{0, 0, DBL_TRUE_MIN, DBL_TRUE_MIN, 2 * DBL_TRUE_MIN,
		  3 * DBL_TRUE_MIN},
		 1},
		{{0, 0, DBL_TRUE_MIN, 0, 0, DBL_TRUE_MIN}, 1},
		{{0x1.6000000000001p+2, -8 * DBL_TRUE_MIN, -0x1.08p+2, -DBL_TRUE_MIN,
		  0x1.f8p-52, -4 * DBL_TRUE_MIN},
		 -1},
		{{0, 0, DBL_MIN, DBL_MIN, 0x1p-1000, 0x1.0000000000001p-1000}, 1},
		/* far apart in magnitude */
		{{0, 0, DBL_MAX, DBL_MAX, DBL_TRUE_MIN, DBL_TRUE_MIN}, 0},
		{{0, 0, DBL_MAX, DBL_MAX, DBL_TRUE_MIN, 0}, -1},
		{{1, 1, DBL_MAX, DBL_MAX, DBL_TRUE_MIN, 0}, -1},
		{{1, 1, 1e300, 1e-300, -1e300, 2}, -1},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
	{
		assert_int_equal(big_orient(rows[i].p), rows[i].expected);
		check(rows[i].p, rows[i].expected);
	}
}

static void
not_finite(void **state)
{
	static const double values[] = {NAN, INFINITY, -INFINITY};

	(void) state;
	for (int i = 0; i < 6; i++)
	{
		for (int j = 0; j < 3; j++)
		{
			double p[6] = {0, 0, 1, 0, 0, 1};

			p[i] = values[j];
			assert_int_equal(orient(p), 0);
		}
	}
}

/* Integers of all sizes; few bits make many collinear triples. */
static void
integers(void **state)
{
	uint64_t random = seed;
	int zeros = 0;

	(void) state;
	for (int i = 0; i < 1000000; i++)
	{
		int64_t limit = INT64_C(1) << unit_range(&random, 1, 53);
		int64_t k[6];
		double p[6];

		for (int j = 0; j < 6; j++)
			k[j] = unit_range(&random, -limit, limit);
		if (i % 2 == 0)
		{
			/* c on the line through a and b, or one aside */
			int64_t times = unit_range(&random, -3, 3);

			for (int j = 0; j < 4; j++)
				k[j] /= 8;
			k[4] = k[0] + times * (k[2] - k[0]);
			k[5] = k[1] + times * (k[3] - k[1]) + unit_range(&random, -1, 1);
		}
		for (int j = 0; j < 6; j++)
			p[j] = (double) k[j];
		zeros += integer_orient(k) == 0;
		check(p, integer_orient(k));
	}
	assert_true(zeros > 10000);
}

/* The same sign whatever power of two each axis is scaled by. */
static void
scaled(void **state)
{
	uint64_t random = seed;

	(void) state;
	for (int i = 0; i < 100000; i++)
	{
		int scale[2] = {(int) unit_range(&random, -1074, 990),
						(int) unit_range(&random, -1074, 990)};
		int64_t k[6];
		double p[6];

		for (int j = 0; j < 4; j++)
			k[j] = unit_range(&random, -1000000, 1000000);
		k[4] = k[2] + (k[2] - k[0]) * (i % 100);
		k[5] = k[3] + (k[3] - k[1]) * (i % 100) + unit_range(&random, -1, 1);
		for (int j = 0; j < 6; j++)
			p[j] = ldexp((double) k[j], scale[j % 2]);
		check(p, integer_orient(k));
	}
}

/*
 * Points a few units in the last place around one that is nearly on a line: L.
 * Kettner et al., "Classroom examples of robustness problems in geometric
 * computations", Computational Geometry 40 (2008), figure 2.  All are whole
 * multiples of 2^-53.
 */
static void
classroom_grid(void **state)
{
	static const double origins[][6] = {
		{0.5, 0.5, 12, 12, 24, 24},
		{0.50000000000002531, 0.5000000000000171, 17.300000000000001,
		 17.300000000000001, 24.00000000000005, 24.0000000000000517653},
		{0.5, 0.5, 8.8000000000000007, 8.8000000000000007, 12.1, 12.1},
	};

	(void) state;
	for (size_t row = 0; row < sizeof(origins) / sizeof(origins[0]); row++)
	{
		for (int i = 0; i < 256 * 256; i++)
		{
			double p[6];
			int64_t k[6];

			memcpy(p, origins[row], sizeof(p));
			p[0] += (i % 256) * 0x1p-53;
			p[1] += (i / 256) * 0x1p-53;
			for (int j = 0; j < 6; j++)
			{
				k[j] = (int64_t) ldexp(p[j], 53);
				assert_true(ldexp((double) k[j], -53) == p[j]);
			}
			check(p, integer_orient(k));
		}
	}
}

/* Nearly collinear triples of doubles as they come from a calculation. */
static void
near_lines(void **state)
{
	uint64_t random = seed;
	int zeros = 0;

	(void) state;
	for (int i = 0; i < 10000; i++)
	{
		double p[6];
		double t = (double) unit_range(&random, -4, 12) / 8;

		for (int j = 0; j < 4; j++)
			p[j] = (double) unit_range(&random, -1800000000, 1800000000) / 1e7;
		for (int j = 0; j < 2; j++)
		{
			p[4 + j] = p[j] + t * (p[2 + j] - p[j]);
			for (int64_t steps = unit_range(&random, -1, 1); steps != 0;
				 steps += steps < 0 ? 1 : -1)
				p[4 + j] =
					nextafter(p[4 + j], steps < 0 ? -INFINITY : INFINITY);
		}
		zeros += big_orient(p) == 0;
		check(p, big_orient(p));
	}
	assert_true(zeros > 10);
}

/* Any bits at all, with exponents that lie together or far apart. */
static void
any_doubles(void **state)
{
	uint64_t random = seed;

	(void) state;
	for (int i = 0; i < 10000; i++)
	{
		double p[6];
		uint64_t exponent = unit_random(&random) % 2047;
		uint64_t spread = UINT64_C(1) << unit_range(&random, 0, 11);

		for (int j = 0; j < 6; j++)
		{
			uint64_t bits = unit_random(&random);
			uint64_t own = (exponent + bits % spread) % 2047;

			if (i % 3 == 0)
				bits &= ~UINT64_C(0) << 50;
			bits = (bits & UINT64_C(0x800FFFFFFFFFFFFF)) | own << 52;
			memcpy(&p[j], &bits, sizeof(bits));
		}
		if (i % 4 == 0)
		{
			p[4] = p[2];
			p[5] = nextafter(p[3], 0);
		}
		check(p, big_orient(p));
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(table),		  cmocka_unit_test(not_finite),
		cmocka_unit_test(integers),		  cmocka_unit_test(scaled),
		cmocka_unit_test(classroom_grid), cmocka_unit_test(near_lines),
		cmocka_unit_test(any_doubles),
	};

	seed = unit_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
