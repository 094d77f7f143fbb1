/*
 * map.c
 *	  How the columns of a feed become a trip.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "access/table.h"
#include "utils/builtins.h"
#include "utils/float.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"

#include "core/geo/grid.h"
#include "core/text/name_fold.h"
#include "core/text/teaching_column.h"
#include "core/text/position_text.h"
#include "core/text/text.h"
#include "feed/definition.h"
#include "feed/json_row.h"
#include "feed/map.h"
#include "types/area_check.h"
#include "types/h3_cell.h"
#include "types/status.h"

static const char *const default_columns[FEED_TARGETS] = {
	"region", "origin_coord", "destination_coord", "datetime", "datasource"};

/* What a mapping may name besides further columns of trips. */
static const char *const targets[] = {"region",
									  "datasource",
									  "departed_at",
									  "departed_date",
									  "departed_time",
									  "origin",
									  "origin_lon",
									  "origin_lat",
									  "origin_place",
									  "destination",
									  "destination_lon",
									  "destination_lat",
									  "destination_place",
									  "load_key"};

static void
add_column(FeedMap *map, Relation feed, int column, AttrNumber number)
{
	TupleDesc desc = RelationGetDescr(feed);

	map->numbers[column] = number;
	map->names[column] =
		pstrdup(NameStr(TupleDescAttr(desc, number - 1)->attname));
}

static FeedMap *
create_map(int columns)
{
	FeedMap *map = palloc0(sizeof *map);

	map->columns = columns;
	map->key_column = FEED_CONSTANT;
	map->names = palloc0(columns * sizeof *map->names);
	map->numbers = palloc0(columns * sizeof *map->numbers);
	return map;
}

static FeedMap *
default_map(Relation feed)
{
	TupleDesc desc = RelationGetDescr(feed);
	FeedMap *map = create_map(FEED_TARGETS);

	map->plain = true;
	for (int i = 0; i < map->columns; i++)
	{
		AttrNumber number =
			get_attnum(RelationGetRelid(feed), default_columns[i]);

		if (number == InvalidAttrNumber ||
			TupleDescAttr(desc, number - 1)->atttypid != TEXTOID)
			ereport(ERROR, (errcode(ERRCODE_UNDEFINED_COLUMN),
							errmsg("feed \"%s\" has no text column \"%s\"",
								   RelationGetRelationName(feed),
								   default_columns[i])));
		add_column(map, feed, i, number);
		map->parts[i].first.column = i;
	}
	return map;
}

/* What is needed while a definition becomes a map. */
typedef struct Making
{
	const Definition *definition;
	FeedMap *map;
	char **columns; /* as the source calls them */
} Making;

/* Find the column of a name: the source's name, or else the feed's. */
static int
find_column(const Making *making, const char *target, const char *name)
{
	const FeedMap *map = making->map;

	for (int i = 0; i < map->columns; i++)
		if (strcmp(making->columns[i], name) == 0)
			return i;
	for (int i = 0; i < map->columns; i++)
		if (strcmp(map->names[i], name) == 0)
			return i;
	ereport(ERROR, (errcode(ERRCODE_UNDEFINED_COLUMN),
					errmsg("feed \"%s\" has no column \"%s\"",
						   making->definition->feed, name),
					errdetail("The mapping reads \"%s\" from it.", target)));
}

/* Find out where a target comes from; false if from nowhere. */
static bool
find_source(const Making *making, const char *target, FeedSource *source)
{
	const char *column =
		definition_within(making->definition, "mapping", target);
	const char *constant =
		definition_within(making->definition, "constants", target);

	source->column = FEED_CONSTANT;
	source->constant.bytes = constant;
	source->constant.len = constant == NULL ? 0 : strlen(constant);
	if (column != NULL && constant != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("\"%s\" has both a column and a constant", target)));
	if (column != NULL)
		source->column = making->map->json != NULL
							 ? json_row_path(making->map->json, column)
							 : find_column(making, target, column);
	return column != NULL || constant != NULL;
}

