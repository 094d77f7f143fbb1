/*
 * summary.c
 *	  What a run holds of one region: its weeks and its datasources.
 */
#include "compat.h"

#include "core/trip.h"
#include "store/summary.h"

#define INITIAL_ROOM 16

Summary *
summary_create(MemoryContext context)
{
	Summary *summary = MemoryContextAllocZero(context, sizeof *summary);

	summary->context = context;
	summary->weeks = tally_create(context, INITIAL_ROOM);
	summary->room = INITIAL_ROOM;
	summary->datasources = MemoryContextAlloc(
		context, INITIAL_ROOM * sizeof(DatasourceSummary));
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
		summary->datasources =
			repalloc_huge(summary->datasources,
						  summary->room * sizeof(DatasourceSummary));
		at = &summary->datasources[place];
	}
	memmove(at + 1, at, (summary->count - place) * sizeof *at);
	summary->count++;
	*at = (DatasourceSummary){rank, 0, PG_INT64_MAX, PG_INT64_MIN};
	return at;
}

void
summary_add(Summary *summary, const TgRecord *record)
{
	int64 departure = record->trip.departure;
	DatasourceSummary *datasource = datasource_of(summary, record->datasource);

	summary->trips++;
	summary->weeks = tally_reserve(summary->weeks, 1);
	tg_tally_add(summary->weeks, tg_week_of(departure), 1);
	datasource->trips++;
	datasource->first = Min(datasource->first, departure);
	datasource->last = Max(datasource->last, departure);
}
