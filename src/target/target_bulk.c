/*
 * target_bulk.c
 *	  Rows written into a target in bulk.
 */
#include "compat.h"

#include "access/table.h"
#include "miscadmin.h"

#include "store/bulk_insert.h"
#include "target/target_bulk.h"

static void
fill(const TargetRows *rows, TupleTableSlot *slot, uint32 row,
	 AttrNumber load_column, int64 load_id)
{
	const Datum *values = batch_extra_values(rows->values, row);
	const bool *isnull = batch_extra_isnull(rows->values, row);

	for (int i = 0; i < rows->extras->count; i++)
	{
		AttrNumber column = rows->extras->columns[i].number - 1;

		slot->tts_values[column] = values[i];
		slot->tts_isnull[column] = isnull[i];
	}
	if (load_column == InvalidAttrNumber)
		return;
	slot->tts_values[load_column - 1] = Int64GetDatum(load_id);
	slot->tts_isnull[load_column - 1] = false;
}

static void
insert(TargetRows *rows, Relation table, RowList list, int64 load_id)
{
	bool *filled = palloc0((table->rd_att->natts + 1) * sizeof *filled);
	AttrNumber load_column =
		rows->target->has_load ? rows->target->load_column : InvalidAttrNumber;
	BulkInsert *bulk;

	for (int i = 0; i < rows->extras->count; i++)
		filled[rows->extras->columns[i].number] = true;
	if (load_column != InvalidAttrNumber)
		filled[load_column] = true;
	if (rows->slots == NULL || !bulk_slots_suit(rows->slots, table))
	{
		MemoryContext old = MemoryContextSwitchTo(GetMemoryChunkContext(rows));

		rows->slots = bulk_slots_create(table);
		MemoryContextSwitchTo(old);
	}
	bulk = bulk_begin(table, filled, rows->slots);
	for (uint32 first = 0; first < list.count; first += BULK_ROWS)
	{
		int count = Min(BULK_ROWS, list.count - first);

		CHECK_FOR_INTERRUPTS();
		for (int i = 0; i < count; i++)
		{
			fill(rows, bulk_slot(bulk, i), list.row[first + i], load_column,
				 load_id);
			bulk_check(bulk, i);
		}
		bulk_write(bulk, count);
	}
	bulk_end(bulk);
}

bool
target_insert_bulk(TargetRows *rows, RowList list, int64 load_id)
{
	Relation table = table_open(rows->target->table, RowExclusiveLock);
	bool takes = bulk_may_insert(table);

	target_check(rows->target, table);
	extras_check(rows->extras, table);
	if (takes)
		insert(rows, table, list, load_id);
	table_close(table, NoLock);
	return takes;
}
