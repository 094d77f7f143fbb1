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
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "parser/analyze.h"
#include "tcop/tcopprot.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "store/policy.h"
#include "store/select.h"

TG_NORETURN static void
refuse_renamed(const Store *store)
{
	ereport(ERROR, (errcode(ERRCODE_OBJECT_IN_USE),
					errmsg("store \"%s\" was renamed while it was read",
						   store->name)));
}

static bool
is_table(Oid relation, const StoreHandle *tables)
{
	for (int i = 0; i < REL_COUNT; i++)
		if (tables->oid[i] == relation)
			return true;
	return false;
}

/* Servers behind foreign tables take who asks for somebody. */
static void
refuse_foreign(const Store *store, Oid relation)
{
	if (get_rel_relkind(relation) != RELKIND_FOREIGN_TABLE ||
		store->owner == GetUserId())
		return;
	ereport(ERROR,
			(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
			 errmsg("store \"%s\" has foreign tables for parts", store->name),
			 errdetail("A statement that reads \"%s\" goes to its "
					   "server for role \"%s\".",
					   get_rel_name(relation),
					   GetUserNameFromId(GetUserId(), false)),
			 errhint("Log in as the store's owner.")));
}

static void
refuse_foreign_parts(const Store *store, Oid table)
{
	ListCell *cell;

	foreach (cell, find_all_inheritors(table, AccessShareLock, NULL))
		refuse_foreign(store, lfirst_oid(cell));
}

/*
 * All that is named is one of the store's tables, as a whole (a policy's
 * functions would run as the caller), or the server's.
 */
static bool
check_relations(Node *node, void *context)
{
	const Store *store = context;
	const RangeTblEntry *entry = (const RangeTblEntry *) node;

	if (node == NULL)
		return false;
	if (IsA(node, Query))
		return query_tree_walker((Query *) node, check_relations, context,
								 QTW_EXAMINE_RTES_BEFORE);
	if (!IsA(node, RangeTblEntry))
		return expression_tree_walker(node, check_relations, context);
	if (entry->rtekind != RTE_RELATION || entry->relid < FirstNormalObjectId)
		return false;
	if (!is_table(entry->relid, &store->tables))
		refuse_renamed(store);
	store_require_all_rows(entry->relid);
	refuse_foreign_parts(store, entry->relid);
	return false;
}

/* Positions in the question are none in the statement that asked it. */
static void
forget_position(void *unused)
{
	errposition(0);
}

static Query *
analyze(const Store *store, const char *query)
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
	(void) check_relations((Node *) analyzed, unconstify(Store *, store));
	return analyzed;
}

static void
set_flag(const char *name, const char *value)
{
	(void) set_config_option(name, value, PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);
}

/*
 * Without bitmaps: of all scans theirs alone evaluate what an owner wrote, the
 * predicates of indexes, and would do so when executed.
 */
static PlannedStmt *
plan_as_owner(const Store *store, const char *query)
{
	Query *analyzed =
		linitial_node(Query, pg_rewrite_query(analyze(store, query)));
	Store *acting = memcpy(palloc(sizeof *store), store, sizeof *store);
	StoreCaller caller = store_become_owner(acting);
	PlannedStmt *plan;

	set_flag("enable_bitmapscan", "off");
	set_flag("enable_seqscan", "on");
	plan = pg_plan_query(analyzed, query, CURSOR_OPT_PARALLEL_OK, NULL);
	store_resume(caller);
	return plan;
}

static bool
has_bitmap(PlanState *node, void *unused)
{
	return node != NULL && (IsA(node, BitmapHeapScanState) ||
							planstate_tree_walker(node, has_bitmap, unused));
}

static void
execute(PlannedStmt *plan, const char *query, DestReceiver *receiver)
{
	QueryDesc *desc =
		CreateQueryDesc(plan, query, GetActiveSnapshot(), InvalidSnapshot,
						receiver, NULL, NULL, 0);

	ExecutorStart(desc, 0);
	if (has_bitmap(desc->planstate, NULL))
		elog(ERROR, "a bitmap scan was planned where none is allowed");
	TgExecutorRun(desc);
	ExecutorFinish(desc);
	ExecutorEnd(desc);
	FreeQueryDesc(desc);
}

void
store_select(const Store *store, const char *query, DestReceiver *receiver)
{
	MemoryContext context = AllocSetContextCreate(
		CurrentMemoryContext, "tripgrid question", ALLOCSET_DEFAULT_SIZES);
	MemoryContext before = MemoryContextSwitchTo(context);
	PlannedStmt *plan = plan_as_owner(store, query);
	ListCell *cell;

	/* others may have come since they were looked for */
	foreach (cell, plan->relationOids)
		refuse_foreign(store, lfirst_oid(cell));
	execute(plan, query, receiver);
	MemoryContextSwitchTo(before);
	MemoryContextDelete(context);
}
