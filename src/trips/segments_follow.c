/*
 * segments_follow.c
 *	  Segments that follow a change of trips.
 */
#include "compat.h"

#include "compact/merge_recent.h"
#include "segment/flush.h"
#include "store/freshness.h"
#include "trips/segments_follow.h"

void
segments_follow(Store *store, Batch *batch, int sign)
{
	StoreCaller caller = store_become_owner(store);

	if (store_follows(store))
		merge_recent(store, batch_flush(batch, store, sign));
	batch_reset(batch);
	store_resume(caller);
}
