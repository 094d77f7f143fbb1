/*
 * trips_bulk.c
 *	  Trips written into their table in bulk, as COPY writes rows.
 */
#include "compat.h"

#include "access/genam.h"
#include "access/heapam.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "executor/executor.h"
#include "executor/nodeModifyTable.h"
#include "miscadmin.h"
#include "rewrite/rewriteHandler.h"
#include "utils/lsyscache.h"

#include "store/triggers.h"
#include "trips/identity.h"
#include "trips/trips_bulk.h"
#include "store/trips_columns.h"
#include "trips/batch_value.h"
#include "trips/trips_minmax.h"

#define BULK_ROWS 1000 /* as COPY's own multi-insert */

typedef struct BulkInsert
{
	Relation trips;
	EState *estate;
	ResultRelInfo *target;
	BulkInsertState bulk;
	AttrNumber column[COLUMN_COUNT];
	const BatchExtra *extra; /* further columns; null: none */
	AttrNumber *rest;		 /* the columns that the feed does not fill */
	ExprState **defaults;	 /* their defaults; null: null */
	int rest_count;
	bool generated;	   /* there are generated columns */
	Relation *indexes; /* all of them; target has those of no other kind */
	bool rows_indexed; /* there are such */
	Minmax *minmax;	   /* an index of that kind */
	int identities;	   /* which index is that of identities; -1: none */
	ItemPointer tids;  /* of all trips, for that one */
	TupleTableSlot *slots[BULK_ROWS];
} BulkInsert;

