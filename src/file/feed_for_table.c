/*
 * feed_for_table.c
 *	  The feed of a store by which a file goes into a table.
 *
 * A feed fits if the file has all columns that it reads; of JSON, of which
 * members may be missing, if it has one of them, and those of the key.
 */
#include "compat.h"

#include "fmgr.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"

#include "detect/column_names.h"
#include "feed/feed_list.h"
#include "file/feed_for_table.h"

/* A feed, and what of the file it reads. */
typedef struct Fitting
{
	const Feed *feed;
	const FileRequest *request;
	const TableScan *scan;
	const Definition *definition;
	bool *known; /* for each column of the file */
	bool fits;
} Fitting;

static bool
same_text(const char *one, const char *other)
{
	return one == NULL || other == NULL ? one == other
										: strcmp(one, other) == 0;
}

/* Tell whether a definition says of a key what is asked for, if it is. */
static bool
says(const Definition *definition, const char *key, const char *wanted)
{
	return wanted == NULL ||
		   same_text(definition_text(definition, key), wanted);
}

/* A column of the table, by its name or that of its source. */
static const char *
table_name(const Definition *definition, const char *name)
{
	int count;
	char **names = definition_keys(definition, "mapping", &count);

	for (int i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return names[i];
	for (int i = 0; i < count; i++)
		if (same_text(definition_within(definition, "mapping", names[i]),
					  name))
			return names[i];
	return name;
}

static bool
says_key(const Fitting *fitting)
{
	const FileRequest *request = fitting->request;
	const Definition *definition = fitting->definition;
	int count;
	char **names = definition_texts(definition, "key", &count);

	if (request->key_count == 0)
		return true;
	if (count != request->key_count)
		return false;
	for (int i = 0; i < count; i++)
		if (strcmp(table_name(definition, names[i]),
				   table_name(definition, request->key_columns[i])) != 0)
			return false;
	return true;
}

static bool
says_all(const Fitting *fitting)
{
	const FileRequest *request = fitting->request;
	const Definition *definition = fitting->definition;
	const char *format = definition_text(definition, "format");
	const char *version = definition_text(definition, "version_by");

	return (format != NULL && strcmp(format, "json") == 0) ==
			   fitting->scan->format.json &&
		   says(definition, "date_format", request->date_format) &&
		   says(definition, "time_zone", request->time_zone) &&
		   says(definition, "on_key", request->on_key) && says_key(fitting) &&
		   (request->version == NULL ||
			(version != NULL &&
			 strcmp(table_name(definition, version),
					table_name(definition, request->version)) == 0));
}

/* The field of the file that a column of a feed is; -1 for none. */
static int
field_of(const Fitting *fitting, const char *name)
{
	const TableScan *scan = fitting->scan;

	for (int i = 0; i < scan->count; i++)
		if (!fitting->known[i] && strcmp(scan->column[i].name, name) == 0)
			return i;
	for (int i = 0; i < scan->count; i++)
		if (!fitting->known[i] &&
			pg_strcasecmp(scan->column[i].name, name) == 0)
			return i;
	return -1;
}

static int
find_text(char *const *texts, int count, const char *text)
{
	for (int i = 0; i < count; i++)
		if (strcmp(texts[i], text) == 0)
			return i;
	return -1;
}

/* Tell whether the file has what is mapped, of columns that it has or not. */
static bool
has_mapped(const Definition *definition, char *const *columns, int count,
		   const bool *found)
{
	char **views = name_columns(columns, count);
	int mapped;
	char **names = definition_keys(definition, "mapping", &mapped);

	for (int i = 0; i < mapped; i++)
	{
		const char *source =
			definition_within(definition, "mapping", names[i]);
		int column = source == NULL ? -1 : find_text(columns, count, source);

		if (column < 0 && source != NULL)
			column = find_text(views, count, source);
		if (column < 0 || !found[column])
			return false;
	}
	return true;
}

static bool
fits_csv(Fitting *fitting)
{
	const TableScan *scan = fitting->scan;
	int count;
	char **columns = definition_texts(fitting->definition, "columns", &count);
	bool *found = palloc0(count * sizeof *found + 1);

	if (scan->header == 0)
	{
		memset(fitting->known, true, scan->count);
		return count == scan->count;
	}
	for (int i = 0; i < count; i++)
	{
		int field = field_of(fitting, columns[i]);

		found[i] = field >= 0;
		if (field >= 0)
			fitting->known[field] = true;
	}
	return has_mapped(fitting->definition, columns, count, found);
}

/* Tell whether a path leads to a name, or into it. */
static bool
leads_to(const char *path, const ScanColumn *column)
{
	const char *name = column->source;
	size_t len = strlen(name);

	return strncmp(path, name, len) == 0 &&
		   (path[len] == '\0' || path[len] == '.' || path[len] == '[');
}

static bool
finds_path(Fitting *fitting, const char *path)
{
	bool found = false;

	for (int i = 0; i < fitting->scan->count; i++)
		if (leads_to(path, &fitting->scan->column[i]))
			fitting->known[i] = found = true;
	return found;
}

static bool
fits_json(Fitting *fitting)
{
	const Definition *definition = fitting->definition;
	int count;
	char **names = definition_keys(definition, "mapping", &count);
	int keys;
	char **key = definition_texts(definition, "key", &keys);
	const char **required = palloc(keys * sizeof *required + 1);
	bool any = false;

	for (int k = 0; k < keys; k++)
		required[k] = table_name(definition, key[k]);
	for (int i = 0; i < count; i++)
	{
		const char *path = definition_within(definition, "mapping", names[i]);
		bool found = path != NULL && finds_path(fitting, path);

		any |= found;
		for (int k = 0; k < keys; k++)
			if (!found && strcmp(required[k], names[i]) == 0)
				return false;
	}
	return any;
}

static void
find_fitness(void *arg)
{
	Fitting *fitting = arg;

	fitting->definition = feed_definition(fitting->feed);
	if (!same_text(definition_text(fitting->definition, "target"),
				   fitting->request->target) ||
		!says_all(fitting))
		return;
	fitting->fits =
		fitting->scan->format.json ? fits_json(fitting) : fits_csv(fitting);
}

static bool
same_texts(const Definition *one, const Definition *other, const char *key)
{
	int count;
	char **texts = definition_texts(one, key, &count);
	int other_count;
	char **others = definition_texts(other, key, &other_count);

	if (count != other_count)
		return false;
	for (int i = 0; i < count; i++)
		if (strcmp(texts[i], others[i]) != 0)
			return false;
	return true;
}

static bool
contains(const Definition *one, const Definition *other, const char *key)
{
	return DatumGetBool(DirectFunctionCall2(
		jsonb_contains, JsonbPGetDatum(definition_object(one, key)),
		JsonbPGetDatum(definition_object(other, key))));
}

/* Tell whether two feeds make the same values of the same columns. */
static bool
reads_alike(const Definition *one, const Definition *other)
{
	static const char *const texts[] = {"date_format", "time_zone", "clock",
										"on_key", "version_by"};

	for (int i = 0; i < lengthof(texts); i++)
		if (!same_text(definition_text(one, texts[i]),
					   definition_text(other, texts[i])))
			return false;
	return definition_flag(one, "decimal_comma") ==
			   definition_flag(other, "decimal_comma") &&
		   definition_flag(one, "history") ==
			   definition_flag(other, "history") &&
		   same_texts(one, other, "key") &&
		   contains(one, other, "constants") &&
		   contains(other, one, "constants");
}

static void
refuse_two(const FileRequest *request, const Fitting *one,
		   const Fitting *other)
{
	ereport(ERROR,
			(errcode(ERRCODE_AMBIGUOUS_COLUMN),
			 errmsg("feeds \"%s\" and \"%s\" both read file \"%s\" into table "
					"\"%s\", and not alike",
					one->feed->name, other->feed->name, request->path,
					request->target),
			 errdetail("They differ in what they map, in date_format, "
					   "time_zone, decimal_comma, constants or the key."),
			 errhint("Name the one that is meant: feed => %s.",
					 quote_literal_cstr(one->feed->name))));
}

/* The better of two that fit: the one that reads all that the other does. */
static Fitting
better(const FileRequest *request, const Fitting *one, const Fitting *other)
{
	if (!reads_alike(one->definition, other->definition))
		refuse_two(request, one, other);
	if (contains(one->definition, other->definition, "mapping"))
		return *one;
	if (!contains(other->definition, one->definition, "mapping"))
		refuse_two(request, one, other);
	return *other;
}

static TableFit
found_fit(const Fitting *best)
{
	TableFit fit = {0};

	if (best->feed == NULL)
		return fit;
	fit.feed = best->feed->name;
	fit.definition = best->definition;
	fit.fresh = palloc(best->scan->count * sizeof *fit.fresh);
	for (int i = 0; i < best->scan->count; i++)
		if (!best->known[i])
			fit.fresh[fit.fresh_count++] = i;
	return fit;
}

TableFit
feed_for_table(const Store *store, const FileRequest *request,
			   const TableScan *scan)
{
	Fitting best = {0};
	ListCell *cell;

	foreach (cell, feeds_of(store->schema))
	{
		Fitting fitting = {lfirst(cell), request, scan};

		fitting.known = palloc0(scan->count * sizeof *fitting.known);
		if (fitting.feed->argument == NULL ||
			!feed_allows(fitting.feed, ACL_SELECT | ACL_INSERT) ||
			!feed_attempt(fitting.feed, find_fitness, &fitting) ||
			!fitting.fits)
			continue;
		best = best.feed == NULL ? fitting : better(request, &best, &fitting);
	}
	return found_fit(&best);
}
