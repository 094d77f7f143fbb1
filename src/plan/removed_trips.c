/*
 * removed_trips.c
 *	  Trips that were removed and whose segments still hold them.
 */
#include "compat.h"

#include "miscadmin.h"

#include "compact/removed.h"
#include "plan/removed_trips.h"

/* What a trip takes: its record, how many there are, and its place in a hash
 * table that is half empty. */
#define TRIP_BYTES 96

/* Any projection does, for no more than one is read. */
#define READ TG_BY_ORIGIN

struct RemovedTrips
{
	MemoryContext context;
	Removed *trips;
	uint32 region;		/* of the block at hand, among their names */
	uint32 *datasource; /* the same, by their numbers in the block */
	int room;
};

RemovedTrips *
removed_trips_create(void)
{
	RemovedTrips *removed = palloc0(sizeof *removed);

	removed->context = CurrentMemoryContext;
	removed->trips = removed_create(CurrentMemoryContext);
	return removed;
}

static uint32
number_of(Names *names, Datum name)
{
	const text *value = DatumGetTextPP(name);

	return names_number(names, VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
}

void
removed_trips_begin(RemovedTrips *removed, const TripBlock *block)
{
	removed->region = number_of(removed->trips->regions, block->region);
	if (removed->room < block->datasource_count)
	{
		removed->room = 2 * block->datasource_count;
		removed->datasource = MemoryContextAllocHuge(
			removed->context, removed->room * sizeof *removed->datasource);
	}
	for (int i = 0; i < block->datasource_count; i++)
		removed->datasource[i] =
			number_of(removed->trips->datasources, block->datasources[i]);
}

static TgRecord
record_of(const RemovedTrips *removed, const TripBlock *block, uint32 trip)
{
	TgRecord record = {
		.trip = {{block->origin[0][trip], block->origin[1][trip]},
				 {block->destination[0][trip], block->destination[1][trip]},
				 block->departure[trip]},
		.region = removed->region,
		.datasource = removed->datasource[block->datasource[trip]]};

	return record;
}

bool
removed_trips_add(RemovedTrips *removed, const TripBlock *block)
{
	removed_trips_begin(removed, block);
	for (uint32 i = 0; i < block->count; i++)
	{
		TgRecord record = record_of(removed, block, i);

		removed_add(removed->trips, &record);
	}
	return removed->trips->count <= get_hash_memory_limit() / TRIP_BYTES;
}

bool
removed_trips_take(RemovedTrips *removed, const TripBlock *block, uint32 trip)
{
	TgRecord record = record_of(removed, block, trip);

	return removed_take(removed->trips, READ, &record);
}
