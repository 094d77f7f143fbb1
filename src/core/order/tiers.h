/*
 * tiers.h
 *	  Which runs of segments to merge: those of like size, by tiers.
 *
 * The tier of a run follows from its trips: with runs_merged = 4 below 16,
 * 64, 256, 1024 and so on; 16 is the square, because small runs cost most by
 * being many.  Runs that are merged go up a tier, unless trips that went
 * cancel trips that came, so a trip is written again at most once for each
 * tier.
 */
#ifndef TG_CORE_ORDER_TIERS_H
#define TG_CORE_ORDER_TIERS_H

#include <stddef.h>
#include <stdint.h>

/* merging three leaves at most two, those that came and those that went */
#define TG_MIN_RUNS_MERGED 3
#define TG_MAX_RUNS_MERGED 32

/*
 * How many of the smallest runs are to be merged, given the trips of all of
 * them in ascending order: those of the highest tier that is full, and all
 * smaller ones.  0 if no tier is full.  A tier is full with runs_merged runs,
 * the lowest with the square of that.
 */
extern size_t tg_tiers_due(const int64_t *trips, size_t count,
						   uint32_t runs_merged);

/*
 * The runs that have passed between two looks at the smallest: the greatest
 * power of two that is not above the square of runs_merged.
 */
extern uint32_t tg_tiers_period(uint32_t runs_merged);

/*
 * How many runs, newest first, a look at run number (a multiple of the
 * period) need go over.  The more often 2 divides the number, the further:
 * whatever the number of runs, a run is looked at a few times for each tier.
 */
extern int64_t tg_tiers_depth(int64_t number, uint32_t runs_merged);

#endif /* TG_CORE_ORDER_TIERS_H */
