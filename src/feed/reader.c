/*
 * reader.c
 *	  One row of a feed, read into a trip.
 */
#include "compat.h"

#include "access/xact.h"
#include "mb/pg_wchar.h"
#include "utils/timestamp.h"

#include "core/base/hot.h"
#include "core/geo/grid.h"
#include "core/text/plane_text.h"
#include "core/text/position_form.h"
#include "core/text/text.h"
#include "feed/clock_read.h"
#include "feed/map_key.h"
#include "feed/reader.h"
#include "tripgrid.h"
#include "types/h3_cell.h"

#define SPLIT_ROOM 128 /* for a date and a time, joined */

#define CITY_REACH 0.5 /* degrees around a city that trips begin in */

FeedLimits
feed_limits(const FeedMap *map)
{
	FeedLimits limits = {
		setting_earliest_departure,
		clock_local(map->zone, GetCurrentStatementStartTimestamp()) +
			USECS_PER_DAY,
		GetDatabaseEncoding() == PG_SQL_ASCII, CLOCKS_ANY, NO_DEPARTURE};

	return limits;
}

static TgStatus
read_name(const FieldText *field, const FeedLimits *limits, FieldText *name)
{
	*name = *field;
	name_trim(name);
	if (name->len == 0)
		return TG_MISSING;
	if (name->len > TG_MAX_NAME_BYTES)
		return TG_TEXT_TOO_LONG;
	if (limits->check_utf8 && !tg_utf8_valid(name->bytes, name->len))
		return TG_BAD_UTF8;
	return TG_OK;
}

static TgStatus
check_position(TgLonLat position)
{
	return position.lon == 0 && position.lat == 0 ? TG_NULL_ISLAND : TG_OK;
}

static TgStatus
read_position(const FieldText *field, TgLonLat *position)
{
	TgStatus status = tg_lonlat_parse(field->bytes, field->len, position);

	return status == TG_OK ? check_position(*position) : status;
}

/* Where a trip of a city that is not the usual one departs. */
static pg_tz *
zone_of(const FeedMap *map, const FeedRow *row)
{
	if (map->zone == NULL || row->city == NULL || row->city == map->city)
		return map->zone;
	return pg_tzset(row->city->zone);
}

/* Tell whether a departure is by a clock that others of its load are by. */
static bool
clock_fits(const FeedMap *map, FeedClocks clocks, TgClock clock)
{
	bool local = clock == TG_CLOCK_LOCAL;

	switch (clocks)
	{
		case CLOCKS_LOCAL:
			return local && map->clock == NULL;
		case CLOCKS_INSTANTS:
			return !local || map->clock != NULL;
		case CLOCKS_SETTLED:
			return local ? map->clock != NULL : map->zone != NULL;
		default:
			return true;
	}
}

static TG_HOT TgStatus
read_departure(const FeedMap *map, const FieldText *field,
			   const FeedLimits *limits, FeedRow *row)
{
	ClockForm form = {map->date_format, zone_of(map, row), map->clock};
	int64 departure;
	TgClock clock;
	TgStatus status = clock_parse(&form, field, &departure, &clock);

	if (status == TG_OK && !clock_fits(map, limits->clocks, clock))
		return TG_OTHER_CLOCK;
	if (status == TG_OK && departure == limits->missing)
		return TG_NO_TIME;
	if (status == TG_OK)
		status = clock_settle(&form, field, &departure, &clock);
	if (status != TG_OK)
		return status;
	if (clock == TG_CLOCK_INSTANT)
		departure = clock_local(form.zone, departure);
	row->trip.departure = departure;
	if (departure < limits->earliest)
		return TG_TOO_EARLY;
	return departure > limits->latest ? TG_TOO_LATE : TG_OK;
}

/* One part in the default form; inline, for it is read for every row. */
static pg_attribute_always_inline TgStatus
read_plain(const FeedMap *map, FeedTarget target, const FieldText *field,
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
			return read_departure(map, field, limits, row);
		default:
			return read_name(field, limits, &row->datasource);
	}
}

/*
 * Fetch a value, and note its column as the one at fault if it is missing, or
 * cannot be read.
 */
static bool
fetch(const FeedSource *source, const FieldText *fields, FieldText *field,
	  FeedRow *row)
{
	row->failed = source->column;
	*field = source->column < 0 ? source->constant : fields[source->column];
	return field->bytes != NULL;
}

