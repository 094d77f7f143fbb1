/*
 * count_plan.c
 *	  Plans that count a store's trips from its segments.
 *
 * The node gives partial counts, which the server puts together as it does
 * with those of parallel workers; so whatever a query does with groups is the
 * server's own.
 */
#include "compat.h"

#include "optimizer/cost.h"
#include "optimizer/optimizer.h"
#include "optimizer/pathnode.h"
#include "optimizer/planner.h"
#include "optimizer/prep.h"
#include "optimizer/tlist.h"
#include "utils/selfuncs.h"

#include "plan/count_node.h"
#include "plan/count_plan.h"
#include "plan/count_query.h"
#include "plan/known_trips.h"
#include "plan/trips_plan.h"
#include "segment/node_tree.h"
#include "tripgrid.h"

/* What is done before the first count, and for each leaf that is summed up. */
#define START_COST 60.0
#define LEAF_COST 0.5

/* Bytes of a column of a trip, and what of a row's cost it takes to count. */
#define COLUMN_BYTES 5.0
#define TRIP_COST 0.1

/* Of trips, where nothing says how many. */
#define YEARS_COUNTED 3.0

static create_upper_paths_hook_type next_hook;

/* The target of partial aggregates, as the planner makes it. */
static PathTarget *
partial_target(PlannerInfo *root, const PathTarget *grouped, Node *having)
{
	PathTarget *target = create_empty_pathtarget();
	List *groups = TgGroupClause(root);
	List *others = NIL;
	ListCell *cell;
	int i = 0;

	foreach (cell, grouped->exprs)
	{
		Expr *expression = lfirst(cell);
		Index number = get_pathtarget_sortgroupref(grouped, i++);

		if (number != 0 &&
			get_sortgroupref_clause_noerr(number, groups) != NULL)
			add_column_to_pathtarget(target, expression, number);
		else
			others = lappend(others, expression);
	}
	if (having != NULL)
		others = lappend(others, having);
	add_new_columns_to_pathtarget(
		target,
		pull_var_clause((Node *) others, PVC_INCLUDE_AGGREGATES |
											 PVC_RECURSE_WINDOWFUNCS |
											 PVC_INCLUDE_PLACEHOLDERS));
	return target;
}

/* Have its aggregates be partial ones. */
static void
make_partial(PlannerInfo *root, PathTarget *target)
{
	ListCell *cell;

	foreach (cell, target->exprs)
	{
		Aggref *aggregate = lfirst(cell);

		if (!IsA(aggregate, Aggref))
			continue;
		aggregate = makeNode(Aggref);
		memcpy(aggregate, lfirst(cell), sizeof *aggregate);
		mark_partial_aggref(aggregate, AGGSPLIT_INITIAL_SERIAL);
		lfirst(cell) = aggregate;
	}
	set_pathtarget_cost_width(root, target);
}

/*
 * What it takes: of queries that weeks and names answer, leaves, and where
 * ranges end, segments on their edges; of others, columns of all trips that
 * may pass.
 */
static void
set_cost(PlannerInfo *root, const RelOptInfo *input, const CountQuery *query,
		 double groups, Path *path)
{
	double trips = query->table_trips;
	double leaves = trips / setting_segment_trips / NODE_SEGMENTS + 1;
	double share = Min(2 * input->rows / Max(trips, 1), 1);
	double edge =
		query->ranges != NIL || query->boxes != NIL || query->areas != NIL
			? 0.5
			: 0;
	int columns =
		1 + list_length(query->ranges) + 2 * list_length(query->others);
	QualCost others;

	cost_qual_eval(&others, query->others, root);
	if (query->step > STEP_WEEK || query->others != NIL ||
		query->metres != NIL)
		edge = 1;
	path->rows = groups;
	path->startup_cost =
		START_COST + others.startup + leaves * LEAF_COST +
		trips * share * edge *
			(columns * (COLUMN_BYTES / BLCKSZ * seq_page_cost +
						TRIP_COST * cpu_tuple_cost) +
			 others.per_tuple);
	path->total_cost = path->startup_cost + groups * cpu_tuple_cost;
}

/*
 * How many groups there are: the server knows nothing of expressions over a
 * departure, but steps are not many.
 */
