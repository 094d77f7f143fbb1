/*
 * count_block.c
 *	  The trips of a segment counted one by one, where its header does not
 *	  tell: from the columns in doubt.
 */
#include "compat.h"

#include "executor/executor.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "plan/count_block.h"
#include "types/status.h"

/* Keep of the masked trips those whose number is from first to last. */
static void
mask_range(uint8 *mask, const int32 *values, uint32 count, int64 first,
		   int64 last)
{
	for (uint32 i = 0; i < count; i++)
		mask[i] &= (values[i] >= first) & (values[i] <= last);
}

static void
mask_departures(uint8 *mask, const int64 *values, uint32 count, int64 first,
				int64 last)
{
	for (uint32 i = 0; i < count; i++)
		mask[i] &= (values[i] >= first) & (values[i] <= last);
}

static void
mask_ranges(const CountScan *scan, const TripBlock *block, uint8 *mask)
{
	const CountRanges *ranges = &scan->ask.ranges;
	const int32 *values[RANGES] = {NULL, block->origin[0], block->origin[1],
								   block->destination[0],
								   block->destination[1]};

	if (ranges->first[RANGE_DEPARTURE] > every_trip.first[RANGE_DEPARTURE] ||
		ranges->last[RANGE_DEPARTURE] < every_trip.last[RANGE_DEPARTURE])
		mask_departures(mask, block->departure, block->count,
						ranges->first[RANGE_DEPARTURE],
						ranges->last[RANGE_DEPARTURE]);
	for (int of = RANGE_ORIGIN_LON; of < RANGES; of++)
		if (ranges->first[of] > every_trip.first[of] ||
			ranges->last[of] < every_trip.last[of])
			mask_range(mask, values[of], block->count, ranges->first[of],
					   ranges->last[of]);
}

/* The columns that ranges ask for. */
static int
range_columns(const CountRanges *ranges)
{
	static const TripColumn column[RANGES] = {TRIP_DEPARTURE, TRIP_ORIGIN,
											  TRIP_ORIGIN, TRIP_DESTINATION,
											  TRIP_DESTINATION};
	int columns = 0;

	for (int of = 0; of < RANGES; of++)
		if (ranges->first[of] > every_trip.first[of] ||
			ranges->last[of] < every_trip.last[of])
			columns |= TRIP_BIT(column[of]);
	return columns;
}

/* Keep of the masked trips those that pass the other conditions. */
static void
mask_others(CountScan *scan, const TripBlock *block, uint8 *mask)
{
	ExprContext *context = scan->ask.context;
	TupleTableSlot *slot = scan->ask.slot;

	for (uint32 i = 0; i < block->count; i++)
	{
		if (!mask[i])
			continue;
		for (int column = 0; column < TRIP_COLUMNS; column++)
			if ((scan->ask.other_columns & TRIP_BIT(column)) != 0)
				slot->tts_values[column] = trip_block_value(block, column, i);
		mask[i] = ExecQual(scan->ask.others, context);
		ResetExprContext(context);
	}
}

static void
mask_areas(const CountScan *scan, const TripBlock *block, uint8 *mask)
{
	ListCell *cell;

	foreach (cell, scan->ask.areas)
		count_area_mask(lfirst(cell), block, scan->ask.context, mask);
}

static int
area_columns(const List *areas)
{
	int columns = 0;
	ListCell *cell;

	foreach (cell, areas)
		columns |= TRIP_BIT(((const CountArea *) lfirst(cell))->end);
	return columns;
}

static void
mask_metres(const CountScan *scan, const TripBlock *block,
			const TgGroup *bounds, uint8 *mask)
{
	TgEnds ends = {{block->origin[0], block->origin[1]},
				   {block->destination[0], block->destination[1]},
				   block->count,
				   bounds->origin,
				   bounds->destination};

	for (int i = 0; i < scan->ask.metre_count; i++)
		tg_mask_metres(&ends, scan->ask.metres[i], mask);
}

/* Names of a block, by the numbers that it has for them. */
typedef struct BlockNames
{
	bool *passes;
	uint32 *numbers;
} BlockNames;

static BlockNames
block_names(CountScan *scan, const TripBlock *block)
{
	BlockNames names = {palloc(block->datasource_count * sizeof(bool) + 1),
						palloc(block->datasource_count * sizeof(uint32) + 1)};
	TripKey key;

	for (int i = 0; i < block->datasource_count; i++)
	{
		names.passes[i] = count_datasource(scan, block->datasources[i], &key);
		names.numbers[i] = key.datasource;
	}
	return names;
}

