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
 *			 8   16 bytes a column: int64 base, uint32 unit, uint8 width,
 *				 3 bytes zero
 *	   then  the columns' values, each count * width bytes, and
 *			 TG_TRIPSET_TAIL bytes of zero, so that a value may be read as
 *			 eight bytes
 *
 * A value is base + unit * (the stored unsigned number of width bytes).
 * Width 0 means that all values are equal.  Width 3 is two arrays, the low 16
 * bits of all numbers and then their high 8 bits, so that a vector of either
 * can be read at once.
 */
#ifndef TG_CORE_TRIPSET_H
#define TG_CORE_TRIPSET_H

#include <stddef.h>

#include "core/position.h"
#include "core/status.h"

#define TG_TRIPSET_MARK 0x5447
#define TG_TRIPSET_VERSION_1 1
#define TG_MAX_COLUMNS 8
#define TG_MAX_SET (1 << 20) /* values in a column; more than all weeks */
#define TG_TRIPSET_TAIL 8

/* How one column is stored. */
typedef struct TgColumn
{
	int64_t base;
	uint32_t unit;
	uint8_t width; /* 0, 1, 2, 3, 4 or 8 bytes */
	uint8_t zero[3];
} TgColumn;

typedef struct TgTripsetHeader
{
	uint16_t mark;
	uint8_t version;
	uint8_t columns;
	uint32_t count;
} TgTripsetHeader;

/* A tripset that has been checked, with its columns found. */
typedef struct TgTripset
{
	uint32_t count;
	int columns;
	TgColumn column[TG_MAX_COLUMNS];
	const unsigned char *values[TG_MAX_COLUMNS];
} TgTripset;

/*
 * Choose how to store count values: a narrow width, in a unit of 1,
 * a millisecond or a second's worth.
 */
extern TgColumn tg_column_plan(const int64_t *values, uint32_t count);

/* The bytes of a tripset with these columns. */
extern size_t tg_tripset_size(const TgColumn *column, int columns,
							  uint32_t count);

/*
 * Write the header into out, which has tg_tripset_size bytes, the last
 * TG_TRIPSET_TAIL of them zero, and return where the first column begins.
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

/* Read a whole column. */
extern void tg_tripset_get(const TgTripset *set, int column, int64_t *values);

/* Read a whole column of coordinates or counts; values wrap to 32 bits. */
extern void tg_tripset_get32(const TgTripset *set, int column,
							 int32_t *values);

#endif /* TG_CORE_TRIPSET_H */
