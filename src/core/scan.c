/*
 * scan.c
 *	  Which trips of a segment a question asks for, and their counts.
 */
#include "core/scan.h"

#include <string.h>

#include "core/trip.h"

#define HOURS 168
#define DENSE_KEYS 2048 /* 40 years of weeks */

TgDoubt
tg_match_doubt(TgMatch match, const TgArea *area, const TgGroup *bounds)
{
	TgRelation origin = TG_INSIDE;
	TgRelation destination = TG_INSIDE;
	TgDoubt doubt;

	if (match != TG_MATCH_DESTINATION)
		origin = tg_area_relate(area, &bounds->origin);
	if (match != TG_MATCH_ORIGIN && origin != TG_OUTSIDE)
		destination = tg_area_relate(area, &bounds->destination);
	doubt.outside = origin == TG_OUTSIDE || destination == TG_OUTSIDE;
	doubt.origins = origin == TG_EDGE;
	doubt.destinations = destination == TG_EDGE;
	return doubt;
}

void
tg_mask_covered(const TgArea *area, const TgTripset *positions, int32_t *lon,
				int32_t *lat, uint8_t *mask)
{
	uint32_t count = positions->count;
	TgBox box;

	tg_tripset_get32(positions, 0, lon);
	tg_tripset_get32(positions, 1, lat);
	tg_area_bounds(area, &box);
	for (uint32_t i = 0; i < count; i++)
		mask[i] = (uint8_t) ((lon[i] >= box.west) & (lon[i] <= box.east) &
							 (lat[i] >= box.south) & (lat[i] <= box.north));
	if (tg_area_rectangle(area, &box))
		return;
	for (uint32_t i = 0; i < count; i++)
		if (mask[i])
			mask[i] = tg_area_covers(area, (TgLonLat){lon[i], lat[i]});
}

void
tg_mask_and(uint8_t *mask, const uint8_t *other, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		mask[i] &= other[i];
}

void
tg_mask_equal(uint8_t *mask, const int32_t *numbers, int32_t wanted,
			  uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		mask[i] &= numbers[i] == wanted;
}

static int32_t
key_of(TgCountBy by, int64_t departure)
{
	return by == TG_BY_WEEK ? tg_week_of(departure)
							: tg_hour_of_week(departure);
}

uint32_t
tg_scan_keys(TgCountBy by, int64_t first, int64_t last, uint32_t count)
{
	int64_t keys = by == TG_BY_HOUR
					   ? HOURS
					   : (int64_t) tg_week_of(last) - tg_week_of(first) + 1;

	return keys < count ? (uint32_t) keys : count;
}

bool
tg_scan_tally(TgTally *tally, TgCountBy by, TgWeeks weeks,
			  const int64_t *departures, const uint8_t *mask, uint32_t count,
			  int sign)
{
	uint32_t dense[DENSE_KEYS];
	int64_t first = INT64_MAX;
	int64_t last = INT64_MIN;
	int64_t from = INT64_MIN;
	int64_t last_moment = INT64_MAX;
	const int32_t clock_start = tg_week_of(INT64_MIN);
	const int32_t clock_end = tg_week_of(INT64_MAX);
	int32_t base;
	uint32_t keys;

	for (uint32_t i = 0; i < count; i++)
	{
		first = departures[i] < first ? departures[i] : first;
		last = departures[i] > last ? departures[i] : last;
	}

	/* weeks beyond the clock's have no moments */
	if (weeks.first > clock_end || weeks.last < clock_start)
		return true;
	if (weeks.first > clock_start)
		from = tg_week_start(weeks.first);
	if (weeks.last < clock_end)
		last_moment = tg_week_start(weeks.last + 1) - 1;
	base = by == TG_BY_HOUR ? 0 : tg_week_of(first);
	keys = by == TG_BY_HOUR ? HOURS
							: tg_scan_keys(by, first, last, DENSE_KEYS + 1);
	if (keys <= DENSE_KEYS)
		memset(dense, 0, keys * sizeof dense[0]);
	for (uint32_t i = 0; i < count; i++)
	{
		if ((mask && !mask[i]) || departures[i] < from ||
			departures[i] > last_moment)
			continue;
		if (keys <= DENSE_KEYS)
			dense[key_of(by, departures[i]) - base]++;
		else if (!tg_tally_add(tally, key_of(by, departures[i]), sign))
			return false;
	}
	for (uint32_t key = 0; keys <= DENSE_KEYS && key < keys; key++)
		if (dense[key] && !tg_tally_add(tally, (int64_t) base + key,
										(int64_t) dense[key] * sign))
			return false;
	return true;
}
