/*
 * scan.c
 *	  Which trips of a segment a question asks for, and their counts.
 */
#include "core/count/scan.h"

#include <string.h>

#include "core/base/clones.h"
#include "core/geo/trip.h"

#define HOURS 168
#define HOUR (3600 * TG_SECOND)
#define WEEK (7 * TG_DAY)
#define WEEK_SECONDS (7 * TG_DAY_SECONDS)
#define DENSE_KEYS 2048 /* 39 years of weeks */

bool
tg_match_trip(TgMatch match, TgAreas areas, const TgTrip *trip)
{
	bool origin = match != TG_MATCH_DESTINATION &&
				  tg_area_covers(areas.origin, trip->origin);
	bool destination = match != TG_MATCH_ORIGIN &&
					   tg_area_covers(areas.destination, trip->destination);

	switch (match)
	{
		case TG_MATCH_BOTH:
			return origin && destination;
		case TG_MATCH_ORIGIN_ONLY:
			return origin && !destination;
		case TG_MATCH_DESTINATION_ONLY:
			return !origin && destination;
		case TG_MATCH_NEITHER:
			return !origin && !destination;
		default:
			return origin || destination;
	}
}

/* What the relations of both ends leave open. */
static TgDoubt
doubt_of(TgMatch match, TgRelation origin, TgRelation destination)
{
	TgRelation origin_misses =
		tg_match_origin_outside(match) ? TG_INSIDE : TG_OUTSIDE;
	TgRelation destination_misses =
		tg_match_destination_outside(match) ? TG_INSIDE : TG_OUTSIDE;
	TgDoubt doubt = {origin == origin_misses ||
						 destination == destination_misses,
					 origin == TG_EDGE, destination == TG_EDGE};

	return doubt;
}

TgDoubt
tg_match_doubt(TgMatch match, TgAreas areas, const TgGroup *bounds)
{
	TgRelation origin = TG_INSIDE;
	TgRelation destination = TG_INSIDE;
	TgDoubt doubt;

	if (match != TG_MATCH_DESTINATION)
		origin = tg_area_relate(areas.origin, &bounds->origin);
	if (match != TG_MATCH_ORIGIN)
		destination = tg_area_relate(areas.destination, &bounds->destination);
	doubt = doubt_of(match, origin, destination);
	if (match == TG_MATCH_EITHER)
	{
		doubt.outside = origin == TG_OUTSIDE && destination == TG_OUTSIDE;
		if (origin == TG_INSIDE || destination == TG_INSIDE)
			doubt.origins = doubt.destinations = false;
	}
	return doubt;
}

