/*
 * select.c
 *	  Questions in SQL about the tables of a store that may be another's.
 *
 * A plan of SPI would be made anew, as the caller, whenever something about
 * the tables changes between planning and execution.  Here it is made once,
 * looked through, and executed as it is: the locks that the parser has taken
 * on the tables keep others from changing them, and a look at what was written
 * meanwhile keeps what runs in this session from it.
 */
#include "compat.h"

#include "access/transam.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "parser/analyze.h"
#include "tcop/tcopprot.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "store/owned.h"
#include "store/plain_plan.h"
#include "store/policy.h"
#include "store/select.h"
#include "store/sql.h"

TG_NORETURN static void
refuse_renamed(const Store *store)
{
	ereport(ERROR, (errcode(ERRCODE_OBJECT_IN_USE),
					errmsg("store \"%s\" was renamed while it was read",
						   store->name)));
}

/*
 * What is planned runs code of each part's owner, as the store's.  Servers
 * behind foreign tables take who asks for somebody, and what they send is
 * checked by domains of the owner's.
 */
static void
refuse_part(const Store *store, Oid relation)
{
	if (relation_owner(relation) != store->owner)
		ereport(
			ERROR,
			(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
			 errmsg("store \"%s\" has parts of another owner", store->name),
			 errdetail("Table \"%s\" belongs to role \"%s\".",
					   get_rel_name(relation),
					   GetUserNameFromId(relation_owner(relation), false)),
			 errhint("Give it to the store's owner, or detach it.")));
	if (get_rel_relkind(relation) != RELKIND_FOREIGN_TABLE ||
		store_owner_alone(store))
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
refuse_parts(const Store *store, Oid table)
{
	ListCell *cell;

	foreach (cell, find_all_inheritors(table, AccessShareLock, NULL))
		refuse_part(store, lfirst_oid(cell));
}

/* The place of a table among those of a store; an error if it has none. */
static StoreRelation
place_of(Oid table, const StoreHandle *tables, const Store *store)
{
	for (int i = 0; i < REL_COUNT; i++)
		if (tables->oid[i] == table)
			return i;
	refuse_renamed(store);
}

/*
 * All that is named is one of the store's tables, as a whole (a policy's
 * functions would run as the caller), and of its owner; or the server's.
 */
static void
check_relation(const Store *store, const RangeTblEntry *entry)
{
	StoreHandle now;
	StoreRelation place;

	if (entry->rtekind != RTE_RELATION || entry->relid < FirstNormalObjectId)
		return;
	now = store_handle(store->schema);
	place = place_of(entry->relid, &now, store);
	if (entry->relkind != RELKIND_RELATION)
		handle_refuse_kind(store->schema, place);
	if (now.owner[place] != store->owner)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("table \"%s\" of store \"%s\" has another owner "
						"than the rest of the store",
						store_relations[place].name, store->name)));
	store_require_all_rows(entry->relid);
	refuse_parts(store, entry->relid);
}

/* Neither the server's nor of this extension. */
static bool
is_foreign(Oid object, Oid schema)
{
	return object >= FirstNormalObjectId &&
		   schema != get_namespace_oid("tripgrid", false);
}

static bool
is_foreign_function(Oid function, void *unused)
{
	return is_foreign(function, get_func_namespace(function));
}

/* Tell whether a value goes through code that belongs to a type. */
static bool
makes_foreign_type(Node *node)
{
	Oid type;

	if (!IsA(node, CoerceToDomain) && !IsA(node, CoerceViaIO))
		return false;
	type = exprType(node);
	return type >= FirstNormalObjectId;
}

/*
 * A column that was given another type makes the parser find casts, which are
 * functions of whoever made the type.
 */
