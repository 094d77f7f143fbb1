/*
 * file_ledger.c
 *	  Files in the ledger of a store.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "feed/ledger.h"
#include "file/file_ledger.h"
#include "store/sql.h"
#include "types/status.h"
#include "types/texts.h"

/* Whatever operators the search path has besides. */
#define EQUALS "OPERATOR(pg_catalog.=)"
#define MORE_THAN "OPERATOR(pg_catalog.>)"
#define LESS_THAN "OPERATOR(pg_catalog.<)"
#define DIFFERS "OPERATOR(pg_catalog.<>)"
#define AFTER "OPERATOR(pg_catalog.>)"

static char *
text_at(int row, int column)
{
	return SPI_getvalue(SPI_tuptable->vals[row], SPI_tuptable->tupdesc,
						column);
}

static char *
text_of(int column)
{
	return text_at(0, column);
}

static int64
number_at(int row, int column)
{
	bool isnull;
	Datum value = SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc,
								column, &isnull);

	return isnull ? 0 : DatumGetInt64(value);
}

static int64
number_of(int column)
{
	return number_at(0, column);
}

/* A row of what find_all asks for. */
static FileEntry
entry_at(int row)
{
	FileEntry entry = {0};

	entry.load_id = number_at(row, 1);
	entry.key = text_at(row, 2);
	entry.path = text_at(row, 3);
	entry.feed = text_at(row, 4);
	entry.file_bytes = number_at(row, 5);
	entry.rows_read = number_at(row, 6);
	entry.rows_rejected = number_at(row, 7);
	entry.running = strcmp(text_at(row, 8), LEDGER_RUNNING) == 0;
	entry.error = text_at(row, 9);
	entry.values_left_out = number_at(row, 10);
	entry.region = text_at(row, 11);
	entry.datasource = text_at(row, 12);
	entry.rows_superseded = number_at(row, 13);
	return entry;
}

/* The loads that fulfil a condition, so many at most; *found of them. */
static FileEntry *
find_all(const Store *store, const char *condition, int most, int count,
		 Oid *types, Datum *values, int *found)
{
	MemoryContext caller = CurrentMemoryContext;
	MemoryContext old;
	FileEntry *entries;

	SPI_connect();
	/* numbers are cast, for an owner may have changed their types */
	sql_query(psprintf("SELECT load_id::int8, load_key, path, "
					   "coalesce(feed, ''), file_bytes::int8, "
					   "rows_read::int8, rows_rejected::int8, "
					   "coalesce(state, ''), error, values_left_out::int8, "
					   "region, datasource, rows_superseded::int8 "
					   "FROM ONLY %s.loads "
					   "WHERE %s ORDER BY state, load_id LIMIT %d",
					   store->quoted, condition, most),
			  count, types, values);
	old = MemoryContextSwitchTo(caller);
	*found = (int) SPI_processed;
	entries = palloc0(Max(*found, 1) * sizeof *entries);
	for (int i = 0; i < *found; i++)
		entries[i] = entry_at(i);
	MemoryContextSwitchTo(old);
	SPI_finish();
	return entries;
}

/* The first load that fulfils a condition. */
static FileEntry
find(const Store *store, const char *condition, int count, Oid *types,
	 Datum *values)
{
	int found;

	return *find_all(store, condition, 1, count, types, values, &found);
}

FileEntry
ledger_of_key(const Store *store, const char *key)
{
	Oid types[] = {TEXTOID};
	Datum values[] = {CStringGetTextDatum(key)};

	return find(store, "load_key " EQUALS " $1 AND " LEDGER_BARS_KEY,
				lengthof(types), types, values);
}

FileEntry
ledger_of_file(const Store *store, const char *path, const char *feed,
			   int64 file_bytes, int64 after)
{
	Oid types[] = {TEXTOID, TEXTOID, INT8OID, INT8OID};
	Datum values[] = {CStringGetTextDatum(path), CStringGetTextDatum(feed),
					  Int64GetDatum(file_bytes), Int64GetDatum(after)};

	return find(store,
				LEDGER_IS_RUNNING " AND load_key IS NULL "
								  "AND path " EQUALS " $1 AND feed " EQUALS
								  " $2 AND file_bytes " EQUALS
								  " $3 AND load_id::int8 " AFTER " $4",
				lengthof(types), types, values);
}

