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

static bool
has_rows(const TargetTable *target, int64 load_id)
{
	Oid types[] = {INT8OID};
	Datum values[] = {Int64GetDatum(load_id)};

	sql_query(psprintf("SELECT FROM %s WHERE " TARGET_LOAD_ID
					   " OPERATOR(pg_catalog.=) $1 LIMIT 1",
					   target->rows),
			  1, types, values);
	return SPI_processed > 0;
}

/* Raise an error if a trigger or a rule has kept rows from being deleted. */
static void
require_gone(const TargetTable *target, int64 load_id)
{
	if (has_rows(target, load_id))
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
 * A load's table was not found by its name, or has none of its rows.  It may
 * have been dropped, or emptied; but if it was renamed, they are in another
 * one of the store, and must not be given up.
 */
static void
require_nowhere(Store *store, const char *name, int64 load_id)
{
	Oid types[] = {OIDOID, OIDOID};
	Datum values[] = {ObjectIdGetDatum(store->schema),
					  ObjectIdGetDatum(store->owner)};
	SPITupleTable *found;

	sql_query("SELECT c.relname FROM pg_catalog.pg_class AS c "
			  "JOIN pg_catalog.pg_attribute AS a "
			  "ON a.attrelid OPERATOR(pg_catalog.=) c.oid "
			  "JOIN pg_catalog.pg_description AS d "
			  "ON d.classoid OPERATOR(pg_catalog.=) c.tableoid "
			  "AND d.objoid OPERATOR(pg_catalog.=) c.oid "
			  "AND d.objsubid OPERATOR(pg_catalog.=) a.attnum "
			  "WHERE c.relnamespace OPERATOR(pg_catalog.=) $1 "
			  "AND c.relowner OPERATOR(pg_catalog.=) $2 "
			  "AND a.attname OPERATOR(pg_catalog.=) '" TARGET_LOAD_ID "' "
			  "AND d.description OPERATOR(pg_catalog.=) '" TARGET_LOAD_COMMENT
			  "'",
			  lengthof(types), types, values);
	found = SPI_tuptable;
	for (uint64 i = 0, count = SPI_processed; i < count; i++)
	{
		const char *other = SPI_getvalue(found->vals[i], found->tupdesc, 1);
		const TargetTable *target;

		if (strcmp(other, name) == 0 || !is_table(store, other))
			continue;
		target = target_find(store, other);
		if (target->has_load && has_rows(target, load_id))
			ereport(ERROR,
					(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
					 errmsg("load " INT64_FORMAT " cannot be undone", load_id),
					 errdetail("It came into table \"%s\"; its rows are in "
							   "\"%s\".",
							   name, other),
					 errhint("Give that table its old name.")));
	}
}

int64
target_take_back(Store *store, const char *name, int64 load_id, bool brought)
{
	Oid types[] = {INT8OID};
	Datum values[] = {Int64GetDatum(load_id)};
	const TargetTable *target;
	int64 rows;

	if (!is_table(store, name))
	{
		if (brought)
			require_nowhere(store, name, load_id);
		return 0;
	}
	target = target_find(store, name);
	if (!target->has_load)
		return 0;
	sql_query(psprintf("DELETE FROM %s WHERE " TARGET_LOAD_ID
					   " OPERATOR(pg_catalog.=) $1",
					   target->rows),
			  lengthof(types), types, values);
	rows = (int64) SPI_processed;
	require_gone(target, load_id);
	if (rows == 0 && brought)
		require_nowhere(store, name, load_id);
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
