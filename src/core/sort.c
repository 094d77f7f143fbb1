/*
 * sort.c
 *	  Trips of a batch, put in the order of a projection: a radix sort by
 *	  region and Hilbert key, then a merge sort of what is still equal.
 */
#include "core/sort.h"

#include <string.h>

#include "core/cell.h"
#include "core/trip.h"

#define DIGIT_BITS 11
#define DIGITS 5 /* of a 52-bit Hilbert key */
#define BUCKETS (1 << DIGIT_BITS)
#define INSERTION_MAX 12

#define COMPARE(a, b) (((a) > (b)) - ((a) < (b)))

static inline TgLonLat
near_end(const TgTrip *trip, TgProjection projection)
{
	return projection == TG_BY_ORIGIN ? trip->origin : trip->destination;
}

static inline TgLonLat
far_end(const TgTrip *trip, TgProjection projection)
{
	return projection == TG_BY_ORIGIN ? trip->destination : trip->origin;
}

/* What a sort needs to know all the time. */
typedef struct Sorting
{
	const TgRecord *records;
	const uint64_t *near;
	const uint64_t *far;
} Sorting;

/* Order two records whose regions and Hilbert keys are equal. */
static int
trip_compare(const TgRecord *a, const TgRecord *b)
{
	int order = tg_trip_compare(&a->trip, &b->trip);

	return order ? order : COMPARE(a->datasource, b->datasource);
}

int
tg_record_compare(const TgRecord *a, const TgRecord *b,
				  TgProjection projection)
{
	uint64_t key_a;
	uint64_t key_b;

	if (a->region != b->region)
		return COMPARE(a->region, b->region);
	key_a = tg_hilbert_key(near_end(&a->trip, projection));
	key_b = tg_hilbert_key(near_end(&b->trip, projection));
	if (key_a == key_b)
	{
		key_a = tg_hilbert_key(far_end(&a->trip, projection));
		key_b = tg_hilbert_key(far_end(&b->trip, projection));
	}
	return key_a != key_b ? COMPARE(key_a, key_b) : trip_compare(a, b);
}

/* Tell whether item a may stand before item b of the same region. */
static bool
in_order(const Sorting *sorting, const TgSortItem *a, const TgSortItem *b)
{
	uint64_t far_a;
	uint64_t far_b;

	if (a->near != b->near)
		return a->near < b->near;
	far_a = sorting->far[a->record];
	far_b = sorting->far[b->record];
	if (far_a != far_b)
		return far_a < far_b;
	return trip_compare(&sorting->records[a->record],
						&sorting->records[b->record]) <= 0;
}

static void
insertion_sort(const Sorting *sorting, TgSortItem *items, size_t count)
{
	for (size_t i = 1; i < count; i++)
	{
		TgSortItem item = items[i];
		size_t at = i;

		for (; at > 0 && !in_order(sorting, &items[at - 1], &item); at--)
			items[at] = items[at - 1];
		items[at] = item;
	}
}

/* Sort by comparison; depth is bounded by the logarithm of count. */
static void
merge_sort(const Sorting *sorting, TgSortItem *items, size_t count,
		   TgSortItem *scratch)
{
	size_t half = count / 2;
	size_t left = 0;
	size_t right = half;
	size_t out = 0;

	if (count <= INSERTION_MAX)
	{
		insertion_sort(sorting, items, count);
		return;
	}
	merge_sort(sorting, items, half, scratch);
	merge_sort(sorting, items + half, count - half, scratch);
	if (in_order(sorting, &items[half - 1], &items[half]))
		return;
	memcpy(scratch, items, half * sizeof *items);
	while (left < half && right < count)
		items[out++] = in_order(sorting, &scratch[left], &items[right])
						   ? scratch[left++]
						   : items[right++];
	memcpy(items + out, scratch + left, (half - left) * sizeof *items);
}

/* Scatter by one digit into out; false if all items share the digit. */
static bool
radix_pass(const TgSortItem *items, size_t count, int digit,
		   const uint32_t *histogram, TgSortItem *out)
{
	uint32_t starts[BUCKETS];
	int shift = digit * DIGIT_BITS;
	uint32_t start = 0;

	if (histogram[items[0].near >> shift & (BUCKETS - 1)] == count)
		return false;
	for (int bucket = 0; bucket < BUCKETS; bucket++)
	{
		starts[bucket] = start;
		start += histogram[bucket];
	}
	for (size_t i = 0; i < count; i++)
		out[starts[items[i].near >> shift & (BUCKETS - 1)]++] = items[i];
	return true;
}

