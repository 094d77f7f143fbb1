/*
 * summary.h
 *	  What a run holds of one region: its weeks and its datasources.
 */
#ifndef TG_SEGMENT_SUMMARY_H
#define TG_SEGMENT_SUMMARY_H

#include "postgres.h"

#include "segment/tally.h"

typedef struct DatasourceSummary
{
	uint32 rank; /* of its name */
	int64 trips;
	int64 first; /* departure */
	int64 last;
} DatasourceSummary;

typedef struct Summary
{
	MemoryContext context;
	int64 trips;
	TgTally *weeks;
	DatasourceSummary *datasources; /* as they came */
	uint32 count;
	uint32 room;
	uint32 *places; /* by rank: the place among these and 1; 0: not there */
	uint32 ranks;	/* that there is room for */
} Summary;

extern Summary *summary_create(MemoryContext context);
extern void summary_reset(Summary *summary);

/* Order the datasources by rank; then only summary_reset may follow. */
extern void summary_sort(Summary *summary);

/*
 * Add a segment: its weeks, the ranks of its datasources, and for each of its
 * trips the number among these and the departure.
 */
extern void summary_add(Summary *summary, const TgTally *weeks,
						const uint32 *ranks, uint32 datasources,
						const int64 *numbers, const int64 *departures,
						uint32 count);

#endif /* TG_SEGMENT_SUMMARY_H */
