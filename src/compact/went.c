/*
 * went.c
 *	  Trips that went, counted in memory until they are taken off.
 */
#include "compat.h"

#include "utils/memutils.h"

#include "core/group.h"
#include "core/trip.h"
#include "compact/went.h"

#define INITIAL_ROOM 64

/* The hash table is at most half full. */
static void
make_room(Went *went, uint32 room)
{
	went->room = room;
	went->trips =
		MemoryContextAllocHuge(went->context, (Size) room * sizeof(WentTrip));
	went->mask = 2 * room - 1;
	went->slots = MemoryContextAllocExtended(
		went->context, ((Size) went->mask + 1) * sizeof(uint32),
		MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
}

Went *
went_create(MemoryContext parent)
{
	MemoryContext context = AllocSetContextCreate(
		parent, "tripgrid trips that went", ALLOCSET_DEFAULT_SIZES);
	Went *went = MemoryContextAllocZero(context, sizeof *went);

	went->context = context;
	went->regions = names_create(context);
	went->datasources = names_create(context);
	make_room(went, INITIAL_ROOM);
	return went;
}

/* The slot of a trip: its own, or the free one where it would stand. */
static uint32 *
find_slot(const Went *went, const TgRecord *record)
{
	uint64 seed = (uint64) record->region << 32 | record->datasource;
	uint32 at = (uint32) tg_trip_hash(&record->trip, seed) & went->mask;

	for (;; at = (at + 1) & went->mask)
	{
		const TgRecord *other;

		if (went->slots[at] == 0)
			return &went->slots[at];
		other = &went->trips[went->slots[at] - 1].record;
		if (other->region == record->region &&
			other->datasource == record->datasource &&
			tg_trip_compare(&other->trip, &record->trip) == 0)
			return &went->slots[at];
	}
}

static void
grow(Went *went)
{
	WentTrip *trips = went->trips;

	pfree(went->slots);
	make_room(went, 2 * went->room);
	memcpy(went->trips, trips, (Size) went->count * sizeof(WentTrip));
	pfree(trips);
	for (uint32 i = 0; i < went->count; i++)
		*find_slot(went, &went->trips[i].record) = i + 1;
}

void
went_add(Went *went, const TgRecord *record)
{
	uint32 *slot = find_slot(went, record);

	if (*slot == 0)
	{
		if (went->count == went->room)
		{
			grow(went);
			slot = find_slot(went, record);
		}
		went->trips[went->count] = (WentTrip){*record, {0, 0}};
		*slot = ++went->count;
	}
	for (int i = 0; i < 2; i++)
	{
		went->trips[*slot - 1].left[i]++;
		went->left[i]++;
	}
}

bool
went_take(Went *went, TgProjection projection, const TgRecord *record)
{
	uint32 slot = *find_slot(went, record);

	if (slot == 0 || went->trips[slot - 1].left[projection] == 0)
		return false;
	went->trips[slot - 1].left[projection]--;
	went->left[projection]--;
	return true;
}

bool
went_meets(const Went *went, TgProjection projection, uint32 region,
		   const TgExtent *extent)
{
	for (uint32 i = 0; i < went->count; i++)
	{
		const WentTrip *trip = &went->trips[i];

		if (trip->left[projection] > 0 && trip->record.region == region &&
			trip->record.trip.departure >= extent->first &&
			trip->record.trip.departure <= extent->last &&
			tg_group_contains_trip(&extent->bounds, &trip->record.trip))
			return true;
	}
	return false;
}

void
went_reset(Went *went)
{
	went->count = 0;
	went->left[0] = went->left[1] = 0;
	memset(went->slots, 0, ((Size) went->mask + 1) * sizeof(uint32));
	names_reset(went->regions);
	names_reset(went->datasources);
}
