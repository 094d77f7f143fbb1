/*
 * test_generate.c
 *	  Trips made up: the same for the same arguments, on every machine; within
 *	  what was asked for; with the rhythm of a week.
 */
#include "unit.h"

#include "core/geo/generate.h"
#include "core/geo/trip.h"
#include "core/text/trip_text.h"

/* 2024-01-01, a Monday, in days since 2000-01-01 */
#define SINCE (8766 * TG_DAY)
#define WEEK (7 * TG_DAY)

static uint64_t seed;

static TgGenerated
make(uint64_t of_seed, uint64_t number, int64_t since, int64_t until)
{
	TgGenerated made;

	memset(&made, 0xff, sizeof made);
	assert_int_equal(tg_generate_trip(of_seed, number, since, until, &made),
					 TG_OK);
	return made;
}

static void
assert_trip(uint64_t of_seed, uint64_t number, const char *region,
			const char *datasource, const char *expected)
{
	TgGenerated made = make(of_seed, number, SINCE, SINCE + 52 * WEEK);
	char text[TG_TRIP_TEXT];

	tg_trip_format(&made.trip, text);
	assert_string_equal(made.region, region);
	assert_string_equal(made.datasource, datasource);
	assert_string_equal(text, expected);
}

/* Whoever changes these changes everybody's demonstrations. */
static void
test_known(void **state)
{
	(void) state;
	assert_trip(1, 1, "Vienna", "bluecab",
				"POINT(16.4225663 48.23329) POINT(16.3477761 48.2345749) "
				"2024-01-18 16:07:35");
	assert_trip(1, 2, "Montevideo", "bluecab",
				"POINT(-56.2096292 -34.9100632) "
				"POINT(-56.1974927 -34.9111071) 2024-01-14 07:33:56");
	assert_trip(1, 3, "Lisbon", "bluecab",
				"POINT(-9.1527383 38.7632618) POINT(-9.1298586 38.7726473) "
				"2024-10-03 08:43:41");
}

/* Whatever is asked for, the trip can be stored and is within the period. */
static void
test_any_arguments(void **state)
{
	uint64_t random = seed;

	(void) state;
	for (int i = 0; i < 200000; i++)
	{
		uint64_t of_seed = unit_random(&random);
		uint64_t number = unit_random(&random);
		int64_t since =
			unit_range(&random, TG_DEPARTURE_MIN, TG_DEPARTURE_END - 1);
		int64_t until =
			i % 2 == 0 ? unit_range(&random, since + 1, TG_DEPARTURE_END)
					   : since + 1 + unit_range(&random, 0, 3 * TG_SECOND);
		TgGenerated made;
		TgGenerated again;

		if (until > TG_DEPARTURE_END)
			until = TG_DEPARTURE_END;
		made = make(of_seed, number, since, until);
		assert_true(tg_trip_valid(&made.trip));
		assert_true(made.trip.departure >= since);
		assert_true(made.trip.departure < until);
		assert_int_equal((made.trip.departure - since) % TG_SECOND, 0);
		assert_true(made.trip.origin.lon != made.trip.destination.lon ||
					made.trip.origin.lat != made.trip.destination.lat);
		again = make(of_seed, number, since, until);
		assert_memory_equal(&again.trip, &made.trip, sizeof made.trip);
		assert_ptr_equal(again.region, made.region);
		assert_ptr_equal(again.datasource, made.datasource);
	}
}

static void
test_refused(void **state)
{
	static const int64_t periods[][2] = {
		{SINCE, SINCE},
		{SINCE, SINCE - 1},
		{TG_DEPARTURE_MIN - 1, SINCE},
		{SINCE, TG_DEPARTURE_END + 1},
		{INT64_MIN, INT64_MAX},
		{INT64_MAX, INT64_MIN},
	};
	TgGenerated made;

	(void) state;
	for (size_t i = 0; i < sizeof periods / sizeof periods[0]; i++)
		assert_int_equal(
			tg_generate_trip(1, 1, periods[i][0], periods[i][1], &made),
			TG_NO_SUCH_DATETIME);
}

/* More at eight on weekdays than at three; no trip is another one's copy. */
static void
test_rhythm(void **state)
{
	enum
	{
		TRIPS = 100000
	};
	uint32_t by_hour[168] = {0};
	uint32_t vienna = 0;
	TgTrip before = {{0, 0}, {0, 0}, 0};
	uint64_t of_seed = seed;

	(void) state;
	for (uint64_t n = 1; n <= TRIPS; n++)
	{
		TgGenerated made = make(of_seed, n, SINCE, SINCE + 8 * WEEK);

		by_hour[(made.trip.departure - SINCE) / (TG_DAY / 24) % 168]++;
		vienna += strcmp(made.region, "Vienna") == 0;
		assert_memory_not_equal(&made.trip, &before, sizeof before);
		before = made.trip;
	}
	for (int day = 0; day < 5; day++)
		assert_true(by_hour[day * 24 + 8] > 20 * by_hour[day * 24 + 3]);
	assert_true(by_hour[5 * 24 + 14] > 2 * by_hour[5 * 24 + 5]);
	/* 52 %, give or take ten deviations */
	assert_in_range(vienna, TRIPS * 0.504, TRIPS * 0.536);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known),
		cmocka_unit_test(test_any_arguments),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_rhythm),
	};

	seed = unit_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
