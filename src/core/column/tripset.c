/*
 * tripset.c
 *	  Compressed columns of numbers.
 */
#include "core/column/tripset.h"

#include "core/base/clones.h"

#define HEADER_SIZE sizeof(TgTripsetHeader)
#define DIRECTORY_ENTRY 5 /* bytes a block */

static const uint32_t powers_of_10[TG_MAX_SCALE + 1] = {
	1, 10, 100, 1000, 10000, 100000, 1000000};

/* The fewest bits that hold a number. */
static int
width_of(uint32_t number)
{
	return number == 0 ? 0 : 32 - __builtin_clz(number);
}

uint32_t
tg_column_unit(const TgColumn *column)
{
	return powers_of_10[column->scale];
}

/* Tell whether all values are whole units more than the least one. */
static inline bool
whole_units(const int64_t *values, uint32_t count, int64_t least,
			uint64_t unit)
{
	for (uint32_t i = 0; i < count; i++)
		if (((uint64_t) values[i] - (uint64_t) least) % unit != 0)
			return false;
	return true;
}

/*
 * Find the largest unit; most columns show by their first values which they
 * do not have.  Constants, so that no division is left.
 */
static uint8_t
scale_of(const int64_t *values, uint32_t count, int64_t least)
{
	if (whole_units(values, count, least, 1000000))
		return 6;
	if (whole_units(values, count, least, 1000))
		return 3;
	if (whole_units(values, count, least, 100))
		return 2;
	return whole_units(values, count, least, 10) ? 1 : 0;
}

/* The least and the most of at least one value. */
static void
find_extremes(const int64_t *values, uint32_t count, int64_t *least,
			  int64_t *most)
{
	*least = *most = values[0];
	for (uint32_t i = 1; i < count; i++)
	{
		*least = values[i] < *least ? values[i] : *least;
		*most = values[i] > *most ? values[i] : *most;
	}
}

/*
 * Set numbers to a part of what is stored for count values: inlined for each
 * unit, so that the division is by a constant.
 */
static inline void
take_numbers(const int64_t *values, uint32_t count, uint64_t base,
			 uint64_t unit, int part, uint32_t *numbers)
{
	for (uint32_t i = 0; i < count; i++)
	{
		uint64_t number = ((uint64_t) values[i] - base) / unit;

		numbers[i] = (uint32_t) (number >> 32 * part);
	}
}

/*
 * Set numbers to a part of what is stored for a block of values, less the
 * least of them, which is returned.
 */
static uint32_t
block_numbers(const TgColumn *column, const int64_t *values, uint32_t count,
			  int part, uint32_t *numbers, int *width)
{
	uint64_t base = (uint64_t) column->base;
	uint32_t least;
	uint32_t most;

	switch (column->scale)
	{
		case 0:
			take_numbers(values, count, base, 1, part, numbers);
			break;
		case 1:
			take_numbers(values, count, base, 10, part, numbers);
			break;
		case 2:
			take_numbers(values, count, base, 100, part, numbers);
			break;
		case 3:
			take_numbers(values, count, base, 1000, part, numbers);
			break;
		default:
			take_numbers(values, count, base, 1000000, part, numbers);
			break;
	}
	least = most = numbers[0];
	for (uint32_t i = 1; i < count; i++)
	{
		least = numbers[i] < least ? numbers[i] : least;
		most = numbers[i] > most ? numbers[i] : most;
	}
	for (uint32_t i = 0; i < count; i++)
		numbers[i] -= least;
	*width = width_of(most - least);
	return least;
}

