/*
 * tripgroup_gist.c
 *	  The GiST operator class of tripgroup: searches and nearest neighbours.
 *
 * Leaves hold whole groups, so nothing is ever rechecked.
 */
#include "compat.h"

#include "access/gist.h"
#include "access/stratnum.h"

#include "core/geo/distance.h"
#include "core/geo/group.h"
#include "core/geo/trip.h"
#include "index/strategy.h"
#include "types/types.h"

static bool
leaf_consistent(const TgGroup *group, Datum query, StrategyNumber strategy)
{
	switch (strategy)
	{
		case STRATEGY_OVERLAPS:
			return tg_group_overlaps(group, DatumGetTripGroupP(query));
		case STRATEGY_EQUAL:
			return tg_group_compare(group, DatumGetTripGroupP(query)) == 0;
		case STRATEGY_CONTAINS:
			return tg_group_contains(group, DatumGetTripGroupP(query));
		case STRATEGY_CONTAINED:
			return tg_group_contains(DatumGetTripGroupP(query), group);
		case STRATEGY_OVERLAPS_TRIP:
		case STRATEGY_CONTAINS_TRIP:
			return tg_group_contains_trip(group, DatumGetTripP(query));
		default:
			elog(ERROR, "unknown GiST strategy %d", strategy);
	}
}

/* Whether a group that answers the query may be in this one. */
static bool
inner_consistent(const TgGroup *group, Datum query, StrategyNumber strategy)
{
	switch (strategy)
	{
		case STRATEGY_OVERLAPS:
		case STRATEGY_CONTAINED:
			return tg_group_overlaps(group, DatumGetTripGroupP(query));
		case STRATEGY_EQUAL:
		case STRATEGY_CONTAINS:
			return tg_group_contains(group, DatumGetTripGroupP(query));
		case STRATEGY_OVERLAPS_TRIP:
		case STRATEGY_CONTAINS_TRIP:
			return tg_group_contains_trip(group, DatumGetTripP(query));
		default:
			elog(ERROR, "unknown GiST strategy %d", strategy);
	}
}

PG_FUNCTION_INFO_V1(tripgroup_gist_consistent);
Datum
tripgroup_gist_consistent(PG_FUNCTION_ARGS)
{
	GISTENTRY *entry = (GISTENTRY *) PG_GETARG_POINTER(0);
	Datum query = PG_GETARG_DATUM(1);
	StrategyNumber strategy = (StrategyNumber) PG_GETARG_UINT16(2);
	bool *recheck = (bool *) PG_GETARG_POINTER(4);
	const TgGroup *key = DatumGetTripGroupP(entry->key);

	*recheck = false;
	PG_RETURN_BOOL(GIST_LEAF(entry) ? leaf_consistent(key, query, strategy)
									: inner_consistent(key, query, strategy));
}

/* The operator's own value at the leaves, a lower bound above. */
PG_FUNCTION_INFO_V1(tripgroup_gist_distance);
Datum
tripgroup_gist_distance(PG_FUNCTION_ARGS)
{
	GISTENTRY *entry = (GISTENTRY *) PG_GETARG_POINTER(0);
	const TgTrip *query = PG_GETARG_TRIP_P(1);
	bool *recheck = (bool *) PG_GETARG_POINTER(4);
	const TgGroup *key = DatumGetTripGroupP(entry->key);

	*recheck = false;
	PG_RETURN_FLOAT8(GIST_LEAF(entry) ? tg_group_distance(key, query)
									  : tg_group_bound(key, query));
}
