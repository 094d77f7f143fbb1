/*
 * removable.c
 *	  Whether what a load commits could be removed again.
 *
 * Of a table whose deletes or updates are published the server deletes or
 * updates nothing unless its rows can be told apart.  It inserts, though.
 */
#include "compat.h"

#include "access/table.h"
#include "executor/executor.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "trips/removable.h"

/*
 * The server says what is wrong; add what is to be done about it.  The name is
 * known before: this may run where nothing can be looked up.
 */
static void
explain(void *arg)
{
	const char *table = arg;

	if (geterrcode() == ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE)
		errhint("Use ALTER TABLE %s REPLICA IDENTITY FULL, or publish its "
				"inserts only.",
				table);
	else if (geterrcode() == ERRCODE_INVALID_COLUMN_REFERENCE)
		errhint("Have the publication publish all columns of %s, and choose "
				"rows by columns of its replica identity only; or use ALTER "
				"TABLE %s REPLICA IDENTITY FULL.",
				table, table);
	errcontext("looking whether a load into table %s could be taken back",
			   table);
}

static void
check(const Store *store, const StoreHandle *tables, StoreRelation table)
{
	const StoreRelationInfo *info = &store_relations[table];
	Relation relation =
		table_open(handle_table(tables, table), AccessShareLock);
	ErrorContextCallback context = {
		error_context_stack, explain,
		psprintf("%s.%s", store->quoted, quote_identifier(info->name))};

	error_context_stack = &context;
	CheckCmdReplicaIdentity(relation, info->taking_back);
	error_context_stack = context.previous;
	table_close(relation, AccessShareLock);
}

void
store_check_removable(const Store *store)
{
	StoreHandle tables = store_handle(store->schema);

	for (int i = 0; i < REL_COUNT; i++)
		if (store_relations[i].taking_back != CMD_UNKNOWN)
			check(store, &tables, i);
}
