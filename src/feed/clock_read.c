/*
 * clock_read.c
 *	  What a feed's texts of dates and times stand for.
 */
#include "compat.h"

#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/timestamp.h"

#include "feed/clock_read.h"
#include "types/named_clock.h"

int64
clock_local(pg_tz *zone, TimestampTz instant)
{
	struct pg_tm tm;
	fsec_t fraction;
	int west;

	if (zone == NULL)
		return DatumGetTimestamp(DirectFunctionCall1(
			timestamptz_timestamp, TimestampTzGetDatum(instant)));
	if (timestamp2tm(instant, &west, &tm, &fraction, NULL, zone) != 0)
		ereport(ERROR, (errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
						errmsg("timestamp out of range")));
	return instant - west * USECS_PER_SEC;
}

TimestampTz
clock_instant(pg_tz *zone, int64 local)
{
	struct pg_tm tm;
	fsec_t fraction;

	if (timestamp2tm(local, NULL, &tm, &fraction, NULL, NULL) != 0)
		ereport(ERROR, (errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
						errmsg("timestamp out of range")));
	return local + DetermineTimeZoneOffset(&tm, zone == NULL ? session_timezone
															 : zone) *
					   USECS_PER_SEC;
}

TgStatus
clock_settle_other(const ClockForm *form, const FieldText *field, int64 *time,
				   TgClock *clock)
{
	TgStatus status = TG_OK;
	int64_t read = *time;

	if (*clock == TG_CLOCK_NAMED)
		status = named_clock_read(field->bytes, field->len, form->zone, &read,
								  clock);
	if (status != TG_OK)
		return status;
	if (*clock != TG_CLOCK_INSTANT && form->clock != NULL)
	{
		read = clock_instant(form->clock, read);
		*clock = TG_CLOCK_INSTANT;
	}
	*time = read;
	return TG_OK;
}

TgStatus
clock_read(const ClockForm *form, const FieldText *field, int64 *time,
		   TgClock *clock)
{
	TgStatus status = clock_parse(form, field, time, clock);

	return status == TG_OK ? clock_settle(form, field, time, clock) : status;
}
