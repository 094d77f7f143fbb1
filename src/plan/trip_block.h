/*
 * trip_block.h
 *	  The trips of a segment as columns of numbers.
 */
#ifndef TG_PLAN_TRIP_BLOCK_H
#define TG_PLAN_TRIP_BLOCK_H

#include "postgres.h"

#include "plan/trip_columns.h"
#include "segment/segment_scan.h"

/* Columns that were not asked for are not there. */
typedef struct TripBlock
{
	uint32 count;
	MemoryContext context; /* of names, and of what is being read */
	Datum region;
	Datum *datasources; /* by number */
	int datasource_count;
	int32 *datasource; /* number of each trip */
	int32 *origin[2];  /* longitude, latitude */
	int32 *destination[2];
	int64 *departure;
} TripBlock;

/* Begin with none, in the current memory context. */
extern TripBlock trip_block_create(void);

/*
 * Read columns (TRIP_BIT) of a segment's trips, whose region and row last as
 * long.  The datasources are those that trip_block_names found.
 */
extern void trip_block_read(TripBlock *block, const SegmentRow *row,
							const text *region, int columns);

/* Find the datasources of a segment, instead of those of the last. */
extern void trip_block_names(TripBlock *block, const SegmentRow *row);

/* The value of a column that was read. */
extern Datum trip_block_value(const TripBlock *block, TripColumn column,
							  uint32 trip);

#endif /* TG_PLAN_TRIP_BLOCK_H */
