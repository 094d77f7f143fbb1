/*
 * trips_plan.c
 *	  Plans that read a store's trips from its segments.
 *
 * Segments may answer whatever uses only the columns that they hold.  The
 * path has the cheapest of the others below it, for when they may not.
 */
#include "compat.h"

#include "access/sysattr.h"
#include "catalog/pg_class.h"
#include "executor/executor.h"
#include "nodes/makefuncs.h"
#include "optimizer/cost.h"
#include "optimizer/optimizer.h"
#include "optimizer/pathnode.h"
#include "optimizer/paths.h"
#include "optimizer/prep.h"
#include "optimizer/restrictinfo.h"
#include "utils/lsyscache.h"

#include "plan/known_trips.h"
#include "plan/outer_limits.h"
#include "plan/trip_limits.h"
#include "plan/trips_node.h"
#include "plan/trips_plan.h"
#include "store/store.h"
#include "tripgrid.h"

/* What is done before the first trip: mostly, to find out that it may be. */
#define START_COST 60.0

/* Bytes of a trip in a segment, and what of a row's cost it takes to read. */
#define TRIP_BYTES 16.0
#define TRIP_COST 0.4

static set_rel_pathlist_hook_type next_hook;

/* Tell whether a relation is read as nothing but a table, in a query. */
static bool
is_plain(const PlannerInfo *root, const RelOptInfo *rel,
		 const RangeTblEntry *rte)
{
	return rte->rtekind == RTE_RELATION && rte->relkind == RELKIND_RELATION &&
		   !rte->inh && rte->tablesample == NULL &&
		   rte->securityQuals == NIL && rel->reloptkind == RELOPT_BASEREL &&
		   bms_is_empty(rel->lateral_relids) &&
		   (root->parse->commandType == CMD_SELECT ||
			root->parse->commandType == CMD_INSERT) &&
		   rel->relid != root->parse->resultRelation &&
		   get_plan_rowmark(root->rowMarks, rel->relid) == NULL;
}

bool
trips_may_be_read(PlannerInfo *root, RelOptInfo *rel, StoreHandle *store)
{
	const RangeTblEntry *rte = root->simple_rte_array[rel->relid];

	return setting_use_segments && is_plain(root, rel, rte) &&
		   known_trips(rte->relid, store) && !store_any_act();
}

/* Add the columns that an expression uses; false if segments lack one. */
static bool
add_columns(Node *expression, Index relation, const TripNumbers *numbers,
			List **columns)
{
	Bitmapset *used = NULL;
	int member = -1;

	pull_varattnos(expression, relation, &used);
	while ((member = bms_next_member(used, member)) >= 0)
	{
		TripColumn column = trip_column_of(
			numbers, member + FirstLowInvalidHeapAttributeNumber);

		if (column == TRIP_COLUMNS)
			return false;
		*columns = list_append_unique_int(*columns, column);
	}
	return true;
}

/*
 * The columns that a query uses, first those that go up, as the table's plans
 * give them; false if segments lack one.
 */
static bool
used_columns(RelOptInfo *rel, const TripNumbers *numbers, List **columns)
{
	ListCell *cell;

	*columns = NIL;
	foreach (cell, rel->reltarget->exprs)
		if (!IsA(lfirst(cell), Var) ||
			!add_columns(lfirst(cell), rel->relid, numbers, columns))
			return false;
	foreach (cell, rel->baserestrictinfo)
		if (!add_columns((Node *) lfirst_node(RestrictInfo, cell)->clause,
						 rel->relid, numbers, columns))
			return false;
	/* a tuple has a column, and this one is the same for a whole segment */
	if (*columns == NIL)
		*columns = list_make1_int(TRIP_REGION);
	return true;
}

