/*
 * outer_limits.c
 *	  What the conditions of a query around a view say of trips.
 *
 * A security barrier keeps conditions that could tell of rows outside.  What
 * limits segments tells nothing: no row is given to any function.
 */
#include "compat.h"

#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "parser/parsetree.h"

#include "plan/outer_limits.h"
#include "plan/trip_limits.h"

/* Tell whether a query's rows come from those of its tables one by one. */
static bool
is_simple(const Query *query)
{
	return query->commandType == CMD_SELECT && !query->hasAggs &&
		   !query->hasWindowFuncs && !query->hasTargetSRFs &&
		   query->groupClause == NIL && query->groupingSets == NIL &&
		   query->distinctClause == NIL && query->limitCount == NULL &&
		   query->limitOffset == NULL && query->setOperations == NULL &&
		   query->rowMarks == NIL && query->havingQual == NULL;
}

/* The relation that a query is in the one around it; null: none is known. */
static RelOptInfo *
relation_planned(const PlannerInfo *root)
{
	const PlannerInfo *outer = root->parent_root;

	for (int i = 1; outer != NULL && i < outer->simple_rel_array_size; i++)
	{
		RelOptInfo *rel = outer->simple_rel_array[i];

		if (rel != NULL && rel->subroot == root)
			return rel;
	}
	return NULL;
}

/*
 * The same while the query is planned, when nothing tells for certain: the
 * planner takes relations in their order.
 */
static RelOptInfo *
relation_guessed(const PlannerInfo *root, Index relation)
{
	const PlannerInfo *outer = root->parent_root;
	const RangeTblEntry *own = planner_rt_fetch(relation, root);

	for (int i = 1; outer != NULL && i < outer->simple_rel_array_size; i++)
	{
		RelOptInfo *rel = outer->simple_rel_array[i];
		const Query *query;
		const RangeTblEntry *entry;

		if (rel == NULL || rel->rtekind != RTE_SUBQUERY ||
			rel->subroot != NULL || rel->pathlist != NIL)
			continue;
		query = outer->simple_rte_array[i]->subquery;
		if (query == NULL || list_length(query->rtable) < (int) relation)
			continue;
		entry = rt_fetch(relation, query->rtable);
		if (entry->rtekind == RTE_RELATION && entry->relid == own->relid)
			return rel;
	}
	return NULL;
}

/* What a condition on a query is in its own terms. */
typedef struct Inward
{
	Index relation; /* the query's, outside */
	const List *targets;
	bool fails;
} Inward;

static Node *
turn_inward(Node *node, void *context)
{
	Inward *inward = context;
	const Var *var = (const Var *) node;
	TargetEntry *target;

	if (node == NULL)
		return NULL;
	/* what is known when the view begins is known outside of it, too */
	if ((IsA(node, Param) &&
		 ((const Param *) node)->paramkind != PARAM_EXTERN) ||
		IsA(node, PlaceHolderVar) || IsA(node, SubPlan))
		inward->fails = true;
	if (!IsA(node, Var))
		return expression_tree_mutator(node, turn_inward, context);
	target = var->varno == inward->relation && var->varattno > 0
				 ? list_nth((List *) inward->targets, var->varattno - 1)
				 : NULL;
	if (target != NULL)
		return copyObject((Node *) target->expr);
	inward->fails = true;
	return copyObject(node);
}

/* Recognise limits among the conditions on a query as a relation outside. */
static List *
limits_inward(PlannerInfo *root, const RelOptInfo *rel, List *clauses,
			  Index relation, const TripNumbers *numbers, bool shares)
{
	Inward inward = {.targets = root->parse->targetList};
	ListCell *cell;

	if (rel == NULL || !is_simple(root->parse))
		return clauses;
	inward.relation = rel->relid;
	foreach (cell, rel->baserestrictinfo)
	{
		RestrictInfo *outer = lfirst_node(RestrictInfo, cell);
		Node *condition;

		ListCell *found;

		inward.fails = outer->pseudoconstant;
		condition = turn_inward((Node *) outer->clause, &inward);
		if (inward.fails)
			continue;
		foreach (found, limits_find(condition, relation, numbers))
		{
			LimitClause *limit = lfirst(found);

			limit->share =
				!shares || limit->kind == LIMIT_BESIDE
					? 1
					: clause_selectivity(root->parent_root, (Node *) outer, 0,
										 JOIN_INNER, NULL);
			clauses = lappend(clauses, limit);
		}
	}
	return clauses;
}

List *
outer_limits(PlannerInfo *root, List *clauses, Index relation,
			 const TripNumbers *numbers)
{
	return limits_inward(root, relation_planned(root), clauses, relation,
						 numbers, false);
}

List *
outer_limits_expected(PlannerInfo *root, List *clauses, Index relation,
					  const TripNumbers *numbers)
{
	return limits_inward(root, relation_guessed(root, relation), clauses,
						 relation, numbers, true);
}
