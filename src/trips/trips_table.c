/*
 * trips_table.c
 *	  Rows of a store's trips, written from a batch.
 */
#include "compat.h"

#include "access/genam.h"
#include "access/table.h"
#include "miscadmin.h"
#include "nodes/nodes.h"
#include "optimizer/optimizer.h"
#include "utils/lsyscache.h"
#include "utils/relcache.h"

#include "store/index_code.h"
#include "store/attempt.h"
#include "store/bulk_insert.h"
#include "store/kept.h"
#include "store/trips_columns.h"
#include "trips/segments_follow.h"
#include "trips/trip_ids.h"
#include "trips/trips_bulk.h"
#include "trips/trips_few.h"
#include "trips/trips_pages.h"
#include "trips/trips_sql.h"
#include "trips/trips_table.h"
#include "store/unfollowed.h"

/*
 * The ways into the table: the fastest that leaves out nothing of what the
 * table asks for, of
 *
 * - whole pages, put together in their buffers: for thousands of trips, into a
 *	 table as create_store makes it, without further columns, checks and
 *	 indexes, whose rows nobody decodes from the WAL, and whose trip_id comes
 *	 from a sequence that gives numbers in one piece;
 * - in bulk, as COPY does it: with defaults, generated columns, checks and
 *	 whatever indexes there are; a few row by row, if none of that is anybody's
 *	 code;
 * - by SQL, which alone knows of rules and triggers, of domains, of deferrable
 *	 keys, of forced row security and of partitions.
 *
 * The first two pass our own triggers by, too, so segments are written from
 * the batch.  By SQL the triggers do it, from the rows that are left.
 */
typedef enum TripsWay
{
	WHOLE_PAGES,
	IN_BULK,
	BY_SQL
} TripsWay;

static TripsWay
choose_way(const Batch *batch, Relation trips, int64 *first_id)
{
	if (!bulk_may_insert(trips))
		return BY_SQL;
	if (batch->count >= PAGES_MIN_TRIPS && trips_take_pages(trips) &&
		trip_ids_take(trips, TRIP_ID_COLUMN, batch->count, first_id))
		return WHOLE_PAGES;
	return IN_BULK;
}

/* What is needed to write a batch. */
typedef struct Writing
{
	Batch *batch;
	Store *store;
	Relation trips;
	int64 load_id;
	int64 first_id;
	TripsWay way;
	uint64 written;
	MemoryContext context; /* that outlives attempts */
	BulkSlots *slots;	   /* null: none were needed so far */
	const TripsRefusal *refusal;
	bool *refused; /* one for each trip */
	int64 refusals;
} Writing;

/* A part of it. */
typedef struct Part
{
	Writing *writing;
	BatchRange range;
	uint64 written;
} Part;

static void
insert_in_bulk(Writing *writing, BatchRange range)
{
	uint32 done = trips_insert_few(writing->batch, range, writing->store,
								   writing->load_id);

	if (done == range.count)
		return;
	range.first += done;
	range.count -= done;
	if (writing->slots == NULL)
	{
		MemoryContext old = MemoryContextSwitchTo(writing->context);

		writing->slots = bulk_slots_create(writing->trips);
		MemoryContextSwitchTo(old);
	}
	trips_insert_bulk(writing->batch, range, writing->trips, writing->slots,
					  writing->load_id);
}

static void
insert_part(void *arg)
{
	Part *part = arg;
	Writing *writing = part->writing;

	part->written = part->range.count;
	if (writing->way == WHOLE_PAGES)
		trips_write_pages(writing->batch, writing->trips, writing->load_id,
						  writing->first_id);
	else if (writing->way == IN_BULK)
		insert_in_bulk(writing, part->range);
	else
		part->written = trips_insert_sql(writing->batch, part->range,
										 writing->store, writing->load_id);
}

/* Leave a trip out. */
static void
refuse(Writing *writing, uint32 trip, const ErrorData *error)
{
	writing->refused[trip] = true;
	writing->refusals++;
	writing->refusal->refuse(writing->refusal->arg, trip, error);
}

/* Insert those that are not refused. */
static void
insert_allowed(Writing *writing, BatchRange range)
{
	Part part = {writing, range};
	uint32 half = range.count / 2;
	ErrorData *error;

	if (writing->refusals > writing->refusal->most)
		return;
	error = attempt_data(insert_part, NULL, &part);
	if (error == NULL)
	{
		writing->written += part.written;
		return;
	}
	CHECK_FOR_INTERRUPTS();
	if (range.count == 1)
		refuse(writing, range.first, error);
	FreeErrorData(error);
	if (range.count == 1)
		return;
	insert_allowed(writing, (BatchRange){range.first, half});
	insert_allowed(writing,
				   (BatchRange){range.first + half, range.count - half});
}

