/*
 * run_merge.h
 *	  Runs merged into one of the trips that came and one of those that went.
 */
#ifndef TG_COMPACT_RUN_MERGE_H
#define TG_COMPACT_RUN_MERGE_H

#include "compact/runs.h"

/*
 * Replace runs, the smallest of the list first, by one of the trips that came
 * and one of those that went, less what cancels out: count of them, or fewer
 * if that would take too much memory.  SPI must be connected and the store's
 * owner be acting; the runs must be the transaction's own, or the upkeep lock
 * be held from before they were listed.
 */
extern void runs_merge(const Store *store, const RunList *list, int count);

#endif /* TG_COMPACT_RUN_MERGE_H */
