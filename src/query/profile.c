/*
 * profile.c
 *	  What is in a store, for somebody who does not know the data yet.
 *
 * All statements about trips run as the caller, planned as the store's owner,
 * with the search path that the function is declared with; those about another
 * table, which the owner alone may ask for, as the owner, restricted.  Each
 * gives rows of item, measure, rows, whole and value; the share of rows in the
 * whole is found here.
 */
#include "compat.h"

#include "executor/spi.h"
#include "funcapi.h"
#include "utils/builtins.h"

#include "query/profile_columns.h"
#include "query/profile_queries.h"
#include "query/profile_rows.h"
#include "query/spread.h"
#include "query/store_name.h"
#include "query/value_counts.h"
#include "store/owned.h"
#include "store/readable.h"
#include "store/relations.h"
#include "store/select.h"
#include "store/sql.h"
#include "store/store.h"
#include "target/target.h"

static void
put_value(const Profile *profile, const char *column, const char *measure,
		  const ValueText *value)
{
	if (value->rows > 0)
		profile_put(profile, (Measure){"column", column, measure, value->rows,
									   profile->total, value->value});
}

static void
put_column(const Profile *profile, const ProfileColumn *column)
{
	const char *form =
		column->sort ? "SELECT %s FROM %s ORDER BY 1"
					 : "SELECT %s, count(*) FROM %s GROUP BY 1 ORDER BY 1";
	ValueCounts counts = value_counts(
		profile->store, psprintf(form, column->expression, profile->rows));
	Measure row = {"column", column->name, "filled",
				   profile->total - counts.nulls - counts.empty,
				   profile->total};

	profile_put(profile, row);
	row.measure = "null";
	row.rows = counts.nulls;
	profile_put(profile, row);
	row.measure = "empty";
	row.rows = counts.empty;
	profile_put(profile, row);
	profile_put(profile,
				(Measure){"column", column->name, "distinct", NONE, NONE,
						  psprintf(INT64_FORMAT, counts.distinct)});
	if (column->type == store_type("lonlat"))
		profile_query(profile, "column", column->name,
					  psprintf(PROFILE_BOUNDS_QUERY,
							   quote_identifier(column->name), profile->rows));
	else
	{
		put_value(profile, column->name, "least", &counts.least);
		put_value(profile, column->name, "greatest", &counts.greatest);
	}
	/* of many values that are all different none is common */
	for (int i = 0; i < counts.tops; i++)
		if (counts.top[i].rows > 1 || counts.distinct <= counts.tops)
			put_value(profile, column->name, psprintf("top %d", i + 1),
					  &counts.top[i]);
}

/* Put counts of rows, and then values: those from the first of them. */
static void
put_spread(const Profile *profile, const char *topic, const char *item,
		   const char *const *counts, const Spread *spread, int first,
		   int digits)
{
	static const char *const names[SPREAD_SHARES] = {"least", "median", "90 %",
													 "99 %", "greatest"};

	for (int i = 0; i < SPREAD_COUNTS && counts[i] != NULL; i++)
		profile_put(profile, (Measure){topic, item, counts[i],
									   spread->counts[i], spread->rows});
	for (int i = first; spread->any && i < SPREAD_SHARES; i++)
		profile_put(profile,
					(Measure){topic, item, names[i], NONE, NONE,
							  profile_rounded(spread->value[i], digits)});
}

static void
put_lengths(const Profile *profile)
{
	static const char *const counts[SPREAD_COUNTS] = {"zero", "over 100 km",
													  "over 1000 km"};
	Spread lengths = spread_of_lengths(
		profile->store,
		psprintf("SELECT tripgrid.lonlat_distance(origin, destination)"
				 " FROM %s",
				 profile->rows));

	put_spread(profile, "length", "metres", counts, &lengths, 0, 0);
}

/* Tell whether a column says how long trips take. */
static bool
put_speeds(const Profile *profile, const ProfileColumn *column)
{
	static const char *const counts[SPREAD_COUNTS] = {
		"unknown", "no time or less", "over a day", "over 200 km/h"};
	Spread speeds;

	if (column->seconds == NULL)
		return false;
	speeds = spread_of_speeds(
		profile->store,
		psprintf("SELECT tripgrid.lonlat_distance(origin, destination), %s"
				 " FROM %s",
				 column->seconds, profile->rows));
	put_spread(profile, "speed", column->name, counts, &speeds, 1, 1);
	return true;
}

/* Rows that have all of some columns in common. */
static void
put_duplicates(const Profile *profile, const char *item, const char *columns,
			   const char *text, const char *which)
{
	profile_query(profile, "duplicate", item,
				  psprintf(PROFILE_DUPLICATES_QUERY, profile->rows, text,
						   columns, which, (long long) profile->total));
}

