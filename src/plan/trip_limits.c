/*
 * trip_limits.c
 *	  Conditions of a query that limit which segments have to be read.
 */
#include "compat.h"

#include "access/stratnum.h"
#include "catalog/pg_opfamily.h"
#include "catalog/pg_type.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/clauses.h"
#include "optimizer/optimizer.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"

#include "plan/position_shape.h"
#include "plan/trip_limits.h"

/* btree's operators of these types, as pg_opfamily.dat has them */
#define DATETIME_FAMILY 434
#define FLOAT_FAMILY 1970
#define TEXT_EQUAL 98

/* What is looked for, and in what. */
typedef struct Search
{
	Index relation;
	const TripNumbers *numbers;
	LimitClause *found;
} Search;

/* Geometries beside positions. */
typedef struct Beside
{
	Search search;
	bool always; /* what is at hand is evaluated with the condition */
	List *found; /* of LimitClause */
} Beside;

static Node *
strip(Node *node)
{
	while (node != NULL && IsA(node, RelabelType))
		node = (Node *) ((RelabelType *) node)->arg;
	return node;
}

/* Tell whether a value is the same for all trips of a scan. */
static bool
is_fixed(Node *node)
{
	return !contain_var_clause(node) && !contain_volatile_functions(node) &&
		   !contain_subplans(node);
}

static void
add(Search *search, LimitClause limit)
{
	search->found = palloc(sizeof limit);
	*search->found = limit;
}

/* The longest that a unit of date_trunc lasts; 0: not known here. */
static int64
span_of_unit(Node *unit)
{
	static const struct
	{
		const char *name;
		int64 span;
	} units[] = {
		{"second", USECS_PER_SEC},		 {"minute", USECS_PER_MINUTE},
		{"hour", USECS_PER_HOUR},		 {"day", USECS_PER_DAY},
		{"week", 7 * USECS_PER_DAY},	 {"month", 31 * USECS_PER_DAY},
		{"quarter", 92 * USECS_PER_DAY}, {"year", 366 * USECS_PER_DAY}};
	const Const *value = (const Const *) unit;
	char *name;

	if (!IsA(unit, Const) || value->constisnull)
		return 0;
	name = TextDatumGetCString(value->constvalue);
	for (int i = 0; i < lengthof(units); i++)
		if (strcmp(units[i].name, name) == 0)
			return units[i].span;
	return 0;
}

/*
 * Tell whether an expression is a departure, maybe rounded down: it never
 * exceeds the departure, falls short of it by less than the span, and grows
 * with it.
 */
static bool
is_departure(const Search *search, Node *node, int64 *span)
{
	FuncExpr *call;

	node = strip(node);
	if (IsA(node, Var))
		return trip_column_is(node, search->relation, search->numbers,
							  TRIP_DEPARTURE);
	if (!IsA(node, FuncExpr))
		return false;
	call = (FuncExpr *) node;
	if (call->funcid == F_DATE_TIMESTAMP)
	{
		/* units of less than a day divide it, others begin with one */
		if (!is_departure(search, linitial(call->args), span))
			return false;
		*span = Max(*span, USECS_PER_DAY);
		return true;
	}
	if (call->funcid != F_DATE_TRUNC_TEXT_TIMESTAMP ||
		!trip_column_is(strip(lsecond(call->args)), search->relation,
						search->numbers, TRIP_DEPARTURE))
		return false;
	*span = span_of_unit(linitial(call->args));
	return *span > 0;
}

