/*
 * target_undo.c
 *	  Rows of a load taken out of its target.
 */
#include "compat.h"

#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/lsyscache.h"

#include "store/sql.h"
#include "target/load_elsewhere.h"
#include "target/target_undo.h"

/* Raise an error if a trigger or a rule has kept rows from being deleted. */
static void
require_gone(const TargetTable *target, int64 load_id)
{
	Oid types[] = {INT8OID};
	Datum values[] = {Int64GetDatum(load_id)};

	sql_query(psprintf("SELECT FROM %s WHERE " TARGET_LOAD_ID
					   " OPERATOR(pg_catalog.=) $1 LIMIT 1",
					   target->rows),
			  lengthof(types), types, values);
	if (SPI_processed > 0)
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
 * Some rows of a load were not found.  They may have been deleted, or went
 * with the table; but those that are in another one, because it was renamed,
 * moved or detached, must not be given up.
 */
static void
tell_missing(const Store *store, const char *name, const TargetTable *target,
			 int64 load_id, int64 rows, int64 brought)
{
	LoadElsewhere found =
		load_elsewhere(store, target, load_id, brought - rows);
	StringInfoData others;

	if (found.rows != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("load " INT64_FORMAT " cannot be undone", load_id),
				 errdetail("It came into table \"%s\", which has " INT64_FORMAT
						   " of its " INT64_FORMAT " rows; rows of it are "
						   "in %s.",
						   name, rows, brought, found.rows),
				 errhint("Put that table back to where it was; if its rows "
						 "are a copy, or of other loads, rename its "
						 "column " TARGET_LOAD_ID ".")));
	initStringInfo(&others);
	if (found.alike != NULL)
		appendStringInfo(&others, " Rows with its load_id are also in %s.",
						 found.alike);
	if (found.locked != NULL)
		appendStringInfo(&others, " Locked, so not looked at: %s.",
						 found.locked);
	ereport(
		WARNING,
		(errmsg(INT64_FORMAT " of " INT64_FORMAT " rows of load " INT64_FORMAT
							 " were found in table \"%s\"",
				rows, brought, load_id, name),
		 errdetail("Others were deleted before, or are in no table that "
				   "is known to have them.%s",
				   others.data),
		 others.len == 0
			 ? 0
			 : errhint("If rows of the load are there, put them back, and "
					   "undo it again.")));
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

	if (rows < brought)
		tell_missing(store, name, target, load_id, rows, brought);
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
