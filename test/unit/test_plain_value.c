/*
 * test_plain_value.c
 *	  Plain numbers and times: what is one, and that its value is what the
 *	  readers of all forms find.
 */
#include "unit.h"

#include "core/text/datetime.h"
#include "core/text/plain_value.h"

#define RANDOM_TEXTS 200000
#define DAY INT64_C(86400000000)

static uint64_t seed;

/* There is always a text, however short. */
static char *
exact_text(const char *text, size_t len)
{
	return len > 0 ? unit_exact(text, len) : calloc(1, 1);
}

static void
check_integer(const char *text, size_t digits, bool plain, int64_t expected)
{
	char *exact = exact_text(text, strlen(text));
	int64_t value = 77;

	assert_int_equal(tg_plain_integer(exact, strlen(text), digits, &value),
					 plain);
	assert_true(value == (plain ? expected : 77));
	free(exact);
}

static void
integers(void **state)
{
	(void) state;
	check_integer("0", 4, true, 0);
	check_integer("-0", 4, true, 0);
	check_integer("0042", 4, true, 42);
	check_integer("-9999", 4, true, -9999);
	check_integer("999999999999999999", 18, true, INT64_C(999999999999999999));
	check_integer("-999999999999999999", 18, true,
				  -INT64_C(999999999999999999));
	check_integer("10000", 4, false, 0);
	check_integer("", 4, false, 0);
	check_integer("-", 4, false, 0);
	check_integer("+1", 4, false, 0);
	check_integer(" 1", 4, false, 0);
	check_integer("1 ", 4, false, 0);
	check_integer("1.0", 4, false, 0);
	check_integer("0x1", 4, false, 0);
	check_integer("1_0", 4, false, 0);
}

static void
decimals(void **state)
{
	static const struct
	{
		const char *text;
		bool plain;
	} cases[] = {
		{"1", true},	   {"-1.5", true}, {"0.25", true}, {"12345", true},
		{"123456", false}, {"1.", false},  {".5", false},  {"1.2.3", false},
		{"1,5", false},	   {"1e5", false}, {"", false},	   {"-", false},
		{"NaN", false},
	};

	(void) state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
	{
		char *exact = exact_text(cases[i].text, strlen(cases[i].text));

		assert_int_equal(tg_plain_decimal(exact, strlen(cases[i].text), 5),
						 cases[i].plain);
		free(exact);
	}
}

/* What is plain is what tg_datetime_parse finds. */
static bool
check_time(const char *text, size_t len)
{
	char *exact = exact_text(text, len);
	bool utc;
	int64_t value;
	int64_t expected;
	TgClock clock;
	bool plain = tg_plain_time(exact, len, &value, &utc);

	if (plain)
	{
		assert_int_equal(tg_datetime_parse(exact, len, &expected, &clock),
						 TG_OK);
		assert_true(value == expected);
		assert_int_equal(clock == TG_CLOCK_INSTANT, utc);
	}
	free(exact);
	return plain;
}

static bool
is_time(const char *text)
{
	return check_time(text, strlen(text));
}

static void
times(void **state)
{
	(void) state;
	assert_true(is_time("2018-05-28 09:03"));
	assert_true(is_time("2018-05-28 09:03:40"));
	assert_true(is_time("2018-05-28 09:03:40.5"));
	assert_true(is_time("1900-01-01 00:00:00.000001+00"));
	assert_true(is_time("2199-12-28 23:59:59.999999"));
	assert_true(is_time("2018-05-28 09:03+00"));
	assert_false(is_time("2018-05-29 09:03"));
	assert_false(is_time("2018-05-00 09:03"));
	assert_false(is_time("2200-01-01 09:03"));
	assert_false(is_time("1899-01-01 09:03"));
	assert_false(is_time("2018-13-01 09:03"));
	assert_false(is_time("2018-05-28T09:03"));
	assert_false(is_time("2018-05-28 24:00"));
	assert_false(is_time("2018-05-28 09:60"));
	assert_false(is_time("2018-05-28 09:03:60"));
	assert_false(is_time("2018-05-28 09:03:4"));
	assert_false(is_time("2018-05-28 09:03:40."));
	assert_false(is_time("2018-05-28 09:03:40.0000001"));
	assert_false(is_time("2018-05-28 09:03:40+01"));
	assert_false(is_time("2018-05-28 09:03:40 +00"));
	assert_false(is_time("2018-05-28 9:03"));
	assert_false(is_time("2018-05-28"));
	assert_false(is_time("+00"));
	assert_false(is_time(""));
}

/* Moments as they are written, whole or with a byte changed. */
static void
random_times(void **state)
{
	static const char odd[] = "0123456789-: .+T";
	uint64_t random = seed;
	int plain = 0;

	(void) state;
	for (int i = 0; i < RANDOM_TEXTS; i++)
	{
		char text[TG_DATETIME_TEXT + 4];
		/* 1890 to 2209 */
		int64_t time =
			unit_range(&random, -40177, 76823) * DAY +
			unit_range(&random, 0, 86399) * 1000000 +
			unit_range(&random, 0, 1) * unit_range(&random, 0, 999999);
		size_t len = tg_datetime_format(time, text);
		int64_t value;
		int64_t midnight = time - ((time % DAY) + DAY) % DAY;

		if (unit_range(&random, 0, 2) == 0)
		{
			memcpy(text + len, "+00", 3);
			len += 3;
		}
		if (check_time(text, len))
			plain++;
		if (tg_plain_date(text, 10, &value))
			assert_true(value == midnight);
		text[unit_range(&random, 0, (int64_t) len - 1)] =
			odd[unit_range(&random, 0, sizeof odd - 2)];
		check_time(text, (size_t) unit_range(&random, 0, (int64_t) len));
		check_time(text, len);
	}
	assert_true(plain > RANDOM_TEXTS / 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(integers),
		cmocka_unit_test(decimals),
		cmocka_unit_test(times),
		cmocka_unit_test(random_times),
	};

	seed = unit_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
