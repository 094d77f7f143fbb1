/*
 * places_json.c
 *	  The stations of a list that is JSON.
 */
#include "compat.h"

#include "catalog/pg_collation.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "core/text/json_records.h"
#include "file/file_encoding.h"
#include "file/places_load.h"
#include "store/internal.h"
#include "types/texts.h"

/* A document as JSON; null if it is none. */
static Datum
json_of(const char *text, bool *isnull)
{
	static const Oid types[] = {TEXTOID};
	FmgrInfo function;
	Datum value;
	LOCAL_FCINFO(call, 1);

	fmgr_info(internal_function("json_value", lengthof(types), types),
			  &function);
	InitFunctionCallInfoData(*call, &function, 1, DEFAULT_COLLATION_OID, NULL,
							 NULL);
	call->args[0].value = CStringGetTextDatum(text);
	call->args[0].isnull = false;
	value = FunctionCallInvoke(call);
	*isnull = call->isnull;
	return value;
}

/* The records of a file that is several documents, as an array. */
static char *
records_as_array(const char *json)
{
	size_t len = strlen(json);
	size_t at = 0;
	StringInfoData array;
	TgJsonRecords records;

	initStringInfo(&array);
	appendStringInfoChar(&array, '[');
	tg_json_records_begin(&records, NULL);
	while (at < len)
	{
		size_t used;
		bool isnull;

		CHECK_FOR_INTERRUPTS();
		if (tg_json_records_next(&records, json + at, len - at, &used))
		{
			char *record = pnstrdup(json + records.first,
									(size_t) (records.end - records.first));

			(void) json_of(record, &isnull);
			if (!isnull)
				appendStringInfo(&array, "%s%s", array.len > 1 ? "," : "",
								 record);
			pfree(record);
		}
		at += used;
	}
	appendStringInfoChar(&array, ']');
	return array.data;
}

/* Cut the names of a place apart. */
static FieldText *
names_of(char *text, int *count)
{
	FieldText *names;
	int room = 1;

	for (const char *at = text; *at != '\0'; at++)
		room += *at == '\x1F';
	names = palloc(room * sizeof *names);
	*count = 0;
	for (char *at = text; at != NULL;)
	{
		char *end = strchr(at, '\x1F');
		size_t len = end == NULL ? strlen(at) : (size_t) (end - at);

		if (len > 0)
			names[(*count)++] = (FieldText){at, len};
		at = end == NULL ? NULL : end + 1;
	}
	return names;
}

void
places_read_json(PlacesLoad *load)
{
	static const Oid types[] = {JSONOID};
	const FileHead *head = &load->head;
	/* before it is read: a bracket may be a part of a longer character */
	char *text = pg_any_to_server(head->bytes + head->start,
								  (int) (head->len - head->start),
								  load->format.encoding);
	HeapTupleHeader found;
	char **column[3];
	bool isnull;
	Datum json = json_of(text, &isnull);
	int count = 0;

	file_encoding_tell(&load->request, load->source, &load->format,
					   head->start, NULL, 0);
	if (isnull)
		json = json_of(records_as_array(text), &isnull);
	if (isnull)
		return;
	found = DatumGetHeapTupleHeader(OidFunctionCall1Coll(
		internal_function("json_places", lengthof(types), types),
		DEFAULT_COLLATION_OID, json));
	for (int i = 0; i < lengthof(column); i++)
	{
		Datum texts = GetAttributeByNum(found, (AttrNumber) (i + 1), &isnull);

		if (isnull)
			return;
		column[i] = texts_of(texts, &count);
	}
	for (int i = 0; i < count; i++)
	{
		int names;
		FieldText *name = names_of(column[0][i], &names);
		TgLonLat position = {0, 0};
		TgStatus status =
			places_degrees(column[1][i], column[2][i], 0, &position);

		CHECK_FOR_INTERRUPTS();
		places_add_station(load, name, names, status, position);
	}
}
