/*
 * unit_tripset.h
 *	  Columns as a segment or a node stores them.
 */
#ifndef TG_TEST_UNIT_TRIPSET_H
#define TG_TEST_UNIT_TRIPSET_H

#include "core/base/position.h"
#include "core/column/tripset.h"
#include "unit.h"

/* Make a tripset in memory of just its size, and open it; the caller frees. */
static inline unsigned char *
unit_tripset(const int64_t *const *values, int columns, uint32_t count,
			 TgTripset *set)
{
	TgColumn column[TG_MAX_COLUMNS] = {{0}};
	unsigned char *bytes;
	unsigned char *at;
	size_t size;

	for (int i = 0; i < columns; i++)
		column[i] = tg_column_plan(values[i], count);
	size = tg_tripset_size(column, columns);
	bytes = malloc(size);
	assert_non_null(bytes);
	at = tg_tripset_begin(column, columns, count, bytes);
	for (int i = 0; i < columns; i++)
		at = tg_tripset_put(&column[i], values[i], count, at);
	assert_int_equal(tg_tripset_open(bytes, size, set), TG_OK);
	return bytes;
}

/* The same of positions: lon, lat. */
static inline unsigned char *
unit_positions(const TgLonLat *p, uint32_t count, TgTripset *set)
{
	int64_t *columns = malloc(2 * sizeof(int64_t) * count);
	const int64_t *const values[] = {columns, columns + count};
	unsigned char *bytes;

	assert_non_null(columns);
	for (uint32_t i = 0; i < count; i++)
	{
		columns[i] = p[i].lon;
		columns[count + i] = p[i].lat;
	}
	bytes = unit_tripset(values, 2, count, set);
	free(columns);
	return bytes;
}

/* The bytes that such a tripset takes. */
static inline size_t
unit_tripset_size(const TgTripset *set)
{
	return tg_tripset_size(set->column, set->columns);
}

/*
 * Change so many bytes at most, from the first one on: every other one among
 * the bases and directories, the rest anywhere.
 */
static inline void
unit_damage(uint64_t *random, unsigned char *bytes, size_t size, int64_t first,
			int64_t most)
{
	for (int64_t n = unit_range(random, 0, most); n > 0; n--)
	{
		int64_t last = n % 2 == 0 && size > 60 ? 60 : (int64_t) size - 1;

		bytes[unit_range(random, first, last)] =
			(unsigned char) unit_random(random);
	}
}

#endif /* TG_TEST_UNIT_TRIPSET_H */
