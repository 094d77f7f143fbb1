/*
 * trip.c
 *	  The type trip: input, output, constructor and accessors.
 */
#include "compat.h"

#include "libpq/pqformat.h"
#include "utils/timestamp.h"

#include "core/geo/trip.h"
#include "core/text/trip_text.h"
#include "types/status.h"
#include "types/types.h"

PG_FUNCTION_INFO_V1(trip_in);
Datum
trip_in(PG_FUNCTION_ARGS)
{
	char *text = PG_GETARG_CSTRING(0);
	TgTrip *trip = palloc0(sizeof *trip);
	TgStatus status = tg_trip_parse(text, strlen(text), trip);

	if (status != TG_OK)
		ereturn(
			TG_SOFT_CONTEXT(fcinfo), (Datum) 0,
			(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
			 errmsg("invalid input syntax for type %s: \"%s\"", "trip", text),
			 errdetail("The %s.", status_text(status)->message),
			 errhint("%s", status_text(TG_BAD_TRIP)->hint)));
	PG_RETURN_POINTER(trip);
}

PG_FUNCTION_INFO_V1(trip_out);
Datum
trip_out(PG_FUNCTION_ARGS)
{
	char *text = palloc(TG_TRIP_TEXT);

	tg_trip_format(PG_GETARG_TRIP_P(0), text);
	PG_RETURN_CSTRING(text);
}

PG_FUNCTION_INFO_V1(trip_recv);
Datum
trip_recv(PG_FUNCTION_ARGS)
{
	StringInfo buffer = (StringInfo) PG_GETARG_POINTER(0);
	TgTrip *trip = palloc0(sizeof *trip);

	trip->origin.lon = (int32) pq_getmsgint(buffer, 4);
	trip->origin.lat = (int32) pq_getmsgint(buffer, 4);
	trip->destination.lon = (int32) pq_getmsgint(buffer, 4);
	trip->destination.lat = (int32) pq_getmsgint(buffer, 4);
	trip->departure = pq_getmsgint64(buffer);
	if (!tg_trip_valid(trip))
		ereport(ERROR, (errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
						errmsg("trip is out of range")));
	PG_RETURN_POINTER(trip);
}

PG_FUNCTION_INFO_V1(trip_send);
Datum
trip_send(PG_FUNCTION_ARGS)
{
	TgTrip *trip = PG_GETARG_TRIP_P(0);
	StringInfoData buffer;

	pq_begintypsend(&buffer);
	pq_sendint32(&buffer, (uint32) trip->origin.lon);
	pq_sendint32(&buffer, (uint32) trip->origin.lat);
	pq_sendint32(&buffer, (uint32) trip->destination.lon);
	pq_sendint32(&buffer, (uint32) trip->destination.lat);
	pq_sendint64(&buffer, trip->departure);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buffer));
}

PG_FUNCTION_INFO_V1(trip);
Datum
trip(PG_FUNCTION_ARGS)
{
	TgTrip *trip = palloc0(sizeof *trip);

	trip->origin = PG_GETARG_LONLAT(0);
	trip->destination = PG_GETARG_LONLAT(1);
	trip->departure = PG_GETARG_TIMESTAMP(2);
	if (!tg_trip_valid(trip))
		ereport(
			ERROR,
			(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
			 errmsg("departure of a trip must be in the years 1 to 9999")));
	PG_RETURN_POINTER(trip);
}

PG_FUNCTION_INFO_V1(origin);
Datum
origin(PG_FUNCTION_ARGS)
{
	PG_RETURN_LONLAT(PG_GETARG_TRIP_P(0)->origin);
}

PG_FUNCTION_INFO_V1(destination);
Datum
destination(PG_FUNCTION_ARGS)
{
	PG_RETURN_LONLAT(PG_GETARG_TRIP_P(0)->destination);
}

PG_FUNCTION_INFO_V1(departure);
Datum
departure(PG_FUNCTION_ARGS)
{
	PG_RETURN_TIMESTAMP(PG_GETARG_TRIP_P(0)->departure);
}