static bool
check_node(Node *node, void *context)
{
	const Store *store = context;

	if (node == NULL)
		return false;
	if (IsA(node, Query))
		return query_tree_walker((Query *) node, check_node, context,
								 QTW_EXAMINE_RTES_BEFORE);
	if (IsA(node, RangeTblEntry))
	{
		check_relation(store, (const RangeTblEntry *) node);
		return false;
	}
	if (check_functions_in_node(node, is_foreign_function, NULL) ||
		makes_foreign_type(node))
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("columns of store \"%s\" are not of the types that "
						"they were made with",
						store->name),
				 errdetail("Reading them could run functions of whoever made "
						   "their types.")));
	return expression_tree_walker(node, check_node, context);
}

/* Positions in the question are none in the statement that asked it. */
static void
forget_position(void *unused)
{
	errposition(0);
}

/*
 * Analyze a question, with nothing of a store in it that is another's unless
 * the owner is acting.
 */
static Query *
analyze(const Store *store, const char *query)
{
	ErrorContextCallback errors = {
		.previous = error_context_stack,
		.callback = forget_position,
	};
	Query *analyzed;

	if (get_namespace_oid(store->name, true) != store->schema)
		refuse_renamed(store);
	error_context_stack = &errors;
	analyzed = parse_analyze_fixedparams(
		linitial_node(RawStmt, pg_parse_query(query)), query, NULL, 0, NULL);
	error_context_stack = errors.previous;
	if (!store_acting(store))
		(void) check_node((Node *) analyzed, unconstify(Store *, store));
	return analyzed;
}

/* Tell whether a policy has put conditions of its own into a statement. */
static bool
has_policy(Node *node, void *unused)
{
	if (node == NULL)
		return false;
	if (IsA(node, RangeTblEntry))
		return ((const RangeTblEntry *) node)->securityQuals != NIL;
	if (IsA(node, Query))
		return query_tree_walker((Query *) node, has_policy, unused,
								 QTW_EXAMINE_RTES_BEFORE);
	return expression_tree_walker(node, has_policy, unused);
}

/* Policies are asked once more here, and roles have no locks. */
static Query *
rewrite(const Store *store, Query *analyzed)
{
	Query *rewritten = linitial_node(Query, pg_rewrite_query(analyzed));

	if (has_policy((Node *) rewritten, NULL))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("row-level security applies to tables of store \"%s\"",
						store->name)));
	return rewritten;
}

/*
 * The subtransaction in which code of others has run that the session may have
 * learned from, and still knows: the outermost, since such code may have some
 * of its own fail.
 */
static SubTransactionId learned_in;

static void
transaction_ends(XactEvent event, void *arg)
{
	if (event == XACT_EVENT_ABORT && learned_in != InvalidSubTransactionId)
		InvalidateSystemCaches();
	if (event == XACT_EVENT_ABORT || event == XACT_EVENT_COMMIT ||
		event == XACT_EVENT_PREPARE)
		learned_in = InvalidSubTransactionId;
}

static void
subtransaction_ends(SubXactEvent event, SubTransactionId sub,
					SubTransactionId parent, void *arg)
{
	if (sub != learned_in)
		return;
	if (event == SUBXACT_EVENT_COMMIT_SUB)
		learned_in = parent;
	if (event != SUBXACT_EVENT_ABORT_SUB)
		return;
	/* what is in use is looked up again when it is opened the next time */
	InvalidateSystemCaches();
	learned_in = InvalidSubTransactionId;
}

void
store_note_learning(const Store *store)
{
	static bool watched;

	if (!watched)
	{
		RegisterXactCallback(transaction_ends, NULL);
		RegisterSubXactCallback(subtransaction_ends, NULL);
		watched = true;
	}
	if (!store_owner_alone(store) && learned_in == InvalidSubTransactionId)
		learned_in = GetCurrentSubTransactionId();
}

/*
 * What an owner wrote may run while a statement is planned.  It is confined to
 * his rights, but not to his tables: nothing may change under the plan, which
 * this transaction's own locks would not keep it from.  So it is read only,
 * and an error if something was changed all the same.  Settings may be
 * changed, too: those made here are to have the planner find a plan that may
 * be executed, and no proof that it is one.
 */
