/*
 * shared_load.c
 *	  One entry of the ledger for the statements of a minute.
 *
 * The session remembers no more than where the entry was: whether it is there,
 * in this transaction and at this savepoint, and still what it was, is asked
 * of the table each time, which knows what was rolled back, taken back or
 * forgotten.  The entry is locked before the first row is written, so that
 * nobody takes back the load meanwhile, or deletes its row.
 */
#include "compat.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "feed/ledger.h"
#include "feed/shared_load.h"
#include "store/kept.h"
#include "store/sql.h"
#include "tripgrid.h"
#include "trips/key_lock.h"

#define MOST_ENTRIES 256

/*
 * The versions of a row that a transaction has written stay in its index, and
 * are looked at for each further one: an entry takes so many statements of
 * one.
 */
#define MOST_OF_TRANSACTION 100

typedef struct EntryKey
{
	Oid schema;
	Oid feed;
	Oid user;
} EntryKey;

typedef struct Entry
{
	EntryKey key;
	int64 minute;
	int64 load_id;
	int64 rows;				   /* numbers of rows that were given */
	TransactionId transaction; /* that has counted last, */
	int counted;			   /* so often */
	ItemPointerData
		place; /* of the row of the ledger, when it was seen last */
} Entry;

static HTAB *entries;

/* Set by who may not allocate or free. */
static bool forgotten;

void
shared_load_assign(bool value, void *extra)
{
	forgotten |= !value;
}

