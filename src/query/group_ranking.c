/*
 * group_ranking.c
 *	  Groups put in order: most trips first.
 */
#include "compat.h"

#include "catalog/pg_operator.h"
#include "executor/tuptable.h"
#include "miscadmin.h"
#include "utils/fmgroids.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"
#include "utils/typcache.h"

#include "query/group_ranking.h"

#define FIRST_ROOM 1024
#define COLUMNS 4 /* trip_group, trips, first_departure, last_departure */

static void
begin_sort(GroupRanking *ranking, TupleDesc desc)
{
	AttrNumber columns[] = {2, 1};
	Oid group_type = TupleDescAttr(desc, 0)->atttypid;
	Oid operators[] = {
		lookup_type_cache(INT8OID, TYPECACHE_GT_OPR)->gt_opr,
		lookup_type_cache(group_type, TYPECACHE_LT_OPR)->lt_opr};
	Oid collations[] = {InvalidOid, InvalidOid};
	bool nulls_first[] = {false, false};

	ranking->slot = MakeSingleTupleTableSlot(desc, &TTSOpsMinimalTuple);
	ranking->sort =
		tuplesort_begin_heap(desc, lengthof(columns), columns, operators,
							 collations, nulls_first, work_mem, NULL, false);
}

void
group_ranking_init(GroupRanking *ranking, const TgGrid *grid, int64 min_trips,
				   int64 max_groups, TupleDesc desc)
{
	/* twice the places, so that the worse half can be thrown away at once */
	int64 in_memory = work_mem * INT64CONST(1024) / 2 / sizeof(TgGroupCount);

	memset(ranking, 0, sizeof *ranking);
	ranking->grid = *grid;
	ranking->min_trips = min_trips;
	ranking->max_groups = max_groups;
	if (max_groups > in_memory)
	{
		begin_sort(ranking, desc);
		return;
	}
	ranking->room = Max(2 * max_groups, FIRST_ROOM);
	ranking->groups = MemoryContextAllocHuge(
		CurrentMemoryContext, ranking->room * sizeof(TgGroupCount));
}

static void
group_values(const GroupRanking *ranking, const TgGroupCount *count,
			 TgGroup *group, Datum *values)
{
	*group = tg_group_of_count(&ranking->grid, count);
	values[0] = PointerGetDatum(group);
	values[1] = Int64GetDatum(count->trips);
	values[2] = TimestampGetDatum(count->first);
	values[3] = TimestampGetDatum(count->last);
}

static int
count_order(const void *a, const void *b)
{
	return tg_group_count_compare(a, b);
}

/* Keep the first max_groups. */
static void
cut(GroupRanking *ranking)
{
	qsort(ranking->groups, ranking->used, sizeof(TgGroupCount), count_order);
	ranking->used = Min(ranking->used, (uint64) ranking->max_groups);
	ranking->full = ranking->used == (uint64) ranking->max_groups;
}

static void
sort_group(GroupRanking *ranking, const TgGroupCount *count)
{
	TupleTableSlot *slot = ranking->slot;
	TgGroup group;

	ExecClearTuple(slot);
	group_values(ranking, count, &group, slot->tts_values);
	memset(slot->tts_isnull, 0, COLUMNS * sizeof(bool));
	ExecStoreVirtualTuple(slot);
	tuplesort_puttupleslot(ranking->sort, slot);
}

void
group_ranking_add(void *receiver, const TgGroupCount *group)
{
	GroupRanking *ranking = receiver;

	if (group->trips < ranking->min_trips)
		return;
	if (ranking->sort != NULL)
	{
		sort_group(ranking, group);
		return;
	}
	if (ranking->full &&
		tg_group_count_compare(group,
							   &ranking->groups[ranking->max_groups - 1]) >= 0)
		return;
	ranking->groups[ranking->used++] = *group;
	if (ranking->used == ranking->room)
		cut(ranking);
}

void
group_ranking_put(GroupRanking *ranking, Tuplestorestate *store,
				  TupleDesc desc)
{
	bool isnull[COLUMNS] = {false};

	if (ranking->sort != NULL)
	{
		tuplesort_performsort(ranking->sort);
		for (int64 i = 0; i < ranking->max_groups &&
						  tuplesort_gettupleslot(ranking->sort, true, false,
												 ranking->slot, NULL);
			 i++)
		{
			CHECK_FOR_INTERRUPTS();
			tuplestore_puttupleslot(store, ranking->slot);
		}
		ExecDropSingleTupleTableSlot(ranking->slot);
		tuplesort_end(ranking->sort);
		return;
	}
	cut(ranking);
	for (uint64 i = 0; i < ranking->used; i++)
	{
		TgGroup group;
		Datum values[COLUMNS];

		group_values(ranking, &ranking->groups[i], &group, values);
		tuplestore_putvalues(store, desc, values, isnull);
	}
}
