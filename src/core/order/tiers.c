/*
 * tiers.c
 *	  Which runs of segments to merge: those of like size, by tiers.
 */
#include "core/order/tiers.h"

size_t
tg_tiers_due(const int64_t *trips, size_t count, uint32_t runs_merged)
{
	int64_t limit = (int64_t) runs_merged * runs_merged;
	size_t full = (size_t) limit;
	size_t due = 0;

	for (size_t first = 0, next; first < count; first = next)
	{
		for (next = first; next < count && trips[next] < limit; next++)
			;
		if (next - first >= full)
			due = next;
		full = runs_merged;
		if (limit > INT64_MAX / runs_merged)
			break;
		limit *= runs_merged;
	}
	return due;
}

uint32_t
tg_tiers_period(uint32_t runs_merged)
{
	uint32_t period = 1;

	while (2 * period <= runs_merged * runs_merged)
		period *= 2;
	return period;
}

int64_t
tg_tiers_depth(int64_t number, uint32_t runs_merged)
{
	int64_t power = number & -number;

	/* twice the runs that fill a tier: merges take numbers, too */
	return power > INT64_MAX / (2 * (int64_t) runs_merged)
			   ? INT64_MAX
			   : power * 2 * runs_merged;
}
