/*
 * identity.c
 *	  Trips that their source identifies, each of which is loaded once.
 *
 * Loaders take turns: from its first trips with identities to the end of its
 * transaction one of them alone may add any.  So it can look up in the unique
 * index what is there, and needs to wait for nobody but those who write to
 * trips themselves.
 */
#include "compat.h"

#include "access/genam.h"
#include "access/relscan.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/pg_am.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "nodes/primnodes.h"
#include "port/pg_bswap.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "store/index_code.h"
#include "trips/barred.h"
#include "trips/identity.h"
#include "store/trips_columns.h"

/* An identity in the order of the index, mostly found by its first bytes. */
typedef struct Identity
{
	uint64 head;
	uint32 datasource;
	uint32 trip;
} Identity;

typedef struct Lookup
{
	Relation trips;
	Relation index;
	IndexScanDesc scan;
	SnapshotData dirty;
	TupleTableSlot *slot;
	ScanKeyData keys[2];
	int datasource; /* the key that each is */
	int external_id;
} Lookup;

/* It comes from an input function, so it is neither compressed nor elsewhere.
 */
static const text *
external_id_of(const Batch *batch, uint32 trip)
{
	int column = batch->extra->extras->external_id;

	return (const text *) DatumGetPointer(
		batch_extra_values(batch->extra, trip)[column]);
}

static int
compare_texts(const text *a, const text *b)
{
	Size a_len = VARSIZE_ANY_EXHDR(a);
	Size b_len = VARSIZE_ANY_EXHDR(b);
	int order = memcmp(VARDATA_ANY(a), VARDATA_ANY(b), Min(a_len, b_len));

	return order != 0 ? order : (a_len > b_len) - (a_len < b_len);
}

/* Compare identities, or trips with the same one by the order they came in. */
static int
identity_order(const void *a, const void *b, void *arg)
{
	const Identity *left = a;
	const Identity *right = b;
	int order;

	if (left->datasource != right->datasource)
		return left->datasource < right->datasource ? -1 : 1;
	if (left->head != right->head)
		return left->head < right->head ? -1 : 1;
	order = compare_texts(external_id_of(arg, left->trip),
						  external_id_of(arg, right->trip));
	return order != 0 ? order : (left->trip < right->trip ? -1 : 1);
}

static bool
same_identity(const Batch *batch, const Identity *a, const Identity *b)
{
	return a->datasource == b->datasource && a->head == b->head &&
		   compare_texts(external_id_of(batch, a->trip),
						 external_id_of(batch, b->trip)) == 0;
}

/* The first bytes, as a number that is ordered as they are. */
static uint64
identity_head(const text *id)
{
	uint64 head = 0;

	memcpy(&head, VARDATA_ANY(id), Min(VARSIZE_ANY_EXHDR(id), sizeof head));
	return pg_ntoh64(head);
}

/* Order the identities of a batch; return how many there are. */
static uint32
sort_identities(const Batch *batch, Identity *identities)
{
	int column = batch->extra->extras->external_id;
	uint32 count = 0;

	for (uint32 trip = 0; trip < batch->count; trip++)
	{
		if (batch_extra_isnull(batch->extra, trip)[column])
			continue;
		identities[count].head = identity_head(external_id_of(batch, trip));
		identities[count].datasource = batch->records[trip].datasource;
		identities[count].trip = trip;
		count++;
	}
	qsort_arg(identities, count, sizeof *identities, identity_order,
			  (void *) batch);
	return count;
}

/* Tell whether an index has all rows of trips with an external_id. */
static bool
holds_all(Relation index, AttrNumber external_id)
{
	List *predicate = RelationGetIndexPredicate(index);
	NullTest *test;

	if (predicate == NIL)
		return true;
	test = linitial(predicate);
	return list_length(predicate) == 1 && IsA(test, NullTest) &&
		   test->nulltesttype == IS_NOT_NULL && IsA(test->arg, Var) &&
		   ((Var *) test->arg)->varattno == external_id;
}

static bool
is_of_bytes(Relation index, int key)
{
	return index->rd_opcintype[key] == TEXTOID &&
		   get_collation_isdeterministic(index->rd_indcollation[key]);
}

