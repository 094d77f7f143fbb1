/*
 * cell.c
 *	  Web-Mercator quadtree cells, quadbin ids and Hilbert keys.
 */
#include "core/cell.h"

#include <math.h>

#define TG_PI 3.14159265358979323846

/*
 * Quadbin: bit 62 set, mode 1 (cell) in bits 59-61, zoom in bits 52-56, then
 * the interleaved x and y from bit 51 down and ones below.  CARTO,
 * "Quadbin", https://github.com/CartoDB/quadbin-py.
 */
#define QUADBIN_HEADER UINT64_C(0x4000000000000000)
#define QUADBIN_MODE (UINT64_C(1) << 59)
#define QUADBIN_FOOTER UINT64_C(0xFFFFFFFFFFFFF)

/*
 * Two levels of the Hilbert curve at a time.  Row: the curve's state (bit 0
 * swaps the axes, bit 1 turns them round).  Column: two bits of x, then two of
 * y.  Value: the next state, then four bits of the key.
 */
static const uint8_t hilbert_steps[4][16] = {
	{0x00, 0x23, 0x14, 0x05, 0x11, 0x12, 0x37, 0x06, 0x3e, 0x3d, 0x18, 0x09,
	 0x0f, 0x2c, 0x3b, 0x0a},
	{0x10, 0x01, 0x2e, 0x1f, 0x33, 0x02, 0x2d, 0x3c, 0x04, 0x27, 0x08, 0x2b,
	 0x15, 0x16, 0x19, 0x1a},
	{0x2a, 0x1b, 0x0c, 0x2f, 0x29, 0x38, 0x1d, 0x1e, 0x26, 0x17, 0x32, 0x31,
	 0x25, 0x34, 0x03, 0x20},
	{0x3a, 0x39, 0x36, 0x35, 0x0b, 0x28, 0x07, 0x24, 0x1c, 0x0d, 0x22, 0x13,
	 0x3f, 0x0e, 0x21, 0x30},
};

static inline uint32_t
column_of(int32_t lon)
{
	uint64_t x = (uint64_t) ((int64_t) lon + TG_LON_MAX);

	x = (x << TG_MAX_ZOOM) / (2 * (uint64_t) TG_LON_MAX);
	return x >> TG_MAX_ZOOM ? (UINT32_C(1) << TG_MAX_ZOOM) - 1 : (uint32_t) x;
}

/*
 * The formula is monotonic over whole 1e-7 degrees: one step of latitude
 * moves the row's fraction by at least 2.8e-10, the rounding of the formula
 * by less than 1e-14.
 */
static inline uint32_t
row_of(int32_t lat)
{
	const double rows = (double) (UINT32_C(1) << TG_MAX_ZOOM);
	double sine = sin(lat * (TG_PI / (180.0 * TG_E7)));
	double y;

	if (lat <= -890000000)
		return (UINT32_C(1) << TG_MAX_ZOOM) - 1;
	if (lat >= 890000000)
		return 0;
	y = rows * (0.5 - log((1 + sine) / (1 - sine)) / (4 * TG_PI));
	if (y < 0)
		return 0;
	if (y >= rows)
		return (UINT32_C(1) << TG_MAX_ZOOM) - 1;
	return (uint32_t) y;
}

/* The westernmost longitude of a column of zoom 26 (or of the one beyond). */
static int64_t
column_west(uint64_t x)
{
	uint64_t scaled = x * (2 * (uint64_t) TG_LON_MAX);

	scaled += (UINT64_C(1) << TG_MAX_ZOOM) - 1;
	return (int64_t) (scaled >> TG_MAX_ZOOM) - TG_LON_MAX;
}

/*
 * The northernmost latitude whose row is at least y, for y > 0: the inverse
 * of the projection, then steps until row_of agrees.
 */
static int32_t
row_north(uint32_t y)
{
	const double rows = (double) (UINT32_C(1) << TG_MAX_ZOOM);
	double mercator = TG_PI * (1 - 2 * (y / rows));
	int32_t lat = (int32_t) floor(atan(sinh(mercator)) * 180 / TG_PI * TG_E7);

	while (row_of(lat) >= y)
		lat++;
	while (row_of(lat) < y)
		lat--;
	return lat;
}

TgCell
tg_cell_of(TgLonLat p, int zoom)
{
	TgCell cell;

	cell.x = column_of(p.lon) >> (TG_MAX_ZOOM - zoom);
	cell.y = row_of(p.lat) >> (TG_MAX_ZOOM - zoom);
	cell.zoom = zoom;
	return cell;
}

TgBox
tg_cell_box(TgCell cell)
{
	int shift = TG_MAX_ZOOM - cell.zoom;
	uint32_t last = (UINT32_C(1) << cell.zoom) - 1;
	TgBox box;

	box.west = (int32_t) column_west((uint64_t) cell.x << shift);
	box.east =
		cell.x == last
			? TG_LON_MAX
			: (int32_t) column_west((uint64_t) (cell.x + 1) << shift) - 1;
	box.north = cell.y == 0 ? TG_LAT_MAX : row_north(cell.y << shift);
	box.south =
		cell.y == last ? -TG_LAT_MAX : row_north((cell.y + 1) << shift) + 1;
	return box;
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
 * Each step waits for the one before, so a processor that has two keys in
 * hand finishes both at once.
 */
void
tg_hilbert_keys(TgLonLat a, TgLonLat b, uint64_t *key_a, uint64_t *key_b)
{
	uint32_t x[2] = {column_of(a.lon), column_of(b.lon)};
	uint32_t y[2] = {row_of(a.lat), row_of(b.lat)};
	unsigned state[2] = {0, 0};
	uint64_t key[2] = {0, 0};

	for (int shift = TG_MAX_ZOOM - 2; shift >= 0; shift -= 2)
		for (int i = 0; i < 2; i++)
		{
			unsigned step = (x[i] >> shift & 3) << 2 | (y[i] >> shift & 3);

			step = hilbert_steps[state[i]][step];
			state[i] = step >> 4;
			key[i] = key[i] << 4 | (step & 15);
		}
	*key_a = key[0];
	*key_b = key[1];
}

uint64_t
tg_hilbert_key(TgLonLat p)
{
	uint64_t key[2];

	tg_hilbert_keys(p, p, &key[0], &key[1]);
	return key[0];
}
