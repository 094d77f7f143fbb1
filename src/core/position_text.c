/*
 * position_text.c
 *	  Positions as text: WKT, EWKT, hex EWKB and pairs read, WKT written.
 *
 * The readers below take where to start and where the text ends, and return
 * where they stopped, or NULL if what they read is not there.
 */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "core/parse.h"

#define WGS84 4326

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

#define WKB_POINT 1
#define WKB_HAS_SRID UINT32_C(0x20000000)
#define WKB_POINT_BYTES 21	/* byte order, type, x, y */
#define EWKB_POINT_BYTES 25 /* byte order, type, SRID, x, y */

/* One byte repeated in each of the eight of a word. */
#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

static inline bool
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline const char *
skip_blanks(const char *at, const char *end)
{
	while (at < end && is_blank(*at))
		at++;
	return at;
}

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
static const char *
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
static const char *
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
	if (at == end || !is_digit(*at))
		return NULL;
	for (; at < end && is_digit(*at); at++)
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
static const char *
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
	for (; at < end && is_digit(*at); at++)
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

/* Read "SRID=4326;"; *wgs84 says whether it was that number. */
static const char *
read_srid(const char *at, const char *end, bool *wgs84)
{
	uint32_t srid = 0;
	bool negative;

	if ((at = skip_word(at, end, "srid")) == NULL)
		return NULL;
	if ((at = skip_char(skip_blanks(at, end), end, '=')) == NULL)
		return NULL;
	at = skip_blanks(at, end);
	negative = at < end && *at == '-';
	at += negative;
	if (at == end || !is_digit(*at))
		return NULL;
	for (; at < end && is_digit(*at); at++)
		if (srid <= WGS84)
			srid = srid * 10 + (uint32_t) (*at - '0');
	*wgs84 = srid == WGS84 && !negative;
	if ((at = skip_char(skip_blanks(at, end), end, ';')) == NULL)
		return NULL;
	return skip_blanks(at, end);
}

/* Skip "point (" in any letter case, if something follows. */
static inline const char *
skip_usual_point(const char *at, const char *end)
{
	const uint64_t letters = UINT64_C(0x0000002020202020);
	const uint64_t seven = UINT64_C(0x00FFFFFFFFFFFFFF);

	if (end - at < 8 || ((load_eight(at) | letters) & seven) !=
							(load_eight("point (") & seven))
		return NULL;
	return at + 7;
}

/* Read WKT or EWKT, whole. */
static TgStatus
read_wkt(const char *start, const char *end, TgLonLat *out)
{
	const char *at = start;
	const char *next = NULL;
	const char *open;
	int64_t lon = 0;
	int64_t lat = 0;
	bool wgs84 = true;
	bool empty = false;

	if ((*at | 0x20) == 's' && (at = read_srid(at, end, &wgs84)) == NULL)
		return TG_BAD_POSITION;
	open = skip_usual_point(at, end);
	if (open == NULL)
	{
		if ((at = skip_word(at, end, "point")) == NULL)
			return TG_BAD_POSITION;
		next = skip_blanks(at, end);
		if (next < end && *next == '(')
			open = next + 1;
	}
	if (open != NULL)
	{
		at = skip_blanks(open, end);
		if ((next = read_number(at, start, end, &lon)) == NULL)
			return TG_BAD_POSITION;
		if ((at = skip_blanks(next, end)) == next)
			return TG_BAD_POSITION;
		if ((at = read_number(at, start, end, &lat)) == NULL)
			return TG_BAD_POSITION;
		at = skip_char(skip_blanks(at, end), end, ')');
	}
	else
	{
		empty = true;
		at = next > at ? skip_word(next, end, "empty") : NULL;
	}
	if (at != end)
		return TG_BAD_POSITION;
	if (!wgs84)
		return TG_BAD_SRID;
	if (empty)
		return TG_MISSING;
	return make_position(lon, lat, out);
}

/* Read "lon,lat" or "(lon,lat)", whole. */
static TgStatus
read_pair(const char *start, const char *end, TgLonLat *out)
{
	const char *at = start;
	int64_t lon;
	int64_t lat;
	bool enclosed = *at == '(';

	if (enclosed)
		at = skip_blanks(at + 1, end);
	if ((at = read_number(at, start, end, &lon)) == NULL)
		return TG_BAD_POSITION;
	if ((at = skip_char(skip_blanks(at, end), end, ',')) == NULL)
		return TG_BAD_POSITION;
	at = read_number(skip_blanks(at, end), start, end, &lat);
	if (at != NULL && enclosed)
		at = skip_char(skip_blanks(at, end), end, ')');
	if (at != end)
		return TG_BAD_POSITION;
	return make_position(lon, lat, out);
}

/*
 * Decode hexadecimal digits in either case; fail on anything else.  Without a
 * branch per digit: nothing predicts which of them are letters.
 */
