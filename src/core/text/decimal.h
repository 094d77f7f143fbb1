/*
 * decimal.h
 *	  Decimal degrees as text, read exactly: in decimal, never through a
 *	  double.  For the files of core that read positions; everything is inline.
 *
 * The readers take where to start and where the text ends, and return where
 * they stopped, or NULL if what they read is not there.
 */
#ifndef TG_CORE_TEXT_DECIMAL_H
#define TG_CORE_TEXT_DECIMAL_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/hot.h"
#include "core/base/position.h"
#include "core/base/status.h"
#include "core/text/ascii.h"

/*
 * Coordinates that are none.  Any number too large to matter counts as
 * FAR_AWAY, which is beyond every value that a reader can add up to.
 */
#define FAR_AWAY (INT64_C(1) << 40)
#define NOT_FINITE INT64_MAX

/*
 * An exponent is clamped to this: more than any text has digits, so that no
 * digit's power of ten changes its meaning, and far from overflow.
 */
#define EXPONENT_LIMIT INT64_C(100000000000000000)

/* One byte repeated in each of the eight of a word. */
#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* Skip one given character. */
static inline const char *
skip_char(const char *at, const char *end, char c)
{
	return at < end && *at == c ? at + 1 : NULL;
}

/* Skip a word, given in lower case, in any letter case. */
static inline const char *
skip_word(const char *at, const char *end, const char *word)
{
	for (; *word != '\0'; word++, at++)
		if (at == end || (*at | 0x20) != *word)
			return NULL;
	return at;
}

/*
 * Load eight bytes, the first one lowest; compilers make one load of it, with
 * a byte swap where the machine is big-endian.
 */
static inline uint64_t
load_eight(const char *from)
{
	const unsigned char *s = (const unsigned char *) from;

	return (uint64_t) s[0] | (uint64_t) s[1] << 8 | (uint64_t) s[2] << 16 |
		   (uint64_t) s[3] << 24 | (uint64_t) s[4] << 32 |
		   (uint64_t) s[5] << 40 | (uint64_t) s[6] << 48 |
		   (uint64_t) s[7] << 56;
}

/*
 * Load the eight bytes at a place of the text, zeros standing for those past
 * its end.  Near the end the last eight bytes of the text are shifted down,
 * so that nothing outside of it is touched.
 */
static inline uint64_t
next_eight(const char *at, const char *start, const char *end)
{
	uint64_t word = 0;

	if (at == end)
		return 0;
	if (end - start >= 8)
	{
		const char *from = at < end - 8 ? at : end - 8;

		return load_eight(from) >> (8 * (at - from));
	}
	while (end > at)
		word = word << 8 | (unsigned char) *--end;
	return word;
}

/* Mark the high bit of each byte of a word that is no digit. */
static inline uint64_t
mark_others(uint64_t word)
{
	uint64_t value = word ^ EACH('0');

	return (((value & EACH(0x7F)) + EACH(0x7F - 9)) | value) & EACH(0x80);
}

/* Count the bytes of a word before the first marked one. */
static inline size_t
bytes_before(uint64_t marks)
{
	return marks == 0 ? 8 : (size_t) __builtin_ctzll(marks) / 8;
}

/* The values of the digits before the first marked byte, then zeros. */
static inline uint64_t
digits_before(uint64_t word, uint64_t marks)
{
	/* all bits under the lowest marked one, or all bits if none is marked */
	return (word ^ EACH('0')) & (((marks & (0 - marks)) >> 7) - 1);
}

/* The number that eight digits make, the lowest byte written first. */
static inline uint32_t
eight_digits(uint64_t word)
{
	word = (word * (10 * 0x100 + 1)) >> 8;
	word = ((word & UINT64_C(0x00FF00FF00FF00FF)) *
			(100 * UINT64_C(0x10000) + 1)) >>
		   16;
	word = ((word & UINT64_C(0x0000FFFF0000FFFF)) *
			(10000 * UINT64_C(0x100000000) + 1)) >>
		   32;
	return (uint32_t) word;
}