/* Tell whether an index finds datasource and external_id, each pair once. */
static bool
is_of_identities(Relation index, AttrNumber datasource, AttrNumber external_id)
{
	Form_pg_index form = index->rd_index;
	AttrNumber first = form->indkey.values[0];
	AttrNumber second = form->indnkeyatts == 2 ? form->indkey.values[1] : 0;

	return index->rd_rel->relam == BTREE_AM_OID && form->indisunique &&
		   form->indisvalid && form->indimmediate &&
		   ((first == datasource && second == external_id) ||
			(first == external_id && second == datasource)) &&
		   is_of_bytes(index, 0) && is_of_bytes(index, 1) &&
		   holds_all(index, external_id);
}

/* Open the index of identities. */
static Relation
open_index(Relation trips, AttrNumber external_id)
{
	AttrNumber datasource = column_number(trips, COLUMN_DATASOURCE);
	List *indexes = RelationGetIndexList(trips);
	ListCell *cell;

	foreach (cell, indexes)
	{
		Relation index = index_open(lfirst_oid(cell), RowExclusiveLock);

		if (is_of_identities(index, datasource, external_id))
			return index;
		index_close(index, RowExclusiveLock);
	}
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("table \"%s\" has no index of identities",
					RelationGetRelationName(trips)),
			 errhint("Use CREATE UNIQUE INDEX ON %s (datasource, external_id) "
					 "WHERE external_id IS NOT NULL.",
					 quote_qualified_identifier(
						 get_namespace_name(RelationGetNamespace(trips)),
						 RelationGetRelationName(trips)))));
}

bool
identity_is_known(const Store *store, const Extras *extras,
				  const ErrorData *error)
{
	Oid trips = store->tables.oid[REL_TRIPS];
	Relation index;
	Oid oid;
	bool known;

	if (extras->external_id < 0 || error->constraint_name == NULL ||
		error->sqlerrcode != ERRCODE_UNIQUE_VIOLATION)
		return false;
	oid = get_relname_relid(error->constraint_name, store->schema);
	if (!OidIsValid(oid) || get_rel_relkind(oid) != RELKIND_INDEX)
		return false;
	index = index_open(oid, AccessShareLock);
	known = index->rd_index->indrelid == trips &&
			is_of_identities(
				index, get_attnum(trips, column_names[COLUMN_DATASOURCE]),
				extras->columns[extras->external_id].number);
	index_close(index, AccessShareLock);
	return known;
}

static void
init_key(Lookup *lookup, int key)
{
	ScanKeyEntryInitialize(
		&lookup->keys[key], 0, (AttrNumber) (key + 1), BTEqualStrategyNumber,
		InvalidOid, lookup->index->rd_indcollation[key], F_TEXTEQ, (Datum) 0);
}

static void
lookup_begin(Lookup *lookup, const Batch *batch, const Store *store)
{
	const Extras *extras = batch->extra->extras;
	AttrNumber external_id = extras->columns[extras->external_id].number;

	lookup->trips = table_open(store->tables.oid[REL_TRIPS], RowExclusiveLock);
	extras_check(extras, lookup->trips);
	lookup->index = open_index(lookup->trips, external_id);
	lookup->external_id =
		lookup->index->rd_index->indkey.values[0] == external_id ? 0 : 1;
	lookup->datasource = 1 - lookup->external_id;
	init_key(lookup, 0);
	init_key(lookup, 1);
	lookup->slot = table_slot_create(lookup->trips, NULL);
	InitDirtySnapshot(lookup->dirty);
	lookup->scan =
		TgIndexBeginScan(lookup->trips, lookup->index, &lookup->dirty, 2, 0);
}

static void
lookup_end(Lookup *lookup)
{
	index_endscan(lookup->scan);
	ExecDropSingleTupleTableSlot(lookup->slot);
	index_close(lookup->index, NoLock);
	table_close(lookup->trips, NoLock);
}

/*
 * Tell whether trips has the identity that the keys say.  One that somebody
 * else is about to delete is still there; one that somebody else is about to
 * add, past the feeds, may be: if so *adder is that transaction.
 */
static bool
find(Lookup *lookup, TransactionId *adder, ItemPointer tid)
{
	bool found = false;

	*adder = InvalidTransactionId;
	index_rescan(lookup->scan, lookup->keys, 2, NULL, 0);
	while (!found && index_getnext_slot(lookup->scan, ForwardScanDirection,
										lookup->slot))
	{
		found = !TransactionIdIsValid(lookup->dirty.xmin);
		if (!found)
		{
			*adder = lookup->dirty.xmin;
			*tid = lookup->slot->tts_tid;
		}
	}
	ExecClearTuple(lookup->slot);
	return found;
}

