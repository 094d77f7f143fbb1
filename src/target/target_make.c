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
#include "utils/inval.h"
#include "utils/lsyscache.h"

#include "store/attempt.h"
#include "store/sql.h"
#include "store/views.h"
#include "target/target_key.h"
#include "target/target_make.h"

#define LATEST_COMMENT "the last version of each row"

char *
target_table_sql(const char *store, const char *name,
				 const TargetColumn *columns, int count)
{
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql, "CREATE TABLE %s (",
					 quote_qualified_identifier(store, name));
	for (int i = 0; i < count; i++)
		appendStringInfo(&sql, "%s %s, ", quote_identifier(columns[i].name),
						 columns[i].type);
	appendStringInfoString(&sql, TARGET_LOAD_ID " bigint)");
	return sql.data;
}

typedef struct Making
{
	Store *store;
	const char *name;
	const char *statement;
} Making;

static void
make_table(void *arg)
{
	const Making *making = arg;
	StoreCaller caller = store_become_owner(making->store);
	int settings = sql_begin();

	sql_run_text("%s", making->statement);
	sql_run_text(
		"COMMENT ON COLUMN %s." TARGET_LOAD_ID " IS '" TARGET_LOAD_COMMENT "'",
		quote_qualified_identifier(making->store->name, making->name));
	sql_end(settings);
	store_resume(caller);
}

/* A statement of others, which no lock of ours bars, may be first. */
bool
target_make_table(Store *store, const char *name, const char *statement)
{
	Making making = {store, name, statement};
	ErrorData *error;

	target_refuse_own(store, name);
	store_require_create(store);
	error = attempt(make_table, &making);
	if (error == NULL)
		return true;
	AcceptInvalidationMessages();
	if (!OidIsValid(get_relname_relid(name, store->schema)) ||
		(error->sqlerrcode != ERRCODE_DUPLICATE_TABLE &&
		 error->sqlerrcode != ERRCODE_DUPLICATE_OBJECT &&
		 error->sqlerrcode != ERRCODE_UNIQUE_VIOLATION))
		ReThrowError(error);
	return false;
}

char *
target_add_columns(const TargetTable *target, const TargetColumn *columns,
				   int count)
{
	StringInfoData sql;
	int settings;

	initStringInfo(&sql);
	appendStringInfo(&sql, "ALTER TABLE %s", target->quoted);
	for (int i = 0; i < count; i++)
		appendStringInfo(&sql, "%s ADD COLUMN %s %s", i > 0 ? "," : "",
						 quote_identifier(columns[i].name), columns[i].type);
	settings = sql_begin();
	sql_run_text("%s", sql.data);
	sql_end(settings);
	return sql.data;
}

static void
drop_made(void *arg)
{
	const Making *making = arg;
	const char *table =
		quote_qualified_identifier(making->store->name, making->name);
	StoreCaller caller = store_become_owner(making->store);
	int settings = sql_begin();

	store_see_all();
	sql_run_text("LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE", table);
	sql_query(psprintf("SELECT FROM %s LIMIT 1", table), 0, NULL, NULL);
	if (SPI_processed == 0)
		sql_run_text("DROP TABLE %s", table);
	sql_end(settings);
	store_resume(caller);
}

void
target_drop_made(Store *store, const char *name)
{
	ErrorData *error = attempt(drop_made, &(Making){store, name});

	if (error != NULL && !error_is_of_data(error))
		ReThrowError(error);
}

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
