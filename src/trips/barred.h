/*
 * barred.h
 *	  Identities that are not to be loaded again, known by their hashes alone.
 */
#ifndef TG_TRIPS_BARRED_H
#define TG_TRIPS_BARRED_H

#include "postgres.h"

#include "store/store.h"

typedef struct Barred Barred;

/*
 * The secret that the store's barred identities are hashed with.  If there is
 * none, make one, unless some are barred: nobody could tell them any more.
 */
extern bytea *barred_secret(Store *store);

/* The hash of an identity, of SECRET_HASH_BYTES. */
extern void barred_hash(const bytea *secret, const text *datasource,
						const text *external_id, uint8 *hash);

/*
 * Begin to look for barred identities; null if the store has none.  The
 * identities must be locked, for who bars one locks them, too: so nothing is
 * barred meanwhile, and all that was is seen, whatever the snapshot.
 */
extern Barred *barred_begin(Store *store);

extern bool barred_has(Barred *barred, const text *datasource,
					   const text *external_id);

extern void barred_end(Barred *barred);

#endif /* TG_TRIPS_BARRED_H */
