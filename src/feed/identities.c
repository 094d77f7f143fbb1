/*
 * identities.c
 *	  What an identity stands as in a store.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "core/text/joined_key.h"
#include "core/text/text.h"
#include "feed/erase.h"
#include "trips/barred.h"
#include "store/secret.h"

Datum
erased_identities(const char *store, const text *given)
{
	const char *id = VARDATA_ANY(given);
	size_t len = VARSIZE_ANY_EXHDR(given);
	bytea *secret = store_secret(store_owned(store), SECRET_IDENTITIES, false);
	uint8 hash[SECRET_HASH_BYTES];
	char hex[2 * SECRET_HASH_BYTES];
	Datum values[2];
	int count = 1;

	tg_text_trim(&id, &len);
	/* no trip has it, but any reject may have an empty field */
	if (len == 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("external_id must not be empty")));
	values[0] = PointerGetDatum(cstring_to_text_with_len(id, (int) len));
	if (secret != NULL)
	{
		secret_hash(secret, &id, &len, 1, hash);
		(void) hex_encode((const char *) hash, sizeof hash, hex);
		values[count++] =
			PointerGetDatum(cstring_to_text_with_len(hex, sizeof hex));
	}
	return PointerGetDatum(
		construct_array(values, count, TEXTOID, -1, false, TYPALIGN_INT));
}

/* (external_id): the parts of a key that are there; null if it is none */
PG_FUNCTION_INFO_V1(key_parts);
Datum
key_parts(PG_FUNCTION_ARGS)
{
	const text *id = PG_GETARG_TEXT_PP(0);
	size_t len = VARSIZE_ANY_EXHDR(id);
	char *bytes = palloc(len + 1);
	/* what stands for one is two quotes at least, or null */
	int most = (int) (len / 2);
	TgKeyPart *parts = palloc(most * sizeof *parts + 1);
	Datum *values = palloc(most * sizeof *values + 1);
	int count = tg_key_split(VARDATA_ANY(id), len, parts, most, bytes);
	int found = 0;

	for (int i = 0; i < count; i++)
		if (parts[i].bytes != NULL)
			values[found++] = PointerGetDatum(
				cstring_to_text_with_len(parts[i].bytes, (int) parts[i].len));
	/* a key of one column is not joined: this looks like one by chance */
	if (found == 0 || count == 1)
		PG_RETURN_NULL();
	PG_RETURN_ARRAYTYPE_P(
		construct_array(values, found, TEXTOID, -1, false, TYPALIGN_INT));
}

/* (secret, datasource, external_id): what an identity is barred as */
PG_FUNCTION_INFO_V1(barred_identity);
Datum
barred_identity(PG_FUNCTION_ARGS)
{
	bytea *hash = palloc(VARHDRSZ + SECRET_HASH_BYTES);

	SET_VARSIZE(hash, VARHDRSZ + SECRET_HASH_BYTES);
	barred_hash(PG_GETARG_BYTEA_PP(0), PG_GETARG_TEXT_PP(1),
				PG_GETARG_TEXT_PP(2), (uint8 *) VARDATA(hash));
	PG_RETURN_BYTEA_P(hash);
}
