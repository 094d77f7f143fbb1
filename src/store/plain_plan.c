/*
 * plain_plan.c
 *	  Plans that evaluate nothing but what a statement says.
 *
 * Scans of bitmaps evaluate the predicates of indexes again, pruning what keys
 * of partitions are made of.  Nodes that are not known here might do the same.
 */
#include "compat.h"

#include "nodes/pg_list.h"

#include "store/plain_plan.h"

static bool is_plain(const Plan *node);

static bool
all_plain(const List *nodes)
{
	ListCell *cell;

	foreach (cell, nodes)
		if (!is_plain(lfirst(cell)))
			return false;
	return true;
}

static bool
is_plain(const Plan *node)
{
	if (node == NULL)
		return true;
	switch (nodeTag(node))
	{
		case T_Append:
			if (TgPrunes((const Append *) node) ||
				!all_plain(((const Append *) node)->appendplans))
				return false;
			break;
		case T_MergeAppend:
			if (TgPrunes((const MergeAppend *) node) ||
				!all_plain(((const MergeAppend *) node)->mergeplans))
				return false;
			break;
		case T_SubqueryScan:
			if (!is_plain(((const SubqueryScan *) node)->subplan))
				return false;
			break;
		case T_Result:
		case T_ProjectSet:
		case T_RecursiveUnion:
		case T_SeqScan:
		case T_IndexScan:
		case T_IndexOnlyScan:
		case T_FunctionScan:
		case T_ValuesScan:
		case T_CteScan:
		case T_WorkTableScan:
		case T_NestLoop:
		case T_MergeJoin:
		case T_HashJoin:
		case T_Hash:
		case T_Material:
		case T_Memoize:
		case T_Sort:
		case T_IncrementalSort:
		case T_Group:
		case T_Agg:
		case T_WindowAgg:
		case T_Unique:
		case T_SetOp:
		case T_Limit:
		case T_Gather:
		case T_GatherMerge:
			break;
		default:
			return false;
	}
	return is_plain(node->lefttree) && is_plain(node->righttree);
}

bool
plan_is_plain(const PlannedStmt *plan)
{
	return plan->commandType == CMD_SELECT && is_plain(plan->planTree) &&
		   all_plain(plan->subplans);
}
