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

#include "core/base/hot.h"
#include "core/text/angle.h"
#include "core/text/decimal.h"
#include "core/text/hex_wkb.h"
#include "core/text/path_text.h"
#include "core/text/position_code.h"
#include "core/text/position_object.h"
#include "core/text/position_text.h"
#include "core/text/text.h"

#define WGS84 4326

#define WKB_POINT 1
#define WKB_HAS_SRID UINT32_C(0x20000000)
#define WKB_POINT_BYTES 21	/* byte order, type, x, y */
#define EWKB_POINT_BYTES 25 /* byte order, type, SRID, x, y */

#define DECIMAL_COMMA_TEXT                                                    \
	256					  /* the longest that decimal commas are read in */
#define TG_ANY_PAIR 0x100 /* a style of this file: see read_pair */

/* Read "SRID=4326;"; *wgs84 says whether it was that number. */
static const char *
read_srid(const char *at, const char *end, bool *wgs84)
{
	uint32_t srid = 0;
	bool negative;

	if ((at = skip_word(at, end, "srid")) == NULL)
		return NULL;
	if ((at = skip_char(tg_skip_blanks(at, end), end, '=')) == NULL)
		return NULL;
	at = tg_skip_blanks(at, end);
	negative = at < end && *at == '-';
	at += negative;
	if (at == end || !tg_is_digit(*at))
		return NULL;
	for (; at < end && tg_is_digit(*at); at++)
		if (srid <= WGS84)
			srid = srid * 10 + (uint32_t) (*at - '0');
	*wgs84 = srid == WGS84 && !negative;
	if ((at = skip_char(tg_skip_blanks(at, end), end, ';')) == NULL)
		return NULL;
	return tg_skip_blanks(at, end);
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

/* Make a position of two coordinates in the order of the style. */
static inline TgStatus
make_ordered(int64_t first, int64_t second, unsigned style, TgLonLat *out)
{
	if (style & TG_LAT_FIRST)
		return make_position(second, first, out);
	return make_position(first, second, out);
}

/* Read WKT or EWKT, whole. */
static inline TgStatus
read_wkt(const char *start, const char *end, unsigned style, TgLonLat *out)
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
		next = tg_skip_blanks(at, end);
		if (next < end && *next == '(')
			open = next + 1;
	}
	if (open != NULL)
	{
		at = tg_skip_blanks(open, end);
		if ((next = read_number(at, start, end, &lon)) == NULL)
			return TG_BAD_POSITION;
		if ((at = tg_skip_blanks(next, end)) == next)
			return TG_BAD_POSITION;
		if ((at = read_number(at, start, end, &lat)) == NULL)
			return TG_BAD_POSITION;
		at = skip_char(tg_skip_blanks(at, end), end, ')');
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
	return make_ordered(lon, lat, style, out);
}

/* Skip what stands between the numbers of a pair. */
static inline const char *
skip_separator(const char *at, const char *end, unsigned style)
{
	const char *next = tg_skip_blanks(at, end);

	if (!(style & TG_ANY_PAIR))
		return skip_char(next, end, ',');
	if (next < end && (*next == ',' || *next == ';'))
		return next + 1;
	return next > at ? next : NULL;
}

/*
 * Read "lon,lat" or "(lon,lat)", whole; or any pair, which may have square
 * brackets, and a semicolon or blanks between the numbers.
 */