int64
ledger_last(const Store *store)
{
	int64 last;

	SPI_connect();
	sql_query(psprintf("SELECT coalesce(pg_catalog.max(load_id::int8), 0) "
					   "FROM ONLY %s.loads",
					   store->quoted),
			  0, NULL, NULL);
	last = number_at(0, 1);
	SPI_finish();
	return last;
}

FileEntry *
ledger_of_others(const Store *store, const FileEntry *entry, int *count)
{
	Oid types[] = {INT8OID, INT8OID, TEXTOID};
	Datum values[] = {Int64GetDatum(entry->file_bytes),
					  Int64GetDatum(entry->load_id),
					  CStringGetTextDatum(entry->path)};

	return find_all(store,
					LEDGER_IS_RUNNING
					" AND path IS NOT NULL AND (file_bytes " EQUALS
					" $1 OR path " DIFFERS " $3) AND load_id " DIFFERS " $2",
					INT_MAX, lengthof(types), types, values, count);
}

FileEntry
ledger_of_path(const Store *store, const char *path, int64 file_bytes)
{
	Oid types[] = {TEXTOID, INT8OID};
	Datum values[] = {CStringGetTextDatum(path), Int64GetDatum(file_bytes)};

	return find(store,
				LEDGER_IS_RUNNING " AND path " EQUALS " $1 AND file_bytes "
								  "OPERATOR(pg_catalog.<>) $2",
				lengthof(types), types, values);
}

bool
ledger_has_file(const Store *store, const char *path, int64 file_bytes,
				TimestampTz changed_at)
{
	Oid types[] = {TEXTOID, INT8OID, TIMESTAMPTZOID};
	Datum values[] = {CStringGetTextDatum(path), Int64GetDatum(file_bytes),
					  TimestampTzGetDatum(changed_at)};

	return find(store,
				LEDGER_IS_COMMITTED
				" AND " LEDGER_BROUGHT_TRIPS " "
				"AND sha256 IS NOT NULL AND path " EQUALS
				" $1 AND file_bytes " EQUALS
				" $2 AND started_at OPERATOR(pg_catalog.>) $3",
				lengthof(types), types, values)
			   .load_id != 0;
}

int64
ledger_in_vain(const Store *store, const char *path, int64 file_bytes,
			   TimestampTz changed_at, const char *with)
{
	Oid types[] = {TEXTOID, INT8OID, TIMESTAMPTZOID, TEXTOID};
	Datum values[] = {CStringGetTextDatum(path), Int64GetDatum(file_bytes),
					  TimestampTzGetDatum(changed_at),
					  with == NULL ? (Datum) 0 : CStringGetTextDatum(with)};

	return find(store,
				psprintf("(" LEDGER_IS_COMMITTED " OR " LEDGER_IS_FAILED
						 ") AND NOT (" LEDGER_BROUGHT_TRIPS
						 ") AND path " EQUALS " $1 AND file_bytes " EQUALS
						 " $2 AND started_at " MORE_THAN " $3 AND tried_with "
						 "%s",
						 with == NULL ? "IS NOT NULL" : EQUALS " $4"),
				with == NULL ? lengthof(types) - 1 : lengthof(types), types,
				values)
		.load_id;
}

void
ledger_tried(const Store *store, int64 load_id, const char *with)
{
	Oid types[] = {INT8OID, TEXTOID};
	Datum values[] = {Int64GetDatum(load_id), CStringGetTextDatum(with)};

	SPI_connect();
	sql_query(
		psprintf(
			"UPDATE ONLY %s.loads SET tried_with = $2 WHERE load_id " EQUALS
			" $1",
			store->quoted),
		lengthof(types), types, values);
	SPI_finish();
}

