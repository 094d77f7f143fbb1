/*
 * pack.h
 *	  Blocks of up to 256 numbers, packed to the bit.
 *
 * A block is eight lanes of 32-bit words, in native byte order.  Number i
 * belongs to lane i % 8, as its number i / 8.  A lane is a string of bits:
 * the first number's width lowest bits, the second's and so on, filling words
 * from their lowest bit up and running on from one word into the next.  Word
 * k of all lanes stand next to each other, 32 bytes, so that one instruction
 * shifts eight (or four) numbers at once.
 *
 * Of a block of fewer numbers, only the words that hold them are stored.
 */
#ifndef TG_CORE_COLUMN_PACK_H
#define TG_CORE_COLUMN_PACK_H

#include <stddef.h>
#include <stdint.h>

#define TG_BLOCK 256
#define TG_LANES 8
#define TG_MAX_BITS 32 /* in a number */

/* The bytes of count numbers, 1 .. TG_BLOCK, of width bits, 0 .. 32. */
static inline size_t
tg_pack_size(uint32_t count, int width)
{
	uint32_t rows = (count + TG_LANES - 1) / TG_LANES;

	return (size_t) ((rows * (uint32_t) width + 31) / 32) * TG_LANES *
		   sizeof(uint32_t);
}

/*
 * Pack count numbers, none of more than width bits, into out, which has
 * tg_pack_size bytes.  There must be room for TG_BLOCK numbers; those beyond
 * count must be zero.
 */
extern void tg_pack(const uint32_t *numbers, uint32_t count, int width,
					unsigned char *out);

/*
 * Unpack count numbers; there must be room for TG_BLOCK, and what is written
 * beyond count has no meaning.
 */
extern void tg_unpack(const unsigned char *packed, uint32_t count, int width,
					  uint32_t *numbers);

#endif /* TG_CORE_COLUMN_PACK_H */
