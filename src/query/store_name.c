/*
 * store_name.c
 *	  Which store a question is about.
 */
#include "compat.h"

#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/varlena.h"

#include "query/store_name.h"
#include "store/freshness.h"
#include "store/policy.h"
#include "tripgrid.h"

/*
 * Questions lock summaries first, then nodes and segments, as everybody does,
 * whichever of them their parts come to first.
 */
static void
lock_for_reading(Oid relation)
{
	if (pg_class_aclcheck(relation, GetUserId(), ACL_SELECT) == ACLCHECK_OK)
		LockRelationOid(relation, AccessShareLock);
}

static const char *const tables[] = {"summaries", "nodes", "segments"};

/* A view in its place would run its owner's functions as who asks. */
static void
require_table(const char *store, Oid schema, const char *table)
{
	Oid relation = get_relname_relid(table, schema);
	char kind = OidIsValid(relation) ? get_rel_relkind(relation) : '\0';

	if (!OidIsValid(relation))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("store \"%s\" has no table \"%s\"", store, table)));
	if (kind != RELKIND_RELATION && kind != RELKIND_PARTITIONED_TABLE)
		ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
						errmsg("\"%s\" of store \"%s\" is not a table", table,
							   store)));
}

/* The name of a store that exists, and its schema. */
static const char *
find_store(const NameData *given, Oid *schema)
{
	const char *name = given == NULL ? setting_store : NameStr(*given);

	*schema = get_namespace_oid(name, true);
	if (!OidIsValid(*schema) ||
		!OidIsValid(get_relname_relid("segments", *schema)))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_SCHEMA),
				 errmsg("store \"%s\" does not exist", name),
				 errhint("Make it with SELECT tripgrid.create_store(%s), or "
						 "name another in tripgrid.store.",
						 quote_literal_cstr(name))));
	for (int i = 0; i < lengthof(tables); i++)
		require_table(name, *schema, tables[i]);
	if (OidIsValid(get_relname_relid("trips", *schema)))
		require_table(name, *schema, "trips");
	return name;
}

const char *
question_store(const NameData *given)
{
	Oid schema;
	const char *name = find_store(given, &schema);

	store_require_all_rows(get_relname_relid("trips", schema));
	for (int i = 0; i < lengthof(tables); i++)
		lock_for_reading(get_relname_relid(tables[i], schema));
	store_require_fresh(schema);
	return name;
}

/*
 * (store): the same without a lock, for what takes others first: that of trips
 * or the feed.
 */
PG_FUNCTION_INFO_V1(existing_store);
Datum
existing_store(PG_FUNCTION_ARGS)
{
	Oid schema;

	return DirectFunctionCall1(
		namein, CStringGetDatum(find_store(
					PG_ARGISNULL(0) ? NULL : PG_GETARG_NAME(0), &schema)));
}

/* (store): the named store, or that of tripgrid.store; an error if none */
PG_FUNCTION_INFO_V1(store_name);
Datum
store_name(PG_FUNCTION_ARGS)
{
	return DirectFunctionCall1(
		namein, CStringGetDatum(question_store(
					PG_ARGISNULL(0) ? NULL : PG_GETARG_NAME(0))));
}

/* The Levenshtein distance of two names of at most 64 bytes. */
PG_FUNCTION_INFO_V1(name_distance);
Datum
name_distance(PG_FUNCTION_ARGS)
{
	text *a = PG_GETARG_TEXT_PP(0);
	text *b = PG_GETARG_TEXT_PP(1);

	PG_RETURN_INT32(varstr_levenshtein(VARDATA_ANY(a), VARSIZE_ANY_EXHDR(a),
									   VARDATA_ANY(b), VARSIZE_ANY_EXHDR(b), 1,
									   1, 1, false));
}

/* The setting tripgrid.store. */
PG_FUNCTION_INFO_V1(default_store);
Datum
default_store(PG_FUNCTION_ARGS)
{
	return DirectFunctionCall1(namein, CStringGetDatum(setting_store));
}
