/*
 * test_tally.c
 *	  Counts by key against a list that is searched from end to end.
 */
#include "unit.h"

#include "core/count/tally.h"

#define MAX_KEYS 600

static uint64_t seed;

/* The oracle: keys in no order. */
typedef struct Naive
{
	uint32_t used;
	TgTallyEntry entry[MAX_KEYS];
} Naive;

/* Room for so many entries and no byte more; the caller frees it. */
static TgTally *
tally_of(uint32_t room)
{
	TgTally *tally =
		malloc(offsetof(TgTally, entry) + room * sizeof(TgTallyEntry));

	assert_non_null(tally);
	tally->used = 0;
	tally->room = room;
	return tally;
}

static TgTallyEntry *
naive_find(Naive *naive, int64_t key)
{
	for (uint32_t i = 0; i < naive->used; i++)
		if (naive->entry[i].key == key)
			return &naive->entry[i];
	return NULL;
}

/* The same entries, keys ascending. */
static void
check_tally(const TgTally *tally, Naive *naive)
{
	assert_int_equal(tally->used, naive->used);
	for (uint32_t i = 0; i < tally->used; i++)
	{
		TgTallyEntry *entry = naive_find(naive, tally->entry[i].key);

		assert_non_null(entry);
		assert_true(tally->entry[i].count == entry->count);
		assert_true(tg_tally_count(tally, entry->key) == entry->count);
		if (i > 0)
			assert_true(tally->entry[i - 1].key < tally->entry[i].key);
	}
	for (int64_t key = -50; key < 50; key++)
		if (naive_find(naive, key) == NULL)
			assert_true(tg_tally_count(tally, key) == 0);
}

/* Add to both; a refused key leaves the tally as it was. */
static void
add(TgTally *tally, Naive *naive, int64_t key, int64_t count)
{
	TgTallyEntry *entry = naive_find(naive, key);
	bool expected = entry != NULL || naive->used < tally->room;
	size_t size = offsetof(TgTally, entry) + tally->used * sizeof(*entry);
	TgTally *before = (TgTally *) unit_exact((const char *) tally, size);

	assert_int_equal(tg_tally_add(tally, key, count), expected);
	if (!expected)
		assert_memory_equal(tally, before, size);
	else if (entry != NULL)
		entry->count += count;
	else
		naive->entry[naive->used++] = (TgTallyEntry){key, count};
	free(before);
}

/* Keys one after the other: up, down, and from the middle outwards. */
static void
orders(void **state)
{
	(void) state;
	for (int order = 0; order < 3; order++)
		for (uint32_t room = 0; room < 40; room++)
		{
			TgTally *tally = tally_of(room);
			Naive naive = {0};

			for (int64_t i = 0; i < 45; i++)
			{
				int64_t key = order == 0   ? i
							  : order == 1 ? -i
							  : i % 2 == 0 ? i
										   : -i;

				add(tally, &naive, key, i + 1);
				add(tally, &naive, key, -1);
				check_tally(tally, &naive);
			}
			assert_int_equal(tally->used, room);
			free(tally);
		}
}

/* Counts of nothing stay; extremes of keys are keys. */
static void
limits(void **state)
{
	static const int64_t keys[] = {
		0, INT64_MAX, INT64_MIN, -1, INT64_MAX - 1, INT64_MIN + 1, 1,
	};
	TgTally *tally = tally_of(7);
	Naive naive = {0};

	(void) state;
	for (int i = 0; i < 7; i++)
	{
		add(tally, &naive, keys[i], 0);
		check_tally(tally, &naive);
	}
	add(tally, &naive, INT64_MAX, INT64_MAX);
	add(tally, &naive, INT64_MIN, INT64_MIN);
	add(tally, &naive, INT64_MIN, INT64_MAX);
	add(tally, &naive, 0, -5);
	add(tally, &naive, 2, 1);
	check_tally(tally, &naive);
	assert_int_equal(tally->used, 7);
	free(tally);
}

static void
random_adds(void **state)
{
	uint64_t random = seed;

	(void) state;
	for (int i = 0; i < 300; i++)
	{
		uint32_t room = (uint32_t) unit_range(&random, 0, MAX_KEYS);
		int64_t reach = INT64_C(1) << unit_range(&random, 0, 62);
		TgTally *tally = tally_of(room);
		Naive naive = {0};

		for (int64_t adds = unit_range(&random, 0, 700); adds > 0; adds--)
			add(tally, &naive, unit_range(&random, -reach, reach),
				unit_range(&random, -3, 1000));
		check_tally(tally, &naive);
		free(tally);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(orders),
		cmocka_unit_test(limits),
		cmocka_unit_test(random_adds),
	};

	seed = unit_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
