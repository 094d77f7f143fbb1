/*
 * tripset.h
 *	  Compressed columns of numbers: what a segment stores.
 *
 * Layout, version 1, native byte order (the mark tells):
 *
 *	  offset 0   uint16  byte-order mark, TG_TRIPSET_MARK
 *			 2   uint8   version, 1
 *			 3   uint8   number of columns, 1 .. TG_MAX_COLUMNS
 *			 4   uint32  number of values in each column
 *			 8   16 bytes a column: int64 base, uint32 size, uint8 scale,
 *				 uint8 parts, 2 bytes zero
 *	   then  the columns, each of size bytes
 *
 * A value is base + 10^scale * (a stored number), modulo 2^64; base is the
 * least value.  A column has no part if all its values are equal; one if all
 * numbers are below 2^32; otherwise two, the low 32 bits of all numbers and
 * their high 32 bits.
 *
 * A part is cut into blocks of TG_BLOCK numbers, the last of which may have
 * fewer, so that neighbours, which are alike, share a narrow width:
 *
 *	  4 bytes a block  uint32  the least number
 *	  1 byte a block   uint8   width: bits, 0 .. 32, of what is stored, which
 *						   is by how much a number exceeds the least
 *	   then            the blocks, packed as core/column/pack.h says
 */
#ifndef TG_CORE_COLUMN_TRIPSET_H
#define TG_CORE_COLUMN_TRIPSET_H

#include <stddef.h>
#include <string.h>

#include "core/base/position.h"
#include "core/base/status.h"
#include "core/column/pack.h"

#define TG_TRIPSET_MARK 0x5447
#define TG_TRIPSET_VERSION_1 1
#define TG_MAX_COLUMNS 8
#define TG_MAX_SET (1 << 20) /* values in a column; more than all weeks */
#define TG_MAX_SCALE 6

/* How one column is stored. */
typedef struct TgColumn
{
	int64_t base;
	uint32_t size; /* bytes */
	uint8_t scale; /* 0 .. TG_MAX_SCALE */
	uint8_t parts; /* 0 .. 2 */
	uint8_t zero[2];
} TgColumn;

typedef struct TgTripsetHeader
{
	uint16_t mark;
	uint8_t version;
	uint8_t columns;
	uint32_t count;
} TgTripsetHeader;

/* A tripset that has been checked, with the parts of its columns found. */
typedef struct TgTripset
{
	uint32_t count;
	int columns;
	TgColumn column[TG_MAX_COLUMNS];
	const unsigned char *part[TG_MAX_COLUMNS][2]; /* null: all zero */
} TgTripset;

/*
 * A walk over the blocks of a part: tg_blocks_begin, then look at each block
 * that tg_blocks_next says there is.
 */
typedef struct TgBlocks
{
	/* the block: count numbers from least to least + 2^width - 1 */
	uint32_t count;
	uint32_t least;
	int width;
	/* of the walk */
	const unsigned char *packed;
	const unsigned char *directory;
	uint32_t block;
	uint32_t total;
} TgBlocks;

/* A walk over the values of a column, block by block. */
typedef struct TgValues
{
	TgBlocks low;
	TgBlocks high;
	uint64_t base;
	uint32_t unit;
	bool two_parts;
} TgValues;

/* 10^scale, by which a column's numbers are multiplied. */
extern uint32_t tg_column_unit(const TgColumn *column);

/* Choose how to store count values. */
extern TgColumn tg_column_plan(const int64_t *values, uint32_t count);

/* The bytes of a tripset with these columns. */
extern size_t tg_tripset_size(const TgColumn *column, int columns);

/*
 * Write the header into out, which has tg_tripset_size bytes, and return
 * where the first column begins.
 */
extern unsigned char *tg_tripset_begin(const TgColumn *column, int columns,
									   uint32_t count, unsigned char *out);

/* Write one column's values and return where the next begins. */
extern unsigned char *tg_tripset_put(const TgColumn *column,
									 const int64_t *values, uint32_t count,
									 unsigned char *out);

/* Check the bytes of a tripset and find its columns. */
extern TgStatus tg_tripset_open(const unsigned char *bytes, size_t size,
								TgTripset *set);

/*
 * The same for the first columns only, of the first size bytes; of the others
 * neither the bytes nor their number are looked at.
 */
extern TgStatus tg_tripset_open_first(const unsigned char *bytes, size_t size,
									  int columns, TgTripset *set);

/*
 * Walk over a column: each call of tg_values_next gives the values of a block,
 * and their number, which is 0 at the end.
 */
extern void tg_values_begin(const TgTripset *set, int column, TgValues *walk);
extern uint32_t tg_values_next(TgValues *walk, int64_t *values);

/* Read a whole column. */
extern void tg_tripset_get(const TgTripset *set, int column, int64_t *values);

/* Read a whole column of coordinates or counts; values wrap to 32 bits. */
extern void tg_tripset_get32(const TgTripset *set, int column,
							 int32_t *values);

static inline uint32_t
tg_block_count(uint32_t count)
{
	return (count + TG_BLOCK - 1) / TG_BLOCK;
}

static inline void
tg_blocks_begin(const TgTripset *set, int column, int part, TgBlocks *blocks)
{
	uint32_t count = tg_block_count(set->count);

	memset(blocks, 0, sizeof *blocks);
	blocks->total = set->count;
	blocks->directory = set->part[column][part];
	if (blocks->directory != NULL)
		blocks->packed = blocks->directory + 5 * (size_t) count;
}

static inline bool
tg_blocks_next(TgBlocks *blocks)
{
	uint32_t done = blocks->block * TG_BLOCK;
	const unsigned char *directory = blocks->directory;

	if (done >= blocks->total)
		return false;
	if (directory != NULL)
	{
		uint32_t count = tg_block_count(blocks->total);

		blocks->packed += tg_pack_size(blocks->count, blocks->width);
		memcpy(&blocks->least, directory + 4 * (size_t) blocks->block, 4);
		blocks->width = directory[4 * (size_t) count + blocks->block];
	}
	blocks->count =
		blocks->total - done < TG_BLOCK ? blocks->total - done : TG_BLOCK;
	blocks->block++;
	return true;
}

/*
 * Read by how much each number of the block exceeds the least, into an array
 * of TG_BLOCK.
 */
static inline void
tg_blocks_read(const TgBlocks *blocks, uint32_t *numbers)
{
	tg_unpack(blocks->packed, blocks->count, blocks->width, numbers);
}

#endif /* TG_CORE_COLUMN_TRIPSET_H */
