/*
 * count_query.c
 *	  Queries that count trips by what is the same for many of them.
 *
 * A view that is a security barrier is a query of its own below the one that
 * counts.  Its columns are put in the place of the Vars that name them, so
 * that all is said of the columns of trips.
 */
#include "compat.h"

#include "access/htup_details.h"
#include "access/stratnum.h"
#include "catalog/pg_attribute.h"
#include "catalog/pg_type.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/clauses.h"
#include "optimizer/optimizer.h"
#include "optimizer/tlist.h"
#include "parser/parsetree.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "plan/count_query.h"
#include "plan/position_shape.h"
#include "plan/trip_limits.h"
#include "plan/trips_plan.h"

const TripNumbers leaf_numbers = {{TRIP_REGION + 1, TRIP_DATASOURCE + 1,
								   TRIP_DEPARTURE + 1, TRIP_ORIGIN + 1,
								   TRIP_DESTINATION + 1}};

/* A relation whose columns are found in a store's trips. */
typedef struct Source
{
	Index relation;
	List *view;					/* TargetEntries of a view; NIL: it is trips */
	const struct Source *trips; /* below the view */
	TripNumbers numbers;		/* of trips */
	Oid table;
} Source;

typedef struct Mapping
{
	const Source *source;
	bool failed; /* it uses what segments lack, or what is not known yet */
} Mapping;

static Node *put_leaves(Node *node, Mapping *mapping);

/* What a Var of the source is over the columns of trips. */
static Node *
leaf_of(const Var *var, Mapping *mapping)
{
	const Source *source = mapping->source;
	TripColumn column;
	Node *leaf;

	if (var->varno != source->relation || var->varlevelsup != 0)
		mapping->failed = true;
	else if (source->view != NIL)
	{
		const TargetEntry *entry =
			get_tle_by_resno(source->view, var->varattno);

		if (entry != NULL)
		{
			mapping->source = source->trips;
			leaf = put_leaves((Node *) entry->expr, mapping);
			mapping->source = source;
			return leaf;
		}
		mapping->failed = true;
	}
	else
	{
		column = trip_column_of(&source->numbers, var->varattno);
		if (column < TRIP_COLUMNS)
			return (Node *) makeVar(LEAF_RELATION, column + 1, var->vartype,
									var->vartypmod, var->varcollid, 0);
		mapping->failed = true;
	}
	return (Node *) copyObject(var);
}

static Node *
put_leaves(Node *node, Mapping *mapping)
{
	if (node == NULL || mapping->failed)
		return node;
	switch (nodeTag(node))
	{
		case T_Var:
			return leaf_of((Var *) node, mapping);
		case T_Param:
			/* of joins and subqueries: known when they have begun */
			mapping->failed |= ((Param *) node)->paramkind != PARAM_EXTERN;
			break;
		case T_SubLink:
		case T_SubPlan:
		case T_AlternativeSubPlan:
		case T_PlaceHolderVar:
		case T_Aggref:
		case T_GroupingFunc:
		case T_WindowFunc:
		case T_CurrentOfExpr:
			mapping->failed = true;
			return node;
		default:
			break;
	}
	return expression_tree_mutator(node, put_leaves, mapping);
}

/* An expression over the columns of trips; null if it is over others, too. */
static Node *
leaves_of(Node *node, const Source *source)
{
	Mapping mapping = {source, false};
	Node *mapped = put_leaves(node, &mapping);

	return mapping.failed || contain_volatile_functions(mapped) ||
				   expression_returns_set(mapped)
			   ? NULL
			   : mapped;
}

/* ---- where trips come from --------------------------------------------- */

/* Tell whether a query gives the rows of one relation, each once. */
static bool
is_simple(const Query *query)
{
	return query->commandType == CMD_SELECT && query->setOperations == NULL &&
		   !query->hasAggs && !query->hasWindowFuncs &&
		   !query->hasTargetSRFs && query->groupClause == NIL &&
		   query->groupingSets == NIL && query->havingQual == NULL &&
		   query->distinctClause == NIL && query->sortClause == NIL &&
		   query->limitCount == NULL && query->limitOffset == NULL &&
		   query->rowMarks == NIL && query->cteList == NIL;
}

/* The one relation that a query reads; null if there are more. */
static RelOptInfo *
only_relation(const PlannerInfo *root)
{
	RelOptInfo *found = NULL;

	for (int i = 1; i < root->simple_rel_array_size; i++)
		if (root->simple_rel_array[i] != NULL)
		{
			if (found != NULL)
				return NULL;
			found = root->simple_rel_array[i];
		}
	return found != NULL && root->parse->jointree->fromlist != NIL &&
				   found->reloptkind == RELOPT_BASEREL
			   ? found
			   : NULL;
}

