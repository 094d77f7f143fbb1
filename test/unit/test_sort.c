/*
 * test_sort.c
 *	  The order of records against qsort with a comparison written out.
 */
#include "unit.h"

#include "core/base/pause.h"
#include "core/geo/cell.h"
#include "core/order/sort.h"

#define MAX_RECORDS 50000
#define FAST_RECORDS 5000 /* compared with qsort too */

static uint64_t seed;

/* What the numbers of random records are drawn from. */
typedef struct Batch
{
	const char *name;
	int64_t regions; /* how many */
	uint32_t region; /* the first of them */
	uint32_t step;	 /* from one to the next */
	int32_t reach;	 /* of positions around one place; 0: the same place */
	bool world;		 /* positions anywhere */
	int64_t departures;
} Batch;

/*
 * A cell of zoom 26 is some 50 units wide, so that a reach of 3 gives
 * different positions with the same key.
 */
static const Batch batches[] = {
	{"one region, anywhere", 1, 0, 1, 0, true, 1000000},
	{"one region, a town", 1, 7, 1, 500000, false, 1000000},
	{"three regions, a town", 3, 0, 1, 20000, false, 1000},
	{"few positions", 2, 0, 1, 2, false, 3},
	{"one key, other positions", 1, 0, 1, 3, false, 2},
	{"all equal", 1, 5, 1, 0, false, 1},
	{"one position", 1, 0, 1, 0, false, 1000000},
	{"2,049 regions", 2049, 0, 1, 100, false, 2},
	{"regions of three digits", 40, UINT32_C(4194300), 1, 100, false, 2},
	{"regions of all numbers", INT64_C(1) << 32, 0, 1, 0, true, 2},
	{"regions far apart", 5, 1, UINT32_C(0x33333333), 9, false, 2},
	{"more regions than records", 1000000, 3000000, 3, 0, false, 2},
};

#define BATCHES ((int) (sizeof(batches) / sizeof(batches[0])))

static TgLonLat
random_position(uint64_t *random, const Batch *batch)
{
	TgLonLat p = {144000000, 500000000};

	if (batch->world)
		return (TgLonLat){
			(int32_t) unit_range(random, -TG_LON_MAX, TG_LON_MAX),
			(int32_t) unit_range(random, -TG_LAT_MAX, TG_LAT_MAX)};
	p.lon += (int32_t) unit_range(random, -batch->reach, batch->reach);
	p.lat += (int32_t) unit_range(random, -batch->reach, batch->reach);
	return p;
}

/* Records without padding: equal ones have equal bytes. */
static TgRecord
random_record(uint64_t *random, const Batch *batch)
{
	TgRecord record;

	_Static_assert(sizeof(TgRecord) == 32, "no padding");
	record.trip.origin = random_position(random, batch);
	record.trip.destination = random_position(random, batch);
	record.trip.departure =
		unit_range(random, 0, batch->departures - 1) - batch->departures / 2;
	record.region =
		batch->region +
		batch->step * (uint32_t) unit_range(random, 0, batch->regions - 1);
	record.datasource = batch->departures == 1
							? 0
							: (uint32_t) unit_range(random, 0, 2) * 0x7FFFFFFF;
	return record;
}

/* A record as the numbers it is ordered by, the first the most significant. */
typedef struct Key
{
	uint64_t v[9];
} Key;

static uint64_t
unsign(int64_t v)
{
	return (uint64_t) v ^ UINT64_C(1) << 63;
}

static Key
naive_key(const TgRecord *record, TgProjection projection)
{
	const TgTrip *trip = &record->trip;
	bool by_origin = projection == TG_BY_ORIGIN;
	TgLonLat near = by_origin ? trip->origin : trip->destination;
	TgLonLat far = by_origin ? trip->destination : trip->origin;

	return (Key){{record->region, tg_hilbert_key(near), tg_hilbert_key(far),
				  unsign(trip->origin.lon), unsign(trip->origin.lat),
				  unsign(trip->destination.lon), unsign(trip->destination.lat),
				  unsign(trip->departure), record->datasource}};
}

static int
naive_compare(const void *a, const void *b)
{
	const Key *x = a;
	const Key *y = b;

	for (int i = 0; i < 9; i++)
		if (x->v[i] != y->v[i])
			return x->v[i] < y->v[i] ? -1 : 1;
	return 0;
}

static int
sign(int order)
{
	return (order > 0) - (order < 0);
}

