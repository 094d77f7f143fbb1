/*
 * square_hash.c
 *	  Checksums that tell whether counts by square and week are those of trips.
 */
#include "core/count/square_hash.h"

#include "core/column/positions.h"
#include "core/geo/trip.h"

static bool
is_shift(int shift)
{
	return shift >= TG_LEAST_SHIFT && shift <= TG_MOST_SHIFT;
}

static uint64_t
hash(int64_t lon, int64_t lat, int64_t week)
{
	uint64_t seed = tg_hash_mix(0, (uint64_t) lon);

	seed = tg_hash_mix(seed, (uint64_t) lat);
	return tg_hash_mix(seed, (uint64_t) week);
}

TgStatus
tg_square_hash_trips(const TgTripset *ends, const TgTripset *departures,
					 int shift, uint64_t *sum)
{
	TgPositions positions;
	TgValues walk;
	int32_t lon[TG_BLOCK];
	int32_t lat[TG_BLOCK];
	int64_t weeks[TG_BLOCK];

	if (!is_shift(shift) || departures->columns != TG_DEPARTURE_COLUMNS ||
		departures->count != ends->count)
		return TG_BAD_TRIPSET;
	*sum = 0;
	tg_positions_begin(ends, &positions);
	tg_values_begin(departures, TG_WEEKS, &walk);
	while (tg_positions_next(&positions))
	{
		tg_positions_read(&positions, lon, lat);
		tg_values_next(&walk, weeks);
		for (uint32_t i = 0; i < positions.count; i++)
		{
			TgSquare square = tg_square_of((TgLonLat){lon[i], lat[i]}, shift);

			*sum += hash(square.lon, square.lat, weeks[i]);
		}
	}
	return TG_OK;
}

/* Values one by one. */
typedef struct OneByOne
{
	TgValues walk;
	int64_t values[TG_BLOCK];
	uint32_t count;
	uint32_t at;
} OneByOne;

static void
one_by_one(OneByOne *values, const TgTripset *set, int column)
{
	tg_values_begin(set, column, &values->walk);
	values->count = values->at = 0;
}

static int64_t
next(OneByOne *values)
{
	if (values->at == values->count)
	{
		values->count = tg_values_next(&values->walk, values->values);
		values->at = 0;
	}
	return values->values[values->at++];
}

TgStatus
tg_square_hash_counts(const TgTripset *squares, const TgTripset *counts,
					  int shift, const int64_t *weeks, uint32_t week_count,
					  uint64_t *sum)
{
	OneByOne lons;
	OneByOne lats;
	OneByOne numbers;

	if (!is_shift(shift) || squares->columns != 2 || counts->columns != 1 ||
		counts->column[0].parts > 1 || week_count == 0 ||
		(uint64_t) squares->count * week_count != counts->count)
		return TG_BAD_TRIPSET;
	one_by_one(&lons, squares, 0);
	one_by_one(&lats, squares, 1);
	one_by_one(&numbers, counts, 0);
	*sum = 0;
	for (uint32_t i = 0; i < squares->count; i++)
	{
		int64_t lon = next(&lons);
		int64_t lat = next(&lats);

		for (uint32_t k = 0; k < week_count; k++)
			*sum += (uint64_t) next(&numbers) * hash(lon, lat, weeks[k]);
	}
	return TG_OK;
}
