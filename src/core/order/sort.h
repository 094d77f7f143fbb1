/*
 * sort.h
 *	  Trips of a batch, put in the order of a projection.
 */
#ifndef TG_CORE_ORDER_SORT_H
#define TG_CORE_ORDER_SORT_H

#include <stddef.h>

#include "core/base/position.h"

/* The end of a trip by which a projection is ordered. */
typedef enum TgProjection
{
	TG_BY_ORIGIN,
	TG_BY_DESTINATION
} TgProjection;

/*
 * A trip with the ranks of its region's and its datasource's name in the
 * order of their bytes, among all names of the batch.
 */
typedef struct TgRecord
{
	TgTrip trip;
	uint32_t region;
	uint32_t datasource;
} TgRecord;

/* A record's place in the order, mostly found without looking at it. */
typedef struct TgSortItem
{
	uint64_t near; /* Hilbert key of the projection's own end */
	uint32_t record;
	uint32_t region;
} TgSortItem;

/*
 * What is sorted: records, and the Hilbert keys of both their ends, each
 * computed once for both projections.
 */
typedef struct TgSortInput
{
	const TgRecord *records;
	const uint64_t *origin_keys;
	const uint64_t *destination_keys;
	size_t count;
} TgSortInput;

/*
 * The order of a projection: region, Hilbert key of its own end, Hilbert key
 * of the other end, then everything else of the trip.  Total: records that
 * compare equal are equal, so that a merge meets equal trips side by side.
 */
extern int tg_record_compare(const TgRecord *a, const TgRecord *b,
							 TgProjection projection);

/* Compute the keys of both ends; each array has room for count. */
extern void tg_records_keys(const TgRecord *records, size_t count,
							uint64_t *origin_keys, uint64_t *destination_keys);

/*
 * Sort: items receives the records' numbers in order.  items and scratch have
 * input->count members each.
 */
extern void tg_records_sort(const TgSortInput *input, TgProjection projection,
							TgSortItem *items, TgSortItem *scratch);

#endif /* TG_CORE_ORDER_SORT_H */
