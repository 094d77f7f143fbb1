/*
 * trip_passes.c
 *	  Whether a trip lies in an area.
 */
#include "compat.h"

#include "fmgr.h"
#include "utils/memutils.h"

#include "query/question.h"
#include "types/types.h"

/* The filter of the first call, whose area and match all calls have. */
static const Filter *
kept_filter(FunctionCallInfo fcinfo)
{
	MemoryContext old;
	Filter *filter = fcinfo->flinfo->fn_extra;

	if (filter != NULL)
		return filter;
	old = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);
	filter = palloc0(sizeof *filter);
	filter->match = match_argument(fcinfo, 1);
	filter_set_area(filter, PG_GETARG_BYTEA_P_COPY(0));
	MemoryContextSwitchTo(old);
	if (get_fn_expr_arg_stable(fcinfo->flinfo, 0) &&
		get_fn_expr_arg_stable(fcinfo->flinfo, 1))
		fcinfo->flinfo->fn_extra = filter;
	return filter;
}

/* (area, match, origin, destination): whether a trip lies in it so */
PG_FUNCTION_INFO_V1(trip_passes);
Datum
trip_passes(PG_FUNCTION_ARGS)
{
	TgTrip trip = {PG_GETARG_LONLAT(2), PG_GETARG_LONLAT(3), 0};

	PG_RETURN_BOOL(filter_passes_ends(kept_filter(fcinfo), &trip));
}
