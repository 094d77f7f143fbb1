/*
 * trips_minmax.h
 *	  A BRIN minmax index fed with extremes instead of every row.
 */
#ifndef TG_TRIPS_TRIPS_MINMAX_H
#define TG_TRIPS_TRIPS_MINMAX_H

#include "postgres.h"

#include "utils/rel.h"

/* A row as the index sees it. */
typedef struct MinmaxRow
{
	ItemPointerData tid;
	int64 values[INDEX_MAX_KEYS];
} MinmaxRow;

/*
 * A BRIN minmax index learns all of a range of blocks from the rows with the
 * least and the greatest value of each column.
 */
typedef struct Minmax
{
	Relation trips;
	Relation index;
	struct IndexInfo *info;
	int columns;
	AttrNumber column[INDEX_MAX_KEYS]; /* of trips */
	BlockNumber pages_per_range;
	BlockNumber range; /* that the rows below lie in */
	MinmaxRow first;   /* its first row of this load: see minmax_add */
	MinmaxRow least[INDEX_MAX_KEYS];
	MinmaxRow most[INDEX_MAX_KEYS];
} Minmax;

/*
 * Open the table's first BRIN minmax index over columns that are 64-bit
 * integers inside and never null.  Null if it has none.
 */
extern Minmax *minmax_begin(Relation trips);

/*
 * Note a row that has been written; values belong to minmax->column.  Rows of
 * one range of blocks should come together.
 */
extern void minmax_add(Minmax *minmax, ItemPointer tid, const int64 *values);

/* Index what is still to be indexed, and close. */
extern void minmax_end(Minmax *minmax);

#endif /* TG_TRIPS_TRIPS_MINMAX_H */
