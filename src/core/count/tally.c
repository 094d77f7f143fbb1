/*
 * tally.c
 *	  Counts by key.
 */
#include "core/count/tally.h"

#include <string.h>

/* The first of the entries low..high whose key is not less. */
static uint32_t
find_key(const TgTally *tally, int64_t key, uint32_t low, uint32_t high)
{
	while (low < high)
	{
		uint32_t middle = low + (high - low) / 2;

		if (tally->entry[middle].key < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

int64_t
tg_tally_count(const TgTally *tally, int64_t key)
{
	uint32_t at = find_key(tally, key, 0, tally->used);

	return at < tally->used && tally->entry[at].key == key
			   ? tally->entry[at].count
			   : 0;
}

bool
tg_tally_add(TgTally *tally, int64_t key, int64_t count)
{
	uint32_t low = 0;
	uint32_t high = tally->used;
	uint64_t guess;

	/* keys mostly come in ascending order, or follow without a gap */
	if (high > 0)
	{
		guess = (uint64_t) key - (uint64_t) tally->entry[0].key;
		if (tally->entry[high - 1].key < key)
			low = high;
		else if (guess < high && tally->entry[guess].key == key)
			low = high = (uint32_t) guess;
	}
	low = find_key(tally, key, low, high);
	if (low < tally->used && tally->entry[low].key == key)
	{
		/* modulo 2^64, for sums of checksums */
		tally->entry[low].count =
			(int64_t) ((uint64_t) tally->entry[low].count + (uint64_t) count);
		return true;
	}
	if (tally->used == tally->room)
		return false;
	memmove(&tally->entry[low + 1], &tally->entry[low],
			(tally->used - low) * sizeof tally->entry[0]);
	tally->entry[low].key = key;
	tally->entry[low].count = count;
	tally->used++;
	return true;
}
