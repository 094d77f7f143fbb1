/*
 * table_add.c
 *	  What a file has for a table that is there.
 */
#include "compat.h"

#include "access/htup_details.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/json.h"
#include "utils/jsonb.h"

#include "feed/make_feed.h"
#include "feed/table_map.h"
#include "file/file_report.h"
#include "file/table_add.h"
#include "store/owned.h"

static void
append_pair(StringInfo json, const char *name, const char *source)
{
	if (json->len > 1)
		appendStringInfoString(json, ", ");
	escape_json(json, name);
	appendStringInfoString(json, ": ");
	escape_json(json, source);
}

static char **
names_of(const TableScan *scan)
{
	char **names = palloc(scan->count * sizeof *names);

	for (int i = 0; i < scan->count; i++)
		names[i] = unconstify(char *, scan->column[i].name);
	return names;
}

char *
table_add_matches(Store *store, const char *target, const TableScan *scan,
				  const TablePlan *plan)
{
	char **names = names_of(scan);
	const TargetTable *table = target_find(store, target);
	int count;
	char **columns = target_columns(table, &count);
	StringInfoData json;

	initStringInfo(&json);
	appendStringInfoChar(&json, '{');
	for (int i = 0; i < count; i++)
	{
		int match = table_column_match(names, scan->count, columns[i]);

		if (match >= 0)
			append_pair(&json, columns[i], plan->view[match]);
	}
	if (json.len == 1)
		ereport(
			ERROR,
			(errcode(ERRCODE_UNDEFINED_COLUMN),
			 errmsg("file \"%s\" has no column that is called as one of table "
					"\"%s\"",
					scan->path, target),
			 errdetail("Columns of the table are: %s. Those of the file are: "
					   "%s.",
					   file_list_names(columns, count),
					   file_list_names(names, scan->count)),
			 errhint("Make a feed that says which is which: "
					 "tripgrid.create_feed(name, columns, mapping, target => "
					 "%s).",
					 quote_literal_cstr(target))));
	appendStringInfoChar(&json, '}');
	return json.data;
}

/* What is done to a table and to its feed. */
typedef struct Adding
{
	const TableScan *scan;
	const TableFit *fit;
	TargetColumn *added;
	int added_count;
	char **taken; /* names of the table's columns */
	int taken_count;
	char **columns; /* of the feed, of CSV */
	int column_count;
	StringInfoData mapping;
} Adding;

/* Tell whether the feed has a column of a name, or is given one. */
static bool
is_known(const Adding *adding, const char *name)
{
	for (int i = 0; i < adding->column_count; i++)
		if (strcmp(adding->columns[i], name) == 0)
			return true;
	return false;
}

static bool
is_mapped(const Adding *adding, const char *name)
{
	return definition_within(adding->fit->definition, "mapping", name) !=
			   NULL ||
		   definition_option(adding->fit->definition, "constants", name) !=
			   NULL;
}

/* A column of the table that a name fills, and that nothing has filled. */
static const char *
idle_column(const Adding *adding, int field)
{
	char *name = table_plan_name(adding->scan, field, NULL, 0);

	for (int i = 0; i < adding->taken_count; i++)
		if (strcmp(adding->taken[i], name) == 0 && !is_mapped(adding, name))
			return adding->taken[i];
	return NULL;
}

/* A type that values have as the feed reads them. */
static const char *
type_for(const Adding *adding, int field)
{
	const TgColumnFit *fit = &adding->scan->column[field].fit;
	bool comma = definition_flag(adding->fit->definition, "decimal_comma");
	TgColumnFound found;

	tg_column_find(fit, &found);
	/* of a feed that has a date_format the scan knows it */
	if (found.date_format[0] != '\0' || (found.decimal_comma && !comma) ||
		(found.type == TG_COLUMN_NUMERIC && fit->pointed && comma))
		found.type = TG_COLUMN_TEXT;
	return tg_column_type_name(found.type);
}

