/*
 * trips_key.c
 *	  The unique index over trip_id, fed by pages of trips.
 *
 * The numbers of a load are taken from their sequence at once, so they come in
 * the order of the index: each of its pages is filled before the next, and the
 * last one is found without a descent.
 */
#include "compat.h"

#include "access/genam.h"
#include "catalog/index.h"
#include "catalog/pg_am.h"
#include "catalog/pg_type.h"
#include "nodes/execnodes.h"

#include "store/index_code.h"
#include "trips/trips_key.h"

static bool
is_key(Relation index, AttrNumber column)
{
	Form_pg_index form = index->rd_index;

	return index->rd_rel->relam == BTREE_AM_OID && form->indisready &&
		   form->indisunique && form->indimmediate && !form->indisexclusion &&
		   form->indnatts == 1 && form->indkey.values[0] == column &&
		   index->rd_opcintype[0] == INT8OID && !index_is_partial(index);
}

/* Open an index if it is the key. */
static Relation
open_key(Oid oid, AttrNumber column)
{
	Relation index = index_open(oid, RowExclusiveLock);

	if (is_key(index, column))
		return index;
	index_close(index, RowExclusiveLock);
	return NULL;
}

TripsKey *
trips_key_begin(Relation trips, AttrNumber column)
{
	List *indexes = RelationGetIndexList(trips);
	Relation index = NULL;
	ListCell *cell;
	TripsKey *key;

	foreach (cell, indexes)
	{
		index = open_key(lfirst_oid(cell), column);
		if (index != NULL)
			break;
	}
	list_free(indexes);
	if (index == NULL)
		return NULL;
	key = palloc(sizeof *key);
	key->trips = trips;
	key->index = index;
	key->info = BuildIndexInfo(index);
	return key;
}

void
trips_key_add(TripsKey *key, BlockNumber block, const OffsetNumber *rows,
			  uint32 count, int64 first)
{
	bool isnull = false;

	for (uint32 i = 0; i < count; i++)
	{
		Datum value = Int64GetDatum(first + i);
		ItemPointerData tid;

		ItemPointerSet(&tid, block, rows[i]);
		(void) index_insert(key->index, &value, &isnull, &tid, key->trips,
							UNIQUE_CHECK_YES, false, key->info);
	}
}

void
trips_key_end(TripsKey *key)
{
	TgIndexInsertCleanup(key->index, key->info);
	index_close(key->index, NoLock);
	pfree(key);
}
