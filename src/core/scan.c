/*
 * scan.c
 *	  Which trips of a segment a question asks for, and their counts.
 */
#include "core/scan.h"

#include <string.h>

#include "core/trip.h"

#define HOURS 168
#define HOUR (3600 * TG_SECOND)
#define WEEK (7 * TG_DAY)
#define DENSE_KEYS 2048 /* 40 years of weeks */

bool
tg_match_trip(TgMatch match, const TgArea *area, const TgTrip *trip)
{
	bool origin =
		match != TG_MATCH_DESTINATION && tg_area_covers(area, trip->origin);
	bool destination =
		match != TG_MATCH_ORIGIN && tg_area_covers(area, trip->destination);

	switch (match)
	{
		case TG_MATCH_BOTH:
			return origin && destination;
		case TG_MATCH_DESTINATION_ONLY:
			return destination && !origin;
		default:
			return origin || destination;
	}
}

TgDoubt
tg_match_doubt(TgMatch match, const TgArea *area, const TgGroup *bounds)
{
	TgRelation origin = TG_INSIDE;
	TgRelation destination = TG_INSIDE;
	TgDoubt doubt;

	if (match != TG_MATCH_DESTINATION)
		origin = tg_area_relate(area, &bounds->origin);
	if (match != TG_MATCH_ORIGIN)
		destination = tg_area_relate(area, &bounds->destination);
	if (match == TG_MATCH_DESTINATION_ONLY)
		doubt.outside = origin == TG_INSIDE || destination == TG_OUTSIDE;
	else
		doubt.outside = origin == TG_OUTSIDE || destination == TG_OUTSIDE;
	doubt.origins = origin == TG_EDGE;
	doubt.destinations = destination == TG_EDGE;
	if (match == TG_MATCH_EITHER)
	{
		doubt.outside = origin == TG_OUTSIDE && destination == TG_OUTSIDE;
		if (origin == TG_INSIDE || destination == TG_INSIDE)
			doubt.origins = doubt.destinations = false;
	}
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
tg_mask_or(uint8_t *mask, const uint8_t *other, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		mask[i] |= other[i];
}

void
tg_mask_not(uint8_t *mask, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		mask[i] ^= 1;
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

/* Moments, both ends included, in which a trip counts. */
typedef struct Span
{
	int64_t first;
	int64_t last;
} Span;

/* The moments of weeks; false if the clock has none of them. */
static bool
span_of_weeks(TgWeeks weeks, Span *span)
{
	const int32_t clock_start = tg_week_of(INT64_MIN);
	const int32_t clock_end = tg_week_of(INT64_MAX);

	span->first = INT64_MIN;
	span->last = INT64_MAX;
	if (weeks.first > clock_start)
		span->first = tg_week_start(weeks.first);
	if (weeks.last < clock_end)
		span->last = tg_week_start(weeks.last + 1) - 1;
	return weeks.first <= clock_end && weeks.last >= clock_start;
}

/* The first and the last of some departures. */
static Span
span_of_trips(const int64_t *departures, uint32_t count)
{
	Span span = {INT64_MAX, INT64_MIN};

	for (uint32_t i = 0; i < count; i++)
	{
		span.first = departures[i] < span.first ? departures[i] : span.first;
		span.last = departures[i] > span.last ? departures[i] : span.last;
	}
	return span;
}

/*
 * Count into an array, by weeks or hours from start on, which is the start of
 * a week.  Without branches: which trips count is hard to foretell.
 */
static void
count_dense(uint32_t *dense, TgCountBy by, int64_t start, Span span,
			const int64_t *departures, const uint8_t *mask, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
	{
		uint64_t since = (uint64_t) departures[i] - (uint64_t) start;
		uint64_t key = by == TG_BY_WEEK
						   ? since / (uint64_t) WEEK
						   : since % (uint64_t) WEEK / (uint64_t) HOUR;

		dense[key] += (mask == NULL || mask[i]) &
					  (departures[i] >= span.first) &
					  (departures[i] <= span.last);
	}
}

/* Count one by one: for departures from all over the clock. */
static bool
count_sparse(TgTally *tally, TgCountBy by, Span span,
			 const int64_t *departures, const uint8_t *mask, uint32_t count,
			 int sign)
{
	for (uint32_t i = 0; i < count; i++)
		if ((mask == NULL || mask[i]) && departures[i] >= span.first &&
			departures[i] <= span.last &&
			!tg_tally_add(tally, key_of(by, departures[i]), sign))
			return false;
	return true;
}

bool
tg_scan_tally(TgTally *tally, TgCountBy by, TgWeeks weeks,
			  const int64_t *departures, const uint8_t *mask, uint32_t count,
			  int sign)
{
	uint32_t dense[DENSE_KEYS] = {0};
	Span trips = span_of_trips(departures, count);
	Span span;
	int32_t week = tg_week_of(trips.first);
	uint32_t keys = tg_scan_keys(by, trips.first, trips.last, DENSE_KEYS + 1);

	if (count == 0 || !span_of_weeks(weeks, &span))
		return true;
	if (keys > DENSE_KEYS || week == tg_week_of(INT64_MIN))
		return count_sparse(tally, by, span, departures, mask, count, sign);
	count_dense(dense, by, tg_week_start(week), span, departures, mask, count);
	for (uint32_t key = 0; key < keys; key++)
	{
		int64_t first = by == TG_BY_WEEK ? week : 0;

		if (dense[key] &&
			!tg_tally_add(tally, first + key, (int64_t) dense[key] * sign))
			return false;
	}
	return true;
}
