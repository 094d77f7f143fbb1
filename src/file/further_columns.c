/*
 * further_columns.c
 *	  Columns that were added to trips, by their names in a file.
 */
#include "compat.h"

#include "access/table.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/json.h"
#include "utils/jsonb.h"
#include "utils/rel.h"

#include "detect/detect_feed.h"
#include "file/further_columns.h"
#include "store/trips_columns.h"
#include "types/texts.h"

/* Tell whether a name says what a mapping can say of any trip. */
static bool
is_of_trips(const char *name)
{
	static const char *const others[] = {"trip_id", "load_id", "load_key"};

	for (int i = 0; i < COLUMN_COUNT; i++)
		if (strcmp(name, column_names[i]) == 0)
			return true;
	for (int i = 0; i < TARGET_COUNT; i++)
		if (strcmp(name, target_names[i]) == 0)
			return true;
	for (int i = 0; i < lengthof(others); i++)
		if (strcmp(name, others[i]) == 0)
			return true;
	return false;
}

/*
 * Tell whether a file may fill a column: what has to have a value, and has one
 * of its own, is better off without those of a file.
 */
static bool
is_further(Form_pg_attribute column)
{
	return !column->attisdropped && !column->attgenerated &&
		   !column->attidentity &&
		   !(column->attnotnull && column->atthasdef) &&
		   !is_of_trips(NameStr(column->attname));
}

/* The only column of that plain name; null if there is none, or several. */
static const char *
find_only(const Texts *columns, const Texts *plain, const char *name)
{
	const char *found = NULL;

	for (int i = 0; i < columns->count; i++)
	{
		if (strcmp(plain->text[i], name) != 0)
			continue;
		if (found != NULL)
			return NULL;
		found = columns->text[i];
	}
	return found;
}

Datum
further_columns(Datum mapping, Datum columns, Oid trips)
{
	Texts names = {NULL, 0};
	Texts plain;
	StringInfoData json;
	const char *before = "{";
	Relation relation = table_open(trips, AccessShareLock);

	names.text = texts_of(columns, &names.count);
	plain.count = names.count;
	plain.text = palloc(Max(names.count, 1) * sizeof(char *));
	for (int i = 0; i < names.count; i++)
		plain.text[i] = plain_name_of(names.text[i]);
	initStringInfo(&json);
	for (int i = 0; i < RelationGetNumberOfAttributes(relation); i++)
	{
		Form_pg_attribute column = TupleDescAttr(relation->rd_att, i);
		const char *name;

		if (!is_further(column))
			continue;
		name =
			find_only(&names, &plain, plain_name_of(NameStr(column->attname)));
		if (name == NULL || name[0] == '\0')
			continue;
		appendStringInfoString(&json, before);
		escape_json(&json, NameStr(column->attname));
		appendStringInfoChar(&json, ':');
		escape_json(&json, name);
		before = ",";
	}
	table_close(relation, AccessShareLock);
	if (*before == '{')
		return mapping;
	appendStringInfoChar(&json, '}');
	return DirectFunctionCall2(
		jsonb_concat,
		DirectFunctionCall1(jsonb_in, CStringGetDatum(json.data)), mapping);
}
