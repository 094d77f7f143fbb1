/*
 * target_undo.c
 *	  Rows of a load taken out of its target.
 */
#include "compat.h"

#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "utils/lsyscache.h"

#include "store/sql.h"
#include "target/target_undo.h"

/* The columns of a table, as a text. */
#define COLUMNS_OF(table)                                                     \
	"(SELECT pg_catalog.string_agg(pg_catalog.format('%I %s', t.attname, "    \
	"t.atttypid), ',' ORDER BY t.attname) "                                   \
	"FROM pg_catalog.pg_attribute AS t "                                      \
	"WHERE t.attrelid OPERATOR(pg_catalog.=) " table                          \
	" AND t.attnum OPERATOR(pg_catalog.>) 0 AND NOT t.attisdropped)"

/* How many rows of a load a table has, which is given as in FROM. */
static int64
count_rows(const char *table, int64 load_id)
{
	Oid types[] = {INT8OID};
	Datum values[] = {Int64GetDatum(load_id)};
	Datum count;

	sql_query(psprintf("SELECT pg_catalog.count(*) FROM %s "
					   "WHERE " TARGET_LOAD_ID " OPERATOR(pg_catalog.=) $1",
					   table),
			  lengthof(types), types, values);
	sql_row(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &count);
	return DatumGetInt64(count);
}

/* Raise an error if a trigger or a rule has kept rows from being deleted. */
static void
require_gone(const TargetTable *target, int64 load_id)
{
	if (count_rows(target->rows, load_id) > 0)
		ereport(
			ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("rows of table \"%s\" cannot be removed", target->name),
			 errdetail("A trigger or rule on it keeps some of them.")));
}

/* Tell whether there is a table of that name yet. */
static bool
is_table(const Store *store, const char *name)
{
	char kind = get_rel_relkind(get_relname_relid(name, store->schema));

	return kind == RELKIND_RELATION || kind == RELKIND_PARTITIONED_TABLE;
}

/*
 * Tables of the owner's that may have rows of a load which its target has not:
 * those that were made to say which load brought a row, and those that have
 * the target's columns, as its partitions had.  Stores number their own loads.
 */
static const char others_query[] =
	"SELECT pg_catalog.format('%s%I.%I', "
	"CASE c.relkind WHEN 'r' THEN 'ONLY ' END, n.nspname, c.relname), "
	"pg_catalog.format(CASE n.oid WHEN $1 THEN '%2$s' ELSE '%1$s.%2$s' END, "
	"n.nspname, c.relname), "
	"pg_catalog.col_description(c.oid, a.attnum) "
	"IS NOT DISTINCT FROM '" TARGET_LOAD_COMMENT "' "
	"FROM pg_catalog.pg_class AS c "
	"JOIN pg_catalog.pg_namespace AS n "
	"ON n.oid OPERATOR(pg_catalog.=) c.relnamespace "
	"JOIN pg_catalog.pg_attribute AS a "
	"ON a.attrelid OPERATOR(pg_catalog.=) c.oid "
	"WHERE c.relowner OPERATOR(pg_catalog.=) $2 "
	"AND c.oid OPERATOR(pg_catalog.<>) $3 "
	"AND c.relkind OPERATOR(pg_catalog.=) ANY ('{r,p}') "
	"AND c.relpersistence OPERATOR(pg_catalog.<>) 't' "
	"AND NOT c.relispartition "
	"AND a.attname OPERATOR(pg_catalog.=) '" TARGET_LOAD_ID "' "
	"AND a.atttypid OPERATOR(pg_catalog.=) 'int8'::pg_catalog.regtype "
	"AND pg_catalog.has_schema_privilege(n.oid, 'USAGE') "
	"AND (n.oid OPERATOR(pg_catalog.=) $1 OR NOT EXISTS (SELECT "
	"FROM pg_catalog.pg_class AS l "
	"WHERE l.relnamespace OPERATOR(pg_catalog.=) n.oid "
	"AND l.relname OPERATOR(pg_catalog.=) 'loads')) "
	"AND (pg_catalog.col_description(c.oid, a.attnum) "
	"OPERATOR(pg_catalog.=) '" TARGET_LOAD_COMMENT "' "
	"OR " COLUMNS_OF("c.oid") " OPERATOR(pg_catalog.=) " COLUMNS_OF(
		"$3") ") "
			  "ORDER BY 2";

