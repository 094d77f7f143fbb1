/*
 * test_pack.c
 *	  Packed numbers against the same, bit by bit.
 */
#include "unit.h"

#include "core/column/pack.h"

static uint64_t seed;

/* Where the layout puts a bit of a number: which bit of which word. */
static size_t
place_of(uint32_t number, int width, int bit, int *word_bit)
{
	size_t lane = number % 8;
	size_t in_lane = (size_t) (number / 8) * (size_t) width + (size_t) bit;

	*word_bit = (int) (in_lane % 32);
	return in_lane / 32 * 8 + lane;
}

static void
naive_pack(const uint32_t *numbers, uint32_t count, int width, uint32_t *words)
{
	for (uint32_t i = 0; i < count; i++)
		for (int bit = 0; bit < width; bit++)
		{
			int word_bit;
			size_t word = place_of(i, width, bit, &word_bit);

			words[word] |= (numbers[i] >> bit & 1) << word_bit;
		}
}

/* The fewest words of eight lanes that hold so many numbers. */
static size_t
naive_size(uint32_t count, int width)
{
	size_t size = 0;

	while (size / 32 * 32 < (count + 7) / 8 * (size_t) width)
		size += 32;
	return size;
}

/* Pack and unpack in memory of just their size, at any alignment. */
static void
check(uint64_t *random, uint32_t count, int width)
{
	uint32_t numbers[TG_BLOCK] = {0};
	uint32_t read[TG_BLOCK];
	uint32_t expected[TG_BLOCK] = {0};
	size_t size = tg_pack_size(count, width);
	size_t shift = (size_t) unit_range(random, 0, 7);
	unsigned char *memory = malloc(shift + size + (shift + size == 0));
	unsigned char *bytes = memory + shift;

	assert_non_null(memory);
	assert_int_equal(size, naive_size(count, width));
	for (uint32_t i = 0; i < count && width > 0; i++)
	{
		numbers[i] = (uint32_t) unit_random(random) >> (32 - width);
		if (unit_range(random, 0, 7) == 0)
			numbers[i] = UINT32_MAX >> (32 - width);
	}
	naive_pack(numbers, count, width, expected);
	memset(bytes, 0xA5, size);
	tg_pack(numbers, count, width, bytes);
	assert_memory_equal(bytes, expected, size);
	memset(read, 0xA5, sizeof(read));
	tg_unpack(bytes, count, width, read);
	assert_memory_equal(read, numbers, count * sizeof(*numbers));
	free(memory);
}

static void
every_width_and_count(void **state)
{
	uint64_t random = seed;

	(void) state;
	for (int width = 0; width <= TG_MAX_BITS; width++)
		for (uint32_t count = 1; count <= TG_BLOCK; count++)
			check(&random, count, width);
}

/* What is not part of a block of few numbers may be anything. */
static void
garbage_between(void **state)
{
	uint64_t random = seed;

	(void) state;
	for (int i = 0; i < 5000; i++)
	{
		int width = (int) unit_range(&random, 1, TG_MAX_BITS);
		uint32_t count = (uint32_t) unit_range(&random, 1, TG_BLOCK);
		size_t size = tg_pack_size(count, width);
		unsigned char *bytes = malloc(size);
		uint32_t read[TG_BLOCK];
		uint32_t words[TG_BLOCK];

		assert_non_null(bytes);
		for (size_t k = 0; k < size; k++)
			bytes[k] = (unsigned char) unit_random(&random);
		memcpy(words, bytes, size);
		tg_unpack(bytes, count, width, read);
		for (uint32_t k = 0; k < count; k++)
			for (int bit = 0; bit < 32; bit++)
			{
				int at = 0;
				size_t word = bit < width ? place_of(k, width, bit, &at) : 0;

				assert_int_equal(read[k] >> bit & 1,
								 bit < width ? words[word] >> at & 1 : 0);
			}
		free(bytes);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_width_and_count),
		cmocka_unit_test(garbage_between),
	};

	seed = unit_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
