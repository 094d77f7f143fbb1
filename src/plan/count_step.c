/*
 * count_step.c
 *	  Which trips an expression tells apart, by when they depart.
 *
 * Steps are those of the clock that departures are told by, which has no
 * transitions.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "nodes/nodeFuncs.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/numeric.h"
#include "utils/timestamp.h"

#include "core/base/position.h"
#include "core/geo/trip.h"
#include "plan/count_step.h"
#include "plan/position_shape.h"

#define HOUR_SECONDS 3600
#define DAY_SECONDS 86400
#define MOST_SECONDS 100000000 /* of which a quotient is exact enough */

typedef struct StepSearch
{
	Index relation;
	const TripNumbers *numbers;
	StepUse *use;
} StepSearch;

/* Units of date_trunc, and fields of extract, that depend on no less. */
static const struct
{
	const char *name;
	CountStep of_trunc;
	CountStep of_field;
} units[] = {
	{"hour", STEP_HOUR, STEP_HOUR},		{"day", STEP_DAY, STEP_DAY},
	{"week", STEP_WEEK, STEP_DAY},		{"month", STEP_DAY, STEP_DAY},
	{"quarter", STEP_DAY, STEP_DAY},	{"year", STEP_DAY, STEP_DAY},
	{"decade", STEP_DAY, STEP_DAY},		{"century", STEP_DAY, STEP_DAY},
	{"isoyear", STEP_ALL, STEP_DAY},	{"doy", STEP_ALL, STEP_DAY},
	{"dow", STEP_ALL, STEP_DAY},		{"isodow", STEP_ALL, STEP_DAY},
	{"millennium", STEP_DAY, STEP_DAY},
};

/* STEP_ALL: not known here. */
static CountStep
step_of_unit(Node *unit, bool field)
{
	const Const *value = (const Const *) unit;
	char *name;

	if (!IsA(unit, Const) || value->constisnull || value->consttype != TEXTOID)
		return STEP_ALL;
	name = TextDatumGetCString(value->constvalue);
	for (int i = 0; i < lengthof(units); i++)
		if (pg_strcasecmp(units[i].name, name) == 0)
			return field ? units[i].of_field : units[i].of_trunc;
	return STEP_ALL;
}

static Node *
strip(Node *node)
{
	while (node != NULL && IsA(node, RelabelType))
		node = (Node *) ((RelabelType *) node)->arg;
	return node;
}

/* The function that a node calls, and what with. */
static Oid
called(Node *node, List **args)
{
	if (IsA(node, FuncExpr))
	{
		*args = ((FuncExpr *) node)->args;
		return ((FuncExpr *) node)->funcid;
	}
	if (IsA(node, OpExpr))
	{
		set_opfuncid((OpExpr *) node);
		*args = ((OpExpr *) node)->args;
		return ((OpExpr *) node)->opfuncid;
	}
	return InvalidOid;
}

/* Tell whether a node is a departure, maybe some whole hours off. */
static bool
is_shifted(const StepSearch *search, Node *node, int64 *shift)
{
	List *args;
	Oid function;
	const Const *by;
	const Interval *interval;

	node = strip(node);
	*shift = 0;
	if (trip_column_is(node, search->relation, search->numbers,
					   TRIP_DEPARTURE))
		return true;
	function = called(node, &args);
	if (function != F_TIMESTAMP_PL_INTERVAL &&
		function != F_TIMESTAMP_MI_INTERVAL)
		return false;
	by = lsecond(args);
	if (!trip_column_is(strip(linitial(args)), search->relation,
						search->numbers, TRIP_DEPARTURE) ||
		!IsA(by, Const) || by->constisnull)
		return false;
	interval = DatumGetIntervalP(by->constvalue);
	if (interval->month != 0 || interval->time % USECS_PER_HOUR != 0 ||
		llabs(interval->time) > USECS_PER_DAY * 366 ||
		abs(interval->day) > 366)
		return false;
	*shift = interval->time + interval->day * USECS_PER_DAY;
	return true;
}

/* The step of a shifted departure that is one of another without. */
static CountStep
step_when_shifted(CountStep step, int64 shift)
{
	if (step == STEP_WEEK && shift % (7 * USECS_PER_DAY) != 0)
		step = STEP_DAY;
	if (step == STEP_DAY && shift % USECS_PER_DAY != 0)
		step = STEP_HOUR;
	return step;
}

