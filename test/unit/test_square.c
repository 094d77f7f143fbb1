/*
 * test_square.c
 *	  Trips counted by square and week against a count trip by trip.
 */
#include "unit.h"

#include "core/count/square.h"
#include "unit_part.h"
#include "unit_tripset.h"

#define MAX_TRIPS 3000
#define MAX_WEEKS 1500

static uint64_t seed;

/* To work in; too large for the stack. */
static TgLonLat ends[MAX_TRIPS];
static uint32_t weeks[MAX_TRIPS];
static TgPart part;

static void
most_table(void **state)
{
	static const struct
	{
		uint32_t trips;
		uint32_t weeks;
		uint32_t most;
	} rows[] = {
		{0, 1, 0},
		{1, 1, 0},
		{7, 1, 0},
		{8, 1, 4},
		{9, 1, 4},
		{10, 1, 5},
		{79, 10, 0},
		{80, 10, 4},
		{80, UINT32_MAX, 0},
		{UINT32_MAX, 1, INT32_MAX},
		{UINT32_MAX, UINT32_MAX, 0},
		/* of a node, as many counts as fit into a tripset */
		{32 * 65536, 1, TG_MAX_SET},
		{32 * 65536, TG_MAX_SET / 4, 4},
	};

	(void) state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		assert_int_equal(tg_squares_most(rows[i].trips, rows[i].weeks),
						 rows[i].most);
}

/* A hash table of just the size that is asked for; the caller frees it. */
static TgSquares
squares_of(uint32_t most, uint32_t trips)
{
	TgSquares squares = {.most = most, .mask = 1};

	while (squares.mask < 2 * most)
		squares.mask *= 2;
	squares.square = malloc(most * sizeof *squares.square);
	squares.number = malloc(trips * sizeof *squares.number);
	squares.slots = malloc(squares.mask * sizeof *squares.slots);
	assert_non_null(squares.square);
	assert_non_null(squares.number);
	assert_non_null(squares.slots);
	memset(squares.slots, 0xA5, squares.mask * sizeof *squares.slots);
	squares.mask--;
	return squares;
}

static void
free_squares(TgSquares *squares)
{
	free(squares->square);
	free(squares->number);
	free(squares->slots);
}

/* The squares of a shift in the order in which trips come upon them. */
static uint32_t
naive_squares(uint32_t count, int shift, TgSquare *found, uint32_t *number)
{
	uint32_t used = 0;

	for (uint32_t i = 0; i < count; i++)
	{
		TgSquare square = {unit_square_number(ends[i].lon, shift),
						   unit_square_number(ends[i].lat, shift)};
		uint32_t k = 0;

		while (k < used && memcmp(&found[k], &square, sizeof square) != 0)
			k++;
		found[k] = square;
		number[i] = k;
		used += k == used;
	}
	return used;
}

/* Check what was found; false if even the greatest squares are too many. */
static bool
check_found(const TgSquareTrips *trips, const TgSquares *squares, bool found)
{
	static TgSquare expected[MAX_TRIPS];
	static uint32_t number[MAX_TRIPS];

	for (int shift = TG_LEAST_SHIFT; shift <= TG_MOST_SHIFT; shift++)
	{
		uint32_t used = naive_squares(trips->count, shift, expected, number);

		if (used > squares->most)
			continue;
		assert_true(found);
		assert_int_equal(squares->shift, shift);
		assert_int_equal(squares->used, used);
		assert_memory_equal(squares->square, expected,
							used * sizeof *expected);
		assert_memory_equal(squares->number, number,
							trips->count * sizeof *number);
		return true;
	}
	assert_false(found);
	return false;
}

/* Count, and check each count; the caller frees them. */
static int64_t *
check_counts(const TgSquareTrips *trips, const TgSquares *squares)
{
	size_t count = (size_t) squares->used * trips->week_count;
	int64_t *counts = malloc(count * sizeof *counts);
	int64_t *expected = calloc(count, sizeof *expected);

	assert_non_null(counts);
	assert_non_null(expected);
	memset(counts, 0xA5, count * sizeof *counts);
	tg_squares_count(trips, squares, counts);
	for (uint32_t i = 0; i < trips->count; i++)
		for (uint32_t k = 0; k < squares->used; k++)
			if (squares->square[k].lon ==
					unit_square_number(ends[i].lon, squares->shift) &&
				squares->square[k].lat ==
					unit_square_number(ends[i].lat, squares->shift))
				expected[k * trips->week_count + trips->weeks[i]]++;
	assert_memory_equal(counts, expected, count * sizeof *counts);
	free(expected);
	return counts;
}

