/*
 * owned.c
 *	  Which store it is that its owner changes, and whether he may.
 */
#include "compat.h"

#include "catalog/namespace.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "store/handle.h"
#include "store/owned.h"
#include "store/readable.h"
#include "tripgrid.h"

const char *
store_existing(const NameData *given)
{
	const char *name = given == NULL ? setting_store : NameStr(*given);

	store_require_tables(name, store_schema(name));
	return name;
}

/* Who may not use the schema is told of the owner, not of the schema. */
Oid
store_require_owner(const char *store)
{
	Oid schema = get_namespace_oid(store, true);
	Oid trips =
		OidIsValid(schema)
			? get_relname_relid(store_relations[REL_TRIPS].name, schema)
			: InvalidOid;
	Oid owner;

	if (!OidIsValid(trips))
		ereport(ERROR, (errcode(ERRCODE_UNDEFINED_TABLE),
						errmsg("store \"%s\" has no table \"trips\"", store)));
	owner = store_handle(schema).owner[REL_TRIPS];
	if (!has_privs_of_role(GetUserId(), owner))
		ereport(ERROR, (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
						errmsg("must be owner of store \"%s\"", store)));
	return owner;
}

/* (store): its name without a lock, of the setting for null */
PG_FUNCTION_INFO_V1(existing_store);
Datum
existing_store(PG_FUNCTION_ARGS)
{
	const char *name =
		store_existing(PG_ARGISNULL(0) ? NULL : PG_GETARG_NAME(0));

	return DirectFunctionCall1(namein, CStringGetDatum(name));
}

/* (store): its owner, whose rights the session must have */
PG_FUNCTION_INFO_V1(require_owner);
Datum
require_owner(PG_FUNCTION_ARGS)
{
	Oid owner = store_require_owner(NameStr(*PG_GETARG_NAME(0)));

	return DirectFunctionCall1(
		namein, CStringGetDatum(GetUserNameFromId(owner, false)));
}
