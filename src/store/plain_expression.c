/*
 * plain_expression.c
 *	  Expressions that call nothing but the server's own functions.
 *
 * Those may be kept compiled: nobody but a superuser replaces the functions,
 * and domains, whose checks may change, are not among the kinds of nodes that
 * are known here.
 */
#include "compat.h"

#include "access/transam.h"
#include "nodes/nodeFuncs.h"
#include "nodes/primnodes.h"

#include "store/plain_expression.h"

static bool
is_foreign(Oid function, void *context)
{
	return function >= FirstNormalObjectId;
}

/* As walkers do, tell whether there is something to stop at. */
static bool
is_other(Node *node, void *context)
{
	if (node == NULL)
		return false;
	switch (nodeTag(node))
	{
		case T_Var:
			/* a whole row is of the table's own type */
			if (((Var *) node)->varattno == InvalidAttrNumber)
				return true;
			break;
		case T_Const:
		case T_FuncExpr:
		case T_OpExpr:
		case T_ScalarArrayOpExpr:
		case T_BoolExpr:
		case T_RelabelType:
		case T_CoalesceExpr:
		case T_NullTest:
		case T_NextValueExpr:
		case T_List:
			break;
		case T_ArrayExpr:
			if (((ArrayExpr *) node)->array_typeid >= FirstNormalObjectId)
				return true;
			break;
		case T_MinMaxExpr:
			if (((MinMaxExpr *) node)->minmaxtype >= FirstNormalObjectId)
				return true;
			break;
		default:
			return true;
	}
	return check_functions_in_node(node, is_foreign, context) ||
		   expression_tree_walker(node, is_other, context);
}

bool
expression_is_plain(Node *expression)
{
	return !is_other(expression, NULL);
}
