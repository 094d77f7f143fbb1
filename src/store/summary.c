/*
 * summary.c
 *	  What a run holds of one region: its weeks and its datasources.
 */
#include "compat.h"

#include "store/summary.h"

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
	return summary;
}

void
summary_reset(Summary *summary)
{
	summary->trips = 0;
	summary->weeks->used = 0;
	summary->count = 0;
}

/* Find a datasource's place, or where it would stand. */
static uint32
datasource_place(const Summary *summary, uint32 rank)
{
	uint32 low = 0;
	uint32 high = summary->count;

	while (low < high)
	{
		uint32 middle = low + (high - low) / 2;

		if (summary->datasources[middle].rank < rank)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static DatasourceSummary *
datasource_of(Summary *summary, uint32 rank)
{
	uint32 place = datasource_place(summary, rank);
	DatasourceSummary *at = &summary->datasources[place];

	if (place < summary->count && at->rank == rank)
		return at;
	if (summary->count == summary->room)
	{
		summary->room *= 2;
		summary->datasources = repalloc_huge(
			summary->datasources, summary->room * sizeof(DatasourceSummary));
		at = &summary->datasources[place];
	}
	memmove(at + 1, at, (summary->count - place) * sizeof *at);
	summary->count++;
	*at = (DatasourceSummary){rank, 0, PG_INT64_MAX, PG_INT64_MIN};
	return at;
}

void
summary_add(Summary *summary, const TgTally *weeks, const uint32 *ranks,
			const int64 *numbers, const int64 *departures, uint32 count)
{
	summary->trips += count;
	summary->weeks = tally_reserve(summary->weeks, weeks->used);
	for (uint32 i = 0; i < weeks->used; i++)
		tg_tally_add(summary->weeks, weeks->entry[i].key,
					 weeks->entry[i].count);
	for (uint32 i = 0; i < count; i++)
	{
		DatasourceSummary *datasource =
			datasource_of(summary, ranks[numbers[i]]);

		datasource->trips++;
		datasource->first = Min(datasource->first, departures[i]);
		datasource->last = Max(datasource->last, departures[i]);
	}
}
