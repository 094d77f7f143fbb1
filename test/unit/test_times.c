/*
 * test_times.c
 *	  Days and times of day in which trips count, against the same asked of
 *	  each day and minute by itself.
 */
#include "unit.h"

#include "core/count/times.h"
#include "core/geo/trip.h"
#include "core/text/day_span.h"
#include "unit_tripset.h"

#define MAX_TRIPS 700
#define MAX_EXCEPTS 12
#define OPEN_FIRST INT32_MIN
#define OPEN_LAST INT32_MAX

static uint64_t seed;

static const TgTimesAsked every_day = {.first_day = OPEN_FIRST,
									   .last_day = OPEN_LAST,
									   .weekdays = TG_EVERY_WEEKDAY};

/* A day, from 2023 to 2027 mostly. */
static int32_t
some_day(uint64_t *random)
{
	return (int32_t) (unit_range(random, 0, 19) == 0
						  ? unit_range(random, -730120, 2921940)
						  : unit_range(random, 8401, 9900));
}

static TgTimesAsked
some_times(uint64_t *random, int32_t *except)
{
	TgTimesAsked asked = every_day;

	if (unit_range(random, 0, 1) == 0)
		asked.first_day = some_day(random);
	if (unit_range(random, 0, 1) == 0)
		asked.last_day = some_day(random);
	if (unit_range(random, 0, 1) == 0)
		asked.weekdays = (uint8_t) unit_range(random, 1, TG_EVERY_WEEKDAY);
	if (unit_range(random, 0, 1) == 0)
	{
		asked.from = (int32_t) unit_range(random, 0, TG_DAY_MINUTES - 1);
		asked.until = (int32_t) unit_range(random, 0, TG_DAY_MINUTES);
	}
	if (unit_range(random, 0, 1) == 0)
		asked.excepts = (uint32_t) unit_range(random, 0, MAX_EXCEPTS);
	for (uint32_t i = 0; i < asked.excepts; i++)
		except[i] = some_day(random);
	asked.except = except;
	return asked;
}

static int32_t
floor_days(int64_t departure)
{
	int64_t days = departure / TG_DAY;

	return (int32_t) (days - (departure % TG_DAY < 0));
}

static bool
naive_day(const TgTimesAsked *asked, int32_t day)
{
	/* 2000-01-01 was a Saturday */
	int weekday = (int) (((int64_t) day + 5) % 7 + 7) % 7;

	for (uint32_t i = 0; i < asked->excepts; i++)
		if (asked->except[i] == day)
			return false;
	return day >= asked->first_day && day <= asked->last_day &&
		   (asked->weekdays >> weekday & 1) != 0;
}

static bool
naive_pass(const TgTimesAsked *asked, int64_t departure)
{
	int32_t day = floor_days(departure);
	int64_t minute = (departure - day * TG_DAY) / (60 * TG_SECOND);
	bool in = asked->from <= asked->until
				  ? minute >= asked->from && minute < asked->until
				  : minute >= asked->from || minute < asked->until;

	return naive_day(asked, day) && (in || asked->from == asked->until);
}

static TgTimes *
make(const TgTimesAsked *asked)
{
	TgTimes *times = malloc(tg_times_size(asked));

	assert_non_null(times);
	tg_times_make(asked, times);
	assert_int_equal(tg_times_bytes(times), tg_times_size(asked));
	return times;
}

/* Departures near the days that matter, of some fineness. */
static void
some_departures(uint64_t *random, const TgTimesAsked *asked,
				int64_t *departures, uint32_t count)
{
	int64_t unit = unit_range(random, 0, 3) == 0 ? 1 : TG_SECOND;
	int64_t shift = unit_range(random, 0, 3) == 0 ? TG_SECOND / 2 : 0;
	bool far = unit_range(random, 0, 5) == 0;

	for (uint32_t i = 0; i < count; i++)
	{
		int64_t day = far ? some_day(random) : unit_range(random, 8401, 9131);
		int64_t kind = unit_range(random, 0, 9);
		int64_t time = unit_range(random, 0, TG_DAY / TG_SECOND - 1);

		if (kind == 0 && asked->first_day != OPEN_FIRST)
			day = asked->first_day - unit_range(random, 0, 1);
		if (kind == 1 && asked->last_day != OPEN_LAST)
			day = asked->last_day + unit_range(random, 0, 1);
		if (kind == 2)
			time = 60 * (int64_t) asked->from;
		if (kind == 3 && asked->until > 0)
			time = 60 * (int64_t) asked->until - 1;
		departures[i] = day * TG_DAY + time * TG_SECOND + shift +
						(unit == 1 ? unit_range(random, 0, 499999) : 0);
	}
}

