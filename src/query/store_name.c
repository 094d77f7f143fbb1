/*
 * store_name.c
 *	  Which store a question is about.
 */
#include "compat.h"

#include "catalog/namespace.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/varlena.h"

#include "query/store_name.h"
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
		if (!OidIsValid(get_relname_relid(tables[i], *schema)))
			ereport(ERROR, (errcode(ERRCODE_UNDEFINED_TABLE),
							errmsg("store \"%s\" has no table \"%s\"", name,
								   tables[i])));
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
