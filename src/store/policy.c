/*
 * policy.c
 *	  Row-level security where the server does not see that it applies.
 *
 * Policies on trips hold for who reads and writes trips.  Feeds and the view
 * journeys read trips as the store's owner, feeds write them as the owner, and
 * questions read segments, whose rows are no trips: there a policy cannot be
 * enforced, so what it could forbid is refused.
 */
#include "compat.h"

#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rls.h"

#include "store/policy.h"

static bool
policy_applies(Oid relation)
{
	/* also where the setting row_security is off */
	return check_enable_rls(relation, InvalidOid, true) == RLS_ENABLED;
}

static char *
full_name(Oid relation)
{
	return quote_qualified_identifier(
		get_namespace_name(get_rel_namespace(relation)),
		get_rel_name(relation));
}

/* Raise an error if a policy applies: where it cannot be enforced. */
static void
refuse_policy(Oid relation, const char *where, const char *act)
{
	if (!policy_applies(relation))
		return;
	ereport(
		ERROR,
		(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
		 errmsg("row-level security on table \"%s\" applies to role "
				"\"%s\"",
				get_rel_name(relation), GetUserNameFromId(GetUserId(), false)),
		 errdetail("It cannot be enforced %s.", where),
		 errhint("%s %s itself, or as a role that no policy applies to, "
				 "such as one with BYPASSRLS.",
				 act, full_name(relation))));
}

void
store_require_all_rows(Oid relation)
{
	refuse_policy(relation, "in what is made of that table's rows", "Read");
}

void
store_require_free_insert(Oid trips)
{
	refuse_policy(trips, "for rows that come through a feed", "Load into");
}

/*
 * (relation): true, or an error.  For the conditions of views, where the
 * planner makes it one test before the first row.
 */
PG_FUNCTION_INFO_V1(require_all_rows);
Datum
require_all_rows(PG_FUNCTION_ARGS)
{
	store_require_all_rows(PG_GETARG_OID(0));
	PG_RETURN_BOOL(true);
}
