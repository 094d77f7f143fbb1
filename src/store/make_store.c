/*
 * make_store.c
 *	  The schema, tables and triggers of a store, made and dropped.
 */
#include "compat.h"

#include "catalog/namespace.h"
#include "commands/trigger.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "store/attempt.h"
#include "store/columns.h"
#include "store/make_store.h"
#include "store/sql.h"

static void
add_column(StringInfo sql, const StoreColumn *column)
{
	appendStringInfo(sql, "%s %s%s%s%s, ", quote_identifier(column->name),
					 format_type_be_qualified(store_column_type(column)),
					 column->nullable ? "" : " NOT NULL",
					 column->more != NULL ? " " : "",
					 column->more != NULL ? column->more : "");
}

static void
make_table(const char *schema, const StoreRelationInfo *table)
{
	StringInfoData columns;

	initStringInfo(&columns);
	for (int i = 0; i < table->count; i++)
		if (!table->columns[i].later)
			add_column(&columns, &table->columns[i]);
	if (table->more != NULL)
		appendStringInfoString(&columns, table->more);
	else
		columns.data[columns.len -= 2] = '\0';
	sql_run_text("CREATE TABLE %s.%s (%s)%s%s%s", schema, table->name,
				 columns.data, table->options != NULL ? " WITH (" : "",
				 table->options != NULL ? table->options : "",
				 table->options != NULL ? ")" : "");
	sql_run_text("COMMENT ON TABLE %s.%s IS %s", schema, table->name,
				 quote_literal_cstr(table->comment));
	if (table->besides != NULL)
		sql_run_text("%s", psprintf(table->besides, schema));
}

void
store_make(const char *store, bool with_key)
{
	const char *schema = quote_identifier(store);
	Oid there = get_namespace_oid(store, true);
	int settings;

	if (OidIsValid(there) && OidIsValid(get_relname_relid(
								 store_relations[REL_SEGMENTS].name, there)))
		ereport(ERROR, (errcode(ERRCODE_DUPLICATE_SCHEMA),
						errmsg("store \"%s\" already exists", store)));
	settings = sql_begin();
	sql_run_text("CREATE SCHEMA %s", schema);
	sql_run_text("COMMENT ON SCHEMA %s IS 'tripgrid store'", schema);
	for (int i = 0; i < REL_COUNT; i++)
		make_table(schema, &store_relations[i]);
	/* a publication needs to tell rows apart */
	sql_run_text("ALTER TABLE %s.trips %s", schema,
				 with_key ? "ADD PRIMARY KEY (trip_id)"
						  : "REPLICA IDENTITY FULL");
	sql_end(settings);
}

static void
put_trigger(const char *schema, const StoreRelationInfo *table,
			const OurTrigger *trigger)
{
	Oid relation =
		get_relname_relid(table->name, get_namespace_oid(schema, false));
	const char *full = quote_qualified_identifier(schema, table->name);

	if (!OidIsValid(get_trigger_oid(relation, trigger->name, true)))
		sql_run_text("CREATE TRIGGER %s %s ON %s %s", trigger->name,
					 trigger->event, full, trigger->action);
	sql_run_text("ALTER TABLE %s ENABLE %s TRIGGER %s", full,
				 trigger->enabled == TRIGGER_FIRES_ALWAYS ? "ALWAYS"
														  : "REPLICA",
				 trigger->name);
}

static void
put_triggers(void *store)
{
	int settings = sql_begin();

	for (int i = 0; i < REL_COUNT; i++)
		for (int j = 0; j < store_relations[i].trigger_count; j++)
			put_trigger(store, &store_relations[i],
						&store_relations[i].triggers[j]);
	sql_end(settings);
}

/*
 * A subtransaction of their own tells these triggers from what becomes of them
 * in the same transaction.
 */
void
store_follow_trips(const char *store)
{
	ErrorData *error = attempt(put_triggers, unconstify(char *, store));

	if (error != NULL)
		ReThrowError(error);
}

void
store_drop(const char *store)
{
	const char *schema = quote_identifier(store);
	Oid there = get_namespace_oid(store, false);
	int settings = sql_begin();
	StringInfoData tables;

	initStringInfo(&tables);
	for (int i = 0; i < REL_COUNT; i++)
		appendStringInfo(&tables, "%s%s.%s", i > 0 ? ", " : "", schema,
						 store_relations[i].name);
	sql_run_text("DROP TABLE %s", tables.data);
	/* those of identity columns have gone with their tables */
	for (int i = 0; i < REL_COUNT; i++)
		if (store_relations[i].sequence != NULL &&
			OidIsValid(get_relname_relid(store_relations[i].sequence, there)))
			sql_run_text("DROP SEQUENCE %s.%s", schema,
						 store_relations[i].sequence);
	sql_run_text("DROP SCHEMA %s", schema);
	sql_end(settings);
}