static void
masks(void **state)
{
	(void) state;
	for (int run = 0; run < 3000; run++)
	{
		uint64_t random = seed + (uint64_t) run;
		int32_t except[MAX_EXCEPTS];
		TgTimesAsked asked = some_times(&random, except);
		TgTimes *times = make(&asked);
		uint32_t count = (uint32_t) unit_range(&random, 1, MAX_TRIPS);
		int64_t departures[MAX_TRIPS];
		int64_t weeks[MAX_TRIPS];
		int64_t since[MAX_TRIPS];
		const int64_t *const columns[] = {weeks, since};
		uint8_t mask[MAX_TRIPS];
		uint8_t before[MAX_TRIPS];
		TgTripset set;
		unsigned char *bytes;

		some_departures(&random, &asked, departures, count);
		tg_departures_split(departures, count, weeks, since);
		bytes = unit_tripset(columns, TG_DEPARTURE_COLUMNS, count, &set);
		for (uint32_t i = 0; i < count; i++)
			before[i] = mask[i] = unit_range(&random, 0, 9) > 0;
		if (run % 7 == 0)
			memset(before, 0, count / 2), memset(mask, 0, count / 2);
		assert_true(tg_mask_times(times, &set, mask));
		for (uint32_t i = 0; i < count; i++)
		{
			int32_t week = tg_week_of(departures[i]);
			bool pass = naive_pass(&asked, departures[i]);

			/* weeks beyond the span are for whoever has the span */
			if (week < tg_week_of_day(asked.first_day) ||
				week > tg_week_of_day(asked.last_day))
				continue;

			assert_int_equal(tg_times_pass(times, departures[i]), pass);
			assert_int_equal(mask[i], before[i] && pass);
		}
		free(bytes);
		free(times);
	}
}

/* Whole weeks and the ends of a span count each day once. */
static void
days(void **state)
{
	(void) state;
	for (int run = 0; run < 3000; run++)
	{
		uint64_t random = seed + (uint64_t) run;
		int32_t except[MAX_EXCEPTS];
		TgTimesAsked asked = some_times(&random, except);
		TgTimes *times = make(&asked);
		int32_t first = tg_week_of_day(some_day(&random));
		int32_t last = first + (int32_t) unit_range(&random, -1, 60);
		int64_t days = 0;
		bool whole = true;

		for (int32_t week = first; week <= last; week++)
			for (int weekday = 0; weekday < 7; weekday++)
			{
				int32_t day = 2 + 7 * week + weekday;
				bool counts = naive_day(&asked, day);

				/* what lies beyond the span is left to its weeks */
				if (week < tg_week_of_day(asked.first_day) ||
					week > tg_week_of_day(asked.last_day))
					continue;
				assert_int_equal(tg_times_days_of(times, week) >> weekday & 1,
								 counts);
				days += counts;
				whole &= counts;
			}
		if (asked.first_day != OPEN_FIRST &&
			first < tg_week_of_day(asked.first_day))
			first = tg_week_of_day(asked.first_day);
		if (asked.last_day != OPEN_LAST &&
			last > tg_week_of_day(asked.last_day))
			last = tg_week_of_day(asked.last_day);
		assert_int_equal(tg_times_days(times, first, last), days);
		if (tg_times_are_weeks(&asked))
			assert_true(whole);
		free(times);
	}
}

