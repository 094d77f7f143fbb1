/*
 * scan.c
 *	  Which trips of a segment a question asks for, and their counts.
 */
#include "core/scan.h"

#include <string.h>

#include "core/clones.h"
#include "core/trip.h"

#define HOURS 168
#define HOUR (3600 * TG_SECOND)
#define WEEK (7 * TG_DAY)
#define WEEK_SECONDS (7 * TG_DAY_SECONDS)
#define DENSE_KEYS 2048 /* 39 years of weeks */

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

	if (weeks.first > clock_end || weeks.last < clock_start)
		return false;
	span->first = INT64_MIN;
	span->last = INT64_MAX;
	if (weeks.first > clock_start)
		span->first = tg_week_start(weeks.first);
	if (weeks.last < clock_end)
		span->last = tg_week_start(weeks.last + 1) - 1;
	return true;
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

/*
 * Add the counts of an array, the first of them the first key's.  Keys that
 * follow each other there mostly do so in the tally.
 */
static bool
add_dense(TgTally *tally, int64_t first, const uint32_t *dense, uint32_t keys,
		  int sign)
{
	for (uint32_t key = 0; key < keys; key++)
		if (dense[key] &&
			!tg_tally_add(tally, first + key, (int64_t) dense[key] * sign))
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
	return add_dense(tally, by == TG_BY_WEEK ? week : 0, dense, keys, sign);
}

/* Whole seconds, counted from the start of the first one's week. */
typedef struct Seconds
{
	int32_t week;	 /* the first one's */
	uint32_t offset; /* of the number 0 */
	uint32_t weeks;	 /* that can occur, from that one on */
} Seconds;

/*
 * Tell whether departures are whole seconds of few enough weeks to be counted
 * in an array.  By what each block could hold, so that not even damaged ones
 * can lie beyond it.
 */
static bool
seconds_of(const TgTripset *departures, Seconds *seconds)
{
	const TgColumn *column = &departures->column[0];
	uint64_t most = 0;
	TgBlocks blocks;

	if (column->scale != 6 || column->parts != 1 ||
		column->base < TG_DEPARTURE_MIN || column->base >= TG_DEPARTURE_END)
		return false;
	seconds->week = tg_week_of(column->base);
	seconds->offset =
		(uint32_t) ((column->base - tg_week_start(seconds->week)) / TG_SECOND);
	tg_blocks_begin(departures, 0, 0, &blocks);
	while (tg_blocks_next(&blocks))
	{
		uint64_t last = blocks.least + (UINT64_C(1) << blocks.width) - 1;

		most = last > most ? last : most;
	}
	most = (most + seconds->offset) / WEEK_SECONDS;
	seconds->weeks = (uint32_t) most + 1;
	return most < DENSE_KEYS;
}

/*
 * Turn the seconds of a block into keys, and its mask into what to add; only
 * weeks from first to first + span count.
 */
TG_CLONES static void
block_keys(TgCountBy by, const uint32_t *numbers, uint32_t offset,
		   uint32_t first, uint32_t span, const uint8_t *mask, uint16_t *keys,
		   uint8_t *add)
{
	if (by == TG_BY_WEEK)
		for (uint32_t i = 0; i < TG_BLOCK; i++)
		{
			uint32_t week = (numbers[i] + offset) / WEEK_SECONDS;

			keys[i] = (uint16_t) week;
			add[i] = mask[i] & (week - first <= span);
		}
	else
		for (uint32_t i = 0; i < TG_BLOCK; i++)
		{
			uint32_t since = numbers[i] + offset;
			uint32_t week = since / WEEK_SECONDS;

			keys[i] = (uint16_t) ((since - week * WEEK_SECONDS) / 3600);
			add[i] = mask[i] & (week - first <= span);
		}
}

/* Count whole seconds into an array. */
static void
count_seconds(uint32_t *dense, TgCountBy by, const Seconds *seconds,
			  uint32_t first, uint32_t span, const TgTripset *departures,
			  const uint8_t *mask)
{
	uint32_t numbers[TG_BLOCK];
	uint16_t keys[TG_BLOCK];
	uint8_t add[TG_BLOCK];
	uint8_t own[TG_BLOCK];
	TgBlocks blocks;

	memset(own, 1, sizeof own);
	tg_blocks_begin(departures, 0, 0, &blocks);
	while (tg_blocks_next(&blocks))
	{
		uint32_t count = blocks.count;

		if (mask != NULL)
		{
			const uint8_t *next = mask;

			mask += count;
			if (memchr(next, 1, count) == NULL)
				continue;
			memcpy(own, next, count);
		}
		tg_blocks_read(&blocks, numbers);
		block_keys(by, numbers, blocks.least + seconds->offset, first, span,
				   own, keys, add);
		for (uint32_t i = 0; i < count; i++)
			dense[keys[i]] += add[i];
	}
}

/* Count departures of any unit, a block at a time. */
static bool
count_blocks(TgTally *tally, TgCountBy by, TgWeeks weeks,
			 const TgTripset *departures, const uint8_t *mask, int sign)
{
	int64_t values[TG_BLOCK];
	TgValues walk;
	uint32_t some;

	tg_values_begin(departures, 0, &walk);
	while ((some = tg_values_next(&walk, values)) > 0)
	{
		if (!tg_scan_tally(tally, by, weeks, values, mask, some, sign))
			return false;
		if (mask != NULL)
			mask += some;
	}
	return true;
}

bool
tg_scan_departures(TgTally *tally, TgCountBy by, TgWeeks weeks,
				   const TgTripset *departures, const uint8_t *mask, int sign)
{
	uint32_t dense[DENSE_KEYS];
	Seconds seconds;
	uint32_t keys;
	int64_t first;
	int64_t last;

	if (!seconds_of(departures, &seconds))
		return count_blocks(tally, by, weeks, departures, mask, sign);
	first = (int64_t) weeks.first - seconds.week;
	first = first > 0 ? first : 0;
	last = (int64_t) weeks.last - seconds.week;
	last = last < seconds.weeks ? last : seconds.weeks;
	if (first > last)
		return true;
	keys = by == TG_BY_WEEK ? seconds.weeks : HOURS;
	memset(dense, 0, keys * sizeof dense[0]);
	count_seconds(dense, by, &seconds, (uint32_t) first,
				  (uint32_t) (last - first), departures, mask);
	return add_dense(tally, by == TG_BY_WEEK ? seconds.week : 0, dense, keys,
					 sign);
}