/* Order items by their near keys; they end up in items. */
static void
radix_sort(TgSortItem *items, size_t count, TgSortItem *scratch)
{
	uint32_t histograms[DIGITS][BUCKETS];
	TgSortItem *from = items;
	TgSortItem *to = scratch;

	memset(histograms, 0, sizeof histograms);
	for (size_t i = 0; i < count; i++)
		for (int digit = 0; digit < DIGITS; digit++)
			histograms[digit][items[i].near >> (digit * DIGIT_BITS) &
							  (BUCKETS - 1)]++;
	for (int digit = 0; digit < DIGITS; digit++)
	{
		TgSortItem *swap = from;

		if (!radix_pass(from, count, digit, histograms[digit], to))
			continue;
		from = to;
		to = swap;
	}
	if (from != items)
		memcpy(items, from, count * sizeof *items);
}

/* Order items of one region. */
static void
region_sort(const Sorting *sorting, TgSortItem *items, size_t count,
			TgSortItem *scratch)
{
	if (count < BUCKETS)
	{
		merge_sort(sorting, items, count, scratch);
		return;
	}
	radix_sort(items, count, scratch);
	for (size_t first = 0, next; first < count; first = next)
	{
		for (next = first + 1;
			 next < count && items[next].near == items[first].near; next++)
			;
		if (next - first > 1)
			merge_sort(sorting, items + first, next - first, scratch);
	}
}

/* Order items by region alone: a radix sort of as many digits as occur. */
static void
regions_sort(TgSortItem *items, size_t count, TgSortItem *scratch)
{
	bool sorted = true;
	uint32_t seen = 0;
	uint32_t counts[BUCKETS] = {0};

	for (size_t i = 0; i < count; i++)
	{
		sorted &= i == 0 || items[i - 1].region <= items[i].region;
		seen |= items[i].region;
	}
	if (sorted)
		return;
	for (int shift = 0; shift < 32 && seen >> shift; shift += DIGIT_BITS)
	{
		uint32_t start = 0;

		memset(counts, 0, sizeof counts);
		for (size_t i = 0; i < count; i++)
			counts[items[i].region >> shift & (BUCKETS - 1)]++;
		for (int bucket = 0; bucket < BUCKETS; bucket++)
		{
			uint32_t here = counts[bucket];

			counts[bucket] = start;
			start += here;
		}
		for (size_t i = 0; i < count; i++)
			scratch[counts[items[i].region >> shift & (BUCKETS - 1)]++] =
				items[i];
		memcpy(items, scratch, count * sizeof *items);
	}
}

void
tg_records_keys(const TgRecord *records, size_t count, uint64_t *origin_keys,
				uint64_t *destination_keys)
{
	size_t i = 0;

	for (; i + 2 <= count; i += 2)
	{
		const TgTrip *a = &records[i].trip;
		const TgTrip *b = &records[i + 1].trip;
		TgLonLat ends[] = {a->origin, a->destination, b->origin,
						   b->destination};
		uint64_t keys[4];

		tg_hilbert_keys4(ends, keys);
		origin_keys[i] = keys[0];
		destination_keys[i] = keys[1];
		origin_keys[i + 1] = keys[2];
		destination_keys[i + 1] = keys[3];
	}
	if (i < count)
		tg_hilbert_keys(records[i].trip.origin, records[i].trip.destination,
						&origin_keys[i], &destination_keys[i]);
}

void
tg_records_sort(const TgSortInput *input, TgProjection projection,
				TgSortItem *items, TgSortItem *scratch)
{
	bool by_origin = projection == TG_BY_ORIGIN;
	Sorting sorting = {
		input->records,
		by_origin ? input->origin_keys : input->destination_keys,
		by_origin ? input->destination_keys : input->origin_keys};
	size_t count = input->count;

	for (size_t i = 0; i < count; i++)
	{
		items[i].near = sorting.near[i];
		items[i].record = (uint32_t) i;
		items[i].region = input->records[i].region;
	}
	regions_sort(items, count, scratch);
	for (size_t first = 0, next; first < count; first = next)
	{
		for (next = first + 1;
			 next < count && items[next].region == items[first].region; next++)
			;
		region_sort(&sorting, items + first, next - first, scratch);
	}
}
