/*
 * fuzz_pack.c
 *	  Columns of any numbers: what is planned, packed and stored reads back
 *	  equal.  The first two bytes say how the numbers stand in the rest.
 */
#include "fuzz.h"

#include "core/column/departures.h"
#include "unit_tripset.h"

#define MOST 1200

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FuzzInput input = {data, size};
	int width = 1 + fuzz_byte(&input) % 8;
	uint32_t repeat = 1 + fuzz_byte(&input) % 16;
	int64_t values[MOST];
	int64_t back[MOST];
	const int64_t *column[TG_MAX_COLUMNS] = {values, values};
	TgTripset set;
	unsigned char *bytes;
	uint32_t numbers[TG_BLOCK] = {0};
	uint32_t unpacked[TG_BLOCK];
	uint32_t count = 0;
	int bits;

	while (input.left > 0 && count + repeat <= MOST)
	{
		int64_t value = 0;

		fuzz_take(&input, &value, (size_t) width);
		for (uint32_t i = 0; i < repeat; i++)
			values[count++] =
				(int64_t) ((uint64_t) value * (width > 6 ? 1 : 1000000));
	}
	if (count == 0)
		return 0;
	bytes = unit_tripset(column, 2, count, &set);
	tg_tripset_get(&set, 1, back);
	assert_memory_equal(back, values, count * sizeof *values);
	free(bytes);

	/* a block alone, in memory of just its size */
	count = count < TG_BLOCK ? count : TG_BLOCK;
	bits = data[0] % (TG_MAX_BITS + 1);
	for (uint32_t i = 0; i < count; i++)
		numbers[i] =
			(uint32_t) values[i] & (uint32_t) ((UINT64_C(1) << bits) - 1);
	bytes = malloc(tg_pack_size(count, bits) + (bits == 0));
	assert_non_null(bytes);
	tg_pack(numbers, count, bits, bytes);
	tg_unpack(bytes, count, bits, unpacked);
	assert_memory_equal(numbers, unpacked, count * sizeof *numbers);
	free(bytes);
	return 0;
}
