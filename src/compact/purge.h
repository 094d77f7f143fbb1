/*
 * purge.h
 *	  Trips that went, taken out of the segments that have them.
 */
#ifndef TG_COMPACT_PURGE_H
#define TG_COMPACT_PURGE_H

#include "store/store.h"

/* How many rows were written again or dropped. */
typedef struct Purged
{
	int64 segments;
	int64 nodes;
	int64 summaries;
} Purged;

/*
 * Take all trips that went out of the runs that have them, and drop the runs
 * that say so: afterwards no segment, node or summary that can be seen tells
 * of a trip that trips does not have.  What has none of them is left as it is.
 * The upkeep lock must be held, SPI connected and the store's owner be acting.
 * Memory: about 200 bytes a trip, of at most two million at a time.
 */
extern Purged runs_purge(const Store *store);

#endif /* TG_COMPACT_PURGE_H */
