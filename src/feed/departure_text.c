/*
 * departure_text.c
 *	  Departures as a feed reads them, for giving its rows back.
 */
#include "compat.h"

#include "fmgr.h"
#include "pgtime.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/timestamp.h"

#include "core/text/date_format.h"
#include "types/status.h"

/* The instant of a local time, in a named time zone or the session's. */
static Timestamp
instant_of(Timestamp local, const text *zone_name)
{
	pg_tz *zone =
		zone_name == NULL ? NULL : pg_tzset(text_to_cstring(zone_name));
	struct pg_tm tm;
	fsec_t fraction;

	if (timestamp2tm(local, NULL, &tm, &fraction, NULL, NULL) != 0)
		return local;
	return local +
		   USECS_PER_SEC * DetermineTimeZoneOffset(
							   &tm, zone == NULL ? session_timezone : zone);
}

/* (departed_at timestamp, date_format text, time_zone text) */
PG_FUNCTION_INFO_V1(departure_text);
Datum
departure_text(PG_FUNCTION_ARGS)
{
	text *template = PG_ARGISNULL(1) ? NULL : PG_GETARG_TEXT_PP(1);
	text *zone = PG_ARGISNULL(2) ? NULL : PG_GETARG_TEXT_PP(2);
	Timestamp departure;
	char out[TG_DATE_TEXT];
	TgDateFormat format;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	departure = PG_GETARG_TIMESTAMP(0);
	if (template == NULL)
	{
		(void) tg_datetime_format(departure, out);
		PG_RETURN_TEXT_P(cstring_to_text(out));
	}
	status_check(tg_date_format_compile(VARDATA_ANY(template),
										VARSIZE_ANY_EXHDR(template), &format));
	if (tg_date_format_has_zone(&format) && !TIMESTAMP_NOT_FINITE(departure))
		departure = instant_of(departure, zone);
	(void) tg_date_format_write(&format, departure, out);
	PG_RETURN_TEXT_P(cstring_to_text(out));
}
