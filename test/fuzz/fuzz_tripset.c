/*
 * fuzz_tripset.c
 *	  Bytes of a tripset: whatever opens can be read whole, by value, by block
 *	  and as 32 bits alike; what is read can be stored, and reads back equal.
 */
#include "fuzz.h"

#include "core/column/departures.h"
#include "core/column/positions.h"
#include "unit_tripset.h"

#define MOST 20000 /* values; a column of equal ones takes no bytes */

static int64_t columns[TG_MAX_COLUMNS][MOST];

/* Read a column in three ways. */
static void
check_column(const TgTripset *set, int column, int64_t *values)
{
	static int32_t narrow[MOST];
	int64_t some[TG_BLOCK];
	TgValues walk;
	uint32_t done = 0;
	uint32_t count;

	tg_tripset_get(set, column, values);
	tg_tripset_get32(set, column, narrow);
	tg_values_begin(set, column, &walk);
	while ((count = tg_values_next(&walk, some)) > 0)
	{
		assert_true(count <= TG_BLOCK && done + count <= set->count);
		assert_memory_equal(some, values + done, count * sizeof *some);
		done += count;
	}
	assert_int_equal(done, set->count);
	for (uint32_t i = 0; i < done; i++)
		assert_true(narrow[i] == (int32_t) (uint32_t) (uint64_t) values[i]);
}

/*
 * Positions that pass as valid are in the world, each in the box of its block.
 */
static void
check_positions(const TgTripset *set)
{
	TgPositions walk;
	int32_t lon[TG_BLOCK];
	int32_t lat[TG_BLOCK];
	uint32_t at = 0;
	bool valid = true;

	if (set->columns < 2 || !tg_positions_valid(set))
		return;
	for (uint32_t i = 0; i < set->count; i++)
		valid &= columns[0][i] >= -TG_LON_MAX && columns[0][i] <= TG_LON_MAX &&
				 columns[1][i] >= -TG_LAT_MAX && columns[1][i] <= TG_LAT_MAX;
	assert_true(valid);
	tg_positions_begin(set, &walk);
	while (tg_positions_next(&walk))
	{
		tg_positions_read(&walk, lon, lat);
		for (uint32_t i = 0; i < walk.count; i++, at++)
		{
			assert_true(lon[i] == columns[0][at] && lat[i] == columns[1][at]);
			assert_true(tg_box_covers(&walk.box, (TgLonLat){lon[i], lat[i]}));
		}
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int64_t departures[MOST];
	const int64_t *values[TG_MAX_COLUMNS];
	unsigned char *again;
	TgTripset set;
	TgTripset back;
	TgTripset first;

	/* as the server hands them over: anywhere */
	if (tg_tripset_open(data, size, &set) != TG_OK || set.count > MOST)
		return 0;
	assert_in_range(set.columns, 1, TG_MAX_COLUMNS);
	for (int i = 0; i < set.columns; i++)
	{
		check_column(&set, i, columns[i]);
		values[i] = columns[i];
	}
	assert_int_equal(tg_tripset_open_first(data, size, 1, &first), TG_OK);
	check_column(&first, 0, departures);
	assert_memory_equal(departures, columns[0],
						set.count * sizeof *departures);
	check_positions(&set);
	if (set.columns == TG_DEPARTURE_COLUMNS)
		(void) tg_departures_get(&set, departures);
	if (set.count == 0)
		return 0;
	again = unit_tripset(values, set.columns, set.count, &back);
	for (int i = 0; i < set.columns; i++)
	{
		tg_tripset_get(&back, i, departures);
		assert_memory_equal(departures, columns[i],
							set.count * sizeof *departures);
	}
	free(again);
	return 0;
}
