/*
 * stores.c
 *	  Stores, made and dropped, and their views made anew.
 */
#include "compat.h"

#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"

#include "compact/rebuild.h"
#include "feed/feed_list.h"
#include "feed/make_feed.h"
#include "store/make_store.h"
#include "store/owned.h"
#include "store/sql.h"
#include "store/store.h"
#include "store/views.h"
#include "tripgrid.h"

/* A name as an argument of a query. */
static Datum
name_value(const char *name)
{
	return DirectFunctionCall1(namein, CStringGetDatum(name));
}

static void
put_default_feed(const char *store)
{
	feed_put(store, "feed", NULL);
}

/* (store, with_key): make a store, whether or not it has a name */
PG_FUNCTION_INFO_V1(create_store);
Datum
create_store(PG_FUNCTION_ARGS)
{
	const char *store;
	int settings;

	if (PG_ARGISNULL(1))
		ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
						errmsg("with_key must not be null")));
	store = NameStr(*DatumGetName(PG_ARGISNULL(0) ? name_value(setting_store)
												  : PG_GETARG_DATUM(0)));
	settings = sql_begin();
	store_make(store, PG_GETARG_BOOL(1));
	put_default_feed(store);
	store_put_views(store);
	store_follow_trips(store);
	store_begin_fresh(store);
	sql_end(settings);
	PG_RETURN_VOID();
}

typedef struct Reading
{
	const Feed *feed;
	const Definition *definition; /* null: the default one */
} Reading;

static void
read_definition(void *arg)
{
	Reading *reading = arg;

	if (reading->feed->argument != NULL)
		reading->definition = feed_definition(reading->feed);
}

/* The feeds first, as in a load. */
static void
put_feeds(const char *store)
{
	ListCell *cell;

	foreach (cell, feeds_of(store_schema(store)))
	{
		Reading reading = {lfirst(cell)};

		if (strcmp(reading.feed->name, "feed") != 0 &&
			feed_attempt(reading.feed, read_definition, &reading))
			feed_put(store, reading.feed->name, reading.definition);
	}
	put_default_feed(store);
}

/* (store): make its views and those of its feeds anew */
PG_FUNCTION_INFO_V1(remake_views);
Datum
remake_views(PG_FUNCTION_ARGS)
{
	const char *store =
		store_existing(PG_ARGISNULL(0) ? NULL : PG_GETARG_NAME(0));

	(void) store_require_owner(store);
	put_feeds(store);
	store_put_views(store);
	PG_RETURN_VOID();
}

/*
 * The feeds of a store, as a list of SQL; empty if it has none.  The default
 * feed is one without its trigger, too.
 */
static const char *
feeds_listed(const char *store)
{
	Oid schema = store_schema(store);
	StringInfoData list;
	ListCell *cell;

	initStringInfo(&list);
	if (feed_named(schema, "feed") == NULL &&
		get_rel_relkind(get_relname_relid("feed", schema)) == RELKIND_VIEW)
		appendStringInfoString(&list,
							   quote_qualified_identifier(store, "feed"));
	foreach (cell, feeds_of(schema))
		appendStringInfo(
			&list, "%s%s", list.len > 0 ? ", " : "",
			quote_qualified_identifier(store, ((Feed *) lfirst(cell))->name));
	return list.data;
}

/* Tell whether a store has any trip: its owner looks. */
static bool
has_trips(const char *name)
{
	Store *store = store_owned(name);
	StoreCaller caller = store_become_owner(store);
	bool found;

	/* trips that a policy hides are trips */
	store_see_all();
	sql_query(psprintf("SELECT FROM %s.trips LIMIT 1", store->quoted), 0, NULL,
			  NULL);
	found = SPI_processed > 0;
	store_resume(caller);
	return found;
}

/*
 * Nobody may load between the look and the drop; the feeds come first, as in
 * a load, and their trips with them.  A store without its views is one all
 * the same.
 */
static void
drop_whole(const char *store, bool force)
{
	const char *schema = quote_identifier(store);
	const char *feeds = feeds_listed(store);
	const char *comma = feeds[0] == '\0' ? "" : ", ";

	sql_run_text("LOCK TABLE %s%s%s.trips IN ACCESS EXCLUSIVE MODE", feeds,
				 comma, schema);
	if (!force && has_trips(store))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("store \"%s\" has trips", store),
				 errhint("Use force => true to drop it with its trips.")));
	/* RESTRICT: what others built on a store is not ours to drop */
	sql_run_text("DROP VIEW IF EXISTS %1$s.missing_places, "
				 "%1$s.reject_summary, %1$s.journeys%2$s%3$s",
				 schema, comma, feeds);
	store_drop(store);
}

/* (store, force): drop a store; force: one that has trips */
PG_FUNCTION_INFO_V1(drop_store);
Datum
drop_store(PG_FUNCTION_ARGS)
{
	const char *store;
	int settings;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
						errmsg("store and force must not be null")));
	store = store_existing(PG_GETARG_NAME(0));
	(void) store_require_owner(store);
	settings = sql_begin();
	drop_whole(store, PG_GETARG_BOOL(1));
	sql_end(settings);
	PG_RETURN_VOID();
}