bool
ledger_failed_so(const Store *store, const FileEntry *entry)
{
	Oid types[] = {TEXTOID, TEXTOID, INT8OID};
	Datum values[] = {CStringGetTextDatum(entry->path),
					  CStringGetTextDatum(entry->error),
					  Int64GetDatum(entry->file_bytes)};

	return find(store,
				psprintf(LEDGER_IS_FAILED
						 " AND error " EQUALS " $2 AND path " EQUALS
						 " $1 AND file_bytes IS NOT DISTINCT FROM "
						 "nullif($3, -1) AND load_id " EQUALS
						 " (SELECT pg_catalog.max(o.load_id) "
						 "FROM ONLY %s.loads AS o WHERE o.path " EQUALS " $1)",
						 store->quoted),
				lengthof(types), types, values)
			   .load_id != 0;
}

bool
ledger_has_feed(const Store *store, const char *feed)
{
	Oid types[] = {TEXTOID};
	Datum values[] = {CStringGetTextDatum(feed)};

	return find(store,
				"feed " EQUALS " $1 AND state " EQUALS
				" ANY ('{committed,running}')",
				lengthof(types), types, values)
			   .load_id != 0;
}

FileEntry
ledger_of_load(const Store *store, int64 load_id)
{
	Oid types[] = {INT8OID};
	Datum values[] = {Int64GetDatum(load_id)};

	return find(store, "load_id " EQUALS " $1", lengthof(types), types,
				values);
}

bool
ledger_has_size(const Store *store, int64 content_bytes)
{
	Oid types[] = {INT8OID};
	Datum values[] = {Int64GetDatum(content_bytes)};
	bool has;

	/* chunks know what a compressed file held */
	SPI_connect();
	sql_query(
		psprintf(
			"SELECT FROM ONLY %1$s.loads AS l WHERE l." LEDGER_IS_COMMITTED
			" AND l.sha256 IS NOT NULL AND " LEDGER_BROUGHT_TRIPS
			" AND (l.file_bytes " EQUALS " $1 OR $1 " EQUALS
			" (SELECT pg_catalog.max(c.last_byte) "
			"OPERATOR(pg_catalog.+) 1 FROM ONLY %1$s.chunks AS c "
			"WHERE c.load_id " EQUALS " l.load_id)) LIMIT 1",
			store->quoted),
		lengthof(types), types, values);
	has = SPI_processed > 0;
	SPI_finish();
	return has;
}

FileEntry
ledger_of_content(const Store *store, const char *sha256, const char *target,
				  int64 after)
{
	Oid types[] = {TEXTOID, TEXTOID, INT8OID};
	Datum values[] = {CStringGetTextDatum(sha256), CStringGetTextDatum(target),
					  Int64GetDatum(after)};

	return find(store,
				LEDGER_IS_COMMITTED
				" AND sha256 " EQUALS " $1 AND coalesce(target, '') " EQUALS
				" $2 AND load_id::int8 " AFTER " $3 AND " LEDGER_BROUGHT_TRIPS,
				lengthof(types), types, values);
}

/* An argument that may be null. */
static Datum
text_argument(const char *value, char *isnull)
{
	*isnull = value == NULL ? 'n' : ' ';
	return value == NULL ? (Datum) 0 : CStringGetTextDatum(value);
}