/* The Vars of columns. */
static List *
vars_of(const TripNumbers *numbers, const List *columns, Oid trips,
		Index relation)
{
	List *vars = NIL;
	ListCell *cell;

	foreach (cell, columns)
	{
		AttrNumber number = numbers->number[lfirst_int(cell)];
		Oid type;
		int32 typmod;
		Oid collation;

		get_atttypetypmodcoll(trips, number, &type, &typmod, &collation);
		vars = lappend(vars,
					   makeVar(relation, number, type, typmod, collation, 0));
	}
	return vars;
}

/* The size of a path of a table; 0 for a kind that is not expected. */
static Size
path_size(const Path *path)
{
	switch (nodeTag(path))
	{
		case T_Path:
			return sizeof(Path);
		case T_IndexPath:
			return sizeof(IndexPath);
		case T_BitmapHeapPath:
			return sizeof(BitmapHeapPath);
		case T_TidPath:
			return sizeof(TidPath);
		case T_TidRangePath:
			return sizeof(TidRangePath);
		default:
			return 0;
	}
}

/*
 * The cheapest way that needs nothing of other relations.  A copy: add_path
 * frees those that another is better than.
 */
static Path *
cheapest(const RelOptInfo *rel)
{
	Path *found = NULL;
	ListCell *cell;

	foreach (cell, rel->pathlist)
	{
		Path *path = lfirst(cell);

		if (path->param_info == NULL && path_size(path) > 0 &&
			(found == NULL || path->total_cost < found->total_cost))
			found = path;
	}
	if (found == NULL)
		return NULL;
	return memcpy(palloc(path_size(found)), found, path_size(found));
}

/* What the conditions on a relation say of its trips. */
static List *
own_limits(RelOptInfo *rel, const TripNumbers *numbers)
{
	List *limits = NIL;
	ListCell *cell;

	foreach (cell, rel->baserestrictinfo)
	{
		RestrictInfo *condition = lfirst_node(RestrictInfo, cell);
		ListCell *found;

		if (condition->pseudoconstant)
			continue;
		foreach (found,
				 limits_find((Node *) condition->clause, rel->relid, numbers))
		{
			LimitClause *limit = lfirst(found);

			limit->condition = condition;
			limits = lappend(limits, limit);
		}
	}
	return limits;
}

/* The share of trips that pass limits of a query around a view. */
static double
outer_share(const List *limits)
{
	double share = 1;
	ListCell *cell;

	foreach (cell, limits)
	{
		const LimitClause *limit = lfirst(cell);

		if (limit->condition == NULL)
			share *= limit->share;
	}
	return share;
}

/* The share of those that pass limits of the query's own. */
static double
own_share(PlannerInfo *root, const List *limits)
{
	List *clauses = NIL;
	ListCell *cell;

	foreach (cell, limits)
	{
		const LimitClause *limit = lfirst(cell);

		if (limit->condition != NULL && limit->kind != LIMIT_BESIDE)
			clauses = lappend(clauses, limit->condition);
	}
	return clauselist_selectivity(root, clauses, 0, JOIN_INNER, NULL);
}

/*
 * The share of trips in segments that have to be read: of twice as many as
 * pass, for some are on the edge, and in one segment at least.
 */
static double
share_read(const RelOptInfo *rel, double passing)
{
	return Min(2 * passing + setting_segment_trips / Max(rel->tuples, 1), 1);
}

static void
set_cost(PlannerInfo *root, RelOptInfo *rel, const List *limits, Path *path)
{
	double outer = outer_share(limits);
	double trips =
		share_read(rel, outer * own_share(root, limits)) * rel->tuples;
	QualCost conditions;

	cost_qual_eval(&conditions, rel->baserestrictinfo, root);
	/* what a query around a view would take away does not even come out */
	path->rows = clamp_row_est(rel->rows * share_read(rel, outer));
	path->startup_cost =
		START_COST + conditions.startup + rel->reltarget->cost.startup;
	path->total_cost =
		path->startup_cost + trips * TRIP_BYTES / BLCKSZ * seq_page_cost +
		trips * (TRIP_COST * cpu_tuple_cost + conditions.per_tuple) +
		path->rows * rel->reltarget->cost.per_tuple;
}

