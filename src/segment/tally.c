/*
 * tally.c
 *	  Room for a tally of core.
 */
#include "compat.h"

#include "segment/tally.h"
#include "types/tripset.h"

#define TALLY_SIZE(room)                                                      \
	(offsetof(TgTally, entry) + (Size) (room) * sizeof(TgTallyEntry))

TgTally *
tally_create(MemoryContext context, uint32 room)
{
	TgTally *tally = MemoryContextAllocHuge(context, TALLY_SIZE(room));

	tally->used = 0;
	tally->room = room;
	return tally;
}

TgTally *
tally_reserve(TgTally *tally, uint32 more)
{
	if (tally->room - tally->used >= more)
		return tally;
	tally->room = Max(2 * tally->room, tally->used + more);
	return repalloc_huge(tally, TALLY_SIZE(tally->room));
}

void
tally_add(TgTally **tally, const TgTally *added, int64 higher, int times)
{
	*tally = tally_reserve(*tally, added->used);
	for (uint32 i = 0; i < added->used; i++)
		tg_tally_add(*tally, added->entry[i].key + higher,
					 added->entry[i].count * times);
}

Datum
tally_column(const TgTally *tally)
{
	int64 *columns[2];

	for (int i = 0; i < 2; i++)
		columns[i] =
			palloc_extended(tally->used * sizeof(int64), MCXT_ALLOC_HUGE);
	for (uint32 i = 0; i < tally->used; i++)
	{
		columns[0][i] = tally->entry[i].key;
		columns[1][i] = tally->entry[i].count;
	}
	return tripset_make((const int64 *const *) columns, 2, tally->used);
}

void
tally_add_column(TgTally **tally, Datum column, TgWeeks span, int sign)
{
	TgTripset set;
	int64 *values[2];

	tripset_open(column, 2, 0, &set);
	for (int i = 0; i < 2; i++)
	{
		values[i] = MemoryContextAllocHuge(CurrentMemoryContext,
										   set.count * sizeof(int64));
		tg_tripset_get(&set, i, values[i]);
	}
	*tally = tally_reserve(*tally, set.count);
	for (uint32 i = 0; i < set.count; i++)
		if (values[0][i] >= span.first && values[0][i] <= span.last)
			tg_tally_add(*tally, values[0][i], values[1][i] * sign);
	for (int i = 0; i < 2; i++)
		pfree(values[i]);
}
