/*
 * node_squares.c
 *	  The trips of a node counted by the square that they end in.
 */
#include "compat.h"

#include "port/pg_bitutils.h"
#include "utils/memutils.h"

#include "core/geo/trip.h"
#include "segment/node_squares.h"
#include "types/tripset.h"

NodeSquares *
node_squares_create(void)
{
	NodeSquares *squares = palloc0(sizeof *squares);

	squares->context = CurrentMemoryContext;
	return squares;
}

static void
make_room(NodeSquares *squares, uint32 count)
{
	MemoryContext old = MemoryContextSwitchTo(squares->context);
	uint32 room = Max(squares->count + count, 2 * squares->room);

	if (squares->room == 0)
	{
		squares->ends = palloc(room * sizeof(TgLonLat));
		squares->weeks = palloc(room * sizeof(uint32));
	}
	else
	{
		squares->ends = repalloc_huge(squares->ends, room * sizeof(TgLonLat));
		squares->weeks = repalloc_huge(squares->weeks, room * sizeof(uint32));
	}
	squares->room = room;
	MemoryContextSwitchTo(old);
}

void
node_squares_add(NodeSquares *squares, const TgRecord *records,
				 const int64 *departures, uint32 count)
{
	TgLonLat *ends;
	uint32 *weeks;

	if (squares->room - squares->count < count)
		make_room(squares, count);
	ends = squares->ends + squares->count;
	weeks = squares->weeks + squares->count;
	for (uint32 i = 0; i < count; i++)
	{
		ends[i] = records[i].trip.destination;
		weeks[i] = (uint32) tg_week_of(departures[i]);
	}
	squares->count += count;
}

/* Room for so many squares, in a hash table of which at most half is used. */
static TgSquares
squares_room(uint32 most, uint32 trips)
{
	uint32 slots = pg_nextpower2_32(2 * most);
	TgSquares squares = {.most = most, .mask = slots - 1};

	squares.square = palloc(most * sizeof(TgSquare));
	squares.number = palloc_extended(trips * sizeof(uint32), MCXT_ALLOC_HUGE);
	squares.slots = palloc(slots * sizeof(uint32));
	return squares;
}

static void
make_columns(const TgSquareTrips *trips, const TgSquares *squares,
			 SquareColumns *columns)
{
	uint32 count = squares->used * trips->week_count;
	int64 *counts = palloc_extended(count * sizeof(int64), MCXT_ALLOC_HUGE);
	int64 *numbers[2];

	for (int i = 0; i < 2; i++)
		numbers[i] = palloc(squares->used * sizeof(int64));
	for (uint32 i = 0; i < squares->used; i++)
	{
		numbers[0][i] = squares->square[i].lon;
		numbers[1][i] = squares->square[i].lat;
	}
	tg_squares_count(trips, squares, counts);
	columns->shift = (int16) squares->shift;
	columns->squares =
		tripset_make((const int64 *const *) numbers, 2, squares->used);
	columns->weeks = tripset_make((const int64 *const *) &counts, 1, count);
}

/* Turn weeks into their places among those that occur, in ascending order. */
static void
number_weeks(NodeSquares *squares, const TgTally *weeks)
{
	int64 first = weeks->entry[0].key;
	int64 last = weeks->entry[weeks->used - 1].key;
	uint32 *places = palloc((last - first + 1) * sizeof(uint32));

	for (uint32 i = 0; i < weeks->used; i++)
		places[weeks->entry[i].key - first] = i;
	for (uint32 i = 0; i < squares->count; i++)
		squares->weeks[i] = places[(int32) squares->weeks[i] - first];
	pfree(places);
}

bool
node_squares_end(NodeSquares *squares, const TgTally *weeks,
				 SquareColumns *columns)
{
	TgSquareTrips trips = {squares->ends, squares->weeks, squares->count,
						   weeks->used};
	uint32 most = tg_squares_most(trips.count, trips.week_count);
	TgSquares found;

	if (most > 0)
		number_weeks(squares, weeks);
	squares->count = 0;
	if (most == 0)
		return false;
	found = squares_room(most, trips.count);
	if (!tg_squares_find(&trips, &found))
		return false;
	make_columns(&trips, &found, columns);
	return true;
}
