/*
 * test_hour_look.c
 *	  Times of a clock of 12 hours whose AM and PM are lost.
 */
#include "unit.h"

#include "core/text/hour_look.h"

static void
add(TgHours *hours, const char *text)
{
	size_t len = strlen(text);
	char *bytes = unit_exact(text, len);

	tg_hours_add(hours, bytes, len);
	free(bytes);
}

/* So many times, of the hours from the first to the last by turns. */
static TgHours
times(int count, int first, int last)
{
	TgHours hours = {false};

	for (int i = 0; i < count; i++)
	{
		char text[32];

		snprintf(text, sizeof text, "2024-06-03 %02d:%02d:00",
				 first + i % (last - first + 1), i % 60);
		add(&hours, text);
	}
	return hours;
}

static bool
halved(TgHours hours)
{
	return tg_hours_halved(&hours);
}

static void
test_whole_days(void **state)
{
	(void) state;
	assert_true(halved(times(300, 1, 12)));
	assert_false(halved(times(300, 1, 13)));
	assert_false(halved(times(300, 0, 12)));
}

/* A morning is no clock of 12 hours, nor do a few times tell of one. */
static void
test_mornings(void **state)
{
	(void) state;
	assert_false(halved(times(300, 7, 12)));
	assert_false(halved(times(19, 1, 12)));
	assert_true(halved(times(20, 1, 12)));
	/* of few, more have to be early */
	assert_false(halved(times(49, 6, 12)));
	assert_true(halved(times(50, 6, 12)));
}

/* Hours alone go from 0 to 23, or to 24. */
static void
test_hours_alone(void **state)
{
	TgHours hours = {false};

	(void) state;
	for (int i = 1; i < 24; i++)
	{
		char text[3];

		snprintf(text, sizeof text, "%d", i);
		add(&hours, text);
	}
	assert_true(hours.whole_day && hours.alone);
	assert_false(tg_hours_known(&hours));
	add(&hours, "24");
	assert_true(hours.last && tg_hours_known(&hours));
	hours = (TgHours){false};
	add(&hours, "13");
	add(&hours, "x1");
	assert_int_equal(hours.times, 1);
	add(&hours, "00");
	/* 24 may come yet, and says the same wherever it stands */
	assert_false(tg_hours_known(&hours));
	add(&hours, "24");
	assert_true(hours.last && tg_hours_known(&hours));
	hours = (TgHours){false};
	add(&hours, "24");
	add(&hours, "0");
	assert_true(hours.last && tg_hours_known(&hours));
	hours = times(24, 0, 23);
	assert_true(tg_hours_known(&hours) && !hours.alone);
	/* blanks are no part of them */
	hours = (TgHours){false};
	add(&hours, " 13");
	add(&hours, "\t24 ");
	assert_true(hours.times == 2 && tg_hours_to_24(&hours));
}

/* Full hours go to 24 as hours alone do; 24:00 is a midnight among minutes. */
static void
test_full_hours(void **state)
{
	TgHours hours = {false};

	(void) state;
	for (int i = 1; i < 24; i++)
	{
		char text[32];

		snprintf(text, sizeof text, "2024-06-03 %02d:00:00.0 +02:30", i);
		add(&hours, text);
	}
	assert_false(hours.minutes || tg_hours_known(&hours));
	assert_false(tg_hours_to_24(&hours));
	add(&hours, "24:00");
	assert_true(tg_hours_to_24(&hours));
	assert_false(tg_hours_known(&hours));
	add(&hours, "08:00:30");
	assert_true(tg_hours_known(&hours));
	assert_false(tg_hours_to_24(&hours));
	add(&hours, "24");
	assert_true(tg_hours_to_24(&hours));
}

/* What has no hour says nothing. */
static void
test_texts(void **state)
{
	static const char *const none[] = {"",	   ":",		 "x:30",	  "123:00",
									   "0800", "urn:12", "2024-06-03"};
	TgHours hours = times(60, 1, 12);

	(void) state;
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		add(&hours, none[i]);
	assert_int_equal(hours.times, 60);
	assert_true(halved(hours));
	add(&hours, "2024-06-03T23:59");
	assert_false(halved(hours));
	hours = times(60, 1, 12);
	add(&hours, "0:15");
	assert_false(halved(hours));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole_days),	cmocka_unit_test(test_mornings),
		cmocka_unit_test(test_hours_alone), cmocka_unit_test(test_full_hours),
		cmocka_unit_test(test_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