/* Numbers of steps from the first on. */
static inline void
steps_from(const int64 *departures, uint32 count, int64 start, int64 size,
		   int64 *steps)
{
	for (uint32 i = 0; i < count; i++)
		steps[i] = (departures[i] - start) / size;
}

static int64 *
block_steps(const CountScan *scan, const TripBlock *block, int64 first)
{
	int64 start = step_start(scan->ask.step, first);
	int64 *steps = palloc0(block->count * sizeof *steps);

	/* the sizes are constants, by which dividing takes less */
	switch (scan->ask.step)
	{
		case STEP_WEEK:
			steps_from(block->departure, block->count, start, 7 * TG_DAY,
					   steps);
			break;
		case STEP_DAY:
			steps_from(block->departure, block->count, start, TG_DAY, steps);
			break;
		case STEP_HOUR:
			steps_from(block->departure, block->count, start, USECS_PER_HOUR,
					   steps);
			break;
		case STEP_ALL:
			break;
	}
	return steps;
}

/* Count the masked trips of a block whose steps begin with that of a moment.
 */
static void
count_masked(CountScan *scan, const TripBlock *block, const uint8 *mask,
			 const BlockNames *names, int64 moment, int64 last, TripKey key,
			 int sign)
{
	bool apart = counts_apart(scan, TRIP_DATASOURCE);
	int64 first = step_of(scan->ask.step, moment);
	int64 steps_count = step_of(scan->ask.step, last) - first + 1;
	int64 cells = steps_count * (apart ? block->datasource_count : 1);
	int64 *steps = block_steps(scan, block, first);

	if (steps_count > MOST_CELLS || cells > MOST_CELLS)
	{
		for (uint32 i = 0; i < block->count; i++)
		{
			key.step = first + steps[i];
			key.datasource = apart ? names->numbers[block->datasource[i]] : 0;
			if (mask[i])
				count_add(scan, key, sign);
		}
		return;
	}
	if (apart)
		for (uint32 i = 0; i < block->count; i++)
			steps[i] += block->datasource[i] * steps_count;
	for (uint32 i = 0; i < block->count; i++)
	{
		/* a damaged segment may say what its header does not */
		if ((uint64) steps[i] >= (uint64) cells)
			status_check(TG_BAD_TRIPSET);
		scan->cells[steps[i]] += mask[i];
	}
	for (int64 i = 0; i < cells; i++)
	{
		if (scan->cells[i] == 0)
			continue;
		key.step = first + i % steps_count;
		key.datasource = apart ? names->numbers[i / steps_count] : 0;
		count_add(scan, key, sign * scan->cells[i]);
		scan->cells[i] = 0;
	}
}

void
count_block(CountScan *scan, const SegmentRow *row, const text *region,
			bool inside, TripBlock *block, TripKey key)
{
	int columns = scan->ask.other_columns;
	BlockNames names = {NULL};
	uint8 *mask;

	if (scan->ask.metre_count > 0)
		columns |= TRIP_BIT(TRIP_ORIGIN) | TRIP_BIT(TRIP_DESTINATION);
	if (!inside)
		columns |=
			range_columns(&scan->ask.ranges) | area_columns(scan->ask.areas);
	if (scan->ask.step != STEP_ALL)
		columns |= TRIP_BIT(TRIP_DEPARTURE);
	if (counts_datasources(scan))
		columns |= TRIP_BIT(TRIP_DATASOURCE);
	if ((columns & TRIP_BIT(TRIP_DATASOURCE)) != 0)
		trip_block_names(block, row);
	else
		MemoryContextReset(block->context);
	trip_block_read(block, row, region, columns);
	mask = palloc(block->count);
	memset(mask, 1, block->count);
	if (!inside)
	{
		mask_ranges(scan, block, mask);
		mask_areas(scan, block, mask);
	}
	if (counts_datasources(scan))
	{
		names = block_names(scan, block);
		for (uint32 i = 0; i < block->count; i++)
			mask[i] &= names.passes[block->datasource[i]];
	}
	mask_metres(scan, block, row->bounds, mask);
	if (scan->ask.others != NULL)
		mask_others(scan, block, mask);
	count_masked(scan, block, mask, &names, row->first, row->last, key,
				 row->sign);
	scan->segments_read++;
}
