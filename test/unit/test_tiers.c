/*
 * test_tiers.c
 *	  Which runs are merged: the rule against one run at a time, and what it
 *	  costs over many loads.
 */
#include "unit.h"

#include <stdbool.h>

#include "core/order/tiers.h"

#define MAX_RUNS 2000
#define TIERS 64

static uint64_t seed;

/* Runs of a store, with the numbers that the sequence has given them. */
typedef struct Runs
{
	struct
	{
		int64_t number;
		int64_t trips;
	} run[MAX_RUNS]; /* trips ascending */
	size_t count;
	int64_t last;	   /* number given */
	int64_t loaded;	   /* trips */
	int64_t rewritten; /* trips */
	size_t most;	   /* runs at any time */
	int64_t costliest; /* trips of one merge */
} Runs;

/* The oracle: the tier of a run, found by division. */
static int
tier_of(int64_t trips, uint32_t runs_merged)
{
	int tier = 0;

	for (trips /= (int64_t) runs_merged * runs_merged; trips > 0;
		 trips /= runs_merged)
		tier++;
	return tier;
}

static size_t
naive_due(const int64_t *trips, size_t count, uint32_t runs_merged)
{
	size_t in_tier[TIERS] = {0};
	size_t due = 0;

	for (size_t i = 0; i < count; i++)
		in_tier[tier_of(trips[i], runs_merged)]++;
	for (size_t i = 0; i < count; i++)
	{
		int tier = tier_of(trips[i], runs_merged);

		if (in_tier[tier] >=
			(tier == 0 ? (size_t) runs_merged * runs_merged : runs_merged))
			due = i + 1;
	}
	return due;
}

static int
compare(const void *a, const void *b)
{
	const int64_t left = *(const int64_t *) a;
	const int64_t right = *(const int64_t *) b;

	return (left > right) - (left < right);
}

static void
known(void **state)
{
	int64_t trips[20];

	(void) state;
	assert_int_equal(tg_tiers_due(NULL, 0, 4), 0);
	for (size_t i = 0; i < 20; i++)
		trips[i] = 1;
	assert_int_equal(tg_tiers_due(trips, 15, 4), 0);
	assert_int_equal(tg_tiers_due(trips, 16, 4), 16);
	/* a full tier takes along what is smaller, full or not */
	for (size_t i = 3; i < 7; i++)
		trips[i] = 16 + (int64_t) i;
	assert_int_equal(tg_tiers_due(trips, 6, 4), 0);
	assert_int_equal(tg_tiers_due(trips, 7, 4), 7);
	/* but not what is larger */
	trips[7] = trips[8] = trips[9] = 64;
	assert_int_equal(tg_tiers_due(trips, 10, 4), 7);
	trips[10] = 255;
	assert_int_equal(tg_tiers_due(trips, 11, 4), 11);
	/* the largest there can be */
	for (size_t i = 0; i < 20; i++)
		trips[i] = INT64_MAX;
	for (uint32_t merged = TG_MIN_RUNS_MERGED; merged <= TG_MAX_RUNS_MERGED;
		 merged++)
		assert_true(tg_tiers_due(trips, 2, merged) == 0);
}

static void
random_runs(void **state)
{
	uint64_t random = seed;

	(void) state;
	for (int round = 0; round < 20000; round++)
	{
		int64_t trips[200];
		size_t count = (size_t) unit_range(&random, 0, 200);
		int64_t bits = unit_range(&random, 1, 40);
		uint32_t merged = (uint32_t) unit_range(
			&random, TG_MIN_RUNS_MERGED,
			round % 2 ? TG_MIN_RUNS_MERGED + 2 : TG_MAX_RUNS_MERGED);
		size_t due;

		for (size_t i = 0; i < count; i++)
			trips[i] = unit_range(&random, 1,
								  INT64_C(1) << unit_range(&random, 0, bits));
		qsort(trips, count, sizeof *trips, compare);
		due = tg_tiers_due(trips, count, merged);
		assert_int_equal(due, naive_due(trips, count, merged));
		/* at most two are left, so each merge leaves fewer runs */
		assert_true(due == 0 || due > 2);
	}
}

/* Add a run in its place. */
static void
add_run(Runs *runs, int64_t trips)
{
	size_t at = runs->count++;

	assert_true(at < MAX_RUNS);
	for (; at > 0 && runs->run[at - 1].trips > trips; at--)
		runs->run[at] = runs->run[at - 1];
	runs->run[at].number = ++runs->last;
	runs->run[at].trips = trips;
	if (runs->count > runs->most)
		runs->most = runs->count;
}