static inline TgStatus
read_pair(const char *start, const char *end, unsigned style, TgLonLat *out)
{
	const char *at = start;
	int64_t first;
	int64_t second;
	char closing = *at == '(' ? ')' : 0;

	if ((style & TG_ANY_PAIR) && *at == '[')
		closing = ']';
	if (closing)
		at = tg_skip_blanks(at + 1, end);
	if ((at = read_number(at, start, end, &first)) == NULL)
		return TG_BAD_POSITION;
	if ((at = skip_separator(at, end, style)) == NULL)
		return TG_BAD_POSITION;
	at = read_number(tg_skip_blanks(at, end), start, end, &second);
	if (at != NULL && closing)
		at = skip_char(tg_skip_blanks(at, end), end, closing);
	if (at != end)
		return TG_BAD_POSITION;
	return make_ordered(first, second, style, out);
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

/* Read hexadecimal WKB or EWKB; false if the text is something else. */
static TG_APART bool
read_hex_wkb(const char *text, size_t len, TgLonLat *out, TgStatus *status)
{
	unsigned char wkb[EWKB_POINT_BYTES];

	if (!read_hex(text, len / 2, wkb))
		return false;
	*status = read_wkb(wkb, len / 2, out);
	return true;
}

/*
 * Read a position in any of the forms of the style.  What cannot be read at
 * all outranks an SRID, and that a coordinate, whatever comes first in the
 * text.  Leave *out alone unless TG_OK.
 */
static TG_HOT TgStatus
read_position(const char *text, size_t len, unsigned style, TgLonLat *out)
{
	TgStatus status;

	if (len == 0)
		return TG_MISSING;
	if ((*text | 0x20) == 'p' || (*text | 0x20) == 's')
		return read_wkt(text, text + len, style, out);

	/* A pair has a separator, which no hexadecimal text has. */
	if ((len == 2 * WKB_POINT_BYTES || len == 2 * EWKB_POINT_BYTES) &&
		text[0] == '0' && (text[1] == '0' || text[1] == '1') &&
		read_hex_wkb(text, len, out, &status))
		return status;
	return read_pair(text, text + len, style, out);
}

TG_HOT TgStatus
tg_lonlat_parse(const char *text, size_t len, TgLonLat *out)
{
	tg_text_trim(&text, &len);
	return read_position(text, len, 0, out);
}

/*
 * Copy text, decimal commas turned into points: commas between digits are
 * that, save the middle one of three.
 */
static void
copy_decimal(const char *text, size_t len, char *out)
{
	size_t comma[3] = {0, 0, 0};
	int count = 0;

	for (size_t i = 0; i < len; i++)
	{
		out[i] = text[i];
		if (text[i] != ',' || i == 0 || i + 1 == len ||
			!tg_is_digit(text[i - 1]) || !tg_is_digit(text[i + 1]))
			continue;
		if (count < 3)
			comma[count] = i;
		count++;
		out[i] = '.';
	}
	if (count == 3)
		out[comma[1]] = ',';
}

/* Read a position in one of the forms that nobody would take for another. */
static TgStatus
read_other(const char *text, size_t len, unsigned style, TgLonLat *out)
{
	double x;
	double y;
	TgStatus status;

	if (tg_hex_wkb_is(text, len))
	{
		/* with a height */
		status = tg_hex_wkb_end(text, len, WGS84, TG_WKB_POINT, &x, &y);
		return status == TG_OK ? tg_lonlat_from_degrees(x, y, out) : status;
	}
	if (tg_olc_parse(text, len, out) == TG_OK)
		return TG_OK;
	return tg_angles_parse(text, len, style, out);
}

TG_HOT TgStatus
tg_position_parse(const char *text, size_t len, unsigned style, TgLonLat *out)
{
	char plain[DECIMAL_COMMA_TEXT];
	TgStatus status;

	tg_text_trim(&text, &len);
	if (len > 0 && *text == '{')
	{
		status = tg_object_parse(text, len, out);
		if (status != TG_BAD_POSITION)
			return status;
		tg_path_end(&text, &len, false);
	}
	else if (style & TG_DECIMAL_COMMA)
	{
		if (len > sizeof plain)
			return TG_BAD_POSITION;
		copy_decimal(text, len, plain);
		text = plain;
	}
	status = read_position(text, len, style | TG_ANY_PAIR, out);
	return status == TG_BAD_POSITION ? read_other(text, len, style, out)
									 : status;
}

TG_HOT TgStatus
tg_degrees_parse(const char *text, size_t len, TgAxis axis, unsigned style,
				 int32_t *out)
{
	char plain[DECIMAL_COMMA_TEXT];
	int64_t e7;

	tg_text_trim(&text, &len);
	if (len == 0)
		return TG_MISSING;
	if (style & TG_DECIMAL_COMMA)
	{
		if (len > sizeof plain)
			return TG_BAD_DEGREES;
		copy_decimal(text, len, plain);
		text = plain;
	}
	if (read_number(text, text, text + len, &e7) != text + len)
		return tg_angle_parse(text, len, axis, out);
	if (e7 == NOT_FINITE)
		return TG_NOT_FINITE;
	if (axis == TG_LON && (e7 < -TG_LON_MAX || e7 > TG_LON_MAX))
		return TG_LON_OUT_OF_RANGE;
	if (axis == TG_LAT && (e7 < -TG_LAT_MAX || e7 > TG_LAT_MAX))
		return TG_LAT_OUT_OF_RANGE;
	*out = (int32_t) e7;
	return TG_OK;
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
			/* there are less than ten units: none are left when it gets 0 */
			/* cppcheck-suppress zerodivcond */
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