/* Read one coordinate of two columns, in degrees. */
static TgStatus
read_coordinate(const FeedMap *map, const FieldText *field, TgAxis axis,
				int32_t *out)
{
	return map->form == TG_FORM_DEGREES
			   ? tg_degrees_parse(field->bytes, field->len, axis, map->style,
								  out)
			   : tg_position_form_scaled(map->form, field->bytes, field->len,
										 axis, out);
}

/* A place on the plane of the map's SRID, in degrees. */
static TgStatus
from_plane(const FeedMap *map, TgPlanePoint point, TgLonLat *position)
{
	if (point.x == 0 && point.y == 0)
		return TG_NULL_ISLAND;
	return projection_apply(map->projection, point, position);
}

/* The same of two columns. */
static TgStatus
read_plane_columns(const FeedMap *map, const FeedPart *part,
				   const FieldText *fields, TgLonLat *position, FeedRow *row)
{
	TgPlanePoint point;
	FieldText field;
	TgStatus status;

	if (!fetch(&part->first, fields, &field, row))
		return TG_MISSING;
	status = tg_plane_coordinate(field.bytes, field.len, map->style, &point.x);
	if (status != TG_OK)
		return status;
	if (!fetch(&part->second, fields, &field, row))
		return TG_MISSING;
	status = tg_plane_coordinate(field.bytes, field.len, map->style, &point.y);
	if (status != TG_OK)
		return status;
	row->failed = part->first.column;
	return from_plane(map, point, position);
}

static TgStatus
read_lon_lat(const FeedMap *map, const FeedPart *part, const FieldText *fields,
			 TgLonLat *position, FeedRow *row)
{
	FieldText field;
	TgStatus status;

	if (map->projection != NULL)
		return read_plane_columns(map, part, fields, position, row);
	if (!fetch(&part->first, fields, &field, row))
		return TG_MISSING;
	status = read_coordinate(map, &field, TG_LON, &position->lon);
	if (status != TG_OK)
		return status;
	if (!fetch(&part->second, fields, &field, row))
		return TG_MISSING;
	status = read_coordinate(map, &field, TG_LAT, &position->lat);
	if (status != TG_OK)
		return status;
	row->failed = part->first.column;
	return check_position(*position);
}

static TgStatus
read_place(const FeedMap *map, FieldText *name, TgLonLat *position,
		   const FeedRow *row)
{
	name_trim(name);
	if (name->len == 0)
		return TG_MISSING;
	return places_find(map->places, *name, row->region, position)
			   ? TG_OK
			   : TG_NO_SUCH_PLACE;
}

/* Read an end that is written as one text, or at an end of one. */
static TgStatus
read_text(const FeedMap *map, const FieldText *field, bool path, bool last,
		  TgLonLat *position)
{
	TgPlanePoint point;
	TgStatus status;

	if (map->projection != NULL)
	{
		status = tg_plane_parse(field->bytes, field->len, map->style,
								(uint32) map->srid, path, last, &point);
		return status == TG_OK ? from_plane(map, point, position) : status;
	}
	if (map->form == TG_FORM_H3)
		return h3_cell_read(field->bytes, field->len, position);
	if (map->form != TG_FORM_DEGREES)
		return tg_position_form_parse(map->form, field->bytes, field->len,
									  last, position);
	return path ? tg_path_parse(field->bytes, field->len, map->style, last,
								position)
				: tg_position_parse(field->bytes, field->len, map->style,
									position);
}

/* The name that an end has besides its position; empty for none. */
static FieldText
name_of_end(const FeedPart *part, const FieldText *fields)
{
	FieldText name = {NULL, 0};

	if (part->named)
		name = part->name.column < 0 ? part->name.constant
									 : fields[part->name.column];
	if (name.bytes == NULL)
		return (FieldText){"", 0};
	name_trim(&name);
	return name;
}

/* An end without a position of its own may have that of its name. */
static TgStatus
stand_in(const FeedMap *map, const FeedPart *part, const FieldText *fields,
		 TgStatus status, TgLonLat *position, const FeedRow *row)
{
	FieldText name = name_of_end(part, fields);

	return name.len > 0 &&
				   places_find(map->places, name, row->region, position)
			   ? TG_OK
			   : status;
}

