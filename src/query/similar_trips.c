/*
 * similar_trips.c
 *	  similar_trips: the trips of a store that are nearest to one.
 */
#include "compat.h"

#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "query/nearest_search.h"
#include "query/store_name.h"
#include "types/types.h"

#define DEFAULT_TRIPS 10

static void
put_trips(ReturnSetInfo *result, const NearestSearch *search)
{
	for (size_t i = 0; i < search->found; i++)
	{
		const TgNearTrip *near = &search->added.trips[i];
		bool isnull[4] = {false, false, false, false};
		Datum values[4] = {
			PointerGetDatum(&near->trip),
			Float8GetDatum(near->distance),
			PointerGetDatum(cstring_to_text_with_len(near->region.bytes,
													 (int) near->region.len)),
			PointerGetDatum(cstring_to_text_with_len(
				near->datasource.bytes, (int) near->datasource.len)),
		};

		CHECK_FOR_INTERRUPTS();
		tuplestore_putvalues(result->setResult, result->setDesc, values,
							 isnull);
	}
}

/* (trip, max_trips, store): rows of trip, distance, region, datasource */
PG_FUNCTION_INFO_V1(similar_trips);
Datum
similar_trips(PG_FUNCTION_ARGS)
{
	int32 wanted = PG_ARGISNULL(1) ? DEFAULT_TRIPS : PG_GETARG_INT32(1);
	Oid schema;
	NearestSearch search = {{{0}}};

	(void) question_store(PG_ARGISNULL(2) ? NULL : PG_GETARG_NAME(2), &schema);
	if (wanted < 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("max_trips %d must not be negative", wanted)));
	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0) || wanted == 0)
		return (Datum) 0;
	search.target = *PG_GETARG_TRIP_P(0);
	nearest_search(&search, schema, (size_t) wanted);
	put_trips((ReturnSetInfo *) fcinfo->resultinfo, &search);
	return (Datum) 0;
}
