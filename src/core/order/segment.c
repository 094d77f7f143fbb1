/*
 * segment.c
 *	  From sorted records to the columns and the header of a segment.
 */
#include "core/order/segment.h"

#include <string.h>

#include "core/geo/trip.h"

#define LOW 256 /* datasources below this are looked up in a table */
#define FEW 32	/* datasources that are cheaper to insert than to sort */

size_t
tg_segment_cuts(size_t trips, size_t target)
{
	return (trips + target - 1) / target;
}

TgExtent
tg_segment_extent(const TgRecord *records, size_t count)
{
	const TgTrip *trip = &records[0].trip;
	TgExtent extent = {tg_group_around(trip), trip->departure,
					   trip->departure};

	for (size_t i = 1; i < count; i++)
	{
		trip = &records[i].trip;
		tg_group_extend(&extent.bounds, trip);
		if (trip->departure < extent.first)
			extent.first = trip->departure;
		if (trip->departure > extent.last)
			extent.last = trip->departure;
	}
	return extent;
}

static inline int64_t
field_of(const TgTrip *trip, TgField field)
{
	switch (field)
	{
		case TG_ORIGIN_LON:
			return trip->origin.lon;
		case TG_ORIGIN_LAT:
			return trip->origin.lat;
		case TG_DESTINATION_LON:
			return trip->destination.lon;
		case TG_DESTINATION_LAT:
			return trip->destination.lat;
		default:
			return trip->departure;
	}
}

void
tg_segment_column(const TgRecord *records, size_t count, TgField field,
				  int64_t *values)
{
	for (size_t i = 0; i < count; i++)
		values[i] = field_of(&records[i].trip, field);
}

/* Find rank among the sorted ranks, or where it would stand. */
static size_t
rank_place(const uint32_t *ranks, size_t count, uint32_t rank)
{
	size_t low = 0;

	while (low < count)
	{
		size_t middle = low + (count - low) / 2;

		if (ranks[middle] < rank)
			low = middle + 1;
		else
			count = middle;
	}
	return low;
}

/* Sort ranks: a heapsort, for the rare segment of many datasources. */
static void
sort_ranks(uint32_t *ranks, size_t count)
{
	for (size_t start = count / 2, end = count; end > 1;)
	{
		uint32_t rank;
		size_t at;

		if (start > 0)
			rank = ranks[--start];
		else
		{
			rank = ranks[--end];
			ranks[end] = ranks[0];
		}
		at = start;
		for (size_t child; (child = 2 * at + 1) < end; at = child)
		{
			if (child + 1 < end && ranks[child] < ranks[child + 1])
				child++;
			if (rank >= ranks[child])
				break;
			ranks[at] = ranks[child];
		}
		ranks[at] = rank;
	}
}

/* Collect up to FEW different ranks in order; more than that: FEW + 1. */
static size_t
few_datasources(const TgRecord *records, size_t count, uint32_t *datasources)
{
	size_t used = 0;

	for (size_t i = 0; i < count; i++)
	{
		uint32_t rank = records[i].datasource;
		size_t place = rank_place(datasources, used, rank);

		if (place < used && datasources[place] == rank)
			continue;
		if (used == FEW)
			return FEW + 1;
		memmove(&datasources[place + 1], &datasources[place],
				(used - place) * sizeof *datasources);
		datasources[place] = rank;
		used++;
	}
	return used;
}

/* Collect any number of different ranks in order. */
static size_t
many_datasources(const TgRecord *records, size_t count, uint32_t *datasources)
{
	size_t used = 0;

	for (size_t i = 0; i < count; i++)
		datasources[i] = records[i].datasource;
	sort_ranks(datasources, count);
	for (size_t i = 0; i < count; i++)
		if (used == 0 || datasources[used - 1] != datasources[i])
			datasources[used++] = datasources[i];
	return used;
}

/* Collect and encode ranks below LOW; false if there are others. */
static bool
low_datasources(const TgRecord *records, size_t count, uint32_t *datasources,
				int64_t *codes, size_t *used)
{
	uint8_t place[LOW] = {0};
	uint32_t highest = 0;

	for (size_t i = 0; i < count; i++)
	{
		uint32_t rank = records[i].datasource;

		highest |= rank;
		place[rank % LOW] = 1;
	}
	if (highest >= LOW)
		return false;
	*used = 0;
	for (uint32_t rank = 0; rank < LOW; rank++)
		if (place[rank])
		{
			place[rank] = (uint8_t) *used;
			datasources[(*used)++] = rank;
		}
	for (size_t i = 0; i < count; i++)
		codes[i] = place[records[i].datasource];
	return true;
}

size_t
tg_segment_datasources(const TgRecord *records, size_t count,
					   uint32_t *datasources, int64_t *codes)
{
	size_t used;

	if (low_datasources(records, count, datasources, codes, &used))
		return used;
	used = few_datasources(records, count, datasources);
	if (used > FEW)
		used = many_datasources(records, count, datasources);
	for (size_t i = 0; i < count; i++)
		codes[i] =
			(int64_t) rank_place(datasources, used, records[i].datasource);
	return used;
}
