/*
 * square_hash.h
 *	  Checksums that tell whether counts by square and week are those of trips.
 *
 * Each is the sum, modulo 2^64, of a hash of each trip's square and week, so
 * that neither the order of trips nor how they are grouped matters.
 */
#ifndef TG_CORE_COUNT_SQUARE_HASH_H
#define TG_CORE_COUNT_SQUARE_HASH_H

#include "core/column/departures.h"
#include "core/count/square.h"

/* Of trips: one of their ends, for which tg_positions_valid, and departures.
 */
extern TgStatus tg_square_hash_trips(const TgTripset *ends,
									 const TgTripset *departures, int shift,
									 uint64_t *sum);

/*
 * Of counts of squares by those weeks, as tg_squares_sum reads them; not TG_OK
 * if it could not read them.
 */
extern TgStatus tg_square_hash_counts(const TgTripset *squares,
									  const TgTripset *counts, int shift,
									  const int64_t *weeks,
									  uint32_t week_count, uint64_t *sum);

#endif /* TG_CORE_COUNT_SQUARE_HASH_H */
