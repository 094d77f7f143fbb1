/*
 * trip_ops.c
 *	  Btree and hash operator classes of trip.
 */
#include "compat.h"

#include "core/geo/trip.h"
#include "types/types.h"

static int
compare_args(FunctionCallInfo fcinfo)
{
	return tg_trip_compare(PG_GETARG_TRIP_P(0), PG_GETARG_TRIP_P(1));
}

PG_FUNCTION_INFO_V1(trip_cmp);
Datum
trip_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(compare_args(fcinfo));
}

PG_FUNCTION_INFO_V1(trip_lt);
Datum
trip_lt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_args(fcinfo) < 0);
}

PG_FUNCTION_INFO_V1(trip_le);
Datum
trip_le(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_args(fcinfo) <= 0);
}

PG_FUNCTION_INFO_V1(trip_eq);
Datum
trip_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_args(fcinfo) == 0);
}

PG_FUNCTION_INFO_V1(trip_ne);
Datum
trip_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_args(fcinfo) != 0);
}

PG_FUNCTION_INFO_V1(trip_ge);
Datum
trip_ge(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_args(fcinfo) >= 0);
}

PG_FUNCTION_INFO_V1(trip_gt);
Datum
trip_gt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_args(fcinfo) > 0);
}

PG_FUNCTION_INFO_V1(trip_hash);
Datum
trip_hash(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32((int32) tg_trip_hash(PG_GETARG_TRIP_P(0), 0));
}

PG_FUNCTION_INFO_V1(trip_hash_extended);
Datum
trip_hash_extended(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64((int64) tg_trip_hash(PG_GETARG_TRIP_P(0),
										 (uint64) PG_GETARG_INT64(1)));
}
