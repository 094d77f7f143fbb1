/*
 * json_row.c
 *	  The values of a JSON object that a feed reads.
 *
 * The server's own parser says whether an object is well formed.  Of strings
 * it would keep copies, and it ends the statement where one cannot be
 * converted; so the values are found, and freed of escapes, in core/.
 */
#include "compat.h"

#include "catalog/namespace.h"
#include "common/hashfn.h"
#include "common/jsonapi.h"
#include "mb/pg_wchar.h"
#include "utils/memutils.h"

#include "core/text/json_path.h"
#include "core/text/json_value.h"
#include "core/text/text.h"
#include "feed/json_row.h"

#define DEPTH_MAX 256 /* the server's parser calls itself */
#define MANY_PATHS 16

static uint32
hash_path(const void *key, Size size)
{
	const char *path = *(const char *const *) key;

	return hash_bytes((const unsigned char *) path, (int) strlen(path));
}

static int
compare_paths(const void *a, const void *b, Size size)
{
	return strcmp(*(const char *const *) a, *(const char *const *) b);
}

JsonRow *
json_row_create(const char *column)
{
	JsonRow *row = palloc0(sizeof *row);
	int encoding = GetDatabaseEncoding();

	row->room = 8;
	row->names = palloc(row->room * sizeof *row->names);
	row->fields = palloc0(row->room * sizeof *row->fields);
	row->names[0] = pstrdup(column);
	row->count = 1;
	row->context = AllocSetContextCreate(
		CurrentMemoryContext, "tripgrid JSON row", ALLOCSET_DEFAULT_SIZES);
	if (encoding != PG_UTF8 && encoding != PG_SQL_ASCII)
		row->conversion = FindDefaultConversionProc(PG_UTF8, encoding);
	return row;
}

int
json_row_path(JsonRow *row, const char *path)
{
	for (int i = 1; i < row->count; i++)
		if (strcmp(row->names[i], path) == 0)
			return i;
	if (row->count == row->room)
	{
		row->room *= 2;
		row->names = repalloc(row->names, row->room * sizeof *row->names);
		row->fields = repalloc(row->fields, row->room * sizeof *row->fields);
	}
	if (row->paths != NULL)
		hash_destroy(row->paths);
	row->paths = NULL;
	row->names[row->count] = pstrdup(path);
	row->arrays |= *path == '[';
	return row->count++;
}

/* Tell whether a text is an object, or an array if paths lead into one. */
static bool
is_record(const JsonRow *row, const char *json, size_t len)
{
	JsonLexContext *lexer;

	if (len == 0 || (*json != '{' && !(*json == '[' && row->arrays)) ||
		tg_json_depth(json, len) > DEPTH_MAX)
		return false;
	lexer = TgJsonLexer(json, len, GetDatabaseEncoding());
	return pg_parse_json(lexer, &nullSemAction) == JSON_SUCCESS;
}

/* From UTF-8 into the server's encoding; false if it has no such character. */
static bool
convert(const JsonRow *row, FieldText *field)
{
	size_t room = field->len * MAX_CONVERSION_GROWTH + 1;
	unsigned char *text;
	int taken;

	if (!OidIsValid(row->conversion))
		return true;
	text = palloc(room);
	taken = pg_do_encoding_conversion_buf(
		row->conversion, PG_UTF8, GetDatabaseEncoding(),
		(unsigned char *) field->bytes, (int) field->len, text, (int) room,
		true);
	if (taken != (int) field->len)
		return false;
	field->bytes = (char *) text;
	field->len = strlen((char *) text);
	return true;
}

/* The text of a value: of a string what it says, of others how they look. */
static TgStatus
take_value(const JsonRow *row, FieldText *field)
{
	char *plain;
	size_t len;

	if (field->bytes == NULL)
		return TG_OK;
	if (field->len == 4 && memcmp(field->bytes, "null", 4) == 0)
		field->bytes = NULL;
	else if (*field->bytes == '"')
	{
		field->bytes++;
		field->len -= 2;
		if (memchr(field->bytes, '\\', field->len) == NULL)
			return TG_OK;
		plain = palloc(field->len);
		if (tg_json_unescape(field->bytes, field->len, plain, &len) != TG_OK)
			return TG_BAD_JSON;
		field->bytes = plain;
		field->len = len;
		if (!convert(row, field))
			return TG_BAD_JSON;
	}
	return TG_OK;
}

