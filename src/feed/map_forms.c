/*
 * map_forms.c
 *	  How the values of a feed are written.
 */
#include "compat.h"

#include "core/text/position_text.h"
#include "core/text/text.h"
#include "feed/map_steps.h"
#include "types/area_check.h"
#include "types/h3_cell.h"
#include "types/status.h"

/* An area that is empty stands for everywhere. */
static const TgArea *
make_area(const char *hex)
{
	size_t len = strlen(hex);
	char *wkb = palloc(len / 2 + 1);
	const TgArea *area;
	TgBox bounds;
	uint64 bytes;
	size_t size;
	void *memory;

	(void) TgHexDecode(hex, len, wkb, &bytes, NULL);
	size = area_check((unsigned char *) wkb, bytes);
	memory = MemoryContextAllocHuge(CurrentMemoryContext, size);
	status_check(
		tg_area_build((unsigned char *) wkb, bytes, memory, size, &area));
	tg_area_bounds(area, &bounds);
	return bounds.west > bounds.east ? NULL : area;
}

static pg_tz *
find_zone(const char *name)
{
	pg_tz *zone = pg_tzset(name);

	if (zone == NULL)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("time zone \"%s\" is not recognized", name),
						errhint("See pg_timezone_names.")));
	return zone;
}

TgPositionForm
feed_position_form(const Definition *definition)
{
	const char *name = definition_text(definition, "position_form");
	TgPositionForm form = TG_FORM_DEGREES;

	if (name == NULL || tg_position_form_find(name, &form))
		return form;
	ereport(
		ERROR,
		(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
		 errmsg("position_form cannot be \"%s\"", name),
		 errhint("It is degrees, e6, e7, geohash, quadkey, h3, polyline or "
				 "polyline6.")));
}

/* An end has one text or two numbers, as its form wants it. */
static void
require_form(const FeedMap *map, FeedTarget target)
{
	FeedForm has = map->parts[target].form;
	bool numbers = map->form == TG_FORM_E6 || map->form == TG_FORM_E7;

	if ((numbers && (has == FEED_ONE_TEXT || has == FEED_PATH)) ||
		(tg_position_form_is_text(map->form) && has == FEED_LON_LAT))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("positions of position_form \"%s\" are in %s",
							   tg_position_form_name(map->form),
							   numbers ? "two columns" : "one column"),
						errhint(numbers ? "Map _lon and _lat of each end."
										: "Map origin and destination.")));
}

void
map_positions(FeedMap *map, const Definition *definition)
{
	map->form = feed_position_form(definition);
	map->srid = definition_number(definition, "position_srid");
	if (map->form != TG_FORM_DEGREES && map->srid != 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("position_form and position_srid exclude each "
							   "other")));
	require_form(map, FEED_ORIGIN);
	require_form(map, FEED_DESTINATION);
	if (map->form == TG_FORM_H3)
		h3_cell_require();
	if (map->srid != 0)
		map->projection = projection_create(map->srid);
}

void
map_cities(FeedMap *map, const Definition *definition)
{
	const FeedSource *region = &map->parts[FEED_REGION].first;

	if (!definition_flag(definition, "cities"))
		return;
	map->own_clocks = region->column != FEED_CONSTANT;
	if (!map->own_clocks)
		map->city = tg_city_named(region->constant.bytes);
	if (!map->own_clocks && map->city == NULL)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("cities needs a known city as constant region, "
							   "or a column of regions"),
						errhint("Leave cities out, and rows keep the constant "
								"wherever they are.")));
}

void
map_forms(FeedMap *map, const Definition *definition)
{
	const char *date_format = definition_text(definition, "date_format");
	const char *zone = definition_text(definition, "time_zone");
	const char *clock = definition_text(definition, "clock");
	const char *area = definition_text(definition, "area");
	const char *order = definition_text(definition, "position_order");

	if (date_format != NULL)
	{
		map->date_format = palloc(sizeof *map->date_format);
		status_check(tg_date_format_compile(date_format, strlen(date_format),
											map->date_format));
	}
	if (zone != NULL)
		map->zone = find_zone(zone);
	if (clock != NULL)
		map->clock = find_zone(clock);
	if (area != NULL)
		map->area = make_area(area);
	if (definition_flag(definition, "decimal_comma"))
		map->style |= TG_DECIMAL_COMMA;
	if (order != NULL && strcmp(order, "lat lon") == 0)
		map->style |= TG_LAT_FIRST;
	else if (order != NULL && strcmp(order, "lon lat") != 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("position_order must be \"lon lat\" or \"lat "
							   "lon\", not \"%s\"",
							   order)));
}
