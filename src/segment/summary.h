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
	DatasourceSummary *datasources; /* by rank, ascending */
	uint32 count;
	uint32 room;
} Summary;

extern Summary *summary_create(MemoryContext context);
extern void summary_reset(Summary *summary);

/*
 * Add a segment: its weeks, the ranks of its datasources in ascending order,
 * and for each of its trips the number among these and the departure.
 */
extern void summary_add(Summary *summary, const TgTally *weeks,
						const uint32 *ranks, uint32 datasources,
						const int64 *numbers, const int64 *departures,
						uint32 count);

#endif /* TG_SEGMENT_SUMMARY_H */