static bool
read_hex(const char *text, size_t bytes, unsigned char *out)
{
	bool good = true;

	for (size_t i = 0; i < bytes; i++)
	{
		unsigned value = 0;

		for (size_t k = 2 * i; k < 2 * i + 2; k++)
		{
			unsigned c = (unsigned char) text[k];

			good &= (c - '0' <= 9) | ((c | 0x20) - 'a' <= 5);
			value = value << 4 | ((c & 0x0F) + 9 * (c >> 6));
		}
		out[i] = (unsigned char) value;
	}
	return good;
}

/* Load an unsigned integer of so many bytes in either byte order. */
static uint64_t
load_bytes(const unsigned char *from, int bytes, bool little)
{
	uint64_t value = 0;

	for (int i = 0; i < bytes; i++)
		value = value << 8 | from[little ? bytes - 1 - i : i];
	return value;
}

static double
load_double(const unsigned char *from, bool little)
{
	uint64_t bits = load_bytes(from, 8, little);
	double value;

	memcpy(&value, &bits, sizeof(value));
	return value;
}

/* Read WKB or EWKB of a 2-D point; bytes is one of the two lengths. */
static TgStatus
read_wkb(const unsigned char *wkb, size_t bytes, TgLonLat *out)
{
	bool little = wkb[0] == 1;
	uint32_t type = (uint32_t) load_bytes(wkb + 1, 4, little);
	const unsigned char *xy = wkb + bytes - 16;

	if (bytes == WKB_POINT_BYTES && type != WKB_POINT)
		return TG_BAD_POSITION;
	if (bytes == EWKB_POINT_BYTES)
	{
		if (type != (WKB_POINT | WKB_HAS_SRID))
			return TG_BAD_POSITION;
		if (load_bytes(wkb + 5, 4, little) != WGS84)
			return TG_BAD_SRID;
	}
	return tg_lonlat_from_degrees(load_double(xy, little),
								  load_double(xy + 8, little), out);
}

/*
 * Read a position in any of the forms that parse.h names.  What cannot be
 * read at all outranks an SRID, and that a coordinate, whatever comes first
 * in the text.  Leave *out alone unless TG_OK.
 */
TgStatus
tg_lonlat_parse(const char *text, size_t len, TgLonLat *out)
{
	unsigned char wkb[EWKB_POINT_BYTES];

	tg_text_trim(&text, &len);
	if (len == 0)
		return TG_MISSING;
	if ((*text | 0x20) == 'p' || (*text | 0x20) == 's')
		return read_wkt(text, text + len, out);

	/* A pair has a comma, which no hexadecimal text has. */
	if ((len == 2 * WKB_POINT_BYTES || len == 2 * EWKB_POINT_BYTES) &&
		text[0] == '0' && (text[1] == '0' || text[1] == '1') &&
		read_hex(text, len / 2, wkb))
		return read_wkb(wkb, len / 2, out);
	return read_pair(text, text + len, out);
}

/*
 * Round degrees to 1e-7, half away from zero.  Halves are compared, never
 * subtracted: a fused multiply-add could then see past the product's own
 * rounding, and machines would differ.
 */
static int64_t
scale_degrees(double degrees)
{
	double scaled = degrees * TG_E7;
	int64_t whole;

	if (!isfinite(degrees))
		return NOT_FINITE;
	if (scaled >= (double) FAR_AWAY)
		return FAR_AWAY;
	if (scaled <= -(double) FAR_AWAY)
		return -FAR_AWAY;
	whole = (int64_t) scaled;
	if (scaled >= (double) whole + 0.5)
		whole++;
	else if (scaled <= (double) whole - 0.5)
		whole--;
	return whole;
}

/* Round degrees to a position.  Leave *out alone unless TG_OK. */
TgStatus
tg_lonlat_from_degrees(double lon, double lat, TgLonLat *out)
{
	return make_position(scale_degrees(lon), scale_degrees(lat), out);
}

/* Write a coordinate, and return where it ends. */
static char *
put_degrees(char *out, int32_t e7)
{
	uint32_t size = e7 < 0 ? 0 - (uint32_t) e7 : (uint32_t) e7;
	uint32_t whole = size / TG_E7;
	uint32_t fraction = size % TG_E7;

	if (e7 < 0)
		*out++ = '-';
	if (whole >= 100)
		*out++ = (char) ('0' + whole / 100);
	if (whole >= 10)
		*out++ = (char) ('0' + whole / 10 % 10);
	*out++ = (char) ('0' + whole % 10);
	if (fraction != 0)
	{
		*out++ = '.';
		for (uint32_t unit = TG_E7 / 10; fraction != 0; unit /= 10)
		{
			*out++ = (char) ('0' + fraction / unit);
			fraction %= unit;
		}
	}
	return out;
}

/*
 * Write a position as WKT, with a terminator, and return the length without
 * it.  out has room for TG_LONLAT_TEXT bytes; any two integers fit.
 */
size_t
tg_lonlat_format(TgLonLat p, char *out)
{
	char *at = out;

	memcpy(at, "POINT(", 6);
	at = put_degrees(at + 6, p.lon);
	*at++ = ' ';
	at = put_degrees(at, p.lat);
	*at++ = ')';
	*at = '\0';
	return (size_t) (at - out);
}
