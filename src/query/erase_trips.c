/*
 * erase_trips.c
 *	  Which trips are erased, and how to prove it.
 */
#include "compat.h"

#include "access/xlog.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/fmgroids.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/pg_lsn.h"
#include "utils/timestamp.h"

#include "feed/erase.h"
#include "feed/places.h"
#include "query/known_names.h"
#include "query/question.h"
#include "store/owned.h"
#include "store/sql.h"
#include "types/area_check.h"

/* The arguments of erase_trips. */
enum
{
	ARG_EXTERNAL_ID,
	ARG_DATASOURCE,
	ARG_REGION,
	ARG_LOAD_ID,
	ARG_AREA,
	ARG_MATCH,
	ARG_SINCE,
	ARG_UNTIL,
	ARG_TRIP_IDS,
	ARG_BAR,
	ARG_STORE
};

/* Settings for what is run and written: any session can read it. */
static int
begin_settings(void)
{
	int settings = NewGUCNestLevel();

	sql_safe_path();
	sql_set("datestyle", "ISO");
	return settings;
}

static void
and_also(StringInfo conditions, const char *condition)
{
	appendStringInfo(conditions, "%s%s", conditions->len > 0 ? " AND " : "",
					 condition);
}

/* An argument as a literal of SQL, as its type's function writes it. */
static const char *
literal(Oid writer, Datum value)
{
	return quote_literal_cstr(OidOutputFunctionCall(writer, value));
}

/* First for an index, then by bytes, whatever the collation. */
static const char *
identity_condition(const char *store, Datum ids)
{
	Oid trips = get_relname_relid("trips", get_namespace_oid(store, false));

	if (get_attnum(trips, "external_id") <= 0)
		return "false";
	return psprintf("t.external_id::text = ANY (%1$s::text[]) "
					"AND t.external_id::text COLLATE \"C\" = "
					"ANY (%1$s::text[])",
					literal(F_ARRAY_OUT, ids));
}

static const char *
name_condition(const char *column, Datum name)
{
	return psprintf("t.%1$s = %2$s AND t.%1$s COLLATE \"C\" = %2$s", column,
					literal(F_TEXTOUT, name));
}

static const char *
area_condition(FunctionCallInfo fcinfo)
{
	bytea *area = area_argument(fcinfo, ARG_AREA);
	const char *match = PG_ARGISNULL(ARG_MATCH)
							? "origin"
							: text_to_cstring(PG_GETARG_TEXT_PP(ARG_MATCH));

	(void) area_check((const unsigned char *) VARDATA_ANY(area),
					  VARSIZE_ANY_EXHDR(area));
	return psprintf("tripgrid._trip_passes(%s, %s, t.origin, t.destination)",
					literal(F_BYTEAOUT, PointerGetDatum(area)),
					quote_literal_cstr(match));
}

static const char *
days_condition(const char *sign, Datum day)
{
	return psprintf("t.departed_at %s %s", sign, literal(F_DATE_OUT, day));
}

/* What all that is given says of a trip t; empty if nothing is given. */
static const char *
conditions_of(FunctionCallInfo fcinfo, const char *store, Datum ids)
{
	StringInfoData all;

	initStringInfo(&all);
	if (ids != 0)
		and_also(&all, identity_condition(store, ids));
	if (!PG_ARGISNULL(ARG_DATASOURCE))
		and_also(&all, name_condition("datasource",
									  PG_GETARG_DATUM(ARG_DATASOURCE)));
	if (!PG_ARGISNULL(ARG_REGION))
		and_also(&all, name_condition("region", PG_GETARG_DATUM(ARG_REGION)));
	if (!PG_ARGISNULL(ARG_LOAD_ID))
		and_also(&all, psprintf("t.load_id = " INT64_FORMAT,
								PG_GETARG_INT64(ARG_LOAD_ID)));
	if (!PG_ARGISNULL(ARG_SINCE))
		and_also(&all, days_condition(">=", PG_GETARG_DATUM(ARG_SINCE)));
	if (!PG_ARGISNULL(ARG_UNTIL))
		and_also(&all,
				 days_condition("<", DirectFunctionCall2(
										 date_pli, PG_GETARG_DATUM(ARG_UNTIL),
										 Int32GetDatum(1))));
	if (!PG_ARGISNULL(ARG_TRIP_IDS))
		and_also(&all, psprintf("t.trip_id = ANY (%s::bigint[])",
								literal(F_ARRAY_OUT,
										PG_GETARG_DATUM(ARG_TRIP_IDS))));
	if (!PG_ARGISNULL(ARG_AREA))
		and_also(&all, area_condition(fcinfo));
	if (all.len == 0)
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("nothing says which trips to erase"),
				 errhint("Give external_id, load_id, area, trip_ids, region, "
						 "datasource, since or until; all that are given must "
						 "hold.")));
	return all.data;
}

