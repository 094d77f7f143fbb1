/*
 * identity.h
 *	  Trips that their source identifies, each of which is loaded once.
 */
#ifndef TG_STORE_IDENTITY_H
#define TG_STORE_IDENTITY_H

#include "store/batch.h"
#include "store/store.h"

/*
 * Mark the trips of a batch, which must have further columns, whose datasource
 * and external_id are those of an earlier trip of the batch or of one in
 * trips; return how many.  Until the transaction ends no other loader can add
 * identities.  The store's owner must be acting, and trips be locked.
 */
extern uint32 identity_mark(const Batch *batch, const Store *store,
							bool *marked);

#endif /* TG_STORE_IDENTITY_H */
