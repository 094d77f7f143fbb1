/*
 * json_sample.c
 *	  The values that JSON objects have in a sample, by their paths.
 */
#include "compat.h"

#include "access/htup_details.h"
#include "catalog/pg_collation.h"
#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "core/text/json_records.h"
#include "detect/detect_feed.h"
#include "store/attempt.h"
#include "store/internal.h"
#include "types/texts.h"

#define MOST_RECORDS 100

/* The first whole records of a text. */
static Texts
json_records(const char *json)
{
	size_t len = strlen(json);
	size_t at = 0;
	Texts found = {palloc(MOST_RECORDS * sizeof(char *)), 0};
	TgJsonRecords records;

	tg_json_records_begin(&records);
	while (found.count < MOST_RECORDS && at < len)
	{
		size_t used;

		CHECK_FOR_INTERRUPTS();
		if (tg_json_records_next(&records, json + at, len - at, &used))
			found.text[found.count++] = pnstrdup(
				json + records.first, (size_t) (records.end - records.first));
		at += used;
	}
	return found;
}

void
sample_read_json(const char *whole, Sample *read)
{
	static const Oid types[] = {TEXTARRAYOID};
	Texts records = json_records(whole);
	HeapTupleHeader found = DatumGetHeapTupleHeader(OidFunctionCall1Coll(
		internal_function("json_columns", lengthof(types), types),
		DEFAULT_COLLATION_OID, texts_datum(records.text, records.count)));
	bool isnull;
	Datum names = GetAttributeByNum(found, 1, &isnull);
	int count;
	char **values;

	read->columns = (Texts){palloc(sizeof(char *)), 1};
	read->columns.text[0] = "object";
	if (isnull)
		return;
	read->names.text = texts_of(names, &read->names.count);
	values = texts_of(GetAttributeByNum(found, 2, &isnull), &count);
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
