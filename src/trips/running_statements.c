/*
 * running_statements.c
 *	  Statements that may change trips, from their first moment.
 *
 * Before the first row is written, and our trigger is fired, a statement calls
 * other triggers that come before it by name, or functions of a query with
 * data-modifying parts.  Cursors that these open see what it writes later, for
 * its command is before theirs.
 */
#include "compat.h"

#include "access/htup_details.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "executor/executor.h"
#include "parser/parsetree.h"
#include "tcop/pquery.h"
#include "tcop/utility.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "store/relations.h"
#include "trips/running_statements.h"
#include "store/unfollowed.h"

static ExecutorStart_hook_type next_start;
static ExecutorEnd_hook_type next_end;
static ProcessUtility_hook_type next_utility;

/* Tell whether a table may be the trips of a store. */
static bool
is_named_trips(Oid table)
{
	HeapTuple tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(table));
	bool is;

	if (!HeapTupleIsValid(tuple))
		return false;
	is = strcmp(NameStr(((Form_pg_class) GETSTRUCT(tuple))->relname),
				store_relations[REL_TRIPS].name) == 0;
	ReleaseSysCache(tuple);
	return is;
}

static void
start(QueryDesc *query, int eflags)
{
	ListCell *cell;

	if (next_start != NULL)
		next_start(query, eflags);
	else
		standard_ExecutorStart(query, eflags);
	if ((eflags & EXEC_FLAG_EXPLAIN_ONLY) != 0)
		return;
	foreach (cell, query->plannedstmt->resultRelations)
	{
		Oid table =
			rt_fetch(lfirst_int(cell), query->plannedstmt->rtable)->relid;

		if (is_named_trips(table))
			unfollowed_run(table, query->estate->es_output_cid, query);
	}
}

static void
end(QueryDesc *query)
{
	if (query->plannedstmt->resultRelations != NIL)
		unfollowed_ran(query);
	if (next_end != NULL)
		next_end(query);
	else
		standard_ExecutorEnd(query);
}

/* The same for a COPY. */
static void
utility(PlannedStmt *planned, const char *query, bool read_only_tree,
		ProcessUtilityContext context, ParamListInfo params,
		QueryEnvironment *environment, DestReceiver *dest,
		QueryCompletion *completion)
{
	const CopyStmt *copy = (const CopyStmt *) planned->utilityStmt;
	bool runs = IsA(copy, CopyStmt) && copy->is_from && copy->relation != NULL;

	if (runs)
	{
		Oid table = RangeVarGetRelid(copy->relation, NoLock, true);

		runs = is_named_trips(table);
		if (runs)
			unfollowed_run(table, GetCurrentCommandId(false), planned);
	}
	if (next_utility != NULL)
		next_utility(planned, query, read_only_tree, context, params,
					 environment, dest, completion);
	else
		standard_ProcessUtility(planned, query, read_only_tree, context,
								params, environment, dest, completion);
	if (runs)
		unfollowed_ran(planned);
}

void
running_statements_register(void)
{
	next_start = ExecutorStart_hook;
	ExecutorStart_hook = start;
	next_end = ExecutorEnd_hook;
	ExecutorEnd_hook = end;
	next_utility = ProcessUtility_hook;
	ProcessUtility_hook = utility;
	/* this library is loaded by what a statement runs */
	if (ActivePortal != NULL)
		unfollowed_any();
}