/* Enter a load of a file in some state. */
static int64
begin(const Store *store, const FileEntry *entry, const char *loaded_by,
	  const char *state)
{
	int64 load_id = store_next_load(store);
	Oid types[] = {INT8OID,		 INT8OID, TEXTOID, TEXTOID, TEXTOID,
				   TEXTOID,		 TEXTOID, TEXTOID, TEXTOID, TEXTOID,
				   TEXTARRAYOID, TEXTOID, BOOLOID};
	char nulls[] = "             ";
	Datum values[] = {
		Int64GetDatum(load_id),
		Int64GetDatum(entry->file_bytes),
		text_argument(entry->feed, &nulls[2]),
		text_argument(loaded_by, &nulls[3]),
		text_argument(entry->path, &nulls[4]),
		text_argument(entry->key, &nulls[5]),
		text_argument(entry->region, &nulls[6]),
		text_argument(entry->datasource, &nulls[7]),
		text_argument(entry->error, &nulls[8]),
		CStringGetTextDatum(state),
		texts_datum(entry->passed_over, entry->passed_over_count),
		text_argument(entry->target, &nulls[11]),
		BoolGetDatum(entry->replaces),
	};

	SPI_connect();
	sql_run(
		sql_prepare(psprintf("INSERT INTO %s.loads (load_id, file_bytes, "
							 "feed, loaded_by, path, load_key, region, "
							 "datasource, error, state, started_at, "
							 "finished_at, rows_read, rows_loaded, "
							 "rows_rejected, columns_passed_over, target, "
							 "replaces) "
							 "VALUES ($1, nullif($2, -1), $3, $4, $5, $6, $7, "
							 "$8, $9, $10, pg_catalog.clock_timestamp(), "
							 "CASE WHEN $9 IS NOT NULL "
							 "THEN pg_catalog.clock_timestamp() END, 0, 0, 0, "
							 "nullif($11, '{}'), $12, $13)",
							 store->quoted),
					lengthof(types), types),
		values, nulls);
	SPI_finish();
	return load_id;
}

int64
ledger_begin(const Store *store, const FileEntry *entry, const char *loaded_by)
{
	return begin(store, entry, loaded_by, LEDGER_RUNNING);
}

int64
ledger_fail(const Store *store, const FileEntry *entry, const char *loaded_by)
{
	return begin(store, entry, loaded_by, LEDGER_FAILED);
}

FileRows
ledger_rows(const Store *store, int64 load_id, uint64 before)
{
	Oid types[] = {INT8OID, INT8OID};
	Datum values[] = {Int64GetDatum(load_id), Int64GetDatum((int64) before)};
	FileRows rows;

	SPI_connect();
	sql_query(psprintf("SELECT coalesce(pg_catalog.sum(rows_read), 0)::int8, "
					   "coalesce(pg_catalog.sum(rows_rejected), 0)::int8, "
					   "coalesce(pg_catalog.sum(rows_excused), 0)::int8 "
					   "FROM ONLY %s.chunks WHERE load_id " EQUALS
					   " $1 AND first_byte " LESS_THAN " $2",
					   store->quoted),
			  lengthof(types), types, values);
	rows.read = number_of(1);
	rows.rejected = number_of(2);
	rows.excused = number_of(3);
	SPI_finish();
	return rows;
}

void
ledger_give_up(const Store *store, int64 load_id, int64 rows_read,
			   int64 rows_rejected, const char *error)
{
	Oid types[] = {INT8OID, INT8OID, INT8OID, TEXTOID};
	Datum values[] = {Int64GetDatum(load_id), Int64GetDatum(rows_read),
					  Int64GetDatum(rows_rejected),
					  CStringGetTextDatum(error)};

	SPI_connect();
	sql_query(psprintf("UPDATE ONLY %s.loads SET error = $4, "
					   "rows_read = rows_read OPERATOR(pg_catalog.+) $2, "
					   "rows_loaded = rows_loaded OPERATOR(pg_catalog.+) "
					   "($2 OPERATOR(pg_catalog.-) $3), "
					   "rows_rejected = "
					   "rows_rejected OPERATOR(pg_catalog.+) $3 "
					   "WHERE load_id " EQUALS " $1",
					   store->quoted),
			  lengthof(types), types, values);
	SPI_finish();
}

