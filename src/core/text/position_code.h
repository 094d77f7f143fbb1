/*
 * position_code.h
 *	  Positions as codes of cells: geohashes, Open Location Codes, quadkeys.
 *	  A code is read as the middle of its cell, to 1e-7 degrees.
 */
#ifndef TG_CORE_TEXT_POSITION_CODE_H
#define TG_CORE_TEXT_POSITION_CODE_H

#include <stddef.h>

#include "core/base/position.h"
#include "core/base/status.h"

/*
 * Codes of larger cells are none: five kilometres are farther than most trips
 * go, and short codes are words as well.
 */
#define TG_GEOHASH_LEAST 5
#define TG_GEOHASH_MOST 12
#define TG_QUADKEY_LEAST 13
#define TG_QUADKEY_MOST 26

/* Read a geohash, of letters of either case. */
extern TgStatus tg_geohash_parse(const char *text, size_t len, TgLonLat *out);

/*
 * Read a full Open Location Code, such as 8FVC9G8F+6X: one that is short, or
 * padded with zeros, is none.
 */
extern TgStatus tg_olc_parse(const char *text, size_t len, TgLonLat *out);

/* Read the quadkey of a tile. */
extern TgStatus tg_quadkey_parse(const char *text, size_t len, TgLonLat *out);

#endif /* TG_CORE_TEXT_POSITION_CODE_H */
