/*
 * group_ranking.c
 *	  Groups put in order: most trips first.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "executor/tuptable.h"
#include "miscadmin.h"
#include "utils/fmgroids.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"
#include "utils/typcache.h"

#include "query/group_ranking.h"

#define FIRST_ROOM 1024
#define COLUMNS 4 /* trip_group, trips, first_departure, last_departure */

/* The sort's own columns, of which the first four are its keys. */
enum
{
	SORT_TRIPS,
	SORT_ORIGIN,
	SORT_DESTINATION,
	SORT_WINDOW,
	SORT_FIRST,
	SORT_LAST,
	SORT_COLUMNS
};
#define SORT_KEYS SORT_FIRST

/* Whole numbers, in whose order groups are; comparing boxes takes longer. */
static void
begin_sort(GroupRanking *ranking)
{
	TypeCacheEntry *type =
		lookup_type_cache(INT8OID, TYPECACHE_LT_OPR | TYPECACHE_GT_OPR);
	AttrNumber columns[SORT_KEYS];
	Oid operators[SORT_KEYS];
	Oid collations[SORT_KEYS] = {InvalidOid};
	bool nulls_first[SORT_KEYS] = {false};
	TupleDesc desc = CreateTemplateTupleDesc(SORT_COLUMNS);

	for (int i = 0; i < SORT_COLUMNS; i++)
		TupleDescInitEntry(desc, (AttrNumber) (i + 1), NULL, INT8OID, -1, 0);
	for (int i = 0; i < SORT_KEYS; i++)
	{
		columns[i] = (AttrNumber) (i + 1);
		operators[i] = i == SORT_TRIPS ? type->gt_opr : type->lt_opr;
	}
	ranking->slot = MakeSingleTupleTableSlot(desc, &TTSOpsMinimalTuple);
	ranking->sort =
		tuplesort_begin_heap(desc, SORT_KEYS, columns, operators, collations,
							 nulls_first, work_mem, NULL, false);
}

/* A cell as a number in the order of its box: from the west, then south. */
static int64
cell_rank(TgCell cell)
{
	return (int64) cell.x << 32 | (PG_UINT32_MAX - cell.y);
}

static TgCell
ranked_cell(int64 rank, int zoom)
{
	TgCell cell = {(uint32) (rank >> 32), PG_UINT32_MAX - (uint32) rank, zoom};

	return cell;
}

void
group_ranking_init(GroupRanking *ranking, const TgGrid *grid, int64 min_trips,
				   int64 max_groups)
{
	/* twice the places, so that the worse half can be thrown away at once */
	int64 in_memory = work_mem * INT64CONST(1024) / 2 / sizeof(TgGroupCount);

	memset(ranking, 0, sizeof *ranking);
	ranking->grid = *grid;
	tg_row_edges_clear(&ranking->edges);
	ranking->min_trips = min_trips;
	ranking->max_groups = max_groups;
	if (max_groups > in_memory)
	{
		begin_sort(ranking);
		return;
	}
	ranking->room = Max(2 * max_groups, FIRST_ROOM);
	ranking->groups = MemoryContextAllocHuge(
		CurrentMemoryContext, ranking->room * sizeof(TgGroupCount));
}

static int
count_order(const void *a, const void *b)
{
	CHECK_FOR_INTERRUPTS();
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
	int64 values[SORT_COLUMNS] = {count->trips,
								  cell_rank(count->origin),
								  cell_rank(count->destination),
								  count->window,
								  count->first,
								  count->last};

	ExecClearTuple(slot);
	for (int i = 0; i < SORT_COLUMNS; i++)
	{
		slot->tts_values[i] = Int64GetDatum(values[i]);
		slot->tts_isnull[i] = false;
	}
	ExecStoreVirtualTuple(slot);
	tuplesort_puttupleslot(ranking->sort, slot);
}

/* The next group of the sort; false if there is none. */
static bool
next_sorted(GroupRanking *ranking, TgGroupCount *count)
{
	TupleTableSlot *slot = ranking->slot;
	int64 values[SORT_COLUMNS];

	if (!tuplesort_gettupleslot(ranking->sort, true, false, slot, NULL))
		return false;
	slot_getallattrs(slot);
	for (int i = 0; i < SORT_COLUMNS; i++)
		values[i] = DatumGetInt64(slot->tts_values[i]);
	*count = (TgGroupCount){
		ranked_cell(values[SORT_ORIGIN], ranking->grid.zoom),
		ranked_cell(values[SORT_DESTINATION], ranking->grid.zoom),
		(int32) values[SORT_WINDOW],
		values[SORT_TRIPS],
		values[SORT_FIRST],
		values[SORT_LAST],
	};
	return true;
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

static void
put_group(GroupRanking *ranking, const TgGroupCount *count,
		  Tuplestorestate *store, TupleDesc desc)
{
	TgGroup group = tg_group_of_count(&ranking->grid, count, &ranking->edges);
	bool isnull[COLUMNS] = {false};
	Datum values[COLUMNS] = {
		PointerGetDatum(&group),
		Int64GetDatum(count->trips),
		TimestampGetDatum(count->first),
		TimestampGetDatum(count->last),
	};

	tuplestore_putvalues(store, desc, values, isnull);
}

void
group_ranking_put(GroupRanking *ranking, Tuplestorestate *store,
				  TupleDesc desc)
{
	TgGroupCount count;

	if (ranking->sort == NULL)
	{
		cut(ranking);
		for (uint64 i = 0; i < ranking->used; i++)
		{
			CHECK_FOR_INTERRUPTS();
			put_group(ranking, &ranking->groups[i], store, desc);
		}
		return;
	}
	tuplesort_performsort(ranking->sort);
	for (int64 i = 0; i < ranking->max_groups && next_sorted(ranking, &count);
		 i++)
	{
		CHECK_FOR_INTERRUPTS();
		put_group(ranking, &count, store, desc);
	}
	ExecDropSingleTupleTableSlot(ranking->slot);
	tuplesort_end(ranking->sort);
}
