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

/*
 * Entries are numbers, not records: a table of few bytes stays in the caches
 * of the processor, where each trip that stays is looked up, too.
 */
typedef struct RecordNumber
{
	uint32 number;
	uint32 hash;
	char status;
} RecordNumber;

static inline uint32
record_hash(const TgRecord *record)
{
	uint64 seed = (uint64) record->region << 32 | record->datasource;

	return (uint32) tg_trip_hash(&record->trip, seed);
}

static inline bool
same_record(const TgRecord *a, const TgRecord *b)
{
	return a->region == b->region && a->datasource == b->datasource &&
		   tg_trip_compare(&a->trip, &b->trip) == 0;
}

#define RECORD(table, number)                                                 \
	(&((const Removed *) (table)->private_data)->records[number])

#define SH_PREFIX numbers
#define SH_ELEMENT_TYPE RecordNumber
#define SH_KEY_TYPE uint32
#define SH_KEY number
#define SH_HASH_KEY(table, key) record_hash(RECORD(table, key))
#define SH_EQUAL(table, a, b) same_record(RECORD(table, a), RECORD(table, b))
#define SH_STORE_HASH
#define SH_GET_HASH(table, entry) (entry)->hash
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

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
	removed->room = INITIAL_ROOM;
	removed->records = MemoryContextAlloc(
		context, (INITIAL_ROOM + 1) * sizeof *removed->records);
	removed->left_of =
		MemoryContextAlloc(context, INITIAL_ROOM * sizeof *removed->left_of);
	removed->numbers = numbers_create(context, INITIAL_ROOM, removed);
	return removed;
}

static void
grow(Removed *removed)
{
	removed->room *= 2;
	removed->records =
		repalloc_huge(removed->records,
					  ((Size) removed->room + 1) * sizeof *removed->records);
	removed->left_of = repalloc_huge(
		removed->left_of, (Size) removed->room * sizeof *removed->left_of);
}

void
removed_add(Removed *removed, const TgRecord *record)
{
	bool found;
	uint32 number;

	removed->records[removed->count] = *record;
	number = numbers_insert(removed->numbers, removed->count, &found)->number;
	if (!found)
	{
		memset(removed->left_of[number], 0, sizeof *removed->left_of);
		if (++removed->count == removed->room)
			grow(removed);
	}
	for (int i = 0; i < 2; i++)
	{
		removed->left_of[number][i]++;
		removed->left[i]++;
	}
}

bool
removed_take(Removed *removed, TgProjection projection, const TgRecord *record)
{
	const RecordNumber *entry;
	int32 *left;

	removed->records[removed->count] = *record;
	entry = numbers_lookup(removed->numbers, removed->count);
	if (!entry)
		return false;
	left = &removed->left_of[entry->number][projection];
	if (*left == 0)
		return false;
	(*left)--;
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
	numbers_reset(removed->numbers);
	names_reset(removed->regions);
	names_reset(removed->datasources);
}
