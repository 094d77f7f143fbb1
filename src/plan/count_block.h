/*
 * count_block.h
 *	  The trips of a segment counted one by one.
 */
#ifndef TG_PLAN_COUNT_BLOCK_H
#define TG_PLAN_COUNT_BLOCK_H

#include "postgres.h"

#include "plan/count_scan.h"
#include "plan/trip_block.h"

/* Counts of a segment by step; where there would be more, each is looked up.
 */
#define MOST_CELLS 65536

/*
 * Count the trips of a segment that pass, with their names and steps. inside:
 * the ranges have all of them. What it needs goes into the current context.
 */
extern void count_block(CountScan *scan, const SegmentRow *row,
						const text *region, bool inside, TripBlock *block,
						TripKey key);

/* Of count_scan.c: add to a count. */
extern void count_add(CountScan *scan, TripKey key, int64 count);

/* Tell whether a datasource passes, and put its number into a key. */
extern bool count_datasource(CountScan *scan, Datum datasource, TripKey *key);

static inline bool
counts_apart(const CountScan *scan, TripColumn column)
{
	return (scan->ask.columns & TRIP_BIT(column)) != 0;
}

/* Tell whether it has to be known which datasource a trip is of. */
static inline bool
counts_datasources(const CountScan *scan)
{
	return counts_apart(scan, TRIP_DATASOURCE) ||
		   scan->ask.datasources != NULL;
}

#endif /* TG_PLAN_COUNT_BLOCK_H */