void
feed_note_places(const FeedMap *map, const FieldText *fields,
				 const FeedRow *row, bool came)
{
	static const FeedTarget ends[] = {FEED_ORIGIN, FEED_DESTINATION};
	SeenEnd seen[] = {{{"", 0}, row->trip.origin},
					  {{"", 0}, row->trip.destination}};

	for (int i = 0; i < lengthof(ends); i++)
		if (map->parts[ends[i]].teaches)
			seen[i].name = name_of_end(&map->parts[ends[i]], fields);
	places_seen_trip(map->seen, row->region, seen, came);
}

static TG_HOT TgStatus
read_end(const FeedMap *map, const FeedPart *part, const FieldText *fields,
		 TgLonLat *position, FeedRow *row)
{
	FieldText field;
	TgStatus status;

	if (part->form == FEED_LON_LAT)
		status = read_lon_lat(map, part, fields, position, row);
	else if (!fetch(&part->first, fields, &field, row))
		status = TG_MISSING;
	else if (part->form == FEED_PLACE)
		status = read_place(map, &field, position, row);
	else
	{
		status = read_text(map, &field, part->form == FEED_PATH,
						   part == &map->parts[FEED_DESTINATION], position);
		if (status == TG_OK)
			status = check_position(*position);
	}
	if (part->named && (status == TG_MISSING || status == TG_NULL_ISLAND))
		status = stand_in(map, part, fields, status, position, row);
	if (status == TG_OK && map->area != NULL &&
		!tg_area_covers(map->area, *position))
		return TG_OUTSIDE_AREA;
	return status;
}

/* Join a date and a time with a blank, and read them as one text. */
static pg_noinline TgStatus
read_split_departure(const FeedMap *map, const FeedPart *part,
					 const FieldText *fields, const FeedLimits *limits,
					 FeedRow *row)
{
	char joined[SPLIT_ROOM];
	FieldText date;
	FieldText time;
	FieldText both = {joined, 0};

	if (!fetch(&part->second, fields, &time, row))
		return TG_MISSING;
	tg_text_trim(&time.bytes, &time.len);
	if (time.len == 0)
		return TG_MISSING;
	if (!fetch(&part->first, fields, &date, row))
		return TG_MISSING;
	tg_text_trim(&date.bytes, &date.len);
	if (date.len == 0)
		return TG_MISSING;
	both.len = date.len + 1 + time.len;
	if (both.len > sizeof joined)
		return TG_BAD_DATETIME;
	memcpy(joined, date.bytes, date.len);
	joined[date.len] = ' ';
	memcpy(joined + date.len + 1, time.bytes, time.len);
	return read_departure(map, &both, limits, row);
}

/* The region of a trip that begins where another city may be. */
static TgStatus
find_city(const FeedMap *map, FeedRow *row)
{
	row->city = tg_city_about(row->trip.origin, map->city, CITY_REACH);
	if (row->city == NULL)
		return TG_FAR_FROM_CITY;
	if (row->city != map->city)
		row->region =
			(FieldText){row->city->name, (uint32) strlen(row->city->name)};
	return TG_OK;
}

/*
 * The city whose clock a trip has: where it begins, or near the one that its
 * region names, for cities share their names with others.
 */
static const TgCity *
city_of_clock(const FeedRow *row)
{
	const TgCity *city = tg_city_of(row->trip.origin);
	char region[NAMEDATALEN];

	if (city != NULL || row->region.len >= sizeof region)
		return city;
	memcpy(region, row->region.bytes, row->region.len);
	region[row->region.len] = '\0';
	city = tg_city_named(region);
	return city == NULL ? NULL
						: tg_city_about(row->trip.origin, city, CITY_REACH);
}

static TgStatus
read_origin(const FeedMap *map, const FeedPart *part, const FieldText *fields,
			FeedRow *row)
{
	TgStatus status = read_end(map, part, fields, &row->trip.origin, row);

	if (status == TG_OK && map->city != NULL)
		status = find_city(map, row);
	else if (status == TG_OK && map->own_clocks)
		row->city = city_of_clock(row);
	return status;
}

/* A degree of 0 is none where no city is near: it stands for what is missing.
 */
static TgStatus
read_destination(const FeedMap *map, const FeedPart *part,
				 const FieldText *fields, FeedRow *row)
{
	TgLonLat *end = &row->trip.destination;
	TgStatus status = read_end(map, part, fields, end, row);

	if (status == TG_OK && map->city != NULL && row->city != NULL &&
		(end->lon == 0 || end->lat == 0) &&
		tg_city_about(*end, row->city, CITY_REACH) == NULL)
		return TG_ZERO_DEGREES;
	return status;
}