/* What else still has what was erased. */
static const char *
remains(void)
{
	TimestampTz now = GetCurrentTransactionStartTimestamp();
	XLogRecPtr end = GetXLogInsertRecPtr();

	return psprintf(
		"What was erased at %s (WAL position %s) is still in the files of "
		"tables and of pg_statistic until VACUUM has run and their space is "
		"used again (VACUUM FULL writes tables without it), in indexes until "
		"then, too; in WAL up to that position, and in images of pages that "
		"later WAL has until VACUUM has run, here and in archives; on "
		"replicas "
		"until they have replayed that, and VACUUM with it; in base backups, "
		"dumps and snapshots of disks taken before; in server logs that show "
		"statements; in rows of places that no load of trips brought; in "
		"tables "
		"that inherit from the store's own; and in copies that others made of "
		"it.",
		OidOutputFunctionCall(F_TIMESTAMPTZ_OUT, TimestampTzGetDatum(now)),
		OidOutputFunctionCall(F_PG_LSN_OUT, LSNGetDatum(end)));
}

/*
 * A query for the number of trips, and of what would betray them, that there
 * should be no more of.
 */
static const char *
proof_of(const char *store, const char *condition)
{
	return psprintf("SELECT (SELECT count(*) FROM %1$s.trips AS t WHERE %2$s) "
					"AS trips, (SELECT count(*) FROM %1$s.segments "
					"WHERE sign = -1) AS taken_off, "
					"(SELECT count(*) FROM tripgrid.verify(%3$s)) "
					"AS differences, (SELECT count(*) FROM %1$s.places AS p "
					"WHERE %4$s) AS places",
					quote_identifier(store), condition,
					quote_literal_cstr(store),
					places_untold(quote_identifier(store), "IS NOT NULL"));
}

static const char *
store_argument(FunctionCallInfo fcinfo, int n)
{
	return store_existing(PG_ARGISNULL(n) ? NULL : PG_GETARG_NAME(n));
}

/* What is asked for makes sense, and is asked by the owner. */
static const char *
check_arguments(FunctionCallInfo fcinfo)
{
	const char *store = store_argument(fcinfo, ARG_STORE);

	(void) store_require_owner(store);
	if (PG_ARGISNULL(ARG_BAR))
		ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
						errmsg("bar must not be null")));
	(void) match_argument(fcinfo, ARG_MATCH);
	dates_check(fcinfo, ARG_SINCE);
	return store;
}

/* Where nothing was found by a name, it is one that the store knows. */
static void
require_names(FunctionCallInfo fcinfo, const char *store, const Datum *counts)
{
	static const int found[] = {ERASED_TRIPS, ERASED_REJECTS, ERASED_BARRED};
	int names[] = {ARG_REGION, ARG_DATASOURCE};
	const text *given[lengthof(names)];

	for (int i = 0; i < lengthof(found); i++)
		if (DatumGetInt64(counts[found[i]]) > 0)
			return;
	for (int i = 0; i < lengthof(names); i++)
		given[i] = PG_ARGISNULL(names[i]) ? NULL : PG_GETARG_TEXT_PP(names[i]);
	(void) names_require(get_namespace_oid(store, false), store, given[0],
						 given[1], false);
}

