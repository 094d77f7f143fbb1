/*
 * test_square_hash.c
 *	  Checksums of trips against those of their counts, made the plain way.
 */
#include "unit.h"

#include "core/column/positions.h"
#include "core/count/square_hash.h"
#include "core/geo/trip.h"
#include "unit_tripset.h"

#define MAX_TRIPS 600
#define MAX_COUNTS (MAX_TRIPS * 8)

static uint64_t seed;

/* The trips that are drawn: ends and weeks in no order. */
typedef struct Trips
{
	uint32_t count;
	int64_t lon[MAX_TRIPS];
	int64_t lat[MAX_TRIPS];
	int64_t departure[MAX_TRIPS];
	int32_t first_week;
	int32_t last_week;
} Trips;

/* Their squares as they are found, and a count for each week of each. */
typedef struct Counts
{
	uint32_t squares;
	int64_t lon[MAX_TRIPS];
	int64_t lat[MAX_TRIPS];
	int64_t count[MAX_COUNTS];
} Counts;

static void
draw_trips(Trips *trips)
{
	int64_t reach = INT64_C(1) << unit_range(&seed, 0, 29);

	trips->count = (uint32_t) unit_range(&seed, 1, MAX_TRIPS);
	trips->first_week = (int32_t) unit_range(&seed, -100000, 100000);
	trips->last_week = trips->first_week + (int32_t) unit_range(&seed, 0, 7);
	for (uint32_t i = 0; i < trips->count; i++)
	{
		int32_t week =
			(int32_t) unit_range(&seed, trips->first_week, trips->last_week);

		trips->lon[i] = unit_range(&seed, -reach, reach);
		trips->lat[i] = unit_range(&seed, -reach, reach);
		trips->departure[i] =
			tg_week_start(week) + unit_range(&seed, 0, 7 * TG_DAY - 1);
	}
}

static int64_t
square_number(int64_t coordinate, int shift)
{
	int64_t side = INT64_C(1) << shift;

	return coordinate >= 0 ? coordinate / side
						   : -((-coordinate + side - 1) / side);
}

static void
count_trips(const Trips *trips, int shift, Counts *counts)
{
	uint32_t weeks = (uint32_t) (trips->last_week - trips->first_week + 1);

	memset(counts, 0, sizeof *counts);
	for (uint32_t i = 0; i < trips->count; i++)
	{
		int64_t lon = square_number(trips->lon[i], shift);
		int64_t lat = square_number(trips->lat[i], shift);
		uint32_t week =
			(uint32_t) (tg_week_of(trips->departure[i]) - trips->first_week);
		uint32_t n = 0;

		while (n < counts->squares &&
			   (counts->lon[n] != lon || counts->lat[n] != lat))
			n++;
		if (n == counts->squares)
		{
			counts->lon[n] = lon;
			counts->lat[n] = lat;
			counts->squares++;
		}
		counts->count[n * weeks + week]++;
	}
}

static uint64_t
sum_of_trips(const Trips *trips, uint32_t first, uint32_t last, int shift)
{
	const int64_t *ends[2] = {trips->lon + first, trips->lat + first};
	int64_t weeks[MAX_TRIPS];
	int64_t since[MAX_TRIPS];
	const int64_t *columns[2] = {weeks, since};
	TgTripset set[2];
	unsigned char *bytes[2];
	uint64_t sum;

	tg_departures_split(trips->departure + first, last - first, weeks, since);
	bytes[0] = unit_tripset(ends, 2, last - first, &set[0]);
	bytes[1] = unit_tripset(columns, 2, last - first, &set[1]);
	assert_true(tg_positions_valid(&set[0]));
	assert_int_equal(tg_square_hash_trips(&set[0], &set[1], shift, &sum),
					 TG_OK);
	free(bytes[0]);
	free(bytes[1]);
	return sum;
}

static TgStatus
counts_status(const Counts *counts, uint32_t count, int shift,
			  int32_t first_week, int32_t last_week, uint64_t *sum)
{
	const int64_t *squares[2] = {counts->lon, counts->lat};
	const int64_t *numbers[1] = {counts->count};
	TgTripset set[2];
	unsigned char *bytes[2] = {
		unit_tripset(squares, 2, counts->squares, &set[0]),
		unit_tripset(numbers, 1, count, &set[1])};
	int64_t weeks[8];
	uint32_t week_count = 0;
	TgStatus status;

	for (int32_t week = first_week; week <= last_week; week++)
		weeks[week_count++] = week;
	status =
		tg_square_hash_counts(&set[0], &set[1], shift, weeks, week_count, sum);
	free(bytes[0]);
	free(bytes[1]);
	return status;
}

