/*
 * clock_read.h
 *	  What a feed's texts of dates and times stand for.
 */
#ifndef TG_FEED_CLOCK_READ_H
#define TG_FEED_CLOCK_READ_H

#include "postgres.h"

#include "datatype/timestamp.h"
#include "pgtime.h"

#include "core/base/status.h"
#include "core/text/date_format.h"
#include "core/text/datetime.h"
#include "store/field_text.h"

/* How they are written; zones are null for the session's, or for none. */
typedef struct ClockForm
{
	const TgDateFormat *format; /* null: what the default feed reads */
	pg_tz *zone;				/* of instants */
	pg_tz *clock;				/* of what has no zone; null: local time */
} ClockForm;

/* An instant as wall-clock time in a time zone; null: the session's. */
extern int64 clock_local(pg_tz *zone, TimestampTz instant);

/* The instant at which a clock in a time zone shows a time. */
extern TimestampTz clock_instant(pg_tz *zone, int64 local);

/*
 * Read a time, and what it says of its clock; then settle what that means for
 * the feed: wall-clock time or, if *clock then says so, an instant.
 */
static inline TgStatus
clock_parse(const ClockForm *form, const FieldText *field, int64 *time,
			TgClock *clock)
{
	int64_t read;
	TgStatus status =
		form->format != NULL
			? tg_date_format_parse(form->format, field->bytes, field->len,
								   &read, clock)
			: tg_datetime_parse(field->bytes, field->len, &read, clock);

	if (status == TG_OK)
		*time = read;
	return status;
}

extern TgStatus clock_settle_other(const ClockForm *form,
								   const FieldText *field, int64 *time,
								   TgClock *clock);

static inline TgStatus
clock_settle(const ClockForm *form, const FieldText *field, int64 *time,
			 TgClock *clock)
{
	/* as it is for nearly all rows */
	return *clock == TG_CLOCK_LOCAL && form->clock == NULL
			   ? TG_OK
			   : clock_settle_other(form, field, time, clock);
}

/* Both. */
extern TgStatus clock_read(const ClockForm *form, const FieldText *field,
						   int64 *time, TgClock *clock);

#endif /* TG_FEED_CLOCK_READ_H */
