/*
 * count_node.c
 *	  The node that gives a query partial counts of trips, from segments or
 *	  from the plan that counts rows.
 *
 * Its child gives the same rows by counting those of the table. Which of the
 * two answers is decided when the node begins, as for trips themselves.
 */
#include "compat.h"

#include "access/sysattr.h"
#include "access/table.h"
#include "commands/explain.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "storage/predicate.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"

#include "plan/count_node.h"
#include "plan/count_scan.h"
#include "plan/known_trips.h"

/* What a plan's custom_private has, in this order. */
enum
{
	COUNT_TABLES,		/* OIDs: trips, schema */
	COUNT_NUMBERS,		/* step, columns */
	COUNT_KINDS,		/* of outputs */
	COUNT_RANGE_LIMITS, /* what was recognised of ranges, by limits_save */
	COUNT_BOX_LIMITS,	/* the same of boxes */
	COUNT_AREA_LIMITS,
	COUNT_METRES,
	COUNT_LIMITS,
	COUNT_OUTPUTS, /* from here on expressions */
	COUNT_REGIONS,
	COUNT_DATASOURCES,
	COUNT_OTHERS,
	COUNT_RANGES,
	COUNT_RANGE_VALUES,
	COUNT_BOXES,
	COUNT_BOX_VALUES,
	COUNT_AREAS,
	COUNT_AREA_VALUES,
	COUNT_METRE_VALUES,
	COUNT_LIMIT_VALUES,
	COUNT_PARTS
};

typedef struct CountNode
{
	CustomScanState state; /* first */
	PlanState *rows;	   /* the plan that counts rows */
	const List *plan;	   /* as above */
	ExprContext *context;  /* of expressions over the columns of trips */
	List *outputs;		   /* ExprStates; null: all trips count */
	const char *barred;	   /* why rows are counted; null: they are not */
	bool by_rows;		   /* this time */
	CountScan *scan;	   /* null: not begun */
	int64 nodes_summed;
	int64 segments_summed;
	int64 segments_read;
	int64 row_scans; /* for too many counts, or a geometry that is refused */
	int others;		 /* conditions on each trip */
} CountNode;

List *
count_query_save(const CountQuery *query)
{
	List *range_values;
	List *limit_values;
	List *range_limits = limits_save(query->ranges, &range_values);
	List *box_values;
	List *box_limits = limits_save(query->boxes, &box_values);
	List *area_values;
	List *area_limits = limits_save(query->areas, &area_values);
	List *metre_values;
	List *metres = limits_save(query->metres, &metre_values);
	List *limits = limits_save(query->limits, &limit_values);
	List *parts[COUNT_PARTS] = {
		[COUNT_TABLES] = list_make2_oid(query->trips, query->store.schema),
		[COUNT_NUMBERS] = list_make2_int(query->step, query->columns),
		[COUNT_KINDS] = query->kinds,
		[COUNT_RANGE_LIMITS] = range_limits,
		[COUNT_BOX_LIMITS] = box_limits,
		[COUNT_AREA_LIMITS] = area_limits,
		[COUNT_METRES] = metres,
		[COUNT_LIMITS] = limits,
		[COUNT_OUTPUTS] = query->outputs,
		[COUNT_REGIONS] = query->regions,
		[COUNT_DATASOURCES] = query->datasources,
		[COUNT_OTHERS] = query->others,
		[COUNT_RANGES] = query->range_conditions,
		[COUNT_RANGE_VALUES] = range_values,
		[COUNT_BOXES] = query->box_conditions,
		[COUNT_BOX_VALUES] = box_values,
		[COUNT_AREAS] = query->area_conditions,
		[COUNT_AREA_VALUES] = area_values,
		[COUNT_METRE_VALUES] = metre_values,
		[COUNT_LIMIT_VALUES] = limit_values};
	List *saved = NIL;

	for (int i = 0; i < COUNT_PARTS; i++)
	{
		if (i >= COUNT_OUTPUTS)
			fix_opfuncids((Node *) parts[i]);
		saved = lappend(saved, parts[i]);
	}
	return saved;
}

static List *
part_of(const CountNode *node, int part)
{
	return list_nth(node->plan, part);
}

static Oid
trips_of(const CountNode *node)
{
	return linitial_oid(part_of(node, COUNT_TABLES));
}

static CountStep
step_counted(const CountNode *node)
{
	return linitial_int(part_of(node, COUNT_NUMBERS));
}

