/*
 * summary.c
 *	  What a run holds of one region: its weeks and its datasources.
 */
#include "compat.h"

#include "segment/summary.h"

#define INITIAL_ROOM 16

Summary *
summary_create(MemoryContext context)
{
	Summary *summary = MemoryContextAllocZero(context, sizeof *summary);

	summary->context = context;
	summary->weeks = tally_create(context, INITIAL_ROOM);
	summary->room = INITIAL_ROOM;
	summary->datasources =
		MemoryContextAlloc(context, INITIAL_ROOM * sizeof(DatasourceSummary));
	summary->ranks = INITIAL_ROOM;
	summary->places =
		MemoryContextAllocZero(context, INITIAL_ROOM * sizeof(uint32));
	return summary;
}

void
summary_reset(Summary *summary)
{
	for (uint32 i = 0; i < summary->count; i++)
		summary->places[summary->datasources[i].rank] = 0;
	summary->trips = 0;
	summary->weeks->used = 0;
	summary->count = 0;
}

static int
rank_order(const void *a, const void *b)
{
	uint32 left = ((const DatasourceSummary *) a)->rank;
	uint32 right = ((const DatasourceSummary *) b)->rank;

	return (left > right) - (left < right);
}

void
summary_sort(Summary *summary)
{
	qsort(summary->datasources, summary->count, sizeof *summary->datasources,
		  rank_order);
}

/* Make room for that many more datasources, of ranks up to a greatest. */
static void
reserve(Summary *summary, uint32 more, uint32 greatest)
{
	uint32 room = summary->count + more;
	uint32 ranks = summary->ranks;

	if (summary->room < room)
	{
		summary->room = Max(2 * summary->room, room);
		summary->datasources =
			repalloc_huge(summary->datasources,
						  (Size) summary->room * sizeof(DatasourceSummary));
	}
	if (ranks > greatest)
		return;
	summary->ranks = Max(2 * ranks, greatest + 1);
	summary->places =
		repalloc_huge(summary->places, (Size) summary->ranks * sizeof(uint32));
	memset(summary->places + ranks, 0,
		   (Size) (summary->ranks - ranks) * sizeof(uint32));
}

/* The place of a datasource, for which there is room. */
static uint32
place_of(Summary *summary, uint32 rank)
{
	if (summary->places[rank] == 0)
	{
		summary->datasources[summary->count] =
			(DatasourceSummary){rank, 0, PG_INT64_MAX, PG_INT64_MIN};
		summary->places[rank] = ++summary->count;
	}
	return summary->places[rank] - 1;
}

/* What it takes is in proportion to the segment, whatever there is already. */
void
summary_add(Summary *summary, const TgTally *weeks, const uint32 *ranks,
			uint32 datasources, const int64 *numbers, const int64 *departures,
			uint32 count)
{
	uint32 *places = palloc(datasources * sizeof(uint32));
	uint32 greatest = 0;

	summary->trips += count;
	tally_add(&summary->weeks, weeks, 0, 1);
	for (uint32 i = 0; i < datasources; i++)
		greatest = Max(greatest, ranks[i]);
	reserve(summary, datasources, greatest);
	for (uint32 i = 0; i < datasources; i++)
		places[i] = place_of(summary, ranks[i]);
	for (uint32 i = 0; i < count; i++)
	{
		DatasourceSummary *datasource =
			&summary->datasources[places[numbers[i]]];

		datasource->trips++;
		datasource->first = Min(datasource->first, departures[i]);
		datasource->last = Max(datasource->last, departures[i]);
	}
	pfree(places);
}
