/*
 * tripset.c
 *	  Compressed columns of numbers.
 */
#include "core/tripset.h"

#include <string.h>

#define HEADER_SIZE sizeof(TgTripsetHeader)

/* The fewest bytes that hold a number. */
static uint8_t
width_of(uint64_t number)
{
	if (number >> 32)
		return 8;
	return (uint8_t) ((number > 0) + (number > 0xFF) + (number > 0xFFFF) +
					  (number > 0xFFFFFF));
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

/* Differences are taken modulo 2^64, so any two int64 have one. */
TgColumn
tg_column_plan(const int64_t *values, uint32_t count)
{
	TgColumn column = {.unit = 1};
	int64_t least = values[0];
	int64_t most = values[0];

	for (uint32_t i = 1; i < count; i++)
	{
		least = values[i] < least ? values[i] : least;
		most = values[i] > most ? values[i] : most;
	}
	column.base = least;
	column.width = width_of((uint64_t) most - (uint64_t) least);
	if (column.width < 3)
		return column;
	/* constants, so that no division is left */
	if (whole_units(values, count, least, 1000000))
		column.unit = 1000000;
	else if (whole_units(values, count, least, 1000))
		column.unit = 1000;
	column.width =
		width_of(((uint64_t) most - (uint64_t) least) / column.unit);
	return column;
}

static size_t
values_offset(int columns)
{
	return HEADER_SIZE + (size_t) columns * sizeof(TgColumn);
}

size_t
tg_tripset_size(const TgColumn *column, int columns, uint32_t count)
{
	size_t size = values_offset(columns) + TG_TRIPSET_TAIL;

	for (int i = 0; i < columns; i++)
		size += (size_t) column[i].width * count;
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
	return out + values_offset(columns);
}

/*
 * Write numbers of a constant width and unit; inlined for each, so that the
 * division is by a constant.
 */
static inline void
put_values(const int64_t *values, uint32_t count, uint64_t base, uint64_t unit,
		   int width, unsigned char *out)
{
	for (uint32_t i = 0; i < count; i++)
	{
		uint64_t number = ((uint64_t) values[i] - base) / unit;
		uint8_t byte = (uint8_t) number;
		uint16_t half = (uint16_t) number;
		uint32_t word = (uint32_t) number;

		if (width == 1)
			out[i] = byte;
		else if (width == 2)
			memcpy(out + 2 * (size_t) i, &half, 2);
		else if (width == 3)
		{
			memcpy(out + 2 * (size_t) i, &half, 2);
			out[2 * (size_t) count + i] = (uint8_t) (word >> 16);
		}
		else if (width == 4)
			memcpy(out + 4 * (size_t) i, &word, 4);
		else
			memcpy(out + 8 * (size_t) i, &number, 8);
	}
}

unsigned char *
tg_tripset_put(const TgColumn *column, const int64_t *values, uint32_t count,
			   unsigned char *out)
{
	uint64_t base = (uint64_t) column->base;

	if (column->width > 0 && column->unit == 1)
	{
		if (column->width == 1)
			put_values(values, count, base, 1, 1, out);
		else if (column->width == 2)
			put_values(values, count, base, 1, 2, out);
		else if (column->width == 3)
			put_values(values, count, base, 1, 3, out);
		else if (column->width == 4)
			put_values(values, count, base, 1, 4, out);
		else
			put_values(values, count, base, 1, 8, out);
	}
	else if (column->width == 4 && column->unit == 1000000)
		put_values(values, count, base, 1000000, 4, out);
	else if (column->width > 0)
		put_values(values, count, base, column->unit, column->width, out);
	return out + (size_t) column->width * count;
}

/* Tell whether a column's header is one that tg_column_plan could give. */
static bool
column_valid(const TgColumn *column)
{
	bool width = column->width <= 4 || column->width == 8;

	return width && column->unit >= 1 && column->unit <= 1000000 &&
		   column->zero[0] == 0 && column->zero[1] == 0 &&
		   column->zero[2] == 0;
}

TgStatus
tg_tripset_open(const unsigned char *bytes, size_t size, TgTripset *set)
{
	TgTripsetHeader header;
	const unsigned char *values;

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
		header.count > TG_MAX_SET || size < values_offset(header.columns))
		return TG_BAD_TRIPSET;

	set->count = header.count;
	set->columns = header.columns;
	memcpy(set->column, bytes + HEADER_SIZE,
		   header.columns * sizeof(TgColumn));
	values = bytes + values_offset(header.columns);
	for (int i = 0; i < set->columns; i++)
		if (!column_valid(&set->column[i]))
			return TG_BAD_TRIPSET;
	if (size != tg_tripset_size(set->column, set->columns, set->count))
		return TG_BAD_TRIPSET;
	for (size_t i = size - TG_TRIPSET_TAIL; i < size; i++)
		if (bytes[i] != 0)
			return TG_BAD_TRIPSET;
	for (int i = 0; i < set->columns; i++)
	{
		set->values[i] = values;
		values += (size_t) set->column[i].width * set->count;
	}
	return TG_OK;
}

/* Read the stored number i of a column of constant width. */
static inline uint64_t
number_at(const unsigned char *values, uint32_t count, uint32_t i, int width)
{
	uint16_t half;
	uint32_t word;
	uint64_t number;

	switch (width)
	{
		case 0:
			return 0;
		case 1:
			return values[i];
		case 2:
			memcpy(&half, values + 2 * (size_t) i, 2);
			return half;
		case 3:
			memcpy(&half, values + 2 * (size_t) i, 2);
			return half | (uint32_t) values[2 * (size_t) count + i] << 16;
		case 4:
			memcpy(&word, values + 4 * (size_t) i, 4);
			return word;
		default:
			memcpy(&number, values + 8 * (size_t) i, 8);
			return number;
	}
}

/* Run a loop body with the column's width known to the compiler. */
#define FOR_EACH_WIDTH(width, BODY)                                           \
	switch (width)                                                            \
	{                                                                         \
		case 0:                                                               \
			BODY(0);                                                          \
			break;                                                            \
		case 1:                                                               \
			BODY(1);                                                          \
			break;                                                            \
		case 2:                                                               \
			BODY(2);                                                          \
			break;                                                            \
		case 3:                                                               \
			BODY(3);                                                          \
			break;                                                            \
		case 4:                                                               \
			BODY(4);                                                          \
			break;                                                            \
		default:                                                              \
			BODY(8);                                                          \
			break;                                                            \
	}

void
tg_tripset_get(const TgTripset *set, int column, int64_t *values)
{
	const unsigned char *bytes = set->values[column];
	uint32_t count = set->count;
	uint64_t base = (uint64_t) set->column[column].base;
	uint64_t unit = set->column[column].unit;

#define GET(width)                                                            \
	for (uint32_t i = 0; i < count; i++)                                      \
	values[i] = (int64_t) (base + unit * number_at(bytes, count, i, width))
	FOR_EACH_WIDTH(set->column[column].width, GET)
#undef GET
}

void
tg_tripset_get32(const TgTripset *set, int column, int32_t *values)
{
	const unsigned char *bytes = set->values[column];
	uint32_t count = set->count;
	uint32_t base = (uint32_t) set->column[column].base;
	uint32_t unit = set->column[column].unit;

#define GET(width)                                                            \
	for (uint32_t i = 0; i < count; i++)                                      \
	values[i] = (int32_t) (base + unit * (uint32_t) number_at(bytes, count,   \
															  i, width))
	FOR_EACH_WIDTH(set->column[column].width, GET)
#undef GET
}
