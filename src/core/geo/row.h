/*
 * row.h
 *	  Rows of Web-Mercator's zoom 26, from the north, by whole numbers only.
 *
 * The order of what is stored hangs on them: no floating point and no libm may
 * decide where a row begins.
 */
#ifndef TG_CORE_GEO_ROW_H
#define TG_CORE_GEO_ROW_H

#include "core/base/position.h"

#define TG_ROWS (UINT32_C(1) << 26)
#define TG_ROW_LAT_MAX 850511287 /* the last latitude of the map */

/*
 * Latitudes by pieces of 2^20 units: the coefficients, in units of 2^-38 rows,
 * of a polynomial that goes from 0 to 1 over the piece.
 */
#define TG_ROW_PIECE_BITS 20
#define TG_ROW_PIECES ((TG_ROW_LAT_MAX >> TG_ROW_PIECE_BITS) + 1)
#define TG_ROW_TERMS 7
#define TG_ROW_FRACTION_BITS 38

extern const uint64_t tg_row_table[TG_ROW_PIECES][TG_ROW_TERMS];

__extension__ typedef unsigned __int128 TgRowProduct;

/*
 * How far from the equator a latitude is, in units of the table's fraction;
 * from_equator is at most TG_ROW_LAT_MAX.  It never falls, because no
 * coefficient is negative and pieces join.
 */
static inline uint64_t
tg_row_distance(uint32_t from_equator)
{
	const uint64_t *c = tg_row_table[from_equator >> TG_ROW_PIECE_BITS];
	/* the part of the piece, 2^64 for the whole */
	uint64_t part = (uint64_t) from_equator << (64 - TG_ROW_PIECE_BITS);
	uint64_t distance = c[TG_ROW_TERMS - 1];

	for (int i = TG_ROW_TERMS - 2; i >= 0; i--)
		distance = (uint64_t) ((TgRowProduct) distance * part >> 64) + c[i];
	return distance;
}

/*
 * The row of a latitude: the one of Mercator's formula, rounded to no other,
 * for each of them.  Those beyond the map belong to the outermost rows.
 */
static inline uint32_t
tg_row_of(int32_t lat)
{
	uint32_t from_equator = lat < 0 ? -(uint32_t) lat : (uint32_t) lat;
	uint32_t row;

	if (from_equator > TG_ROW_LAT_MAX)
		from_equator = TG_ROW_LAT_MAX;
	row = (uint32_t) (tg_row_distance(from_equator) >> TG_ROW_FRACTION_BITS);
	return lat > 0 ? TG_ROWS / 2 - 1 - row : TG_ROWS / 2 + row;
}

/* The northernmost latitude whose row is at least this one, which is not 0. */
extern int32_t tg_row_north(uint32_t row);

#endif /* TG_CORE_GEO_ROW_H */
