/*
 * tally.h
 *	  Room for a tally of core.
 */
#ifndef TG_SEGMENT_TALLY_H
#define TG_SEGMENT_TALLY_H

#include "postgres.h"

#include "core/count/tally.h"

/* Allocate an empty tally. */
extern TgTally *tally_create(MemoryContext context, uint32 room);

/* Make room for that many more keys, moving the tally if need be. */
extern TgTally *tally_reserve(TgTally *tally, uint32 more);

/* A tripset of its keys and counts, in the current context. */
extern Datum tally_column(const TgTally *tally);

#endif /* TG_SEGMENT_TALLY_H */
