/*
 * count_ranges.c
 *	  Ranges of whole numbers that conditions of a query come to.
 *
 * A condition such as origin_lon < 16.4 compares doubles that grow with the
 * whole numbers that segments hold. Where it turns is found by asking the
 * server, by bisection: so a range is what the condition says to the last bit.
 */
#include "compat.h"

#include "access/stratnum.h"
#include "executor/executor.h"
#include "utils/timestamp.h"

#include "plan/count_ranges.h"
#include "types/types.h"

const CountRanges every_trip = {
	{TG_DEPARTURE_MIN, -TG_LON_MAX, -TG_LAT_MAX, -TG_LON_MAX, -TG_LAT_MAX},
	{TG_DEPARTURE_END - 1, TG_LON_MAX, TG_LAT_MAX, TG_LON_MAX, TG_LAT_MAX}};

typedef struct Asking
{
	RangeOf of;
	ExprState *condition;
	ExprContext *context;
} Asking;

static RangeOf
range_of(const LimitClause *limit)
{
	if (limit->column == TRIP_DEPARTURE)
		return RANGE_DEPARTURE;
	if (limit->column == TRIP_ORIGIN)
		return limit->kind == LIMIT_LATITUDE ? RANGE_ORIGIN_LAT
											 : RANGE_ORIGIN_LON;
	return limit->kind == LIMIT_LATITUDE ? RANGE_DESTINATION_LAT
										 : RANGE_DESTINATION_LON;
}

/* Tell whether the condition holds for trips with that number. */
static bool
holds(const Asking *asking, int64 number)
{
	TupleTableSlot *slot = asking->context->ecxt_scantuple;
	TgLonLat lon = {(int32) number, 0};
	TgLonLat lat = {0, (int32) number};
	bool isnull;
	Datum result;

	switch (asking->of)
	{
		case RANGE_DEPARTURE:
			slot->tts_values[TRIP_DEPARTURE] = TimestampGetDatum(number);
			break;
		case RANGE_ORIGIN_LON:
			slot->tts_values[TRIP_ORIGIN] = LonLatGetDatum(lon);
			break;
		case RANGE_ORIGIN_LAT:
			slot->tts_values[TRIP_ORIGIN] = LonLatGetDatum(lat);
			break;
		case RANGE_DESTINATION_LON:
			slot->tts_values[TRIP_DESTINATION] = LonLatGetDatum(lon);
			break;
		default:
			slot->tts_values[TRIP_DESTINATION] = LonLatGetDatum(lat);
			break;
	}
	result =
		ExecEvalExprSwitchContext(asking->condition, asking->context, &isnull);
	return !isnull && DatumGetBool(result);
}

/* The last number from low that is answered as low is, where high is not. */
static int64
last_alike(const Asking *asking, int64 low, int64 high)
{
	bool answer = holds(asking, low);

	while (high - low > 1)
	{
		int64 middle = low + (high - low) / 2;

		if (holds(asking, middle) == answer)
			low = middle;
		else
			high = middle;
	}
	return low;
}

void
ranges_narrow(CountRanges *ranges, const LimitClause *limit, ExprState *value,
			  ExprState *condition, ExprContext *context)
{
	Asking asking = {range_of(limit), condition, context};
	int64 *first = &ranges->first[asking.of];
	int64 *last = &ranges->last[asking.of];
	int64 low = every_trip.first[asking.of];
	int64 high = every_trip.last[asking.of];
	bool at_low;
	bool at_high;

	if (limit->strategy == BTEqualStrategyNumber)
	{
		/* within these it holds from the first on, or nowhere */
		TripLimits limits = limits_evaluate(list_make1((void *) limit),
											list_make1(value), context);

		low = Max(low, limits.first);
		high = limits.none ? low - 1 : Min(high, limits.last);
	}
	if (low > high)
	{
		*last = *first - 1;
		return;
	}
	at_low = holds(&asking, low);
	at_high = holds(&asking, high);
	if (at_low && at_high)
		*first = Max(*first, low), *last = Min(*last, high);
	else if (at_low)
		*first = Max(*first, low),
		*last = Min(*last, last_alike(&asking, low, high));
	else if (at_high)
		*first = Max(*first, last_alike(&asking, low, high) + 1),
		*last = Min(*last, high);
	else
		*last = *first - 1;
}

static RangeRelation
relate(const CountRanges *ranges, RangeOf of, int64 least, int64 greatest)
{
	if (greatest < ranges->first[of] || least > ranges->last[of])
		return RANGE_OUTSIDE;
	return least >= ranges->first[of] && greatest <= ranges->last[of]
			   ? RANGE_INSIDE
			   : RANGE_EDGE;
}

RangeRelation
ranges_relate(const CountRanges *ranges, const TgGroup *bounds, int64 first,
			  int64 last)
{
	const int64 least[RANGES] = {
		first, bounds->origin.west, bounds->origin.south,
		bounds->destination.west, bounds->destination.south};
	const int64 greatest[RANGES] = {
		last, bounds->origin.east, bounds->origin.north,
		bounds->destination.east, bounds->destination.north};
	RangeRelation relation = RANGE_INSIDE;

	for (int of = 0; of < RANGES; of++)
	{
		RangeRelation one = relate(ranges, of, least[of], greatest[of]);

		if (one == RANGE_OUTSIDE)
			return one;
		if (one == RANGE_EDGE)
			relation = one;
	}
	return relation;
}
