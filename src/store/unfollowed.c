/*
 * unfollowed.c
 *	  Changes of trips that segments have not followed yet, in this session.
 */
#include "compat.h"

#include "access/xact.h"
#include "utils/memutils.h"

#include "store/unfollowed.h"

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
	const void *statement; /* that runs; null: what is written */
} Unfollowed;

static Unfollowed *latest; /* of this transaction, the latest first */
static bool any_may_run;   /* in this transaction */

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
	{
		latest = NULL;
		any_may_run = false;
	}
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

static void
hear_of_transactions(void)
{
	static bool registered;

	if (registered)
		return;
	RegisterXactCallback(at_transaction, NULL);
	RegisterSubXactCallback(at_subtransaction, NULL);
	registered = true;
}

/* Note one that begins, with nothing else said of it. */
static Unfollowed *
note(Oid trips)
{
	Unfollowed *change =
		MemoryContextAlloc(TopTransactionContext, sizeof *change);

	hear_of_transactions();
	*change = (Unfollowed){.next = latest,
						   .trips = trips,
						   .subtransaction = GetCurrentSubTransactionId()};
	latest = change;
	return change;
}

/* The command of the statement that runs; of one unknown, the first of all. */
static CommandId
command_of_statement(Oid trips)
{
	for (const Unfollowed *change = latest; change != NULL;
		 change = change->next)
		if (change->statement != NULL && change->trips == trips)
			return change->first;
	return FirstCommandId;
}

void
unfollowed_begin(Oid trips, UnfollowedFrom from)
{
	CommandId first = from == FROM_STATEMENT ? command_of_statement(trips)
											 : GetCurrentCommandId(false);
	Unfollowed *change = note(trips);

	change->first = first;
	change->at_once = from == AT_ONCE;
}

void
unfollowed_any(void)
{
	hear_of_transactions();
	any_may_run = true;
}

void
unfollowed_run(Oid trips, CommandId command, const void *statement)
{
	Unfollowed *change = note(trips);

	change->first = command;
	change->statement = statement;
}

void
unfollowed_ran(const void *statement)
{
	Unfollowed **place = &latest;

	while (*place != NULL)
	{
		Unfollowed *change = *place;

		if (change->statement != statement)
		{
			place = &change->next;
			continue;
		}
		*place = change->next;
		pfree(change);
	}
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

	while (change != NULL && (change->trips != trips || is_over(change) ||
							  change->statement != NULL))
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
	if (any_may_run)
		return true;
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

void
unfollowed_refuse(const Store *store, const char *act)
{
	for (const Unfollowed *change = latest; change != NULL;
		 change = change->next)
		if (change->trips == store->tables.oid[REL_TRIPS] && !is_over(change))
			ereport(ERROR,
					(errcode(ERRCODE_OBJECT_IN_USE),
					 errmsg("%s cannot run within a statement that changes "
							"trips of store \"%s\"",
							act, store->name),
					 errdetail("Segments do not hold yet what the statement "
							   "has changed.")));
}