static void
require_one(const Making *making, int count, const char *target,
			const char *ways)
{
	if (count == 1)
		return;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 count == 0 ? errmsg("feed \"%s\" does not say where \"%s\" comes "
								 "from",
								 making->definition->feed, target)
						: errmsg("feed \"%s\" says twice where \"%s\" comes "
								 "from",
								 making->definition->feed, target),
			 errhint("%s", ways)));
}

static void
map_name(const Making *making, FeedTarget target, const char *name)
{
	FeedSource *source = &making->map->parts[target].first;

	require_one(making, find_source(making, name, source), name,
				"Map it to a column, or give a constant for it.");
	if (source->column == FEED_CONSTANT)
		feed_map_constant(making->map, target, source->constant.bytes);
}

/* Both or none of two sources. */
static bool
find_pair(const Making *making, FeedPart *part, const char *first,
		  const char *second)
{
	bool has_first = find_source(making, first, &part->first);
	bool has_second = find_source(making, second, &part->second);

	if (has_first != has_second)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("feed \"%s\" has \"%s\" without \"%s\"",
						making->definition->feed, has_first ? first : second,
						has_first ? second : first)));
	return has_first;
}

static void
map_end(const Making *making, FeedTarget target, const char *name)
{
	FeedPart *part = &making->map->parts[target];
	FeedPart pair = {FEED_LON_LAT, true};
	FeedSource place;
	bool has_text = find_source(making, name, &part->first);
	bool has_pair = find_pair(making, &pair, psprintf("%s_lon", name),
							  psprintf("%s_lat", name));
	bool has_place = find_source(making, psprintf("%s_place", name), &place);
	int positions = has_text + has_pair;

	require_one(making, positions > 0 ? positions : has_place, name,
				"Map the end itself, or its _lon and _lat, or its _place.");
	if (has_pair)
		*part = pair;
	part->named = has_place && positions > 0;
	part->name = place;
	if (has_place && positions == 0)
	{
		part->form = FEED_PLACE;
		part->first = place;
	}
}

/* The words of what a source is called; none for a constant. */
static const char *
source_words(const FeedMap *map, const FeedSource *source)
{
	const char *name;
	char *words;

	if (source->column < 0)
		return "";
	name = feed_map_name(map, source->column);
	words = palloc(TG_NAME_FOLD_ROOM(strlen(name)));
	(void) tg_name_fold(name, strlen(name), words);
	return words;
}

/* Tell whether the names of an end teach where places are. */
static bool
teaches(const FeedMap *map, const FeedPart *part)
{
	return part->named && part->name.column >= 0 &&
		   tg_column_names_places(source_words(map, &part->name)) &&
		   tg_column_locates_places(source_words(map, &part->first)) &&
		   (!part->split ||
			tg_column_locates_places(source_words(map, &part->second)));
}

/* Tell whether an end has the name of a place. */
static bool
has_place_name(const FeedPart *part)
{
	return part->form == FEED_PLACE || part->named;
}

/* A column that is both ends has a path from one to the other. */
static void
map_path(FeedMap *map)
{
	FeedPart *origin = &map->parts[FEED_ORIGIN];
	FeedPart *destination = &map->parts[FEED_DESTINATION];

	if (origin->form == FEED_ONE_TEXT && destination->form == FEED_ONE_TEXT &&
		origin->first.column >= 0 &&
		origin->first.column == destination->first.column)
		origin->form = destination->form = FEED_PATH;
}

static void
map_departure(const Making *making)
{
	FeedPart *part = &making->map->parts[FEED_DEPARTURE];
	FeedPart split = {FEED_ONE_TEXT, true};
	bool has_one = find_source(making, "departed_at", &part->first);
	bool has_split =
		find_pair(making, &split, "departed_date", "departed_time");

	require_one(making, has_one + has_split, "departed_at",
				"Map departed_at, or departed_date and departed_time.");
	if (has_split)
		*part = split;
}

static bool
is_target(const char *name)
{
	for (int i = 0; i < lengthof(targets); i++)
		if (strcmp(targets[i], name) == 0)
			return true;
	return false;
}