/* The tripsets of a node. */
typedef struct Stored
{
	TgTripset squares;
	TgTripset counts;
	unsigned char *square_bytes;
	unsigned char *count_bytes;
} Stored;

static Stored
store(const TgSquares *squares, const int64_t *counts, uint32_t week_count)
{
	static int64_t lon[MAX_TRIPS];
	static int64_t lat[MAX_TRIPS];
	const int64_t *const both[] = {lon, lat};
	Stored stored;

	for (uint32_t i = 0; i < squares->used; i++)
	{
		lon[i] = squares->square[i].lon;
		lat[i] = squares->square[i].lat;
	}
	stored.square_bytes =
		unit_tripset(both, 2, squares->used, &stored.squares);
	stored.count_bytes =
		unit_tripset(&counts, 1, squares->used * week_count, &stored.counts);
	return stored;
}

static void
free_stored(Stored *stored)
{
	free(stored->square_bytes);
	free(stored->count_bytes);
}

/* Sum up into memory of just the size that is asked for. */
static TgStatus
sum_up(const Stored *stored, int shift, uint32_t week_count, uint32_t **sums)
{
	uint8_t *wanted = malloc(stored->squares.count);
	TgStatus status;

	*sums = malloc(week_count * sizeof **sums + (week_count == 0));
	assert_non_null(wanted);
	assert_non_null(*sums);
	status = tg_squares_sum(&stored->squares, &stored->counts, shift, &part,
							week_count, wanted, *sums);
	free(wanted);
	return status;
}

/* Check the sums of a part of an area; returns the trips in it. */
static uint32_t
check_sums(const TgSquareTrips *trips, const Stored *stored, int shift)
{
	uint32_t *expected = calloc(trips->week_count, sizeof *expected);
	uint32_t in = 0;
	uint32_t *sums;

	assert_non_null(expected);
	if (part.shift < shift)
		assert_int_equal(sum_up(stored, shift, trips->week_count, &sums),
						 TG_BAD_TRIPSET);
	else
	{
		for (uint32_t i = 0; i < trips->count; i++)
			if (unit_in_interior(&part, ends[i]))
			{
				expected[trips->weeks[i]]++;
				in++;
			}
		assert_int_equal(sum_up(stored, shift, trips->week_count, &sums),
						 TG_OK);
		assert_memory_equal(sums, expected,
							trips->week_count * sizeof *expected);
	}
	free(sums);
	free(expected);
	return in;
}

/* Trips near an area, some at the same place, some anywhere. */
static TgSquareTrips
random_trips(uint64_t *random, const TgArea *area, int shift)
{
	static const int64_t most_weeks[] = {1, 1, 2, 10, 60, 400, MAX_WEEKS};
	TgSquareTrips trips = {ends, weeks, 0, 0};
	int64_t outliers = unit_range(random, 0, 2) == 0 ? 20 : 5000;
	int64_t repeat = unit_range(random, 0, 99);
	/* so that all counts are whole tens, and are stored as such */
	uint32_t times = unit_range(random, 0, 9) == 0 ? 10 : 1;

	trips.count = (uint32_t) unit_range(
		random, 1, unit_range(random, 0, 9) == 0 ? MAX_TRIPS / 10 : 60);
	trips.count *=
		times * (uint32_t) unit_range(random, 1, times > 1 ? 1 : 10);
	trips.week_count =
		(uint32_t) unit_range(random, 1, most_weeks[unit_range(random, 0, 6)]);
	for (uint32_t i = 0; i < trips.count; i++)
	{
		weeks[i] = (uint32_t) unit_range(random, 0, trips.week_count - 1);
		ends[i] = unit_position_near(random, area, shift);
		if (i > 0 && unit_range(random, 0, 99) < repeat)
			ends[i] = ends[unit_range(random, 0, i - 1)];
		if (unit_range(random, 1, outliers) == 1)
			ends[i] = (TgLonLat){
				(int32_t) unit_range(random, -TG_LON_MAX, TG_LON_MAX),
				(int32_t) unit_range(random, -TG_LAT_MAX, TG_LAT_MAX)};
		if (i % times != 0)
		{
			weeks[i] = weeks[i - 1];
			ends[i] = ends[i - 1];
		}
	}
	return trips;
}

