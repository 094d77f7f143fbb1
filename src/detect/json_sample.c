/*
 * json_sample.c
 *	  The values that JSON objects have in a sample, by their paths.
 */
#include "compat.h"

#include "access/htup_details.h"
#include "catalog/pg_collation.h"
#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/json.h"

#include "core/text/json_path.h"
#include "core/text/json_records.h"
#include "core/text/json_value.h"
#include "detect/detect_feed.h"
#include "store/attempt.h"
#include "store/internal.h"
#include "types/texts.h"

#define MOST_RECORDS 100

char *
json_plain_name(const char *name, size_t len)
{
	char *plain;

	if (memchr(name, '\\', len) == NULL)
		return pnstrdup(name, len);
	plain = palloc(len + 1);
	if (GetDatabaseEncoding() != PG_UTF8 ||
		tg_json_unescape(name, len, plain, &len) != TG_OK)
		return NULL;
	plain[len] = '\0';
	return plain;
}

/* The texts that an array has. */
static Texts
names_in(const char *array, const char *end)
{
	Texts names = {NULL, 0};
	TgJsonItem item;
	int room = 0;

	for (bool any = tg_json_first(array, end, &item); any;
		 any = tg_json_next(array, end, &item))
	{
		const char *name;
		size_t len;

		if (!tg_json_item_name(item.value, end, &name, &len))
			break;
		if (names.count == room)
		{
			room = Max(2 * room, 16);
			names.text = names.text == NULL
							 ? palloc(room * sizeof(char *))
							 : repalloc(names.text, room * sizeof(char *));
		}
		names.text[names.count] = json_plain_name(name, len);
		if (names.text[names.count] == NULL)
			names.text[names.count] = pnstrdup(name, len);
		names.count++;
	}
	return names;
}

/* An array as an object, by the names of its values. */
static char *
as_object(const char *array, const char *end, Texts names)
{
	StringInfoData object;
	TgJsonItem item;
	int i = 0;

	initStringInfo(&object);
	appendStringInfoChar(&object, '{');
	for (bool any = tg_json_first(array, end, &item); any && i < names.count;
		 any = tg_json_next(array, end, &item))
	{
		if (i > 0)
			appendStringInfoChar(&object, ',');
		escape_json(&object, names.text[i]);
		appendStringInfoChar(&object, ':');
		appendBinaryStringInfo(&object, item.value,
							   tg_json_skip(item.value, end) - item.value);
		i++;
	}
	appendStringInfoChar(&object, '}');
	return object.data;
}

/* The first whole records of a text. */
static Texts
json_records(const char *json, const TgJsonLook *look, Texts names)
{
	size_t len = strlen(json);
	size_t at = 0;
	Texts found = {palloc(MOST_RECORDS * sizeof(char *)), 0};
	TgJsonRecords records;

	tg_json_records_begin(&records, &look->shape);
	while (found.count < MOST_RECORDS && at < len)
	{
		size_t used;

		CHECK_FOR_INTERRUPTS();
		if (tg_json_records_next(&records, json + at, len - at, &used))
		{
			const char *first = json + records.first;
			const char *end = json + records.end;

			/* what names the values may be the first record */
			if (look->names == NULL || *first != '[')
				found.text[found.count++] = pnstrdup(first, end - first);
			else if (first != look->names)
				found.text[found.count++] = as_object(first, end, names);
		}
		at += used;
	}
	return found;
}

char *
sample_path(const Sample *sample, const char *name)
{
	size_t longest = 0;
	int place = -1;

	for (int i = 0; name != NULL && i < sample->places.count; i++)
	{
		const char *column = sample->places.text[i];
		size_t len = strlen(column);

		if (strncmp(name, column, len) == 0 && (place < 0 || len > longest) &&
			(name[len] == '\0' || name[len] == '.' || name[len] == '['))
		{
			longest = len;
			place = i;
		}
	}
	return place < 0 ? unconstify(char *, name)
					 : psprintf("[%d]%s", place, name + longest);
}

void
sample_read_json(const char *whole, const TgJsonLook *look, Sample *read)
{
	static const Oid types[] = {TEXTARRAYOID};
	Texts names = look->names == NULL
					  ? (Texts){NULL, 0}
					  : names_in(look->names, whole + strlen(whole));
	Texts records = json_records(whole, look, names);
	HeapTupleHeader found = DatumGetHeapTupleHeader(OidFunctionCall1Coll(
		internal_function("json_columns", lengthof(types), types),
		DEFAULT_COLLATION_OID, texts_datum(records.text, records.count)));
	bool isnull;
	Datum paths = GetAttributeByNum(found, 1, &isnull);
	int count;
	char **values;

	memset(read, 0, sizeof *read);
	read->json = true;
	read->columns = (Texts){palloc(sizeof(char *)), 1};
	read->columns.text[0] = "object";
	read->places = names;
	if (isnull)
		return;
	read->names.text = texts_of(paths, &read->names.count);
	values = texts_of(GetAttributeByNum(found, 2, &isnull), &count);
	for (int i = 0; i < count; i++)
		values[i] = sample_value(values[i]);
	read->rows = count / read->names.count;
	read->values = palloc(read->names.count * sizeof(Texts));
	for (int i = 0; i < read->names.count; i++)
		read->values[i] = (Texts){&values[i * read->rows], read->rows};
}

/* Whether an error says that a text is no JSON that the server can take. */
static bool
is_about_value(int sqlerrcode)
{
	return ERRCODE_TO_CATEGORY(sqlerrcode) == ERRCODE_DATA_EXCEPTION ||
		   ERRCODE_TO_CATEGORY(sqlerrcode) == ERRCODE_PROGRAM_LIMIT_EXCEEDED ||
		   sqlerrcode == ERRCODE_FEATURE_NOT_SUPPORTED;
}

static void
read_json(void *record)
{
	(void) DirectFunctionCall1(jsonb_in, CStringGetDatum(record));
}

/*
 * (record): it as JSON; null if it is none, or says what no text here can
 * hold, which only jsonb finds out.
 */
PG_FUNCTION_INFO_V1(json_value);
Datum
json_value(PG_FUNCTION_ARGS)
{
	char *record = text_to_cstring(PG_GETARG_TEXT_PP(0));
	ErrorData *error = attempt(read_json, record);

	if (error != NULL && !is_about_value(error->sqlerrcode))
		ReThrowError(error);
	if (error != NULL)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(DirectFunctionCall1(json_in, CStringGetDatum(record)));
}
