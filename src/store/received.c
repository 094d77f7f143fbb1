/*
 * received.c
 *	  What of a store comes from a subscription to another database.
 */
#include "compat.h"

#include "access/htup_details.h"
#include "catalog/pg_subscription_rel.h"
#include "replication/logicalworker.h"
#include "replication/worker_internal.h"
#include "utils/builtins.h"
#include "utils/catcache.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "store/received.h"

/* Tell whether a table comes, and whether all of it is there. */
static bool
table_received(Oid relation, Oid subscription, bool *ready)
{
	CatCList *list =
		SearchSysCacheList1(SUBSCRIPTIONRELMAP, ObjectIdGetDatum(relation));
	bool found = false;

	for (int i = 0; i < list->n_members; i++)
	{
		Form_pg_subscription_rel row =
			(Form_pg_subscription_rel) GETSTRUCT(&list->members[i]->tuple);

		if (OidIsValid(subscription) && row->srsubid != subscription)
			continue;
		found = true;
		*ready &= row->srsubstate == SUBREL_STATE_READY;
	}
	ReleaseSysCacheList(list);
	return found;
}

Received
received(const StoreHandle *store, Oid subscription)
{
	bool ready = true;
	int derived = 0;
	int tables = 0;

	for (int i = 0; i < REL_COUNT; i++)
	{
		if (!store_relations[i].derived)
			continue;
		derived++;
		if (table_received(store->oid[i], subscription, &ready))
			tables++;
	}
	if (tables == 0)
		return RECEIVED_NOTHING;
	if (tables < derived)
		return RECEIVED_PART;
	return ready ? RECEIVED_ALL : RECEIVED_COPYING;
}

Oid
received_subscription(void)
{
	return IsLogicalWorker() && MySubscription != NULL ? MySubscription->oid
													   : InvalidOid;
}

bool
received_copying(void)
{
	return IsLogicalWorker() && MyLogicalRepWorker != NULL &&
		   OidIsValid(MyLogicalRepWorker->relid) &&
		   MyLogicalRepWorker->relstate == SUBREL_STATE_DATASYNC;
}

bool
received_here(const StoreHandle *store)
{
	Oid subscription = received_subscription();

	return OidIsValid(subscription) &&
		   received(store, subscription) != RECEIVED_NOTHING;
}

void
received_refuse(const StoreHandle *store)
{
	const char *name;

	if (received(store, InvalidOid) == RECEIVED_NOTHING)
		return;
	name = get_namespace_name(store->schema);
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("store \"%s\" receives its segments from a subscription",
					name),
			 errhint("Change it at the publisher; or take its tables out of "
					 "the subscription, and then SELECT "
					 "tripgrid.advance_sequences(%s).",
					 quote_literal_cstr(name))));
}
