/*
 * removed.c
 *	  Trips that went, counted in memory until they are taken off.
 */
#include "compat.h"

#include "utils/memutils.h"

#include "core/geo/group.h"
#include "core/geo/trip.h"
#include "compact/removed.h"

#define INITIAL_ROOM 64

/* The hash table is at most half full. */
static void
make_room(Removed *removed, uint32 room)
{
	removed->room = room;
	removed->records = MemoryContextAllocHuge(
		removed->context, (Size) room * sizeof *removed->records);
	removed->left_of = MemoryContextAllocHuge(
		removed->context, (Size) room * sizeof *removed->left_of);
	removed->mask = 2 * room - 1;
	removed->slots = MemoryContextAllocExtended(
		removed->context, ((Size) removed->mask + 1) * sizeof(uint32),
		MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
}

Removed *
removed_create(MemoryContext parent)
{
	MemoryContext context = AllocSetContextCreate(
		parent, "tripgrid trips that went", ALLOCSET_DEFAULT_SIZES);
	Removed *removed = MemoryContextAllocZero(context, sizeof *removed);

	removed->context = context;
	removed->regions = names_create(context);
	removed->datasources = names_create(context);
	removed->sorted = AllocSetContextCreate(
		context, "tripgrid sorted trips that went", ALLOCSET_DEFAULT_SIZES);
	make_room(removed, INITIAL_ROOM);
	return removed;
}

/* The slot of a trip: its own, or the free one where it would stand. */
static uint32 *
find_slot(const Removed *removed, const TgRecord *record)
{
	uint64 seed = (uint64) record->region << 32 | record->datasource;
	uint32 at = (uint32) tg_trip_hash(&record->trip, seed) & removed->mask;

	for (;; at = (at + 1) & removed->mask)
	{
		const TgRecord *other;

		if (removed->slots[at] == 0)
			return &removed->slots[at];
		other = &removed->records[removed->slots[at] - 1];
		if (other->region == record->region &&
			other->datasource == record->datasource &&
			tg_trip_compare(&other->trip, &record->trip) == 0)
			return &removed->slots[at];
	}
}

static void
grow(Removed *removed)
{
	TgRecord *records = removed->records;
	int32(*left_of)[2] = removed->left_of;

	pfree(removed->slots);
	make_room(removed, 2 * removed->room);
	memcpy(removed->records, records, (Size) removed->count * sizeof *records);
	memcpy(removed->left_of, left_of, (Size) removed->count * sizeof *left_of);
	pfree(records);
	pfree(left_of);
	for (uint32 i = 0; i < removed->count; i++)
		*find_slot(removed, &removed->records[i]) = i + 1;
}

void
removed_add(Removed *removed, const TgRecord *record)
{
	uint32 *slot = find_slot(removed, record);

	if (*slot == 0)
	{
		if (removed->count == removed->room)
		{
			grow(removed);
			slot = find_slot(removed, record);
		}
		removed->records[removed->count] = *record;
		memset(removed->left_of[removed->count], 0, sizeof *removed->left_of);
		*slot = ++removed->count;
	}
	for (int i = 0; i < 2; i++)
	{
		removed->left_of[*slot - 1][i]++;
		removed->left[i]++;
	}
}

bool
removed_take(Removed *removed, TgProjection projection, const TgRecord *record)
{
	uint32 slot = *find_slot(removed, record);

	if (slot == 0 || removed->left_of[slot - 1][projection] == 0)
		return false;
	removed->left_of[slot - 1][projection]--;
	removed->left[projection]--;
	return true;
}

void
removed_sort(Removed *removed)
{
	MemoryContext old = MemoryContextSwitchTo(removed->sorted);
	Size size = (Size) removed->count * sizeof(uint64) + 1;
	Size items = (Size) removed->count * sizeof(TgSortItem) + 1;
	uint64 *keys[2];
	TgSortItem *scratch;

	MemoryContextReset(removed->sorted);
	for (int i = 0; i < 2; i++)
	{
		keys[i] = palloc_extended(size, MCXT_ALLOC_HUGE);
		removed->items[i] = palloc_extended(items, MCXT_ALLOC_HUGE);
	}
	scratch = palloc_extended(items, MCXT_ALLOC_HUGE);
	tg_records_keys(removed->records, removed->count, keys[0], keys[1]);
	for (int i = 0; i < 2; i++)
		tg_records_sort(
			&(TgSortInput){removed->records, keys[0], keys[1], removed->count},
			i, removed->items[i], scratch);
	pfree(scratch);
	pfree(keys[0]);
	pfree(keys[1]);
	MemoryContextSwitchTo(old);
}

/* The first of a range that is not before a key of a region. */
static uint32
first_from(const RemovedRange *range, uint32 region, uint64 key)
{
	const TgSortItem *items = range->removed->items[range->projection];
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

RemovedRange
removed_range(const Removed *removed, TgProjection projection, uint32 region)
{
	RemovedRange all = {removed, projection, 0, removed->count};
	RemovedRange range = all;

	range.first = first_from(&all, region, 0);
	range.next = first_from(&all, region + 1, 0);
	return range;
}

/* The region of a range that is not empty. */
static uint32
region_of(const RemovedRange *range)
{
	return range->removed->items[range->projection][range->first].region;
}

RemovedRange
removed_up_to(const RemovedRange *range, uint64 key)
{
	RemovedRange rest = *range;

	if (range->first < range->next && key < PG_UINT64_MAX)
		rest.next = first_from(range, region_of(range), key + 1);
	return rest;
}

RemovedRange
removed_from(const RemovedRange *range, uint64 key)
{
	RemovedRange rest = *range;

	if (range->first < range->next)
		rest.first = first_from(range, region_of(range), key);
	return rest;
}

bool
removed_meets(const RemovedRange *range, const TgExtent *extent)
{
	const Removed *removed = range->removed;

	for (uint32 i = range->first; i < range->next; i++)
	{
		uint32 number = removed->items[range->projection][i].record;
		const TgTrip *trip = &removed->records[number].trip;

		if (removed->left_of[number][range->projection] > 0 &&
			trip->departure >= extent->first &&
			trip->departure <= extent->last &&
			tg_group_contains_trip(&extent->bounds, trip))
			return true;
	}
	return false;
}

void
removed_reset(Removed *removed)
{
	removed->count = 0;
	removed->left[0] = removed->left[1] = 0;
	memset(removed->slots, 0, ((Size) removed->mask + 1) * sizeof(uint32));
	names_reset(removed->regions);
	names_reset(removed->datasources);
}
