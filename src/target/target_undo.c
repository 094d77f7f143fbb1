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

/* Raise an error if a trigger or a rule has kept rows from being deleted. */
static void
require_gone(const TargetTable *target, Oid *types, Datum *values)
{
	sql_query(psprintf("SELECT FROM %s WHERE " TARGET_LOAD_ID
					   " OPERATOR(pg_catalog.=) $1 LIMIT 1",
					   target->rows),
			  1, types, values);
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

int64
target_take_back(Store *store, const char *name, int64 load_id)
{
	Oid types[] = {INT8OID};
	Datum values[] = {Int64GetDatum(load_id)};
	const TargetTable *target;
	int64 rows;

	if (!is_table(store, name))
		return 0;
	target = target_find(store, name);
	if (!target->has_load)
		return 0;
	sql_query(psprintf("DELETE FROM %s WHERE " TARGET_LOAD_ID
					   " OPERATOR(pg_catalog.=) $1",
					   target->rows),
			  lengthof(types), types, values);
	rows = (int64) SPI_processed;
	require_gone(target, types, values);
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