/* Merge what is due of the runs numbered higher than after. */
static bool
merge_due(Runs *runs, int64_t after, int64_t limit, uint32_t runs_merged)
{
	int64_t trips[MAX_RUNS];
	size_t place[MAX_RUNS];
	size_t count = 0;
	size_t due;
	int64_t sum = 0;

	for (size_t i = 0; i < runs->count; i++)
		if (runs->run[i].number > after)
		{
			if ((sum += runs->run[i].trips) > limit)
				break;
			place[count] = i;
			trips[count++] = runs->run[i].trips;
		}
	due = tg_tiers_due(trips, count, runs_merged);
	if (due == 0)
		return false;
	sum = 0;
	for (size_t i = due; i-- > 0;)
	{
		sum += trips[i];
		memmove(&runs->run[place[i]], &runs->run[place[i] + 1],
				(--runs->count - place[i]) * sizeof runs->run[0]);
	}
	runs->rewritten += sum;
	if (sum > runs->costliest)
		runs->costliest = sum;
	add_run(runs, sum);
	return true;
}

/*
 * Loads of about a million, each followed by compaction: up to 100 million,
 * each trip is written again at most three times, and few runs are left.
 */
static void
large_loads(void **state)
{
	uint64_t random = seed;

	(void) state;
	for (int round = 0; round < 50; round++)
	{
		Runs runs = {.count = 0};

		for (int load = 0; load < 100; load++)
		{
			int64_t trips =
				round == 0 ? 1000000 : unit_range(&random, 300000, 1000000);

			add_run(&runs, trips);
			runs.loaded += trips;
			while (merge_due(&runs, INT64_MIN, INT64_MAX, 4))
				;
			assert_true(runs.rewritten <= 3 * runs.loaded);
			assert_true(runs.count <= 12);
		}
		if (round == 0)
			print_message("rewritten per trip: %.2f\n",
						  (double) runs.rewritten / (double) runs.loaded);
	}
}

/*
 * Single trips, merged by the statements themselves, which look at the latest
 * runs only: few runs are left, and each trip is written again a few times.
 */
static void
single_trips(void **state)
{
	static const int64_t limit = 131072;

	(void) state;
	for (uint32_t merged = TG_MIN_RUNS_MERGED; merged <= 8; merged++)
	{
		Runs runs = {.count = 0};
		int tiers = tier_of(limit, merged) + 1;
		size_t allowed = 2 * merged * merged + (size_t) tiers * (merged + 1);

		while (runs.loaded < 300000)
		{
			add_run(&runs, 1);
			runs.loaded++;
			if (runs.last % tg_tiers_period(merged) == 0)
			{
				int64_t depth = tg_tiers_depth(runs.last, merged);

				merge_due(&runs,
						  depth < runs.last ? runs.last - depth : INT64_MIN,
						  limit, merged);
			}
			/* what is beyond the limit is left to compaction */
			assert_true(runs.most <=
						allowed + (size_t) (runs.loaded * 2 * merged / limit));
		}
		assert_true(runs.rewritten <= (tiers + 1) * runs.loaded);
		assert_true(runs.costliest <= limit);
		print_message("%u: %zu runs at most, rewritten per trip: %.2f\n",
					  merged, runs.most,
					  (double) runs.rewritten / (double) runs.loaded);
	}
}

/* All of the looks together go over each run a few times. */
static void
looks(void **state)
{
	int64_t seen = 0;
	int64_t runs = 1 << 20;

	(void) state;
	assert_int_equal(tg_tiers_period(3), 8);
	assert_int_equal(tg_tiers_period(4), 16);
	assert_int_equal(tg_tiers_period(32), 1024);
	for (int64_t number = 16; number <= runs; number += 16)
	{
		int64_t depth = tg_tiers_depth(number, 4);

		assert_true(depth >= 8 * 16);
		seen += depth < number ? depth : number;
	}
	assert_true(seen <= runs * 20 * 4);
	assert_true(tg_tiers_depth(INT64_C(1) << 62, 32) == INT64_MAX);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(known),	   cmocka_unit_test(random_runs),
		cmocka_unit_test(large_loads), cmocka_unit_test(single_trips),
		cmocka_unit_test(looks),
	};

	seed = unit_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