/* Of a span alone, the whole weeks and what is left are all of it. */
static void
ends(void **state)
{
	(void) state;
	for (int run = 0; run < 3000; run++)
	{
		uint64_t random = seed + (uint64_t) run;
		TgTimesAsked asked = every_day;
		TgTimes *times;
		int32_t day = (int32_t) unit_range(&random, 8401, 9131);

		if (run % 3 != 0)
			asked.first_day = day;
		if (run % 3 != 1)
			asked.last_day = day + (int32_t) unit_range(&random, 0, 40);
		assert_true(tg_times_have_weeks(&asked));
		times = make(&asked);
		tg_times_leave_ends(&asked, times);
		for (int32_t at = day - 30; at < day + 60; at++)
		{
			int32_t week = tg_week_of_day(at);
			int64_t departure = at * TG_DAY + 12 * 3600 * TG_SECOND;
			bool whole = true;

			for (int weekday = 0; weekday < 7; weekday++)
				whole &= naive_day(&asked, 2 + 7 * week + weekday);
			assert_int_equal(tg_times_pass(times, departure),
							 !whole && naive_day(&asked, at));
		}
		free(times);
	}
}

/* Moments beyond a week are told, whatever else the columns hold. */
static void
damaged(void **state)
{
	(void) state;
	for (int run = 0; run < 3000; run++)
	{
		uint64_t random = seed + (uint64_t) run;
		int32_t except[MAX_EXCEPTS];
		TgTimesAsked asked = some_times(&random, except);
		TgTimes *times = make(&asked);
		uint32_t count = (uint32_t) unit_range(&random, 1, MAX_TRIPS);
		int64_t departures[MAX_TRIPS];
		int64_t weeks[MAX_TRIPS];
		int64_t since[MAX_TRIPS];
		const int64_t *const columns[] = {weeks, since};
		uint8_t mask[MAX_TRIPS];
		TgTripset set;
		unsigned char *bytes;
		size_t size;

		some_departures(&random, &asked, departures, count);
		tg_departures_split(departures, count, weeks, since);
		bytes = unit_tripset(columns, TG_DEPARTURE_COLUMNS, count, &set);
		size = unit_tripset_size(&set);
		unit_damage(&random, bytes, size, 8, 8);
		memset(mask, 1, count);
		if (tg_tripset_open(bytes, size, &set) == TG_OK)
			(void) tg_mask_times(times, &set, mask);
		free(bytes);
		free(times);
	}
	/* a minute behind the week */
	{
		int64_t week = 1000;
		int64_t since = 7 * TG_DAY;
		const int64_t *const columns[] = {&week, &since};
		TgTimesAsked asked = every_day;
		TgTimes *times = make(&asked);
		uint8_t mask = 1;
		TgTripset set;
		unsigned char *bytes = unit_tripset(columns, 2, 1, &set);

		assert_false(tg_mask_times(times, &set, &mask));
		free(bytes);
		free(times);
	}
}

static void
spans(void **state)
{
	static const struct
	{
		const char *text;
		int32_t from; /* -1: none */
		int32_t until;
	} rows[] = {
		{"07:00-10:00", 420, 600},
		{"22:00-02:00", 1320, 120},
		{"00:00-24:00", 0, 1440},
		{"23:59-24:00", 1439, 1440},
		{"18:30-00:00", 1110, 0},
		{" 07:00 - 10:00 ", 420, 600},
		{"07:00-07:00", -1, 0},
		{"24:00-06:00", -1, 0},
		{"07:00-24:01", -1, 0},
		{"7:00-10:00", -1, 0},
		{"07:60-10:00", -1, 0},
		{"07:00", -1, 0},
		{"", -1, 0},
		{"-", -1, 0},
		{"07:00-10:00-11:00", -1, 0},
		{"07:00:00-10:00:00", -1, 0},
		{"-07:00-10:00", -1, 0},
		{"0x:00-10:00", -1, 0},
		{"07-10", -1, 0},
		{"25:00-26:00", -1, 0},
	};

	(void) state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
	{
		size_t len = strlen(rows[i].text);
		char *text = unit_exact(rows[i].text, len);
		int32_t from = -2;
		int32_t until = -2;
		bool read = tg_day_span_parse(text, len, &from, &until);

		assert_int_equal(read, rows[i].from >= 0);
		if (read)
		{
			assert_int_equal(from, rows[i].from);
			assert_int_equal(until, rows[i].until);
		}
		free(text);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(masks), cmocka_unit_test(days),
		cmocka_unit_test(ends),	 cmocka_unit_test(damaged),
		cmocka_unit_test(spans),
	};

	seed = unit_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
