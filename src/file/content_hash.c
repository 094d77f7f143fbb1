/*
 * content_hash.c
 *	  The SHA-256 of a file's content, over many transactions.
 */
#include "compat.h"

#include "common/cryptohash.h"
#include "common/sha2.h"
#include "utils/memutils.h"
#include "utils/resowner.h"

#include "file/content_hash.h"

struct ContentHash
{
	pg_cryptohash_ctx *context;
	ResourceOwner owner; /* of the context: a transaction's would free it */
	MemoryContextCallback forget;
};

static void
content_hash_forget(void *arg)
{
	ContentHash *hash = arg;

	pg_cryptohash_free(hash->context);
	ResourceOwnerDelete(hash->owner);
}

static void
check(int result)
{
	if (result < 0)
		elog(ERROR, "could not compute SHA-256");
}

ContentHash *
content_hash_begin(void)
{
	ContentHash *hash = palloc0(sizeof *hash);
	ResourceOwner old = CurrentResourceOwner;

	hash->owner = ResourceOwnerCreate(NULL, "tripgrid content");
	CurrentResourceOwner = hash->owner;
	hash->context = pg_cryptohash_create(PG_SHA256);
	CurrentResourceOwner = old;
	if (hash->context == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory")));
	hash->forget.func = content_hash_forget;
	hash->forget.arg = hash;
	MemoryContextRegisterResetCallback(CurrentMemoryContext, &hash->forget);
	check(pg_cryptohash_init(hash->context));
	return hash;
}

void
content_hash_add(ContentHash *hash, const char *bytes, size_t len)
{
	check(pg_cryptohash_update(hash->context, (const uint8 *) bytes, len));
}

char *
content_hash_end(ContentHash *hash)
{
	uint8 digest[PG_SHA256_DIGEST_LENGTH];
	char *hex = palloc(PG_SHA256_DIGEST_STRING_LENGTH);

	check(pg_cryptohash_final(hash->context, digest, sizeof digest));
	hex[hex_encode((char *) digest, sizeof digest, hex)] = '\0';
	return hex;
}