static void
add_one(Adding *adding, int field)
{
	const ScanColumn *column = &adding->scan->column[field];
	const char *name;

	/* nothing would find it again, or another of that name */
	if (column->name[0] == '\0' || is_known(adding, column->name))
		return;
	name = idle_column(adding, field);
	if (name == NULL)
	{
		name = table_plan_name(adding->scan, field, adding->taken,
							   adding->taken_count);
		adding->added[adding->added_count++] =
			(TargetColumn){name, type_for(adding, field)};
		adding->taken[adding->taken_count++] = unconstify(char *, name);
	}
	append_pair(&adding->mapping, name, column->source);
	adding->columns[adding->column_count++] = unconstify(char *, column->name);
}

static Datum
jsonb_of(const char *json)
{
	return DirectFunctionCall1(jsonb_in, CStringGetDatum(json));
}

/* The feed's definition with what is new. */
static Datum
changed(const Adding *adding)
{
	const Definition *old = adding->fit->definition;
	FeedShape shape;

	shape_clear(&shape);
	shape.value[SHAPE_MAPPING] = (NullableDatum){
		DirectFunctionCall2(jsonb_concat,
							JsonbPGetDatum(definition_object(old, "mapping")),
							jsonb_of(adding->mapping.data)),
		false};
	if (!adding->scan->format.json)
		shape_name_columns(&shape, adding->columns, adding->column_count);
	return DirectFunctionCall2(
		jsonb_concat, JsonbPGetDatum(old->document),
		JsonbPGetDatum(shape_definition(&shape, false)));
}

/* The columns of the feed, and room for those of the file. */
static void
begin_sources(Adding *adding)
{
	int count;
	char **columns =
		definition_texts(adding->fit->definition, "columns", &count);

	adding->columns = palloc((count + adding->fit->fresh_count + 1) *
							 sizeof *adding->columns);
	if (adding->scan->format.json)
		return;
	if (count > 0)
		memcpy(adding->columns, columns, count * sizeof *columns);
	adding->column_count = count;
}

static void
begin_columns(Adding *adding, const TargetTable *target)
{
	int count;
	char **columns = target_columns(target, &count);

	adding->taken =
		palloc((count + adding->fit->fresh_count + 1) * sizeof *adding->taken);
	if (count > 0)
		memcpy(adding->taken, columns, count * sizeof *columns);
	adding->taken_count = count;
	adding->added = palloc(adding->fit->fresh_count * sizeof *adding->added);
	initStringInfo(&adding->mapping);
	appendStringInfoChar(&adding->mapping, '{');
	begin_sources(adding);
	for (int i = 0; i < adding->fit->fresh_count; i++)
		add_one(adding, adding->fit->fresh[i]);
	appendStringInfoChar(&adding->mapping, '}');
}

/* Locks are taken as by a load: that of the feed before that of the table. */
void
table_add_columns(const char *store, const FileRequest *request,
				  const TableScan *scan, const TableFit *fit)
{
	Adding adding = {scan, fit};
	Store *of = store_owned(store);
	const char *statement = NULL;
	const TargetTable *target;

	(void) store_lock_owned(store, fit->feed);
	(void) store_lock_owned(store, request->target);
	target = target_find(of, request->target);
	begin_columns(&adding, target);
	if (adding.mapping.len == 2)
		return;
	if (adding.added_count > 0)
	{
		StoreCaller caller = store_become_owner(of);

		statement =
			target_add_columns(target, adding.added, adding.added_count);
		store_resume(caller);
	}
	feed_put(store, fit->feed,
			 definition_from(fit->feed, DatumGetJsonbP(changed(&adding))));
	ereport(NOTICE, (errmsg("feed \"%s\" reads more of file \"%s\": %s",
							fit->feed, scan->path, adding.mapping.data),
					 statement != NULL ? errdetail("%s", statement) : 0));
}
