/*
 * row.c
 *	  Where rows of zoom 26 begin.
 */
#include "core/geo/row.h"

#define PIECES_HALF 512

_Static_assert(TG_ROW_PIECES <= 2 * PIECES_HALF, "a search finds every piece");

/* The last piece that begins nearer to the equator than that. */
static uint32_t
piece_before(uint64_t distance)
{
	uint32_t piece = 0;

	for (uint32_t step = PIECES_HALF; step > 0; step /= 2)
		if (piece + step < TG_ROW_PIECES &&
			tg_row_table[piece + step][0] < distance)
			piece += step;
	return piece;
}

/*
 * The last latitude that is nearer to the equator than that: Newton's steps
 * within the piece, then single ones until it is so.
 */
static uint32_t
last_before(uint64_t distance)
{
	const int64_t units = INT64_C(1) << TG_ROW_PIECE_BITS;
	uint32_t piece = piece_before(distance);
	uint32_t start = piece << TG_ROW_PIECE_BITS;
	const uint64_t *c = tg_row_table[piece];
	/* what a unit adds where the piece begins, and how that grows in it */
	int64_t slope = (int64_t) (c[1] >> TG_ROW_PIECE_BITS);
	int64_t growth = (int64_t) (2 * c[2] >> TG_ROW_PIECE_BITS);
	int64_t at = (int64_t) (distance - c[0]) / slope;
	uint32_t last;

	for (int i = 0; i < 2; i++)
	{
		int64_t beyond;

		at = at < 0 ? 0 : at < units ? at : units - 1;
		beyond = (int64_t) (tg_row_distance(start + (uint32_t) at) - distance);
		at -= beyond / (slope + growth * at / units);
	}
	last = (uint32_t) (start + at);
	while (tg_row_distance(last) >= distance)
		last--;
	while (tg_row_distance(last + 1) < distance)
		last++;
	return last;
}

int32_t
tg_row_north(uint32_t row)
{
	uint32_t half = TG_ROWS / 2;

	if (row < half)
		return (int32_t) last_before((uint64_t) (half - row)
									 << TG_ROW_FRACTION_BITS);
	if (row == half)
		return 0;
	return -(int32_t) last_before((uint64_t) (row - half)
								  << TG_ROW_FRACTION_BITS) -
		   1;
}
