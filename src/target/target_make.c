/*
 * target_make.c
 *	  What a feed wants of its target and makes if it is not there.
 */
#include "compat.h"

#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "commands/comment.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "store/sql.h"
#include "store/views.h"
#include "target/target_key.h"
#include "target/target_make.h"

#define LATEST_COMMENT "the last version of each row"

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
	if (get_attnum(target->table, TARGET_LOAD_ID) == InvalidAttrNumber)
		sql_run_text("ALTER TABLE %s ADD COLUMN " TARGET_LOAD_ID " bigint",
					 target->quoted);
	else
		ereport(ERROR,
				(errcode(ERRCODE_DUPLICATE_COLUMN),
				 errmsg("table \"%s\" has a column \"" TARGET_LOAD_ID
						"\" of its own",
						name),
				 errhint("Rename it, or make the feed without add_load_id; "
						 "then its loads cannot be undone.")));
	sql_run_text("COMMENT ON COLUMN %s." TARGET_LOAD_ID
				 " IS '" TARGET_LOAD_COMMENT "'",
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

	if (get_rel_relkind(target->table) == RELKIND_RELATION &&
		find_inheritance_children(target->table, NoLock) != NIL)
		ereport(NOTICE,
				(errmsg("rows of tables that inherit from \"%s\" are not "
						"looked at",
						target->name),
				 errdetail("A key is unique in the table itself.")));
	if (OidIsValid(target_key_index(target, columns, count)))
		return;
	settings = sql_begin();
	sql_run_text("CREATE UNIQUE INDEX ON %s (%s)", target->quoted,
				 list_columns(columns, count));
	sql_end(settings);
}

/* Refuse to replace a relation of somebody's. */
static void
require_ours(const TargetTable *target, const char *name)
{
	Oid view = get_relname_relid(name, target->store->schema);
	char *comment =
		OidIsValid(view) ? GetComment(view, RelationRelationId, 0) : NULL;

	if (OidIsValid(view) &&
		(comment == NULL || strcmp(comment, LATEST_COMMENT) != 0))
		ereport(ERROR,
				(errcode(ERRCODE_DUPLICATE_TABLE),
				 errmsg("relation \"%s\" of store \"%s\" already exists", name,
						target->store->name)));
}

void
target_make_latest(const TargetTable *target, char *const *columns, int count,
				   const char *version)
{
	char *key = list_columns(columns, count);
	char *name = psprintf("%s_latest", target->name);
	StringInfoData order;
	int settings;

	require_ours(target, name);
	settings = sql_begin();
	initStringInfo(&order);
	appendStringInfo(&order, "%s, %s DESC NULLS LAST", key,
					 quote_identifier(version));
	if (target->has_load)
		appendStringInfoString(&order, ", " TARGET_LOAD_ID " DESC NULLS LAST");
	/* a load writes its rows in their order */
	appendStringInfoString(&order, ", ctid DESC");
	store_put_view(target->store->name, name,
				   psprintf("SELECT DISTINCT ON (%s) * FROM %s "
							"WHERE tripgrid._require_all_rows(%s) ORDER BY %s",
							key, target->quoted,
							quote_literal_cstr(target->quoted), order.data),
				   LATEST_COMMENT);
	sql_end(settings);
}