static void
make_room(void)
{
	HASHCTL control = {.keysize = sizeof(EntryKey),
					   .entrysize = sizeof(Entry),
					   .hcxt = TopMemoryContext};

	if (entries != NULL &&
		(forgotten || hash_get_num_entries(entries) >= MOST_ENTRIES))
	{
		hash_destroy(entries);
		entries = NULL;
	}
	forgotten = false;
	if (entries == NULL)
		entries = hash_create("tripgrid shared loads", 16, &control,
							  HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

static EntryKey
key_of(const Load *load)
{
	return (EntryKey){load->store->schema, load->feed, load->user};
}

static int64
minute_of(const Load *load)
{
	return load->started_at / USECS_PER_MINUTE;
}

/*
 * A load within another one would number its rejects as that does; one with a
 * limit is entered as failed, by its number, where it is given up.
 */
static bool
may_share(const Load *load)
{
	return setting_shared_loads && load->key == NULL && !load->keyed &&
		   (setting_reject_limit.kind == TG_LIMIT_NONE ||
			setting_reject_limit.kind == TG_LIMIT_AUTO) &&
		   load_around(load) == NULL;
}

#define IS_SAME                                                               \
	" AND " LEDGER_IS_COMMITTED " AND load_key IS NULL "                      \
	"AND feed OPERATOR(pg_catalog.=) $3 "                                     \
	"AND loaded_by OPERATOR(pg_catalog.=) $4 "                                \
	"AND target IS NOT DISTINCT FROM $5 AND replaces = $6 "                   \
	"FOR NO KEY UPDATE SKIP LOCKED"

/* What is asked of a ledger, and done to it. */
typedef enum Statement
{
	FIND_THERE,
	FIND_ANYWHERE,
	ADD,
	STATEMENTS
} Statement;

static const char *const statements[STATEMENTS] = {
	"SELECT ctid, rows_read::int8 FROM ONLY %s.loads "
	"WHERE ctid OPERATOR(pg_catalog.=) $1 "
	"AND load_id OPERATOR(pg_catalog.=) $2" IS_SAME,
	"SELECT ctid, rows_read::int8 FROM ONLY %s.loads "
	"WHERE $1 IS NOT NULL AND load_id OPERATOR(pg_catalog.=) $2" IS_SAME,
	"UPDATE ONLY %s.loads SET "
	"rows_read = rows_read OPERATOR(pg_catalog.+) $3, "
	"rows_loaded = rows_loaded OPERATOR(pg_catalog.+) $4, "
	"rows_rejected = rows_rejected OPERATOR(pg_catalog.+) $5, "
	"rows_superseded = rows_superseded OPERATOR(pg_catalog.+) $6, "
	"finished_at = $7 WHERE ctid OPERATOR(pg_catalog.=) $1 "
	"AND load_id OPERATOR(pg_catalog.=) $2 RETURNING ctid"};

/* The statements about a ledger, kept with its table. */
typedef struct Plans
{
	SPIPlanPtr plan[STATEMENTS];
	MemoryContextCallback free;
} Plans;

static void
free_plans(void *arg)
{
	const Plans *plans = arg;

	for (int i = 0; i < STATEMENTS; i++)
		if (plans->plan[i] != NULL)
			SPI_freeplan(plans->plan[i]);
}

static Plans *
plans_of(Oid ledger)
{
	Kept *kept = kept_find(ledger, KEPT_SHARED_LOAD);
	Plans *plans;

	if (kept != NULL)
		return kept->value;
	kept = kept_begin(ledger, KEPT_SHARED_LOAD);
	kept->value = plans = MemoryContextAllocZero(kept->context, sizeof *plans);
	plans->free.func = free_plans;
	plans->free.arg = plans;
	MemoryContextRegisterResetCallback(kept->context, &plans->free);
	kept_whole(kept);
	return plans;
}

/*
 * The server itself plans them anew when what they name has changed.  They
 * are not freed while they run: triggers on the ledger may load, too.
 */
static SPIPlanPtr
statement(const Store *store, Statement number, int count, Oid *types)
{
	Plans *plans = plans_of(store->tables.oid[REL_LOADS]);

	if (plans->plan[number] == NULL)
	{
		SPIPlanPtr plan = sql_prepare(
			psprintf(statements[number], store->quoted), count, types);

		if (SPI_keepplan(plan) != 0)
			elog(ERROR, "could not keep a plan");
		plans->plan[number] = plan;
	}
	return plans->plan[number];
}

/* Lock the entry if it is still one for the load; tell what it has read. */
static bool
find(const Load *load, Entry *entry, Statement number, int64 *rows)
{
	Oid types[] = {TIDOID, INT8OID, TEXTOID, TEXTOID, TEXTOID, BOOLOID};
	const TableFeed *table = load->map->table;
	Datum values[] = {
		PointerGetDatum(&entry->place),
		Int64GetDatum(entry->load_id),
		CStringGetTextDatum(load->feed_name),
		CStringGetTextDatum(GetUserNameFromId(load->user, false)),
		table == NULL ? (Datum) 0 : CStringGetTextDatum(table->target->name),
		BoolGetDatum(table != NULL && table->replace && !table->history)};
	const char *nulls = table == NULL ? "    n " : NULL;
	Datum row[2];

	sql_run(statement(load->store, number, lengthof(types), types), values,
			nulls);
	if (SPI_processed != 1)
		return false;
	sql_row(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, lengthof(row), row);
	entry->place = *(ItemPointer) DatumGetPointer(row[0]);
	*rows = DatumGetInt64(row[1]);
	return true;
}

/* Who takes the load back waits for its lock, and is not waited for. */
static bool
lock_entry(const Load *load, Entry *entry)
{
	int64 rows;
	bool found;

	if (!store_lock_load(load->store, entry->load_id, false, false))
		return false;
	SPI_connect();
	found = find(load, entry, FIND_THERE, &rows) ||
			find(load, entry, FIND_ANYWHERE, &rows);
	SPI_finish();
	if (found)
		entry->rows = Max(entry->rows, rows);
	return found;
}

void
shared_load_join(Load *load)
{
	EntryKey key;
	Entry *entry;

	load->shares = may_share(load);
	if (!load->shares)
		return;
	make_room();
	key = key_of(load);
	entry = hash_search(entries, &key, HASH_FIND, NULL);
	if (entry == NULL || entry->minute != minute_of(load) ||
		(entry->transaction == GetTopTransactionIdIfAny() &&
		 entry->counted >= MOST_OF_TRANSACTION))
		return;
	{
		Entry copy = *entry;

		/* what the owner has run may have come back to here */
		if (!lock_entry(load, &copy))
			return;
		load->joined = true;
		load->load_id = copy.load_id;
		load->row = copy.rows;
		load->place = copy.place;
	}
}

static bool
add(const Load *load, ItemPointer place)
{
	Oid types[] = {TIDOID,	INT8OID, INT8OID,		INT8OID,
				   INT8OID, INT8OID, TIMESTAMPTZOID};
	Datum values[] = {PointerGetDatum(place),
					  Int64GetDatum(load->load_id),
					  Int64GetDatum(load->rows_read),
					  Int64GetDatum(load->rows_read - load->rows_rejected -
									load->rows_superseded),
					  Int64GetDatum(load->rows_rejected),
					  Int64GetDatum(load->rows_superseded),
					  TimestampTzGetDatum(GetCurrentTimestamp())};
	Datum row;

	sql_run(statement(load->store, ADD, lengthof(types), types), values, NULL);
	if (SPI_processed != 1)
		return false;
	sql_row(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &row);
	*place = *(ItemPointer) DatumGetPointer(row);
	return true;
}

/* Functions of the owner may have changed the entry since it was locked. */
static bool
add_anywhere(const Load *load, ItemPointer place)
{
	Entry entry = {.load_id = load->load_id, .place = *place};
	int64 rows;

	if (!find(load, &entry, FIND_ANYWHERE, &rows))
		return false;
	*place = entry.place;
	return add(load, place);
}

/* Remember where the entry is, and how many rows have numbers. */
static void
remember(const Load *load, const ItemPointerData *place)
{
	EntryKey key = key_of(load);
	Entry *entry;
	bool found;

	make_room();
	entry = hash_search(entries, &key, HASH_ENTER, &found);
	if (!found || entry->load_id != load->load_id)
	{
		entry->minute = minute_of(load);
		entry->load_id = load->load_id;
		entry->transaction = InvalidTransactionId;
	}
	if (entry->transaction != GetTopTransactionIdIfAny())
		entry->counted = 0;
	entry->transaction = GetTopTransactionIdIfAny();
	entry->counted++;
	entry->rows = load->row;
	entry->place = *place;
}

void
shared_load_add(Load *load)
{
	ItemPointerData place = load->place;
	bool added;

	SPI_connect();
	added = add(load, &place) || add_anywhere(load, &place);
	SPI_finish();
	if (!added)
		ereport(ERROR,
				(errcode(ERRCODE_TRIGGERED_DATA_CHANGE_VIOLATION),
				 errmsg("load " INT64_FORMAT " could not be counted in the "
						"ledger",
						load->load_id),
				 errdetail("A trigger or rule on %s.loads keeps its row from "
						   "being updated, or the load was taken back while "
						   "it went on.",
						   load->store->quoted),
				 errhint("Switch tripgrid.shared_loads off.")));
	remember(load, &place);
}

void
shared_load_offer(const Load *load)
{
	ItemPointerData nowhere;

	ItemPointerSet(&nowhere, 0, FirstOffsetNumber);
	if (load->shares)
		remember(load, &nowhere);
}