/* Trips with the same ends, time, region and datasource, or the same key. */
static void
put_trips(const Profile *profile, const ProfileColumn *columns, int count)
{
	bool timed = false;

	put_lengths(profile);
	for (int i = 0; i < count; i++)
		timed |= put_speeds(profile, &columns[i]);
	if (!timed)
		profile_put(profile,
					(Measure){"speed", "km/h", "unknown", profile->total,
							  profile->total,
							  "no column of trips says when they end or how "
							  "long they take"});
	put_duplicates(profile, "trips",
				   "origin, destination, departed_at, region COLLATE \"C\", "
				   "datasource COLLATE \"C\"",
				   "tripgrid.trip(origin, destination, departed_at)::text",
				   "true");
	for (int i = 0; i < count; i++)
		if (strcmp(columns[i].name, "external_id") == 0)
			put_duplicates(profile, columns[i].name,
						   psprintf("datasource COLLATE \"C\", %s",
									columns[i].expression),
						   sql_text_of(columns[i].expression, columns[i].type),
						   psprintf("%s IS NOT NULL", columns[i].expression));
}

/* Rows of a table that are the same but for the load that brought them. */
static void
put_same_rows(const Profile *profile, const ProfileColumn *columns, int count)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; i < count; i++)
		if (strcmp(columns[i].name, TARGET_LOAD_ID) != 0)
			appendStringInfo(&list, "%s%s", list.len == 0 ? "" : ", ",
							 columns[i].expression);
	if (list.len > 0)
		put_duplicates(profile, "rows", list.data,
					   psprintf("ROW(%s)::text", list.data), "true");
}

/* The statements would name one table after the other. */
static void
require_rights(const Store *store)
{
	static const StoreRelation read[] = {REL_TRIPS, REL_LOADS, REL_REJECTS};

	for (int i = 0; i < lengthof(read); i++)
		if (!store_may_read(store->tables.oid[read[i]]))
			ereport(ERROR, (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
							errmsg("permission denied for table %s",
								   store_relations[read[i]].name),
							errhint("profile() needs SELECT on trips, loads "
									"and rejects.")));
}

/* What all tables have: rows, loads, rejects, columns. */
static int
put_table(Profile *profile, const char *topic, ProfileColumn **columns)
{
	const char *store = profile->store->quoted;
	int count;

	profile->total = profile_query(profile, topic, NULL,
								   psprintf(PROFILE_ROWS_QUERY, profile->rows,
											quote_literal_cstr(topic)));
	profile_query(profile, "load", NULL,
				  psprintf(PROFILE_LOADS_QUERY, store, profile->target));
	profile_query(profile, "reject", NULL,
				  psprintf(PROFILE_REJECTS_QUERY, store, profile->target));
	if (profile->table == profile->store->tables.oid[REL_TRIPS])
		profile_query(profile, "week", NULL,
					  psprintf(PROFILE_WEEKS_QUERY, store));
	SPI_connect();
	count = profile_columns(profile->table, columns);
	for (int i = 0; i < count; i++)
		put_column(profile, &(*columns)[i]);
	return count;
}

static void
profile_trips(Profile *profile, const NameData *store)
{
	ProfileColumn *columns;
	int count;

	profile->store = readable_store(store);
	require_rights(profile->store);
	profile->table = profile->store->tables.oid[REL_TRIPS];
	profile->rows = psprintf("ONLY %s.trips", profile->store->quoted);
	profile->target = "NULL";
	count = put_table(profile, "trips", &columns);
	put_trips(profile, columns, count);
	SPI_finish();
	store_forget_caches(profile->store);
}

static void
profile_target(Profile *profile, const char *name, const NameData *store)
{
	ProfileColumn *columns;
	TargetTable *target;
	StoreCaller caller;
	int count;

	profile->store = store_owned(store_existing(store));
	target = target_find(profile->store, name);
	profile->table = target->table;
	profile->rows = target->rows;
	profile->target = quote_literal_cstr(name);
	store_note_learning(profile->store);
	caller = store_become_owner(profile->store);
	store_see_all();
	count = put_table(profile, "rows", &columns);
	put_same_rows(profile, columns, count);
	SPI_finish();
	store_resume(caller);
	store_forget_caches(profile->store);
}

/* (target, store): rows (topic, item, measure, rows, share, value) */
PG_FUNCTION_INFO_V1(profile);
Datum
profile(PG_FUNCTION_ARGS)
{
	Profile all = {.result = (ReturnSetInfo *) fcinfo->resultinfo};
	const NameData *store = PG_ARGISNULL(1) ? NULL : PG_GETARG_NAME(1);

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0))
		profile_trips(&all, store);
	else
		profile_target(&all, text_to_cstring(PG_GETARG_TEXT_PP(0)), store);
	return (Datum) 0;
}
