/*
 * tally.h
 *	  Room for a tally of core.
 */
#ifndef TG_SEGMENT_TALLY_H
#define TG_SEGMENT_TALLY_H

#include "postgres.h"

#include "core/count/scan.h"
#include "core/count/tally.h"

/* Allocate an empty tally. */
extern TgTally *tally_create(MemoryContext context, uint32 room);

/* Make room for that many more keys, moving the tally if need be. */
extern TgTally *tally_reserve(TgTally *tally, uint32 more);

/* Add the counts of another, times so many, to keys so much higher. */
extern void tally_add(TgTally **tally, const TgTally *added, int64 higher,
					  int times);

/* A tripset of its keys and counts, in the current context. */
extern Datum tally_column(const TgTally *tally);

/* Add the counts, times sign, that such a tripset has of keys in a span. */
extern void tally_add_column(TgTally **tally, Datum column, TgWeeks span,
							 int sign);

#endif /* TG_SEGMENT_TALLY_H */
