/*
 * run_gather.h
 *	  Runs merged in memory: for many small ones.
 */
#ifndef TG_COMPACT_RUN_GATHER_H
#define TG_COMPACT_RUN_GATHER_H

#include "compact/runs.h"

/*
 * Replace the runs by one of the trips that came and one of those that went,
 * less what cancels out.  SPI must be connected and the store's owner be
 * acting.  Memory: about 100 bytes a trip.
 */
extern void runs_gather(const Store *store, const RunList *list);

#endif /* TG_COMPACT_RUN_GATHER_H */