/* Look at a comparison of a column with a value. */
static bool
find_comparison(Search *search, Oid opno, Oid collation, Node *left,
				Node *right)
{
	LimitClause limit = {.value = (Expr *) right};
	Oid type = exprType(right);
	bool latitude;
	TripColumn column;

	if (!is_fixed(right))
		return false;
	if (opno == TEXT_EQUAL)
	{
		column =
			trip_column_at(strip(left), search->relation, search->numbers);
		if (column > TRIP_DATASOURCE ||
			!get_collation_isdeterministic(collation))
			return false;
		limit.kind = LIMIT_NAME;
		limit.column = column;
		limit.strategy = BTEqualStrategyNumber;
	}
	else if ((limit.strategy =
				  get_op_opfamily_strategy(opno, DATETIME_FAMILY)) != 0 &&
			 is_departure(search, left, &limit.span))
	{
		if (type != TIMESTAMPOID && type != DATEOID)
			return false;
		limit.kind = type == DATEOID ? LIMIT_DATE : LIMIT_MOMENT;
		limit.column = TRIP_DEPARTURE;
	}
	else if ((limit.strategy = get_op_opfamily_strategy(opno, FLOAT_FAMILY)) !=
				 0 &&
			 type == FLOAT8OID &&
			 is_coordinate(left, search->relation, search->numbers, &column,
						   &latitude))
	{
		limit.kind = latitude ? LIMIT_LATITUDE : LIMIT_LONGITUDE;
		limit.column = column;
	}
	else
		return false;
	add(search, limit);
	return true;
}

/* The same for what a geometry has to meet to be near a position. */
static void
find_bounds(Search *search, Oid function, List *args)
{
	LimitClause limit = {.kind = LIMIT_BOUNDS};
	Node *left = list_length(args) == 2 ? linitial(args) : NULL;
	Node *right = left != NULL ? lsecond(args) : NULL;

	if (left == NULL || !is_meeting(function))
		return;
	if (is_position(left, search->relation, search->numbers, &limit.column) &&
		is_fixed(right))
		limit.value = (Expr *) right;
	else if (is_position(right, search->relation, search->numbers,
						 &limit.column) &&
			 is_fixed(left))
		limit.value = (Expr *) left;
	if (limit.value != NULL)
		add(search, limit);
}

static void
find_in_operator(Search *search, OpExpr *clause)
{
	Oid commuted;

	if (list_length(clause->args) != 2)
		return;
	if (find_comparison(search, clause->opno, clause->inputcollid,
						linitial(clause->args), lsecond(clause->args)))
		return;
	commuted = get_commutator(clause->opno);
	if (OidIsValid(commuted) &&
		find_comparison(search, commuted, clause->inputcollid,
						lsecond(clause->args), linitial(clause->args)))
		return;
	find_bounds(search, get_opcode(clause->opno), clause->args);
}

static void
find_in_array(Search *search, ScalarArrayOpExpr *clause)
{
	LimitClause limit = {.kind = LIMIT_NAMES,
						 .strategy = BTEqualStrategyNumber,
						 .value = lsecond(clause->args)};

	limit.column = trip_column_at(strip(linitial(clause->args)),
								  search->relation, search->numbers);
	if (clause->useOr && clause->opno == TEXT_EQUAL &&
		limit.column <= TRIP_DATASOURCE &&
		get_collation_isdeterministic(clause->inputcollid) &&
		exprType((Node *) limit.value) == TEXTARRAYOID &&
		is_fixed((Node *) limit.value))
		add(search, limit);
}

/* Tell whether a node's parts are evaluated whenever it is. */
static bool
is_whole(Node *node)
{
	return IsA(node, FuncExpr) || IsA(node, OpExpr) ||
		   IsA(node, RelabelType) || IsA(node, BooleanTest) ||
		   (IsA(node, BoolExpr) && ((BoolExpr *) node)->boolop == NOT_EXPR);
}

/* Note those among the arguments of a function, if one is a position. */
static void
note_beside(Beside *beside, List *args)
{
	bool meets = false;
	ListCell *cell;
	TripColumn column;

	foreach (cell, args)
		meets |= is_position(lfirst(cell), beside->search.relation,
							 beside->search.numbers, &column);
	foreach (cell, meets ? args : NIL)
	{
		LimitClause limit = {.kind = LIMIT_BESIDE, .value = lfirst(cell)};
		Node *value = strip(lfirst(cell));

		/* what may fail is evaluated only where it would be anyway */
		if (is_geometry(exprType(lfirst(cell))) && is_fixed(value) &&
			(beside->always || IsA(value, Const) || IsA(value, Param)))
		{
			add(&beside->search, limit);
			beside->found = lappend(beside->found, beside->search.found);
		}
	}
}

