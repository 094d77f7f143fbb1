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
	TgLonLat middle; /* the other number of a position */
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
	TgLonLat position = asking->middle;
	bool isnull;
	Datum result;

	if (asking->of == RANGE_ORIGIN_LON || asking->of == RANGE_DESTINATION_LON)
		position.lon = (int32) number;
	else
		position.lat = (int32) number;
	if (asking->of == RANGE_DEPARTURE)
		slot->tts_values[TRIP_DEPARTURE] = TimestampGetDatum(number);
	else if (asking->of <= RANGE_ORIGIN_LAT)
		slot->tts_values[TRIP_ORIGIN] = LonLatGetDatum(position);
	else
		slot->tts_values[TRIP_DESTINATION] = LonLatGetDatum(position);
	result =
		ExecEvalExprSwitchContext(asking->condition, asking->context, &isnull);
	return !isnull && DatumGetBool(result);
}

/* The last number from one on that is answered as it is, where an end is not.
 */
static int64
last_alike(const Asking *asking, int64 from, int64 end)
{
	bool answer = holds(asking, from);

	while (llabs(end - from) > 1)
	{
		int64 middle = from + (end - from) / 2;

		if (holds(asking, middle) == answer)
			from = middle;
		else
			end = middle;
	}
	return from;
}

void
ranges_narrow(CountRanges *ranges, const LimitClause *limit, ExprState *value,
			  ExprState *condition, ExprContext *context)
{
	Asking asking = {range_of(limit), {0, 0}, condition, context};
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

/* The last number from a middle, where it holds, towards an end. */
static int64
last_holding(Asking *asking, RangeOf of, int64 middle, int64 end)
{
	asking->of = of;
	if (holds(asking, end))
		return end;
	return last_alike(asking, middle, end);
}

bool
ranges_narrow_box(CountRanges *ranges, const LimitClause *limit,
				  ExprState *value, ExprState *condition, ExprContext *context)
{
	bool origin = limit->column == TRIP_ORIGIN;
	RangeOf lon = origin ? RANGE_ORIGIN_LON : RANGE_DESTINATION_LON;
	RangeOf lat = origin ? RANGE_ORIGIN_LAT : RANGE_DESTINATION_LAT;
	TripLimits limits = limits_evaluate(list_make1((void *) limit),
										list_make1(value), context);
	const TgBox *box = origin ? &limits.origin : &limits.destination;
	Asking asking = {lon, {0, 0}, condition, context};

	if (limits.none || !(origin ? limits.has_origin : limits.has_destination))
		return false;
	asking.middle =
		(TgLonLat){(int32) (((int64) box->west + box->east) / 2),
				   (int32) (((int64) box->south + box->north) / 2)};
	if (!holds(&asking, asking.middle.lon))
		return false;
	for (int i = 0; i < 2; i++)
	{
		RangeOf of = i == 0 ? lon : lat;
		int64 middle = i == 0 ? asking.middle.lon : asking.middle.lat;

		ranges->first[of] =
			Max(ranges->first[of],
				last_holding(&asking, of, middle, every_trip.first[of]));
		ranges->last[of] =
			Min(ranges->last[of],
				last_holding(&asking, of, middle, every_trip.last[of]));
	}
	return true;
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
