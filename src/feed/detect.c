/*
 * detect.c
 *	  What the detection of feeds leaves to C: where a sample ends, words of
 *	  names, JSON's records.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "core/text/json_records.h"
#include "core/text/name_fold.h"

PG_FUNCTION_INFO_V1(name_words);
Datum
name_words(PG_FUNCTION_ARGS)
{
	text *name = PG_GETARG_TEXT_PP(0);
	char *utf8 = (char *) pg_server_to_any(VARDATA_ANY(name),
										   VARSIZE_ANY_EXHDR(name), PG_UTF8);
	size_t len =
		utf8 == VARDATA_ANY(name) ? VARSIZE_ANY_EXHDR(name) : strlen(utf8);
	char *words = palloc(TG_NAME_FOLD_ROOM(len));

	return PointerGetDatum(
		cstring_to_text_with_len(words, (int) tg_name_fold(utf8, len, words)));
}

/* What is looked at of a header, and of a sample, in bytes. */
#define MOST_HEAD (64 * 1024)

/*
 * The beginning of a text, of whole characters and, where it has several
 * lines, of whole lines: however long it is, no more is read.
 */
PG_FUNCTION_INFO_V1(sample_head);
Datum
sample_head(PG_FUNCTION_ARGS)
{
	text *head = PG_GETARG_TEXT_P_SLICE(0, 0, MOST_HEAD + 1);
	const char *bytes = VARDATA_ANY(head);
	int len = VARSIZE_ANY_EXHDR(head);
	int end;

	if (len <= MOST_HEAD)
		PG_RETURN_TEXT_P(head);
	len = pg_mbcliplen(bytes, len, MOST_HEAD);
	end = len;
	while (end > 0 && bytes[end - 1] != '\n' && bytes[end - 1] != '\r')
		end--;
	PG_RETURN_TEXT_P(cstring_to_text_with_len(bytes, end > 0 ? end : len));
}

/* Gather the whole records of a text's beginning, at most so many. */
PG_FUNCTION_INFO_V1(json_records);
Datum
json_records(PG_FUNCTION_ARGS)
{
	text *json = PG_GETARG_TEXT_PP(0);
	int32 most = PG_GETARG_INT32(1);
	const char *bytes = VARDATA_ANY(json);
	size_t len = VARSIZE_ANY_EXHDR(json);
	size_t at = 0;
	ArrayBuildState *found =
		initArrayResult(TEXTOID, CurrentMemoryContext, false);
	TgJsonRecords records;

	tg_json_records_begin(&records);
	for (int n = 0; n < most && at < len;)
	{
		size_t used;

		CHECK_FOR_INTERRUPTS();
		if (tg_json_records_next(&records, bytes + at, len - at, &used))
		{
			accumArrayResult(found,
							 PointerGetDatum(cstring_to_text_with_len(
								 bytes + records.first,
								 (int) (records.end - records.first))),
							 false, TEXTOID, CurrentMemoryContext);
			n++;
		}
		at += used;
	}
	return makeArrayResult(found, CurrentMemoryContext);
}
