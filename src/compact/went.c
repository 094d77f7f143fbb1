/*
 * went.c
 *	  Trips that went, counted in memory until they are taken off.
 */
#include "compat.h"

#include "utils/memutils.h"

#include "core/geo/group.h"
#include "core/geo/trip.h"
#include "compact/went.h"

#define INITIAL_ROOM 64

/* The hash table is at most half full. */
static void
make_room(Went *went, uint32 room)
{
	went->room = room;
	went->records = MemoryContextAllocHuge(
		went->context, (Size) room * sizeof *went->records);
	went->left_of = MemoryContextAllocHuge(
		went->context, (Size) room * sizeof *went->left_of);
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
	went->sorted = AllocSetContextCreate(
		context, "tripgrid sorted trips that went", ALLOCSET_DEFAULT_SIZES);
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
		other = &went->records[went->slots[at] - 1];
		if (other->region == record->region &&
			other->datasource == record->datasource &&
			tg_trip_compare(&other->trip, &record->trip) == 0)
			return &went->slots[at];
	}
}

static void
grow(Went *went)
{
	TgRecord *records = went->records;
	int32(*left_of)[2] = went->left_of;

	pfree(went->slots);
	make_room(went, 2 * went->room);
	memcpy(went->records, records, (Size) went->count * sizeof *records);
	memcpy(went->left_of, left_of, (Size) went->count * sizeof *left_of);
	pfree(records);
	pfree(left_of);
	for (uint32 i = 0; i < went->count; i++)
		*find_slot(went, &went->records[i]) = i + 1;
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
		went->records[went->count] = *record;
		memset(went->left_of[went->count], 0, sizeof *went->left_of);
		*slot = ++went->count;
	}
	for (int i = 0; i < 2; i++)
	{
		went->left_of[*slot - 1][i]++;
		went->left[i]++;
	}
}

bool
went_take(Went *went, TgProjection projection, const TgRecord *record)
{
	uint32 slot = *find_slot(went, record);

	if (slot == 0 || went->left_of[slot - 1][projection] == 0)
		return false;
	went->left_of[slot - 1][projection]--;
	went->left[projection]--;
	return true;
}

void
went_sort(Went *went)
{
	MemoryContext old = MemoryContextSwitchTo(went->sorted);
	Size size = (Size) went->count * sizeof(uint64) + 1;
	Size items = (Size) went->count * sizeof(TgSortItem) + 1;
	uint64 *keys[2];
	TgSortItem *scratch;

	MemoryContextReset(went->sorted);
	for (int i = 0; i < 2; i++)
	{
		keys[i] = palloc_extended(size, MCXT_ALLOC_HUGE);
		went->items[i] = palloc_extended(items, MCXT_ALLOC_HUGE);
	}
	scratch = palloc_extended(items, MCXT_ALLOC_HUGE);
	tg_records_keys(went->records, went->count, keys[0], keys[1]);
	for (int i = 0; i < 2; i++)
		tg_records_sort(
			&(TgSortInput){went->records, keys[0], keys[1], went->count}, i,
			went->items[i], scratch);
	pfree(scratch);
	pfree(keys[0]);
	pfree(keys[1]);
	MemoryContextSwitchTo(old);
}

/* The first of a range that is not before a key of a region. */
static uint32
first_from(const WentRange *range, uint32 region, uint64 key)
{
	const TgSortItem *items = range->went->items[range->projection];
	uint32 first = range->first;
	uint32 next = range->next;

	while (first < next)
	{
		uint32 middle = first + (next - first) / 2;

		if (items[middle].region < region ||
			(items[middle].region == region && items[middle].near < key))
			first = middle + 1;
		else
			next = middle;
	}
	return first;
}

WentRange
went_range(const Went *went, TgProjection projection, uint32 region)
{
	WentRange all = {went, projection, 0, went->count};
	WentRange range = all;

	range.first = first_from(&all, region, 0);
	range.next = first_from(&all, region + 1, 0);
	return range;
}

/* The region of a range that is not empty. */
static uint32
region_of(const WentRange *range)
{
	return range->went->items[range->projection][range->first].region;
}

WentRange
went_up_to(const WentRange *range, uint64 key)
{
	WentRange part = *range;

	if (range->first < range->next && key < PG_UINT64_MAX)
		part.next = first_from(range, region_of(range), key + 1);
	return part;
}

WentRange
went_from(const WentRange *range, uint64 key)
{
	WentRange part = *range;

	if (range->first < range->next)
		part.first = first_from(range, region_of(range), key);
	return part;
}

bool
went_meets(const WentRange *range, const TgExtent *extent)
{
	const Went *went = range->went;

	for (uint32 i = range->first; i < range->next; i++)
	{
		uint32 number = went->items[range->projection][i].record;
		const TgTrip *trip = &went->records[number].trip;

		if (went->left_of[number][range->projection] > 0 &&
			trip->departure >= extent->first &&
			trip->departure <= extent->last &&
			tg_group_contains_trip(&extent->bounds, trip))
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