static bool
is_in_trips(Lookup *lookup, const Batch *batch, const Identity *identity)
{
	TransactionId adder;
	ItemPointerData tid;

	lookup->keys[lookup->datasource].sk_argument =
		PointerGetDatum(batch->datasources->names[identity->datasource].value);
	lookup->keys[lookup->external_id].sk_argument =
		PointerGetDatum(external_id_of(batch, identity->trip));
	while (!find(lookup, &adder, &tid))
	{
		if (!TransactionIdIsValid(adder))
			return false;
		/* as the unique index would */
		XactLockTableWait(adder, lookup->trips, &tid, XLTW_InsertIndex);
	}
	return true;
}

/* Keep the order of what is not marked, for identities_insert. */
static void
keep_order(Batch *batch, const Identity *identities, uint32 count,
		   const bool *marked)
{
	BatchExtra *extra = batch->extra;

	extra->ordered = 0;
	for (uint32 i = 0; i < count; i++)
		if (!marked[identities[i].trip])
			extra->order[extra->ordered++] = identities[i].trip;
}

static bool
is_barred(Barred *known, const Batch *batch, const Identity *identity)
{
	return known != NULL &&
		   barred_has(known,
					  batch->datasources->names[identity->datasource].value,
					  external_id_of(batch, identity->trip));
}

/* Mark identities in their order; return how many. */
static uint32
mark_identities(const Batch *batch, Store *store, const Identity *identities,
				uint32 count, bool twins, bool *marked, bool *barred)
{
	Lookup lookup;
	Barred *known;
	uint32 found = 0;

	lookup_begin(&lookup, batch, store);
	store_lock_identities(store);
	known = barred_begin(store);
	for (uint32 i = 0; i < count; i++)
	{
		uint32 trip = identities[i].trip;
		bool again =
			i > 0 && same_identity(batch, &identities[i - 1], &identities[i]);

		CHECK_FOR_INTERRUPTS();
		barred[trip] = again ? barred[identities[i - 1].trip]
							 : is_barred(known, batch, &identities[i]);
		marked[trip] = (again && twins) || barred[trip] ||
					   is_in_trips(&lookup, batch, &identities[i]);
		found += marked[trip];
	}
	if (known != NULL)
		barred_end(known);
	lookup_end(&lookup);
	return found;
}

uint32
identity_mark(Batch *batch, Store *store, bool twins, bool *marked,
			  bool *barred)
{
	Identity *identities = palloc_extended(
		(Size) batch->count * sizeof *identities + 1, MCXT_ALLOC_HUGE);
	uint32 count = sort_identities(batch, identities);
	uint32 found = 0;

	memset(marked, 0, batch->count);
	memset(barred, 0, batch->count);
	if (count > 0)
		found = mark_identities(batch, store, identities, count, twins, marked,
								barred);
	keep_order(batch, identities, count, marked);
	pfree(identities);
	return found;
}

bool
identity_sorted_index(const Extras *extras, Relation trips, Relation index)
{
	AttrNumber external_id;

	if (extras->external_id < 0)
		return false;
	external_id = extras->columns[extras->external_id].number;
	return is_of_identities(index, column_number(trips, COLUMN_DATASOURCE),
							external_id) &&
		   index->rd_index->indnatts == 2 && index_is_partial(index);
}

void
identities_insert(const Batch *batch, Relation trips, Relation index,
				  IndexInfo *info, ItemPointer tids)
{
	const BatchExtra *extra = batch->extra;
	const ExtraColumn *external_id =
		&extra->extras->columns[extra->extras->external_id];
	int first =
		index->rd_index->indkey.values[0] == external_id->number ? 1 : 0;
	bool isnull[2] = {false, false};
	Datum values[2];

	for (uint32 i = 0; i < extra->ordered; i++)
	{
		uint32 trip = extra->order[i];
		uint32 datasource = batch->records[trip].datasource;

		CHECK_FOR_INTERRUPTS();
		values[first] =
			PointerGetDatum(batch->datasources->names[datasource].value);
		values[1 - first] = PointerGetDatum(external_id_of(batch, trip));
		(void) index_insert(index, values, isnull, &tids[trip], trips,
							UNIQUE_CHECK_YES, false, info);
	}
}
