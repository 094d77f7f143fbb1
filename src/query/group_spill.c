/*
 * group_spill.c
 *	  Counts of one cell that are too many for memory, sorted on disk.
 */
#include "compat.h"

#include "catalog/pg_operator.h"
#include "catalog/pg_type.h"
#include "executor/tuptable.h"
#include "miscadmin.h"
#include "utils/fmgroids.h"
#include "utils/timestamp.h"
#include "utils/tuplesort.h"

#include "query/group_spill.h"

/* cell, window and departure are the key */
#define KEYS 3
#define COLUMNS 6

struct GroupSpill
{
	TupleTableSlot *slot;
	Tuplesortstate *sort;
};

GroupSpill *
group_spill_begin(void)
{
	static AttrNumber columns[KEYS] = {1, 2, 3};
	static Oid operators[KEYS] = {Int8LessOperator, Int8LessOperator,
								  Int8LessOperator};
	static Oid collations[KEYS] = {InvalidOid, InvalidOid, InvalidOid};
	static bool nulls_first[KEYS] = {false, false, false};
	GroupSpill *spill = palloc(sizeof *spill);
	TupleDesc desc = CreateTemplateTupleDesc(COLUMNS);

	for (int i = 1; i <= COLUMNS; i++)
		TupleDescInitEntry(desc, (AttrNumber) i, NULL, INT8OID, -1, 0);
	spill->slot = MakeSingleTupleTableSlot(desc, &TTSOpsMinimalTuple);
	spill->sort =
		tuplesort_begin_heap(desc, KEYS, columns, operators, collations,
							 nulls_first, work_mem, NULL, false);
	return spill;
}

void
group_spill_put(GroupSpill *spill, const TgGroupEntry *entry)
{
	TupleTableSlot *slot = spill->slot;
	int64 values[COLUMNS] = {(int64) entry->other, entry->window, entry->at,
							 entry->trips,		   entry->first,  entry->last};

	ExecClearTuple(slot);
	for (int i = 0; i < COLUMNS; i++)
	{
		slot->tts_values[i] = Int64GetDatum(values[i]);
		slot->tts_isnull[i] = false;
	}
	ExecStoreVirtualTuple(slot);
	tuplesort_puttupleslot(spill->sort, slot);
}

void
group_spill_sort(GroupSpill *spill)
{
	tuplesort_performsort(spill->sort);
}

bool
group_spill_get(GroupSpill *spill, TgGroupEntry *entry)
{
	TupleTableSlot *slot = spill->slot;
	int64 values[COLUMNS];

	if (!tuplesort_gettupleslot(spill->sort, true, false, slot, NULL))
		return false;
	slot_getallattrs(slot);
	for (int i = 0; i < COLUMNS; i++)
		values[i] = DatumGetInt64(slot->tts_values[i]);
	*entry = (TgGroupEntry){(uint64) values[0], values[2], (int32) values[1],
							values[3],			values[4], values[5]};
	return true;
}

void
group_spill_end(GroupSpill *spill)
{
	ExecDropSingleTupleTableSlot(spill->slot);
	tuplesort_end(spill->sort);
	pfree(spill);
}
