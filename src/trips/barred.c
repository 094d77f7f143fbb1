/*
 * barred.c
 *	  Identities that are not to be loaded again, known by their hashes alone.
 */
#include "compat.h"

#include "access/genam.h"
#include "access/table.h"
#include "access/tableam.h"
#include "catalog/pg_am.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "storage/bufmgr.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"

#include "store/index_code.h"
#include "trips/barred.h"
#include "store/secret.h"

#define SECRET_NAME "barred"

struct Barred
{
	Relation table;
	Relation index;
	TupleTableSlot *slot;
	IndexScanDesc scan; /* for a hash; null if nothing is barred */
	bytea *secret;
	bytea *hash; /* room for one */
};

void
barred_hash(const bytea *secret, const text *datasource,
			const text *external_id, uint8 *hash)
{
	const char *texts[] = {VARDATA_ANY(datasource), VARDATA_ANY(external_id)};
	size_t lengths[] = {VARSIZE_ANY_EXHDR(datasource),
						VARSIZE_ANY_EXHDR(external_id)};

	secret_hash(secret, texts, lengths, lengthof(texts), hash);
}

/* Tell whether an index finds the hash of each row. */
static bool
is_of_hashes(Relation index, AttrNumber hash)
{
	Form_pg_index form = index->rd_index;

	return index->rd_rel->relam == BTREE_AM_OID && form->indisvalid &&
		   form->indkey.values[0] == hash && form->indnkeyatts == 1 &&
		   index->rd_opcintype[0] == BYTEAOID && !index_is_partial(index);
}

static Relation
open_index(Relation table)
{
	AttrNumber hash = get_attnum(RelationGetRelid(table), "hash");
	ListCell *cell;

	foreach (cell, RelationGetIndexList(table))
	{
		Relation index = index_open(lfirst_oid(cell), AccessShareLock);

		if (is_of_hashes(index, hash))
			return index;
		index_close(index, AccessShareLock);
	}
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("table \"%s\" has no index of hashes",
					RelationGetRelationName(table)),
			 errhint("Use ALTER TABLE %s ADD PRIMARY KEY (hash).",
					 quote_qualified_identifier(
						 get_namespace_name(RelationGetNamespace(table)),
						 RelationGetRelationName(table)))));
}

/* Tell whether a scan for a key, or for any row without one, finds a row. */
static bool
finds(const Barred *barred, IndexScanDesc scan, ScanKey key)
{
	bool found;

	index_rescan(scan, key, key == NULL ? 0 : 1, NULL, 0);
	found = index_getnext_slot(scan, ForwardScanDirection, barred->slot);
	ExecClearTuple(barred->slot);
	return found;
}

static bool
finds_any(const Barred *barred)
{
	IndexScanDesc scan;
	bool found;

	if (RelationGetNumberOfBlocks(barred->table) == 0)
		return false;
	scan = TgIndexBeginScan(barred->table, barred->index, SnapshotSelf, 0, 0);
	found = finds(barred, scan, NULL);
	index_endscan(scan);
	return found;
}

static Barred *
open_barred(const Store *store)
{
	Barred *barred = palloc0(sizeof *barred);

	barred->table = table_open(store->tables.oid[REL_ERASED], AccessShareLock);
	barred->index = open_index(barred->table);
	barred->slot = table_slot_create(barred->table, NULL);
	return barred;
}

void
barred_end(Barred *barred)
{
	if (barred->scan != NULL)
		index_endscan(barred->scan);
	ExecDropSingleTupleTableSlot(barred->slot);
	index_close(barred->index, NoLock);
	table_close(barred->table, NoLock);
}

static bytea *
existing_secret(Store *store)
{
	bytea *secret = store_secret(store, SECRET_NAME, false);

	if (secret == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("store \"%s\" has no secret to tell erased "
						"identities by",
						store->name),
				 errhint("Restore its table secrets, or bar nobody any more "
						 "by TRUNCATE %s.erased.",
						 store->quoted)));
	return secret;
}

bytea *
barred_secret(Store *store)
{
	Barred *barred = open_barred(store);
	bytea *secret = finds_any(barred) ? existing_secret(store)
									  : store_secret(store, SECRET_NAME, true);

	barred_end(barred);
	return secret;
}

Barred *
barred_begin(Store *store)
{
	Barred *barred = open_barred(store);

	if (!finds_any(barred))
	{
		barred_end(barred);
		return NULL;
	}
	barred->secret = existing_secret(store);
	barred->hash = palloc(VARHDRSZ + SECRET_HASH_BYTES);
	SET_VARSIZE(barred->hash, VARHDRSZ + SECRET_HASH_BYTES);
	barred->scan =
		TgIndexBeginScan(barred->table, barred->index, SnapshotSelf, 1, 0);
	return barred;
}

bool
barred_has(Barred *barred, const text *datasource, const text *external_id)
{
	ScanKeyData key;

	barred_hash(barred->secret, datasource, external_id,
				(uint8 *) VARDATA(barred->hash));
	ScanKeyInit(&key, 1, BTEqualStrategyNumber, F_BYTEAEQ,
				PointerGetDatum(barred->hash));
	return finds(barred, barred->scan, &key);
}
