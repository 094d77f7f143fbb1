/*
 * unfollowed.c
 *	  Changes of trips that segments have not followed yet, in this session.
 */
#include "compat.h"

#include "access/xact.h"
#include "utils/memutils.h"

#include "trips/unfollowed.h"

/*
 * What was written by commands from first on; if it is over, to last, with its
 * segments.
 */
typedef struct Unfollowed
{
	struct Unfollowed *next;
	Oid trips;
	SubTransactionId subtransaction; /* invalid: it is over */
	CommandId first;
	CommandId last;
	bool at_once;
} Unfollowed;

static Unfollowed *latest; /* of this transaction, the latest first */

static bool
is_over(const Unfollowed *change)
{
	return change->subtransaction == InvalidSubTransactionId;
}

static void
at_transaction(XactEvent event, void *arg)
{
	/* what fires at the end of a transaction may look, too */
	if (event != XACT_EVENT_PRE_COMMIT && event != XACT_EVENT_PRE_PREPARE &&
		event != XACT_EVENT_PARALLEL_PRE_COMMIT)
		latest = NULL;
}

static void
at_subtransaction(SubXactEvent event, SubTransactionId subtransaction,
				  SubTransactionId parent, void *arg)
{
	Unfollowed **place = &latest;

	if (event != SUBXACT_EVENT_ABORT_SUB && event != SUBXACT_EVENT_COMMIT_SUB)
		return;
	while (*place != NULL)
	{
		Unfollowed *change = *place;

		if (change->subtransaction != subtransaction)
			place = &change->next;
		else if (event == SUBXACT_EVENT_COMMIT_SUB)
		{
			change->subtransaction = parent;
			place = &change->next;
		}
		else
		{
			*place = change->next;
			pfree(change);
		}
	}
}

void
unfollowed_begin(Oid trips, bool at_once)
{
	static bool registered;
	Unfollowed *change =
		MemoryContextAlloc(TopTransactionContext, sizeof *change);

	if (!registered)
	{
		RegisterXactCallback(at_transaction, NULL);
		RegisterSubXactCallback(at_subtransaction, NULL);
		registered = true;
	}
	*change = (Unfollowed){.next = latest,
						   .trips = trips,
						   .subtransaction = GetCurrentSubTransactionId(),
						   .first = GetCurrentCommandId(false),
						   .at_once = at_once};
	latest = change;
}

/* Forget what is over and wholly within another that is. */
static void
join_over(Unfollowed *change)
{
	Unfollowed **place = &latest;

	while (*place != NULL)
	{
		Unfollowed *other = *place;

		if (other == change || other->trips != change->trips ||
			!is_over(other))
		{
			place = &other->next;
			continue;
		}
		change->first = Min(change->first, other->first);
		change->last = Max(change->last, other->last);
		*place = other->next;
		pfree(other);
	}
}

void
unfollowed_end(Oid trips)
{
	Unfollowed *change = latest;

	while (change != NULL && (change->trips != trips || is_over(change)))
		change = change->next;
	if (change == NULL)
		return;
	/* snapshots from here on see all segments that were written */
	CommandCounterIncrement();
	change->subtransaction = InvalidSubTransactionId;
	change->at_once = false;
	change->last = GetCurrentCommandId(false) - 1;
	join_over(change);
}

bool
unfollowed_seen(Oid trips, Snapshot snapshot)
{
	for (const Unfollowed *change = latest; change != NULL;
		 change = change->next)
	{
		if (change->trips != trips)
			continue;
		if (change->at_once)
			return true;
		if (snapshot->curcid > change->first &&
			(!is_over(change) || snapshot->curcid <= change->last))
			return true;
	}
	return false;
}
