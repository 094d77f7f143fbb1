/*
 * test_departures.c
 *	  Departures as a segment stores them: there and back, and what is refused.
 */
#include "unit.h"

#include "core/column/departures.h"
#include "core/geo/trip.h"

#define MAX_TRIPS 600

static uint64_t seed;

/* Store columns; the caller frees the bytes. */
static unsigned char *
store(int64_t columns[TG_DEPARTURE_COLUMNS][MAX_TRIPS], uint32_t count,
	  size_t *size)
{
	TgColumn column[TG_DEPARTURE_COLUMNS];
	unsigned char *bytes;
	unsigned char *at;

	for (int i = 0; i < TG_DEPARTURE_COLUMNS; i++)
		column[i] = tg_column_plan(columns[i], count);
	*size = tg_tripset_size(column, TG_DEPARTURE_COLUMNS);
	bytes = malloc(*size);
	assert_non_null(bytes);
	at = tg_tripset_begin(column, TG_DEPARTURE_COLUMNS, count, bytes);
	for (int i = 0; i < TG_DEPARTURE_COLUMNS; i++)
		at = tg_tripset_put(&column[i], columns[i], count, at);
	return bytes;
}

static void
random_departures(uint64_t *random, int64_t *departures, uint32_t count)
{
	static const int64_t odd[] = {INT64_MIN, INT64_MAX, 0, 2 * TG_DAY - 1,
								  2 * TG_DAY};
	int64_t around = unit_range(random, -30000, 30000) * TG_DAY;
	int64_t reach = INT64_C(1) << unit_range(random, 0, 58);
	bool seconds = unit_random(random) % 2 == 0;

	for (uint32_t i = 0; i < count; i++)
	{
		departures[i] = around + unit_range(random, -reach, reach);
		if (seconds)
			departures[i] -= departures[i] % TG_SECOND;
		if (unit_random(random) % 500 == 0)
			departures[i] = odd[unit_range(random, 0, 4)];
	}
}

/* Open the weeks alone in memory of no more than these bytes. */
static void
check_weeks(const unsigned char *bytes, size_t size, const int64_t *departures,
			uint32_t count)
{
	int64_t first = INT64_MAX;
	int64_t last = INT64_MIN;
	int64_t weeks[MAX_TRIPS];
	unsigned char *copy;
	TgTripset set;
	size_t most;

	for (uint32_t i = 0; i < count; i++)
	{
		first = departures[i] < first ? departures[i] : first;
		last = departures[i] > last ? departures[i] : last;
	}
	most = tg_departures_weeks_size(first, last, count);
	most = most < size ? most : size;
	copy = malloc(most);
	assert_non_null(copy);
	memcpy(copy, bytes, most);
	assert_int_equal(tg_tripset_open_first(copy, most, TG_WEEKS + 1, &set),
					 TG_OK);
	assert_int_equal(set.columns, 1);
	assert_int_equal(set.count, count);
	tg_tripset_get(&set, TG_WEEKS, weeks);
	for (uint32_t i = 0; i < count; i++)
		assert_true(weeks[i] == tg_week_of(departures[i]));
	/* there is nothing between the header and the weeks */
	most = tg_tripset_size(set.column, 1) + sizeof(TgColumn);
	if (most <= size)
	{
		free(copy);
		copy = malloc(most);
		assert_non_null(copy);
		memcpy(copy, bytes, most);
		assert_int_equal(tg_tripset_open_first(copy, most, 1, &set), TG_OK);
		assert_int_equal(tg_tripset_open_first(copy, most - 1, 1, &set),
						 TG_BAD_TRIPSET);
		assert_int_equal(tg_tripset_open_first(copy, most, 3, &set),
						 TG_BAD_TRIPSET);
	}
	free(copy);
}

static void
there_and_back(void **state)
{
	uint64_t random = seed;

	(void) state;
	for (int i = 0; i < 5000; i++)
	{
		int64_t columns[TG_DEPARTURE_COLUMNS][MAX_TRIPS];
		int64_t departures[MAX_TRIPS];
		int64_t again[MAX_TRIPS];
		uint32_t count =
			(uint32_t) unit_range(&random, 1, i % 4 == 0 ? MAX_TRIPS : 20);
		unsigned char *bytes;
		TgTripset set;
		size_t size;

		random_departures(&random, departures, count);
		tg_departures_split(departures, count, columns[TG_WEEKS],
							columns[TG_SINCE_MONDAY]);
		bytes = store(columns, count, &size);
		assert_int_equal(tg_tripset_open(bytes, size, &set), TG_OK);
		assert_int_equal(tg_departures_get(&set, again), TG_OK);
		assert_memory_equal(again, departures, count * sizeof(int64_t));
		check_weeks(bytes, size, departures, count);
		free(bytes);
	}
}

/* A moment outside of its week would be counted in another one. */
static void
refused(void **state)
{
	static const struct
	{
		int64_t week;
		int64_t since;
		TgStatus expected;
	} rows[] = {
		{0, 0, TG_OK},
		{0, 7 * TG_DAY - 1, TG_OK},
		{0, 7 * TG_DAY, TG_BAD_TRIPSET},
		{0, -1, TG_BAD_TRIPSET},
		{5, INT64_MAX, TG_BAD_TRIPSET},
		{-1000, INT64_MIN, TG_BAD_TRIPSET},
		{INT64_C(1) << 32, 0, TG_BAD_TRIPSET},
		{INT64_MIN, 0, TG_BAD_TRIPSET},
		{INT64_MAX, 0, TG_BAD_TRIPSET},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
	{
		int64_t columns[TG_DEPARTURE_COLUMNS][MAX_TRIPS];
		int64_t departures[MAX_TRIPS];
		unsigned char *bytes;
		TgTripset set;
		size_t size;

		for (int k = 0; k < MAX_TRIPS; k++)
		{
			columns[TG_WEEKS][k] = k == 300 ? rows[i].week : 3;
			columns[TG_SINCE_MONDAY][k] = k == 300 ? rows[i].since : 12345;
		}
		bytes = store(columns, MAX_TRIPS, &size);
		assert_int_equal(tg_tripset_open(bytes, size, &set), TG_OK);
		if (tg_departures_get(&set, departures) != rows[i].expected)
			fail_msg("row %zu", i);
		free(bytes);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(there_and_back),
		cmocka_unit_test(refused),
	};

	seed = unit_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
