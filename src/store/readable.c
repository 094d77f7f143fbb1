/*
 * readable.c
 *	  Tables of a store that SQL reads with the rights of whoever asks.
 *
 * The parser finds casts by the types of columns.  Whoever owns a type makes
 * casts of it that are functions, also implicit ones, so that a store's owner
 * who gives a column such a type has his functions run by whoever asks.
 */
#include "compat.h"

#include "access/htup_details.h"
#include "access/transam.h"
#include "catalog/namespace.h"
#include "catalog/pg_attribute.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/acl.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "store/planned.h"
#include "store/readable.h"

/* Columns that are read, or all of them. */
typedef struct ReadTable
{
	const char *name;
	bool optional;
	const char *const *columns;
} ReadTable;

static const char *const trips_columns[] = {
	"trip_id",	   "load_id", "departed_at", "origin",
	"destination", "region",  "datasource",	 NULL};

static const char *const loads_columns[] = {
	"load_id",	   "load_key",		"feed",		   "loaded_by", "state",
	"error",	   "path",			"file_bytes",  "sha256",	"region",
	"datasource",  "started_at",	"finished_at", "duration",	"rows_read",
	"rows_loaded", "rows_rejected", NULL};

static const char *const rejects_columns[] = {
	"load_id",		   "lineno",	  "fields",	   "colname",
	"raw_field_value", "err_message", "errorcode", NULL};

static const char *const freshness_columns[] = {"signs", "behind", NULL};

/* In the order of locks.  Users add columns to those that name theirs. */
static const ReadTable tables[] = {{"trips", true, trips_columns},
								   {"loads", true, loads_columns},
								   {"rejects", true, rejects_columns},
								   {"summaries", false, NULL},
								   {"nodes", false, NULL},
								   {"segments", false, NULL},
								   {"freshness", true, freshness_columns}};

#define FIRST_OF_SEGMENTS 3

/* A right on any column is enough for a query. */
static bool
may_read(Oid relation)
{
	Oid user = GetUserId();

	return pg_class_aclcheck(relation, user, ACL_SELECT) == ACLCHECK_OK ||
		   pg_attribute_aclcheck_all(relation, user, ACL_SELECT,
									 ACLMASK_ANY) == ACLCHECK_OK;
}

/* Whoever held the lock before may have put another in its place. */
static void
lock_table(Oid schema, const char *name)
{
	Oid relation = get_relname_relid(name, schema);

	while (OidIsValid(relation) && may_read(relation))
	{
		Oid now;

		LockRelationOid(relation, AccessShareLock);
		now = get_relname_relid(name, schema);
		if (now == relation)
			break;
		UnlockRelationOid(relation, AccessShareLock);
		relation = now;
	}
}

void
store_lock_readable(Oid schema, Readable what)
{
	for (int i = what == READ_ALL ? 0 : FIRST_OF_SEGMENTS;
		 i < lengthof(tables); i++)
		lock_table(schema, tables[i].name);
}

static Oid
owner_of(Oid relation)
{
	HeapTuple tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relation));
	Oid owner = InvalidOid;

	if (HeapTupleIsValid(tuple))
	{
		owner = ((Form_pg_class) GETSTRUCT(tuple))->relowner;
		ReleaseSysCache(tuple);
	}
	return owner;
}

static bool
type_is_ours(Oid type)
{
	HeapTuple tuple;
	Oid schema;

	if (type >= FirstNormalObjectId)
		type = getBaseType(type);
	if (type < FirstNormalObjectId)
		return true;
	tuple = SearchSysCache1(TYPEOID, ObjectIdGetDatum(type));
	if (!HeapTupleIsValid(tuple))
		return false;
	schema = ((Form_pg_type) GETSTRUCT(tuple))->typnamespace;
	ReleaseSysCache(tuple);
	return schema == get_namespace_oid("tripgrid", false);
}

static bool
column_is_read(const ReadTable *table, const char *column)
{
	if (table->columns == NULL)
		return true;
	for (int i = 0; table->columns[i] != NULL; i++)
		if (strcmp(table->columns[i], column) == 0)
			return true;
	return false;
}

static void
check_columns(const char *store, const ReadTable *table, Oid relation)
{
	HeapTuple tuple;

	for (AttrNumber i = 1; HeapTupleIsValid(
			 tuple = SearchSysCache2(ATTNUM, ObjectIdGetDatum(relation),
									 Int16GetDatum(i)));
		 i++)
	{
		Form_pg_attribute column = (Form_pg_attribute) GETSTRUCT(tuple);

		if (!column->attisdropped &&
			column_is_read(table, NameStr(column->attname)) &&
			!type_is_ours(column->atttypid))
			ereport(ERROR,
					(errcode(ERRCODE_DATATYPE_MISMATCH),
					 errmsg("column \"%s\" of table \"%s\" of store \"%s\" is "
							"not of the type that it was made with",
							NameStr(column->attname), table->name, store),
					 errdetail("Reading it could run functions of whoever "
							   "made its type.")));
		ReleaseSysCache(tuple);
	}
}

/*
 * Functions that planning runs would run as who asks, as would those behind
 * foreign tables, where servers take who asks for somebody.  Owners may run
 * theirs; who cannot read the table comes to no plan.
 */
static void
check_planning(const char *store, const ReadTable *table, Oid relation)
{
	if (owner_of(relation) == GetUserId() || !may_read(relation))
		return;
	if (reads_foreign_tables(relation))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("table \"%s\" of store \"%s\" has foreign tables for "
						"parts",
						table->name, store),
				 errdetail("A statement that reads it goes to their server "
						   "for role \"%s\".",
						   GetUserNameFromId(GetUserId(), false)),
				 errhint("Log in as its owner.")));
	if (!planning_runs_functions(relation))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
			 errmsg("table \"%s\" of store \"%s\" has indexes, statistics, "
					"checks or partitions with functions of its owner's",
					table->name, store),
			 errdetail("To plan a statement that reads it could run them as "
					   "role \"%s\".",
					   GetUserNameFromId(GetUserId(), false)),
			 errhint("Log in as its owner.")));
}

/* A view in its place would run its owner's functions as who asks. */
static void
check_table(const char *store, const ReadTable *table, Oid relation)
{
	char kind = get_rel_relkind(relation);

	if (kind != RELKIND_RELATION && kind != RELKIND_PARTITIONED_TABLE)
		ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
						errmsg("\"%s\" of store \"%s\" is not a table",
							   table->name, store)));
	check_columns(store, table, relation);
}

void
store_require_tables(const char *store, Oid schema)
{
	for (int i = 0; i < lengthof(tables); i++)
	{
		Oid relation = get_relname_relid(tables[i].name, schema);

		if (OidIsValid(relation))
			check_table(store, &tables[i], relation);
		else if (!tables[i].optional)
			ereport(ERROR, (errcode(ERRCODE_UNDEFINED_TABLE),
							errmsg("store \"%s\" has no table \"%s\"", store,
								   tables[i].name)));
	}
}

void
store_require_readable(const char *store, Oid schema)
{
	store_require_tables(store, schema);
	for (int i = 0; i < lengthof(tables); i++)
	{
		Oid relation = get_relname_relid(tables[i].name, schema);

		if (OidIsValid(relation))
			check_planning(store, &tables[i], relation);
	}
}
