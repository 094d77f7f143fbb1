/*
 * trip_passes.c
 *	  Whether a trip lies in an area.
 */
#include "compat.h"

#include "fmgr.h"
#include "utils/memutils.h"

#include "query/question.h"
#include "segment/table_scan.h"
#include "types/types.h"

/* A filter, and the context of its area. */
typedef struct KeptFilter
{
	Filter filter;
	MemoryContext context;
} KeptFilter;

/* The filter of the call before, made anew where the area is another. */
static const Filter *
kept_filter(FunctionCallInfo fcinfo)
{
	const bytea *area = PG_GETARG_BYTEA_PP(0);
	TgMatch match = match_argument(fcinfo, 1);
	KeptFilter *kept = fcinfo->flinfo->fn_extra;
	MemoryContext old;

	if (kept == NULL)
	{
		kept = fcinfo->flinfo->fn_extra = MemoryContextAllocZero(
			fcinfo->flinfo->fn_mcxt, sizeof(KeptFilter));
		kept->context = AllocSetContextCreate(
			fcinfo->flinfo->fn_mcxt, "tripgrid area", ALLOCSET_DEFAULT_SIZES);
	}
	if (kept->filter.origin.ewkb == NULL ||
		!same_bytes(kept->filter.origin.ewkb, area))
	{
		memset(&kept->filter, 0, sizeof(Filter));
		MemoryContextReset(kept->context);
		old = MemoryContextSwitchTo(kept->context);
		filter_set_areas(&kept->filter, PG_GETARG_BYTEA_P_COPY(0), NULL);
		MemoryContextSwitchTo(old);
	}
	kept->filter.match = match;
	return &kept->filter;
}

/* (area, match, origin, destination): whether a trip lies in it so */
PG_FUNCTION_INFO_V1(trip_passes);
Datum
trip_passes(PG_FUNCTION_ARGS)
{
	TgTrip trip = {PG_GETARG_LONLAT(2), PG_GETARG_LONLAT(3), 0};

	PG_RETURN_BOOL(filter_passes_ends(kept_filter(fcinfo), &trip));
}
