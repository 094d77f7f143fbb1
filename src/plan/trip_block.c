/*
 * trip_block.c
 *	  The trips of a segment as columns of numbers.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "plan/trip_block.h"
#include "types/status.h"
#include "types/tripset.h"
#include "types/types.h"

#define COORDINATES 2

TripBlock
trip_block_create(void)
{
	TripBlock block = {0};

	block.context = AllocSetContextCreate(
		CurrentMemoryContext, "tripgrid trip block", ALLOCSET_DEFAULT_SIZES);
	return block;
}

void
trip_block_names(TripBlock *block, const SegmentRow *row)
{
	MemoryContext old;

	MemoryContextReset(block->context);
	old = MemoryContextSwitchTo(block->context);
	block->datasource_count =
		array_elements(row->datasources, TEXTOID, &block->datasources);
	MemoryContextSwitchTo(old);
}

static int32 *
read_column(const TgTripset *set, int column)
{
	int32 *values = palloc(set->count * sizeof *values);

	tg_tripset_get32(set, column, values);
	return values;
}

static void
read_positions(Datum column, uint32 count, int32 **values)
{
	TgTripset set;

	positions_open(column, count, &set);
	for (int i = 0; i < COORDINATES; i++)
		values[i] = read_column(&set, i);
	for (uint32 i = 0; i < count; i++)
		if (!tg_lonlat_valid((TgLonLat){values[0][i], values[1][i]}))
			status_check(TG_BAD_TRIPSET);
}

static void
read_departures(Datum column, uint32 count, int64 **values)
{
	TgTripset set;

	departures_open(column, count, &set);
	*values = palloc(count * sizeof **values);
	status_check(tg_departures_get(&set, *values));
}

static void
read_datasources(Datum column, TripBlock *block)
{
	TgTripset set;

	tripset_open(column, 1, block->count, &set);
	block->datasource = read_column(&set, 0);
	for (uint32 i = 0; i < block->count; i++)
		if ((uint32) block->datasource[i] >= (uint32) block->datasource_count)
			status_check(TG_BAD_TRIPSET);
}

void
trip_block_read(TripBlock *block, const SegmentRow *row, const text *region,
				int columns)
{
	MemoryContext old = MemoryContextSwitchTo(block->context);

	block->count = row->count;
	block->region = PointerGetDatum(region);
	if ((columns & TRIP_BIT(TRIP_ORIGIN)) != 0)
		read_positions(row->origins, row->count, block->origin);
	if ((columns & TRIP_BIT(TRIP_DESTINATION)) != 0)
		read_positions(row->destinations, row->count, block->destination);
	if ((columns & TRIP_BIT(TRIP_DEPARTURE)) != 0)
		read_departures(row->departures, row->count, &block->departure);
	if ((columns & TRIP_BIT(TRIP_DATASOURCE)) != 0)
		read_datasources(row->datasource_nos, block);
	MemoryContextSwitchTo(old);
}

Datum
trip_block_value(const TripBlock *block, TripColumn column, uint32 trip)
{
	switch (column)
	{
		case TRIP_REGION:
			return block->region;
		case TRIP_DATASOURCE:
			return block->datasources[block->datasource[trip]];
		case TRIP_DEPARTURE:
			return TimestampGetDatum(block->departure[trip]);
		case TRIP_ORIGIN:
			return LonLatGetDatum(
				(TgLonLat){block->origin[0][trip], block->origin[1][trip]});
		default:
			return LonLatGetDatum((TgLonLat){block->destination[0][trip],
											 block->destination[1][trip]});
	}
}
