/*
 * trips_bulk.c
 *	  Trips written into their table in bulk, as COPY writes rows.
 */
#include "compat.h"

#include "access/brin_internal.h"
#include "access/genam.h"
#include "access/heapam.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_am.h"
#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "executor/nodeModifyTable.h"
#include "miscadmin.h"
#include "rewrite/rewriteHandler.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"

#include "store/trips_bulk.h"
#include "store/trips_columns.h"

#define BULK_ROWS 1000 /* as COPY's own multi-insert */

typedef struct BulkInsert
{
	Relation trips;
	EState *estate;
	ResultRelInfo *target;
	BulkInsertState bulk;
	AttrNumber column[COLUMN_COUNT];
	AttrNumber *rest;	  /* the columns that the feed does not fill */
	ExprState **defaults; /* their defaults; null: null */
	int rest_count;
	bool generated;					   /* there are generated columns */
	AttrNumber minmax[INDEX_MAX_KEYS]; /* see find_minmax */
	int minmax_count;
	TupleTableSlot *slots[BULK_ROWS];
} BulkInsert;

/* Tell whether a trigger is one that create_store made. */
static bool
trigger_is_ours(const Trigger *trigger)
{
	return get_func_namespace(trigger->tgfoid) ==
		   get_namespace_oid("tripgrid", false);
}

bool
trips_take_bulk(Relation trips)
{
	bool plain = trips->rd_rules == NULL &&
				 !trips->rd_rel->relforcerowsecurity &&
				 trips->rd_rel->relkind == RELKIND_RELATION;
	ListCell *cell;
	List *indexes;

	/* constraints of domains are checked when a value is made */
	for (int i = 0; i < trips->rd_att->natts; i++)
		plain &= TupleDescAttr(trips->rd_att, i)->attisdropped ||
				 get_typtype(TupleDescAttr(trips->rd_att, i)->atttypid) !=
					 TYPTYPE_DOMAIN;
	for (int i = 0; trips->trigdesc && i < trips->trigdesc->numtriggers; i++)
		plain &= trigger_is_ours(&trips->trigdesc->triggers[i]);
	indexes = RelationGetIndexList(trips);
	foreach (cell, indexes)
	{
		Relation index = index_open(lfirst_oid(cell), AccessShareLock);

		plain &= index->rd_index->indimmediate;
		index_close(index, AccessShareLock);
	}
	list_free(indexes);
	return plain;
}

static bool
feed_fills(const BulkInsert *insert, AttrNumber column)
{
	for (int i = 0; i < COLUMN_COUNT; i++)
		if (insert->column[i] == column)
			return true;
	return false;
}

/* Prepare the defaults of the columns that the feed does not fill. */
static void
prepare_defaults(BulkInsert *insert)
{
	TupleDesc desc = RelationGetDescr(insert->trips);

	insert->rest = palloc(desc->natts * sizeof(AttrNumber));
	insert->defaults = palloc0(desc->natts * sizeof(ExprState *));
	insert->rest_count = 0;
	for (AttrNumber column = 1; column <= desc->natts; column++)
	{
		Form_pg_attribute attribute = TupleDescAttr(desc, column - 1);
		Node *expression = NULL;

		if (feed_fills(insert, column))
			continue;
		if (!attribute->attisdropped && !attribute->attgenerated)
			expression = build_column_default(insert->trips, column);
		if (expression != NULL)
			insert->defaults[insert->rest_count] =
				ExecPrepareExpr((Expr *) expression, insert->estate);
		insert->rest[insert->rest_count++] = column;
	}
	insert->generated =
		desc->constr != NULL && desc->constr->has_generated_stored;
}

/* Tell whether a BRIN index keeps least and greatest of plain columns. */
static bool
is_minmax(Relation index)
{
	bool minmax = index->rd_rel->relam == BRIN_AM_OID &&
				  RelationGetIndexExpressions(index) == NIL &&
				  RelationGetIndexPredicate(index) == NIL;

	for (int i = 1; minmax && i <= index->rd_index->indnatts; i++)
		minmax = index_getprocid(index, i, BRIN_PROCNUM_ADDVALUE) ==
				 F_BRIN_MINMAX_ADD_VALUE;
	return minmax;
}

/*
 * A BRIN minmax index learns all of a block from its least and its greatest
 * values.  If the table has but one index, of that kind, over columns that are
 * 64-bit integers inside and never null, list these columns: some 80 rows of a
 * block are then indexed by at most 4.
 */
static void
find_minmax(BulkInsert *insert)
{
	TupleDesc desc = RelationGetDescr(insert->trips);
	Relation index;

	insert->minmax_count = 0;
	if (insert->target->ri_NumIndices != 1)
		return;
	index = insert->target->ri_IndexRelationDescs[0];
	if (!is_minmax(index))
		return;
	for (int i = 0; i < index->rd_index->indnatts; i++)
	{
		AttrNumber column = index->rd_index->indkey.values[i];
		Form_pg_attribute attribute = TupleDescAttr(desc, column - 1);

		if (!attribute->attnotnull || (attribute->atttypid != INT8OID &&
									   attribute->atttypid != TIMESTAMPOID))
		{
			insert->minmax_count = 0;
			return;
		}
		insert->minmax[insert->minmax_count++] = column;
	}
}