bool
trips_take_bulk(Relation trips)
{
	bool plain = trips->rd_rules == NULL &&
				 !trips->rd_rel->relforcerowsecurity &&
				 trips->rd_rel->relkind == RELKIND_RELATION;
	TriggerDesc *triggers = triggers_of(trips);
	ListCell *cell;
	List *indexes;

	/* constraints of domains are checked when a value is made */
	for (int i = 0; i < trips->rd_att->natts; i++)
		plain &= TupleDescAttr(trips->rd_att, i)->attisdropped ||
				 get_typtype(TupleDescAttr(trips->rd_att, i)->atttypid) !=
					 TYPTYPE_DOMAIN;
	for (int i = 0; triggers != NULL && i < triggers->numtriggers; i++)
		plain &= trigger_calls(&triggers->triggers[i], NULL);
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
	for (int i = 0; insert->extra && i < insert->extra->extras->count; i++)
		if (insert->extra->extras->columns[i].number == column)
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

/* Find the indexes that are not fed row by row, and have target skip them. */
static void
prepare_indexes(BulkInsert *insert, const Batch *batch)
{
	ResultRelInfo *target = insert->target;
	Relation *indexes = target->ri_IndexRelationDescs;
	int count = target->ri_NumIndices;

	insert->minmax = minmax_begin(insert->trips);
	insert->identities = -1;
	insert->rows_indexed = false;
	insert->indexes = palloc(count * sizeof *indexes + 1);
	memcpy(insert->indexes, indexes, count * sizeof *indexes);
	for (int i = 0; i < count; i++)
	{
		if (insert->minmax != NULL &&
			RelationGetRelid(indexes[i]) ==
				RelationGetRelid(insert->minmax->index))
			indexes[i] = NULL;
		else if (insert->extra != NULL && insert->identities < 0 &&
				 identity_sorted_index(insert->extra->extras, insert->trips,
									   indexes[i]))
		{
			indexes[i] = NULL;
			insert->identities = i;
			insert->tids = palloc_extended(
				(Size) batch->count * sizeof *insert->tids, MCXT_ALLOC_HUGE);
		}
		else
			insert->rows_indexed = true;
	}
}

static void
bulk_begin(BulkInsert *insert, Relation trips, const Batch *batch)
{
	insert->trips = trips;
	insert->extra = batch->extra;
	if (insert->extra != NULL)
		extras_check(insert->extra->extras, trips);
	insert->estate = CreateExecutorState();
	insert->estate->es_output_cid = GetCurrentCommandId(true);
	insert->target = makeNode(ResultRelInfo);
	InitResultRelInfo(insert->target, trips, 0, NULL, 0);
	ExecOpenIndices(insert->target, false);
	insert->bulk = GetBulkInsertState();
	for (int i = 0; i < COLUMN_COUNT; i++)
		insert->column[i] = column_number(trips, (FeedColumn) i);
	prepare_defaults(insert);
	prepare_indexes(insert, batch);
	for (int i = 0; i < BULK_ROWS; i++)
		insert->slots[i] = table_slot_create(trips, NULL);
}

static void
bulk_end(BulkInsert *insert)
{
	for (int i = 0; i < BULK_ROWS; i++)
		ExecDropSingleTupleTableSlot(insert->slots[i]);
	if (insert->minmax != NULL)
		minmax_end(insert->minmax);
	FreeBulkInsertState(insert->bulk);
	table_finish_bulk_insert(insert->trips, 0);
	memcpy(insert->target->ri_IndexRelationDescs, insert->indexes,
		   insert->target->ri_NumIndices * sizeof *insert->indexes);
	ExecCloseIndices(insert->target);
	FreeExecutorState(insert->estate);
}

static void
fill_extra(const BatchExtra *extra, TupleTableSlot *slot, uint32 trip)
{
	const Datum *values = batch_extra_values(extra, trip);
	const bool *isnull = batch_extra_isnull(extra, trip);

	for (int i = 0; i < extra->extras->count; i++)
	{
		AttrNumber number = extra->extras->columns[i].number - 1;

		slot->tts_values[number] = values[i];
		slot->tts_isnull[number] = isnull[i];
	}
}

/* Fill a slot with one trip, defaults and generated columns included. */
static void
bulk_fill(BulkInsert *insert, TupleTableSlot *slot, const Batch *batch,
		  uint32 trip, int64 load_id)
{
	const TgRecord *record = &batch->records[trip];
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
	if (insert->extra != NULL)
		fill_extra(insert->extra, slot, trip);
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

/* Note a row for the minmax index. */
static void
note_slot(BulkInsert *insert, int slot)
{
	int64 values[INDEX_MAX_KEYS];
	bool isnull;

	for (int i = 0; i < insert->minmax->columns; i++)
		values[i] = DatumGetInt64(slot_getattr(
			insert->slots[slot], insert->minmax->column[i], &isnull));
	minmax_add(insert->minmax, &insert->slots[slot]->tts_tid, values);
}

/* Write the rows in the slots, which are the trips from first on. */
static void
bulk_write(BulkInsert *insert, uint32 first, int count)
{
	/* it leaves an array behind each time */
	MemoryContext old =
		MemoryContextSwitchTo(GetPerTupleMemoryContext(insert->estate));

	table_multi_insert(insert->trips, insert->slots, count,
					   insert->estate->es_output_cid, 0, insert->bulk);
	MemoryContextSwitchTo(old);
	for (int slot = 0; slot < count; slot++)
	{
		if (insert->minmax != NULL)
			note_slot(insert, slot);
		if (insert->identities >= 0)
			insert->tids[first + slot] = insert->slots[slot]->tts_tid;
		if (insert->rows_indexed)
			index_slot(insert, slot);
	}
}

void
trips_insert_bulk(const Batch *batch, Relation trips, int64 load_id)
{
	BulkInsert *insert = palloc0(sizeof *insert);

	bulk_begin(insert, trips, batch);
	for (uint32 first = 0; first < batch->count; first += BULK_ROWS)
	{
		int count = Min(BULK_ROWS, batch->count - first);

		CHECK_FOR_INTERRUPTS();
		for (int i = 0; i < count; i++)
			bulk_fill(insert, insert->slots[i], batch, first + i, load_id);
		bulk_write(insert, first, count);
		ResetPerTupleExprContext(insert->estate);
	}
	if (insert->identities >= 0)
		identities_insert(
			batch, trips, insert->indexes[insert->identities],
			insert->target->ri_IndexRelationInfo[insert->identities],
			insert->tids);
	bulk_end(insert);
	pfree(insert);
}