/*
 * Note the geometries beside positions in any function: where one of them is
 * refused, no limit may keep rows from it.
 */
static bool
find_beside(Node *node, void *context)
{
	Beside *beside = context;
	bool always = beside->always;
	bool found;

	if (node == NULL || IsA(node, SubPlan) || IsA(node, AlternativeSubPlan))
		return false;
	if (IsA(node, FuncExpr))
		note_beside(beside, ((FuncExpr *) node)->args);
	else if (IsA(node, OpExpr))
		note_beside(beside, ((OpExpr *) node)->args);
	beside->always = always && is_whole(node);
	found = expression_tree_walker(node, find_beside, context);
	beside->always = always;
	return found;
}

List *
limits_find(Node *condition, Index relation, const TripNumbers *numbers)
{
	Search search = {relation, numbers, NULL};
	Beside beside = {search, true, NIL};

	if (IsA(condition, OpExpr))
		find_in_operator(&search, (OpExpr *) condition);
	else if (IsA(condition, ScalarArrayOpExpr))
		find_in_array(&search, (ScalarArrayOpExpr *) condition);
	else if (IsA(condition, FuncExpr))
		find_bounds(&search, ((FuncExpr *) condition)->funcid,
					((FuncExpr *) condition)->args);
	if (search.found != NULL)
		return list_make1(search.found);
	(void) find_beside(condition, &beside);
	return beside.found;
}

LimitClause *
metres_find(Node *condition, Index relation, const TripNumbers *numbers)
{
	const OpExpr *clause = (const OpExpr *) condition;
	LimitClause limit = {.kind = LIMIT_METRES, .column = TRIP_ORIGIN};
	Search search = {relation, numbers, NULL};
	Oid opno;
	Node *left;
	Node *right;

	if (!IsA(clause, OpExpr) || list_length(clause->args) != 2)
		return NULL;
	opno = clause->opno;
	left = linitial(clause->args);
	right = lsecond(clause->args);
	if (!is_metres(left, relation, numbers))
	{
		Node *other = left;

		left = right;
		right = other;
		opno = get_commutator(opno);
	}
	limit.value = (Expr *) right;
	limit.strategy =
		OidIsValid(opno) ? get_op_opfamily_strategy(opno, FLOAT_FAMILY) : 0;
	if (is_metres(left, relation, numbers) && limit.strategy != 0 &&
		exprType(right) == FLOAT8OID && is_fixed(right))
		add(&search, limit);
	return search.found;
}

/* A span has more bits than an integer of a plan: it is of whole seconds. */
List *
limits_save(const List *clauses, List **values)
{
	List *saved = NIL;
	ListCell *cell;

	*values = NIL;
	foreach (cell, clauses)
	{
		const LimitClause *clause = lfirst(cell);

		saved = lappend(saved,
						list_make4_int(clause->kind, clause->column,
									   clause->strategy,
									   (int) (clause->span / USECS_PER_SEC)));
		*values = lappend(*values, copyObject(clause->value));
	}
	return saved;
}

List *
limits_load(const List *saved)
{
	List *clauses = NIL;
	ListCell *cell;

	foreach (cell, saved)
	{
		List *numbers = lfirst(cell);
		LimitClause *clause = palloc0(sizeof *clause);

		clause->kind = linitial_int(numbers);
		clause->column = lsecond_int(numbers);
		clause->strategy = lthird_int(numbers);
		clause->span = lfourth_int(numbers) * USECS_PER_SEC;
		clauses = lappend(clauses, clause);
	}
	return clauses;
}