static void
compare_random(void **state)
{
	uint64_t random = seed;

	(void) state;
	for (int i = 0; i < 60000; i++)
	{
		const Batch *batch = &batches[i % BATCHES];
		TgProjection projection = i / BATCHES % 2;
		TgRecord record[3];
		Key key[3];

		for (int k = 0; k < 3; k++)
		{
			record[k] = random_record(&random, batch);
			/* most often, but for one field the same */
			if (k > 0 && i % 3 > 0)
			{
				TgRecord other = record[k];

				record[k] = record[k - 1];
				switch (unit_random(&random) % 5)
				{
					case 0:
						record[k].trip.origin = other.trip.origin;
						break;
					case 1:
						record[k].trip.destination = other.trip.destination;
						break;
					case 2:
						record[k].trip.departure = other.trip.departure;
						break;
					case 3:
						record[k].region = other.region;
						break;
					default:
						record[k].datasource = other.datasource;
						break;
				}
			}
			key[k] = naive_key(&record[k], projection);
		}
		for (int a = 0; a < 3; a++)
			for (int b = 0; b < 3; b++)
			{
				int order =
					tg_record_compare(&record[a], &record[b], projection);

				assert_int_equal(sign(order), naive_compare(&key[a], &key[b]));
				assert_int_equal(order == 0, memcmp(&record[a], &record[b],
													sizeof(TgRecord)) == 0);
			}
	}
}

/* Memory for just so many; the caller frees it. */
static void *
room_for(size_t count, size_t size)
{
	void *memory = malloc(count * size + (count == 0));

	assert_non_null(memory);
	memset(memory, 0xA5, count * size);
	return memory;
}

/* Sort, all in memory of exactly its size; the caller frees the items. */
static TgSortItem *
sorted(const TgRecord *records, size_t count, TgProjection projection)
{
	TgRecord *copy = room_for(count, sizeof(*copy));
	uint64_t *origin_keys = room_for(count, sizeof(*origin_keys));
	uint64_t *destination_keys = room_for(count, sizeof(*destination_keys));
	TgSortItem *items = room_for(count, sizeof(*items));
	TgSortItem *scratch = room_for(count, sizeof(*scratch));
	TgSortInput input = {copy, origin_keys, destination_keys, count};

	memcpy(copy, records, count * sizeof(*copy));
	tg_records_keys(copy, count, origin_keys, destination_keys);
	for (size_t i = 0; i < count; i++)
	{
		const TgTrip *trip = &records[i].trip;

		assert_true(origin_keys[i] == tg_hilbert_key(trip->origin));
		assert_true(destination_keys[i] == tg_hilbert_key(trip->destination));
	}
	tg_records_sort(&input, projection, items, scratch);
	free(copy);
	free(origin_keys);
	free(destination_keys);
	free(scratch);
	return items;
}

/* Each record once, in order, its item filled in. */
static void
check_sorted(const TgRecord *records, size_t count, TgProjection projection,
			 const TgSortItem *items)
{
	bool *seen = calloc(count + 1, sizeof(*seen));

	assert_non_null(seen);
	for (size_t i = 0; i < count; i++)
	{
		const TgRecord *record;
		const TgTrip *trip;
		TgLonLat near;

		assert_true(items[i].record < count);
		assert_false(seen[items[i].record]);
		seen[items[i].record] = true;
		record = &records[items[i].record];
		trip = &record->trip;
		near = projection == TG_BY_ORIGIN ? trip->origin : trip->destination;
		assert_true(items[i].near == tg_hilbert_key(near));
		assert_int_equal(items[i].region, record->region);
		if (i > 0)
			assert_true(tg_record_compare(&records[items[i - 1].record],
										  record, projection) <= 0);
	}
	free(seen);
}

static void
check_against_qsort(const TgRecord *records, size_t count,
					TgProjection projection, const TgSortItem *items)
{
	Key *keys = malloc(count * sizeof(*keys) + 1);

	assert_non_null(keys);
	for (size_t i = 0; i < count; i++)
		keys[i] = naive_key(&records[i], projection);
	if (count > 0)
		qsort(keys, count, sizeof(*keys), naive_compare);
	for (size_t i = 0; i < count; i++)
	{
		Key key = naive_key(&records[items[i].record], projection);

		assert_int_equal(naive_compare(&key, &keys[i]), 0);
	}
	free(keys);
}

static int
bytes_compare(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(TgRecord));
}