/* All else that is mapped, or constant, is a column of trips. */
static void
map_extras(const Making *making)
{
	static const char *const objects[] = {"mapping", "constants"};
	FeedMap *map = making->map;

	map->extra = palloc(sizeof *map->extra);
	for (int i = 0; i < lengthof(objects); i++)
	{
		int count;
		char **names = definition_keys(making->definition, objects[i], &count);

		map->extra = repalloc(map->extra,
							  (map->extras + count + 1) * sizeof *map->extra);
		for (int k = 0; k < count; k++)
		{
			FeedExtra *extra = &map->extra[map->extras];

			extra->name = names[k];
			if (!is_target(names[k]) &&
				find_source(making, names[k], &extra->source))
				map->extras++;
		}
	}
	map->extra_values =
		palloc0(Max(map->extras, 1) * sizeof *map->extra_values);
}

/* A key that every load had would be loaded once and never again. */
static void
map_key(const Making *making)
{
	FeedSource source;

	if (find_source(making, "load_key", &source) &&
		source.column == FEED_CONSTANT)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("\"load_key\" cannot be a constant"),
				 errhint("Map it to a column, or set tripgrid.load_key.")));
	making->map->key_column = source.column;
}

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

/* How positions are written that are not plain degrees. */
static void
map_positions(const Making *making)
{
	FeedMap *map = making->map;

	map->form = feed_position_form(making->definition);
	map->srid = definition_number(making->definition, "position_srid");
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

/* Trips of other known cities than that of the constant get their own. */
static void
map_cities(const Making *making)
{
	FeedMap *map = making->map;
	const FeedSource *region = &map->parts[FEED_REGION].first;

	if (!definition_flag(making->definition, "cities"))
		return;
	if (region->column == FEED_CONSTANT)
		map->city = tg_city_named(region->constant.bytes);
	if (map->city == NULL)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("cities needs a known city as constant region"),
						errhint("Leave cities out, and rows keep the constant "
								"wherever they are.")));
}

static void
map_forms(const Making *making)
{
	const Definition *definition = making->definition;
	FeedMap *map = making->map;
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

/* The microseconds of a time grid, which must divide a day. */
static int64
read_time_grid(const char *text)
{
	const Interval *interval = DatumGetIntervalP(
		DirectFunctionCall3(interval_in, CStringGetDatum(text),
							ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1)));
	int64 step = interval->time + interval->day * USECS_PER_DAY;

	if (interval->month != 0 || interval->day < 0 || interval->day > 1 ||
		interval->time < 0 || step <= 0 || USECS_PER_DAY % step != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("time_grid must divide a day, not be \"%s\"", text),
				 errhint("Use for example 15 min, 1 hour or 1 day.")));
	return step;
}

/* The metres of a position grid. */
static double
read_position_grid(const char *text)
{
	char *end;
	double metres = strtod(text, &end);

	if (*end != '\0' || !(metres >= TG_GRID_MIN && metres <= TG_GRID_MAX))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("position_grid must be %g to %g metres, not %s",
							   TG_GRID_MIN, TG_GRID_MAX, text),
						errhint("Give a number without its unit, such as "
								"{\"position_grid\": 250}.")));
	return metres;
}

static bool
read_flag(const char *name, const char *text)
{
	bool value;

	if (!parse_bool(text, &value))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("%s must be true or false", name)));
	return value;
}

bool
feed_map_has_places(const FeedMap *map)
{
	return (map->parts[FEED_ORIGIN].teaches ||
			map->parts[FEED_DESTINATION].teaches) &&
		   map->position_grid == 0 && map->time_grid == 0 &&
		   !map->hash_external_id && !map->bare_rejects;
}

int
feed_map_external_id(const FeedMap *map)
{
	for (int i = 0; i < map->extras; i++)
		if (strcmp(map->extra[i].name, "external_id") == 0)
			return i;
	return -1;
}

/*
 * What is made coarse, hashed or left out.  What is made less of is not kept
 * whole in rejects unless told so; what is hashed never is.
 */
