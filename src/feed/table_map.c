/*
 * table_map.c
 *	  How the columns of a feed become those of a table.
 *
 * What the mapping says first; then what is called the same: as it is, or as
 * words, or as words without what all columns of the source begin with.
 */
#include "compat.h"

#include "core/text/name_fold.h"
#include "feed/json_row.h"
#include "feed/map_making.h"
#include "feed/table_map.h"

/* A name's words in lower case, with one '_' between them. */
static char *
words_of(const char *name)
{
	char *words = palloc(TG_NAME_FOLD_ROOM(strlen(name)));

	(void) tg_name_fold(name, strlen(name), words);
	return words;
}

size_t
table_common_prefix(char *const *names, int count)
{
	size_t len = count < 2 ? 0 : strlen(names[0]);

	for (int i = 1; i < count; i++)
		while (len > 0 && strncmp(names[i], names[0], len) != 0)
			len--;
	while (len > 0 && names[0][len - 1] != '.')
		len--;
	return len;
}

/* The only column of the source that is called so; -1 for none or several. */
static int
only_match(char *const *columns, int count, const char *words, size_t prefix)
{
	int match = -1;

	for (int i = 0; i < count; i++)
	{
		if (strcmp(words_of(columns[i] + prefix), words) != 0)
			continue;
		if (match >= 0)
			return -1;
		match = i;
	}
	return match;
}

int
table_column_match(char *const *columns, int count, const char *name)
{
	const char *words = words_of(name);
	int match;

	for (int i = 0; i < count; i++)
		if (strcmp(columns[i], name) == 0)
			return i;
	match = only_match(columns, count, words, 0);
	return match >= 0 ? match
					  : only_match(columns, count, words,
								   table_common_prefix(columns, count));
}

/* All that is mapped is a column of the table, or the key of the load. */
static void
require_columns(const Making *making, const TargetTable *target,
				char *const *names, int count, const char *object)
{
	int mapped;
	char **keys = definition_keys(making->definition, object, &mapped);

	for (int i = 0; i < mapped; i++)
	{
		int column = 0;

		while (column < count && strcmp(keys[i], names[column]) != 0)
			column++;
		if (column == count && strcmp(keys[i], "load_key") != 0)
			ereport(ERROR,
					(errcode(ERRCODE_UNDEFINED_COLUMN),
					 errmsg("table \"%s\" has no column \"%s\" that a feed "
							"can fill",
							target->name, keys[i])));
	}
}

static void
map_columns(const Making *making, const TargetTable *target)
{
	FeedMap *map = making->map;
	int count;
	char **names = target_columns(target, &count);

	require_columns(making, target, names, count, "mapping");
	require_columns(making, target, names, count, "constants");
	map->extra = palloc(count * sizeof *map->extra + 1);
	for (int i = 0; i < count; i++)
	{
		FeedExtra *extra = &map->extra[map->extras];

		extra->name = names[i];
		if (find_source(making, names[i], &extra->source))
			map->extras++;
	}
	if (map->extras == 0)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_COLUMN),
				 errmsg("feed \"%s\" fills no column of table \"%s\"",
						making->definition->feed, target->name),
				 errhint("Name columns as the table does, or map them.")));
	map->extra_values = palloc0(map->extras * sizeof *map->extra_values);
}

/* The column that is filled of that name, or is filled from it. */
static int
filled_column(const Making *making, const char *name, const char *what)
{
	const FeedMap *map = making->map;

	for (int i = 0; i < map->extras; i++)
		if (strcmp(map->extra[i].name, name) == 0)
			return i;
	for (int i = 0; i < map->extras; i++)
		if (map->extra[i].source.column >= 0 &&
			strcmp(feed_map_name(map, map->extra[i].source.column), name) == 0)
			return i;
	ereport(ERROR, (errcode(ERRCODE_UNDEFINED_COLUMN),
					errmsg("feed \"%s\" fills no column \"%s\"",
						   making->definition->feed, name),
					errdetail("It is named by %s.", what)));
}

static bool
read_on_key(const Making *making)
{
	const char *on_key = definition_text(making->definition, "on_key");

	if (on_key == NULL || strcmp(on_key, "reject") == 0)
		return false;
	if (strcmp(on_key, "replace") != 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("on_key must be \"reject\" or \"replace\", "
							   "not \"%s\"",
							   on_key)));
	return true;
}

static void
map_keys(const Making *making, TableFeed *table)
{
	char **names = definition_texts(making->definition, "key", &table->keys);
	const char *version = definition_text(making->definition, "version_by");

	table->key = palloc(table->keys * sizeof *table->key + 1);
	for (int i = 0; i < table->keys; i++)
	{
		table->key[i] = filled_column(making, names[i], "key");
		for (int k = 0; k < i; k++)
			if (table->key[k] == table->key[i])
				ereport(ERROR,
						(errcode(ERRCODE_DUPLICATE_COLUMN),
						 errmsg("column \"%s\" is twice in the key",
								making->map->extra[table->key[i]].name)));
	}
	table->version =
		version == NULL ? -1 : filled_column(making, version, "version");
	table->replace = read_on_key(making);
	table->history = definition_flag(making->definition, "history");
	if (table->keys == 0 && (table->replace || table->version >= 0))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("on_key and version need a key")));
	if (table->version >= 0 && !table->replace)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("version needs on_key => 'replace'"),
						errdetail("Else the row that comes first stays.")));
	if (table->history && (!table->replace || table->version < 0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("history needs on_key => 'replace' and a version")));
}

/* Rows without their load could not be told from others again. */
static void
require_load(const Definition *definition, const TargetTable *target)
{
	if (target->has_load || !definition_flag(definition, "load_id"))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("table \"%s\" has lost its column of loads", target->name),
			 errdetail("Feed \"%s\" was made with a bigint " TARGET_LOAD_ID
					   " there, known by its comment.",
					   definition->feed),
			 errhint("Use COMMENT ON COLUMN %s." TARGET_LOAD_ID
					 " IS '" TARGET_LOAD_COMMENT "', or make the feed again.",
					 target->quoted)));
}

void
map_table(const Making *making, Store *store)
{
	TableFeed *table = palloc0(sizeof *table);

	/* nothing is read into a trip */
	for (int i = 0; i < FEED_TARGETS; i++)
	{
		FeedPart *part = &making->map->parts[i];

		part->first.column = part->second.column = part->name.column =
			FEED_CONSTANT;
	}
	table->target =
		target_find(store, definition_text(making->definition, "target"));
	require_load(making->definition, table->target);
	map_columns(making, table->target);
	map_keys(making, table);
	making->map->table = table;
}
