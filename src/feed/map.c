/*
 * map.c
 *	  How the columns of a feed become a trip.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "core/text/text.h"
#include "feed/definition.h"
#include "feed/json_row.h"
#include "feed/map.h"
#include "feed/map_key.h"
#include "feed/map_making.h"
#include "feed/map_steps.h"

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

int
named_column(const Making *making, const char *target, const char *name)
{
	const FeedMap *map = making->map;

	if (map->json != NULL)
		return json_row_path(map->json, name);
	for (int i = 0; i < map->columns; i++)
		if (strcmp(making->columns[i], name) == 0)
			return i;
	for (int i = 0; i < map->columns; i++)
		if (strcmp(map->names[i], name) == 0)
			return i;
	ereport(ERROR,
			(errcode(ERRCODE_UNDEFINED_COLUMN),
			 errmsg("feed \"%s\" has no column \"%s\"",
					making->definition->feed, name),
			 target == NULL
				 ? 0
				 : errdetail("The mapping reads \"%s\" from it.", target)));
}

bool
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
		source->column = named_column(making, target, column);
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

int
feed_map_external_id(const FeedMap *map)
{
	for (int i = 0; i < map->extras; i++)
		if (strcmp(map->extra[i].name, "external_id") == 0)
			return i;
	return -1;
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

/* Rows of a table have neither ends nor a departure. */
static void
require_no_trips(const Making *making)
{
	const FeedMap *map = making->map;
	const Definition *definition = making->definition;

	if (map->area == NULL && map->position_grid == 0 && map->time_grid == 0 &&
		!map->hash_external_id &&
		definition_text(definition, "position_form") == NULL &&
		definition_number(definition, "position_srid") == 0 &&
		!definition_flag(definition, "cities"))
		return;
	ereport(
		ERROR,
		(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
		 errmsg("area, cities, forms of positions, grids and hashes are of "
				"feeds of trips, not of feed \"%s\"",
				definition->feed)));
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
	if (definition_text(definition, "target") != NULL)
	{
		map_table(&making, store_of_relation(feed));
		map_key(&making);
		map_forms(map, definition);
		map_privacy(map, definition);
		require_no_trips(&making);
		return map;
	}
	map_name(&making, FEED_REGION, "region");
	map_end(&making, FEED_ORIGIN, "origin");
	map_end(&making, FEED_DESTINATION, "destination");
	map_path(making.map);
	map_departure(&making);
	map_cities(map, definition);
	map_name(&making, FEED_DATASOURCE, "datasource");
	map_extras(&making);
	map_trip_key(&making);
	map_key(&making);
	map_forms(map, definition);
	map_positions(map, definition);
	map_privacy(map, definition);
	map_teaching(map);
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

	/* who says where it was means all of it, but not its clocks */
	if (target == FEED_REGION && map->city != NULL)
	{
		map->city = NULL;
		map->own_clocks = true;
	}
	name_trim(&text);
	if (text.len == 0 || text.len > TG_MAX_NAME_BYTES)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("constant for \"%s\" must have 1 to %d bytes",
							   target == FEED_REGION ? "region" : "datasource",
							   TG_MAX_NAME_BYTES)));
	if (source->column == FEED_CONSTANT)
		source->constant = text;
}