static void
insert(Writing *writing)
{
	Part part = {writing, {0, writing->batch->count}};

	if (writing->refusal == NULL || writing->way == WHOLE_PAGES)
	{
		insert_part(&part);
		writing->written = part.written;
		return;
	}
	writing->refused = MemoryContextAllocExtended(
		CurrentMemoryContext,
		(Size) writing->batch->count * sizeof *writing->refused,
		MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	insert_allowed(writing, part.range);
	batch_leave_out(writing->batch, writing->refused);
	pfree(writing->refused);
}

/*
 * The lock on it keeps other sessions from altering it; a function of the
 * store's owner may have done so in this one, and no trip is at fault then.
 */
static void
check_table(const Writing *writing)
{
	if (get_relname_relid(store_relations[REL_TRIPS].name,
						  writing->store->schema) !=
		RelationGetRelid(writing->trips))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_IN_USE),
				 errmsg("table \"%s\" was renamed while a load was filling it",
						store_relations[REL_TRIPS].name)));
	for (int i = 0; i < COLUMN_COUNT; i++)
		(void) column_number(writing->trips, (FeedColumn) i);
	if (writing->batch->extra != NULL)
		extras_check(writing->batch->extra->extras, writing->trips);
}

uint64
trips_write(Batch *batch, Store *store, int64 load_id,
			const TripsRefusal *refusal)
{
	Writing writing = {batch, store, .load_id = load_id, .refusal = refusal,
					   .context = CurrentMemoryContext};

	if (batch->count == 0)
		return 0;
	writing.trips = table_open(store->tables.oid[REL_TRIPS], RowExclusiveLock);
	check_table(&writing);
	unfollowed_begin(RelationGetRelid(writing.trips), FROM_NOW);
	writing.way = choose_way(batch, writing.trips, &writing.first_id);
	insert(&writing);
	table_close(writing.trips, NoLock);
	if (writing.way == BY_SQL)
		batch_reset(batch);
	else if (batch->count > 0)
		segments_follow(store, batch, 1);
	unfollowed_end(store->tables.oid[REL_TRIPS]);
	return writing.written;
}

/* Tell whether values of a column may be too long for an index. */
static bool
may_be_long(const Form_pg_attribute attribute)
{
	return attribute->attlen == -1 &&
		   !trips_column_is_ours(NameStr(attribute->attname));
}

/* Tell whether an index may refuse a trip: not by an id. */
static bool
index_may_refuse(Relation trips, Oid oid)
{
	Relation index = index_open(oid, AccessShareLock);
	const Form_pg_index form = index->rd_index;
	bool of_ids = form->indnatts == 1 &&
				  form->indkey.values[0] ==
					  get_attnum(RelationGetRelid(trips), "trip_id");
	bool may =
		!of_ids && (form->indisunique || form->indisexclusion ||
					index_has_expressions(index) || index_is_partial(index));

	for (int i = 0; i < form->indnatts; i++)
		may |= form->indkey.values[i] > 0 &&
			   may_be_long(
				   TupleDescAttr(trips->rd_att, form->indkey.values[i] - 1));
	/* of which a feed's rows are known before; nor are identities long */
	if (strcmp(RelationGetRelationName(index), "trips_external_id") == 0)
		may = false;
	index_close(index, AccessShareLock);
	return may;
}

/* Tell whether defaults are not the same for all rows, as of a sequence. */
static bool
defaults_may_refuse(const TupleDesc desc)
{
	const TupleConstr *constr = desc->constr;

	for (int i = 0; constr != NULL && i < constr->num_defval; i++)
	{
		const AttrDefault *rule = &constr->defval[i];
		const Form_pg_attribute attribute =
			TupleDescAttr(desc, rule->adnum - 1);

		if (!trips_column_is_ours(NameStr(attribute->attname)) &&
			contain_volatile_functions(stringToNode(rule->adbin)))
			return true;
	}
	return false;
}

/* Tell whether a column that somebody added must have a value. */
static bool
columns_may_refuse(Relation trips)
{
	for (int i = 0; i < trips->rd_att->natts; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(trips->rd_att, i);

		if (!attribute->attisdropped && attribute->attnotnull &&
			!trips_column_is_ours(NameStr(attribute->attname)))
			return true;
	}
	return false;
}

static bool
may_refuse(Relation trips)
{
	const TupleConstr *constr = trips->rd_att->constr;
	bool may = !bulk_takes(trips) || columns_may_refuse(trips) ||
			   defaults_may_refuse(trips->rd_att) ||
			   (constr != NULL &&
				(constr->num_check > 0 || constr->has_generated_stored));
	List *indexes = RelationGetIndexList(trips);
	ListCell *cell;

	foreach (cell, indexes)
		may |= index_may_refuse(trips, lfirst_oid(cell));
	list_free(indexes);
	return may;
}

bool
trips_may_refuse(const Store *store)
{
	Relation trips =
		table_open(store->tables.oid[REL_TRIPS], RowExclusiveLock);
	bool may = kept_bool(trips, KEPT_MAY_REFUSE, may_refuse);

	table_close(trips, NoLock);
	return may;
}
