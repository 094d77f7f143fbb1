/*
 * test_segment.c
 *	  Cuts, extents, columns and datasource numbers against plain loops.
 */
#include "unit.h"

#include "core/geo/trip.h"
#include "core/order/segment.h"

#define MAX_RECORDS 300

static uint64_t seed;

/* Records in memory of just their size. */
typedef struct Run
{
	TgRecord *records;
	size_t count;
} Run;

static TgLonLat
random_position(uint64_t *random)
{
	return (TgLonLat){(int32_t) unit_range(random, -TG_LON_MAX, TG_LON_MAX),
					  (int32_t) unit_range(random, -TG_LAT_MAX, TG_LAT_MAX)};
}

static Run
random_run(uint64_t *random, size_t count, uint32_t datasources)
{
	Run run = {malloc(count * sizeof(TgRecord)), count};

	assert_non_null(run.records);
	for (size_t i = 0; i < count; i++)
	{
		TgRecord *record = &run.records[i];

		record->trip.origin = random_position(random);
		record->trip.destination = random_position(random);
		record->trip.departure =
			(int64_t) unit_random(random) >> unit_range(random, 0, 63);
		record->region = 0;
		record->datasource =
			(uint32_t) unit_range(random, 0, datasources - 1) *
			(UINT32_MAX / datasources);
	}
	return run;
}

/* No piece is longer than asked for, and no cut more is made than must be. */
static void
cuts(void **state)
{
	static const struct
	{
		size_t trips;
		size_t target;
		size_t cuts;
	} rows[] = {
		{0, 4096, 0},	 {1, 4096, 1},		{4095, 4096, 1}, {4096, 4096, 1},
		{4097, 4096, 2}, {8192, 4096, 2},	{8193, 4096, 3}, {7, 1, 7},
		{1, 65536, 1},	 {65537, 65536, 2},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(tg_segment_cuts(rows[i].trips, rows[i].target),
						 rows[i].cuts);
	for (size_t trips = 1; trips < 300; trips++)
		for (size_t target = 1; target < 310; target++)
		{
			size_t count = tg_segment_cuts(trips, target);

			assert_true(count * target >= trips);
			assert_true((count - 1) * target < trips);
			for (size_t cut = 0; cut < count; cut++)
			{
				size_t length =
					trips * (cut + 1) / count - trips * cut / count;

				assert_true(length >= trips / count);
				assert_true(length <= trips / count + 1 && length <= target);
			}
		}
}

static int64_t
least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t
most(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static void
extents(void **state)
{
	uint64_t random = seed;

	(void) state;
	for (int i = 0; i < 3000; i++)
	{
		Run run = random_run(
			&random, (size_t) unit_range(&random, 1, i % 3 ? 5 : 200), 3);
		TgExtent extent;
		TgExtent expected = {{{INT32_MAX, INT32_MAX, INT32_MIN, INT32_MIN},
							  {INT32_MAX, INT32_MAX, INT32_MIN, INT32_MIN},
							  INT32_MAX,
							  INT32_MIN},
							 INT64_MAX,
							 INT64_MIN};

		run.records[0].trip.departure = i == 0	 ? INT64_MIN
										: i == 1 ? INT64_MAX
												 : unit_range(&random, 0, 9);
		for (size_t k = 0; k < run.count; k++)
		{
			const TgTrip *trip = &run.records[k].trip;
			TgBox *o = &expected.bounds.origin;
			TgBox *d = &expected.bounds.destination;
			int64_t second = tg_time_of_day(trip->departure) / TG_SECOND;

			o->west = (int32_t) least(o->west, trip->origin.lon);
			o->east = (int32_t) most(o->east, trip->origin.lon);
			o->south = (int32_t) least(o->south, trip->origin.lat);
			o->north = (int32_t) most(o->north, trip->origin.lat);
			d->west = (int32_t) least(d->west, trip->destination.lon);
			d->east = (int32_t) most(d->east, trip->destination.lon);
			d->south = (int32_t) least(d->south, trip->destination.lat);
			d->north = (int32_t) most(d->north, trip->destination.lat);
			expected.bounds.from =
				(int32_t) least(expected.bounds.from, second);
			expected.bounds.until =
				(int32_t) most(expected.bounds.until, second);
			expected.first = least(expected.first, trip->departure);
			expected.last = most(expected.last, trip->departure);
		}
		extent = tg_segment_extent(run.records, run.count);
		assert_true(tg_group_valid(&extent.bounds));
		assert_int_equal(tg_group_compare(&extent.bounds, &expected.bounds),
						 0);
		assert_true(extent.first == expected.first);
		assert_true(extent.last == expected.last);
		free(run.records);
	}
}

static void
columns(void **state)
{
	uint64_t random = seed;

	(void) state;
	for (int i = 0; i < 2000; i++)
	{
		Run run = random_run(&random, (size_t) unit_range(&random, 1, 100), 1);

		for (int field = TG_ORIGIN_LON; field <= TG_DEPARTURE; field++)
		{
			int64_t *values = malloc(run.count * sizeof(*values));

			assert_non_null(values);
			tg_segment_column(run.records, run.count, (TgField) field, values);
			for (size_t k = 0; k < run.count; k++)
			{
				const TgTrip *trip = &run.records[k].trip;
				const int64_t expected[] = {
					trip->origin.lon, trip->origin.lat, trip->destination.lon,
					trip->destination.lat, trip->departure};

				assert_true(values[k] == expected[field]);
			}
			free(values);
		}
		free(run.records);
	}
}

/* Ranks ascend, each occurs, and each record's code leads to its own. */
static void
datasources(void **state)
{
	uint64_t random = seed;

	(void) state;
	for (int i = 0; i < 3000; i++)
	{
		static const uint32_t kinds[] = {1, 2, 5, 100, 256, 257, UINT32_MAX};
		uint32_t kind = kinds[i % 7];
		Run run = random_run(
			&random, (size_t) unit_range(&random, 1, MAX_RECORDS), kind);
		uint32_t *ranks = malloc(run.count * sizeof(*ranks));
		int64_t *codes = malloc(run.count * sizeof(*codes));
		bool *met = calloc(run.count, sizeof(*met));
		size_t used;

		assert_non_null(ranks);
		assert_non_null(codes);
		assert_non_null(met);
		/* ranks from 0 on, as in a batch, or far apart */
		for (size_t k = 0; k < run.count && i % 2 == 0; k++)
			run.records[k].datasource /= UINT32_MAX / kind;
		used = tg_segment_datasources(run.records, run.count, ranks, codes);
		assert_in_range(used, 1, run.count);
		for (size_t k = 0; k < run.count; k++)
		{
			assert_in_range(codes[k], 0, used - 1);
			assert_int_equal(ranks[codes[k]], run.records[k].datasource);
			met[codes[k]] = true;
		}
		for (size_t k = 0; k < used; k++)
		{
			assert_true(met[k]);
			if (k > 0)
				assert_true(ranks[k - 1] < ranks[k]);
		}
		free(ranks);
		free(codes);
		free(met);
		free(run.records);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(cuts),
		cmocka_unit_test(extents),
		cmocka_unit_test(columns),
		cmocka_unit_test(datasources),
	};

	seed = unit_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
