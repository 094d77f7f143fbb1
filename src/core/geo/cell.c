/*
 * cell.c
 *	  Web-Mercator quadtree cells, quadbin ids and Hilbert keys.
 */
#include "core/geo/cell.h"

#include <stddef.h>

#include "core/geo/row.h"

#define KEYS_AT_ONCE 4

_Static_assert(TG_ROWS == UINT32_C(1) << TG_MAX_ZOOM, "rows are of that zoom");

/*
 * Quadbin: bit 62 set, mode 1 (cell) in bits 59-61, zoom in bits 52-56, then
 * the interleaved x and y from bit 51 down and ones below.  CARTO,
 * "Quadbin", https://github.com/CartoDB/quadbin-py.
 */
#define QUADBIN_HEADER UINT64_C(0x4000000000000000)
#define QUADBIN_MODE (UINT64_C(1) << 59)
#define QUADBIN_FOOTER UINT64_C(0xFFFFFFFFFFFFF)

/*
 * Three levels of the Hilbert curve at a time.  Row: the curve's state (bit 0
 * swaps the axes, bit 1 turns them round).  Column: three bits of x, then
 * three of y.  Value: the next state, then six bits of the key.
 */
static const uint8_t hilbert_steps[4][64] = {
	{0x40, 0x01, 0x8e, 0x4f, 0x10, 0x93, 0x54, 0x15, 0xc3, 0x02, 0x8d,
	 0xcc, 0x51, 0x52, 0xd7, 0x16, 0x04, 0x87, 0x08, 0x8b, 0xde, 0xdd,
	 0x58, 0x19, 0x45, 0x46, 0x49, 0x4a, 0x1f, 0x9c, 0xdb, 0x1a, 0xfa,
	 0xf9, 0xf6, 0xf5, 0x20, 0xa3, 0x64, 0x25, 0x3b, 0xb8, 0x37, 0xb4,
	 0x61, 0x62, 0xe7, 0x26, 0x7c, 0x3d, 0xb2, 0x73, 0xee, 0xed, 0x68,
	 0x29, 0xff, 0x3e, 0xb1, 0xf0, 0x2f, 0xac, 0xeb, 0x2a},
	{0x00, 0x83, 0x44, 0x05, 0xba, 0x7b, 0x3c, 0xbf, 0x41, 0x42, 0xc7,
	 0x06, 0xb9, 0xf8, 0x7d, 0x7e, 0xce, 0xcd, 0x48, 0x09, 0xb6, 0x77,
	 0xf2, 0xf1, 0x0f, 0x8c, 0xcb, 0x0a, 0xb5, 0xf4, 0x33, 0xb0, 0x50,
	 0x11, 0x9e, 0x5f, 0x60, 0x21, 0xae, 0x6f, 0xd3, 0x12, 0x9d, 0xdc,
	 0xe3, 0x22, 0xad, 0xec, 0x14, 0x97, 0x18, 0x9b, 0x24, 0xa7, 0x28,
	 0xab, 0x55, 0x56, 0x59, 0x5a, 0x65, 0x66, 0x69, 0x6a},
	{0xaa, 0x6b, 0x2c, 0xaf, 0x70, 0x31, 0xbe, 0x7f, 0xa9, 0xe8, 0x6d,
	 0x6e, 0xf3, 0x32, 0xbd, 0xfc, 0xa6, 0x67, 0xe2, 0xe1, 0x34, 0xb7,
	 0x38, 0xbb, 0xa5, 0xe4, 0x23, 0xa0, 0x75, 0x76, 0x79, 0x7a, 0x9a,
	 0x5b, 0x1c, 0x9f, 0xca, 0xc9, 0xc6, 0xc5, 0x99, 0xd8, 0x5d, 0x5e,
	 0x0b, 0x88, 0x07, 0x84, 0x96, 0x57, 0xd2, 0xd1, 0x4c, 0x0d, 0x82,
	 0x43, 0x95, 0xd4, 0x13, 0x90, 0xcf, 0x0e, 0x81, 0xc0},
	{0xea, 0xe9, 0xe6, 0xe5, 0xda, 0xd9, 0xd6, 0xd5, 0x2b, 0xa8, 0x27,
	 0xa4, 0x1b, 0x98, 0x17, 0x94, 0x6c, 0x2d, 0xa2, 0x63, 0x5c, 0x1d,
	 0x92, 0x53, 0xef, 0x2e, 0xa1, 0xe0, 0xdf, 0x1e, 0x91, 0xd0, 0x30,
	 0xb3, 0x74, 0x35, 0x8a, 0x4b, 0x0c, 0x8f, 0x71, 0x72, 0xf7, 0x36,
	 0x89, 0xc8, 0x4d, 0x4e, 0xfe, 0xfd, 0x78, 0x39, 0x86, 0x47, 0xc2,
	 0xc1, 0x3f, 0xbc, 0xfb, 0x3a, 0x85, 0xc4, 0x03, 0x80},
};

static inline uint32_t
column_of(int32_t lon)
{
	uint64_t x = (uint64_t) ((int64_t) lon + TG_LON_MAX);

	x = (x << TG_MAX_ZOOM) / (2 * (uint64_t) TG_LON_MAX);
	return x >> TG_MAX_ZOOM ? (UINT32_C(1) << TG_MAX_ZOOM) - 1 : (uint32_t) x;
}

/* The westernmost longitude of a column of zoom 26 (or of the one beyond). */
static int64_t
column_west(uint64_t x)
{
	uint64_t scaled = x * (2 * (uint64_t) TG_LON_MAX);

	scaled += (UINT64_C(1) << TG_MAX_ZOOM) - 1;
	return (int64_t) (scaled >> TG_MAX_ZOOM) - TG_LON_MAX;
}

