/*
 * unit_tripset.h
 *	  Columns as a segment or a node stores them.
 */
#ifndef TG_TEST_UNIT_TRIPSET_H
#define TG_TEST_UNIT_TRIPSET_H

#include "core/tripset.h"
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

/* The bytes that such a tripset takes. */
static inline size_t
unit_tripset_size(const TgTripset *set)
{
	return tg_tripset_size(set->column, set->columns);
}

#endif /* TG_TEST_UNIT_TRIPSET_H */
