/*
 * plane_text.c
 *	  Positions that are not in degrees, but on some plane, as text.
 *
 * The readers take where to start and where the text ends, and return where
 * they stopped, or NULL if what they read is not there.
 */
#include "core/text/decimal.h"
#include "core/text/hex_wkb.h"
#include "core/text/path_text.h"
#include "core/text/plane_text.h"
#include "core/text/text.h"

#define MOST_DIGITS 18 /* that fit an integer */
#define FARTHEST 1e9   /* no plane of the earth is as large */

/* Read a number; its comma may be one of decimals. */
static const char *
read_plane_number(const char *at, const char *end, bool comma, double *out)
{
	int64_t digits = 0;
	double unit = 1;
	bool negative = at < end && *at == '-';
	bool point = false;
	int count = 0;
	int met = 0;

	at += at < end && (*at == '-' || *at == '+');
	for (; at < end; at++)
	{
		if (!point && (*at == '.' || (comma && *at == ',')))
		{
			point = true;
			continue;
		}
		if (!tg_is_digit(*at))
			break;
		met++;
		if (count == MOST_DIGITS)
		{
			if (!point)
				return NULL;
			continue;
		}
		digits = digits * 10 + (*at - '0');
		count += digits > 0;
		unit *= point ? 10 : 1;
	}
	if (met == 0)
		return NULL;
	*out = (negative ? -(double) digits : (double) digits) / unit;
	return at;
}

TgStatus
tg_plane_coordinate(const char *text, size_t len, unsigned style, double *out)
{
	double value;

	tg_text_trim(&text, &len);
	if (len == 0)
		return TG_MISSING;
	if (read_plane_number(text, text + len, style & TG_DECIMAL_COMMA,
						  &value) != text + len)
		return TG_BAD_DEGREES;
	if (value > FARTHEST || value < -FARTHEST)
		return TG_NOT_FINITE;
	*out = value;
	return TG_OK;
}

/* Skip SRID=27700; where it is that number. */
static TgStatus
skip_srid(const char **at, const char *end, uint32_t srid)
{
	const char *next = skip_word(*at, end, "srid");
	uint32_t found = 0;

	if (next == NULL)
		return TG_OK;
	next = skip_char(tg_skip_blanks(next, end), end, '=');
	if (next == NULL)
		return TG_BAD_POSITION;
	for (next = tg_skip_blanks(next, end); next < end && tg_is_digit(*next);
		 next++)
		found =
			found < 1000000 ? found * 10 + (uint32_t) (*next - '0') : found;
	next = skip_char(tg_skip_blanks(next, end), end, ';');
	if (next == NULL)
		return TG_BAD_POSITION;
	*at = tg_skip_blanks(next, end);
	return found == srid ? TG_OK : TG_BAD_SRID;
}

/* Keep what is a place on earth; what is not a number is none. */
static TgStatus
keep_near(TgPlanePoint p, TgPlanePoint *out)
{
	if (!(p.x <= FARTHEST && p.x >= -FARTHEST && p.y <= FARTHEST &&
		  p.y >= -FARTHEST))
		return TG_NOT_FINITE;
	*out = p;
	return TG_OK;
}

/* Read two numbers, whole. */
static TgStatus
read_plane_pair(const char *at, const char *end, unsigned style, bool wkt,
				TgPlanePoint *out)
{
	bool comma = !wkt && (style & TG_DECIMAL_COMMA);
	TgPlanePoint p;
	const char *next;

	if ((at = read_plane_number(at, end, comma, &p.x)) == NULL)
		return TG_BAD_POSITION;
	next = tg_skip_blanks(at, end);
	if (!wkt && next < end && (*next == ',' || *next == ';'))
		next = tg_skip_blanks(next + 1, end);
	if (next == at || read_plane_number(next, end, comma, &p.y) != end)
		return TG_BAD_POSITION;
	if (style & TG_LAT_FIRST)
	{
		double first = p.x;

		p.x = p.y;
		p.y = first;
	}
	return keep_near(p, out);
}

/* Narrow a text to what stands within its brackets, if it has any. */
static TgStatus
strip_brackets(const char **at, const char **end, bool wkt)
{
	const char *start = *at;

	if (wkt)
	{
		start = skip_word(start, *end, "point");
		if (start == NULL)
			return TG_BAD_POSITION;
		start = tg_skip_blanks(start, *end);
	}
	if (start == *end)
		return TG_BAD_POSITION;
	if (*start != '(' && *start != '[')
		return wkt ? TG_BAD_POSITION : TG_OK;
	if ((*end)[-1] != (*start == '(' ? ')' : ']') || *end - start < 2)
		return TG_BAD_POSITION;
	*at = tg_skip_blanks(start + 1, *end - 1);
	do
		(*end)--;
	while (*end > *at && tg_is_blank((*end)[-1]));
	return TG_OK;
}

TgStatus
tg_plane_parse(const char *text, size_t len, unsigned style, uint32_t srid,
			   bool path, bool last, TgPlanePoint *out)
{
	const char *end;
	TgStatus status;
	bool wkt;

	tg_text_trim(&text, &len);
	if (len == 0)
		return TG_MISSING;
	if (tg_hex_wkb_is(text, len))
	{
		TgWkbEnd wkb_end = !path  ? TG_WKB_POINT
						   : last ? TG_WKB_LAST
								  : TG_WKB_FIRST;
		TgPlanePoint p = {0, 0};

		status = tg_hex_wkb_end(text, len, srid, wkb_end, &p.x, &p.y);
		return status == TG_OK ? keep_near(p, out) : status;
	}
	end = text + len;
	status = skip_srid(&text, end, srid);
	if (status != TG_OK)
		return status;
	len = (size_t) (end - text);
	wkt = len > 0 && tg_is_letter(*text);
	if (path)
	{
		style &= ~(unsigned) TG_DECIMAL_COMMA;
		tg_path_end(&text, &len, last);
		return len == 0 ? TG_MISSING
						: read_plane_pair(text, text + len, style, wkt, out);
	}
	status = strip_brackets(&text, &end, wkt);
	return status == TG_OK ? read_plane_pair(text, end, style, wkt, out)
						   : status;
}
