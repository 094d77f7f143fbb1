/*
 * confine.c
 *	  What restricted operations must not do besides what the server refuses.
 *
 * The server refuses temporary relations there, because a session's names find
 * these before all others.  They find temporary types as well, and a domain's
 * check is code.  Nor may it be settled there when the constraints are checked
 * of those whose transaction it is.
 */
#include "compat.h"

#include "catalog/namespace.h"
#include "commands/defrem.h"
#include "miscadmin.h"
#include "nodes/parsenodes.h"
#include "tcop/utility.h"

#include "store/confine.h"

static ProcessUtility_hook_type next_hook;

static void
refuse(const char *what)
{
	ereport(ERROR,
			(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
			 errmsg("cannot %s within security-restricted operation", what)));
}

static void
check_type(List *name)
{
	char *unqualified;

	if (isTempNamespace(QualifiedNameGetCreationNamespace(name, &unqualified)))
		refuse("create temporary type");
}

/* The server itself looks at this one since a minor version only. */
static void
check_multirange(List *params)
{
	ListCell *cell;

	foreach (cell, params)
	{
		DefElem *param = lfirst(cell);

		if (strcmp(param->defname, "multirange_type_name") == 0)
			check_type(defGetQualifiedName(param));
	}
}

static void
check(Node *statement)
{
	switch (nodeTag(statement))
	{
		case T_CreateDomainStmt:
			check_type(((CreateDomainStmt *) statement)->domainname);
			break;
		case T_CreateEnumStmt:
			check_type(((CreateEnumStmt *) statement)->typeName);
			break;
		case T_CreateRangeStmt:
			check_type(((CreateRangeStmt *) statement)->typeName);
			check_multirange(((CreateRangeStmt *) statement)->params);
			break;
		case T_ConstraintsSetStmt:
			refuse("execute SET CONSTRAINTS");
			break;
		default:
			break;
	}
}

static void
utility(PlannedStmt *planned, const char *query, bool read_only_tree,
		ProcessUtilityContext context, ParamListInfo params,
		QueryEnvironment *environment, DestReceiver *dest,
		QueryCompletion *completion)
{
	if (InSecurityRestrictedOperation())
		check(planned->utilityStmt);
	if (next_hook != NULL)
		next_hook(planned, query, read_only_tree, context, params, environment,
				  dest, completion);
	else
		standard_ProcessUtility(planned, query, read_only_tree, context,
								params, environment, dest, completion);
}

void
confine_register(void)
{
	next_hook = ProcessUtility_hook;
	ProcessUtility_hook = utility;
}