static void
decide(CountNode *node, EState *estate)
{
	Staleness why;

	PushActiveSnapshot(estate->es_snapshot);
	node->barred = segments_barred(trips_of(node), estate->es_snapshot, &why);
	PopActiveSnapshot();
	/* of SERIALIZABLE, as whoever scans the heap does */
	if (node->barred == NULL)
	{
		Relation trips = table_open(trips_of(node), AccessShareLock);

		PredicateLockRelation(trips, estate->es_snapshot);
		table_close(trips, NoLock);
	}
}

/* A row of the columns of trips, for expressions. */
static TupleTableSlot *
leaf_slot(void)
{
	TupleDesc desc = CreateTemplateTupleDesc(TRIP_COLUMNS);
	TupleTableSlot *slot;

	for (int i = 0; i < TRIP_COLUMNS; i++)
		TupleDescInitEntry(desc, i + 1, trip_column_name(i),
						   trip_column_type(i), -1, 0);
	slot = MakeSingleTupleTableSlot(desc, &TTSOpsVirtual);
	memset(slot->tts_isnull, false, TRIP_COLUMNS * sizeof(bool));
	memset(slot->tts_values, 0, TRIP_COLUMNS * sizeof(Datum));
	return ExecStoreVirtualTuple(slot);
}

static bool
is_true(const Expr *expression)
{
	const Const *value = (const Const *) expression;

	return IsA(value, Const) && !value->constisnull &&
		   DatumGetBool(value->constvalue);
}

static void
begin_node(CustomScanState *state, EState *estate, int eflags)
{
	CountNode *node = (CountNode *) state;
	CustomScan *plan = (CustomScan *) state->ss.ps.plan;
	ListCell *output;
	ListCell *kind;

	node->rows = ExecInitNode(linitial(plan->custom_plans), estate, eflags);
	state->custom_ps = list_make1(node->rows);
	node->context = CreateExprContext(estate);
	node->context->ecxt_scantuple = leaf_slot();
	forboth(output, part_of(node, COUNT_OUTPUTS), kind,
			part_of(node, COUNT_KINDS))
	{
		Expr *expression = lfirst(output);

		node->outputs =
			lappend(node->outputs,
					lfirst_int(kind) != OUTPUT_VALUE && is_true(expression)
						? NULL
						: ExecInitExpr(expression, &state->ss.ps));
	}
	if ((eflags & EXEC_FLAG_EXPLAIN_ONLY) == 0)
		decide(node, estate);
}

/* ---- what is counted --------------------------------------------------- */

static TripLimits
find_limits(CountNode *node)
{
	return limits_evaluate(limits_load(part_of(node, COUNT_LIMITS)),
						   ExecInitExprList(part_of(node, COUNT_LIMIT_VALUES),
											&node->state.ss.ps),
						   node->context);
}

/*
 * Find the ranges; conditions that are none after all join the others, first,
 * for they cost least.
 */
static CountRanges
find_ranges(CountNode *node, List **others)
{
	CountRanges ranges = every_trip;
	List *limits = limits_load(part_of(node, COUNT_RANGE_LIMITS));
	List *boxes = limits_load(part_of(node, COUNT_BOX_LIMITS));
	PlanState *parent = &node->state.ss.ps;
	ListCell *limit;
	ListCell *value;
	ListCell *condition;

	forthree(limit, limits, value, part_of(node, COUNT_RANGE_VALUES),
			 condition, part_of(node, COUNT_RANGES))
	{
		ranges_narrow(&ranges, lfirst(limit),
					  ExecInitExpr(lfirst(value), parent),
					  ExecInitExpr(lfirst(condition), parent), node->context);
	}
	forthree(limit, boxes, value, part_of(node, COUNT_BOX_VALUES), condition,
			 part_of(node, COUNT_BOXES))
	{
		if (!ranges_narrow_box(
				&ranges, lfirst(limit), ExecInitExpr(lfirst(value), parent),
				ExecInitExpr(lfirst(condition), parent), node->context))
			*others = lcons(lfirst(condition), *others);
	}
	return ranges;
}

/* Find the areas; conditions that are none after all join the others. */
static List *
find_areas(CountNode *node, List **others)
{
	List *areas = NIL;
	List *limits = limits_load(part_of(node, COUNT_AREA_LIMITS));
	PlanState *parent = &node->state.ss.ps;
	ListCell *limit;
	ListCell *value;
	ListCell *condition;

	forthree(limit, limits, value, part_of(node, COUNT_AREA_VALUES), condition,
			 part_of(node, COUNT_AREAS))
	{
		CountArea *area = count_area_make(
			lfirst(limit), ExecInitExpr(lfirst(value), parent),
			ExecInitExpr(lfirst(condition), parent), node->context);

		if (area != NULL)
			areas = lappend(areas, area);
		else
			*others = lappend(*others, lfirst(condition));
	}
	return areas;
}