static double
estimate_groups(PlannerInfo *root, const RelOptInfo *input,
				const CountQuery *query)
{
	static const double steps[] = {[STEP_ALL] = 1,
								   [STEP_WEEK] = YEARS_COUNTED * 53,
								   [STEP_DAY] = YEARS_COUNTED * 366,
								   [STEP_HOUR] = YEARS_COUNTED * 366 * 24};
	List *groups = TgGroupClause(root);
	double names = 1;

	if (groups == NIL)
		return 1;
	if (query->names != NIL)
		names =
			estimate_num_groups(root, query->names, input->rows, NULL, NULL);
	return Min(estimate_num_groups(
				   root,
				   get_sortgrouplist_exprs(groups, root->processed_tlist),
				   input->rows, NULL, NULL),
			   names * steps[query->step]);
}

static Plan *
make_plan(PlannerInfo *root, RelOptInfo *rel, CustomPath *path, List *tlist,
		  List *clauses, List *children)
{
	CustomScan *plan = makeNode(CustomScan);
	const StoreHandle store =
		store_handle(lsecond_oid(linitial(path->custom_private)));

	plan->scan.plan.targetlist = tlist;
	plan->scan.scanrelid = 0;
	plan->flags = path->flags;
	plan->custom_plans = children;
	plan->custom_private = path->custom_private;
	plan->custom_scan_tlist = copyObject(tlist);
	plan->methods = &count_node_methods;
	trips_plan_depends(root, &store);
	return &plan->scan.plan;
}

static const CustomPathMethods path_methods = {
	.CustomName = "TripgridCounts",
	.PlanCustomPath = make_plan,
};

static void
add_counts_path(PlannerInfo *root, RelOptInfo *input, RelOptInfo *output,
				const GroupPathExtraData *extra)
{
	PathTarget *target =
		partial_target(root, output->reltarget, extra->havingQual);
	List *groups = TgGroupClause(root);
	AggStrategy strategy = groups != NIL ? AGG_HASHED : AGG_PLAIN;
	CustomPath *path = makeNode(CustomPath);
	AggClauseCosts initial = {0};
	AggClauseCosts final = {0};
	CountQuery query;
	double count;

	if (!grouping_is_hashable(groups) ||
		!count_query_find(root, input, target, &query) || !library_fits())
		return;
	make_partial(root, target);
	count = estimate_groups(root, input, &query);
	get_agg_clause_costs(root, AGGSPLIT_INITIAL_SERIAL, &initial);
	get_agg_clause_costs(root, AGGSPLIT_FINAL_DESERIAL, &final);
	path->path.pathtype = T_CustomScan;
	path->path.parent = output;
	path->path.pathtarget = target;
	path->custom_paths = list_make1(create_agg_path(
		root, output, input->cheapest_total_path, target, strategy,
		AGGSPLIT_INITIAL_SERIAL, groups, NIL, &initial, count));
	path->custom_private = count_query_save(&query);
	path->methods = &path_methods;
	set_cost(root, input, &query, count, &path->path);
	add_path(output, (Path *) create_agg_path(
						 root, output, &path->path, output->reltarget,
						 strategy, AGGSPLIT_FINAL_DESERIAL, groups,
						 (List *) extra->havingQual, &final, count));
}

static void
offer_counts(PlannerInfo *root, UpperRelationKind stage, RelOptInfo *input,
			 RelOptInfo *output, void *extra)
{
	const GroupPathExtraData *groups = extra;

	if (next_hook != NULL)
		next_hook(root, stage, input, output, extra);
	if (stage == UPPERREL_GROUP_AGG && setting_use_segments &&
		(groups->flags & GROUPING_CAN_PARTIAL_AGG) != 0 &&
		input->reloptkind == RELOPT_BASEREL && !IS_DUMMY_REL(input) &&
		input->cheapest_total_path->param_info == NULL &&
		!root->parse->hasTargetSRFs)
		add_counts_path(root, input, output, groups);
}

void
count_plan_register(void)
{
	RegisterCustomScanMethods(&count_node_methods);
	next_hook = create_upper_paths_hook;
	create_upper_paths_hook = offer_counts;
}
