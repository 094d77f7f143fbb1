/*
 * trips_minmax.c
 *	  A BRIN minmax index fed with extremes instead of every row.
 */
#include "compat.h"

#include "access/brin.h"
#include "access/brin_internal.h"
#include "access/genam.h"
#include "catalog/index.h"
#include "catalog/pg_am.h"
#include "catalog/pg_type.h"
#include "utils/fmgroids.h"

#include "store/index_code.h"
#include "trips/trips_minmax.h"

/* Tell whether a BRIN index keeps least and greatest of plain columns. */
static bool
is_minmax(Relation index)
{
	bool minmax = index->rd_rel->relam == BRIN_AM_OID &&
				  !index_has_expressions(index) && !index_is_partial(index);

	for (int i = 1; minmax && i <= index->rd_index->indnatts; i++)
		minmax = index_getprocid(index, i, BRIN_PROCNUM_ADDVALUE) ==
				 F_BRIN_MINMAX_ADD_VALUE;
	return minmax;
}

/* Tell whether all its columns are 64-bit integers inside, never null. */
static bool
is_of_integers(Relation index, TupleDesc desc)
{
	for (int i = 0; i < index->rd_index->indnatts; i++)
	{
		AttrNumber column = index->rd_index->indkey.values[i];
		Form_pg_attribute attribute = TupleDescAttr(desc, column - 1);

		if (!attribute->attnotnull || (attribute->atttypid != INT8OID &&
									   attribute->atttypid != TIMESTAMPOID))
			return false;
	}
	return true;
}

/* Open an index if it is one to be fed with extremes. */
static Relation
open_minmax(Oid oid, TupleDesc desc)
{
	Relation index = index_open(oid, RowExclusiveLock);

	if (index->rd_index->indisready && is_minmax(index) &&
		is_of_integers(index, desc))
		return index;
	index_close(index, RowExclusiveLock);
	return NULL;
}

Minmax *
minmax_begin(Relation trips)
{
	List *indexes = RelationGetIndexList(trips);
	Relation index = NULL;
	ListCell *cell;
	Minmax *minmax;

	foreach (cell, indexes)
	{
		index = open_minmax(lfirst_oid(cell), RelationGetDescr(trips));
		if (index != NULL)
			break;
	}
	list_free(indexes);
	if (index == NULL)
		return NULL;
	minmax = palloc0(sizeof *minmax);
	minmax->trips = trips;
	minmax->index = index;
	minmax->info = BuildIndexInfo(index);
	minmax->columns = index->rd_index->indnatts;
	for (int i = 0; i < minmax->columns; i++)
		minmax->column[i] = index->rd_index->indkey.values[i];
	minmax->pages_per_range = BrinGetPagesPerRange(index);
	ItemPointerSetInvalid(&minmax->first.tid);
	return minmax;
}

static void
index_row(Minmax *minmax, MinmaxRow *row)
{
	Datum values[INDEX_MAX_KEYS];
	bool isnull[INDEX_MAX_KEYS] = {false};

	for (int i = 0; i < minmax->columns; i++)
		values[i] = Int64GetDatum(row->values[i]);
	(void) index_insert(minmax->index, values, isnull, &row->tid,
						minmax->trips, UNIQUE_CHECK_NO, false, minmax->info);
}

/* An extreme may be the first row itself. */
static void
index_extreme(Minmax *minmax, MinmaxRow *row)
{
	if (!ItemPointerEquals(&row->tid, &minmax->first.tid))
		index_row(minmax, row);
}

/* Index the extremes noted so far; the first of the next range starts anew. */
static void
index_extremes(Minmax *minmax)
{
	if (!ItemPointerIsValid(&minmax->first.tid))
		return;
	index_row(minmax, &minmax->first);
	for (int i = 0; i < minmax->columns; i++)
	{
		index_extreme(minmax, &minmax->least[i]);
		index_extreme(minmax, &minmax->most[i]);
	}
	ItemPointerSetInvalid(&minmax->first.tid);
}

static void
set_row(const Minmax *minmax, MinmaxRow *row, ItemPointer tid,
		const int64 *values)
{
	row->tid = *tid;
	memcpy(row->values, values, minmax->columns * sizeof *values);
}

/*
 * The first row is indexed whatever its values: an index with autosummarize
 * asks for the range before when it sees the first row of a range.
 */
void
minmax_add(Minmax *minmax, ItemPointer tid, const int64 *values)
{
	BlockNumber range =
		ItemPointerGetBlockNumber(tid) / minmax->pages_per_range;

	if (range != minmax->range)
		index_extremes(minmax);
	if (!ItemPointerIsValid(&minmax->first.tid))
	{
		minmax->range = range;
		set_row(minmax, &minmax->first, tid, values);
		for (int i = 0; i < minmax->columns; i++)
			minmax->least[i] = minmax->most[i] = minmax->first;
		return;
	}
	for (int i = 0; i < minmax->columns; i++)
	{
		if (values[i] < minmax->least[i].values[i])
			set_row(minmax, &minmax->least[i], tid, values);
		if (values[i] > minmax->most[i].values[i])
			set_row(minmax, &minmax->most[i], tid, values);
	}
}

void
minmax_end(Minmax *minmax)
{
	index_extremes(minmax);
	TgIndexInsertCleanup(minmax->index, minmax->info);
	index_close(minmax->index, NoLock);
	pfree(minmax);
}
