/*
 * sort.c
 *	  Trips of a batch, put in the order of a projection: a radix sort by
 *	  region and the first bits in which Hilbert keys differ, then a merge sort
 *	  of the few that are still equal.
 */
#include "core/order/sort.h"

#include <string.h>

#include "core/base/pause.h"
#include "core/geo/cell.h"
#include "core/geo/trip.h"

#define DIGIT_BITS 11
#define DIGITS 3 /* of a Hilbert key, at a time */
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

/* Turn how many there are of each bucket into where each one starts. */
static void
histogram_starts(uint32_t *histogram)
{
	uint32_t start = 0;

	for (int bucket = 0; bucket < BUCKETS; bucket++)
	{
		uint32_t here = histogram[bucket];

		histogram[bucket] = start;
		start += here;
	}
}

/* Scatter by the digit at shift into out. */
static void
radix_pass(const TgSortItem *items, size_t count, int shift,
		   uint32_t *histogram, TgSortItem *out)
{
	histogram_starts(histogram);
	for (size_t i = 0; i < count; i++)
		out[histogram[items[i].near >> shift & (BUCKETS - 1)]++] = items[i];
	tg_take_steps(count);
}

/*
 * Order the items of scratch into items by three digits of their near keys,
 * the lowest one at shift.
 */
static void
radix_sort(TgSortItem *items, size_t count, int shift, TgSortItem *scratch)
{
	uint32_t histograms[DIGITS][BUCKETS];

	memset(histograms, 0, sizeof histograms);
	for (size_t i = 0; i < count; i++)
		for (int digit = 0; digit < DIGITS; digit++)
			histograms[digit][scratch[i].near >> (shift + digit * DIGIT_BITS) &
							  (BUCKETS - 1)]++;
	radix_pass(scratch, count, shift, histograms[0], items);
	radix_pass(items, count, shift + DIGIT_BITS, histograms[1], scratch);
	radix_pass(scratch, count, shift + 2 * DIGIT_BITS, histograms[2], items);
}

/* The lowest bit of the three digits in which keys begin to differ. */
static int
digits_shift(const TgSortItem *items, size_t count)
{
	uint64_t differ = 0;
	int bits = 0;

	for (size_t i = 1; i < count; i++)
		differ |= items[i].near ^ items[0].near;
	while (bits < 64 && differ >> bits)
		bits++;
	return bits > DIGITS * DIGIT_BITS ? bits - DIGITS * DIGIT_BITS : 0;
}

/*
 * Order the items of scratch, all of one region, into items.  A step of the
 * recursion uses up 33 bits of the keys, so there are at most two.
 */
static void
region_sort(const Sorting *sorting, TgSortItem *items, size_t count,
			TgSortItem *scratch)
{
	int shift;

	if (count < BUCKETS)
	{
		tg_take_steps(count);
		memcpy(items, scratch, count * sizeof *items);
		merge_sort(sorting, items, count, scratch);
		return;
	}
	shift = digits_shift(scratch, count);
	radix_sort(items, count, shift, scratch);
	for (size_t first = 0, next; first < count; first = next)
	{
		uint64_t digits = items[first].near >> shift;

		for (next = first + 1;
			 next < count && items[next].near >> shift == digits; next++)
			;
		if (next - first == 1)
			continue;
		if (shift > 0 && next - first >= BUCKETS)
		{
			memcpy(scratch, items + first, (next - first) * sizeof *items);
			region_sort(sorting, items + first, next - first, scratch);
		}
		else
			merge_sort(sorting, items + first, next - first, scratch);
	}
}

static inline TgSortItem
item_of(const Sorting *sorting, size_t i)
{
	return (TgSortItem){sorting->near[i], (uint32_t) i,
						sorting->records[i].region};
}

/* For so few that to clear a histogram would take longer. */
static void
insert_by_region(const Sorting *sorting, size_t count, TgSortItem *out)
{
	for (size_t i = 0; i < count; i++)
	{
		TgSortItem item = item_of(sorting, i);
		size_t place = i;

		for (; place > 0 && out[place - 1].region > item.region; place--)
			out[place] = out[place - 1];
		out[place] = item;
	}
}

/* Make items in the order of their regions, if these are numbered low. */
static bool
place_by_region(const Sorting *sorting, size_t count, TgSortItem *out)
{
	uint32_t histogram[BUCKETS] = {0};

	for (size_t i = 0; i < count; i++)
	{
		if (sorting->records[i].region >= BUCKETS)
			return false;
		histogram[sorting->records[i].region]++;
	}
	histogram_starts(histogram);
	for (size_t i = 0; i < count; i++)
		out[histogram[sorting->records[i].region]++] = item_of(sorting, i);
	tg_take_steps(count);
	return true;
}

/*
 * Make items and order them by region: a radix sort of as many digits as
 * occur, the result in out.
 */
static void
sort_by_region(const Sorting *sorting, size_t count, TgSortItem *out,
			   TgSortItem *scratch)
{
	uint32_t seen = 0;

	for (size_t i = 0; i < count; i++)
	{
		out[i] = item_of(sorting, i);
		seen |= out[i].region;
	}
	for (int shift = 0; shift < 32 && seen >> shift; shift += DIGIT_BITS)
	{
		uint32_t histogram[BUCKETS] = {0};

		for (size_t i = 0; i < count; i++)
			histogram[out[i].region >> shift & (BUCKETS - 1)]++;
		histogram_starts(histogram);
		for (size_t i = 0; i < count; i++)
			scratch[histogram[out[i].region >> shift & (BUCKETS - 1)]++] =
				out[i];
		memcpy(out, scratch, count * sizeof *out);
		tg_take_steps(count);
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

		tg_take_steps(2);
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

	if (count <= INSERTION_MAX)
		insert_by_region(&sorting, count, scratch);
	else if (!place_by_region(&sorting, count, scratch))
		sort_by_region(&sorting, count, scratch, items);
	for (size_t first = 0, next; first < count; first = next)
	{
		for (next = first + 1;
			 next < count && scratch[next].region == scratch[first].region;
			 next++)
			;
		region_sort(&sorting, items + first, next - first, scratch + first);
	}
}
