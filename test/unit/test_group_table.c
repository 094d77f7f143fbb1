/*
 * test_group_table.c
 *	  Counts by group against counting one by one.
 */
#include "unit.h"

#include "core/count/group_table.h"
#include "core/geo/trip.h"

#define TRIPS 2000
#define ROOM 2048

static uint64_t seed;

typedef struct Columns
{
	uint64_t other[TRIPS];
	int32_t window[TRIPS];
	int64_t departure[TRIPS];
	uint8_t mask[TRIPS];
} Columns;

static void
fill(uint64_t *random, Columns *columns, int64_t kinds)
{
	for (int i = 0; i < TRIPS; i++)
	{
		columns->other[i] = (uint64_t) unit_range(random, 0, kinds) << 32 |
							(uint64_t) unit_range(random, 0, 3);
		columns->window[i] = (int32_t) unit_range(random, 0, 3);
		columns->departure[i] = unit_range(random, -5, 5);
		columns->mask[i] = (uint8_t) unit_range(random, 0, 1);
	}
}

/* What an entry should be, by looking at all trips; trips is their number. */
static TgGroupEntry
expect(const Columns *columns, const TgGroupEntry *key, bool by_departure,
	   bool masked)
{
	TgGroupEntry entry = *key;

	entry.trips = 0;
	entry.first = INT64_MAX;
	entry.last = INT64_MIN;
	for (int i = 0; i < TRIPS; i++)
		if (columns->other[i] == key->other &&
			columns->window[i] == key->window &&
			(!by_departure || columns->departure[i] == key->at) &&
			(!masked || columns->mask[i]))
		{
			int64_t departure = columns->departure[i];

			entry.trips++;
			entry.first = departure < entry.first ? departure : entry.first;
			entry.last = departure > entry.last ? departure : entry.last;
		}
	return entry;
}

static int
entry_order(const void *a, const void *b)
{
	return tg_group_entry_compare(a, b);
}

static void
counts(void **state)
{
	static Columns columns;
	static TgGroupEntry entries[ROOM];
	static uint32_t slots[2 * ROOM];
	uint64_t random = seed;
	TgGroupTable table = {entries, slots, 0, ROOM, 0};

	(void) state;
	for (int round = 0; round < 40; round++)
	{
		bool masked = unit_range(&random, 0, 1) == 0;
		int sign = unit_range(&random, 0, 1) == 0 ? 1 : -1;
		TgGrid grid = {15, 1800, false, unit_range(&random, 0, 1) == 0};
		TgGroupColumns view = {columns.other, columns.window,
							   columns.departure,
							   masked ? columns.mask : NULL};
		int64_t total = 0;
		int64_t expected = 0;

		fill(&random, &columns, round % 2 ? 5 : 50);
		tg_group_table_reset(&table);
		assert_int_equal(
			tg_group_table_add(&table, &grid, &view, 0, TRIPS, sign), TRIPS);
		if (round % 3 == 0)
			qsort(entries, table.used, sizeof *entries, entry_order);
		for (uint32_t i = 0; i < table.used; i++)
		{
			TgGroupEntry entry =
				expect(&columns, &entries[i], grid.by_departure, masked);

			assert_int_equal(entries[i].trips, sign * entry.trips);
			assert_int_equal(entries[i].first, entry.first);
			assert_int_equal(entries[i].last, entry.last);
			if (!grid.by_departure)
				assert_int_equal(entries[i].at, 0);
			if (round % 3 == 0 && i > 0)
				assert_true(
					tg_group_entry_compare(&entries[i - 1], &entries[i]) < 0);
			total += sign * entries[i].trips;
		}
		for (int i = 0; i < TRIPS; i++)
			expected += !masked || columns.mask[i];
		assert_int_equal(total, expected);
	}
}

