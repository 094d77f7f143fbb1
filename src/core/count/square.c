/*
 * square.c
 *	  Trips counted by the square that one of their ends lies in, and by week.
 */
#include "core/count/square.h"

#include <string.h>

#include "core/base/clones.h"

#define LEAST_SQUARES 4

/*
 * Slots passed by on the way to a trip's square, on average.  At most half of
 * them are used, so it is about one, unless somebody chose destinations that
 * share their slots; then it would be thousands.
 */
#define MOST_PASSED 16

uint32_t
tg_squares_most(uint32_t trips, uint32_t weeks)
{
	uint32_t most = trips / 2 / weeks;

	return most < LEAST_SQUARES ? 0 : most;
}

static uint32_t
slot_of(TgSquare square, uint32_t mask)
{
	uint64_t key = (uint64_t) (uint32_t) square.lon << 32;

	key |= (uint32_t) square.lat;
	key *= UINT64_C(0x9E3779B97F4A7C15);
	/* only the uppermost bits of a product depend on all bits of lon */
	return (uint32_t) (key >> 32 ^ key >> 50) & mask;
}

/*
 * The number of a square, which may be new; most if there is no room, or if
 * more slots than *passable would have to be passed by.
 */
static uint32_t
number_of(TgSquares *squares, TgSquare square, uint64_t *passable)
{
	uint32_t slot = slot_of(square, squares->mask);
	uint32_t number;

	while ((number = squares->slots[slot]) != 0)
	{
		const TgSquare *known = &squares->square[number - 1];

		if (known->lon == square.lon && known->lat == square.lat)
			return number - 1;
		if ((*passable)-- == 0)
			return squares->most;
		slot = (slot + 1) & squares->mask;
	}
	if (squares->used == squares->most)
		return squares->most;
	squares->square[squares->used++] = square;
	squares->slots[slot] = squares->used;
	return squares->used - 1;
}

static bool
find_squares(const TgSquareTrips *trips, TgSquares *squares)
{
	uint64_t passable = (uint64_t) trips->count * MOST_PASSED;

	squares->used = 0;
	memset(squares->slots, 0,
		   ((size_t) squares->mask + 1) * sizeof *squares->slots);
	for (uint32_t i = 0; i < trips->count; i++)
	{
		TgSquare square = tg_square_of(trips->ends[i], squares->shift);

		squares->number[i] = number_of(squares, square, &passable);
		if (squares->number[i] == squares->most)
			return false;
	}
	return true;
}

bool
tg_squares_find(const TgSquareTrips *trips, TgSquares *squares)
{
	for (squares->shift = TG_LEAST_SHIFT; squares->shift <= TG_MOST_SHIFT;
		 squares->shift++)
		if (find_squares(trips, squares))
			return true;
	return false;
}

void
tg_squares_count(const TgSquareTrips *trips, const TgSquares *squares,
				 int64_t *counts)
{
	uint32_t weeks = trips->week_count;

	memset(counts, 0, (size_t) squares->used * weeks * sizeof *counts);
	for (uint32_t i = 0; i < trips->count; i++)
		counts[(size_t) squares->number[i] * weeks + trips->weeks[i]]++;
}

TG_CLONES static void
add_numbers(uint32_t *sums, const uint32_t *numbers, uint32_t count,
			uint32_t base, uint32_t unit)
{
	for (uint32_t i = 0; i < count; i++)
		sums[i] += base + unit * numbers[i];
}

static bool
any(const uint8_t *wanted, uint32_t first, uint32_t last)
{
	return memchr(wanted + first, 1, last - first + 1) != NULL;
}

/* Add the counts from number first on that a block holds. */
static void
add_block(const TgBlocks *block, const TgColumn *column, uint32_t first,
		  uint32_t weeks, const uint8_t *wanted, uint32_t *sums)
{
	uint32_t unit = tg_column_unit(column);
	uint32_t base = (uint32_t) column->base + unit * block->least;
	uint32_t numbers[TG_BLOCK];
	uint32_t next;

	if (!any(wanted, first / weeks, (first + block->count - 1) / weeks))
		return;
	tg_blocks_read(block, numbers);
	for (uint32_t at = 0; at < block->count; at = next)
	{
		uint32_t week = (first + at) % weeks;

		next = at + (weeks - week);
		next = next < block->count ? next : block->count;
		if (wanted[(first + at) / weeks])
			add_numbers(sums + week, numbers + at, next - at, base, unit);
	}
}

TgStatus
tg_squares_sum(const TgTripset *squares, const TgTripset *counts, int shift,
			   const TgPart *part, uint32_t week_count, uint8_t *wanted,
			   uint32_t *sums)
{
	TgValues lon;
	TgValues lat;
	TgBlocks block;
	int64_t x[TG_BLOCK];
	int64_t y[TG_BLOCK];
	uint32_t some;
	uint32_t done = 0;

	if (squares->columns != 2 || counts->columns != 1 ||
		counts->column[0].parts > 1 || week_count == 0 ||
		(uint64_t) squares->count * week_count != counts->count ||
		shift < TG_LEAST_SHIFT || shift > part->shift)
		return TG_BAD_TRIPSET;
	tg_values_begin(squares, 0, &lon);
	tg_values_begin(squares, 1, &lat);
	while ((some = tg_values_next(&lon, x)) > 0)
	{
		tg_values_next(&lat, y);
		for (uint32_t i = 0; i < some; i++)
			wanted[done + i] = tg_part_has_square(
				part, (TgSquare){(int32_t) x[i], (int32_t) y[i]}, shift);
		done += some;
	}
	memset(sums, 0, week_count * sizeof *sums);
	done = 0;
	tg_blocks_begin(counts, 0, 0, &block);
	while (tg_blocks_next(&block))
	{
		add_block(&block, &counts->column[0], done, week_count, wanted, sums);
		done += block.count;
	}
	return TG_OK;
}