/* Find how long trips are to be; nothing passes if that is null. */
static void
find_metres(CountNode *node, CountAsk *ask)
{
	List *limits = limits_load(part_of(node, COUNT_METRES));
	ListCell *limit;
	ListCell *value;

	ask->metres = palloc(list_length(limits) * sizeof(TgMetres) + 1);
	forboth(limit, limits, value, part_of(node, COUNT_METRE_VALUES))
	{
		ExprState *state = ExecInitExpr(lfirst(value), &node->state.ss.ps);
		bool isnull;
		Datum metres =
			ExecEvalExprSwitchContext(state, node->context, &isnull);

		ask->limits.none |= isnull;
		if (!isnull)
			ask->metres[ask->metre_count++] =
				(TgMetres){((const LimitClause *) lfirst(limit))->strategy,
						   DatumGetFloat8(metres)};
	}
}

/* TRIP_BIT of the columns that conditions use. */
static int
columns_of(const List *conditions)
{
	Bitmapset *used = NULL;
	int columns = 0;

	pull_varattnos((Node *) conditions, LEAF_RELATION, &used);
	for (int i = 0; i < TRIP_COLUMNS; i++)
		if (bms_is_member(i + 1 - FirstLowInvalidHeapAttributeNumber, used))
			columns |= TRIP_BIT(i);
	return columns;
}

/* Count, in the memory of the query; or count rows after all. */
static void
run_scan(CountNode *node)
{
	EState *estate = node->state.ss.ps.state;
	PlanState *parent = &node->state.ss.ps;
	MemoryContext old = MemoryContextSwitchTo(estate->es_query_cxt);
	List *others = list_copy(part_of(node, COUNT_OTHERS));
	CountAsk ask = {
		.schema = lsecond_oid(part_of(node, COUNT_TABLES)),
		.step = step_counted(node),
		.columns = lsecond_int(part_of(node, COUNT_NUMBERS)),
		.regions = ExecInitQual(part_of(node, COUNT_REGIONS), parent),
		.datasources = ExecInitQual(part_of(node, COUNT_DATASOURCES), parent),
		.context = node->context,
		.slot = node->context->ecxt_scantuple};

	ask.limits = find_limits(node);
	/* the error is to come from the row that would have raised it */
	if (!ask.limits.refused)
	{
		ask.areas = find_areas(node, &others);
		ask.ranges = find_ranges(node, &others);
		find_metres(node, &ask);
		ask.others = ExecInitQual(others, parent);
		ask.other_columns = columns_of(others);
		node->others = list_length(others);
		PushActiveSnapshot(estate->es_snapshot);
		node->scan = count_scan_run(&ask);
		PopActiveSnapshot();
	}
	MemoryContextSwitchTo(old);
	node->by_rows = node->scan == NULL;
	if (node->by_rows)
	{
		node->row_scans++;
		return;
	}
	node->nodes_summed += node->scan->nodes_summed;
	node->segments_summed += node->scan->segments_summed;
	node->segments_read += node->scan->segments_read;
}

/* ---- rows -------------------------------------------------------------- */

/* The next row of the plan below, whose columns are the same. */
static TupleTableSlot *
next_row(CountNode *node, TupleTableSlot *slot)
{
	TupleTableSlot *row = ExecProcNode(node->rows);

	ExecClearTuple(slot);
	if (TupIsNull(row))
		return slot;
	slot_getallattrs(row);
	for (int i = 0; i < slot->tts_tupleDescriptor->natts; i++)
	{
		slot->tts_values[i] = row->tts_values[i];
		slot->tts_isnull[i] = row->tts_isnull[i];
	}
	return ExecStoreVirtualTuple(slot);
}

/* What comes out for trips that were counted together. */
static Datum
output_of(ExprState *state, CountOutput kind, int64 count,
		  ExprContext *context, bool *isnull)
{
	Datum value = BoolGetDatum(true);

	*isnull = false;
	if (state != NULL)
		value = ExecEvalExprSwitchContext(state, context, isnull);
	if (kind == OUTPUT_VALUE)
		return value;
	if (*isnull || !DatumGetBool(value))
		count = 0;
	*isnull = kind == OUTPUT_SUM && count == 0;
	return Int64GetDatum(count);
}

