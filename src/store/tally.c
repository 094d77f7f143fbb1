/*
 * tally.c
 *	  Room for a tally of core.
 */
#include "compat.h"

#include "store/tally.h"

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
