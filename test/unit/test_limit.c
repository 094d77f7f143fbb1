/*
 * test_limit.c
 *	  Limits of rejects: their text, and when they are passed.
 */
#include "unit.h"

#include <stdbool.h>

#include "core/text/limit.h"

static uint64_t seed;

static bool
parse(const char *text, TgLimit *limit)
{
	size_t len = strlen(text);
	char *exact = unit_exact(text, len);
	bool good = tg_limit_parse(exact != NULL ? exact : "", len, limit);

	free(exact);
	return good;
}

static void
test_texts(void **state)
{
	static const struct
	{
		const char *text;
		int kind;
		int64_t most;
	} good[] = {
		{"", TG_LIMIT_NONE, 0},
		{"  ", TG_LIMIT_NONE, 0},
		{"off", TG_LIMIT_NONE, 0},
		{" off ", TG_LIMIT_NONE, 0},
		{"0", TG_LIMIT_ROWS, 0},
		{"1000", TG_LIMIT_ROWS, 1000},
		{" 007\n", TG_LIMIT_ROWS, 7},
		{"9223372036854775807", TG_LIMIT_ROWS, INT64_MAX},
		{"0%", TG_LIMIT_SHARE, 0},
		{"10 %", TG_LIMIT_SHARE, 10000000},
		{"10%", TG_LIMIT_SHARE, 10000000},
		{" 2.5  % ", TG_LIMIT_SHARE, 2500000},
		{"0.000001%", TG_LIMIT_SHARE, 1},
		{"99.999999 %", TG_LIMIT_SHARE, 99999999},
		{"100 %", TG_LIMIT_SHARE, TG_SHARE_WHOLE},
		{"100.000000%", TG_LIMIT_SHARE, TG_SHARE_WHOLE},
	};
	static const char *const bad[] = {
		"on",
		"OFF",
		"of",
		"offf",
		"-1",
		"+1",
		"1.5",
		"1 000",
		"1e3",
		"%",
		".5%",
		"5.%",
		"5%%",
		"5 % x",
		"100.000001%",
		"101 %",
		"1.2.3%",
		"1,5 %",
		"10 percent",
		"9223372036854775808",
		"1\xc2\xa0%",
		"0.0000001%",
		"99999999999999999999 %",
	};
	TgLimit limit;

	(void) state;
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
	{
		assert_true(parse(good[i].text, &limit));
		assert_int_equal(limit.kind, good[i].kind);
		assert_true(limit.most == good[i].most);
	}
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_false(parse(bad[i], &limit));
}

/* Whatever the bytes: what is read says what they say. */
static void
test_random_texts(void **state)
{
	static const char letters[] = "0123456789.% off";
	uint64_t random = seed;

	(void) state;
	for (int i = 0; i < 1000000; i++)
	{
		char text[12];
		size_t len = (size_t) unit_range(&random, 0, 10);
		unsigned long whole;
		TgLimit limit;
		int used = 0;

		for (size_t j = 0; j < len; j++)
			text[j] = letters[unit_range(&random, 0, sizeof letters - 2)];
		text[len] = '\0';
		if (!parse(text, &limit) || limit.kind != TG_LIMIT_ROWS)
			continue;
		assert_int_equal(sscanf(text, " %lu %n", &whole, &used), 1);
		assert_int_equal(used, len);
		assert_true(limit.most == (int64_t) whole);
	}
}

static void
test_rows(void **state)
{
	TgLimit limit = {TG_LIMIT_ROWS, 3};

	(void) state;
	assert_false(tg_limit_passed(&limit, 3, 3, true));
	assert_true(tg_limit_passed(&limit, 4, 1000, false));
	assert_true(tg_limit_passed(&limit, 4, 1000, true));
	limit.most = 0;
	assert_false(tg_limit_passed(&limit, 0, 0, true));
	assert_true(tg_limit_passed(&limit, 1, 1, false));
	limit.kind = TG_LIMIT_NONE;
	assert_false(tg_limit_passed(&limit, 1000, 1000, true));
}

/* One in a thousand, asked by division too; parsed as a word. */
static void
test_auto(void **state)
{
	TgLimit limit;
	uint64_t random = seed;

	(void) state;
	assert_false(parse("autos", &limit));
	assert_false(parse("aut", &limit));
	assert_true(parse(" auto ", &limit));
	assert_int_equal(limit.kind, TG_LIMIT_AUTO);
	assert_false(tg_limit_passed(&limit, 9999, 9999, true));
	assert_true(tg_limit_passed(&limit, 10000, 10000, false));
	assert_false(tg_limit_passed(&limit, 9990, 10000, true));
	assert_true(tg_limit_passed(&limit, 9991, 10000, true));
	assert_true(tg_limit_passed(&limit, 9991, 10001, true));
	assert_true(tg_limit_passed(&limit, INT64_MAX, INT64_MAX, true));
	for (int i = 0; i < 100000; i++)
	{
		int64_t read = unit_range(&random, 0, 100000);
		int64_t rejected = unit_range(&random, 0, (int32_t) read);
		double share = (double) (read - rejected) / (double) read;

		assert_int_equal(tg_limit_passed(&limit, rejected, read, true),
						 read >= 10000 && share < 0.001);
	}
}

/* A share against the same question asked by division. */
static void
test_share(void **state)
{
	TgLimit limit = {TG_LIMIT_SHARE, 0};
	uint64_t random = seed;

	(void) state;
	limit.most = TG_SHARE_WHOLE / 10;
	assert_false(tg_limit_passed(&limit, 0, 0, true));
	assert_false(tg_limit_passed(&limit, 1, 10, true));
	assert_true(tg_limit_passed(&limit, 2, 19, true));
	assert_false(tg_limit_passed(&limit, 2, 19, false));
	assert_true(tg_limit_passed(&limit, INT64_MAX, INT64_MAX, true));
	limit.most = TG_SHARE_WHOLE;
	assert_false(tg_limit_passed(&limit, INT64_MAX, INT64_MAX, true));
	limit.most = 0;
	assert_false(tg_limit_passed(&limit, 0, INT64_MAX, true));
	assert_true(tg_limit_passed(&limit, 1, INT64_MAX, true));
	for (int i = 0; i < 1000000; i++)
	{
		int64_t read = unit_range(&random, 1, 1000000);
		int64_t rejected = unit_range(&random, 0, read);
		/* the most rows that the share allows */
		int64_t allowed;

		limit.most = unit_range(&random, 0, TG_SHARE_WHOLE);
		allowed = limit.most * read / TG_SHARE_WHOLE;
		assert_int_equal(tg_limit_passed(&limit, rejected, read, true),
						 rejected > allowed);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_texts), cmocka_unit_test(test_random_texts),
		cmocka_unit_test(test_rows),  cmocka_unit_test(test_share),
		cmocka_unit_test(test_auto),
	};

	seed = unit_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
