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

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "core/trip.h"
#include "query/filter.h"
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
	uint32 room; /* trips in the arrays below */
	int32 *lon;
	int32 *lat;
	int64 *departures;
	uint8 *mask;
	uint8 *other;
} CountCache;

static CountCache *
count_cache(FunctionCallInfo fcinfo, uint32 room)
{
	CountCache *cache = fcinfo->flinfo->fn_extra;
	MemoryContext context = fcinfo->flinfo->fn_mcxt;

	if (cache == NULL)
		cache = fcinfo->flinfo->fn_extra =
			MemoryContextAllocZero(context, sizeof *cache);
	if (cache->room < room)
	{
		/* by doubling, so that what is left behind stays small */
		cache->room = room = Max(room, 2 * cache->room);
		cache->lon = MemoryContextAllocHuge(context, room * sizeof(int32));
		cache->lat = MemoryContextAllocHuge(context, room * sizeof(int32));
		cache->departures =
			MemoryContextAllocHuge(context, room * sizeof(int64));
		cache->mask = MemoryContextAllocHuge(context, room);
		cache->other = MemoryContextAllocHuge(context, room);
	}
	return cache;
}

/*
 * The number of the wanted datasource in this segment: -1 if it does not
 * occur, -2 if there is no other.
 */
static int32
datasource_number(const FilterBytes *filter, Datum datasources)
{
	Datum *names;
	int count;

	deconstruct_array(DatumGetArrayTypeP(datasources), TEXTOID, -1, false,
					  TYPALIGN_INT, &names, NULL, &count);
	for (int i = 0; i < count; i++)
		if (VARSIZE_ANY_EXHDR(names[i]) == filter->datasource_len &&
			memcmp(VARDATA_ANY(names[i]), filter->data,
				   filter->datasource_len) == 0)
			return count == 1 ? -2 : i;
	return -1;
}

/* Add the week counts of a header. */
static TallyState *
add_weeks(FunctionCallInfo fcinfo, TallyState *state, Datum weeks,
		  TgWeeks span, int sign)
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

/* Mask the trips of a segment that match; null if all do. */
static const uint8 *
mask_segment(FunctionCallInfo fcinfo, const Filter *filter, TgDoubt doubt,
			 int32 datasource, uint32 count, CountCache *cache)
{
	TgTripset set;

	if (!doubt.origins && !doubt.destinations && datasource < 0)
		return NULL;
	memset(cache->mask, 1, count);
	if (doubt.origins)
	{
		tripset_open(PG_GETARG_DATUM(ARG_ORIGINS), 2, count, &set);
		tg_mask_covered(filter->area, &set, cache->lon, cache->lat,
						cache->mask);
		if (filter->bytes->match == TG_MATCH_DESTINATION_ONLY)
			tg_mask_not(cache->mask, count);
	}
	if (doubt.destinations)
	{
		tripset_open(PG_GETARG_DATUM(ARG_DESTINATIONS), 2, count, &set);
		tg_mask_covered(filter->area, &set, cache->lon, cache->lat,
						cache->other);
		tg_mask_and(cache->mask, cache->other, count);
	}
	if (datasource >= 0)
	{
		tripset_open(PG_GETARG_DATUM(ARG_DATASOURCE_NOS), 1, count, &set);
		tg_tripset_get32(&set, 0, cache->lon);
		tg_mask_equal(cache->mask, cache->lon, datasource, count);
	}
	return cache->mask;
}

/* Count the masked trips one by one. */
static TallyState *
add_trips(FunctionCallInfo fcinfo, TallyState *state,
		  const FilterBytes *filter, const uint8 *mask, uint32 count,
		  CountCache *cache)
{
	TgTripset set;
	int64 first = PG_GETARG_TIMESTAMP(ARG_FIRST);
	int64 last = PG_GETARG_TIMESTAMP(ARG_LAST);

	if (mask != NULL && memchr(mask, 1, count) == NULL)
		return state;
	tripset_open(PG_GETARG_DATUM(ARG_DEPARTURES), 1, count, &set);
	tg_tripset_get(&set, 0, cache->departures);
	state = tally_state_reserve(
		state, tg_scan_keys(filter->count_by, first, last, count));
	if (!tg_scan_tally(&state->tally, filter->count_by, filter->weeks,
					   cache->departures, mask, count,
					   PG_GETARG_INT16(ARG_SIGN)))
		ereport(ERROR, (errcode(ERRCODE_DATA_CORRUPTED),
						errmsg("departures of a segment do not agree with "
							   "its header"),
						errhint("CALL tripgrid.rebuild() makes the segments "
								"again.")));
	return state;
}

PG_FUNCTION_INFO_V1(count_trips_step);
Datum
count_trips_step(PG_FUNCTION_ARGS)
{
	TallyState *state = tally_state_arg(fcinfo, ARG_STATE);
	uint32 count;
	CountCache *cache;
	Filter *filter;
	TgDoubt doubt = {false, false, false};
	int32 datasource = -2;
	const uint8 *mask;

	for (int i = ARG_FILTER; i < ARG_COUNT; i++)
		if (PG_ARGISNULL(i))
			PG_RETURN_POINTER(state);
	if (PG_GETARG_INT32(ARG_TRIPS) < 1 ||
		PG_GETARG_INT32(ARG_TRIPS) > TG_MAX_SET)
		status_check(TG_BAD_TRIPSET);
	count = (uint32) PG_GETARG_INT32(ARG_TRIPS);
	cache = count_cache(fcinfo, count);
	filter = filter_open(PG_GETARG_VARLENA_P(ARG_FILTER), &cache->filter,
						 fcinfo->flinfo->fn_mcxt);

	if (tg_week_of(PG_GETARG_TIMESTAMP(ARG_FIRST)) >
			filter->bytes->weeks.last ||
		tg_week_of(PG_GETARG_TIMESTAMP(ARG_LAST)) < filter->bytes->weeks.first)
		PG_RETURN_POINTER(state);
	/* without an area, everywhere is inside */
	if (filter->area != NULL)
		doubt = tg_match_doubt(filter->bytes->match, filter->area,
							   PG_GETARG_TRIPGROUP_P(ARG_BOUNDS));
	else
		doubt.outside = filter->bytes->match == TG_MATCH_DESTINATION_ONLY;
	if (doubt.outside)
		PG_RETURN_POINTER(state);
	if (filter->bytes->has_datasource)
		datasource =
			datasource_number(filter->bytes, PG_GETARG_DATUM(ARG_DATASOURCES));
	if (datasource == -1)
		PG_RETURN_POINTER(state);
	if (!doubt.origins && !doubt.destinations && datasource == -2 &&
		filter->bytes->count_by == TG_BY_WEEK)
		PG_RETURN_POINTER(add_weeks(fcinfo, state, PG_GETARG_DATUM(ARG_WEEKS),
									filter->bytes->weeks,
									PG_GETARG_INT16(ARG_SIGN)));
	mask = mask_segment(fcinfo, filter, doubt, datasource, count, cache);
	PG_RETURN_POINTER(
		add_trips(fcinfo, state, filter->bytes, mask, count, cache));
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
		add_weeks(fcinfo, state, PG_GETARG_DATUM(2), all, PG_GETARG_INT16(1)));
}
