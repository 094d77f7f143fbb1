/*
 * make_feed.c
 *	  Feeds made, changed and dropped by a store's owner.
 *
 * Only who has the rights of the owner may; what is defined, the owner
 * defines, in a restricted operation: the parser already evaluates literals,
 * by types of columns that the owner may have changed a moment ago.
 */
#include "compat.h"

#include "access/relation.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "feed/feed_list.h"
#include "feed/feed_view.h"
#include "feed/make_feed.h"
#include "feed/map.h"
#include "feed/table_shape.h"
#include "feed/table_view.h"
#include "store/extras.h"
#include "store/handle.h"
#include "store/owned.h"
#include "store/readable.h"
#include "store/secret.h"
#include "store/sql.h"
#include "store/views.h"
#include "target/target_key.h"
#include "target/target_make.h"
#include "types/area_check.h"

/* Make the column that a mapping names and that we know how to make. */
static void
add_external_id(const Store *store)
{
	Oid trips = handle_table(&store->tables, REL_TRIPS);
	AttrNumber number = get_attnum(trips, "external_id");
	Oid type =
		number == InvalidAttrNumber ? InvalidOid : get_atttype(trips, number);
	const char *quoted = quote_qualified_identifier(store->name, "trips");

	if (!OidIsValid(type))
		/* identities are the same if their bytes are */
		sql_run_text("ALTER TABLE %s "
					 "ADD COLUMN external_id text COLLATE \"C\"",
					 quoted);
	else
		extras_require_identity(type);
	if (!OidIsValid(
			get_relname_relid("trips_external_id", get_rel_namespace(trips))))
		sql_run_text("CREATE UNIQUE INDEX trips_external_id ON %s "
					 "(datasource, external_id) "
					 "WHERE external_id IS NOT NULL",
					 quoted);
}

static void
put_triggers(const char *view, const Definition *definition, bool is_new)
{
	const char *argument =
		definition == NULL
			? ""
			: quote_literal_cstr(JsonbToCString(
				  NULL, definition->root, VARSIZE(definition->document)));

	sql_run_text("CREATE OR REPLACE TRIGGER feed_row INSTEAD OF INSERT ON %s "
				 "FOR EACH ROW EXECUTE FUNCTION tripgrid.feed_row(%s)",
				 view, argument);
	if (is_new)
		sql_run_text("CREATE TRIGGER feed_end AFTER INSERT ON %s "
					 "FOR EACH STATEMENT EXECUTE FUNCTION tripgrid.feed_end()",
					 view);
}

/* Make sure that the table keeps rows of one key once. */
static void
make_key(Store *store, const FeedMap *map)
{
	const TableFeed *table = map->table;
	char **names = palloc(table->keys * sizeof *names + 1);
	StoreCaller caller;

	for (int i = 0; i < table->keys; i++)
	{
		names[i] = map->extra[table->key[i]].name;
		target_require_comparable(table->target, names[i]);
	}
	if (table->version >= 0)
		target_require_comparable(table->target,
								  map->extra[table->version].name);
	if (table->replace && !table->history)
		target_require_update(table->target);
	if (table->keys == 0)
		return;
	caller = store_become_owner(store);
	if (table->history)
		target_make_latest(table->target, names, table->keys,
						   map->extra[table->version].name);
	else
		target_make_key(table->target, names, table->keys);
	store_resume(caller);
}

/*
 * Raise an error unless the definition of a feed makes sense, and make the
 * secret and the key that it wants.
 */
static void
check_feed(Oid view)
{
	Relation feed = relation_open(view, AccessShareLock);
	FeedMap *map = feed_map_of(feed);
	Store *store = store_of_relation(feed);
	char **names = palloc(map->extras * sizeof *names + 1);

	for (int i = 0; i < map->extras; i++)
		names[i] = map->extra[i].name;
	if (map->extras > 0)
		(void) extras_create(store,
							 map->table != NULL ? map->table->target->table
												: store->tables.oid[REL_TRIPS],
							 names, map->extras);
	if (map->table != NULL)
		make_key(store, map);
	if (map->hash_external_id)
		(void) store_secret(store, SECRET_IDENTITIES, true);
	relation_close(feed, NoLock);
}

/* What has a name now that locks were awaited: the same, and of our types. */
static void
look_again(Store *store)
{
	store_look_again(store);
	store_require_readable(store->name, store->schema);
}

static bool
identifies_trips(const Definition *definition)
{
	int keys;

	(void) definition_texts(definition, "key", &keys);
	return keys > 0 ||
		   definition_within(definition, "mapping", "external_id") != NULL;
}

