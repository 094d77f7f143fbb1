/*
 * segment.c
 *	  From sorted records to the columns and the header of a segment.
 */
#include "core/segment.h"

#include <string.h>

#include "core/trip.h"

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

size_t
tg_segment_datasources(const TgRecord *records, size_t count,
					   uint32_t *datasources, int64_t *codes)
{
	size_t used = 0;

	for (size_t i = 0; i < count; i++)
	{
		uint32_t rank = records[i].datasource;
		size_t place = rank_place(datasources, used, rank);

		codes[i] = (int64_t) place;
		if (place < used && datasources[place] == rank)
			continue;
		memmove(&datasources[place + 1], &datasources[place],
				(used - place) * sizeof *datasources);
		datasources[place] = rank;
		used++;
		/* those after it have moved up */
		for (size_t j = 0; j < i; j++)
			codes[j] += codes[j] >= (int64_t) place;
	}
	return used;
}
