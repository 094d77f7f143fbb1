/*
 * group_operators.c
 *	  Operators between trips and groups: containment, overlap, distance and
 *	  similarity.
 */
#include "compat.h"

#include "core/geo/distance.h"
#include "core/geo/group.h"
#include "tripgrid.h"
#include "types/types.h"

PG_FUNCTION_INFO_V1(tripgroup_overlaps);
Datum
tripgroup_overlaps(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(
		tg_group_overlaps(PG_GETARG_TRIPGROUP_P(0), PG_GETARG_TRIPGROUP_P(1)));
}

PG_FUNCTION_INFO_V1(tripgroup_contains);
Datum
tripgroup_contains(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(
		tg_group_contains(PG_GETARG_TRIPGROUP_P(0), PG_GETARG_TRIPGROUP_P(1)));
}

PG_FUNCTION_INFO_V1(tripgroup_within);
Datum
tripgroup_within(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(
		tg_group_contains(PG_GETARG_TRIPGROUP_P(1), PG_GETARG_TRIPGROUP_P(0)));
}

PG_FUNCTION_INFO_V1(tripgroup_contains_trip);
Datum
tripgroup_contains_trip(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(
		tg_group_contains_trip(PG_GETARG_TRIPGROUP_P(0), PG_GETARG_TRIP_P(1)));
}

PG_FUNCTION_INFO_V1(trip_within_tripgroup);
Datum
trip_within_tripgroup(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(
		tg_group_contains_trip(PG_GETARG_TRIPGROUP_P(1), PG_GETARG_TRIP_P(0)));
}

PG_FUNCTION_INFO_V1(trip_similar);
Datum
trip_similar(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(tg_trip_similar(PG_GETARG_TRIP_P(0), PG_GETARG_TRIP_P(1),
								   setting_similar_distance,
								   setting_similar_window * TG_SECOND));
}

PG_FUNCTION_INFO_V1(trip_distance);
Datum
trip_distance(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(
		tg_trip_distance(PG_GETARG_TRIP_P(0), PG_GETARG_TRIP_P(1)));
}

PG_FUNCTION_INFO_V1(trip_similarity);
Datum
trip_similarity(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(
		tg_trip_similarity(PG_GETARG_TRIP_P(0), PG_GETARG_TRIP_P(1)));
}

PG_FUNCTION_INFO_V1(tripgroup_trip_distance);
Datum
tripgroup_trip_distance(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(
		tg_group_distance(PG_GETARG_TRIPGROUP_P(0), PG_GETARG_TRIP_P(1)));
}

PG_FUNCTION_INFO_V1(trip_tripgroup_distance);
Datum
trip_tripgroup_distance(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(
		tg_group_distance(PG_GETARG_TRIPGROUP_P(1), PG_GETARG_TRIP_P(0)));
}
