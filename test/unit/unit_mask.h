/*
 * unit_mask.h
 *	  Masks of a segment's trips.
 */
#ifndef TG_TEST_UNIT_MASK_H
#define TG_TEST_UNIT_MASK_H

#include "unit.h"

/* A mask in memory of just its size; the caller frees it. */
static inline uint8_t *
unit_mask(uint64_t *random, uint32_t count)
{
	/* all or none, or runs as long as a block or of few trips */
	static const int64_t runs[] = {100000, 100000, 256, 3};
	int64_t run = runs[unit_range(random, 0, 3)];
	uint8_t *mask = malloc(count + (count == 0));
	uint8_t bit = (uint8_t) unit_range(random, 0, 3) > 0;

	assert_non_null(mask);
	for (uint32_t i = 0; i < count; i++)
	{
		if (unit_range(random, 1, run) == run)
			bit ^= 1;
		mask[i] = bit;
	}
	return mask;
}

#endif /* TG_TEST_UNIT_MASK_H */