static void
bulk_begin(BulkInsert *insert, Relation trips)
{
	insert->trips = trips;
	insert->estate = CreateExecutorState();
	insert->estate->es_output_cid = GetCurrentCommandId(true);
	insert->target = makeNode(ResultRelInfo);
	InitResultRelInfo(insert->target, trips, 0, NULL, 0);
	ExecOpenIndices(insert->target, false);
	insert->bulk = GetBulkInsertState();
	for (int i = 0; i < COLUMN_COUNT; i++)
		insert->column[i] = column_number(trips, (FeedColumn) i);
	prepare_defaults(insert);
	find_minmax(insert);
	for (int i = 0; i < BULK_ROWS; i++)
		insert->slots[i] = table_slot_create(trips, NULL);
}

static void
bulk_end(BulkInsert *insert)
{
	for (int i = 0; i < BULK_ROWS; i++)
		ExecDropSingleTupleTableSlot(insert->slots[i]);
	FreeBulkInsertState(insert->bulk);
	table_finish_bulk_insert(insert->trips, 0);
	ExecCloseIndices(insert->target);
	FreeExecutorState(insert->estate);
}

/* Fill a slot with one trip, defaults and generated columns included. */
static void
bulk_fill(BulkInsert *insert, TupleTableSlot *slot, const Batch *batch,
		  const TgRecord *record, int64 load_id)
{
	ExprContext *context = GetPerTupleExprContext(insert->estate);

	ExecClearTuple(slot);
	for (int i = 0; i < insert->rest_count; i++)
	{
		AttrNumber number = insert->rest[i] - 1;

		slot->tts_isnull[number] = insert->defaults[i] == NULL;
		if (insert->defaults[i] != NULL)
			slot->tts_values[number] = ExecEvalExprSwitchContext(
				insert->defaults[i], context, &slot->tts_isnull[number]);
	}
	for (int i = 0; i < COLUMN_COUNT; i++)
	{
		AttrNumber number = insert->column[i] - 1;

		slot->tts_values[number] =
			column_value(batch, record, (FeedColumn) i, load_id);
		slot->tts_isnull[number] = false;
	}
	ExecStoreVirtualTuple(slot);
	slot->tts_tableOid = RelationGetRelid(insert->trips);
	if (insert->generated)
		ExecComputeStoredGenerated(insert->target, insert->estate, slot,
								   CMD_INSERT);
	if (insert->trips->rd_att->constr != NULL)
		ExecConstraints(insert->target, slot, insert->estate);
}

static void
index_slot(BulkInsert *insert, int slot)
{
	list_free(TgExecInsertIndexTuples(insert->target, insert->slots[slot],
									  insert->estate));
}

/* A value that a BRIN minmax index covers, of a row that has been written. */
static int64
slot_value(const BulkInsert *insert, int slot, int number)
{
	bool isnull;

	return DatumGetInt64(
		slot_getattr(insert->slots[slot], insert->minmax[number], &isnull));
}

/*
 * Index the slots from first up to next, which lie in one block: those with
 * the least and the greatest value of each indexed column.
 */
static void
index_extremes(BulkInsert *insert, int first, int next)
{
	int extremes[2 * INDEX_MAX_KEYS + 1];
	int count = 0;

	/* the index may want to see the first row of a block */
	extremes[count++] = first;
	for (int i = 0; i < insert->minmax_count; i++)
	{
		int least = first;
		int most = first;

		for (int slot = first + 1; slot < next; slot++)
		{
			int64 value = slot_value(insert, slot, i);

			if (value < slot_value(insert, least, i))
				least = slot;
			if (value > slot_value(insert, most, i))
				most = slot;
		}
		extremes[count++] = least;
		extremes[count++] = most;
	}
	for (int i = 0; i < count; i++)
	{
		bool again = false;

		for (int j = 0; j < i; j++)
			again |= extremes[j] == extremes[i];
		if (!again)
			index_slot(insert, extremes[i]);
	}
}

static BlockNumber
slot_block(const BulkInsert *insert, int slot)
{
	return ItemPointerGetBlockNumber(&insert->slots[slot]->tts_tid);
}

static void
bulk_write(BulkInsert *insert, int count)
{
	/* it leaves an array behind each time */
	MemoryContext old =
		MemoryContextSwitchTo(GetPerTupleMemoryContext(insert->estate));

	table_multi_insert(insert->trips, insert->slots, count,
					   insert->estate->es_output_cid, 0, insert->bulk);
	MemoryContextSwitchTo(old);
	if (insert->target->ri_NumIndices == 0)
		return;
	for (int first = 0, next; first < count; first = next)
	{
		next = first + 1;
		if (insert->minmax_count == 0)
		{
			index_slot(insert, first);
			continue;
		}
		while (next < count &&
			   slot_block(insert, next) == slot_block(insert, first))
			next++;
		index_extremes(insert, first, next);
	}
}

void
trips_insert_bulk(const Batch *batch, Relation trips, int64 load_id)
{
	BulkInsert *insert = palloc(sizeof *insert);

	bulk_begin(insert, trips);
	for (uint32 first = 0; first < batch->count; first += BULK_ROWS)
	{
		int count = Min(BULK_ROWS, batch->count - first);

		CHECK_FOR_INTERRUPTS();
		for (int i = 0; i < count; i++)
			bulk_fill(insert, insert->slots[i], batch,
					  &batch->records[first + i], load_id);
		bulk_write(insert, count);
		ResetPerTupleExprContext(insert->estate);
	}
	bulk_end(insert);
	pfree(insert);
}
