/*
 * table_shape.c
 *	  What create_feed was not told of a feed into a table.
 */
#include "compat.h"

#include "fmgr.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/json.h"
#include "utils/jsonb.h"

#include "feed/table_map.h"
#include "feed/table_shape.h"
#include "target/target.h"

/* A definition of what is said so far, to look keys up in. */
static Definition *
said(const FeedShape *shape)
{
	return definition_from("", shape_definition(shape, true));
}

static int
compare_texts(const void *a, const void *b)
{
	return strcmp(*(char *const *) a, *(char *const *) b);
}

/* The columns of the source that fill one of the table, in their order. */
static char **
sources_of(const Definition *definition, int *count)
{
	char **names = definition_keys(definition, "mapping", count);

	for (int i = 0; i < *count; i++)
	{
		names[i] = definition_within(definition, "mapping", names[i]);
		if (names[i] == NULL)
			names[i] = "";
	}
	qsort(names, *count, sizeof *names, compare_texts);
	return names;
}

static void
tell_idle(const FeedShape *shape, char *const *columns, int count)
{
	int source_count;
	char **sources = sources_of(said(shape), &source_count);
	StringInfoData idle;

	initStringInfo(&idle);
	for (int i = 0; i < count; i++)
		if (bsearch(&columns[i], sources, source_count, sizeof *sources,
					compare_texts) == NULL)
			appendStringInfo(&idle, "%s%s", idle.len > 0 ? ", " : "",
							 columns[i]);
	if (idle.len > 0)
		ereport(
			NOTICE,
			(errmsg("columns of the source that fill nothing: %s", idle.data),
			 errhint("Map them, or add such columns to the table.")));
}

/* What else is mapped, as a JSON object. */
static char *
map_rest(const FeedShape *shape, char *const *names, int count,
		 char *const *columns, int column_count, bool json)
{
	const Definition *definition = said(shape);
	StringInfoData rest;
	const char *between = "";

	initStringInfo(&rest);
	appendStringInfoChar(&rest, '{');
	for (int i = 0; i < count; i++)
	{
		int match;

		if (definition_within(definition, "mapping", names[i]) != NULL ||
			definition_option(definition, "constants", names[i]) != NULL)
			continue;
		match = json ? 0 : table_column_match(columns, column_count, names[i]);
		if (match < 0)
			continue;
		appendStringInfoString(&rest, between);
		escape_json(&rest, names[i]);
		appendStringInfoString(&rest, ": ");
		escape_json(&rest, json ? names[i] : columns[match]);
		between = ", ";
	}
	appendStringInfoChar(&rest, '}');
	return rest.data;
}

void
table_settle_shape(Store *store, FeedShape *shape, bool json)
{
	NullableDatum *mapping = &shape->value[SHAPE_MAPPING];
	const TargetTable *target = target_find(
		store, TextDatumGetCString(shape->value[SHAPE_TARGET].value));
	int count;
	char **names = target_columns(target, &count);
	int column_count;
	char **columns;
	Datum rest;

	if (shape->value[SHAPE_COLUMNS].isnull)
		shape_name_columns(shape, names, count);
	columns = shape_columns(shape, &column_count);
	rest = DirectFunctionCall1(
		jsonb_in, CStringGetDatum(map_rest(shape, names, count, columns,
										   column_count, json)));
	mapping->value = mapping->isnull ? rest
									 : DirectFunctionCall2(jsonb_concat, rest,
														   mapping->value);
	mapping->isnull = false;
	if (!json)
		tell_idle(shape, columns, column_count);
}
