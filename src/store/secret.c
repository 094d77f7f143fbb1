/*
 * secret.c
 *	  A store's secrets, and identities hashed with them.
 *
 * A secret is random, made in the server and kept in a table that the store's
 * owner alone may read, so that no statement, definition or log has it.
 */
#include "compat.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "common/hmac.h"
#include "utils/builtins.h"
#include "utils/snapmgr.h"

#include "store/secret.h"
#include "store/sql.h"

#define EQUALS "OPERATOR(pg_catalog.=)"
#define SECRET_BYTES 32

static void
make_secret(const Store *store, const char *name)
{
	Oid types[] = {TEXTOID, BYTEAOID};
	bytea *bytes = palloc(VARHDRSZ + SECRET_BYTES);
	Datum values[] = {CStringGetTextDatum(name), PointerGetDatum(bytes)};

	SET_VARSIZE(bytes, VARHDRSZ + SECRET_BYTES);
	if (!pg_strong_random(VARDATA(bytes), SECRET_BYTES))
		ereport(ERROR, (errcode(ERRCODE_INTERNAL_ERROR),
						errmsg("could not generate random bytes")));
	sql_query(psprintf("INSERT INTO %s.secrets (name, secret) "
					   "VALUES ($1, $2) ON CONFLICT DO NOTHING",
					   store->quoted),
			  lengthof(types), types, values);
}

/*
 * Read it into memory of the context.  It is as old as the store or as its
 * first use, which the transaction's snapshot may be older than.
 */
static bytea *
read_secret(const Store *store, const char *name, MemoryContext context)
{
	Oid types[] = {TEXTOID};
	Datum values[] = {CStringGetTextDatum(name)};
	bytea *secret = NULL;

	PushActiveSnapshot(GetLatestSnapshot());
	sql_read(psprintf("SELECT secret::pg_catalog.bytea FROM ONLY %s.secrets "
					  "WHERE name " EQUALS " $1",
					  store->quoted),
			 lengthof(types), types, values);
	PopActiveSnapshot();
	if (SPI_processed > 0)
	{
		MemoryContext old = MemoryContextSwitchTo(context);
		Datum column;

		sql_row(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &column);
		secret = DatumGetByteaPCopy(column);
		MemoryContextSwitchTo(old);
	}
	SPI_freetuptable(SPI_tuptable);
	return secret;
}

bytea *
store_secret(Store *store, const char *name, bool make)
{
	MemoryContext context = CurrentMemoryContext;
	StoreCaller caller = store_become_owner(store);
	bytea *secret;

	SPI_connect();
	secret = read_secret(store, name, context);
	if (secret == NULL && make)
	{
		make_secret(store, name);
		CommandCounterIncrement();
		secret = read_secret(store, name, context);
	}
	SPI_finish();
	store_resume(caller);
	return secret;
}

void
secret_hash(const bytea *secret, const char *const *texts,
			const size_t *lengths, int count, uint8 *hash)
{
	pg_hmac_ctx *hmac = pg_hmac_create(PG_SHA256);
	bool good =
		hmac != NULL && pg_hmac_init(hmac, (const uint8 *) VARDATA_ANY(secret),
									 VARSIZE_ANY_EXHDR(secret)) == 0;

	for (int i = 0; good && i < count; i++)
		good = (i == 0 || pg_hmac_update(hmac, (const uint8 *) "", 1) == 0) &&
			   pg_hmac_update(hmac, (const uint8 *) texts[i], lengths[i]) == 0;
	if (!good || pg_hmac_final(hmac, hash, SECRET_HASH_BYTES) != 0)
		elog(ERROR, "could not hash an identity");
	pg_hmac_free(hmac);
}
