/*
 * positions.c
 *	  A walk over the positions of a tripset, block by block.
 */
#include "core/column/positions.h"

#include "core/base/clones.h"

TG_CLONES static uint32_t
greatest(const uint32_t *numbers, uint32_t count)
{
	uint32_t most = 0;

	for (uint32_t i = 0; i < count; i++)
		most = numbers[i] > most ? numbers[i] : most;
	return most;
}

/*
 * The least value is the base.  Of a block only the least and the width of its
 * numbers are looked at where they tell; where that many bits could lead
 * beyond the limit, so near it or with neighbours that far apart, each is.
 */
static bool
valid_column(const TgTripset *set, int column, int64_t limit)
{
	int64_t base = set->column[column].base;
	int64_t unit = tg_column_unit(&set->column[column]);
	int64_t most;
	uint32_t numbers[TG_BLOCK];
	TgBlocks blocks;

	if (set->column[column].parts > 1 || base < -limit || base > limit)
		return false;
	most = (limit - base) / unit;
	tg_blocks_begin(set, column, 0, &blocks);
	while (tg_blocks_next(&blocks))
	{
		int64_t room = most - blocks.least;

		if (room < 0)
			return false;
		if (room >> blocks.width != 0)
			continue;
		tg_blocks_read(&blocks, numbers);
		if (greatest(numbers, blocks.count) > room)
			return false;
	}
	return true;
}

bool
tg_positions_valid(const TgTripset *set)
{
	return valid_column(set, 0, TG_LON_MAX) &&
		   valid_column(set, 1, TG_LAT_MAX);
}

void
tg_positions_begin(const TgTripset *set, TgPositions *walk)
{
	for (int i = 0; i < 2; i++)
	{
		tg_blocks_begin(set, i, 0, &walk->blocks[i]);
		walk->base[i] = (int32_t) set->column[i].base;
		walk->unit[i] = tg_column_unit(&set->column[i]);
	}
}

/* The least and the greatest value that a block can hold. */
static void
find_range(const TgPositions *walk, int column, int32_t *low, int32_t *high)
{
	const TgBlocks *blocks = &walk->blocks[column];
	int64_t unit = walk->unit[column];
	int64_t least = blocks->least;
	int64_t most = least + (INT64_C(1) << blocks->width) - 1;
	int64_t limit = column == 0 ? TG_LON_MAX : TG_LAT_MAX;

	most = walk->base[column] + most * unit;
	*low = (int32_t) (walk->base[column] + least * unit);
	*high = (int32_t) (most < limit ? most : limit);
}

bool
tg_positions_next(TgPositions *walk)
{
	if (!tg_blocks_next(&walk->blocks[0]) || !tg_blocks_next(&walk->blocks[1]))
		return false;
	walk->count = walk->blocks[0].count;
	find_range(walk, 0, &walk->box.west, &walk->box.east);
	find_range(walk, 1, &walk->box.south, &walk->box.north);
	return true;
}

TG_CLONES static void
make_values(const uint32_t *numbers, uint32_t first, uint32_t unit,
			uint32_t count, int32_t *values)
{
	for (uint32_t i = 0; i < count; i++)
		values[i] = (int32_t) (first + numbers[i] * unit);
}

static void
read_column(const TgPositions *walk, int column, int32_t *values)
{
	const TgBlocks *blocks = &walk->blocks[column];
	uint32_t numbers[TG_BLOCK];
	uint32_t first =
		(uint32_t) walk->base[column] + blocks->least * walk->unit[column];

	tg_blocks_read(blocks, numbers);
	make_values(numbers, first, walk->unit[column], blocks->count, values);
}

void
tg_positions_read(const TgPositions *walk, int32_t *lon, int32_t *lat)
{
	read_column(walk, 0, lon);
	read_column(walk, 1, lat);
}
