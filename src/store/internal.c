/*
 * internal.c
 *	  Functions in SQL that only C calls.
 */
#include "compat.h"

#include "catalog/namespace.h"
#include "catalog/pg_proc.h"
#include "utils/builtins.h"
#include "utils/syscache.h"

#include "store/internal.h"

Oid
internal_function(const char *name, int args, const Oid *types)
{
	Oid schema = get_namespace_oid("tripgrid_internal", false);
	oidvector *vector = buildoidvector(types, args);
	Oid function = GetSysCacheOid3(
		PROCNAMEARGSNSP, Anum_pg_proc_oid, CStringGetDatum(name),
		PointerGetDatum(vector), ObjectIdGetDatum(schema));

	if (!OidIsValid(function))
		elog(ERROR, "there is no function tripgrid_internal.%s", name);
	return function;
}
