/*
 * count_trips.c
 *	  The aggregate that counts the trips of segments that match a question,
 *	  by week or by hour of the week.
 *
 * A segment that its header puts outside is skipped; one that it puts inside
 * adds its header's week counts; only of the others are columns read, and of
 * these only the columns in doubt.
 */
#include "compat.h"

#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "core/trip.h"
#include "query/segment_mask.h"
#include "query/tally_state.h"
#include "types/status.h"
#include "types/tripset.h"
#include "types/types.h"

/* The arguments of count_trips_step, in the order of the columns. */
enum
{
	ARG_STATE,
	ARG_FILTER,
	ARG_SIGN,
	ARG_TRIPS,
	ARG_FIRST,
	ARG_LAST,
	ARG_BOUNDS,
	ARG_WEEKS,
	ARG_DATASOURCES,
	ARG_ORIGINS,
	ARG_DESTINATIONS,
	ARG_DEPARTURES,
	ARG_DATASOURCE_NOS,
	ARG_COUNT
};

/* What is kept from one segment to the next. */
typedef struct CountCache
{
	void *filter;
	MaskRoom masks;
} CountCache;

static CountCache *
count_cache(FunctionCallInfo fcinfo)
{
	if (fcinfo->flinfo->fn_extra == NULL)
		fcinfo->flinfo->fn_extra = MemoryContextAllocZero(
			fcinfo->flinfo->fn_mcxt, sizeof(CountCache));
	return fcinfo->flinfo->fn_extra;
}

/* Add the week counts of a header. */
static TallyState *
add_weeks(TallyState *state, Datum weeks, TgWeeks span, int sign)
{
	TgTripset set;
	int64 *columns[2];

	tripset_open(weeks, 2, 0, &set);
	for (int i = 0; i < 2; i++)
	{
		columns[i] = MemoryContextAllocHuge(CurrentMemoryContext,
											set.count * sizeof(int64));
		tg_tripset_get(&set, i, columns[i]);
	}
	state = tally_state_reserve(state, set.count);
	for (uint32 i = 0; i < set.count; i++)
		if (columns[0][i] >= span.first && columns[0][i] <= span.last)
			tg_tally_add(&state->tally, columns[0][i], columns[1][i] * sign);
	return state;
}

/* Count the masked trips one by one. */
static TallyState *
add_trips(FunctionCallInfo fcinfo, TallyState *state,
		  const FilterBytes *filter, const uint8 *mask, uint32 count, int sign)
{
	TgTripset set;
	int64 first = PG_GETARG_TIMESTAMP(ARG_FIRST);
	int64 last = PG_GETARG_TIMESTAMP(ARG_LAST);

	if (mask != NULL && memchr(mask, 1, count) == NULL)
		return state;
	if (filter->count_by == TG_BY_WEEK)
		weeks_open(PG_GETARG_DATUM(ARG_DEPARTURES), count, first, last, &set);
	else
		departures_open(PG_GETARG_DATUM(ARG_DEPARTURES), count, &set);
	state = tally_state_reserve(
		state, tg_scan_keys(filter->count_by, first, last, count));
	if (!tg_scan_departures(&state->tally, filter->count_by, filter->weeks,
							&set, mask, sign))
		ereport(ERROR, (errcode(ERRCODE_DATA_CORRUPTED),
						errmsg("departures of a segment do not agree with "
							   "its header"),
						errhint("CALL tripgrid.rebuild() makes the segments "
								"again.")));
	return state;
}

/*
 * Count the masked trips, or where most are, all but the others: these take
 * less, since whole blocks of them need not be read.
 */
static TallyState *
add_masked(FunctionCallInfo fcinfo, TallyState *state,
		   const FilterBytes *filter, uint8 *mask, uint32 count)
{
	int sign = PG_GETARG_INT16(ARG_SIGN);

	if (filter->count_by == TG_BY_WEEK && tg_scan_fewer_others(mask, count))
	{
		state =
			add_weeks(state, PG_GETARG_DATUM(ARG_WEEKS), filter->weeks, sign);
		tg_mask_not(mask, count);
		sign = -sign;
	}
	return add_trips(fcinfo, state, filter, mask, count, sign);
}

PG_FUNCTION_INFO_V1(count_trips_step);
Datum
count_trips_step(PG_FUNCTION_ARGS)
{
	TallyState *state = tally_state_arg(fcinfo, ARG_STATE);
	SegmentRow row;
	SegmentDoubt doubt;
	CountCache *cache;
	Filter *filter;

	for (int i = ARG_FILTER; i < ARG_COUNT; i++)
		if (PG_ARGISNULL(i))
			PG_RETURN_POINTER(state);
	if (PG_GETARG_INT32(ARG_TRIPS) < 1 ||
		PG_GETARG_INT32(ARG_TRIPS) > TG_MAX_SET)
		status_check(TG_BAD_TRIPSET);
	row = (SegmentRow){(uint32) PG_GETARG_INT32(ARG_TRIPS),
					   PG_GETARG_TRIPGROUP_P(ARG_BOUNDS),
					   PG_GETARG_DATUM(ARG_DATASOURCES),
					   PG_GETARG_DATUM(ARG_ORIGINS),
					   PG_GETARG_DATUM(ARG_DESTINATIONS),
					   PG_GETARG_DATUM(ARG_DATASOURCE_NOS)};
	cache = count_cache(fcinfo);
	filter = filter_open(PG_GETARG_VARLENA_P(ARG_FILTER), &cache->filter,
						 fcinfo->flinfo->fn_mcxt);

	if (tg_week_of(PG_GETARG_TIMESTAMP(ARG_FIRST)) >
			filter->bytes->weeks.last ||
		tg_week_of(PG_GETARG_TIMESTAMP(ARG_LAST)) < filter->bytes->weeks.first)
		PG_RETURN_POINTER(state);
	doubt = segment_doubt(filter, &row);
	if (doubt.outside)
		PG_RETURN_POINTER(state);
	if (doubt.inside && filter->bytes->count_by == TG_BY_WEEK)
		PG_RETURN_POINTER(add_weeks(state, PG_GETARG_DATUM(ARG_WEEKS),
									filter->bytes->weeks,
									PG_GETARG_INT16(ARG_SIGN)));
	if (doubt.inside)
		PG_RETURN_POINTER(add_trips(fcinfo, state, filter->bytes, NULL,
									row.count, PG_GETARG_INT16(ARG_SIGN)));
	PG_RETURN_POINTER(
		add_masked(fcinfo, state, filter->bytes,
				   segment_mask(filter, &row, &doubt, &cache->masks,
								fcinfo->flinfo->fn_mcxt),
				   row.count));
}

/* (state, sign, weeks): the sum of week counts of summaries */
PG_FUNCTION_INFO_V1(sum_weeks_step);
Datum
sum_weeks_step(PG_FUNCTION_ARGS)
{
	static const TgWeeks all = {PG_INT32_MIN, PG_INT32_MAX};
	TallyState *state = tally_state_arg(fcinfo, 0);

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
		PG_RETURN_POINTER(state);
	PG_RETURN_POINTER(
		add_weeks(state, PG_GETARG_DATUM(2), all, PG_GETARG_INT16(1)));
}
