/*
 * identity.h
 *	  Trips that their source identifies, each of which is loaded once.
 *
 * That goes for what comes through a feed.  Other rows of trips meet the
 * unique index that feed/make_feed.c makes.
 */
#ifndef TG_TRIPS_IDENTITY_H
#define TG_TRIPS_IDENTITY_H

#include "nodes/execnodes.h"
#include "storage/itemptr.h"

#include "segment/batch.h"
#include "store/store.h"

/*
 * Mark the trips of a batch, which must have further columns, whose datasource
 * and external_id are those of one in trips or, if twins are to be marked, of
 * an earlier trip of the batch, or barred, which is marked besides; return how
 * many.  Until the transaction ends no other loader can add identities.  The
 * store's owner must be acting, and trips be locked.
 */
extern uint32 identity_mark(Batch *batch, Store *store, bool twins,
							bool *marked, bool *barred);

/* Tell whether an error says that trips have an identity. */
extern bool identity_is_known(const Store *store, const Extras *extras,
							  const ErrorData *error);

/* Tell whether identities_insert suits an index of trips. */
extern bool identity_sorted_index(const Extras *extras, Relation trips,
								  Relation index);

/*
 * Enter the identities of a batch that was marked, and of which what was
 * marked is left out, into their index.  They come in its order, so that each
 * of its pages is visited once, not once for each of its identities.
 */
extern void identities_insert(const Batch *batch, Relation trips,
							  Relation index, IndexInfo *info,
							  ItemPointer tids);

#endif /* TG_TRIPS_IDENTITY_H */
