/*
 * departures.c
 *	  The departures of a segment as rows.
 */
#include "compat.h"

#include "funcapi.h"
#include "miscadmin.h"
#include "utils/timestamp.h"

#include "types/status.h"
#include "types/tripset.h"

/* (departures, datasource_nos): one row (departed_at, datasource_no) a trip */
PG_FUNCTION_INFO_V1(departures);
Datum
departures(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	TgTripset set;
	TgTripset numbers;
	int64 *departed_at;
	int64 *number;

	departures_open(PG_GETARG_DATUM(0), 0, &set);
	tripset_open(PG_GETARG_DATUM(1), 1, set.count, &numbers);
	departed_at = palloc(set.count * sizeof(int64));
	number = palloc(set.count * sizeof(int64));
	status_check(tg_departures_get(&set, departed_at));
	tg_tripset_get(&numbers, 0, number);
	InitMaterializedSRF(fcinfo, 0);
	for (uint32 i = 0; i < set.count; i++)
	{
		Datum values[2] = {TimestampGetDatum(departed_at[i]),
						   Int32GetDatum((int32) number[i])};
		bool isnull[2] = {false, false};

		CHECK_FOR_INTERRUPTS();
		tuplestore_putvalues(result->setResult, result->setDesc, values,
							 isnull);
	}
	return (Datum) 0;
}