/*
 * Some rows of a load were not found.  They may have been deleted, or went
 * with the table; but those that are in another one, because it was renamed,
 * moved or detached, must not be given up.  A table that was not made to have
 * loads, and has more of them than are missing, is a copy.
 */
static void
require_nowhere(const Store *store, const char *name, Oid table, int64 load_id,
				int64 missing)
{
	Oid types[] = {OIDOID, OIDOID, OIDOID};
	Datum values[] = {ObjectIdGetDatum(store->schema),
					  ObjectIdGetDatum(store->owner), ObjectIdGetDatum(table)};
	SPITupleTable *found;

	sql_query(others_query, lengthof(types), types, values);
	found = SPI_tuptable;
	for (uint64 i = 0, count = SPI_processed; i < count; i++)
	{
		HeapTuple other = found->vals[i];
		int64 rows =
			count_rows(SPI_getvalue(other, found->tupdesc, 1), load_id);

		if (rows > 0 &&
			(rows <= missing ||
			 strcmp(SPI_getvalue(other, found->tupdesc, 3), "t") == 0))
			ereport(ERROR,
					(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
					 errmsg("load " INT64_FORMAT " cannot be undone", load_id),
					 errdetail("It came into table \"%s\"; rows of it are in "
							   "\"%s\".",
							   name, SPI_getvalue(other, found->tupdesc, 2)),
					 errhint("Put that table back to where it was, or delete "
							 "them from it.")));
	}
}

/* Delete the rows that a table has of a load. */
static int64
delete_rows(const TargetTable *target, int64 load_id)
{
	Oid types[] = {INT8OID};
	Datum values[] = {Int64GetDatum(load_id)};
	int64 rows;

	sql_query(psprintf("DELETE FROM %s WHERE " TARGET_LOAD_ID
					   " OPERATOR(pg_catalog.=) $1",
					   target->rows),
			  lengthof(types), types, values);
	rows = (int64) SPI_processed;
	require_gone(target, load_id);
	return rows;
}

int64
target_take_back(Store *store, const char *name, int64 load_id, int64 brought)
{
	const TargetTable *target =
		is_table(store, name) ? target_find(store, name) : NULL;
	int64 rows =
		target != NULL && target->has_load ? delete_rows(target, load_id) : 0;

	if (rows >= brought)
		return rows;
	require_nowhere(store, name, target != NULL ? target->table : InvalidOid,
					load_id, brought - rows);
	ereport(
		WARNING,
		(errmsg(INT64_FORMAT " of " INT64_FORMAT " rows of load " INT64_FORMAT
							 " were found in table \"%s\"",
				rows, brought, load_id, name),
		 errdetail("Others were deleted before, or are in no table that "
				   "is known to have them.")));
	return rows;
}

void
target_require_undo(Store *store, const char *name, int64 load_id,
					bool replaces)
{
	if (replaces)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("load " INT64_FORMAT " cannot be undone", load_id),
				 errdetail("It came through a feed that replaces rows of "
						   "\"%s\" by newer ones; the older are no more.",
						   name),
				 errhint("A feed with history => true keeps all versions.")));
	if (is_table(store, name) && !target_find(store, name)->has_load)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("load " INT64_FORMAT " cannot be undone", load_id),
				 errdetail("Table \"%s\" has no column " TARGET_LOAD_ID
						   ", which says what a load brought.",
						   name),
				 errhint("Make the feed with add_load_id => true.")));
}