static bool
find_trips(PlannerInfo *root, RelOptInfo *relation, CountQuery *query,
		   Source *source)
{
	source->relation = relation->relid;
	source->table = root->simple_rte_array[relation->relid]->relid;
	query->trips = source->table;
	query->table_trips = relation->tuples;
	return trips_may_be_read(root, relation, &query->store) &&
		   trip_numbers_find(source->table, &source->numbers);
}

/*
 * Tell whether a condition of a view says no more than that its reader may see
 * all rows; where he may not, segments do not answer.
 */
static bool
is_gate(const RestrictInfo *condition)
{
	const FuncExpr *call = (const FuncExpr *) condition->clause;
	char *name;
	char *schema;

	if (!condition->pseudoconstant || !IsA(call, FuncExpr))
		return false;
	name = get_func_name(call->funcid);
	schema = get_namespace_name(get_func_namespace(call->funcid));
	return name != NULL && schema != NULL &&
		   strcmp(name, "_require_all_rows") == 0 &&
		   strcmp(schema, "tripgrid") == 0;
}

/* ---- conditions -------------------------------------------------------- */

/* Tell whether a limit bounds one number, and no less than its condition. */
static bool
is_range(const LimitClause *limit)
{
	switch (limit->kind)
	{
		case LIMIT_MOMENT:
		case LIMIT_DATE:
			return true;
		case LIMIT_LONGITUDE:
		case LIMIT_LATITUDE:
			return limit->strategy != BTEqualStrategyNumber;
		default:
			return false;
	}
}

static bool
is_box(const LimitClause *limit, const Node *condition)
{
	return limit->kind == LIMIT_BOUNDS &&
		   ((IsA(condition, OpExpr) &&
			 is_overlap(get_opcode(((const OpExpr *) condition)->opno))) ||
			(IsA(condition, FuncExpr) &&
			 is_overlap(((const FuncExpr *) condition)->funcid)));
}

static bool
is_area(const LimitClause *limit, Node *condition)
{
	const FuncExpr *call = (const FuncExpr *) condition;
	TripColumn end;

	return limit->kind == LIMIT_BOUNDS && IsA(call, FuncExpr) &&
		   list_length(call->args) == 2 &&
		   is_covering(call->funcid,
					   is_position(linitial(call->args), LEAF_RELATION,
								   &leaf_numbers, &end)
						   ? 0
						   : 1);
}

/*
 * Sort a condition by what decides it. A condition from outside of a barrier
 * that has conditions of its own may be shown no name that these keep back,
 * unless it gives nothing away.
 */
static void
add_condition(CountQuery *query, Node *condition, bool guarded)
{
	StepUse use = {STEP_ALL};
	List *limits = limits_find(condition, LEAF_RELATION, &leaf_numbers);
	LimitClause *limit = limits != NIL ? linitial(limits) : NULL;
	LimitClause *metres = metres_find(condition, LEAF_RELATION, &leaf_numbers);
	bool by_name;

	step_find(condition, LEAF_RELATION, &leaf_numbers, &use);
	by_name = !use.finer && use.step == STEP_ALL &&
			  (!guarded || !contain_leaked_vars(condition));
	query->limits = list_concat(query->limits, limits);
	if (limit != NULL && is_range(limit))
	{
		query->ranges = lappend(query->ranges, limit);
		query->range_conditions = lappend(query->range_conditions, condition);
	}
	else if (limit != NULL && is_box(limit, condition))
	{
		query->boxes = lappend(query->boxes, limit);
		query->box_conditions = lappend(query->box_conditions, condition);
	}
	else if (limit != NULL && is_area(limit, condition))
	{
		query->areas = lappend(query->areas, limit);
		query->area_conditions = lappend(query->area_conditions, condition);
	}
	else if (metres != NULL)
		query->metres = lappend(query->metres, metres);
	else if (by_name && use.columns == TRIP_BIT(TRIP_REGION))
		query->regions = lappend(query->regions, condition);
	else if (by_name && use.columns == TRIP_BIT(TRIP_DATASOURCE))
		query->datasources = lappend(query->datasources, condition);
	else
		query->others = lappend(query->others, condition);
}

static bool
has_conditions(const RelOptInfo *relation)
{
	ListCell *cell;

	foreach (cell, relation->baserestrictinfo)
		if (!is_gate(lfirst(cell)))
			return true;
	return false;
}

/* Add the conditions on a relation; false if one is not known. */
static bool
add_conditions(CountQuery *query, const RelOptInfo *relation,
			   const Source *source, bool guarded)
{
	ListCell *cell;

	foreach (cell, relation->baserestrictinfo)
	{
		const RestrictInfo *condition = lfirst_node(RestrictInfo, cell);
		Node *leaves;

		if (is_gate(condition))
			continue;
		if (condition->pseudoconstant)
			return false;
		leaves = leaves_of((Node *) condition->clause, source);
		if (leaves == NULL)
			return false;
		add_condition(query, leaves, guarded);
	}
	return true;
}

