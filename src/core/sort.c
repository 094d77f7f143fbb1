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

/* Order two records whose regions and near keys are equal. */
static int
rest_compare(const TgRecord *a, const TgRecord *b, TgProjection projection)
{
	TgLonLat far_a = far_end(&a->trip, projection);
	TgLonLat far_b = far_end(&b->trip, projection);
	int order;

	if (far_a.lon != far_b.lon || far_a.lat != far_b.lat)
	{
		uint64_t key_a = tg_hilbert_key(far_a);
		uint64_t key_b = tg_hilbert_key(far_b);

		if (key_a != key_b)
			return COMPARE(key_a, key_b);
	}
	order = tg_trip_compare(&a->trip, &b->trip);
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
	if (key_a != key_b)
		return COMPARE(key_a, key_b);
	return rest_compare(a, b, projection);
}

/* Tell whether item a may stand before item b. */
static inline bool
in_order(const TgRecord *records, TgProjection projection, const TgSortItem *a,
		 const TgSortItem *b)
{
	if (a->region != b->region)
		return a->region < b->region;
	if (a->near != b->near)
		return a->near < b->near;
	return rest_compare(&records[a->record], &records[b->record],
						projection) <= 0;
}

static void
insertion_sort(const TgRecord *records, TgProjection projection,
			   TgSortItem *items, size_t count)
{
	for (size_t i = 1; i < count; i++)
	{
		TgSortItem item = items[i];
		size_t at = i;

		for (; at > 0 &&
			   !in_order(records, projection, &items[at - 1], &item);
			 at--)
			items[at] = items[at - 1];
		items[at] = item;
	}
}

/* Sort by comparison; depth is bounded by the logarithm of count. */
static void
merge_sort(const TgRecord *records, TgProjection projection,
		   TgSortItem *items, size_t count, TgSortItem *scratch)
{
	size_t half = count / 2;
	size_t left = 0;
	size_t right = half;
	size_t out = 0;

	if (count <= INSERTION_MAX)
	{
		insertion_sort(records, projection, items, count);
		return;
	}
	merge_sort(records, projection, items, half, scratch);
	merge_sort(records, projection, items + half, count - half, scratch);
	if (in_order(records, projection, &items[half - 1], &items[half]))
		return;
	memcpy(scratch, items, half * sizeof *items);
	while (left < half && right < count)
		items[out++] =
			in_order(records, projection, &scratch[left], &items[right])
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
region_sort(const TgRecord *records, TgProjection projection,
			TgSortItem *items, size_t count, TgSortItem *scratch)
{
	if (count < BUCKETS)
	{
		merge_sort(records, projection, items, count, scratch);
		return;
	}
	radix_sort(items, count, scratch);
	for (size_t first = 0, next; first < count; first = next)
	{
		for (next = first + 1;
			 next < count && items[next].near == items[first].near; next++)
			;
		if (next - first > 1)
			merge_sort(records, projection, items + first, next - first,
					   scratch);
	}
}

static inline bool
region_in_order(const TgSortItem *a, const TgSortItem *b)
{
	return a->region <= b->region;
}

/* Order items by region alone, stably: bottom-up merges of sorted runs. */
static void
regions_sort(TgSortItem *items, size_t count, TgSortItem *scratch)
{
	bool sorted = true;
	uint32_t seen = 0;
	uint32_t counts[BUCKETS] = {0};

	for (size_t i = 0; i < count; i++)
	{
		sorted &= i == 0 || region_in_order(&items[i - 1], &items[i]);
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
tg_records_sort(const TgRecord *records, size_t count, TgProjection projection,
				TgSortItem *items, TgSortItem *scratch)
{
	for (size_t i = 0; i < count; i++)
	{
		items[i].near = tg_hilbert_key(near_end(&records[i].trip, projection));
		items[i].record = (uint32_t) i;
		items[i].region = records[i].region;
	}
	regions_sort(items, count, scratch);
	for (size_t first = 0, next; first < count; first = next)
	{
		for (next = first + 1;
			 next < count && items[next].region == items[first].region; next++)
			;
		region_sort(records, projection, items + first, next - first, scratch);
	}
}