TgDoubt
tg_part_doubt(TgMatch match, const TgArea *origin, const TgPart *part,
			  const TgGroup *bounds)
{
	return doubt_of(match, tg_area_relate(origin, &bounds->origin),
					tg_part_relate(part, &bounds->destination));
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

/* The greatest number that a part of a column may hold. */
static uint64_t
most_number(const TgTripset *set, int column)
{
	uint64_t most = 0;
	TgBlocks blocks;

	/* by what each block could hold, so that damaged ones are no exception */
	tg_blocks_begin(set, column, 0, &blocks);
	while (tg_blocks_next(&blocks))
	{
		uint64_t last = blocks.least + (UINT64_C(1) << blocks.width) - 1;

		most = last > most ? last : most;
	}
	return most;
}

/* Tell whether the numbers of a column are few enough for an array. */
static bool
dense_weeks(const TgTripset *set)
{
	return set->column[TG_WEEKS].parts <= 1 &&
		   most_number(set, TG_WEEKS) < DENSE_KEYS;
}

static bool
any(const uint8_t *mask, uint32_t count)
{
	return mask == NULL || memchr(mask, 1, count) != NULL;
}

/* Count the numbers of the column of weeks into an array. */
static void
count_weeks(uint32_t *dense, const TgTripset *set, const uint8_t *mask)
{
	uint32_t numbers[TG_BLOCK];
	TgBlocks blocks;

	tg_blocks_begin(set, TG_WEEKS, 0, &blocks);
	while (tg_blocks_next(&blocks))
	{
		uint32_t *here = dense + blocks.least;

		if (any(mask, blocks.count))
		{
			tg_blocks_read(&blocks, numbers);
			for (uint32_t i = 0; i < blocks.count; i++)
				here[numbers[i]] += mask == NULL ? 1 : mask[i];
		}
		if (mask != NULL)
			mask += blocks.count;
	}
}

/* Add what was counted, of the weeks asked for. */
static bool
add_weeks(TgTally *tally, TgWeeks weeks, const TgTripset *set,
		  const uint32_t *dense, int sign)
{
	uint64_t base = (uint64_t) set->column[TG_WEEKS].base;
	uint32_t unit = tg_column_unit(&set->column[TG_WEEKS]);

	for (uint32_t number = 0; number < DENSE_KEYS; number++)
	{
		int64_t week = (int64_t) (base + (uint64_t) number * unit);

		if (dense[number] && week >= weeks.first && week <= weeks.last &&
			!tg_tally_add(tally, week, (int64_t) dense[number] * sign))
			return false;
	}
	return true;
}

/*
 * The second of the week at which the number 0 stands; -1 if departures have
 * fractions of seconds, or could be of too many hours for an array.
 */
static int64_t
first_second(const TgTripset *set)
{
	const TgColumn *column = &set->column[TG_SINCE_MONDAY];
	int64_t second = column->base / TG_SECOND;

	if (column->base < 0 || column->base >= WEEK || column->parts > 1 ||
		(column->parts == 1 && column->scale != 6))
		return -1;
	return ((uint64_t) second + most_number(set, TG_SINCE_MONDAY)) / 3600 <
				   DENSE_KEYS
			   ? second
			   : -1;
}

/* Clear mask where a week of the block is not asked for. */
static void
sieve_weeks(const TgTripset *set, const TgBlocks *blocks, TgWeeks weeks,
			uint8_t *mask)
{
	uint64_t unit = tg_column_unit(&set->column[TG_WEEKS]);
	uint64_t base =
		(uint64_t) set->column[TG_WEEKS].base + unit * blocks->least;
	uint32_t numbers[TG_BLOCK];

	tg_blocks_read(blocks, numbers);
	for (uint32_t i = 0; i < blocks->count; i++)
	{
		int64_t week = (int64_t) (base + unit * numbers[i]);

		mask[i] &= week >= weeks.first && week <= weeks.last;
	}
}

TG_CLONES static void
make_hours(uint32_t *numbers, uint32_t first)
{
	for (uint32_t i = 0; i < TG_BLOCK; i++)
		numbers[i] = (numbers[i] + first) / 3600;
}

/* Count hours of the week, of whole seconds from first on, into an array. */
static void
count_hours(uint32_t *dense, TgWeeks weeks, const TgTripset *set,
			uint32_t first, const uint8_t *mask)
{
	uint32_t hours[TG_BLOCK];
	uint8_t own[TG_BLOCK];
	TgBlocks blocks;
	TgBlocks week;

	tg_blocks_begin(set, TG_SINCE_MONDAY, 0, &blocks);
	tg_blocks_begin(set, TG_WEEKS, 0, &week);
	while (tg_blocks_next(&blocks) && tg_blocks_next(&week))
	{
		if (any(mask, blocks.count))
		{
			if (mask != NULL)
				memcpy(own, mask, blocks.count);
			else
				memset(own, 1, sizeof own);
			sieve_weeks(set, &week, weeks, own);
			tg_blocks_read(&blocks, hours);
			make_hours(hours, blocks.least + first);
			for (uint32_t i = 0; i < blocks.count; i++)
				dense[hours[i]] += own[i];
		}
		if (mask != NULL)
			mask += blocks.count;
	}
}

/* The key of a departure in a week; -1 if there is none. */
static int64_t
stored_key(TgCountBy by, int64_t week, int64_t since)
{
	if (by == TG_BY_WEEK)
		return week;
	return since >= 0 && since < WEEK ? since / HOUR : -1;
}

/* Count departures one by one: of many weeks, or with fractions of seconds. */
static bool
count_all(TgTally *tally, TgCountBy by, TgWeeks weeks, const TgTripset *set,
		  const uint8_t *mask, int sign)
{
	int64_t week[TG_BLOCK];
	int64_t since[TG_BLOCK] = {0};
	TgValues walk[2];
	uint32_t some;

	tg_values_begin(set, TG_WEEKS, &walk[0]);
	if (by == TG_BY_HOUR)
		tg_values_begin(set, TG_SINCE_MONDAY, &walk[1]);
	while ((some = tg_values_next(&walk[0], week)) > 0)
	{
		if (by == TG_BY_HOUR)
			tg_values_next(&walk[1], since);
		for (uint32_t i = 0; i < some; i++)
		{
			int64_t key;

			if ((mask != NULL && !mask[i]) || week[i] < weeks.first ||
				week[i] > weeks.last)
				continue;
			key = stored_key(by, week[i], since[i]);
			if ((by == TG_BY_HOUR && key < 0) ||
				!tg_tally_add(tally, key, sign))
				return false;
		}
		if (mask != NULL)
			mask += some;
	}
	return true;
}

bool
tg_scan_departures(TgTally *tally, TgCountBy by, TgWeeks weeks,
				   const TgTripset *departures, const uint8_t *mask, int sign)
{
	uint32_t dense[DENSE_KEYS] = {0};
	int64_t first;

	if (by == TG_BY_WEEK)
	{
		if (!dense_weeks(departures))
			return count_all(tally, by, weeks, departures, mask, sign);
		count_weeks(dense, departures, mask);
		return add_weeks(tally, weeks, departures, dense, sign);
	}
	first = first_second(departures);
	if (first < 0)
		return count_all(tally, by, weeks, departures, mask, sign);
	count_hours(dense, weeks, departures, (uint32_t) first, mask);
	/* beyond the week only if the segment is damaged */
	for (uint32_t key = HOURS; key < DENSE_KEYS; key++)
		if (dense[key])
			return false;
	return add_dense(tally, 0, dense, HOURS, sign);
}

/* The blocks in which the mask holds a certain value. */
static uint32_t
blocks_with(const uint8_t *mask, uint32_t count, int value)
{
	uint32_t blocks = 0;

	for (uint32_t first = 0; first < count; first += TG_BLOCK)
	{
		uint32_t some = count - first < TG_BLOCK ? count - first : TG_BLOCK;

		blocks += memchr(mask + first, value, some) != NULL;
	}
	return blocks;
}

bool
tg_scan_fewer_others(const uint8_t *mask, uint32_t count)
{
	return blocks_with(mask, count, 0) < blocks_with(mask, count, 1);
}
