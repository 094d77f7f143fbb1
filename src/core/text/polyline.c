/*
 * polyline.c
 *	  The ends of an encoded polyline: differences between coordinates, each
 *	  in pieces of five bits, the lowest first, as characters from ? on.
 */
#include <stdint.h>

#include "core/text/polyline.h"
#include "core/text/text.h"

#define MOST_PIECES 7 /* of a difference: 35 bits */

/* Read a difference; NULL if there is none. */
static const char *
read_difference(const char *at, const char *end, int64_t *out)
{
	uint64_t value = 0;

	for (int piece = 0; piece < MOST_PIECES && at < end; piece++)
	{
		unsigned bits = (unsigned char) *at++ - 63u;

		if (bits > 63)
			return NULL;
		value |= (uint64_t) (bits & 31) << (5 * piece);
		if (bits < 32)
		{
			*out = (value & 1) != 0 ? -(int64_t) (value >> 1) - 1
									: (int64_t) (value >> 1);
			return at;
		}
	}
	return NULL;
}

TgStatus
tg_polyline_parse(const char *text, size_t len, int digits, bool last,
				  TgLonLat *out)
{
	int64_t scale = digits == 5 ? 100 : 10;
	int64_t lat = 0;
	int64_t lon = 0;
	const char *end;
	const char *at;
	TgLonLat first = {0, 0};

	tg_text_trim(&text, &len);
	if (len == 0)
		return TG_MISSING;
	end = text + len;
	for (at = text; at < end;)
	{
		bool is_first = at == text;
		int64_t north;
		int64_t east;

		at = read_difference(at, end, &north);
		if (at != NULL)
			at = read_difference(at, end, &east);
		if (at == NULL)
			return TG_BAD_POSITION;
		lat += north * scale;
		lon += east * scale;
		if (lon < -TG_LON_MAX || lon > TG_LON_MAX)
			return TG_LON_OUT_OF_RANGE;
		if (lat < -TG_LAT_MAX || lat > TG_LAT_MAX)
			return TG_LAT_OUT_OF_RANGE;
		if (is_first)
			first = (TgLonLat){(int32_t) lon, (int32_t) lat};
	}
	*out = last ? (TgLonLat){(int32_t) lon, (int32_t) lat} : first;
	return TG_OK;
}
