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
	return summary;
}

void
summary_reset(Summary *summary)
{
	summary->trips = 0;
	summary->weeks->used = 0;
	summary->count = 0;
}

/* Make room for that many datasources. */
static void
reserve(Summary *summary, uint32 room)
{
	if (summary->room >= room)
		return;
	summary->room = Max(2 * summary->room, room);
	summary->datasources =
		repalloc_huge(summary->datasources,
					  (Size) summary->room * sizeof(DatasourceSummary));
}

/*
 * Let the summary have all of some datasources, given by rank in ascending
 * order: from the end, so that each is moved once.
 */
static void
add_datasources(Summary *summary, const uint32 *ranks, uint32 count)
{
	DatasourceSummary *list;
	uint32 added = 0;
	uint32 at = 0;
	uint32 old;

	for (uint32 i = 0; i < count; i++)
	{
		while (at < summary->count && summary->datasources[at].rank < ranks[i])
			at++;
		added +=
			at == summary->count || summary->datasources[at].rank != ranks[i];
	}
	if (added == 0)
		return;
	reserve(summary, summary->count + added);
	list = summary->datasources;
	old = summary->count;
	summary->count += added;
	for (uint32 to = summary->count, i = count; to > old;)
	{
		if (old > 0 && list[old - 1].rank > ranks[i - 1])
			list[--to] = list[--old];
		else if (old > 0 && list[old - 1].rank == ranks[i - 1])
		{
			list[--to] = list[--old];
			i--;
		}
		else
			list[--to] =
				(DatasourceSummary){ranks[--i], 0, PG_INT64_MAX, PG_INT64_MIN};
	}
}

void
summary_add(Summary *summary, const TgTally *weeks, const uint32 *ranks,
			uint32 datasources, const int64 *numbers, const int64 *departures,
			uint32 count)
{
	uint32 *places = palloc(datasources * sizeof(uint32));
	uint32 at = 0;

	summary->trips += count;
	summary->weeks = tally_reserve(summary->weeks, weeks->used);
	for (uint32 i = 0; i < weeks->used; i++)
		tg_tally_add(summary->weeks, weeks->entry[i].key,
					 weeks->entry[i].count);
	add_datasources(summary, ranks, datasources);
	for (uint32 i = 0; i < datasources; i++)
	{
		while (summary->datasources[at].rank != ranks[i])
			at++;
		places[i] = at;
	}
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