ChunkDone *
ledger_chunks(const Store *store, int64 load_id, int *count)
{
	MemoryContext caller = CurrentMemoryContext;
	Oid types[] = {INT8OID};
	Datum values[] = {Int64GetDatum(load_id)};
	ChunkDone *chunks;

	SPI_connect();
	sql_query(psprintf("SELECT first_byte::int8, last_byte::int8, "
					   "crc32c::int8 FROM ONLY %s.chunks "
					   "WHERE load_id " EQUALS " $1 ORDER BY first_byte",
					   store->quoted),
			  lengthof(types), types, values);
	*count = (int) SPI_processed;
	chunks =
		MemoryContextAllocHuge(caller, ((Size) *count + 1) * sizeof *chunks);
	for (int i = 0; i < *count; i++)
	{
		Datum row[3];

		sql_row(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, lengthof(row),
				row);
		chunks[i].first = (uint64) DatumGetInt64(row[0]);
		chunks[i].end = (uint64) DatumGetInt64(row[1]) + 1;
		chunks[i].crc = (pg_crc32c) DatumGetInt64(row[2]);
	}
	SPI_finish();
	return chunks;
}

void
ledger_commit(const Store *store, int64 load_id, const char *sha256)
{
	Oid types[] = {INT8OID, TEXTOID};
	Datum values[] = {Int64GetDatum(load_id), CStringGetTextDatum(sha256)};

	SPI_connect();
	sql_query(psprintf("UPDATE ONLY %s.loads SET state = '" LEDGER_COMMITTED
					   "', "
					   "sha256 = $2, "
					   "finished_at = pg_catalog.clock_timestamp() "
					   "WHERE load_id " EQUALS " $1",
					   store->quoted),
			  lengthof(types), types, values);
	SPI_finish();
}

FileLacks
ledger_lacks(const Store *store, int64 load_id)
{
	MemoryContext context = CurrentMemoryContext;
	Oid types[] = {INT8OID, TEXTOID, TEXTOID, TEXTOID};
	Datum values[] = {
		Int64GetDatum(load_id),
		CStringGetTextDatum(status_text(TG_NO_SUCH_PLACE)->message),
		CStringGetTextDatum(status_text(TG_NO_SUCH_DATETIME)->message),
		CStringGetTextDatum(status_text(TG_DUPLICATE)->message)};
	FileLacks lacks = {0};

	SPI_connect();
	sql_query(
		psprintf(
			"WITH r AS (SELECT * FROM ONLY %1$s.rejects "
			"WHERE load_id = $1 AND errorcode = '23503' "
			"AND err_message = $2), "
			"m AS (SELECT pg_catalog.min(v) AS name, "
			"pg_catalog.count(DISTINCT lineno) AS rows FROM r, "
			"LATERAL (VALUES (raw_field_value), (also_missing)) AS n (v) "
			"WHERE v IS NOT NULL GROUP BY pg_catalog.lower("
			"pg_catalog.btrim(v, E' \\t\\r\\n'))) "
			"SELECT (SELECT pg_catalog.count(*) FROM r), "
			"pg_catalog.count(*), (SELECT pg_catalog.string_agg("
			"pg_catalog.format('\"%%s\" (%%s)', t.name, t.rows), ', ' "
			"ORDER BY t.rows DESC, t.name) FROM (SELECT * FROM m "
			"WHERE m.name IS NOT NULL ORDER BY rows DESC, name LIMIT 5) "
			"AS t), (SELECT pg_catalog.count(*) FROM ONLY %1$s.places AS p "
			"WHERE p.load_id = $1), "
			"(SELECT pg_catalog.count(*) FROM ONLY %1$s.rejects AS d "
			"WHERE d.load_id = $1 AND d.errorcode = '22008' "
			"AND d.err_message = $3), "
			"(SELECT pg_catalog.count(*) FROM ONLY %1$s.rejects AS d "
			"WHERE d.load_id = $1 AND d.errorcode = '23505' "
			"AND d.err_message = $4) FROM m",
			store->quoted),
		lengthof(types), types, values);
	lacks.rows = number_of(1);
	lacks.names = number_of(2);
	lacks.places_added = number_of(4);
	lacks.no_days = number_of(5);
	lacks.duplicates = number_of(6);
	if (lacks.rows > 0)
	{
		MemoryContext old = MemoryContextSwitchTo(context);

		lacks.shown = text_of(3);
		MemoryContextSwitchTo(old);
	}
	SPI_finish();
	return lacks;
}
