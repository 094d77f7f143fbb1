/*
 * segment.h
 *	  From sorted records to the columns and the header of a segment.
 *
 * Both are columns of a row; segment/segment_writer.c puts them together.
 */
#ifndef TG_CORE_ORDER_SEGMENT_H
#define TG_CORE_ORDER_SEGMENT_H

#include "core/base/position.h"
#include "core/order/sort.h"

/* The numbers of a trip, one column each. */
typedef enum TgField
{
	TG_ORIGIN_LON,
	TG_ORIGIN_LAT,
	TG_DESTINATION_LON,
	TG_DESTINATION_LAT,
	TG_DEPARTURE
} TgField;

/* What holds for all trips of a segment. */
typedef struct TgExtent
{
	TgGroup bounds;
	int64_t first; /* departure */
	int64_t last;
} TgExtent;

/* Choose how many segments a region's run is cut into, all about as long. */
extern size_t tg_segment_cuts(size_t trips, size_t target);

extern TgExtent tg_segment_extent(const TgRecord *records, size_t count);

extern void tg_segment_column(const TgRecord *records, size_t count,
							  TgField field, int64_t *values);

/*
 * Number the datasources that occur, from 0: datasources receives their ranks
 * in ascending order, codes each record's number.  Return how many there are.
 * datasources has room for count.
 */
extern size_t tg_segment_datasources(const TgRecord *records, size_t count,
									 uint32_t *datasources, int64_t *codes);

#endif /* TG_CORE_ORDER_SEGMENT_H */
