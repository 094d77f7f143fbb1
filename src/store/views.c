/*
 * views.c
 *	  The views of a store.
 */
#include "compat.h"

#include "access/htup_details.h"
#include "access/reloptions.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "commands/defrem.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "nodes/parsenodes.h"
#include "nodes/value.h"
#include "parser/parse_func.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "store/readable.h"
#include "store/sql.h"
#include "store/store.h"
#include "store/views.h"
#include "types/status.h"

/* The options of a relation; none for one that is not there. */
static List *
options_of(Oid relation)
{
	HeapTuple tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relation));
	List *options = NIL;
	Datum value;
	bool isnull;

	if (!HeapTupleIsValid(tuple))
		return NIL;
	value = SysCacheGetAttr(RELOID, tuple, Anum_pg_class_reloptions, &isnull);
	if (!isnull)
		options = untransformRelOptions(value);
	ReleaseSysCache(tuple);
	return options;
}

/*
 * SQL of a view's options.  It is a barrier, unless that was set to false:
 * else the planner may, in an outer join or NOT EXISTS, look at rows before
 * _require_all_rows.
 */
static const char *
options_sql(Oid view)
{
	StringInfoData sql;
	bool barrier = false;
	ListCell *cell;

	initStringInfo(&sql);
	appendStringInfoString(&sql, " WITH (");
	foreach (cell, options_of(view))
	{
		DefElem *option = lfirst(cell);

		appendStringInfo(&sql, "%s = %s, ", quote_identifier(option->defname),
						 quote_literal_cstr(defGetString(option)));
		barrier |= strcmp(option->defname, "security_barrier") == 0;
	}
	if (barrier)
		sql.len -= 2;
	else
		appendStringInfoString(&sql, "security_barrier = true");
	appendStringInfoChar(&sql, ')');
	return sql.data;
}

void
store_require_create(const Store *store)
{
	const char *owner = GetUserNameFromId(store->owner, false);

	if (TgMayUseSchema(store->schema, store->owner) &&
		TgMayCreateIn(store->schema, store->owner))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
			 errmsg("permission denied for schema %s", store->name),
			 errdetail("Role \"%s\" owns the store, and makes its views "
					   "whoever asks for them.",
					   owner),
			 errhint("Use GRANT USAGE, CREATE ON SCHEMA %s TO %s.",
					 store->quoted, quote_identifier(owner))));
}

/*
 * A superuser may replace a view of anybody's, who would still own it, and
 * could have it do for its readers whatever he likes.  Now that it is locked:
 * who owns it cannot change.
 */
static void
require_own_view(const char *store, const char *name)
{
	Oid view = get_relname_relid(name, get_namespace_oid(store, false));
	HeapTuple tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(view));
	bool own = HeapTupleIsValid(tuple) &&
			   ((Form_pg_class) GETSTRUCT(tuple))->relowner == GetUserId();

	if (HeapTupleIsValid(tuple))
		ReleaseSysCache(tuple);
	if (!own)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("view \"%s\" of store \"%s\" has another owner than "
						"the store",
						name, store),
				 errhint("Use DROP VIEW.")));
}

void
store_put_view(const char *store, const char *name, const char *query,
			   const char *comment)
{
	Oid old = get_relname_relid(name, get_namespace_oid(store, false));
	const char *view = quote_qualified_identifier(store, name);
	int settings = sql_begin();

	sql_run_text("CREATE OR REPLACE VIEW %s%s AS %s", view, options_sql(old),
				 query);
	require_own_view(store, name);
	if (!OidIsValid(old))
		sql_run_text("COMMENT ON VIEW %s IS %s", view,
					 quote_literal_cstr(comment));
	sql_end(settings);
}

/* PostGIS's type, wherever that is. */
static const char *
geometry_type(void)
{
	Oid lonlat = store_type("lonlat");
	Oid function = LookupFuncName(
		list_make2(makeString("tripgrid"), makeString("lonlat_to_geometry")),
		1, &lonlat, false);

	return format_type_be_qualified(get_func_rettype(function));
}

/* A relation of a store as a literal, which does not follow if it is renamed.
 */
static const char *
literal_of(const char *store, const char *name)
{
	return quote_literal_cstr(quote_qualified_identifier(store, name));
}

static const char *const journeys_query =
	"SELECT trip_id, load_id, region, datasource, departed_at,"
	" date_trunc('week'::text, departed_at)::date AS week,"
	" tripgrid.lon(origin) AS origin_lon,"
	" tripgrid.lat(origin) AS origin_lat,"
	" tripgrid.lon(destination) AS destination_lon,"
	" tripgrid.lat(destination) AS destination_lat,"
	" tripgrid.lonlat_to_geometry(origin)::%2$s(Point, 4326)"
	"  AS origin,"
	" tripgrid.lonlat_to_geometry(destination)::%2$s(Point, 4326)"
	"  AS destination,"
	" tripgrid.lonlat_distance(origin, destination) AS metres"
	" FROM ONLY %1$s.trips WHERE tripgrid._require_all_rows(%3$s)"
	/* whoever plans a query of it has loaded what reads segments */
	" AND tripgrid._reads_segments()";

static const char *const reject_summary_query =
	"SELECT r.load_id, s.rows, r.errorcode, r.err_message, r.colname,"
	" r.lineno, r.raw_field_value, r.fields"
	" FROM (SELECT load_id, min(lineno) AS lineno, count(*) AS rows"
	"  FROM ONLY %1$s.rejects"
	"  GROUP BY load_id, errorcode, err_message, colname"
	" ) AS s JOIN ONLY %1$s.rejects AS r USING (load_id, lineno)"
	" WHERE tripgrid._require_all_rows(%2$s)";

/* Each name of a row once, whichever end has it. */
static const char *const missing_places_query =
	"SELECT m.name, m.rows, m.load_ids FROM (SELECT"
	" min(n.name) AS name, count(DISTINCT (load_id, lineno)) AS rows,"
	" array_agg(DISTINCT load_id ORDER BY load_id) AS load_ids"
	" FROM ONLY %1$s.rejects, LATERAL (SELECT btrim(v, E' \\t\\r\\n'::text)"
	" FROM (VALUES"
	" (raw_field_value), (also_missing)) AS v (v) WHERE v IS NOT NULL)"
	" AS n (name) WHERE errorcode = '23503'::text"
	" AND err_message = %3$s::text"
	" GROUP BY lower(regexp_replace(n.name, '\\s+', ' ', 'g'))) AS m"
	" WHERE tripgrid._require_all_rows(%2$s)";

static void
put_views(const char *store)
{
	const char *quoted = quote_identifier(store);

	store_put_view(store, "journeys",
				   psprintf(journeys_query, quoted, geometry_type(),
							literal_of(store, "trips")),
				   "trips with weeks, coordinates, geometry and straight-line "
				   "metres");
	store_put_view(
		store, "reject_summary",
		psprintf(reject_summary_query, quoted, literal_of(store, "rejects")),
		"the rejects of each load by reason and column: how many "
		"rows, and the first of them as an example");
	store_put_view(
		store, "missing_places",
		psprintf(missing_places_query, quoted, literal_of(store, "rejects"),
				 quote_literal_cstr(status_text(TG_NO_SUCH_PLACE)->message)),
		"the names that rejects have and places lack: how many rows, and of "
		"which loads");
}

/* As the owner: see feed_put. */
void
store_put_views(const char *schema)
{
	Store *store = store_owned(schema);
	StoreCaller caller;

	store_require_readable(store->name, store->schema);
	store_require_create(store);
	caller = store_become_owner(store);

	put_views(store->name);
	store_resume(caller);
}
