/*
 * select.c
 *	  Questions in SQL about the tables of a store that may be another's.
 *
 * A plan of SPI would be made anew, as the caller, whenever something about
 * the tables changes between planning and execution.  Here it is made once,
 * and executed as it is: the locks that the parser has taken on the tables
 * keep its indexes where they are.
 */
#include "compat.h"

#include "access/transam.h"
#include "catalog/namespace.h"
#include "executor/executor.h"
#include "nodes/nodeFuncs.h"
#include "parser/analyze.h"
#include "tcop/tcopprot.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "store/readable.h"
#include "store/select.h"

TG_NORETURN static void
refuse_renamed(const Store *store)
{
	ereport(ERROR, (errcode(ERRCODE_OBJECT_IN_USE),
					errmsg("store \"%s\" was renamed while it was read",
						   store->name)));
}

static bool
is_known(Oid relation, const StoreHandle *tables)
{
	if (relation < FirstNormalObjectId)
		return true;
	for (int i = 0; i < REL_COUNT; i++)
		if (tables->oid[i] == relation)
			return true;
	return false;
}

static bool
names_another(Node *node, void *tables)
{
	if (node == NULL)
		return false;
	if (IsA(node, RangeTblEntry))
	{
		const RangeTblEntry *entry = (const RangeTblEntry *) node;

		return entry->rtekind == RTE_RELATION &&
			   !is_known(entry->relid, tables);
	}
	if (IsA(node, Query))
		return query_tree_walker((Query *) node, names_another, tables,
								 QTW_EXAMINE_RTES_BEFORE);
	return expression_tree_walker(node, names_another, tables);
}

/* Positions in the question are none in the statement that asked it. */
static void
forget_position(void *unused)
{
	errposition(0);
}

static Query *
analyze(Store *store, const char *query)
{
	ErrorContextCallback callback = {
		.previous = error_context_stack,
		.callback = forget_position,
	};
	Query *analyzed;

	if (get_namespace_oid(store->name, true) != store->schema)
		refuse_renamed(store);
	error_context_stack = &callback;
	analyzed = parse_analyze_fixedparams(
		linitial_node(RawStmt, pg_parse_query(query)), query, NULL, 0, NULL);
	error_context_stack = callback.previous;
	if (names_another((Node *) analyzed, &store->tables))
		refuse_renamed(store);
	return analyzed;
}

static PlannedStmt *
plan_as_owner(Store *store, const char *query)
{
	Query *analyzed =
		linitial_node(Query, pg_rewrite_query(analyze(store, query)));
	StoreCaller caller = store_become_owner(store);
	PlannedStmt *plan =
		pg_plan_query(analyzed, query, CURSOR_OPT_PARALLEL_OK, NULL);

	store_resume(caller);
	return plan;
}

static void
execute(PlannedStmt *plan, const char *query, DestReceiver *receiver)
{
	QueryDesc *desc =
		CreateQueryDesc(plan, query, GetActiveSnapshot(), InvalidSnapshot,
						receiver, NULL, NULL, 0);

	ExecutorStart(desc, 0);
	TgExecutorRun(desc);
	ExecutorFinish(desc);
	ExecutorEnd(desc);
	FreeQueryDesc(desc);
}

void
store_select(Store *store, const char *query, DestReceiver *receiver)
{
	MemoryContext context = AllocSetContextCreate(
		CurrentMemoryContext, "tripgrid question", ALLOCSET_DEFAULT_SIZES);
	MemoryContext before = MemoryContextSwitchTo(context);
	PlannedStmt *plan = plan_as_owner(store, query);

	/* no later than what the plan was made with: rechecks run predicates */
	store_require_readable(store->name, store->schema);
	execute(plan, query, receiver);
	MemoryContextSwitchTo(before);
	MemoryContextDelete(context);
}