static TupleTableSlot *
next_count(CountNode *node, TupleTableSlot *slot)
{
	TupleTableSlot *leaf = node->context->ecxt_scantuple;
	const text *region;
	const text *datasource;
	const TripCount *count = count_scan_next(node->scan, &region, &datasource);
	ListCell *output;
	ListCell *kind;
	int at = 0;

	ExecClearTuple(slot);
	if (count == NULL)
		return slot;
	ResetExprContext(node->context);
	leaf->tts_values[TRIP_REGION] = PointerGetDatum(region);
	leaf->tts_values[TRIP_DATASOURCE] = PointerGetDatum(datasource);
	leaf->tts_values[TRIP_DEPARTURE] =
		TimestampGetDatum(step_start(step_counted(node), count->key.step));
	forboth(output, node->outputs, kind, part_of(node, COUNT_KINDS))
	{
		slot->tts_values[at] =
			output_of(lfirst(output), lfirst_int(kind), count->count,
					  node->context, &slot->tts_isnull[at]);
		at++;
	}
	return ExecStoreVirtualTuple(slot);
}

static TupleTableSlot *
next(CustomScanState *state)
{
	CountNode *node = (CountNode *) state;
	TupleTableSlot *slot = state->ss.ss_ScanTupleSlot;
	bool by_rows;

	CHECK_FOR_INTERRUPTS();
	if (node->barred == NULL && node->scan == NULL && !node->by_rows)
		run_scan(node);
	by_rows = node->barred != NULL || node->by_rows;
	slot = by_rows ? next_row(node, slot) : next_count(node, slot);
	if (state->ss.ps.ps_ProjInfo == NULL || TupIsNull(slot))
		return TupIsNull(slot) ? NULL : slot;
	ResetExprContext(state->ss.ps.ps_ExprContext);
	state->ss.ps.ps_ExprContext->ecxt_scantuple = slot;
	return ExecProject(state->ss.ps.ps_ProjInfo);
}

static void
end_scan(CountNode *node)
{
	if (node->scan != NULL)
		count_scan_end(node->scan);
	node->scan = NULL;
}

static void
end_node(CustomScanState *state)
{
	CountNode *node = (CountNode *) state;

	end_scan(node);
	ExecEndNode(node->rows);
}

static void
rescan_node(CustomScanState *state)
{
	CountNode *node = (CountNode *) state;

	end_scan(node);
	node->by_rows = false;
	if (state->ss.ps.chgParam != NULL)
		UpdateChangedParamSet(node->rows, state->ss.ps.chgParam);
	if (node->rows->chgParam == NULL)
		ExecReScan(node->rows);
	ExecScanReScan(&state->ss);
}

static void
explain_node(CustomScanState *state, List *ancestors, ExplainState *es)
{
	static const char *const names[] = {[STEP_ALL] = "trips",
										[STEP_WEEK] = "week",
										[STEP_DAY] = "day",
										[STEP_HOUR] = "hour"};
	CountNode *node = (CountNode *) state;
	int columns = lsecond_int(part_of(node, COUNT_NUMBERS));
	List *apart = NIL;

	for (int i = 0; i < TRIP_COLUMNS; i++)
		if ((columns & TRIP_BIT(i)) != 0)
			apart = lappend(apart, pstrdup(trip_column_name(i)));
	if (step_counted(node) != STEP_ALL || apart == NIL)
		apart = lappend(apart, pstrdup(names[step_counted(node)]));
	ExplainPropertyList("Counted By", apart, es);
	if (node->others > 0)
		ExplainPropertyInteger("Conditions On Each Trip", NULL, node->others,
							   es);
	if (!es->analyze)
		return;
	if (node->barred != NULL)
	{
		ExplainPropertyText("Answered By Heap", node->barred, es);
		return;
	}
	if (node->row_scans > 0)
		ExplainPropertyInteger("Counts Of Rows", NULL, node->row_scans, es);
	ExplainPropertyInteger("Nodes Summed", NULL, node->nodes_summed, es);
	ExplainPropertyInteger("Segments Summed", NULL, node->segments_summed, es);
	ExplainPropertyInteger("Segments Read", NULL, node->segments_read, es);
}

static const CustomExecMethods exec_methods = {
	.CustomName = "TripgridCounts",
	.BeginCustomScan = begin_node,
	.ExecCustomScan = next,
	.EndCustomScan = end_node,
	.ReScanCustomScan = rescan_node,
	.ExplainCustomScan = explain_node,
};

static Node *
create_state(CustomScan *plan)
{
	CountNode *node = palloc0(sizeof *node);

	node->state.ss.ps.type = T_CustomScanState;
	node->state.methods = &exec_methods;
	node->plan = plan->custom_private;
	node->others = list_length(part_of(node, COUNT_OTHERS));
	return (Node *) node;
}

const CustomScanMethods count_node_methods = {
	.CustomName = "TripgridCounts",
	.CreateCustomScanState = create_state,
};