/* A path that is asked for, by its text. */
typedef struct PathEntry
{
	const char *path; /* the key: must be first */
	int field;
} PathEntry;

/* Find paths by their texts, where they are many. */
static HTAB *
paths_by_text(JsonRow *row)
{
	HASHCTL control = {.keysize = sizeof(char *),
					   .entrysize = sizeof(PathEntry),
					   .hash = hash_path,
					   .match = compare_paths,
					   .hcxt = MemoryContextGetParent(row->context)};
	HTAB *paths =
		hash_create("tripgrid paths of JSON", row->count, &control,
					HASH_ELEM | HASH_FUNCTION | HASH_COMPARE | HASH_CONTEXT);

	for (int i = 1; i < row->count; i++)
	{
		PathEntry *entry =
			hash_search(paths, &row->names[i], HASH_ENTER, NULL);

		entry->field = i;
	}
	return paths;
}

/* The name of a member, ended; null if no path can be called so. */
static const char *
name_of(const TgJsonItem *item)
{
	char *name;
	size_t len;

	if (memchr(item->name, '\\', item->name_len) == NULL)
		return pnstrdup(item->name, item->name_len);
	name = palloc(item->name_len + 1);
	if (tg_json_unescape(item->name, item->name_len, name, &len) != TG_OK)
		return NULL;
	name[len] = '\0';
	return name;
}

/*
 * Find the members that whole paths are the names of in one pass: to look for
 * each of many paths by itself would take their number times the length.
 */
static void
find_members(JsonRow *row, const char *json, const char *end)
{
	TgJsonItem item;

	if (row->paths == NULL)
		row->paths = paths_by_text(row);
	if (*json != '{')
		return;
	for (bool more = tg_json_first(json, end, &item); more;
		 more = tg_json_next(json, end, &item))
	{
		const char *name = name_of(&item);
		const PathEntry *entry =
			name == NULL ? NULL
						 : hash_search(row->paths, &name, HASH_FIND, NULL);
		FieldText *field = entry == NULL ? NULL : &row->fields[entry->field];

		/* of two of a name it is the first */
		if (field == NULL || field->bytes != NULL)
			continue;
		field->bytes = tg_json_bare(item.value, end);
		field->len = (size_t) (tg_json_skip(field->bytes, end) - field->bytes);
	}
}

/* Find the value of a path, unless it was found by its name. */
static void
find_value(const JsonRow *row, int i, const char *json, size_t len)
{
	const char *path = row->names[i];
	FieldText *field = &row->fields[i];

	if (field->bytes != NULL || (row->count > MANY_PATHS && *json == '{' &&
								 strpbrk(path, ".[") == NULL))
		return;
	field->bytes = tg_json_find(json, len, path, strlen(path), &field->len);
}

TgStatus
json_row_read(JsonRow *row, const FieldText *object)
{
	const char *json = object->bytes;
	size_t len = object->len;
	TgStatus status = TG_OK;
	MemoryContext old;

	memset(row->fields, 0, row->count * sizeof *row->fields);
	row->fields[0] = *object;
	if (json == NULL)
		return TG_MISSING;
	tg_text_trim(&json, &len);
	if (len > 0 && json[len - 1] == ',')
		len--;
	if (len == 0)
		return TG_MISSING;
	MemoryContextReset(row->context);
	old = MemoryContextSwitchTo(row->context);
	if (!is_record(row, json, len))
		status = TG_BAD_JSON;
	else if (row->count > MANY_PATHS)
		find_members(row, json, json + len);
	for (int i = 1; i < row->count && status == TG_OK; i++)
	{
		find_value(row, i, json, len);
		status = take_value(row, &row->fields[i]);
	}
	MemoryContextSwitchTo(old);
	return status;
}
