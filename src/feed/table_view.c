/*
 * table_view.c
 *	  The query of the view of a feed into a table.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "detect/column_names.h"
#include "feed/table_view.h"
#include "store/sql.h"
#include "target/target.h"

/* SQL of a text, typed. */
static char *
literal(const char *string)
{
	return string == NULL
			   ? pstrdup("NULL::pg_catalog.text")
			   : psprintf("%s::pg_catalog.text", quote_literal_cstr(string));
}

/* SQL of a column as the feed reads it: whatever DateStyle says. */
static char *
text_of(const Definition *definition, const TargetTable *target,
		const char *column)
{
	AttrNumber number = get_attnum(target->table, column);
	Oid type = get_atttype(target->table, number);
	char *value = psprintf("t.%s", quote_identifier(column));
	const char *zone = definition_text(definition, "time_zone");

	switch (getBaseType(type))
	{
		case TIMESTAMPTZOID:
			if (zone != NULL)
			{
				value = psprintf("pg_catalog.timezone(%s, %s)", literal(zone),
								 value);
				break;
			}
			/* FALLTHROUGH */
		case DATEOID:
		case TIMESTAMPOID:
			value = psprintf("%s::pg_catalog.timestamp", value);
			break;
		default:
			return psprintf("%s COLLATE pg_catalog.\"default\"",
							sql_text_of(value, type));
	}
	return psprintf("tripgrid._departure_text(%s, %s, %s)", value,
					literal(definition_text(definition, "date_format")),
					literal(zone));
}

/* The column that is read from a source; null for none. */
static const char *
filled_from(const char *const *sources, char *const *filled, int count,
			const char *column, const char *name)
{
	for (int i = 0; i < count; i++)
		if (sources[i] != NULL &&
			(strcmp(sources[i], column) == 0 || strcmp(sources[i], name) == 0))
			return filled[i];
	return NULL;
}

/* One object, with the paths of the mapping for keys. */
static void
append_object(StringInfo sql, const Definition *definition,
			  const TargetTable *target, const char *const *sources,
			  char *const *filled, int count)
{
	StringInfoData keys;
	StringInfoData values;

	initStringInfo(&keys);
	initStringInfo(&values);
	for (int i = 0; i < count; i++)
	{
		if (sources[i] == NULL)
			continue;
		appendStringInfo(&keys, "%s%s", keys.len > 0 ? ", " : "",
						 literal(sources[i]));
		appendStringInfo(&values, "%s%s", values.len > 0 ? ", " : "",
						 text_of(definition, target, filled[i]));
	}
	appendStringInfo(sql,
					 "pg_catalog.json_object(ARRAY[%s], "
					 "ARRAY[%s])::pg_catalog.text AS object",
					 keys.data, values.data);
}

char *
table_feed_query(Store *store, const Definition *definition)
{
	const TargetTable *target =
		target_find(store, definition_text(definition, "target"));
	const char *format = definition_text(definition, "format");
	bool json = format != NULL && strcmp(format, "json") == 0;
	int filled;
	int count;
	char **fills = target_columns(target, &filled);
	char **columns = definition_texts(definition, "columns", &count);
	char **names = name_columns(columns, count);
	const char **sources = palloc(filled * sizeof *sources + 1);
	StringInfoData sql;

	for (int i = 0; i < filled; i++)
		sources[i] = definition_within(definition, "mapping", fills[i]);
	initStringInfo(&sql);
	appendStringInfoString(&sql, "SELECT ");
	if (json)
		append_object(&sql, definition, target, sources, fills, filled);
	for (int i = 0; !json && i < count; i++)
	{
		const char *column =
			filled_from(sources, fills, filled, columns[i], names[i]);

		appendStringInfo(&sql, "%s%s AS %s", i > 0 ? ", " : "",
						 column == NULL ? "NULL::text"
										: text_of(definition, target, column),
						 quote_identifier(names[i]));
	}
	appendStringInfo(&sql,
					 " FROM %s AS t WHERE tripgrid._require_all_rows(%s)",
					 target->quoted, quote_literal_cstr(target->quoted));
	return sql.data;
}