static void
counts_and_sums(void **state)
{
	uint64_t random = seed;
	int shifts[TG_MOST_SHIFT + 1] = {0};
	int found_none = 0;
	int some_in = 0;
	int all_in = 0;

	(void) state;
	for (int i = 0; i < 6000; i++)
	{
		int shift = (int) unit_range(&random, TG_LEAST_SHIFT, TG_MOST_SHIFT);
		const TgArea *area = unit_part_area(&random, i % UNIT_AREAS, shift);
		TgSquareTrips trips = random_trips(&random, area, shift);
		uint32_t most = tg_squares_most(trips.count, trips.week_count);
		TgSquares squares;
		bool found;

		/* or fewer, down to one */
		if (most == 0 || i % 3 == 0)
			most = (uint32_t) unit_range(&random, 1, most > 0 ? most : 4);
		squares = squares_of(most, trips.count);
		found = tg_squares_find(&trips, &squares);
		if (check_found(&trips, &squares, found))
		{
			int64_t *counts = check_counts(&trips, &squares);
			Stored stored = store(&squares, counts, trips.week_count);
			uint32_t in;

			unit_part_find(area, squares.shift + (i % 4 == 0), false, &part);
			in = check_sums(&trips, &stored, squares.shift);
			some_in += in > 0 && in < trips.count;
			all_in += in == trips.count;
			shifts[squares.shift]++;
			/* by another shift, which may be too small */
			unit_part_find(area, shift, true, &part);
			(void) check_sums(&trips, &stored, squares.shift);
			free_stored(&stored);
			free(counts);
		}
		else
			found_none++;
		free_squares(&squares);
		free((void *) area);
	}
	for (int shift = TG_LEAST_SHIFT; shift <= TG_MOST_SHIFT; shift++)
		assert_true(shifts[shift] > 10);
	assert_true(found_none > 100 && some_in > 500 && all_in > 50);
}

/* As many squares as there is room for, one more, and one fewer. */
static void
full_tables(void **state)
{
	static const int64_t steps[] = {1, 2, 256, INT64_C(1) << 10,
									0 /* a diagonal */};
	int64_t side = INT64_C(1) << TG_MOST_SHIFT;

	(void) state;
	for (size_t s = 0; s < sizeof steps / sizeof steps[0]; s++)
		for (uint32_t most = 1; most <= 100; most++)
			for (uint32_t used = most - (most > 1); used <= most + 1; used++)
			{
				TgSquareTrips trips = {ends, weeks, 2 * used, 1};
				TgSquares squares = squares_of(most, trips.count);
				int64_t step = steps[s] * (INT64_C(1) << TG_LEAST_SHIFT);
				bool found;

				for (uint32_t i = 0; i < trips.count; i++)
				{
					int64_t lon = -TG_LON_MAX + (i / 2) * step;

					if (steps[s] == 0)
						lon = -TG_LON_MAX + (i / 2) * side;
					/* those that leave the world come back a row higher */
					ends[i].lat = -TG_LAT_MAX;
					while (lon > TG_LON_MAX)
					{
						lon -= 200 * side;
						ends[i].lat += (int32_t) side;
						if (ends[i].lat > TG_LAT_MAX - side)
							ends[i].lat = -TG_LAT_MAX;
					}
					ends[i].lon = (int32_t) lon;
					weeks[i] = 0;
				}
				found = tg_squares_find(&trips, &squares);
				(void) check_found(&trips, &squares, found);
				free_squares(&squares);
			}
}

/* The ends of the world, and of the numbers. */
static void
at_ends(void **state)
{
	static const int32_t at[] = {
		INT32_MIN, -TG_LON_MAX, -TG_LAT_MAX, -65537,   -65536,
		-65535,	   -1,			0,			 1,		   65535,
		65536,	   TG_LAT_MAX,	TG_LON_MAX,	 INT32_MAX};
	const uint32_t n = sizeof at / sizeof at[0];
	TgSquareTrips trips = {ends, weeks, n * n, 2};

	(void) state;
	for (uint32_t i = 0; i < n * n; i++)
	{
		ends[i] = (TgLonLat){at[i / n], at[i % n]};
		weeks[i] = i % 2;
	}
	for (uint32_t most = 1; most <= n * n; most++)
	{
		TgSquares squares = squares_of(most, trips.count);
		bool found = tg_squares_find(&trips, &squares);

		if (check_found(&trips, &squares, found))
			free(check_counts(&trips, &squares));
		free_squares(&squares);
	}
}

