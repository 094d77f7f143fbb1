/*
 * departures.h
 *	  Departures as a segment stores them: a column of weeks, then one of the
 *	  microseconds since each week's start.
 *
 * Most questions ask for weeks only, which take a quarter of the bytes.
 */
#ifndef TG_CORE_COLUMN_DEPARTURES_H
#define TG_CORE_COLUMN_DEPARTURES_H

#include "core/column/tripset.h"

/* The columns of such a tripset. */
enum
{
	TG_WEEKS,
	TG_SINCE_MONDAY,
	TG_DEPARTURE_COLUMNS
};

/* Split departures into the columns; weeks may be the same array. */
extern void tg_departures_split(const int64_t *departures, uint32_t count,
								int64_t *weeks, int64_t *since);

/*
 * Read all departures.  It is not TG_OK if a moment does not lie in its week:
 * what is counted by the column of weeks would be another.
 */
extern TgStatus tg_departures_get(const TgTripset *set, int64_t *departures);

/*
 * The most bytes that a tripset has up to the end of its weeks, if count
 * trips depart from first to last.
 */
extern size_t tg_departures_weeks_size(int64_t first, int64_t last,
									   uint32_t count);

#endif /* TG_CORE_COLUMN_DEPARTURES_H */
