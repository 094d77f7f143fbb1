/*
 * owned.c
 *	  Which store it is that its owner changes, and whether he may.
 */
#include "compat.h"

#include "access/htup_details.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "commands/tablecmds.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "store/handle.h"
#include "store/owned.h"
#include "store/readable.h"
#include "tripgrid.h"

const char *
store_existing(const NameData *given)
{
	/* a copy: statements of ours may change settings, and free the text */
	const char *name =
		given == NULL ? pstrdup(setting_store) : NameStr(*given);

	store_require_readable(name, store_schema(name));
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

Oid
relation_owner(Oid relation)
{
	HeapTuple tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relation));
	Oid owner;

	if (!HeapTupleIsValid(tuple))
		return InvalidOid;
	owner = ((Form_pg_class) GETSTRUCT(tuple))->relowner;
	ReleaseSysCache(tuple);
	return owner;
}

Oid
store_lock_owned(const char *store, const char *name)
{
	return RangeVarGetRelidExtended(
		makeRangeVar(pstrdup(store), pstrdup(name), -1), AccessExclusiveLock,
		RVR_MISSING_OK, RangeVarCallbackOwnsRelation, NULL);
}