static PlannedStmt *
plan_as_owner(const Store *store, const char *query)
{
	Query *analyzed = rewrite(store, analyze(store, query));
	Store *acting = memcpy(palloc(sizeof *store), store, sizeof *store);
	StoreCaller caller;
	CommandId command;
	TransactionId transaction = GetTopTransactionIdIfAny();
	bool read_only = XactReadOnly;
	PlannedStmt *plan;

	store_note_learning(store);
	caller = store_become_owner(acting);
	/* what writes is seen by a command's number once that is over */
	CommandCounterIncrement();
	command = GetCurrentCommandId(false);
	/* an error ends a subtransaction at least, which restores it */
	XactReadOnly = true;
	sql_set("enable_bitmapscan", "off");
	sql_set("enable_partition_pruning", "off");
	sql_set("enable_seqscan", "on");
	plan = pg_plan_query(analyzed, query, CURSOR_OPT_PARALLEL_OK, NULL);
	store_resume(caller);
	/* the setting may have been changed behind this, and was restored so */
	XactReadOnly = read_only;
	CommandCounterIncrement();
	if (GetCurrentCommandId(false) != command ||
		GetTopTransactionIdIfAny() != transaction)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_IN_USE),
				 errmsg("store \"%s\" changed while a question about it was "
						"planned",
						store->name),
				 errdetail("Functions in indexes or statistics of its tables "
						   "write.")));
	return plan;
}

TG_NORETURN static void
refuse_plan(const Store *store)
{
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("the plan of a question about store \"%s\" could run "
					"functions of its owner",
					store->name),
			 errdetail("It has a kind of scan that was ruled out. "
					   "Functions in indexes or statistics of the store's "
					   "tables, or an extension of the planner, may have "
					   "brought it back."),
			 errhint("The owner of the store can ask.")));
}

static void
execute(PlannedStmt *plan, const char *query, DestReceiver *receiver)
{
	QueryDesc *desc;

	desc = CreateQueryDesc(plan, query, GetActiveSnapshot(), InvalidSnapshot,
						   receiver, NULL, NULL, 0);
	ExecutorStart(desc, 0);
	TgExecutorRun(desc);
	ExecutorFinish(desc);
	ExecutorEnd(desc);
	FreeQueryDesc(desc);
}

/* A plan that is executed with the rights of whoever asks. */
static PlannedStmt *
plan_for_caller(const Store *store, const char *query)
{
	PlannedStmt *plan = plan_as_owner(store, query);
	ListCell *cell;

	/* others may have come since they were looked for */
	foreach (cell, plan->relationOids)
		if (lfirst_oid(cell) >= FirstNormalObjectId)
			refuse_part(store, lfirst_oid(cell));
	/* what runs is the owner's in any case, if he asks himself */
	if (!store_owner_alone(store) && !plan_is_plain(plan))
		refuse_plan(store);
	return plan;
}

void
store_select(const Store *store, const char *query, DestReceiver *receiver)
{
	MemoryContext context = AllocSetContextCreate(
		CurrentMemoryContext, "tripgrid question", ALLOCSET_DEFAULT_SIZES);
	MemoryContext before = MemoryContextSwitchTo(context);

	execute(store_acting(store)
				? pg_plan_query(rewrite(store, analyze(store, query)), query,
								CURSOR_OPT_PARALLEL_OK, NULL)
				: plan_for_caller(store, query),
			query, receiver);
	MemoryContextSwitchTo(before);
	MemoryContextDelete(context);
}

void
store_forget_caches(const Store *store)
{
	if (store_owner_alone(store))
		return;
	InvalidateSystemCaches();
	/* within code of others there is more to come */
	if (!InSecurityRestrictedOperation())
		learned_in = InvalidSubTransactionId;
}