/* A part of a row of any other form; inline as read_plain is. */
static pg_attribute_always_inline TgStatus
read_mapped(const FeedMap *map, FeedTarget target, const FieldText *fields,
			const FeedLimits *limits, FeedRow *row)
{
	const FeedPart *part = &map->parts[target];
	FieldText field;

	switch (target)
	{
		case FEED_ORIGIN:
			return read_origin(map, part, fields, row);
		case FEED_DESTINATION:
			return read_destination(map, part, fields, row);
		case FEED_DEPARTURE:
			if (part->split)
				return read_split_departure(map, part, fields, limits, row);
			break;
		default:
			break;
	}
	if (!fetch(&part->first, fields, &field, row))
		return TG_MISSING;
	return read_plain(map, target, &field, limits, row);
}

/* Where the place of the origin is missing, look for that of the other end. */
static void
look_for_other_place(const FeedMap *map, const FieldText *fields, FeedRow *row)
{
	const FeedPart *part = &map->parts[FEED_DESTINATION];
	FeedRow other = *row;
	TgLonLat position;
	FieldText name;

	if (part->form == FEED_PLACE &&
		fetch(&part->first, fields, &name, &other) &&
		read_place(map, &name, &position, &other) == TG_NO_SUCH_PLACE)
		row->also_missing = name;
}

/* Leave of a trip what the feed's grids leave of it. */
static void
make_coarse(const FeedMap *map, TgTrip *trip)
{
	if (map->position_grid > 0)
	{
		trip->origin = tg_grid_snap(map->position_grid, trip->origin);
		trip->destination =
			tg_grid_snap(map->position_grid, trip->destination);
	}
	if (map->time_grid > 0)
		trip->departure = tg_grid_departure(map->time_grid, trip->departure);
}

/*
 * Of a row that is at fault before its departure, that is looked at all the
 * same: when it is tried again, nobody knows any more by which clock the
 * others were, or that they were of a file.
 */
static pg_noinline TgStatus
look_at_clock(const FeedMap *map, const FieldText *fields,
			  const FeedLimits *limits, TgStatus status, FeedRow *row)
{
	FeedRow other = *row;
	TgStatus clock;

	if (limits->clocks == CLOCKS_ANY && limits->missing == NO_DEPARTURE)
		return status;
	other.city = map->city; /* it may not be known where the trip began */
	other.failed = FEED_DEPARTURE;
	clock = map->plain
				? read_plain(map, FEED_DEPARTURE, &fields[FEED_DEPARTURE],
							 limits, &other)
				: read_mapped(map, FEED_DEPARTURE, fields, limits, &other);
	if (clock != TG_OTHER_CLOCK && clock != TG_NO_TIME)
		return status;
	row->failed = other.failed;
	return clock;
}

TG_HOT TgStatus
feed_read(const FeedMap *map, const FieldText *fields,
		  const FeedLimits *limits, FeedRow *row)
{
	TgStatus status = TG_OK;
	int i;

	row->failed = 0;
	row->region = row->also_missing = (FieldText){NULL, 0};
	row->city = NULL;
	if (map->plain)
	{
		for (i = 0; i < FEED_TARGETS && status == TG_OK; i++)
		{
			row->failed = i;
			status = read_plain(map, (FeedTarget) i, &fields[i], limits, row);
		}
		if (status != TG_OK && i <= FEED_DEPARTURE)
			status = look_at_clock(map, fields, limits, status, row);
		return status;
	}
	for (i = 0; i < FEED_TARGETS && status == TG_OK; i++)
		status = read_mapped(map, (FeedTarget) i, fields, limits, row);
	if (status != TG_OK && i <= FEED_DEPARTURE)
		status = look_at_clock(map, fields, limits, status, row);
	if (status == TG_NO_SUCH_PLACE &&
		row->failed == map->parts[FEED_ORIGIN].first.column)
		look_for_other_place(map, fields, row);
	if (status == TG_OK)
		make_coarse(map, &row->trip);
	for (i = 0; i < map->extras; i++)
	{
		const FeedSource *source = &map->extra[i].source;

		map->extra_values[i] =
			source->column < 0 ? source->constant : fields[source->column];
	}
	if (map->keys > 1)
		map->extra_values[map->extras - 1] = feed_key_of(map, fields);
	return status;
}
