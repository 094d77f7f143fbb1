/*
 * orient.c
 *	  The exact sign of an orientation determinant.
 *
 * Nearly every sign is settled by a floating-point filter, after J. R.
 * Shewchuk, "Adaptive Precision Floating-Point Arithmetic and Fast Robust
 * Geometric Predicates", Discrete & Computational Geometry 18 (1997).  The
 * rest is summed in integers of a fixed width that holds any product of two
 * doubles: unlike expansions of doubles these neither overflow nor underflow,
 * and need nothing of the compiler (contraction, excess precision).
 */
#include "core/geo/orient.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/*
 * A finite double is magnitude * 2^(exponent - 1075): magnitude below 2^53,
 * exponent 1..2046.  A product of two is below 2^106, in units of
 * 2^(exponents - 2150).
 */
typedef struct Digits
{
	uint64_t magnitude;
	int exponent;
	bool negative;
} Digits;

typedef struct Product
{
	uint64_t a;
	uint64_t b;
	int exponent;
	bool negative;
} Product;

/*
 * Words of 32 bits for the sum of six products whose exponents differ by
 * span: below 2^(span + 106) * 6 < 2^(span + 109).
 */
#define SUM_WORDS(span) ((span) / 32 + 5)
#define MAX_SPAN (2 * (2046 - 1))

static Digits
digits_of(double v)
{
	Digits d;
	uint64_t bits;

	memcpy(&bits, &v, sizeof(bits));
	d.magnitude = bits & UINT64_C(0xFFFFFFFFFFFFF);
	d.exponent = (int) (bits >> 52 & 0x7FF);
	d.negative = bits >> 63;
	if (d.exponent == 0)
		d.exponent = 1; /* subnormal, or zero */
	else
		d.magnitude |= UINT64_C(1) << 52;
	return d;
}

static Product
product_of(Digits a, Digits b, bool negate)
{
	Product p;

	p.a = a.magnitude;
	p.b = b.magnitude;
	p.exponent = a.exponent + b.exponent;
	p.negative = (a.negative != b.negative) != negate;
	return p;
}

/* Add v * 2^shift; the sum has words for the result. */
static void
add_shifted(uint32_t *sum, uint64_t v, int shift)
{
	uint64_t low = (v & UINT32_MAX) << shift % 32;
	uint64_t high = (v >> 32) << shift % 32;
	uint64_t carry;

	sum += shift / 32;
	carry = (uint64_t) *sum + (uint32_t) low;
	*sum++ = (uint32_t) carry;
	carry = (carry >> 32) + *sum + (low >> 32) + (uint32_t) high;
	*sum++ = (uint32_t) carry;
	carry = (carry >> 32) + *sum + (high >> 32);
	*sum++ = (uint32_t) carry;
	while ((carry >>= 32) != 0)
	{
		carry += *sum;
		*sum++ = (uint32_t) carry;
	}
}

/* Add the product's absolute value, in units of 2^(base - 2150). */
static void
add_product(uint32_t *sum, const Product *p, int base)
{
	uint64_t a_low = p->a & UINT32_MAX;
	uint64_t a_high = p->a >> 32;
	uint64_t b_low = p->b & UINT32_MAX;
	uint64_t b_high = p->b >> 32;
	int shift = p->exponent - base;

	add_shifted(sum, a_low * b_low, shift);
	add_shifted(sum, a_low * b_high, shift + 32);
	add_shifted(sum, a_high * b_low, shift + 32);
	add_shifted(sum, a_high * b_high, shift + 64);
}

/*
 * Give the sign of a sum of six products: the positive and the negative ones
 * are summed apart, in units of the smallest, and the sums compared.
 */
static int
sum_sign(const Product products[6])
{
	uint32_t plus[SUM_WORDS(MAX_SPAN)];
	uint32_t minus[SUM_WORDS(MAX_SPAN)];
	int low = INT32_MAX;
	int high = 0;
	int words;

	for (int i = 0; i < 6; i++)
	{
		if (products[i].a == 0 || products[i].b == 0)
			continue;
		if (products[i].exponent < low)
			low = products[i].exponent;
		if (products[i].exponent > high)
			high = products[i].exponent;
	}
	if (high == 0)
		return 0; /* all are zero */

	words = SUM_WORDS(high - low);
	memset(plus, 0, words * sizeof(*plus));
	memset(minus, 0, words * sizeof(*minus));
	for (int i = 0; i < 6; i++)
	{
		if (products[i].a != 0 && products[i].b != 0)
			add_product(products[i].negative ? minus : plus, &products[i],
						low);
	}
	while (--words >= 0)
	{
		if (plus[words] != minus[words])
			return plus[words] > minus[words] ? 1 : -1;
	}
	return 0;
}

/* The determinant multiplied out: nothing is subtracted before the sum. */
static int
orient_exact(const double a[2], const double b[2], const double c[2])
{
	Product products[6];
	Digits ax = digits_of(a[0]);
	Digits ay = digits_of(a[1]);
	Digits bx = digits_of(b[0]);
	Digits by = digits_of(b[1]);
	Digits cx = digits_of(c[0]);
	Digits cy = digits_of(c[1]);

	products[0] = product_of(ax, by, false);
	products[1] = product_of(ay, bx, true);
	products[2] = product_of(bx, cy, false);
	products[3] = product_of(by, cx, true);
	products[4] = product_of(cx, ay, false);
	products[5] = product_of(cy, ax, true);
	return sum_sign(products);
}

/*
 * Give the determinant's sign, or 0 if rounding may hide it.
 *
 * Let e = DBL_EPSILON / 2, the largest relative error of one operation.
 * Differences have no other error; left and right have two of them and one of
 * their own, and at most 2^-1075 more where they underflow.  So the true
 * determinant is off left - right by at most (3e + 4e^2) * (|left| + |right|)
 * + 2^-1074, and det has the sign of left - right and its magnitude within a
 * factor of 1 + e.  The bound, 4e * (|left| + |right|) + DBL_MIN, leaves e
 * for its own rounding and for that of det.  A product fused into the
 * difference is rounded once less, wider intermediates round less: the bound
 * holds for them as well.  Where anything overflows, the bound is infinite or
 * not a number, and both comparisons are false.
 */
static inline int
orient_filter(double ax, double ay, double bx, double by, double cx, double cy)
{
	double left = (ax - cx) * (by - cy);
	double right = (ay - cy) * (bx - cx);
	double det = left - right;
	double bound = 2 * DBL_EPSILON * (fabs(left) + fabs(right)) + DBL_MIN;

	return (det > bound) - (det < -bound);
}

int
tg_orient(double ax, double ay, double bx, double by, double cx, double cy)
{
	const double a[2] = {ax, ay};
	const double b[2] = {bx, by};
	const double c[2] = {cx, cy};
	int side = orient_filter(ax, ay, bx, by, cx, cy);

	if (side != 0)
		return side;
	for (int i = 0; i < 2; i++)
	{
		if (!isfinite(a[i]) || !isfinite(b[i]) || !isfinite(c[i]))
			return 0;
	}
	return orient_exact(a, b, c);
}
