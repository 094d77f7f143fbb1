/*
 * lonlat_ops.c
 *	  Btree and hash operator classes of lonlat.
 */
#include "compat.h"

#include "core/geo/trip.h"
#include "types/types.h"

static int
compare_args(FunctionCallInfo fcinfo)
{
	return tg_lonlat_compare(PG_GETARG_LONLAT(0), PG_GETARG_LONLAT(1));
}

PG_FUNCTION_INFO_V1(lonlat_cmp);
Datum
lonlat_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(compare_args(fcinfo));
}

PG_FUNCTION_INFO_V1(lonlat_lt);
Datum
lonlat_lt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_args(fcinfo) < 0);
}

PG_FUNCTION_INFO_V1(lonlat_le);
Datum
lonlat_le(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_args(fcinfo) <= 0);
}

PG_FUNCTION_INFO_V1(lonlat_eq);
Datum
lonlat_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_args(fcinfo) == 0);
}

PG_FUNCTION_INFO_V1(lonlat_ne);
Datum
lonlat_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_args(fcinfo) != 0);
}

PG_FUNCTION_INFO_V1(lonlat_ge);
Datum
lonlat_ge(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_args(fcinfo) >= 0);
}

PG_FUNCTION_INFO_V1(lonlat_gt);
Datum
lonlat_gt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_args(fcinfo) > 0);
}

PG_FUNCTION_INFO_V1(lonlat_hash);
Datum
lonlat_hash(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32((int32) tg_lonlat_hash(PG_GETARG_LONLAT(0), 0));
}

PG_FUNCTION_INFO_V1(lonlat_hash_extended);
Datum
lonlat_hash_extended(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64((int64) tg_lonlat_hash(PG_GETARG_LONLAT(0),
										   (uint64) PG_GETARG_INT64(1)));
}
