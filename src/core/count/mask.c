/*
 * mask.c
 *	  Which trips of a segment match.
 *
 * Limits are brought into a column's own numbers, once, and from there into
 * those of each block.  Most blocks lie wholly within or wholly without, by
 * their least number and width alone; the others are unpacked and compared as
 * they are.
 */
#include "core/count/mask.h"

#include "core/base/clones.h"

/* A column and which of its numbers are wanted: low to high. */
typedef struct Sieve
{
	TgBlocks blocks;
	int32_t base;
	uint32_t unit;
	int64_t low;
	int64_t high;
} Sieve;

/* What a sieve makes of a block. */
typedef enum Passage
{
	PASS_NONE,
	PASS_SOME,
	PASS_ALL
} Passage;

static inline int64_t
floor_divide(int64_t a, int64_t b)
{
	return a / b - (a % b != 0 && a < 0);
}

/* Let pass the values from low to high of a column of 32-bit values. */
static void
sieve_begin(Sieve *sieve, const TgTripset *set, int column, int32_t low,
			int32_t high)
{
	uint32_t base = (uint32_t) set->column[column].base;
	int64_t unit = tg_column_unit(&set->column[column]);

	tg_blocks_begin(set, column, 0, &sieve->blocks);
	sieve->base = (int32_t) base;
	sieve->unit = (uint32_t) unit;
	/* least number not below low; greatest number not above high */
	sieve->low = -floor_divide((int64_t) sieve->base - low, unit);
	sieve->high = floor_divide((int64_t) high - sieve->base, unit);
}

/* The greatest number that a block may hold. */
static int64_t
block_most(const TgBlocks *blocks)
{
	return (int64_t) blocks->least + (INT64_C(1) << blocks->width) - 1;
}

static Passage
sieve_look(const Sieve *sieve)
{
	int64_t least = sieve->blocks.least;
	int64_t most = block_most(&sieve->blocks);

	if (sieve->low > sieve->high || most < sieve->low || least > sieve->high)
		return PASS_NONE;
	return least >= sieve->low && most <= sieve->high ? PASS_ALL : PASS_SOME;
}

TG_CLONES static void
clear_beyond(const uint32_t *numbers, uint32_t first, uint32_t span,
			 uint32_t count, uint8_t *mask)
{
	for (uint32_t i = 0; i < count; i++)
		mask[i] &= numbers[i] - first <= span;
}

/* Clear mask where a number of the block does not pass. */
static void
sieve_block(const Sieve *sieve, Passage passage, uint8_t *mask)
{
	uint32_t numbers[TG_BLOCK];
	int64_t least = sieve->blocks.least;
	int64_t first = sieve->low > least ? sieve->low - least : 0;
	int64_t last = sieve->high - least;

	if (passage == PASS_ALL)
		return;
	tg_blocks_read(&sieve->blocks, numbers);
	last = last < UINT32_MAX ? last : UINT32_MAX;
	clear_beyond(numbers, (uint32_t) first, (uint32_t) (last - first),
				 sieve->blocks.count, mask);
}

static int32_t
coordinate(const Sieve *sieve, int64_t number)
{
	int64_t value = sieve->base + number * sieve->unit;

	return value < INT32_MAX ? (int32_t) value : INT32_MAX;
}

/* A box around the positions of a block. */
static TgBox
block_box(const Sieve *lon, const Sieve *lat)
{
	TgBox box = {coordinate(lon, lon->blocks.least),
				 coordinate(lat, lat->blocks.least),
				 coordinate(lon, block_most(&lon->blocks)),
				 coordinate(lat, block_most(&lat->blocks))};

	return box;
}

static bool
any(const uint8_t *mask, uint32_t count)
{
	return memchr(mask, 1, count) != NULL;
}

/* Read the coordinates of a block. */
static void
read_coordinates(const Sieve *sieve, int32_t *values)
{
	uint32_t numbers[TG_BLOCK];
	uint32_t least =
		sieve->blocks.least * sieve->unit + (uint32_t) sieve->base;

	tg_blocks_read(&sieve->blocks, numbers);
	for (uint32_t i = 0; i < TG_BLOCK; i++)
		values[i] = (int32_t) (least + numbers[i] * sieve->unit);
}

/* Clear mask where a position of the block lies outside the area. */
static void
cover_block(TgRaster *raster, const Sieve *lon, const Sieve *lat,
			uint8_t *mask)
{
	TgBox box = block_box(lon, lat);
	TgRelation relation = tg_area_relate(raster->area, &box);
	uint32_t count = lon->blocks.count;
	int32_t x[TG_BLOCK];
	int32_t y[TG_BLOCK];

	if (relation == TG_OUTSIDE)
		memset(mask, 0, count);
	if (relation != TG_EDGE)
		return;
	read_coordinates(lon, x);
	read_coordinates(lat, y);
	for (uint32_t i = 0; i < count; i++)
		if (mask[i])
			mask[i] = tg_raster_covers(raster, (TgLonLat){x[i], y[i]});
}