static inline uint32_t
least_of(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* The width of a block of the only part, by its least and its most value. */
static int
only_width(const TgColumn *column, const int64_t *values, uint32_t count)
{
	uint32_t unit = tg_column_unit(column);
	int64_t least;
	int64_t most;

	find_extremes(values, count, &least, &most);
	return width_of((uint32_t) (((uint64_t) most - (uint64_t) least) / unit));
}

/* The bytes that the blocks of a part take, without their directory. */
static size_t
part_size(const TgColumn *column, const int64_t *values, uint32_t count,
		  int part)
{
	uint32_t numbers[TG_BLOCK];
	size_t size = 0;

	for (uint32_t done = 0; done < count; done += TG_BLOCK)
	{
		uint32_t some = least_of(count - done, TG_BLOCK);
		int width;

		if (column->parts == 1)
			width = only_width(column, values + done, some);
		else
			block_numbers(column, values + done, some, part, numbers, &width);
		size += tg_pack_size(some, width);
	}
	return size;
}

/* Differences are taken modulo 2^64, so any two int64 have one. */
TgColumn
tg_column_plan(const int64_t *values, uint32_t count)
{
	TgColumn column = {0};
	uint64_t most_number;
	size_t size = 0;
	int64_t most;

	find_extremes(values, count, &column.base, &most);
	if (most == column.base)
		return column;
	column.scale = scale_of(values, count, column.base);
	most_number =
		((uint64_t) most - (uint64_t) column.base) / tg_column_unit(&column);
	column.parts = most_number >> 32 != 0 ? 2 : 1;
	for (int part = 0; part < column.parts; part++)
		size += DIRECTORY_ENTRY * (size_t) tg_block_count(count) +
				part_size(&column, values, count, part);
	column.size = (uint32_t) size;
	return column;
}

static size_t
header_size(int columns)
{
	return HEADER_SIZE + (size_t) columns * sizeof(TgColumn);
}

size_t
tg_tripset_size(const TgColumn *column, int columns)
{
	size_t size = header_size(columns);

	for (int i = 0; i < columns; i++)
		size += column[i].size;
	return size;
}

unsigned char *
tg_tripset_begin(const TgColumn *column, int columns, uint32_t count,
				 unsigned char *out)
{
	TgTripsetHeader header = {TG_TRIPSET_MARK, TG_TRIPSET_VERSION_1,
							  (uint8_t) columns, count};

	memcpy(out, &header, HEADER_SIZE);
	memcpy(out + HEADER_SIZE, column, (size_t) columns * sizeof *column);
	return out + header_size(columns);
}

unsigned char *
tg_tripset_put(const TgColumn *column, const int64_t *values, uint32_t count,
			   unsigned char *out)
{
	uint32_t blocks = tg_block_count(count);

	for (int part = 0; part < column->parts; part++)
	{
		unsigned char *least_at = out;
		unsigned char *width_at = out + 4 * (size_t) blocks;

		out += DIRECTORY_ENTRY * (size_t) blocks;
		for (uint32_t done = 0; done < count; done += TG_BLOCK)
		{
			uint32_t some = least_of(count - done, TG_BLOCK);
			uint32_t numbers[TG_BLOCK] = {0};
			int width;
			uint32_t least = block_numbers(column, values + done, some, part,
										   numbers, &width);

			memcpy(least_at, &least, sizeof least);
			*width_at = (uint8_t) width;
			tg_pack(numbers, some, width, out);
			least_at += sizeof least;
			width_at++;
			out += tg_pack_size(some, width);
		}
	}
	return out;
}

/* Find where a part of count numbers ends, or null if not before end. */
static const unsigned char *
part_end(const unsigned char *part, const unsigned char *end, uint32_t count)
{
	uint32_t blocks = tg_block_count(count);
	const unsigned char *widths = part + 4 * (size_t) blocks;
	size_t size = DIRECTORY_ENTRY * (size_t) blocks;

	if ((size_t) (end - part) < size)
		return NULL;
	for (uint32_t i = 0; i < blocks; i++)
	{
		if (widths[i] > TG_MAX_BITS)
			return NULL;
		size +=
			tg_pack_size(least_of(count - i * TG_BLOCK, TG_BLOCK), widths[i]);
	}
	return (size_t) (end - part) < size ? NULL : part + size;
}

/* Check a column, which may reach up to end, and find its parts. */
static bool
open_column(TgTripset *set, int number, const unsigned char *bytes,
			const unsigned char *end)
{
	const TgColumn *column = &set->column[number];
	const unsigned char *at = bytes;

	if (column->scale > TG_MAX_SCALE || column->parts > 2 ||
		column->zero[0] != 0 || column->zero[1] != 0)
		return false;
	for (int part = 0; part < 2; part++)
	{
		set->part[number][part] = NULL;
		if (part >= column->parts)
			continue;
		set->part[number][part] = at;
		at = part_end(at, end, set->count);
		if (at == NULL)
			return false;
	}
	return (size_t) (at - bytes) == column->size;
}

/* Check the header and find the columns' descriptions. */
static TgStatus
open_header(const unsigned char *bytes, size_t size, TgTripset *set)
{
	TgTripsetHeader header;

	if (size < HEADER_SIZE)
		return TG_BAD_TRIPSET;
	memcpy(&header, bytes, HEADER_SIZE);
	if (header.mark ==
		(uint16_t) (TG_TRIPSET_MARK >> 8 | TG_TRIPSET_MARK << 8))
		return TG_TRIPSET_BYTE_ORDER;
	if (header.mark != TG_TRIPSET_MARK)
		return TG_BAD_TRIPSET;
	if (header.version > TG_TRIPSET_VERSION_1)
		return TG_TRIPSET_VERSION;
	if (header.version != TG_TRIPSET_VERSION_1 || header.columns < 1 ||
		header.columns > TG_MAX_COLUMNS || header.count < 1 ||
		header.count > TG_MAX_SET || size < header_size(header.columns))
		return TG_BAD_TRIPSET;

	set->count = header.count;
	set->columns = header.columns;
	memcpy(set->column, bytes + HEADER_SIZE,
		   header.columns * sizeof(TgColumn));
	return TG_OK;
}

/* Check so many columns, and find their parts; null if one is wrong. */
static const unsigned char *
open_columns(const unsigned char *bytes, size_t size, int columns,
			 TgTripset *set)
{
	const unsigned char *end = bytes + size;
	const unsigned char *at = bytes + header_size(set->columns);

	for (int i = 0; i < columns; i++)
	{
		if (!open_column(set, i, at, end))
			return NULL;
		at += set->column[i].size;
	}
	return at;
}

TgStatus
tg_tripset_open(const unsigned char *bytes, size_t size, TgTripset *set)
{
	TgStatus status = open_header(bytes, size, set);

	if (status == TG_OK &&
		open_columns(bytes, size, set->columns, set) != bytes + size)
		return TG_BAD_TRIPSET;
	return status;
}

TgStatus
tg_tripset_open_first(const unsigned char *bytes, size_t size, int columns,
					  TgTripset *set)
{
	TgStatus status = open_header(bytes, size, set);

	if (status != TG_OK)
		return status;
	if (columns > set->columns ||
		open_columns(bytes, size, columns, set) == NULL)
		return TG_BAD_TRIPSET;
	set->columns = columns;
	return TG_OK;
}

/* The scaled values of a block; the high part's numbers may be null. */
TG_CLONES static void
make_values(uint64_t base, uint32_t unit, const uint32_t *low,
			const uint32_t *high, uint32_t count, int64_t *values)
{
	if (high == NULL)
		for (uint32_t i = 0; i < count; i++)
			values[i] = (int64_t) (base + (uint64_t) unit * low[i]);
	else
		for (uint32_t i = 0; i < count; i++)
			values[i] =
				(int64_t) (base + unit * ((uint64_t) high[i] << 32 | low[i]));
}

/* The same modulo 2^32. */
TG_CLONES static void
make_values32(uint32_t base, uint32_t unit, const uint32_t *numbers,
			  uint32_t count, int32_t *values)
{
	if (unit == 1)
		for (uint32_t i = 0; i < count; i++)
			values[i] = (int32_t) (base + numbers[i]);
	else
		for (uint32_t i = 0; i < count; i++)
			values[i] = (int32_t) (base + unit * numbers[i]);
}

/* Read a block's whole numbers, modulo 2^32. */
static void
read_whole(const TgBlocks *blocks, uint32_t *numbers)
{
	tg_blocks_read(blocks, numbers);
	for (uint32_t i = 0; i < TG_BLOCK; i++)
		numbers[i] += blocks->least;
}

void
tg_values_begin(const TgTripset *set, int column, TgValues *walk)
{
	tg_blocks_begin(set, column, 0, &walk->low);
	tg_blocks_begin(set, column, 1, &walk->high);
	walk->base = (uint64_t) set->column[column].base;
	walk->unit = tg_column_unit(&set->column[column]);
	walk->two_parts = set->column[column].parts == 2;
}

uint32_t
tg_values_next(TgValues *walk, int64_t *values)
{
	uint32_t low[TG_BLOCK];
	uint32_t high[TG_BLOCK];

	if (!tg_blocks_next(&walk->low) || !tg_blocks_next(&walk->high))
		return 0;
	if (walk->two_parts)
	{
		read_whole(&walk->low, low);
		read_whole(&walk->high, high);
		make_values(walk->base, walk->unit, low, high, walk->low.count,
					values);
	}
	else
	{
		tg_blocks_read(&walk->low, low);
		make_values(walk->base + (uint64_t) walk->unit * walk->low.least,
					walk->unit, low, NULL, walk->low.count, values);
	}
	return walk->low.count;
}

void
tg_tripset_get(const TgTripset *set, int column, int64_t *values)
{
	uint32_t some;
	TgValues walk;

	tg_values_begin(set, column, &walk);
	while ((some = tg_values_next(&walk, values)) > 0)
		values += some;
}

void
tg_tripset_get32(const TgTripset *set, int column, int32_t *values)
{
	uint32_t base = (uint32_t) set->column[column].base;
	uint32_t unit = tg_column_unit(&set->column[column]);
	uint32_t numbers[TG_BLOCK];
	TgBlocks blocks;

	tg_blocks_begin(set, column, 0, &blocks);
	while (tg_blocks_next(&blocks))
	{
		tg_blocks_read(&blocks, numbers);
		make_values32(base + unit * blocks.least, unit, numbers, blocks.count,
					  values);
		values += blocks.count;
	}
}