/*
 * Erase what the arguments say.  Of the rejects of a load nobody can say which
 * have the other marks, so they go only where it is all that is given.
 */
static const char *
erase_what_is_given(FunctionCallInfo fcinfo, const char *store, Datum *counts)
{
	int64 load_id =
		PG_ARGISNULL(ARG_LOAD_ID) ? 0 : PG_GETARG_INT64(ARG_LOAD_ID);
	Erasure erasure = {.load_id = PG_ARGISNULL(ARG_LOAD_ID) ? NULL : &load_id,
					   .bar = PG_GETARG_BOOL(ARG_BAR),
					   .datasource = PG_ARGISNULL(ARG_DATASOURCE)
										 ? (Datum) 0
										 : PG_GETARG_DATUM(ARG_DATASOURCE)};

	if (!PG_ARGISNULL(ARG_EXTERNAL_ID))
		erasure.ids =
			erased_identities(store, PG_GETARG_TEXT_PP(ARG_EXTERNAL_ID));
	erasure.trips = conditions_of(fcinfo, store, erasure.ids);
	if (strcmp(erasure.trips,
			   psprintf("t.load_id = " INT64_FORMAT, load_id)) == 0)
		erasure.rejects = psprintf("r.load_id = " INT64_FORMAT, load_id);
	trips_erase(store, &erasure, counts);
	require_names(fcinfo, store, counts);
	return erasure.trips;
}

/* (external_id, ..., store): erase the trips for which all of that holds */
PG_FUNCTION_INFO_V1(erase_trips);
Datum
erase_trips(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Datum values[ERASED_COLUMNS + 2];
	bool isnull[ERASED_COLUMNS + 2] = {false};
	const char *store = check_arguments(fcinfo);
	const char *condition;
	int settings;

	InitMaterializedSRF(fcinfo, 0);
	settings = begin_settings();
	condition = erase_what_is_given(fcinfo, store, values);
	values[ERASED_COLUMNS] = CStringGetTextDatum(remains());
	values[ERASED_COLUMNS + 1] =
		CStringGetTextDatum(proof_of(store, condition));
	AtEOXact_GUC(true, settings);
	tuplestore_putvalues(result->setResult, result->setDesc, values, isnull);
	return (Datum) 0;
}

/* Erase by one condition; the number of trips or rejects. */
static Datum
forget(const char *store, const char *trips, const char *rejects)
{
	Erasure erasure = {.trips = trips, .rejects = rejects};
	Datum counts[ERASED_COLUMNS];

	trips_erase(store, &erasure, counts);
	return counts[trips != NULL ? ERASED_TRIPS : ERASED_REJECTS];
}

static void
require_before(FunctionCallInfo fcinfo)
{
	if (PG_ARGISNULL(0))
		ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
						errmsg("before must not be null")));
}

/* (before, store): erase the trips that departed before that */
PG_FUNCTION_INFO_V1(forget_trips);
Datum
forget_trips(PG_FUNCTION_ARGS)
{
	const char *store;
	int settings;
	Datum count;

	require_before(fcinfo);
	store = store_argument(fcinfo, 1);
	settings = begin_settings();
	count = forget(store,
				   psprintf("t.departed_at < %s",
							literal(F_TIMESTAMP_OUT, PG_GETARG_DATUM(0))),
				   NULL);
	AtEOXact_GUC(true, settings);
	return count;
}

/* (before, store): erase the rejects of loads that were finished before that
 */
PG_FUNCTION_INFO_V1(forget_rejects);
Datum
forget_rejects(PG_FUNCTION_ARGS)
{
	const char *store;
	int settings;
	Datum count;

	require_before(fcinfo);
	store = store_argument(fcinfo, 1);
	settings = begin_settings();
	count = forget(
		store, NULL,
		psprintf("r.load_id IN (SELECT l.load_id FROM ONLY %s.loads AS l "
				 "WHERE l.finished_at < %s::timestamptz)",
				 quote_identifier(store),
				 literal(F_TIMESTAMPTZ_OUT, PG_GETARG_DATUM(0))));
	AtEOXact_GUC(true, settings);
	return count;
}