void
trips_plan_depends(PlannerInfo *root, const StoreHandle *store)
{
	for (int i = 0; i < REL_COUNT; i++)
		if (i != REL_TRIPS && relation_answers(i) && OidIsValid(store->oid[i]))
			root->glob->relationOids =
				lappend_oid(root->glob->relationOids, store->oid[i]);
}

static Plan *
make_plan(PlannerInfo *root, RelOptInfo *rel, CustomPath *path, List *tlist,
		  List *clauses, List *children)
{
	CustomScan *plan = makeNode(CustomScan);
	List *tables = linitial(path->custom_private);
	List *vars = lsecond(path->custom_private);
	StoreHandle store = store_handle(lsecond_oid(tables));
	List *limits = lfourth(path->custom_private);
	TripNumbers numbers;
	ListCell *cell;
	List *saved;

	if (trip_numbers_find(linitial_oid(tables), &numbers))
		limits = outer_limits(root, list_copy(limits), rel->relid, &numbers);
	saved = limits_save(limits, &plan->custom_exprs);
	plan->scan.plan.targetlist = tlist;
	plan->scan.plan.qual = extract_actual_clauses(clauses, false);
	plan->scan.scanrelid = rel->relid;
	/* the heap answers cursors, see trips_node.c */
	plan->flags = path->flags;
	if (ExecSupportsBackwardScan(linitial(children)))
		plan->flags |= CUSTOMPATH_SUPPORT_BACKWARD_SCAN;
	plan->custom_plans = children;
	plan->custom_private =
		list_make3(tables, lthird(path->custom_private), saved);
	foreach (cell, vars)
		plan->custom_scan_tlist =
			lappend(plan->custom_scan_tlist,
					makeTargetEntry(copyObject(lfirst(cell)),
									list_length(plan->custom_scan_tlist) + 1,
									NULL, false));
	plan->methods = &trips_node_methods;
	trips_plan_depends(root, &store);
	return &plan->scan.plan;
}

static const CustomPathMethods path_methods = {
	.CustomName = "TripgridSegments",
	.PlanCustomPath = make_plan,
};

static void
add_segments_path(PlannerInfo *root, RelOptInfo *rel, Oid trips,
				  const StoreHandle *store)
{
	CustomPath *path;
	TripNumbers numbers;
	List *columns;
	List *limits;
	List *vars;
	Path *heap;

	if (!trip_numbers_find(trips, &numbers) ||
		!used_columns(rel, &numbers, &columns))
		return;
	vars = vars_of(&numbers, columns, trips, rel->relid);
	heap = cheapest(rel);
	if (heap == NULL || !library_fits())
		return;
	limits = own_limits(rel, &numbers);
	path = makeNode(CustomPath);
	path->path.pathtype = T_CustomScan;
	path->path.parent = rel;
	path->path.pathtarget = rel->reltarget;
	path->flags = CUSTOMPATH_SUPPORT_PROJECTION;
	path->custom_paths = list_make1(heap);
	path->custom_private = list_make4(list_make2_oid(trips, store->schema),
									  vars, columns, limits);
	path->methods = &path_methods;
	limits =
		outer_limits_expected(root, list_copy(limits), rel->relid, &numbers);
	set_cost(root, rel, limits, &path->path);
	add_path(rel, &path->path);
}

static void
offer_segments(PlannerInfo *root, RelOptInfo *rel, Index rti,
			   RangeTblEntry *rte)
{
	StoreHandle store;

	if (next_hook != NULL)
		next_hook(root, rel, rti, rte);
	if (rte->rtekind == RTE_RELATION && trips_may_be_read(root, rel, &store))
		add_segments_path(root, rel, rte->relid, &store);
}

PG_FUNCTION_INFO_V1(reads_segments);
Datum
reads_segments(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(true);
}

void
trips_plan_register(void)
{
	RegisterCustomScanMethods(&trips_node_methods);
	next_hook = set_rel_pathlist_hook;
	set_rel_pathlist_hook = offer_segments;
}
