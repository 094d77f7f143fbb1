/*
 * generate_trips.c
 *	  Trips made up, in the columns of the default feed.
 */
#include "compat.h"

#include <string.h>

#include "access/htup_details.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "core/geo/generate.h"
#include "core/text/datetime.h"
#include "core/text/position_text.h"

/* A position as a feed shows it, with a blank after "POINT". */
static text *
position_text(TgLonLat position)
{
	char out[1 + TG_LONLAT_TEXT];

	tg_lonlat_format(position, out + 1);
	memcpy(out, "POINT ", strlen("POINT "));
	return cstring_to_text(out);
}

/* The trip of one number; generate_trips calls it for each. */
PG_FUNCTION_INFO_V1(generated_trip);
Datum
generated_trip(PG_FUNCTION_ARGS)
{
	Timestamp since;
	Timestamp until;
	TgGenerated made;
	char departure[TG_DATETIME_TEXT];
	TupleDesc desc;
	Datum values[5];
	bool nulls[5] = {false};

	for (int i = 0; i < 4; i++)
		if (PG_ARGISNULL(i))
			ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
							errmsg("seed, since and until must not be null")));
	since = PG_GETARG_TIMESTAMP(2);
	until = PG_GETARG_TIMESTAMP(3);
	if (tg_generate_trip((uint64) PG_GETARG_INT64(1),
						 (uint64) PG_GETARG_INT64(0), since, until,
						 &made) != TG_OK)
		ereport(
			ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg(
				 "since must be before until, both in the years 1 to 9999")));
	if (fcinfo->flinfo->fn_extra == NULL)
	{
		MemoryContext before = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);

		if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
			elog(ERROR, "generated_trip does not return a row");
		fcinfo->flinfo->fn_extra = BlessTupleDesc(desc);
		MemoryContextSwitchTo(before);
	}
	desc = fcinfo->flinfo->fn_extra;
	tg_datetime_format(made.trip.departure, departure);
	values[0] = CStringGetTextDatum(made.region);
	values[1] = PointerGetDatum(position_text(made.trip.origin));
	values[2] = PointerGetDatum(position_text(made.trip.destination));
	values[3] = CStringGetTextDatum(departure);
	values[4] = CStringGetTextDatum(made.datasource);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(desc, values, nulls)));
}