static void
define(Store *store, const char *name, const Definition *definition,
	   bool is_new)
{
	const char *target =
		definition == NULL ? NULL : definition_text(definition, "target");
	int settings = sql_begin();

	if (target == NULL && definition != NULL && identifies_trips(definition))
		add_external_id(store);
	store_put_view(
		store->name, name,
		target != NULL ? table_feed_query(store, definition)
					   : feed_query(store->name, definition),
		definition == NULL
			? "COPY or INSERT into it to load trips; SELECT gives them back "
			  "as CSV would have them"
		: target == NULL
			? "COPY or INSERT into it to load trips of this shape; SELECT "
			  "gives back what is known of it"
			: psprintf("COPY or INSERT into it to load rows of %s; SELECT "
					   "gives them back",
					   target));
	put_triggers(quote_qualified_identifier(store->name, name), definition,
				 is_new);
	sql_end(settings);
}

void
feed_put(const char *schema, const char *name, const Definition *definition)
{
	Store *store = store_owned(schema);
	/* the feed's lock comes before that of trips, as in a load */
	bool is_new = !OidIsValid(store_lock_owned(schema, name));
	StoreCaller caller;

	look_again(store);
	store_require_create(store);
	caller = store_become_owner(store);
	define(store, name, definition, is_new);
	store_resume(caller);
	check_feed(get_relname_relid(name, store->schema));
}

static void
require_free_name(const char *store, Oid schema, const char *name)
{
	if (feed_named(schema, name) != NULL)
		ereport(ERROR, (errcode(ERRCODE_DUPLICATE_TABLE),
						errmsg("feed \"%s\" already exists", name),
						errhint("Use tripgrid.change_feed(), or "
								"tripgrid.drop_feed() first.")));
	if (OidIsValid(get_relname_relid(name, schema)))
		ereport(ERROR,
				(errcode(ERRCODE_DUPLICATE_TABLE),
				 errmsg("relation \"%s\" of store \"%s\" already exists", name,
						store)));
}

/* The format that a shape has; null: the usual one. */
static const char *
format_of(const FeedShape *shape)
{
	const NullableDatum *format = &shape->value[SHAPE_FORMAT];

	return format->isnull ? NULL : TextDatumGetCString(format->value);
}

/* A definition of a shape; it says if rows are to have their load. */
static Jsonb *
whole_definition(const char *store, const FeedShape *shape)
{
	const NullableDatum *target = &shape->value[SHAPE_TARGET];
	Jsonb *definition = shape_definition(shape, true);

	if (target->isnull ||
		!target_find(store_owned(store), TextDatumGetCString(target->value))
			 ->has_load)
		return definition;
	return DatumGetJsonbP(DirectFunctionCall2(
		jsonb_concat, JsonbPGetDatum(definition),
		DirectFunctionCall1(jsonb_in,
							CStringGetDatum("{\"load_id\": true}"))));
}

/* A feed of JSON has one column, whatever is in its objects. */
static void
name_object(FeedShape *shape)
{
	static char *const object[] = {"object"};
	int count;
	char **columns = shape_columns(shape, &count);

	if (count > 1 || (count == 1 && strcmp(columns[0], object[0]) != 0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a feed of JSON has no columns but \"object\""),
				 errhint("Leave columns out, and name what is read from the "
						 "objects in mapping.")));
	shape_name_columns(shape, object, lengthof(object));
}

void
feed_create(const char *store, const char *name, FeedShape *shape)
{
	const char *format = format_of(shape);
	bool json = format != NULL && strcmp(format, "json") == 0;
	int columns;

	if (name[0] == '\0')
		ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
						errmsg("a feed must have a name")));
	if (json)
		name_object(shape);
	if (!shape->value[SHAPE_TARGET].isnull)
		table_settle_shape(store_owned(store), shape, json);
	(void) shape_columns(shape, &columns);
	if (columns == 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("a feed must have columns"),
						errhint("Name them as the header of the source does, "
								"in its order.")));
	if (format != NULL && !json && strcmp(format, "csv") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("format must be csv or json, not \"%s\"", format)));
	require_free_name(store, store_schema(store), name);
	feed_put(store, name,
			 definition_from(name, whole_definition(store, shape)));
}

static const char *
name_argument(FunctionCallInfo fcinfo)
{
	return PG_ARGISNULL(0) ? "" : NameStr(*PG_GETARG_NAME(0));
}

/* The store of an argument, which the caller must own. */
static const char *
owned_store(FunctionCallInfo fcinfo, int n)
{
	const char *store =
		store_existing(PG_ARGISNULL(n) ? NULL : PG_GETARG_NAME(n));

	(void) store_require_owner(store);
	return store;
}

/* Lock the table of a feed that is made, and give it what it is to have. */
static void
begin_target(const char *store, const char *name, bool add_load_id)
{
	target_lock(store_owned(store), name);
	if (add_load_id)
		target_add_load(store, name);
}

/*
 * (name, columns, mapping, constants, date_format, time_zone, decimal_comma,
 * position_order, area, format, position_form, position_srid, privacy, clock,
 * cities, target, key, on_key, version, history, add_load_id, store)
 */
