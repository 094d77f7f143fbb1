/*
 * merge_recent.h
 *	  Small runs merged by the statement that would leave too many of them.
 */
#ifndef TG_COMPACT_MERGE_RECENT_H
#define TG_COMPACT_MERGE_RECENT_H

#include "store/store.h"

/*
 * Now and then, by the number of the run that was written last (0: none),
 * merge small runs of late.  Waits for nobody: if another session is at it,
 * only the transaction's own runs are merged.  The store's owner must be
 * acting.
 */
extern void merge_recent(const Store *store, int64 run);

#endif /* TG_COMPACT_MERGE_RECENT_H */
