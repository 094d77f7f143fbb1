/*
 * secret.h
 *	  A store's secrets, and identities hashed with it.
 */
#ifndef TG_STORE_SECRET_H
#define TG_STORE_SECRET_H

#include "postgres.h"

#include "common/sha2.h"

#include "store/store.h"

#define SECRET_HASH_BYTES PG_SHA256_DIGEST_LENGTH

/* The secret that external_id is hashed with in feeds that ask for it. */
#define SECRET_IDENTITIES "identities"

/*
 * A secret of the store, or null if it has none of that name; make one if told
 * so.  It is read and made as the store's owner, who can do nothing to the
 * session meanwhile.
 */
extern bytea *store_secret(Store *store, const char *name, bool make);

/* HMAC-SHA-256 of some texts one after the other, a zero byte between them. */
extern void secret_hash(const bytea *secret, const char *const *texts,
						const size_t *lengths, int count, uint8 *hash);

#endif /* TG_STORE_SECRET_H */
