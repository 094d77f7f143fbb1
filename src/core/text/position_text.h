/*
 * position_text.h
 *	  The text forms of positions, read and written.
 *
 * Every reader takes a counted string (no terminator needed, any bytes) and
 * ignores leading and trailing blanks (space, tab, CR, LF, VT, FF).
 */
#ifndef TG_CORE_TEXT_POSITION_TEXT_H
#define TG_CORE_TEXT_POSITION_TEXT_H

#include <stddef.h>

#include "core/base/position.h"
#include "core/base/status.h"

/* Room that tg_lonlat_format needs, terminator included. */
#define TG_LONLAT_TEXT 40

/*
 * Read a position: POINT (lon lat) in any letter case and spacing, the same
 * after SRID=4326; (EWKT), hex EWKB of a 2-D point with SRID 4326 or none,
 * "lon,lat" and "(lon,lat)".  Decimals are rounded to 1e-7 degrees, half away
 * from zero, exactly (in decimal, never through a double).
 */
extern TgStatus tg_lonlat_parse(const char *text, size_t len, TgLonLat *out);

/* How a file writes its positions, as flags. */
#define TG_LAT_FIRST 1	   /* latitude, then longitude */
#define TG_DECIMAL_COMMA 2 /* 14,5 for 14.5 */

typedef enum TgAxis
{
	TG_LON,
	TG_LAT
} TgAxis;

/*
 * Read a position of a foreign file: all that tg_lonlat_parse reads, in the
 * order that the style says (but hex EWKB, which has one of its own), and
 * pairs in square brackets, or with a semicolon or blanks between the numbers,
 * and GeoJSON of a point; and what says itself which number is which: objects
 * (position_object.h), full Open Location Codes (position_code.h), coordinates
 * with marks or letters (angle.h), and hex EWKB with a height.
 */
extern TgStatus tg_position_parse(const char *text, size_t len, unsigned style,
								  TgLonLat *out);

/*
 * Read one coordinate, in decimal degrees or as angle.h tells, into 1e-7
 * degrees, by the same rounding.  Leave *out alone unless TG_OK.
 */
extern TgStatus tg_degrees_parse(const char *text, size_t len, TgAxis axis,
								 unsigned style, int32_t *out);

/* Write "POINT(14.5 50)", the shortest form that reads back equal. */
extern size_t tg_lonlat_format(TgLonLat p, char *out);

/* Round degrees to a position; used for doubles that come from geometry. */
extern TgStatus tg_lonlat_from_degrees(double lon, double lat, TgLonLat *out);

#endif /* TG_CORE_TEXT_POSITION_TEXT_H */