/* Large counts, each block's about another number, in blocks of their own. */
static void
sums_of_blocks(void **state)
{
	static int64_t numbers[3][MAX_TRIPS];
	const int64_t *const columns[] = {numbers[0], numbers[1]};
	const int64_t *const counts[] = {numbers[2]};
	uint64_t random = seed;

	(void) state;
	for (int i = 0; i < 300; i++)
	{
		const TgArea *area = unit_part_area(&random, UNIT_STAR, 22);
		uint32_t week_count = (uint32_t) unit_range(&random, 1, 9);
		uint32_t squares = MAX_TRIPS / 9;
		int64_t unit = i % 3 == 0 ? 10 : 1;
		uint32_t expected[9] = {0};
		uint32_t *sums;
		Stored stored;

		unit_part_find(area, 22, false, &part);
		for (uint32_t k = 0; k < squares; k++)
		{
			TgLonLat p = unit_position_near(&random, area, 22);

			numbers[0][k] = unit_square_number(p.lon, 16);
			numbers[1][k] = unit_square_number(p.lat, 16);
			for (uint32_t w = 0; w < week_count; w++)
			{
				uint32_t at = k * week_count + w;

				numbers[2][at] =
					unit * unit_range(&random, 0, 50) + at / 256 % 3 * 1000;
				if (unit_in_interior(&part, p))
					expected[w] += (uint32_t) numbers[2][at];
			}
		}
		stored.square_bytes =
			unit_tripset(columns, 2, squares, &stored.squares);
		stored.count_bytes =
			unit_tripset(counts, 1, squares * week_count, &stored.counts);
		assert_int_equal(sum_up(&stored, 16, week_count, &sums), TG_OK);
		assert_memory_equal(sums, expected, week_count * sizeof *sums);
		free(sums);
		free_stored(&stored);
		free((void *) area);
	}
}

/* Tripsets that do not belong together, or to that part. */
static void
mismatches(void **state)
{
	static int64_t numbers[3][60];
	const int64_t *const columns[] = {numbers[0], numbers[1], numbers[2]};
	const int64_t *const huge[] = {numbers[2]};
	static const struct
	{
		int columns;
		uint32_t squares;
		int count_columns;
		uint32_t counts;
		int shift;
		uint32_t weeks;
		TgStatus expected;
	} rows[] = {
		{2, 10, 1, 30, 18, 3, TG_OK},
		{2, 30, 1, 30, 20, 1, TG_OK},
		{2, 1, 1, 60, 16, 60, TG_OK},
		{1, 10, 1, 30, 18, 3, TG_BAD_TRIPSET},
		{3, 10, 1, 30, 18, 3, TG_BAD_TRIPSET},
		{2, 10, 2, 30, 18, 3, TG_BAD_TRIPSET},
		{2, 10, 1, 30, 18, 2, TG_BAD_TRIPSET},
		{2, 10, 1, 30, 18, 4, TG_BAD_TRIPSET},
		{2, 10, 1, 29, 18, 3, TG_BAD_TRIPSET},
		{2, 10, 1, 31, 18, 3, TG_BAD_TRIPSET},
		{2, 10, 1, 10, 18, 0, TG_BAD_TRIPSET},
		{2, 10, 1, 30, 15, 3, TG_BAD_TRIPSET},
		{2, 10, 1, 30, 21, 3, TG_BAD_TRIPSET},
		{2, 10, 1, 30, -1, 3, TG_BAD_TRIPSET},
		{2, 10, 1, 30, INT32_MIN, 3, TG_BAD_TRIPSET},
		{2, 10, 1, 30, INT32_MAX, 3, TG_BAD_TRIPSET},
		/* 32 bits do not hold that product */
		{2, 32, 1, 32, 18, 134217729, TG_BAD_TRIPSET},
		/* counts of 64 bits */
		{2, 10, 0, 30, 18, 3, TG_BAD_TRIPSET},
	};
	uint64_t random = seed;

	(void) state;
	for (int i = 0; i < 60; i++)
	{
		numbers[0][i] = unit_range(&random, -100, 100);
		numbers[1][i] = unit_range(&random, 0, 3);
		numbers[2][i] = unit_range(&random, 0, INT64_MAX);
	}
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
	{
		const TgArea *area = unit_part_area(&random, UNIT_STAR, 20);
		bool wide = rows[i].count_columns == 0;
		uint32_t *sums = NULL;
		Stored stored;
		TgStatus status;

		memset(&part, 0, sizeof part);
		unit_part_find(area, 20, false, &part);
		stored.square_bytes = unit_tripset(columns, rows[i].columns,
										   rows[i].squares, &stored.squares);
		stored.count_bytes = unit_tripset(wide ? huge : columns + 1,
										  wide ? 1 : rows[i].count_columns,
										  rows[i].counts, &stored.counts);
		status = sum_up(&stored, rows[i].shift, rows[i].weeks, &sums);
		assert_int_equal(status, rows[i].expected);
		free(sums);
		free_stored(&stored);
		free((void *) area);
	}
}

