/*
 * trip_gist.c
 *	  The GiST operator class of trip: searches and nearest neighbours.
 *
 * Leaves hold whole trips, so nothing is ever rechecked.
 */
#include "compat.h"

#include "access/gist.h"
#include "access/stratnum.h"

#include "core/geo/distance.h"
#include "core/geo/group.h"
#include "index/index_key.h"
#include "index/strategy.h"
#include "tripgrid.h"
#include "types/types.h"

PG_FUNCTION_INFO_V1(trip_gist_compress);
Datum
trip_gist_compress(PG_FUNCTION_ARGS)
{
	GISTENTRY *entry = (GISTENTRY *) PG_GETARG_POINTER(0);
	GISTENTRY *result;
	TgGroup *key;

	if (!entry->leafkey)
		PG_RETURN_POINTER(entry);
	key = palloc(sizeof *key);
	*key = index_key_of_trip(DatumGetTripP(entry->key));
	result = palloc(sizeof *result);
	gistentryinit(*result, PointerGetDatum(key), entry->rel, entry->page,
				  entry->offset, false);
	PG_RETURN_POINTER(result);
}

PG_FUNCTION_INFO_V1(trip_gist_fetch);
Datum
trip_gist_fetch(PG_FUNCTION_ARGS)
{
	GISTENTRY *entry = (GISTENTRY *) PG_GETARG_POINTER(0);
	GISTENTRY *result = palloc(sizeof *result);
	TgTrip *trip = palloc(sizeof *trip);

	*trip = index_key_trip(DatumGetTripGroupP(entry->key));
	gistentryinit(*result, PointerGetDatum(trip), entry->rel, entry->page,
				  entry->offset, false);
	PG_RETURN_POINTER(result);
}

/* Whether a trip answers the query. */
static bool
leaf_consistent(const TgTrip *trip, Datum query, StrategyNumber strategy)
{
	switch (strategy)
	{
		case STRATEGY_OVERLAPS:
		case STRATEGY_CONTAINED:
			return tg_group_contains_trip(DatumGetTripGroupP(query), trip);
		case STRATEGY_EQUAL:
			return tg_trip_compare(trip, DatumGetTripP(query)) == 0;
		case STRATEGY_SIMILAR:
			return tg_trip_similar(trip, DatumGetTripP(query),
								   setting_similar_distance,
								   setting_similar_window * TG_SECOND);
		default:
			elog(ERROR, "unknown GiST strategy %d", strategy);
	}
}

/* Whether a trip that does may be in the group. */
static bool
inner_consistent(const TgGroup *group, Datum query, StrategyNumber strategy)
{
	switch (strategy)
	{
		case STRATEGY_OVERLAPS:
		case STRATEGY_CONTAINED:
			return tg_group_overlaps(group, DatumGetTripGroupP(query));
		case STRATEGY_EQUAL:
			return tg_group_contains_trip(group, DatumGetTripP(query));
		case STRATEGY_SIMILAR:
			return tg_group_maybe_similar(group, DatumGetTripP(query),
										  setting_similar_distance,
										  setting_similar_window * TG_SECOND);
		default:
			elog(ERROR, "unknown GiST strategy %d", strategy);
	}
}

PG_FUNCTION_INFO_V1(trip_gist_consistent);
Datum
trip_gist_consistent(PG_FUNCTION_ARGS)
{
	GISTENTRY *entry = (GISTENTRY *) PG_GETARG_POINTER(0);
	Datum query = PG_GETARG_DATUM(1);
	StrategyNumber strategy = (StrategyNumber) PG_GETARG_UINT16(2);
	bool *recheck = (bool *) PG_GETARG_POINTER(4);
	const TgGroup *key = DatumGetTripGroupP(entry->key);
	TgTrip trip;

	*recheck = false;
	if (!index_key_is_trip(key))
		PG_RETURN_BOOL(inner_consistent(key, query, strategy));
	trip = index_key_trip(key);
	PG_RETURN_BOOL(leaf_consistent(&trip, query, strategy));
}

/* The operator's own value at the leaves, a lower bound above. */
PG_FUNCTION_INFO_V1(trip_gist_distance);
Datum
trip_gist_distance(PG_FUNCTION_ARGS)
{
	GISTENTRY *entry = (GISTENTRY *) PG_GETARG_POINTER(0);
	const TgTrip *query = PG_GETARG_TRIP_P(1);
	bool *recheck = (bool *) PG_GETARG_POINTER(4);
	const TgGroup *key = DatumGetTripGroupP(entry->key);
	TgTrip trip;

	*recheck = false;
	if (!index_key_is_trip(key))
		PG_RETURN_FLOAT8(tg_group_bound(key, query));
	trip = index_key_trip(key);
	PG_RETURN_FLOAT8(tg_trip_distance(&trip, query));
}