/* A change by one to a count, a square or the weeks is seen. */
static void
check_change(const Trips *trips, Counts *counts, int shift, uint64_t sum)
{
	uint32_t weeks = (uint32_t) (trips->last_week - trips->first_week + 1);
	uint32_t count = counts->squares * weeks;
	uint32_t n = (uint32_t) unit_range(&seed, 0, count - 1);
	int64_t change = unit_range(&seed, 0, 1) ? 1 : -1;
	int32_t later = 0;
	uint64_t other;

	switch (unit_range(&seed, 0, 4))
	{
		case 0:
			counts->count[n] += change;
			break;
		case 1:
			counts->lon[n / weeks] += change;
			break;
		case 2:
			counts->lat[n / weeks] += change;
			break;
		case 3:
			/* by the same bit in both */
			counts->lon[n / weeks] ^= 1;
			counts->lat[n / weeks] ^= 1;
			break;
		default:
			later = (int32_t) change;
	}
	assert_int_equal(counts_status(counts, count, shift,
								   trips->first_week + later,
								   trips->last_week + later, &other),
					 TG_OK);
	assert_true(other != sum);
}

static void
test_sums_agree(void **state)
{
	Trips *trips = malloc(sizeof *trips);
	Counts *counts = malloc(sizeof *counts);

	(void) state;
	assert_non_null(trips);
	assert_non_null(counts);
	for (int round = 0; round < 1000; round++)
	{
		int shift = (int) unit_range(&seed, TG_LEAST_SHIFT, TG_MOST_SHIFT);
		uint32_t weeks;
		uint32_t half;
		uint64_t sum;
		uint64_t all;

		draw_trips(trips);
		count_trips(trips, shift, counts);
		weeks = (uint32_t) (trips->last_week - trips->first_week + 1);
		assert_int_equal(counts_status(counts, counts->squares * weeks, shift,
									   trips->first_week, trips->last_week,
									   &sum),
						 TG_OK);
		all = sum_of_trips(trips, 0, trips->count, shift);
		assert_true(all == sum);
		/* a node's segments add up */
		half = trips->count / 2;
		if (half > 0)
			assert_true(sum_of_trips(trips, 0, half, shift) +
							sum_of_trips(trips, half, trips->count, shift) ==
						all);
		check_change(trips, counts, shift, sum);
	}
	free(trips);
	free(counts);
}

static void
test_columns_that_do_not_fit(void **state)
{
	static const int shifts[] = {-1, 0, TG_LEAST_SHIFT - 1, TG_MOST_SHIFT + 1,
								 64};
	Counts counts = {.squares = 3};
	int64_t two[2] = {0, 1};
	const int64_t *columns[2] = {two, two};
	uint64_t sum;
	TgTripset ends;
	TgTripset departures;
	unsigned char *bytes[2];

	(void) state;
	assert_int_equal(counts_status(&counts, 6, 16, 5, 6, &sum), TG_OK);
	assert_true(sum == 0);
	/* more or fewer counts than squares by weeks; weeks that end before */
	assert_int_equal(counts_status(&counts, 5, 16, 5, 6, &sum),
					 TG_BAD_TRIPSET);
	assert_int_equal(counts_status(&counts, 7, 16, 5, 6, &sum),
					 TG_BAD_TRIPSET);
	assert_int_equal(counts_status(&counts, 6, 16, 5, 5, &sum),
					 TG_BAD_TRIPSET);
	assert_int_equal(counts_status(&counts, 6, 16, 6, 5, &sum),
					 TG_BAD_TRIPSET);
	bytes[0] = unit_tripset(columns, 2, 2, &ends);
	bytes[1] = unit_tripset(columns, 2, 1, &departures);
	assert_int_equal(tg_square_hash_trips(&ends, &ends, 16, &sum), TG_OK);
	assert_int_equal(tg_square_hash_trips(&ends, &departures, 16, &sum),
					 TG_BAD_TRIPSET);
	for (size_t i = 0; i < sizeof shifts / sizeof *shifts; i++)
	{
		assert_int_equal(counts_status(&counts, 6, shifts[i], 5, 6, &sum),
						 TG_BAD_TRIPSET);
		assert_int_equal(tg_square_hash_trips(&ends, &ends, shifts[i], &sum),
						 TG_BAD_TRIPSET);
	}
	/* counts that tg_squares_sum would not read */
	counts.count[0] = INT64_C(1) << 33;
	counts.count[1] = 1;
	assert_int_equal(counts_status(&counts, 6, 16, 5, 6, &sum),
					 TG_BAD_TRIPSET);
	free(bytes[0]);
	free(bytes[1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sums_agree),
		cmocka_unit_test(test_columns_that_do_not_fit),
	};

	seed = unit_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
