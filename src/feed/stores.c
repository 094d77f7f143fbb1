/*
 * stores.c
 *	  Stores, made and dropped, and their views made anew.
 */
#include "compat.h"

#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/guc.h"

#include "compact/rebuild.h"
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
	Oid types[] = {NAMEOID};
	Datum values[] = {name_value(store)};

	sql_query("SELECT tripgrid._put_feed('feed', NULL, $1)", lengthof(types),
			  types, values);
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

/* (store): make its views and those of its feeds anew */
PG_FUNCTION_INFO_V1(remake_views);
Datum
remake_views(PG_FUNCTION_ARGS)
{
	const char *store =
		store_existing(PG_ARGISNULL(0) ? NULL : PG_GETARG_NAME(0));
	Oid types[] = {NAMEOID};
	Datum values[] = {name_value(store)};
	int settings;

	(void) store_require_owner(store);
	settings = sql_begin();
	/* the feeds first, as in a load */
	sql_query("SELECT tripgrid._put_feed(f.feed, f.definition, $1) FROM "
			  "tripgrid._feeds($1) AS f WHERE f.feed <> 'feed'",
			  lengthof(types), types, values);
	put_default_feed(store);
	store_put_views(store);
	sql_end(settings);
	PG_RETURN_VOID();
}

/*
 * The feeds of a store, as a list of SQL; null if it has none.  The default
 * feed is one without its trigger, too.
 */
static const char *
feeds_listed(const char *store)
{
	Oid types[] = {NAMEOID};
	Datum values[] = {name_value(store)};

	sql_query("SELECT string_agg(format('%I.%I', $1, c.relname), ', ' "
			  "ORDER BY c.relname) FROM pg_class AS c WHERE c.relkind = 'v' "
			  "AND c.relnamespace = to_regnamespace(quote_ident($1)) "
			  "AND (c.relname = 'feed' OR EXISTS (SELECT FROM pg_trigger AS t "
			  "JOIN pg_proc AS p ON p.oid = t.tgfoid WHERE t.tgrelid = c.oid "
			  "AND p.proname = 'feed_row' "
			  "AND p.pronamespace = 'tripgrid'::regnamespace))",
			  lengthof(types), types, values);
	return SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1);
}

/* Tell whether a store has any trip: its owner looks. */
static bool
has_trips(const char *name)
{
	Store *store = store_owned(name);
	StoreIdentity identity = store_become_owner(store);
	bool found;

	/* trips that a policy hides are trips */
	store_see_all();
	sql_query(psprintf("SELECT FROM %s.trips LIMIT 1", store->quoted), 0, NULL,
			  NULL);
	found = SPI_processed > 0;
	store_resume(identity);
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
	const char *comma = feeds == NULL ? "" : ", ";

	if (feeds == NULL)
		feeds = "";
	sql_run_text("LOCK TABLE %s%s%s.trips IN ACCESS EXCLUSIVE MODE", feeds,
				 comma, schema);
	if (!force && has_trips(store))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("store \"%s\" has trips", store),
				 errhint("Use force => true to drop it with its trips.")));
	/* RESTRICT: what others built on a store is not ours to drop */
	sql_run_text("DROP VIEW IF EXISTS %1$s.reject_summary, %1$s.journeys"
				 "%2$s%3$s",
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
