/*
 * target_make.c
 *	  What a feed wants of its target and makes if it is not there.
 */
#include "compat.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "store/sql.h"
#include "store/views.h"
#include "target/target_key.h"
#include "target/target_make.h"

void
target_add_load(const char *store, const char *name)
{
	Store *of = store_owned(store);
	const TargetTable *target = target_find(of, name);
	StoreCaller caller;
	int settings;

	if (target->has_load)
		return;
	caller = store_become_owner(of);
	settings = sql_begin();
	sql_run_text("ALTER TABLE %s ADD COLUMN " TARGET_LOAD_ID " bigint",
				 target->quoted);
	sql_end(settings);
	store_resume(caller);
}

static char *
list_columns(char *const *columns, int count)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; i < count; i++)
		appendStringInfo(&list, "%s%s", i > 0 ? ", " : "",
						 quote_identifier(columns[i]));
	return list.data;
}

void
target_make_key(const TargetTable *target, char *const *columns, int count)
{
	int settings;

	if (target_key_index(target, columns, count) != NULL)
		return;
	settings = sql_begin();
	sql_run_text("CREATE UNIQUE INDEX ON %s (%s)", target->quoted,
				 list_columns(columns, count));
	sql_end(settings);
}

void
target_make_latest(const TargetTable *target, char *const *columns, int count,
				   const char *version)
{
	char *key = list_columns(columns, count);
	StringInfoData order;
	int settings = sql_begin();

	initStringInfo(&order);
	if (version != NULL)
		appendStringInfo(&order, ", %s DESC NULLS LAST",
						 quote_identifier(version));
	if (target->has_load)
		appendStringInfoString(&order, ", " TARGET_LOAD_ID " DESC NULLS LAST");
	store_put_view(target->store->name, psprintf("%s_latest", target->name),
				   psprintf("SELECT DISTINCT ON (%s) * FROM %s ORDER BY %s%s",
							key, target->quoted, key, order.data),
				   "the last version of each row");
	sql_end(settings);
}
