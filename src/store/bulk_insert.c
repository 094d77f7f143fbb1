/*
 * bulk_insert.c
 *	  Rows written into a table in bulk, as COPY writes them.
 */
#include "compat.h"

#include "access/genam.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "executor/nodeModifyTable.h"
#include "miscadmin.h"
#include "rewrite/rewriteHandler.h"
#include "utils/acl.h"
#include "utils/lsyscache.h"

#include "store/bulk_insert.h"
#include "store/kept.h"
#include "store/triggers.h"

static bool
takes_bulk(Relation table)
{
	bool plain = table->rd_rules == NULL &&
				 !table->rd_rel->relforcerowsecurity &&
				 table->rd_rel->relkind == RELKIND_RELATION &&
				 !table->rd_rel->relispartition;
	TriggerDesc *triggers = triggers_of(table);
	ListCell *cell;
	List *indexes;

	/* constraints of domains are checked when a value is made */
	for (int i = 0; i < table->rd_att->natts; i++)
		plain &= TupleDescAttr(table->rd_att, i)->attisdropped ||
				 get_typtype(TupleDescAttr(table->rd_att, i)->atttypid) !=
					 TYPTYPE_DOMAIN;
	for (int i = 0; triggers != NULL && i < triggers->numtriggers; i++)
		plain &= trigger_calls(&triggers->triggers[i], NULL);
	indexes = RelationGetIndexList(table);
	foreach (cell, indexes)
	{
		Relation index = index_open(lfirst_oid(cell), AccessShareLock);

		plain &= index->rd_index->indimmediate;
		index_close(index, AccessShareLock);
	}
	list_free(indexes);
	return plain;
}

bool
bulk_takes(Relation table)
{
	return kept_bool(table, KEPT_TAKES_BULK, takes_bulk);
}

bool
bulk_may_insert(Relation table)
{
	return bulk_takes(table) &&
		   pg_class_aclmask(RelationGetRelid(table), GetUserId(), ACL_INSERT,
							ACLMASK_ALL) == ACL_INSERT;
}

/* Prepare the defaults of the columns that the caller does not fill. */
static void
prepare_defaults(BulkInsert *insert, const bool *filled)
{
	TupleDesc desc = RelationGetDescr(insert->table);

	insert->rest = palloc(desc->natts * sizeof(AttrNumber));
	insert->defaults = palloc0(desc->natts * sizeof(ExprState *));
	for (AttrNumber column = 1; column <= desc->natts; column++)
	{
		Form_pg_attribute attribute = TupleDescAttr(desc, column - 1);
		Node *expression = NULL;

		if (filled[column])
			continue;
		if (!attribute->attisdropped && !attribute->attgenerated)
			expression = build_column_default(insert->table, column);
		if (expression != NULL)
			insert->defaults[insert->rest_count] =
				ExecPrepareExpr((Expr *) expression, insert->estate);
		insert->rest[insert->rest_count++] = column;
	}
	insert->generated =
		desc->constr != NULL && desc->constr->has_generated_stored;
}

BulkSlots *
bulk_slots_create(Relation table)
{
	BulkSlots *slots = palloc0(sizeof *slots);

	slots->context = CurrentMemoryContext;
	/* slots of the table's own descriptor would have to end with what began
	 * them */
	slots->desc = CreateTupleDescCopy(RelationGetDescr(table));
	return slots;
}

bool
bulk_slots_suit(const BulkSlots *slots, Relation table)
{
	TupleDesc desc = RelationGetDescr(table);

	if (desc->natts != slots->desc->natts)
		return false;
	for (int i = 0; i < desc->natts; i++)
		if (TupleDescAttr(desc, i)->atttypid !=
				TupleDescAttr(slots->desc, i)->atttypid ||
			TupleDescAttr(desc, i)->attisdropped !=
				TupleDescAttr(slots->desc, i)->attisdropped)
			return false;
	return true;
}

static TupleTableSlot *
slot_of(BulkInsert *insert, int number)
{
	BulkSlots *slots = insert->slots;

	if (number == slots->made)
	{
		MemoryContext old = MemoryContextSwitchTo(slots->context);

		slots->slot[slots->made++] = MakeSingleTupleTableSlot(
			slots->desc, table_slot_callbacks(insert->table));
		MemoryContextSwitchTo(old);
	}
	return slots->slot[number];
}

BulkInsert *
bulk_begin(Relation table, const bool *filled, BulkSlots *slots)
{
	BulkInsert *insert = palloc0(sizeof *insert);
	int count;

	insert->table = table;
	insert->estate = CreateExecutorState();
	insert->estate->es_output_cid = GetCurrentCommandId(true);
	insert->target = makeNode(ResultRelInfo);
	InitResultRelInfo(insert->target, table, 0, NULL, 0);
	ExecOpenIndices(insert->target, false);
	insert->state = GetBulkInsertState();
	prepare_defaults(insert, filled);
	count = insert->target->ri_NumIndices;
	insert->indexed = count > 0;
	insert->indexes = palloc(count * sizeof *insert->indexes + 1);
	memcpy(insert->indexes, insert->target->ri_IndexRelationDescs,
		   count * sizeof *insert->indexes);
	insert->slots = slots;
	return insert;
}

TupleTableSlot *
bulk_slot(BulkInsert *insert, int number)
{
	TupleTableSlot *slot = slot_of(insert, number);
	ExprContext *context = GetPerTupleExprContext(insert->estate);

	ExecClearTuple(slot);
	for (int i = 0; i < insert->rest_count; i++)
	{
		AttrNumber column = insert->rest[i] - 1;

		slot->tts_isnull[column] = insert->defaults[i] == NULL;
		if (insert->defaults[i] != NULL)
			slot->tts_values[column] = ExecEvalExprSwitchContext(
				insert->defaults[i], context, &slot->tts_isnull[column]);
	}
	return slot;
}

void
bulk_check(BulkInsert *insert, int number)
{
	TupleTableSlot *slot = insert->slots->slot[number];

	ExecStoreVirtualTuple(slot);
	slot->tts_tableOid = RelationGetRelid(insert->table);
	if (insert->generated)
		ExecComputeStoredGenerated(insert->target, insert->estate, slot,
								   CMD_INSERT);
	if (insert->table->rd_att->constr != NULL)
		ExecConstraints(insert->target, slot, insert->estate);
}

void
bulk_write(BulkInsert *insert, int count)
{
	/* it leaves an array behind each time */
	MemoryContext old =
		MemoryContextSwitchTo(GetPerTupleMemoryContext(insert->estate));

	table_multi_insert(insert->table, insert->slots->slot, count,
					   insert->estate->es_output_cid, 0, insert->state);
	MemoryContextSwitchTo(old);
	for (int i = 0; insert->indexed && i < count; i++)
		list_free(TgExecInsertIndexTuples(
			insert->target, insert->slots->slot[i], insert->estate));
	ResetPerTupleExprContext(insert->estate);
}

void
bulk_end(BulkInsert *insert)
{
	for (int i = 0; i < insert->slots->made; i++)
		ExecClearTuple(insert->slots->slot[i]);
	FreeBulkInsertState(insert->state);
	table_finish_bulk_insert(insert->table, 0);
	memcpy(insert->target->ri_IndexRelationDescs, insert->indexes,
		   insert->target->ri_NumIndices * sizeof *insert->indexes);
	ExecCloseIndices(insert->target);
	FreeExecutorState(insert->estate);
	pfree(insert);
}
