/*
 * reader.c
 *	  One row of a feed, read into a trip.
 */
#include "compat.h"

#include "access/xact.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "core/parse.h"
#include "feed/reader.h"
#include "tripgrid.h"

/* An instant as wall-clock time in the session's time zone. */
static int64
local_time(TimestampTz instant)
{
	return DatumGetTimestamp(DirectFunctionCall1(
		timestamptz_timestamp, TimestampTzGetDatum(instant)));
}

FeedLimits
feed_limits(void)
{
	FeedLimits limits = {setting_earliest_departure,
						 local_time(GetCurrentStatementStartTimestamp()) +
							 USECS_PER_DAY,
						 GetDatabaseEncoding() == PG_SQL_ASCII};

	return limits;
}

static TgStatus
read_name(const FieldText *field, const FeedLimits *limits, FieldText *name)
{
	*name = *field;
	tg_text_trim(&name->bytes, &name->len);
	if (name->len == 0)
		return TG_MISSING;
	if (name->len > TG_MAX_NAME_BYTES)
		return TG_TEXT_TOO_LONG;
	if (limits->check_utf8 && !tg_utf8_valid(name->bytes, name->len))
		return TG_BAD_UTF8;
	return TG_OK;
}

static TgStatus
read_position(const FieldText *field, TgLonLat *position)
{
	TgStatus status = tg_lonlat_parse(field->bytes, field->len, position);

	if (status == TG_OK && position->lon == 0 && position->lat == 0)
		return TG_NULL_ISLAND;
	return status;
}

static TgStatus
read_departure(const FieldText *field, const FeedLimits *limits,
			   int64_t *departure)
{
	TgClock clock;
	TgStatus status =
		tg_datetime_parse(field->bytes, field->len, departure, &clock);

	if (status != TG_OK)
		return status;
	if (clock == TG_CLOCK_INSTANT)
		*departure = local_time(*departure);
	if (*departure < limits->earliest)
		return TG_TOO_EARLY;
	return *departure > limits->latest ? TG_TOO_LATE : TG_OK;
}

static TgStatus
read_target(FeedTarget target, const FieldText *field,
			const FeedLimits *limits, FeedRow *row)
{
	if (field->bytes == NULL)
		return TG_MISSING;
	switch (target)
	{
		case FEED_REGION:
			return read_name(field, limits, &row->region);
		case FEED_ORIGIN:
			return read_position(field, &row->trip.origin);
		case FEED_DESTINATION:
			return read_position(field, &row->trip.destination);
		case FEED_DEPARTURE:
			return read_departure(field, limits, &row->trip.departure);
		default:
			return read_name(field, limits, &row->datasource);
	}
}

TgStatus
feed_read(const FeedMap *map, const FieldText *fields,
		  const FeedLimits *limits, FeedRow *row)
{
	TgStatus status = TG_OK;

	for (int i = 0; i < FEED_TARGETS && status == TG_OK; i++)
	{
		row->failed = map->source[i];
		status =
			read_target((FeedTarget) i, &fields[row->failed], limits, row);
	}
	for (int i = 0; i < map->extras; i++)
		map->extra_values[i] = fields[map->extra[i].source];
	return status;
}