/* There are as many runs of equal records as there are different ones. */
static void
check_side_by_side(const TgRecord *records, size_t count,
				   const TgSortItem *items)
{
	TgRecord *copy =
		(TgRecord *) unit_exact((const char *) records, count * sizeof(*copy));
	size_t runs = 0;
	size_t different = 0;

	if (count > 0)
		qsort(copy, count, sizeof(*copy), bytes_compare);
	for (size_t i = 0; i < count; i++)
	{
		different += i == 0 || bytes_compare(&copy[i - 1], &copy[i]) != 0;
		runs += i == 0 || bytes_compare(&records[items[i - 1].record],
										&records[items[i].record]) != 0;
	}
	assert_true(runs == different);
	free(copy);
}

static void
check_sort(const TgRecord *records, size_t count, TgProjection projection)
{
	TgSortItem *items = sorted(records, count, projection);

	check_sorted(records, count, projection, items);
	if (count <= FAST_RECORDS)
		check_against_qsort(records, count, projection, items);
	check_side_by_side(records, count, items);
	free(items);
}

static void
sort_batches(void **state)
{
	static const size_t sizes[] = {0,	1,	  2,	3,	  12,	13,	  25,
								   100, 2047, 2048, 2049, 4097, 5000, 50000};
	TgRecord *records = malloc(MAX_RECORDS * sizeof(*records));
	uint64_t random = seed;

	(void) state;
	assert_non_null(records);
	for (int k = 0; k < BATCHES; k++)
		for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		{
			for (size_t j = 0; j < sizes[i]; j++)
				records[j] = random_record(&random, &batches[k]);
			for (int projection = TG_BY_ORIGIN;
				 projection <= TG_BY_DESTINATION; projection++)
				if (sizes[i] <= FAST_RECORDS || projection == k % 2)
					check_sort(records, sizes[i], (TgProjection) projection);
		}
	free(records);
}

static void
sort_random_sizes(void **state)
{
	TgRecord *records = malloc(300 * sizeof(*records));
	uint64_t random = seed;

	(void) state;
	assert_non_null(records);
	for (int i = 0; i < 3000; i++)
	{
		const Batch *batch = &batches[unit_range(&random, 0, BATCHES - 1)];
		size_t count = (size_t) unit_range(&random, 0, 300);

		for (size_t j = 0; j < count; j++)
		{
			records[j] = random_record(&random, batch);
			if (j > 0 && unit_random(&random) % 4 == 0)
				records[j] = records[unit_range(&random, 0, (int64_t) j - 1)];
		}
		check_sort(records, count, i % 2);
	}
	free(records);
}

/* What is in order already, in either direction, or nearly. */
static void
sort_sorted(void **state)
{
	enum
	{
		COUNT = 5000
	};
	TgRecord *records = malloc(COUNT * sizeof(*records));
	TgRecord *ordered = malloc(COUNT * sizeof(*ordered));
	uint64_t random = seed;

	(void) state;
	assert_non_null(records);
	assert_non_null(ordered);
	for (int k = 0; k < BATCHES; k++)
	{
		TgSortItem *items;

		for (size_t i = 0; i < COUNT; i++)
			records[i] = random_record(&random, &batches[k]);
		items = sorted(records, COUNT, TG_BY_ORIGIN);
		for (size_t i = 0; i < COUNT; i++)
			ordered[i] = records[items[i].record];
		free(items);
		check_sort(ordered, COUNT, TG_BY_ORIGIN);
		check_sort(ordered, COUNT, TG_BY_DESTINATION);
		for (size_t i = 0; i < COUNT; i++)
			records[i] = ordered[COUNT - 1 - i];
		check_sort(records, COUNT, TG_BY_ORIGIN);
		ordered[COUNT - 1] = ordered[0];
		check_sort(ordered, COUNT, TG_BY_ORIGIN);
	}
	free(records);
	free(ordered);
}

static uint32_t pauses;

static void
count_pause(void)
{
	pauses++;
}

/* No step over many records goes without a pause. */
static void
pauses_over_many(void **state)
{
	enum
	{
		COUNT = 50000
	};
	TgRecord *records = malloc(COUNT * sizeof(*records));
	uint64_t random = seed;

	(void) state;
	assert_non_null(records);
	tg_pause = count_pause;
	for (int k = 0; k < BATCHES; k++)
	{
		for (size_t i = 0; i < COUNT; i++)
			records[i] = random_record(&random, &batches[k]);
		pauses = 0;
		free(sorted(records, COUNT, TG_BY_ORIGIN));
		/* of the keys, at a time; and of a pass at least */
		assert_true(pauses > COUNT / TG_PAUSE_STEPS);
	}
	tg_pause = NULL;
	free(records);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(compare_random),	 cmocka_unit_test(sort_batches),
		cmocka_unit_test(sort_random_sizes), cmocka_unit_test(sort_sorted),
		cmocka_unit_test(pauses_over_many),
	};

	seed = unit_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
