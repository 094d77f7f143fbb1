/*
 * pack.c
 *	  Blocks of up to 256 numbers, packed to the bit.
 */
#include "core/column/pack.h"

#include <string.h>

#include "core/base/clones.h"

#define ROWS (TG_BLOCK / TG_LANES)
#define ROW_BYTES (TG_LANES * sizeof(uint32_t))

/* One word or number of each lane; on most processors two registers. */
typedef uint32_t Lanes __attribute__((vector_size(ROW_BYTES)));

TG_CLONES static void
pack_rows(const uint32_t *numbers, uint32_t count, int width,
		  unsigned char *out)
{
	uint32_t rows = (count + TG_LANES - 1) / TG_LANES;
	unsigned char *end = out + tg_pack_size(count, width);
	Lanes word = {0};
	int filled = 0; /* bits of word */

	for (uint32_t row = 0; row < rows && width > 0; row++)
	{
		Lanes number;

		memcpy(&number, numbers + row * TG_LANES, ROW_BYTES);
		word |= number << filled;
		filled += width;
		if (filled < 32)
			continue;
		memcpy(out, &word, ROW_BYTES);
		out += ROW_BYTES;
		filled -= 32;
		/* the bits that had no place; a shift by 32 would be undefined */
		word = filled > 0 ? number >> (width - filled) : (Lanes){0};
	}
	if (out < end)
		memcpy(out, &word, ROW_BYTES);
}

void
tg_pack(const uint32_t *numbers, uint32_t count, int width, unsigned char *out)
{
	pack_rows(numbers, count, width, out);
}

/* Unpack a row; width and row are constants wherever this is inlined. */
static inline __attribute__((always_inline)) void
unpack_row(const unsigned char *packed, int width, int row, uint32_t *numbers)
{
	const int shift = row * width % 32;
	const unsigned char *at = packed + row * width / 32 * ROW_BYTES;
	Lanes number;
	Lanes next;

	memcpy(&number, at, ROW_BYTES);
	number >>= shift;
	if (shift + width > 32)
	{
		memcpy(&next, at + ROW_BYTES, ROW_BYTES);
		number |= next << (32 - shift);
	}
	number &= UINT32_MAX >> (32 - width);
	memcpy(numbers + row * TG_LANES, &number, ROW_BYTES);
}

#define UNPACK_4_ROWS(width, row)                                             \
	unpack_row(packed, width, row, numbers);                                  \
	unpack_row(packed, width, (row) + 1, numbers);                            \
	unpack_row(packed, width, (row) + 2, numbers);                            \
	unpack_row(packed, width, (row) + 3, numbers)

#define CASE_OF_WIDTH(width)                                                  \
	case width:                                                               \
		UNPACK_4_ROWS(width, 0);                                              \
		UNPACK_4_ROWS(width, 4);                                              \
		UNPACK_4_ROWS(width, 8);                                              \
		UNPACK_4_ROWS(width, 12);                                             \
		UNPACK_4_ROWS(width, 16);                                             \
		UNPACK_4_ROWS(width, 20);                                             \
		UNPACK_4_ROWS(width, 24);                                             \
		UNPACK_4_ROWS(width, 28);                                             \
		break

/* Unpack a whole block, with shifts and masks that the compiler knows. */
TG_CLONES static void
unpack_block(const unsigned char *packed, int width, uint32_t *numbers)
{
	switch (width)
	{
		CASE_OF_WIDTH(1);
		CASE_OF_WIDTH(2);
		CASE_OF_WIDTH(3);
		CASE_OF_WIDTH(4);
		CASE_OF_WIDTH(5);
		CASE_OF_WIDTH(6);
		CASE_OF_WIDTH(7);
		CASE_OF_WIDTH(8);
		CASE_OF_WIDTH(9);
		CASE_OF_WIDTH(10);
		CASE_OF_WIDTH(11);
		CASE_OF_WIDTH(12);
		CASE_OF_WIDTH(13);
		CASE_OF_WIDTH(14);
		CASE_OF_WIDTH(15);
		CASE_OF_WIDTH(16);
		CASE_OF_WIDTH(17);
		CASE_OF_WIDTH(18);
		CASE_OF_WIDTH(19);
		CASE_OF_WIDTH(20);
		CASE_OF_WIDTH(21);
		CASE_OF_WIDTH(22);
		CASE_OF_WIDTH(23);
		CASE_OF_WIDTH(24);
		CASE_OF_WIDTH(25);
		CASE_OF_WIDTH(26);
		CASE_OF_WIDTH(27);
		CASE_OF_WIDTH(28);
		CASE_OF_WIDTH(29);
		CASE_OF_WIDTH(30);
		CASE_OF_WIDTH(31);
		CASE_OF_WIDTH(32);
		default:
			memset(numbers, 0, TG_BLOCK * sizeof *numbers);
			break;
	}
}

void
tg_unpack(const unsigned char *packed, uint32_t count, int width,
		  uint32_t *numbers)
{
	unsigned char whole[TG_MAX_BITS * ROW_BYTES];
	size_t size;

	if (count == TG_BLOCK || width == 0)
	{
		unpack_block(packed, width, numbers);
		return;
	}
	size = tg_pack_size(count, width);
	memcpy(whole, packed, size);
	memset(whole + size, 0, (size_t) width * ROW_BYTES - size);
	unpack_block(whole, width, numbers);
}
