/*
 * tripgroup_ops.c
 *	  Btree and hash operator classes of tripgroup.
 */
#include "compat.h"

#include "core/geo/trip.h"
#include "types/types.h"

static int
compare_args(FunctionCallInfo fcinfo)
{
	return tg_group_compare(PG_GETARG_TRIPGROUP_P(0),
							PG_GETARG_TRIPGROUP_P(1));
}

PG_FUNCTION_INFO_V1(tripgroup_cmp);
Datum
tripgroup_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(compare_args(fcinfo));
}

PG_FUNCTION_INFO_V1(tripgroup_lt);
Datum
tripgroup_lt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_args(fcinfo) < 0);
}

PG_FUNCTION_INFO_V1(tripgroup_le);
Datum
tripgroup_le(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_args(fcinfo) <= 0);
}

PG_FUNCTION_INFO_V1(tripgroup_eq);
Datum
tripgroup_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_args(fcinfo) == 0);
}

PG_FUNCTION_INFO_V1(tripgroup_ne);
Datum
tripgroup_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_args(fcinfo) != 0);
}

PG_FUNCTION_INFO_V1(tripgroup_ge);
Datum
tripgroup_ge(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_args(fcinfo) >= 0);
}

PG_FUNCTION_INFO_V1(tripgroup_gt);
Datum
tripgroup_gt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_args(fcinfo) > 0);
}

PG_FUNCTION_INFO_V1(tripgroup_hash);
Datum
tripgroup_hash(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32((int32) tg_group_hash(PG_GETARG_TRIPGROUP_P(0), 0));
}

PG_FUNCTION_INFO_V1(tripgroup_hash_extended);
Datum
tripgroup_hash_extended(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64((int64) tg_group_hash(PG_GETARG_TRIPGROUP_P(0),
										  (uint64) PG_GETARG_INT64(1)));
}