/* Read nan, inf or infinity. */
static inline const char *
read_not_finite(const char *at, const char *end, int64_t *e7)
{
	const char *next;

	*e7 = NOT_FINITE;
	if ((next = skip_word(at, end, "nan")) != NULL)
		return next;
	if ((next = skip_word(at, end, "infinity")) != NULL)
		return next;
	return skip_word(at, end, "inf");
}

/*
 * Read the exponent, at being its e, and add up anew the digits before it:
 * each counts by its own power of ten, so that rounding stays exact.  point
 * is where their integer part ends.
 */
static inline const char *
read_exponent(const char *digits, const char *point, const char *at,
			  const char *end, int64_t *e7)
{
	const char *mantissa_end = at;
	int64_t exponent = 0;
	int64_t power;
	int64_t sum = 0;
	bool negative = false;

	at++;
	if (at < end && (*at == '-' || *at == '+'))
		negative = *at++ == '-';
	if (at == end || !tg_is_digit(*at))
		return NULL;
	for (; at < end && tg_is_digit(*at); at++)
		if (exponent < EXPONENT_LIMIT)
			exponent = exponent * 10 + (*at - '0');
	if (exponent > EXPONENT_LIMIT)
		exponent = EXPONENT_LIMIT;
	if (negative)
		exponent = -exponent;

	power = (int64_t) (point - digits) + exponent;
	for (const char *d = digits; d < mantissa_end; d++)
	{
		if (*d == '.')
			continue;
		power--;
		if (*d == '0' && sum == 0)
			continue;
		if (power > 2)
		{
			*e7 = FAR_AWAY;
			return at;
		}
		if (power >= -7)
			sum = sum * 10 + (*d - '0');
		else
		{
			/* The first digit dropped decides, whatever follows it. */
			sum += power == -8 && *d >= '5';
			break;
		}
	}
	/* A first digit of 10^2 or less leaves ten digits at most. */
	for (; power > -7 && sum != 0; power--)
		sum *= 10;
	*e7 = sum;
	return at;
}

/*
 * Read a number, and round it to 1e-7, half away from zero.  Only the first
 * digit dropped matters for that, hence eight digits of the fraction do.
 */
static inline TG_HOT const char *
read_number(const char *at, const char *start, const char *end, int64_t *e7)
{
	const char *digits;
	const char *point;
	uint32_t whole = 0;
	uint32_t fraction = 0;
	bool negative = false;

	if (at < end && (*at == '-' || *at == '+'))
		negative = *at++ == '-';
	digits = at;
	for (; at < end && tg_is_digit(*at); at++)
		if (whole < 1000)
			whole = whole * 10 + (uint32_t) (*at - '0');
	point = at;
	if (at < end && *at == '.')
	{
		uint64_t word = next_eight(++at, start, end);
		uint64_t marks = mark_others(word);

		fraction = eight_digits(digits_before(word, marks));
		at += bytes_before(marks);
		while (marks == 0)
		{
			marks = mark_others(next_eight(at, start, end));
			at += bytes_before(marks);
		}
		if (at == digits + 1)
			return NULL; /* nothing but the point */
	}
	else if (at == digits)
		return read_not_finite(at, end, e7);

	if (at < end && (*at | 0x20) == 'e')
		at = read_exponent(digits, point, at, end, e7);
	else
		*e7 = (int64_t) whole * TG_E7 + (fraction + 5) / 10;
	if (negative)
		*e7 = -*e7;
	return at;
}

/* Make a position of two coordinates that may lie anywhere. */
static inline TgStatus
make_position(int64_t lon, int64_t lat, TgLonLat *out)
{
	if (lon == NOT_FINITE || lat == NOT_FINITE)
		return TG_NOT_FINITE;
	if (lon < -TG_LON_MAX || lon > TG_LON_MAX)
		return TG_LON_OUT_OF_RANGE;
	if (lat < -TG_LAT_MAX || lat > TG_LAT_MAX)
		return TG_LAT_OUT_OF_RANGE;
	out->lon = (int32_t) lon;
	out->lat = (int32_t) lat;
	return TG_OK;
}

#endif /* TG_CORE_TEXT_DECIMAL_H */
