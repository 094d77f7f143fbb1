/*
 * profile.c
 *	  What is in a store, for somebody who does not know the data yet.
 *
 * All statements run as the caller, planned as the store's owner, with the
 * search path that the function is declared with.  Each gives rows of item,
 * measure, rows, whole and value; the share of rows in the whole is found
 * here.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "executor/tuptable.h"
#include "funcapi.h"
#include "mb/pg_wchar.h"
#include "tcop/dest.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/numeric.h"

#include "query/profile_columns.h"
#include "query/profile_queries.h"
#include "query/spread.h"
#include "query/store_name.h"
#include "query/value_counts.h"
#include "store/readable.h"
#include "store/relations.h"
#include "store/select.h"
#include "store/sql.h"
#include "store/store.h"

#define NONE (-1)
#define MOST_TEXT 200 /* characters of a value that are shown */

typedef struct Profile
{
	ReturnSetInfo *result;
	Store *store;
	int64 total; /* trips */
} Profile;

/* A row; what it has none of is NONE, or null. */
typedef struct Measure
{
	const char *topic;
	const char *item;
	const char *measure;
	int64 rows;
	int64 whole; /* that rows are a share of */
	const char *value;
} Measure;

static Datum
share(int64 rows, int64 whole)
{
	Datum quotient = DirectFunctionCall2(
		numeric_div, NumericGetDatum(int64_to_numeric(rows)),
		NumericGetDatum(int64_to_numeric(whole)));

	return DirectFunctionCall2(numeric_round, quotient, Int32GetDatum(6));
}

/* A number as text, with so many digits after the point. */
static char *
rounded(double value, int digits)
{
	Datum numeric = DirectFunctionCall1(float8_numeric, Float8GetDatum(value));

	return DatumGetCString(DirectFunctionCall1(
		numeric_out,
		DirectFunctionCall2(numeric_round, numeric, Int32GetDatum(digits))));
}

static Datum
shown(const char *value)
{
	int len = (int) strlen(value);

	if (pg_mbstrlen_with_len(value, len) <= MOST_TEXT)
		return CStringGetTextDatum(value);
	len = pg_mbcharcliplen(value, len, MOST_TEXT - 3);
	return CStringGetTextDatum(psprintf("%.*s...", len, value));
}

static Datum
text_or_null(const char *text, bool *isnull)
{
	*isnull = text == NULL;
	return text == NULL ? (Datum) 0 : CStringGetTextDatum(text);
}

static void
put(const Profile *profile, Measure row)
{
	bool shared = row.rows != NONE && row.whole > 0;
	bool isnull[6] = {
		[3] = row.rows == NONE, [4] = !shared, [5] = row.value == NULL};
	Datum values[6] = {
		CStringGetTextDatum(row.topic),
		text_or_null(row.item, &isnull[1]),
		CStringGetTextDatum(row.measure),
		Int64GetDatum(row.rows),
		shared ? share(row.rows, row.whole) : (Datum) 0,
		row.value == NULL ? (Datum) 0 : shown(row.value),
	};

	tuplestore_putvalues(profile->result->setResult, profile->result->setDesc,
						 values, isnull);
}

typedef struct MeasureReceiver
{
	DestReceiver receiver;
	const Profile *profile;
	const char *topic;
	const char *item;	   /* where rows have none */
	MemoryContext context; /* of a row */
	int64 rows;			   /* of the last of them */
} MeasureReceiver;

static int64
number_or_none(TupleTableSlot *slot, int column)
{
	bool isnull;
	Datum value = slot_getattr(slot, column, &isnull);

	return isnull ? NONE : DatumGetInt64(value);
}

static const char *
text_or_none(TupleTableSlot *slot, int column)
{
	bool isnull;
	Datum value = slot_getattr(slot, column, &isnull);
	Oid output;
	bool is_varlena;

	if (isnull)
		return NULL;
	/* an owner may have made a column of a table another type's */
	getTypeOutputInfo(
		TupleDescAttr(slot->tts_tupleDescriptor, column - 1)->atttypid,
		&output, &is_varlena);
	return OidOutputFunctionCall(output, value);
}

static bool
receive_measure(TupleTableSlot *slot, DestReceiver *self)
{
	MeasureReceiver *measures = (MeasureReceiver *) self;
	MemoryContext before = MemoryContextSwitchTo(measures->context);
	const char *item = text_or_none(slot, 1);

	measures->rows = number_or_none(slot, 3);
	put(measures->profile, (Measure){
							   .topic = measures->topic,
							   .item = item == NULL ? measures->item : item,
							   .measure = text_or_none(slot, 2),
							   .rows = measures->rows,
							   .whole = number_or_none(slot, 4),
							   .value = text_or_none(slot, 5),
						   });
	MemoryContextSwitchTo(before);
	MemoryContextReset(measures->context);
	return true;
}

static void
startup(DestReceiver *self, int operation, TupleDesc desc)
{
}

static void
shutdown(DestReceiver *self)
{
}

/*
 * Put the rows of a query; item: if it gives none.  Gives the number of rows
 * that the last of them tells.
 */