static void
map_privacy(const Making *making)
{
	static const char *const keys[] = {"position_grid", "time_grid",
									   "hash_external_id",
									   "keep_rejected_fields"};
	FeedMap *map = making->map;
	char *options[lengthof(keys)] = {NULL};
	int count;
	char **names = definition_keys(making->definition, "privacy", &count);

	for (int i = 0; i < lengthof(keys); i++)
	{
		options[i] = definition_option(making->definition, "privacy", keys[i]);
		for (int k = 0; k < count; k++)
			if (strcmp(names[k], keys[i]) == 0)
				names[k] = names[--count];
	}
	if (count > 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("privacy has no option \"%s\"", names[0]),
				 errhint("Options are position_grid, time_grid, "
						 "hash_external_id and keep_rejected_fields.")));
	if (options[0] != NULL)
		map->position_grid = read_position_grid(options[0]);
	if (options[1] != NULL)
		map->time_grid = read_time_grid(options[1]);
	map->hash_external_id =
		options[2] != NULL && read_flag(keys[2], options[2]);
	map->bare_rejects = options[3] != NULL
							? !read_flag(keys[3], options[3])
							: map->position_grid > 0 || map->time_grid > 0 ||
								  map->hash_external_id;
	if (map->hash_external_id && feed_map_external_id(map) < 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("hash_external_id needs a mapping of "
							   "external_id")));
	if (map->hash_external_id && !map->bare_rejects)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("rejects cannot keep their fields where external_id "
						"is hashed")));
}

/* The feed's columns are the definition's, in their order. */
static void
map_columns(Making *making, Relation feed, int columns)
{
	TupleDesc desc = RelationGetDescr(feed);

	making->map = create_map(columns);
	for (int i = 0; i < columns; i++)
	{
		if (i >= desc->natts || TupleDescAttr(desc, i)->attisdropped ||
			TupleDescAttr(desc, i)->atttypid != TEXTOID)
			ereport(ERROR,
					(errcode(ERRCODE_UNDEFINED_COLUMN),
					 errmsg("feed \"%s\" has no text column for \"%s\"",
							making->definition->feed, making->columns[i])));
		add_column(making->map, feed, i, (AttrNumber) (i + 1));
	}
}

/* A feed of JSON has one column, for objects, whose values are mapped. */
static void
map_json(const Making *making)
{
	const char *format = definition_text(making->definition, "format");

	if (format == NULL || strcmp(format, "json") != 0)
		return;
	if (making->map->columns != 1)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("JSON feed \"%s\" must have one column",
							   making->definition->feed)));
	making->map->json = json_row_create(making->map->names[0]);
}

FeedMap *
feed_map_of(Relation feed)
{
	const Definition *definition = definition_of(feed);
	Making making = {definition};
	FeedMap *map;
	int columns;

	if (definition == NULL)
		return default_map(feed);
	making.columns = definition_texts(definition, "columns", &columns);
	map_columns(&making, feed, columns);
	map = making.map;
	map_json(&making);
	map_name(&making, FEED_REGION, "region");
	map_end(&making, FEED_ORIGIN, "origin");
	map_end(&making, FEED_DESTINATION, "destination");
	map_path(making.map);
	map_departure(&making);
	map_cities(&making);
	map_name(&making, FEED_DATASOURCE, "datasource");
	map_extras(&making);
	map_key(&making);
	map_forms(&making);
	map_positions(&making);
	map_privacy(&making);
	for (int end = FEED_ORIGIN; end <= FEED_DESTINATION; end++)
		map->parts[end].teaches = teaches(map, &map->parts[end]);
	if (has_place_name(&map->parts[FEED_ORIGIN]) ||
		has_place_name(&map->parts[FEED_DESTINATION]))
		map->places = places_read(store_of_relation(feed));
	return map;
}

const char *
feed_map_name(const FeedMap *map, int column)
{
	return map->json != NULL ? map->json->names[column] : map->names[column];
}

void
feed_map_constant(FeedMap *map, FeedTarget target, const char *constant)
{
	FeedSource *source = &map->parts[target].first;
	FieldText text = {constant, strlen(constant)};

	/* who says where it was means all of it */
	if (target == FEED_REGION)
		map->city = NULL;
	name_trim(&text);
	if (text.len == 0 || text.len > TG_MAX_NAME_BYTES)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("constant for \"%s\" must have 1 to %d bytes",
							   target == FEED_REGION ? "region" : "datasource",
							   TG_MAX_NAME_BYTES)));
	if (source->column == FEED_CONSTANT)
		source->constant = text;
}
