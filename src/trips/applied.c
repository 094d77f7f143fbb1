/*
 * applied.c
 *	  Trips that come row by row from a subscription.
 *
 * What a subtransaction has gathered is its own: it is flushed before it
 * commits, when it can still write, and forgotten if it aborts.
 */
#include "compat.h"

#include "access/xact.h"
#include "miscadmin.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "trips/applied.h"
#include "store/received.h"
#include "trips/segments_follow.h"
#include "trips/trips_row.h"
#include "store/unfollowed.h"

typedef struct Applied
{
	struct Applied *next;
	MemoryContext context;
	SubTransactionId subtransaction;
	Oid trips;
	bool ours; /* to follow; else the segments come by themselves */
	Store *store;
	TripsColumns columns;
	Batch *added;
	Batch *removed;
} Applied;

static Applied *first; /* of all that this transaction has gathered */

static void
forget(Applied **place)
{
	Applied *gone = *place;

	*place = gone->next;
	MemoryContextDelete(gone->context);
}

/* What came goes first: a merge must not miss what went. */
static void
flush(Applied *applied)
{
	MemoryContext old = MemoryContextSwitchTo(applied->context);

	segments_follow(applied->store, applied->added, 1);
	segments_follow(applied->store, applied->removed, -1);
	MemoryContextSwitchTo(old);
}

static void
flush_at_commit(SubTransactionId subtransaction)
{
	Applied **place = &first;

	while (*place != NULL)
	{
		Applied *applied = *place;

		if (applied->subtransaction != subtransaction)
		{
			place = &applied->next;
			continue;
		}
		if (applied->ours)
		{
			PushActiveSnapshot(GetTransactionSnapshot());
			flush(applied);
			PopActiveSnapshot();
		}
		unfollowed_end(applied->trips);
		/* what the flush has fired may have gathered more */
		place = &first;
		while (*place != applied)
			place = &(*place)->next;
		forget(place);
		place = &first;
	}
}

static void
at_transaction(XactEvent event, void *arg)
{
	if (event == XACT_EVENT_PRE_COMMIT || event == XACT_EVENT_PRE_PREPARE)
		flush_at_commit(TopSubTransactionId);
	else if (event == XACT_EVENT_ABORT)
		while (first != NULL)
			forget(&first);
}

static void
at_subtransaction(SubXactEvent event, SubTransactionId subtransaction,
				  SubTransactionId parent, void *arg)
{
	Applied **place = &first;

	if (event == SUBXACT_EVENT_PRE_COMMIT_SUB)
		flush_at_commit(subtransaction);
	else if (event == SUBXACT_EVENT_ABORT_SUB)
	{
		while (*place != NULL)
		{
			if ((*place)->subtransaction == subtransaction)
				forget(place);
			else
				place = &(*place)->next;
		}
	}
}

static Applied **
find(Oid trips)
{
	SubTransactionId now = GetCurrentSubTransactionId();
	Applied **place = &first;

	while (*place != NULL &&
		   ((*place)->trips != trips || (*place)->subtransaction != now))
		place = &(*place)->next;
	return place;
}

static Applied *
begin(Relation trips)
{
	static bool registered;
	MemoryContext context =
		AllocSetContextCreate(TopTransactionContext, "tripgrid applied trips",
							  ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	Applied *applied = palloc0(sizeof *applied);
	StoreHandle tables;

	if (!registered)
	{
		RegisterXactCallback(at_transaction, NULL);
		RegisterSubXactCallback(at_subtransaction, NULL);
		registered = true;
	}
	applied->context = context;
	applied->subtransaction = GetCurrentSubTransactionId();
	applied->trips = RelationGetRelid(trips);
	applied->store = store_of_relation(trips);
	applied->columns = trips_row_columns(trips);
	tables = store_handle_answering(applied->store->schema);
	applied->ours = !received_here(&tables);
	applied->added = batch_create(context);
	applied->removed = batch_create(context);
	applied->next = first;
	first = applied;
	unfollowed_begin(applied->trips, FROM_STATEMENT);
	MemoryContextSwitchTo(old);
	return applied;
}

static void
gather(Applied *applied, TriggerData *data)
{
	TripsRow old;
	TripsRow new;
	bool removed = !TRIGGER_FIRED_BY_INSERT(data->tg_event);
	bool added = !TRIGGER_FIRED_BY_DELETE(data->tg_event);

	if (removed)
		trips_row_read(data->tg_trigslot, &applied->columns, &old);
	if (added)
		trips_row_read(removed ? data->tg_newslot : data->tg_trigslot,
					   &applied->columns, &new);
	if (removed && added && trips_rows_equal(&old, &new))
		return;
	if (removed)
		trips_row_add(applied->removed, &old);
	if (added)
		trips_row_add(applied->added, &new);
	if (batch_full(applied->removed) || batch_full(applied->added))
		flush(applied);
}

void
applied_row(TriggerData *data)
{
	Applied *applied = *find(RelationGetRelid(data->tg_relation));

	if (applied == NULL)
		applied = begin(data->tg_relation);
	if (applied->ours)
		gather(applied, data);
}

void
applied_flush(Oid trips)
{
	Applied *applied = *find(trips);

	if (applied != NULL && applied->ours)
		flush(applied);
}

bool
applied_forget(Oid trips)
{
	Applied **own = find(trips);

	if (*own != NULL)
	{
		batch_reset((*own)->added);
		batch_reset((*own)->removed);
	}
	for (Applied *other = first; other != NULL; other = other->next)
		if (other->trips == trips && other != *own &&
			other->added->count + other->removed->count > 0)
			return false;
	return true;
}