void
tg_mask_area(const TgArea *area, TgRaster *raster, const TgTripset *positions,
			 uint8_t *mask)
{
	bool rectangle;
	Sieve lon;
	Sieve lat;
	TgBox box;

	tg_area_bounds(area, &box);
	rectangle = tg_area_rectangle(area, &box);
	sieve_begin(&lon, positions, 0, box.west, box.east);
	sieve_begin(&lat, positions, 1, box.south, box.north);
	while (tg_blocks_next(&lon.blocks) && tg_blocks_next(&lat.blocks))
	{
		uint32_t count = lon.blocks.count;
		Passage lons = sieve_look(&lon);
		Passage lats = sieve_look(&lat);

		if (lons == PASS_NONE || lats == PASS_NONE)
			memset(mask, 0, count);
		else if (any(mask, count))
		{
			sieve_block(&lon, lons, mask);
			sieve_block(&lat, lats, mask);
			if (!rectangle && any(mask, count))
				cover_block(raster, &lon, &lat, mask);
		}
		mask += count;
	}
}

/* Clear mask where a position is in the interior, or where it is not. */
TG_CLONES static void
clear_part(const TgPart *part, const int32_t *lon, const int32_t *lat,
		   uint32_t count, uint8_t *mask)
{
	int shift = part->shift;

	/* without branches: which positions are in it is hard to foretell */
	for (uint32_t i = 0; i < count; i++)
	{
		uint32_t row =
			(uint32_t) (lat[i] >> shift) - (uint32_t) part->first_row;
		bool known = row < (uint32_t) part->rows;
		const TgSquareRun *run = &part->row[known ? row : 0];
		int32_t square = lon[i] >> shift;

		mask[i] &= (known & (square >= run->first) & (square <= run->last)) !=
				   part->rim;
	}
}

/* The same for a block. */
static void
split_block(const TgPart *part, const Sieve *lon, const Sieve *lat,
			uint8_t *mask)
{
	TgBox box = block_box(lon, lat);
	TgRelation relation = tg_part_relate_interior(part, &box);
	uint32_t count = lon->blocks.count;
	int32_t x[TG_BLOCK];
	int32_t y[TG_BLOCK];

	if (relation == (part->rim ? TG_INSIDE : TG_OUTSIDE))
		memset(mask, 0, count);
	if (relation != TG_EDGE)
		return;
	read_coordinates(lon, x);
	read_coordinates(lat, y);
	clear_part(part, x, y, count, mask);
}

/* The same where the interior is the rectangle that the sieves let pass. */
static void
split_rectangle(const TgPart *part, const Sieve *lon, const Sieve *lat,
				uint8_t *mask)
{
	uint32_t count = lon->blocks.count;
	Passage lons = sieve_look(lon);
	Passage lats = sieve_look(lat);
	uint8_t interior[TG_BLOCK];

	if (lons == PASS_NONE || lats == PASS_NONE)
	{
		if (!part->rim)
			memset(mask, 0, count);
		return;
	}
	memset(interior, 1, count);
	sieve_block(lon, lons, interior);
	sieve_block(lat, lats, interior);
	for (uint32_t i = 0; i < count; i++)
		mask[i] &= interior[i] ^ part->rim;
}

void
tg_mask_part(const TgPart *part, TgRaster *raster, const TgTripset *positions,
			 uint8_t *mask)
{
	TgBox box = {0, 0, 0, 0};
	bool rectangle = tg_part_rectangle(part, &box);
	uint8_t *start = mask;
	Sieve lon;
	Sieve lat;

	sieve_begin(&lon, positions, 0, box.west, box.east);
	sieve_begin(&lat, positions, 1, box.south, box.north);
	while (tg_blocks_next(&lon.blocks) && tg_blocks_next(&lat.blocks))
	{
		if (!any(mask, lon.blocks.count))
			;
		else if (rectangle)
			split_rectangle(part, &lon, &lat, mask);
		else
			split_block(part, &lon, &lat, mask);
		mask += lon.blocks.count;
	}
	if (part->rim)
		tg_mask_area(part->area, raster, positions, start);
}

void
tg_mask_number(const TgTripset *numbers, int32_t wanted, uint8_t *mask)
{
	Sieve sieve;

	sieve_begin(&sieve, numbers, 0, wanted, wanted);
	while (tg_blocks_next(&sieve.blocks))
	{
		uint32_t count = sieve.blocks.count;
		Passage passage = sieve_look(&sieve);

		if (passage == PASS_NONE)
			memset(mask, 0, count);
		else if (any(mask, count))
			sieve_block(&sieve, passage, mask);
		mask += count;
	}
}

void
tg_mask_not(uint8_t *mask, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		mask[i] ^= 1;
}

void
tg_mask_take(uint8_t *mask, const uint8_t *other, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		mask[i] &= other[i] ^ 1;
}

void
tg_mask_or(uint8_t *mask, const uint8_t *other, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		mask[i] |= other[i];
}