/* A table without room says where it stopped, and goes on with more. */
static void
grows(void **state)
{
	static Columns columns;
	static TgGroupEntry entries[ROOM];
	uint64_t random = seed + 1;
	TgGrid grid = {15, 1800, false, false};
	TgGroupColumns view = {columns.other, columns.window, columns.departure,
						   NULL};
	uint32_t first[256] = {0};
	static uint32_t more[2 * ROOM];
	TgGroupTable table = {entries, first, 0, 128, 0};
	uint32_t stopped;
	int64_t total = 0;

	(void) state;
	fill(&random, &columns, 100000);
	tg_group_table_reset(&table);
	stopped = tg_group_table_add(&table, &grid, &view, 0, TRIPS, 1);
	assert_true(stopped >= 128 && stopped < TRIPS);
	assert_int_equal(table.used, 128);
	assert_int_equal(
		tg_group_table_add(&table, &grid, &view, stopped, TRIPS, 1), stopped);
	table.room = ROOM;
	table.slots = more;
	tg_group_table_rehash(&table);
	assert_int_equal(
		tg_group_table_add(&table, &grid, &view, stopped, TRIPS, 1), TRIPS);
	for (uint32_t i = 0; i < table.used; i++)
	{
		TgGroupEntry entry = expect(&columns, &entries[i], false, false);

		assert_int_equal(entries[i].trips, entry.trips);
		total += entry.trips;
	}
	assert_int_equal(total, TRIPS);
}

static TgTrip
pick_trip(uint64_t *random)
{
	TgTrip trip = {{(int32_t) unit_range(random, 0, 2000000),
					(int32_t) unit_range(random, 0, 2000000)},
				   {(int32_t) unit_range(random, 0, 2000000),
					(int32_t) unit_range(random, 0, 2000000)},
				   unit_range(random, -3 * TG_DAY, 3 * TG_DAY)};

	return trip;
}

static TgGroupCount
count_of(const TgGrid *grid, const TgTrip *trip)
{
	TgGroupCount count = {tg_cell_of(trip->origin, grid->zoom),
						  tg_cell_of(trip->destination, grid->zoom),
						  0,
						  1,
						  trip->departure,
						  trip->departure};
	uint64_t other;

	tg_group_cells(grid, &trip->destination.lon, &trip->destination.lat,
				   &trip->departure, 1, &other, &count.window);
	assert_int_equal(other, (uint64_t) count.destination.x << 32 |
								count.destination.y);
	return count;
}

/* Counts become the groups that trips fall into, in the order of groups. */
static void
groups(void **state)
{
	static const int32_t windows[] = {1, 1800, 3600, TG_DAY_SECONDS};
	uint64_t random = seed + 2;

	(void) state;
	for (int round = 0; round < 5000; round++)
	{
		TgGrid grid = {(int) unit_range(&random, 0, TG_MAX_ZOOM),
					   windows[unit_range(&random, 0, 3)], false, false};
		TgTrip a = pick_trip(&random);
		TgTrip b = pick_trip(&random);
		TgGroupCount counts[2];
		TgGroup found[2];
		TgGroup expected;

		if (unit_range(&random, 0, 1) == 0)
			b.origin = a.origin;
		counts[0] = count_of(&grid, &a);
		counts[1] = count_of(&grid, &b);
		for (int i = 0; i < 2; i++)
		{
			assert_int_equal(
				tg_group_of(i ? &b : &a, grid.zoom, grid.window, &expected),
				TG_OK);
			found[i] = tg_group_of_count(&grid, &counts[i], NULL);
			assert_int_equal(tg_group_compare(&found[i], &expected), 0);
		}
		assert_int_equal(tg_group_count_compare(&counts[0], &counts[1]),
						 tg_group_compare(&found[0], &found[1]));
		counts[1].trips = 2;
		assert_int_equal(tg_group_count_compare(&counts[0], &counts[1]), 1);
	}
}

/* The number of each second's window, for every window that divides a day. */
static void
windows_of_seconds(void **state)
{
	static int64_t departures[TG_DAY_SECONDS];
	static int32_t lon[TG_DAY_SECONDS];
	static uint64_t other[TG_DAY_SECONDS];
	static int32_t window[TG_DAY_SECONDS];

	(void) state;
	for (int i = 0; i < TG_DAY_SECONDS; i++)
		departures[i] = i * TG_SECOND + TG_SECOND - 1 - 3 * TG_DAY;
	for (int32_t seconds = 1; seconds <= TG_DAY_SECONDS; seconds++)
		if (TG_DAY_SECONDS % seconds == 0)
		{
			TgGrid grid = {0, seconds, false, false};

			tg_group_cells(&grid, lon, lon, departures, TG_DAY_SECONDS, other,
						   window);
			for (int i = 0; i < TG_DAY_SECONDS; i++)
				assert_int_equal(window[i], i / seconds);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts),
		cmocka_unit_test(grows),
		cmocka_unit_test(groups),
		cmocka_unit_test(windows_of_seconds),
	};

	seed = unit_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
