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

/* What a load that is taken back does, in the order of locks. */
static const struct
{
	const char *table;
	CmdType command;
} removals[] = {
	{"trips", CMD_DELETE},	   {"loads", CMD_UPDATE},
	{"chunks", CMD_DELETE},	   {"rejects", CMD_DELETE},
	{"summaries", CMD_DELETE}, {"nodes", CMD_DELETE},
	{"segments", CMD_DELETE},
};

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
check(const Store *store, const char *table, CmdType command)
{
	Relation relation =
		table_open(get_relname_relid(table, store->schema), AccessShareLock);
	ErrorContextCallback context = {
		error_context_stack, explain,
		psprintf("%s.%s", store->quoted, quote_identifier(table))};

	error_context_stack = &context;
	CheckCmdReplicaIdentity(relation, command);
	error_context_stack = context.previous;
	table_close(relation, AccessShareLock);
}

void
store_check_removable(const Store *store)
{
	for (int i = 0; i < lengthof(removals); i++)
		check(store, removals[i].table, removals[i].command);
}
