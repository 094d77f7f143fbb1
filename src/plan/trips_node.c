/*
 * trips_node.c
 *	  The node that gives a query a store's trips, from segments or the heap.
 *
 * Its child is the plan that reads the heap.  Which of the two answers is
 * decided when the node begins, by what is so then and by the snapshot, and
 * holds until it ends.
 */
#include "compat.h"

#include "commands/explain.h"
#include "executor/executor.h"
#include "storage/predicate.h"
#include "tcop/pquery.h"
#include "utils/memutils.h"
#include "utils/portal.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "plan/known_trips.h"
#include "plan/trips_node.h"
#include "plan/trips_scan.h"

typedef struct TripsNode
{
	CustomScanState state; /* first */
	PlanState *heap;
	Oid trips;
	Oid schema;
	List *columns; /* of its tuple */
	List *limits;
	List *values;		  /* of limits, to be evaluated */
	ExprContext *context; /* for that */
	const char *barred;	  /* why the heap answers; null: it does not */
	bool by_heap;		  /* this time */
	TripsScan *scan;	  /* null: not begun */
	int64 segments_read;
	int64 segments_found;
	int64 heap_scans; /* for too many removed trips */
} TripsNode;

static List *
part_of(const CustomScan *plan, int part)
{
	return list_nth(plan->custom_private, part);
}

/* Tell whether a plan's rows come from a scan of it one by one. */
static bool
gives_rows_of(const Plan *plan, const Plan *scan)
{
	ListCell *cell;
	const List *parts = NIL;

	if (plan == NULL || plan == scan)
		return plan != NULL;
	switch (nodeTag(plan))
	{
		case T_Append:
			parts = ((const Append *) plan)->appendplans;
			break;
		case T_MergeAppend:
			parts = ((const MergeAppend *) plan)->mergeplans;
			break;
		case T_SubqueryScan:
			return gives_rows_of(((const SubqueryScan *) plan)->subplan, scan);
		case T_Result:
		case T_Limit:
			return gives_rows_of(plan->lefttree, scan);
		default:
			return false;
	}
	foreach (cell, parts)
		if (gives_rows_of(lfirst(cell), scan))
			return true;
	return false;
}

/*
 * Tell whether a cursor begins whose current row may be asked for, to be
 * changed: segments do not know where it stands.
 */
static bool
is_cursor(const TripsNode *node, const EState *estate)
{
	return ActivePortal != NULL && ActivePortal->name[0] != '\0' &&
		   ActivePortal->queryDesc == NULL &&
		   gives_rows_of(estate->es_plannedstmt->planTree,
						 node->state.ss.ps.plan);
}

static void
decide(TripsNode *node, EState *estate)
{
	Staleness why;

	if (is_cursor(node, estate))
	{
		node->barred = "it is a cursor's current row";
		return;
	}
	PushActiveSnapshot(estate->es_snapshot);
	node->barred = segments_barred(node->trips, estate->es_snapshot, &why);
	PopActiveSnapshot();
	/* of SERIALIZABLE, as whoever scans the heap does */
	if (node->barred == NULL)
		PredicateLockRelation(node->state.ss.ss_currentRelation,
							  estate->es_snapshot);
}

static void
begin_node(CustomScanState *state, EState *estate, int eflags)
{
	TripsNode *node = (TripsNode *) state;
	CustomScan *plan = (CustomScan *) state->ss.ps.plan;

	node->heap = ExecInitNode(linitial(plan->custom_plans), estate, eflags);
	state->custom_ps = list_make1(node->heap);
	node->values = ExecInitExprList(plan->custom_exprs, &state->ss.ps);
	node->context = CreateExprContext(estate);
	if ((eflags & EXEC_FLAG_EXPLAIN_ONLY) == 0)
		decide(node, estate);
}

/* Begin to read segments, or the heap after all. */
static void
begin_scan(TripsNode *node)
{
	EState *estate = node->state.ss.ps.state;
	MemoryContext old = MemoryContextSwitchTo(estate->es_query_cxt);
	TripLimits limits;
	ListCell *cell;
	int columns = 0;

	foreach (cell, node->columns)
		columns |= TRIP_BIT(lfirst_int(cell));
	ReScanExprContext(node->context);
	MemoryContextSwitchTo(node->context->ecxt_per_tuple_memory);
	limits = limits_evaluate(node->limits, node->values, node->context);
	MemoryContextSwitchTo(estate->es_query_cxt);
	PushActiveSnapshot(estate->es_snapshot);
	node->scan = trips_scan_begin(node->schema, &limits, columns);
	PopActiveSnapshot();
	MemoryContextSwitchTo(old);
	if (node->scan != NULL)
		node->segments_found += node->scan->segments_found;
	else
		node->heap_scans++;
	node->by_heap = node->scan == NULL;
}

static void
end_scan(TripsNode *node)
{
	if (node->scan == NULL)
		return;
	node->segments_read += node->scan->segments_read;
	trips_scan_end(node->scan);
	node->scan = NULL;
}

/* The next trip of segments, for ExecScan. */
static TupleTableSlot *
next_trip(ScanState *state)
{
	TripsNode *node = (TripsNode *) state;
	TupleTableSlot *slot = state->ss_ScanTupleSlot;
	ListCell *cell;
	int at = 0;

	ExecClearTuple(slot);
	if (!trips_scan_next(node->scan))
		return slot;
	foreach (cell, node->columns)
	{
		slot->tts_values[at] = trips_scan_get(node->scan, lfirst_int(cell));
		slot->tts_isnull[at++] = false;
	}
	return ExecStoreVirtualTuple(slot);
}