/*
 * Whatever damaged tripsets hold, what is said of them is an error or some
 * sums, and nothing beyond them is read or written.
 */
static void
damaged(void **state)
{
	uint64_t random = seed;
	int bad = 0;
	int good = 0;

	(void) state;
	for (int i = 0; i < 20000; i++)
	{
		int shift = (int) unit_range(&random, TG_LEAST_SHIFT, TG_MOST_SHIFT);
		const TgArea *area = unit_part_area(&random, i % UNIT_AREAS, shift);
		TgSquareTrips trips = random_trips(&random, area, shift);
		TgSquares squares = squares_of(trips.count, trips.count);
		int64_t *counts;
		Stored stored;
		size_t sizes[2];

		assert_true(tg_squares_find(&trips, &squares));
		/* as few as there would be in a node */
		trips.week_count = trips.week_count * squares.used > MAX_TRIPS
							   ? 1 + MAX_TRIPS / squares.used
							   : trips.week_count;
		for (uint32_t k = 0; k < trips.count; k++)
			weeks[k] %= trips.week_count;
		counts = check_counts(&trips, &squares);
		stored = store(&squares, counts, trips.week_count);
		unit_part_find(area, shift, false, &part);
		sizes[0] = unit_tripset_size(&stored.squares);
		sizes[1] = unit_tripset_size(&stored.counts);
		unit_damage(&random, stored.square_bytes, sizes[0], 0, 8);
		unit_damage(&random, stored.count_bytes, sizes[1], 0, 8);
		if (tg_tripset_open(stored.square_bytes, sizes[0], &stored.squares) ==
				TG_OK &&
			tg_tripset_open(stored.count_bytes, sizes[1], &stored.counts) ==
				TG_OK)
		{
			uint32_t *sums;
			TgStatus status =
				sum_up(&stored, squares.shift, trips.week_count, &sums);

			assert_true(status == TG_OK || status == TG_BAD_TRIPSET);
			if ((uint64_t) stored.squares.count * trips.week_count !=
				stored.counts.count)
				assert_int_equal(status, TG_BAD_TRIPSET);
			bad += status != TG_OK;
			good += status == TG_OK;
			free(sums);
		}
		free(counts);
		free_squares(&squares);
		free_stored(&stored);
		free((void *) area);
	}
	assert_true(bad > 20 && good > 200);
}

/* The slot of a square, as square.c has it. */
static uint32_t
slot_of(int32_t lon, int32_t lat, uint32_t mask)
{
	uint64_t key = (uint64_t) (uint32_t) lon << 32 | (uint32_t) lat;

	key *= UINT64_C(0x9E3779B97F4A7C15);
	return (uint32_t) (key >> 32 ^ key >> 50) & mask;
}

/* Squares chosen to be looked for in the same slots are given up. */
static void
hostile_squares(void **state)
{
	static TgSquare expected[MAX_TRIPS];
	static uint32_t number[MAX_TRIPS];
	TgSquareTrips trips = {ends, weeks, 0, 1};
	TgSquares squares = squares_of(MAX_TRIPS, MAX_TRIPS);

	(void) state;
	memset(weeks, 0, sizeof weeks);
	for (int32_t lat = 0; trips.count < MAX_TRIPS; lat++)
		for (int32_t lon = 0; lon < 20000 && trips.count < MAX_TRIPS; lon++)
			if (slot_of(lon, lat, squares.mask) < 2)
				ends[trips.count++] =
					(TgLonLat){lon << TG_LEAST_SHIFT, lat << TG_LEAST_SHIFT};
	assert_int_equal(
		naive_squares(MAX_TRIPS, TG_LEAST_SHIFT, expected, number), MAX_TRIPS);
	assert_true(tg_squares_find(&trips, &squares));
	assert_true(squares.shift > TG_LEAST_SHIFT);
	assert_int_equal(naive_squares(MAX_TRIPS, squares.shift, expected, number),
					 squares.used);
	assert_memory_equal(squares.square, expected,
						squares.used * sizeof *expected);
	assert_memory_equal(squares.number, number, sizeof number);
	free_squares(&squares);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(most_table),	  cmocka_unit_test(counts_and_sums),
		cmocka_unit_test(full_tables),	  cmocka_unit_test(at_ends),
		cmocka_unit_test(sums_of_blocks), cmocka_unit_test(mismatches),
		cmocka_unit_test(damaged),		  cmocka_unit_test(hostile_squares),
	};

	seed = unit_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