/* floor(extract(epoch FROM departure) / seconds) */
static CountStep
step_of_floor(const StepSearch *search, Node *node, int64 *shift)
{
	List *args;
	const Const *seconds;
	Datum number;
	int64 count;

	node = strip(node);
	if (called(node, &args) != F_NUMERIC_DIV)
		return STEP_ALL;
	seconds = lsecond(args);
	node = strip(linitial(args));
	if (!IsA(seconds, Const) || seconds->constisnull ||
		called(node, &args) != F_EXTRACT_TEXT_TIMESTAMP ||
		!IsA(linitial(args), Const) ||
		linitial_node(Const, args)->constisnull ||
		pg_strcasecmp(
			TextDatumGetCString(linitial_node(Const, args)->constvalue),
			"epoch") != 0 ||
		!is_shifted(search, lsecond(args), shift))
		return STEP_ALL;
	number = seconds->constvalue;
	if (numeric_is_nan(DatumGetNumeric(number)) ||
		numeric_is_inf(DatumGetNumeric(number)) ||
		DatumGetBool(DirectFunctionCall2(
			numeric_ne, DirectFunctionCall1(numeric_floor, number), number)) ||
		DatumGetBool(DirectFunctionCall2(
			numeric_gt, number,
			DirectFunctionCall1(int8_numeric, Int64GetDatum(MOST_SECONDS)))) ||
		DatumGetBool(DirectFunctionCall2(
			numeric_lt, number,
			DirectFunctionCall1(int8_numeric, Int64GetDatum(HOUR_SECONDS)))))
		return STEP_ALL;
	count = DatumGetInt64(DirectFunctionCall1(numeric_int8, number));
	if (count % HOUR_SECONDS != 0)
		return STEP_ALL;
	return count % DAY_SECONDS == 0 ? STEP_DAY : STEP_HOUR;
}

/* The step that a call on a departure stands for; STEP_ALL: none. */
static CountStep
step_of_call(const StepSearch *search, Node *node)
{
	int64 shift = 0;
	List *args;
	CountStep step = STEP_ALL;

	switch (called(node, &args))
	{
		case F_DATE_TIMESTAMP:
			if (is_shifted(search, linitial(args), &shift))
				step = STEP_DAY;
			break;
		case F_DATE_TRUNC_TEXT_TIMESTAMP:
			if (is_shifted(search, lsecond(args), &shift))
				step = step_of_unit(linitial(args), false);
			break;
		case F_EXTRACT_TEXT_TIMESTAMP:
		case F_DATE_PART_TEXT_TIMESTAMP:
			if (is_shifted(search, lsecond(args), &shift))
				step = step_of_unit(linitial(args), true);
			break;
		case F_FLOOR_NUMERIC:
			step = step_of_floor(search, linitial(args), &shift);
			break;
		default:
			break;
	}
	return step_when_shifted(step, shift);
}

static bool
look(Node *node, StepSearch *search)
{
	StepUse *use = search->use;

	if (node == NULL)
		return false;
	if (IsA(node, Var))
	{
		TripColumn column =
			trip_column_at(node, search->relation, search->numbers);

		if (column == TRIP_DEPARTURE)
			use->finer = true;
		else if (column < TRIP_COLUMNS)
			use->columns |= TRIP_BIT(column);
		return false;
	}
	if (IsA(node, FuncExpr))
	{
		CountStep step = step_of_call(search, node);

		if (step != STEP_ALL)
		{
			use->step = Max(use->step, step);
			return false;
		}
	}
	return expression_tree_walker(node, look, search);
}

void
step_find(Node *expression, Index relation, const TripNumbers *numbers,
		  StepUse *use)
{
	StepSearch search = {relation, numbers, use};

	(void) look(expression, &search);
}

/* ---- steps themselves -------------------------------------------------- */

static int64
divide_down(int64 value, int64 by)
{
	return value >= 0 ? value / by : -((by - 1 - value) / by);
}

int64
step_of(CountStep step, int64 departure)
{
	switch (step)
	{
		case STEP_WEEK:
			return tg_week_of(departure);
		case STEP_DAY:
			return divide_down(departure, TG_DAY);
		case STEP_HOUR:
			return divide_down(departure, USECS_PER_HOUR);
		default:
			return 0;
	}
}

int64
step_start(CountStep step, int64 number)
{
	switch (step)
	{
		case STEP_WEEK:
			return tg_week_start((int32) number);
		case STEP_DAY:
			return number * TG_DAY;
		case STEP_HOUR:
			return number * USECS_PER_HOUR;
		default:
			return 0;
	}
}