/* No row is looked at again: whatever locks rows has the heap read. */
static bool
recheck_trip(ScanState *state, TupleTableSlot *slot)
{
	return true;
}

/* The next row of the heap, which has passed the conditions. */
static TupleTableSlot *
next_row(TripsNode *node)
{
	ScanState *state = &node->state.ss;
	TupleTableSlot *slot = state->ss_ScanTupleSlot;
	TupleTableSlot *row;

	ResetExprContext(state->ps.ps_ExprContext);
	ExecClearTuple(slot);
	row = ExecProcNode(node->heap);
	if (TupIsNull(row))
		return state->ps.ps_ProjInfo != NULL
				   ? ExecClearTuple(state->ps.ps_ResultTupleSlot)
				   : slot;
	slot_getallattrs(row);
	/* what conditions alone use has been looked at below */
	for (int i = 0; i < slot->tts_tupleDescriptor->natts; i++)
	{
		bool given = i < row->tts_tupleDescriptor->natts;

		slot->tts_values[i] = given ? row->tts_values[i] : (Datum) 0;
		slot->tts_isnull[i] = !given || row->tts_isnull[i];
	}
	ExecStoreVirtualTuple(slot);
	if (state->ps.ps_ProjInfo == NULL)
		return slot;
	state->ps.ps_ExprContext->ecxt_scantuple = slot;
	return ExecProject(state->ps.ps_ProjInfo);
}

static TupleTableSlot *
next(CustomScanState *state)
{
	TripsNode *node = (TripsNode *) state;

	if (node->barred == NULL && node->scan == NULL && !node->by_heap)
		begin_scan(node);
	if (node->barred != NULL || node->by_heap)
		return next_row(node);
	/* cursors alone go back, and of these the heap has the rows */
	if (!ScanDirectionIsForward(node->state.ss.ps.state->es_direction))
		ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
						errmsg("cursor can only scan forward"),
						errhint("Declare it with SCROLL option to enable "
								"backward scan.")));
	return ExecScan(&state->ss, next_trip, recheck_trip);
}

static void
end_node(CustomScanState *state)
{
	TripsNode *node = (TripsNode *) state;

	end_scan(node);
	ExecEndNode(node->heap);
}

static void
rescan_node(CustomScanState *state)
{
	TripsNode *node = (TripsNode *) state;

	end_scan(node);
	node->by_heap = false;
	if (state->ss.ps.chgParam != NULL)
		UpdateChangedParamSet(node->heap, state->ss.ps.chgParam);
	if (node->heap->chgParam == NULL)
		ExecReScan(node->heap);
	ExecScanReScan(&state->ss);
}

/* The names of columns, each once. */
static List *
column_names_of(const List *columns)
{
	List *names = NIL;
	ListCell *cell;
	int seen = 0;

	foreach (cell, columns)
	{
		int column = lfirst_int(cell);

		if ((seen & TRIP_BIT(column)) == 0)
			names = lappend(names, pstrdup(trip_column_name(column)));
		seen |= TRIP_BIT(column);
	}
	return names;
}

static List *
limited_columns(const TripsNode *node)
{
	List *columns = NIL;
	ListCell *cell;

	foreach (cell, node->limits)
	{
		const LimitClause *limit = lfirst(cell);

		if (limit->kind != LIMIT_BESIDE)
			columns = lappend_int(columns, limit->column);
	}
	return columns;
}

static void
explain_node(CustomScanState *state, List *ancestors, ExplainState *es)
{
	TripsNode *node = (TripsNode *) state;
	List *limited;

	ExplainPropertyList("Columns", column_names_of(node->columns), es);
	limited = limited_columns(node);
	if (limited != NIL)
		ExplainPropertyList("Segments Limited By", column_names_of(limited),
							es);
	if (!es->analyze)
		return;
	if (node->barred != NULL)
	{
		ExplainPropertyText("Answered By Heap", node->barred, es);
		return;
	}
	if (node->heap_scans > 0)
		ExplainPropertyInteger("Heap Scans For Removed Trips", NULL,
							   node->heap_scans, es);
	ExplainPropertyInteger(
		"Segments Read", NULL,
		node->segments_read +
			(node->scan != NULL ? node->scan->segments_read : 0),
		es);
	ExplainPropertyInteger("Segments In Reach", NULL, node->segments_found,
						   es);
}

static const CustomExecMethods exec_methods = {
	.CustomName = "TripgridSegments",
	.BeginCustomScan = begin_node,
	.ExecCustomScan = next,
	.EndCustomScan = end_node,
	.ReScanCustomScan = rescan_node,
	.ExplainCustomScan = explain_node,
};

static Node *
create_state(CustomScan *plan)
{
	TripsNode *node = palloc0(sizeof *node);

	node->state.ss.ps.type = T_CustomScanState;
	node->state.methods = &exec_methods;
	node->trips = linitial_oid(part_of(plan, PLAN_TABLES));
	node->schema = lsecond_oid(part_of(plan, PLAN_TABLES));
	node->columns = part_of(plan, PLAN_COLUMNS);
	node->limits = limits_load(part_of(plan, PLAN_LIMITS));
	return (Node *) node;
}

const CustomScanMethods trips_node_methods = {
	.CustomName = "TripgridSegments",
	.CreateCustomScanState = create_state,
};