TgCell
tg_cell_of(TgLonLat p, int zoom)
{
	TgCell cell;

	cell.x = column_of(p.lon) >> (TG_MAX_ZOOM - zoom);
	cell.y = tg_row_of(p.lat) >> (TG_MAX_ZOOM - zoom);
	cell.zoom = zoom;
	return cell;
}

void
tg_row_edges_clear(TgRowEdges *edges)
{
	/* no cell begins at this row: there are fewer */
	for (int i = 0; i < TG_ROW_EDGES; i++)
		edges->edge[i].row = UINT32_MAX;
}

/* The same as tg_row_north, for cells of that size. */
static int32_t
row_north_again(uint32_t row, int shift, TgRowEdges *edges)
{
	uint32_t slot = (row >> shift) % TG_ROW_EDGES;

	if (edges == NULL)
		return tg_row_north(row);
	if (edges->edge[slot].row != row)
	{
		edges->edge[slot].row = row;
		edges->edge[slot].north = tg_row_north(row);
	}
	return edges->edge[slot].north;
}

TgBox
tg_cell_box_again(TgCell cell, TgRowEdges *edges)
{
	int shift = TG_MAX_ZOOM - cell.zoom;
	uint32_t last = (UINT32_C(1) << cell.zoom) - 1;
	TgBox box;

	box.west = (int32_t) column_west((uint64_t) cell.x << shift);
	box.east =
		cell.x == last
			? TG_LON_MAX
			: (int32_t) column_west((uint64_t) (cell.x + 1) << shift) - 1;
	box.north = cell.y == 0 ? TG_LAT_MAX
							: row_north_again(cell.y << shift, shift, edges);
	box.south = cell.y == last
					? -TG_LAT_MAX
					: row_north_again((cell.y + 1) << shift, shift, edges) + 1;
	return box;
}

TgBox
tg_cell_box(TgCell cell)
{
	return tg_cell_box_again(cell, NULL);
}

/* Spread the low 32 bits of v to the even bits of the result. */
static uint64_t
spread_bits(uint64_t v)
{
	v = (v | v << 16) & UINT64_C(0x0000FFFF0000FFFF);
	v = (v | v << 8) & UINT64_C(0x00FF00FF00FF00FF);
	v = (v | v << 4) & UINT64_C(0x0F0F0F0F0F0F0F0F);
	v = (v | v << 2) & UINT64_C(0x3333333333333333);
	return (v | v << 1) & UINT64_C(0x5555555555555555);
}

/* Gather the even bits of v: the inverse of spread_bits. */
static uint32_t
gather_bits(uint64_t v)
{
	v &= UINT64_C(0x5555555555555555);
	v = (v | v >> 1) & UINT64_C(0x3333333333333333);
	v = (v | v >> 2) & UINT64_C(0x0F0F0F0F0F0F0F0F);
	v = (v | v >> 4) & UINT64_C(0x00FF00FF00FF00FF);
	v = (v | v >> 8) & UINT64_C(0x0000FFFF0000FFFF);
	return (uint32_t) (v | v >> 16);
}

uint64_t
tg_cell_to_quadbin(TgCell cell)
{
	uint64_t morton = spread_bits(cell.x) | spread_bits(cell.y) << 1;

	return QUADBIN_HEADER | QUADBIN_MODE | (uint64_t) cell.zoom << 52 |
		   morton << (52 - 2 * cell.zoom) | QUADBIN_FOOTER >> (2 * cell.zoom);
}

TgStatus
tg_cell_from_quadbin(uint64_t quadbin, TgCell *cell)
{
	uint64_t morton;

	cell->zoom = (int) (quadbin >> 52 & 0x1F);
	if (cell->zoom > TG_MAX_ZOOM)
		return TG_BAD_CELL;
	morton = (quadbin & QUADBIN_FOOTER) >> (52 - 2 * cell->zoom);
	cell->x = gather_bits(morton);
	cell->y = gather_bits(morton >> 1);
	return tg_cell_to_quadbin(*cell) == quadbin ? TG_OK : TG_BAD_CELL;
}

/*
 * Each step waits for the one before, so a processor that has several keys in
 * hand finishes them all at once: count is a constant to the compiler.  Above
 * the 26 levels stands one in which x and y are 0: it takes the state in which
 * the walk begins to state 0.
 */
static inline void
hilbert_walk(const TgLonLat *p, int count, uint64_t *key)
{
	uint32_t x[KEYS_AT_ONCE];
	uint32_t y[KEYS_AT_ONCE];
	unsigned state[KEYS_AT_ONCE];

	for (int i = 0; i < count; i++)
	{
		x[i] = column_of(p[i].lon);
		y[i] = tg_row_of(p[i].lat);
		state[i] = 1;
		key[i] = 0;
	}
	for (int shift = TG_MAX_ZOOM - 2; shift >= 0; shift -= 3)
		for (int i = 0; i < count; i++)
		{
			unsigned step = (x[i] >> shift & 7) << 3 | (y[i] >> shift & 7);

			step = hilbert_steps[state[i]][step];
			state[i] = step >> 6;
			key[i] = key[i] << 6 | (step & 63);
		}
}

void
tg_hilbert_keys4(const TgLonLat p[4], uint64_t key[4])
{
	hilbert_walk(p, 4, key);
}

void
tg_hilbert_keys(TgLonLat a, TgLonLat b, uint64_t *key_a, uint64_t *key_b)
{
	TgLonLat p[2] = {a, b};
	uint64_t key[2];

	hilbert_walk(p, 2, key);
	*key_a = key[0];
	*key_b = key[1];
}

uint64_t
tg_hilbert_key(TgLonLat p)
{
	uint64_t key;

	hilbert_walk(&p, 1, &key);
	return key;
}
