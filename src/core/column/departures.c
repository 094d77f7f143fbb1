/*
 * departures.c
 *	  Departures as a segment stores them.
 */
#include "core/column/departures.h"

#include "core/geo/trip.h"

/* The first moment of a week, modulo 2^64: the clock's first begins before. */
static uint64_t
week_start(int32_t week)
{
	return (uint64_t) ((int64_t) week * 7 + 2) * (uint64_t) TG_DAY;
}

void
tg_departures_split(const int64_t *departures, uint32_t count, int64_t *weeks,
					int64_t *since)
{
	for (uint32_t i = 0; i < count; i++)
	{
		int32_t week = tg_week_of(departures[i]);

		since[i] = (int64_t) ((uint64_t) departures[i] - week_start(week));
		weeks[i] = week;
	}
}

TgStatus
tg_departures_get(const TgTripset *set, int64_t *departures)
{
	int64_t weeks[TG_BLOCK];
	TgValues walk[2];
	bool valid = true;
	uint32_t some;

	tg_values_begin(set, TG_WEEKS, &walk[0]);
	tg_values_begin(set, TG_SINCE_MONDAY, &walk[1]);
	while ((some = tg_values_next(&walk[0], weeks)) > 0)
	{
		tg_values_next(&walk[1], departures);
		for (uint32_t i = 0; i < some; i++)
		{
			int32_t week = (int32_t) weeks[i];

			valid &= weeks[i] == week && departures[i] >= 0 &&
					 departures[i] < 7 * TG_DAY;
			departures[i] =
				(int64_t) ((uint64_t) departures[i] + week_start(week));
		}
		departures += some;
	}
	return valid ? TG_OK : TG_BAD_TRIPSET;
}

size_t
tg_departures_weeks_size(int64_t first, int64_t last, uint32_t count)
{
	uint32_t weeks =
		(uint32_t) tg_week_of(last) - (uint32_t) tg_week_of(first);
	TgColumn column[TG_DEPARTURE_COLUMNS] = {{0}};
	int width = weeks == 0 ? 0 : 32 - __builtin_clz(weeks);
	size_t blocks = tg_block_count(count);

	/* a last block that is not full takes no more than a full one */
	return tg_tripset_size(column, TG_DEPARTURE_COLUMNS) +
		   blocks * (5 + tg_pack_size(TG_BLOCK, width));
}
