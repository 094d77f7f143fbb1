/*
 * stores.c
 *	  Stores, made and dropped, and their views made anew.
 */
#include "compat.h"

#include "catalog/namespace.h"
#include "catalog/pg_class.h"
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

/* Who may create in the schema may make a view that looks like a feed. */
static bool
is_own(const Feed *feed, Oid owner)
{
	if (feed->owner != owner)
		ereport(WARNING,
				(errmsg("feed \"%s\" is passed over: it has another owner "
						"than the store",
						feed->name),
				 errhint("Use DROP VIEW.")));
	return feed->owner == owner;
}

/* The feeds first, as in a load. */
static void
put_feeds(const char *store, Oid owner)
{
	ListCell *cell;

	foreach (cell, feeds_of(store_schema(store)))
	{
		Reading reading = {lfirst(cell)};

		if (strcmp(reading.feed->name, "feed") != 0 &&
			is_own(reading.feed, owner) &&
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

	put_feeds(store, store_require_owner(store));
	store_put_views(store);
	PG_RETURN_VOID();
}

/*
 * The names of a store's views, the feeds among them, in the order in which
 * they are made anew.  The default feed is one without its trigger, too.
 */
static List *
views_of(const char *store)
{
	static const char *const views[] = {"missing_places", "reject_summary",
										"journeys"};
	Oid schema = store_schema(store);
	List *names = NIL;
	ListCell *cell;

	foreach (cell, feeds_of(schema))
		if (strcmp(((Feed *) lfirst(cell))->name, "feed") != 0)
			names = lappend(names, ((Feed *) lfirst(cell))->name);
	if (get_rel_relkind(get_relname_relid("feed", schema)) == RELKIND_VIEW)
		names = lappend(names, "feed");
	for (int i = 0; i < lengthof(views); i++)
		if (OidIsValid(get_relname_relid(views[i], schema)))
			names = lappend(names, unconstify(char *, views[i]));
	return names;
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
	sql_query(psprintf("SELECT FROM ONLY %s.trips LIMIT 1", store->quoted), 0,
			  NULL, NULL);
	found = SPI_processed > 0;
	store_resume(caller);
	return found;
}

/*
 * Nobody may load between the look and the drop.  All views come before what
 * they read, as for whoever loads or reads through one.  A store without its
 * views is one all the same.
 */
static void
drop_whole(const char *store, bool force)
{
	List *views = views_of(store);
	ListCell *cell;

	foreach (cell, views)
		(void) store_lock_owned(store, lfirst(cell));
	(void) store_lock_owned(store, store_relations[REL_TRIPS].name);
	if (!force && has_trips(store))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("store \"%s\" has trips", store),
				 errhint("Use force => true to drop it with its trips.")));
	/* RESTRICT: what others built on a store is not ours to drop */
	foreach (cell, views)
		sql_run_text("DROP VIEW IF EXISTS %s",
					 quote_qualified_identifier(store, lfirst(cell)));
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