/* ---- what comes out ---------------------------------------------------- */

/* Tell whether an expression is a column of trips that is never null. */
static bool
is_filled(Node *node, const Source *source)
{
	const Var *var = (const Var *) node;
	const TargetEntry *entry;
	HeapTuple tuple;
	bool filled = false;

	if (!IsA(var, Var) || var->varno != source->relation ||
		var->varlevelsup != 0)
		return false;
	if (source->view != NIL)
	{
		entry = get_tle_by_resno(source->view, var->varattno);
		return entry != NULL && is_filled((Node *) entry->expr, source->trips);
	}
	tuple = SearchSysCache2(ATTNUM, ObjectIdGetDatum(source->table),
							Int16GetDatum(var->varattno));
	if (HeapTupleIsValid(tuple))
	{
		filled = var->varattno > 0 &&
				 ((Form_pg_attribute) GETSTRUCT(tuple))->attnotnull;
		ReleaseSysCache(tuple);
	}
	return filled;
}

/* Tell whether an expression is 1, which tools sum up to count. */
static bool
is_one(Node *node)
{
	const Const *value = (const Const *) node;

	return IsA(value, Const) && !value->constisnull &&
		   value->consttype == INT4OID &&
		   DatumGetInt32(value->constvalue) == 1;
}

/* What an aggregate counts; OUTPUT_VALUE: it does not. */
static CountOutput
kind_of(const Aggref *aggregate, const Source *source)
{
	Node *argument = NULL;

	if (aggregate->aggdistinct != NIL || aggregate->aggorder != NIL)
		return OUTPUT_VALUE;
	if (aggregate->args != NIL)
		argument = (Node *) linitial_node(TargetEntry, aggregate->args)->expr;
	switch (aggregate->aggfnoid)
	{
		case F_COUNT_:
			return OUTPUT_COUNT;
		case F_COUNT_ANY:
			return is_filled(argument, source) || is_one(argument)
					   ? OUTPUT_COUNT
					   : OUTPUT_VALUE;
		case F_SUM_INT4:
			return is_one(argument) ? OUTPUT_SUM : OUTPUT_VALUE;
		default:
			return OUTPUT_VALUE;
	}
}

/* Which trips an aggregate counts, as a condition; null: it does not count. */
static Node *
counted(const Aggref *aggregate, CountOutput kind, const Source *source)
{
	if (kind == OUTPUT_VALUE)
		return NULL;
	return aggregate->aggfilter == NULL
			   ? makeBoolConst(true, false)
			   : leaves_of((Node *) aggregate->aggfilter, source);
}

static bool
add_output(CountQuery *query, Node *expression, const Source *source)
{
	CountOutput kind = OUTPUT_VALUE;
	StepUse use = {STEP_ALL};
	Node *leaves;

	if (IsA(expression, Aggref))
	{
		kind = kind_of((Aggref *) expression, source);
		leaves = counted((Aggref *) expression, kind, source);
	}
	else
		leaves = leaves_of(expression, source);

	if (leaves == NULL)
		return false;
	step_find(leaves, LEAF_RELATION, &leaf_numbers, &use);
	query->step = Max(query->step, use.step);
	query->columns |= use.columns;
	if (kind == OUTPUT_VALUE && use.step == STEP_ALL)
		query->names = lappend(query->names, expression);
	query->outputs = lappend(query->outputs, leaves);
	query->kinds = lappend_int(query->kinds, kind);
	return !use.finer && (use.columns & ~(TRIP_BIT(TRIP_REGION) |
										  TRIP_BIT(TRIP_DATASOURCE))) == 0;
}

bool
count_query_find(PlannerInfo *root, RelOptInfo *input,
				 const PathTarget *target, CountQuery *query)
{
	Source trips = {0};
	Source view = {.trips = &trips};
	const Source *source = &trips;
	RelOptInfo *table = input;
	PlannerInfo *below = root;
	ListCell *cell;

	*query = (CountQuery){InvalidOid};
	if (input->reloptkind != RELOPT_BASEREL || only_relation(root) != input)
		return false;
	if (input->rtekind == RTE_SUBQUERY)
	{
		below = input->subroot;
		if (below == NULL || !is_simple(below->parse))
			return false;
		table = only_relation(below);
		view.relation = input->relid;
		view.view = below->parse->targetList;
		source = &view;
	}
	if (table == NULL || table->rtekind != RTE_RELATION ||
		!find_trips(below, table, query, &trips))
		return false;
	if (!add_conditions(query, table, &trips, false))
		return false;
	if (source == &view &&
		!add_conditions(query, input, &view, has_conditions(table)))
		return false;
	foreach (cell, target->exprs)
		if (!add_output(query, lfirst(cell), source))
			return false;
	return true;
}
