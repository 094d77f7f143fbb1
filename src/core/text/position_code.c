/*
 * position_code.c
 *	  Positions as codes of cells: geohashes, Open Location Codes, quadkeys.
 */
#include <string.h>

#include "core/geo/cell.h"
#include "core/text/ascii.h"
#include "core/text/position_code.h"
#include "core/text/text.h"

#define GEOHASH_DIGITS "0123456789bcdefghjkmnpqrstuvwxyz"

#define OLC_DIGITS "23456789cfghjmpqrvwx"
#define OLC_PLUS 8 /* the place of the plus sign */
#define OLC_PAIRS 5
#define OLC_GRID 5 /* digits after the pairs, of 5 rows and 4 columns each */
#define OLC_ROWS 5
#define OLC_COLUMNS 4

/* The finest cells of these codes in a degree. */
#define OLC_LAT_UNITS INT64_C(25000000) /* 8000 * OLC_ROWS ^ OLC_GRID */
#define OLC_LON_UNITS INT64_C(8192000)	/* 8000 * OLC_COLUMNS ^ OLC_GRID */

/* The value of a digit among some that are in lower case; -1: it is none. */
static int
digit_value(char c, const char *digits)
{
	const char *found = c == '\0' ? NULL : strchr(digits, tg_lower(c));

	return found == NULL ? -1 : (int) (found - digits);
}

/* The middle of a cell of 2^bits in a range of 2 * max, from -max on. */
static int32_t
middle_of(uint64_t cell, int bits, int64_t max)
{
	uint64_t twice = (2 * cell + 1) * (uint64_t) (2 * max);
	uint64_t half = UINT64_C(1) << bits;

	return (int32_t) ((int64_t) ((twice + half) >> (bits + 1)) - max);
}

TgStatus
tg_geohash_parse(const char *text, size_t len, TgLonLat *out)
{
	uint64_t cell[2] = {0, 0}; /* of longitude and latitude */
	int bits[2] = {0, 0};

	tg_text_trim(&text, &len);
	if (len == 0)
		return TG_MISSING;
	if (len < TG_GEOHASH_LEAST || len > TG_GEOHASH_MOST)
		return TG_BAD_POSITION;
	for (size_t i = 0; i < len; i++)
	{
		int value = digit_value(text[i], GEOHASH_DIGITS);

		if (value < 0)
			return TG_BAD_POSITION;
		for (int bit = 4; bit >= 0; bit--)
		{
			int axis = (bits[0] + bits[1]) % 2;

			cell[axis] = cell[axis] << 1 | (uint64_t) (value >> bit & 1);
			bits[axis]++;
		}
	}
	out->lon = middle_of(cell[0], bits[0], TG_LON_MAX);
	out->lat = middle_of(cell[1], bits[1], TG_LAT_MAX);
	return TG_OK;
}

/* The middle of a cell, in 1e-7 degrees from its range's beginning. */
static int64_t
olc_middle(int64_t cell, int64_t size, int64_t units)
{
	return ((2 * cell + size) * TG_E7 + units) / (2 * units);
}

TgStatus
tg_olc_parse(const char *text, size_t len, TgLonLat *out)
{
	int64_t lat = 0;
	int64_t lon = 0;
	int64_t lat_size = OLC_LAT_UNITS * 400;
	int64_t lon_size = OLC_LON_UNITS * 400;
	int count = 0;

	tg_text_trim(&text, &len);
	if (len == 0)
		return TG_MISSING;
	if (len <= OLC_PLUS || text[OLC_PLUS] != '+' || len == OLC_PLUS + 2 ||
		len > OLC_PLUS + 1 + (2 * OLC_PAIRS - OLC_PLUS) + OLC_GRID)
		return TG_BAD_POSITION;
	for (size_t i = 0; i < len; i++)
	{
		int value = digit_value(text[i], OLC_DIGITS);

		if (i == OLC_PLUS)
			continue;
		if (value < 0)
			return TG_BAD_POSITION;
		if (count >= 2 * OLC_PAIRS)
		{
			lat_size /= OLC_ROWS;
			lon_size /= OLC_COLUMNS;
			lat += value / OLC_COLUMNS * lat_size;
			lon += value % OLC_COLUMNS * lon_size;
		}
		else if (count % 2 == 0)
			lat += value * (lat_size /= 20);
		else
			lon += value * (lon_size /= 20);
		count++;
	}
	if (lat >= 180 * OLC_LAT_UNITS || lon >= 360 * OLC_LON_UNITS)
		return TG_BAD_POSITION;
	out->lat =
		(int32_t) (olc_middle(lat, lat_size, OLC_LAT_UNITS) - TG_LAT_MAX);
	out->lon =
		(int32_t) (olc_middle(lon, lon_size, OLC_LON_UNITS) - TG_LON_MAX);
	return TG_OK;
}

TgStatus
tg_quadkey_parse(const char *text, size_t len, TgLonLat *out)
{
	TgCell cell = {0, 0, 0};
	TgBox box;

	tg_text_trim(&text, &len);
	if (len == 0)
		return TG_MISSING;
	if (len < TG_QUADKEY_LEAST || len > TG_QUADKEY_MOST)
		return TG_BAD_POSITION;
	for (size_t i = 0; i < len; i++)
	{
		unsigned digit = (unsigned char) text[i] - '0';

		if (digit > 3)
			return TG_BAD_POSITION;
		cell.x = cell.x << 1 | (digit & 1);
		cell.y = cell.y << 1 | digit >> 1;
		cell.zoom++;
	}
	box = tg_cell_box(cell);
	out->lon = (int32_t) (((int64_t) box.west + box.east) / 2);
	out->lat = (int32_t) (((int64_t) box.south + box.north) / 2);
	return TG_OK;
}
