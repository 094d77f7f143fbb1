/*
 * count_scan.h
 *	  The trips of a store counted by name and step, from its segments.
 */
#ifndef TG_PLAN_COUNT_SCAN_H
#define TG_PLAN_COUNT_SCAN_H

#include "postgres.h"

#include "nodes/execnodes.h"

#include "core/count/metres.h"
#include "plan/count_area.h"
#include "plan/count_ranges.h"
#include "plan/count_step.h"
#include "segment/names.h"

/* What is counted. */
typedef struct CountAsk
{
	Oid schema;
	CountStep step;
	int columns; /* TRIP_BIT of region and datasource: counted apart */
	TripLimits limits;
	CountRanges ranges;
	ExprState *regions; /* conditions on names alone; null: none */
	ExprState *datasources;
	List *areas;	  /* CountAreas: all of them hold */
	TgMetres *metres; /* how long trips are */
	int metre_count;
	ExprState *others; /* conditions on a trip */
	int other_columns; /* TRIP_BIT of what these use */
	ExprContext *context;
	TupleTableSlot *slot; /* its scan tuple: columns as LEAF_RELATION has */
} CountAsk;

/* What trips that go together have in common. */
typedef struct TripKey
{
	int64 step;
	uint32 region; /* numbers of names; 0 where they are not apart */
	uint32 datasource;
} TripKey;

typedef struct TripCount
{
	TripKey key;
	int64 count; /* may be zero */
	char status;
} TripCount;

/* Names, and which of them pass. */
typedef struct TestedNames
{
	Names *names;
	int8 *passes; /* by number; -1: not tested */
	uint32 room;
} TestedNames;

struct counts_hash;

typedef struct CountScan
{
	CountAsk ask;
	MemoryContext context; /* its own */
	MemoryContext scratch; /* of a node or segment */
	struct counts_hash *counts;
	uint32 next; /* where count_scan_next stands */
	TestedNames regions;
	TestedNames datasources;
	int64 *cells; /* counts of a segment, by datasource and step; else zeros */
	int64 nodes_summed;
	int64 segments_summed;
	int64 segments_read;
} CountScan;

/*
 * Count all, under the active snapshot, in a context of its own below the
 * current one. Null if the counts do not fit in memory.
 */
extern CountScan *count_scan_run(const CountAsk *ask);

/*
 * The next count that is not zero, with its names (null where they are not
 * apart); null if there is none.
 */
extern const TripCount *count_scan_next(CountScan *scan, const text **region,
										const text **datasource);

extern void count_scan_end(CountScan *scan);

#endif /* TG_PLAN_COUNT_SCAN_H */