static int64
put_query(const Profile *profile, const char *topic, const char *item,
		  const char *query)
{
	MeasureReceiver measures = {
		.receiver = {.receiveSlot = receive_measure,
					 .rStartup = startup,
					 .rShutdown = shutdown,
					 .rDestroy = shutdown,
					 .mydest = DestNone},
		.profile = profile,
		.topic = topic,
		.item = item,
		.context =
			AllocSetContextCreate(CurrentMemoryContext, "tripgrid profile row",
								  ALLOCSET_SMALL_SIZES),
	};

	store_select(profile->store, query, &measures.receiver);
	MemoryContextDelete(measures.context);
	return measures.rows;
}

static void
put_value(const Profile *profile, const char *column, const char *measure,
		  const ValueText *value)
{
	if (value->rows > 0)
		put(profile, (Measure){"column", column, measure, value->rows,
							   profile->total, value->value});
}

static void
put_column(const Profile *profile, const ProfileColumn *column)
{
	const char *form = column->sort ? "SELECT %s FROM ONLY %s.trips ORDER BY 1"
									: "SELECT %s, count(*) FROM ONLY %s.trips"
									  " GROUP BY 1 ORDER BY 1";
	ValueCounts counts =
		value_counts(profile->store, psprintf(form, column->expression,
											  profile->store->quoted));
	Measure row = {"column", column->name, "filled",
				   profile->total - counts.nulls - counts.empty,
				   profile->total};

	put(profile, row);
	row.measure = "null";
	row.rows = counts.nulls;
	put(profile, row);
	row.measure = "empty";
	row.rows = counts.empty;
	put(profile, row);
	put(profile, (Measure){"column", column->name, "distinct", NONE, NONE,
						   psprintf(INT64_FORMAT, counts.distinct)});
	if (column->type == store_type("lonlat"))
		put_query(profile, "column", column->name,
				  psprintf(PROFILE_BOUNDS_QUERY,
						   quote_identifier(column->name),
						   profile->store->quoted));
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
		put(profile, (Measure){topic, item, counts[i], spread->counts[i],
							   spread->rows});
	for (int i = first; spread->any && i < SPREAD_SHARES; i++)
		put(profile, (Measure){topic, item, names[i], NONE, NONE,
							   rounded(spread->value[i], digits)});
}

static void
put_lengths(const Profile *profile)
{
	static const char *const counts[SPREAD_COUNTS] = {"zero", "over 100 km",
													  "over 1000 km"};
	Spread lengths = spread_of_lengths(
		profile->store,
		psprintf("SELECT tripgrid.lonlat_distance(origin, destination)"
				 " FROM ONLY %s.trips",
				 profile->store->quoted));

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
				 " FROM ONLY %s.trips",
				 column->seconds, profile->store->quoted));
	put_spread(profile, "speed", column->name, counts, &speeds, 1, 1);
	return true;
}

/* Trips that have all of some columns in common. */
static void
put_duplicates(const Profile *profile, const char *item, const char *columns,
			   const char *text)
{
	put_query(profile, "duplicate", item,
			  psprintf(PROFILE_DUPLICATES_QUERY, profile->store->quoted, text,
					   columns, (long long) profile->total));
}

static void
put_columns(const Profile *profile)
{
	ProfileColumn *columns;
	int count;
	bool timed = false;

	count = profile_columns(profile->store, &columns);
	for (int i = 0; i < count; i++)
		put_column(profile, &columns[i]);
	put_lengths(profile);
	for (int i = 0; i < count; i++)
		timed |= put_speeds(profile, &columns[i]);
	if (!timed)
		put(profile, (Measure){"speed", "km/h", "unknown", profile->total,
							   profile->total,
							   "no column of trips says when they end or how "
							   "long they take"});
	put_duplicates(profile, "trips",
				   "origin, destination, departed_at, region COLLATE \"C\", "
				   "datasource COLLATE \"C\"",
				   "tripgrid.trip(origin, destination, departed_at)::text");
	for (int i = 0; i < count; i++)
		if (strcmp(columns[i].name, "external_id") == 0)
			put_duplicates(
				profile, columns[i].name,
				psprintf("datasource COLLATE \"C\", %s",
						 columns[i].expression),
				sql_text_of(columns[i].expression, columns[i].type));
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

/* (store): rows (topic, item, measure, rows, share, value) */
PG_FUNCTION_INFO_V1(profile);
Datum
profile(PG_FUNCTION_ARGS)
{
	Profile all = {
		.result = (ReturnSetInfo *) fcinfo->resultinfo,
		.store = readable_store(PG_ARGISNULL(0) ? NULL : PG_GETARG_NAME(0)),
	};
	const char *store = all.store->quoted;

	require_rights(all.store);
	InitMaterializedSRF(fcinfo, 0);
	all.total =
		put_query(&all, "trips", NULL, psprintf(PROFILE_TRIPS_QUERY, store));
	put_query(&all, "load", NULL, psprintf(PROFILE_LOADS_QUERY, store));
	put_query(&all, "reject", NULL, psprintf(PROFILE_REJECTS_QUERY, store));
	put_query(&all, "week", NULL, psprintf(PROFILE_WEEKS_QUERY, store));
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "could not connect to SPI");
	put_columns(&all);
	SPI_finish();
	store_forget_caches(all.store);
	return (Datum) 0;
}