PG_FUNCTION_INFO_V1(create_feed);
Datum
create_feed(PG_FUNCTION_ARGS)
{
	const char *store = owned_store(fcinfo, 2 + SHAPE_KEYS);
	FeedShape shape = {.geometry = argument_type(fcinfo, 1 + SHAPE_AREA)};

	for (int i = 0; i < SHAPE_KEYS; i++)
		shape.value[i] = fcinfo->args[1 + i];
	if (!shape.value[SHAPE_TARGET].isnull)
		begin_target(
			store, TextDatumGetCString(shape.value[SHAPE_TARGET].value),
			!PG_ARGISNULL(1 + SHAPE_KEYS) && PG_GETARG_BOOL(1 + SHAPE_KEYS));
	feed_create(store, name_argument(fcinfo), &shape);
	PG_RETURN_VOID();
}

/* The feed of that name; an error if there is none. */
static const Feed *
existing_feed(const char *store, const char *name)
{
	const Feed *feed = feed_named(store_schema(store), name);

	if (feed != NULL)
		return feed;
	ereport(ERROR, (errcode(ERRCODE_UNDEFINED_TABLE),
					errmsg("feed \"%s\" does not exist", name)));
}

/*
 * A new mapping of a feed into a table takes the place of the old one with all
 * that create_feed settled by names: settle it again.  The feed's lock comes
 * before that of the table, as in a load.
 */
static void
settle_mapping(const char *store, const char *name,
			   const Definition *definition, FeedShape *shape)
{
	const char *target = definition_text(definition, "target");
	const char *format = definition_text(definition, "format");
	FeedShape whole;

	if (target == NULL || shape->value[SHAPE_MAPPING].isnull)
		return;
	(void) store_lock_owned(store, name);
	target_lock(store_owned(store), target);
	shape_read(definition, shape->geometry, &whole);
	whole.value[SHAPE_MAPPING] = shape->value[SHAPE_MAPPING];
	if (!shape->value[SHAPE_CONSTANTS].isnull)
		whole.value[SHAPE_CONSTANTS] = shape->value[SHAPE_CONSTANTS];
	table_settle_shape(store_owned(store), &whole,
					   format != NULL && strcmp(format, "json") == 0);
	shape->value[SHAPE_MAPPING] = whole.value[SHAPE_MAPPING];
}

/* Arguments of change_feed. */
static const ShapeKey changed_keys[] = {
	SHAPE_MAPPING,	 SHAPE_CONSTANTS,	  SHAPE_DATE_FORMAT,
	SHAPE_TIME_ZONE, SHAPE_DECIMAL_COMMA, SHAPE_POSITION_ORDER,
	SHAPE_AREA,		 SHAPE_POSITION_FORM, SHAPE_POSITION_SRID,
	SHAPE_PRIVACY,	 SHAPE_CLOCK,		  SHAPE_CITIES};

#define CHANGED_AREA 7 /* the argument */

/*
 * (name, mapping, constants, date_format, time_zone, decimal_comma,
 * position_order, area, position_form, position_srid, privacy, clock, cities,
 * store): what is null stays
 */
PG_FUNCTION_INFO_V1(change_feed);
Datum
change_feed(PG_FUNCTION_ARGS)
{
	const char *store = owned_store(fcinfo, 1 + lengthof(changed_keys));
	const char *name = name_argument(fcinfo);
	const Feed *feed = existing_feed(store, name);
	FeedShape shape;
	Datum changed;

	if (feed->argument == NULL)
		ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
						errmsg("feed \"%s\" has the default shape", name),
						errhint("Use tripgrid.create_feed() to make another "
								"feed.")));
	shape_clear(&shape);
	shape.geometry = argument_type(fcinfo, CHANGED_AREA);
	for (int i = 0; i < lengthof(changed_keys); i++)
		shape.value[changed_keys[i]] = fcinfo->args[1 + i];
	settle_mapping(store, name, feed_definition(feed), &shape);
	changed = DirectFunctionCall2(
		jsonb_concat, JsonbPGetDatum(feed_definition(feed)->document),
		JsonbPGetDatum(shape_definition(&shape, false)));
	feed_put(store, name, definition_from(name, DatumGetJsonbP(changed)));
	PG_RETURN_VOID();
}

/* (name, store) */
PG_FUNCTION_INFO_V1(drop_feed);
Datum
drop_feed(PG_FUNCTION_ARGS)
{
	const char *store = owned_store(fcinfo, 1);
	const char *name = name_argument(fcinfo);
	int settings;

	if (strcmp(name, "feed") == 0)
		ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
						errmsg("a store keeps its default feed")));
	(void) existing_feed(store, name);
	settings = sql_begin();
	sql_run_text("DROP VIEW %s", quote_qualified_identifier(store, name));
	sql_end(settings);
	PG_RETURN_VOID();
}
