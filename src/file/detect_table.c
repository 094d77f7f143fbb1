/*
 * detect_table.c
 *	  The table that a file would make, for who wants to see it first.
 *
 * It reads a file of the server with the rights of whoever asks, who must be
 * allowed to, and makes nothing.
 */
#include "compat.h"

#include "fmgr.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"

#include "file/file_encoding.h"
#include "file/file_failure.h"
#include "file/file_format.h"
#include "file/file_guess.h"
#include "file/file_open.h"
#include "file/table_plan.h"
#include "target/target_make.h"
#include "tripgrid.h"
#include "types/texts.h"

static char *
text_argument(FunctionCallInfo fcinfo, int number)
{
	return PG_ARGISNULL(number) ? NULL
								: text_to_cstring(PG_GETARG_TEXT_PP(number));
}

static FileRequest
request_of(FunctionCallInfo fcinfo)
{
	FileRequest request = {0};

	if (PG_ARGISNULL(0) || VARSIZE_ANY_EXHDR(PG_GETARG_TEXT_PP(0)) == 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("path must not be empty")));
	request.path = text_argument(fcinfo, 0);
	canonicalize_path(request.path);
	request.target =
		PG_ARGISNULL(1) ? "a_table" : pstrdup(NameStr(*PG_GETARG_NAME(1)));
	request.format = text_argument(fcinfo, 2);
	request.delimiter = text_argument(fcinfo, 3);
	request.quote = text_argument(fcinfo, 4);
	request.escape = text_argument(fcinfo, 5);
	request.null_text = text_argument(fcinfo, 6);
	request.encoding = text_argument(fcinfo, 7);
	request.header = PG_ARGISNULL(8) ? -1 : PG_GETARG_BOOL(8);
	request.date_format = text_argument(fcinfo, 9);
	request.store = PG_ARGISNULL(10) ? pstrdup(setting_store)
									 : pstrdup(NameStr(*PG_GETARG_NAME(10)));
	return request;
}

/* Whatever is wrong with the file: which one it is, and what helps. */
static void
explain(void *arg)
{
	const FileRequest *request = arg;

	errcontext("file \"%s\"", request->path);
	if (geterrcode() == ERRCODE_CHARACTER_NOT_IN_REPERTOIRE &&
		request->encoding != NULL)
		errhint("%s", file_encoding_hint(request));
}

static TableScan *
scan_file(const FileRequest *request)
{
	ErrorContextCallback context = {error_context_stack, explain,
									unconstify(FileRequest *, request)};
	Source *source;
	FileHead head;
	FileFormat format;
	TableScan *scan;

	error_context_stack = &context;
	source = source_open_as(request->path, file_unicode(request));
	head = file_head_read(source);
	format = file_format_settle(request, source, &head);
	file_check_encoding(&format);
	file_check_empty(source, &head);
	scan = table_scan(request, source->path, &head, &format,
					  request->date_format, true);
	source_close(source);
	error_context_stack = context.previous;
	return scan;
}

static void
put_text(const char *text, NullableDatum *value)
{
	value->isnull = text == NULL;
	if (text != NULL)
		value->value = CStringGetTextDatum(text);
}

/* The columns of the source, as create_feed takes them; null of JSON. */
static void
put_columns(const TableScan *scan, NullableDatum *value)
{
	char **names = palloc(scan->count * sizeof *names);

	for (int i = 0; i < scan->count; i++)
		names[i] = unconstify(char *, scan->column[i].name);
	value->isnull = scan->format.json;
	if (!value->isnull)
		value->value = texts_datum(names, scan->count);
}

static void
put_note(const TablePlan *plan, NullableDatum *value)
{
	List *notes = list_copy(plan->notes);
	ListCell *cell;

	foreach (cell, plan->warnings)
		notes =
			lappend(notes, psprintf("Warning: %s.", (char *) lfirst(cell)));
	put_text(table_plan_notes(notes), value);
}

/* (path, target, format, ...): see sql/install/34_files.sql */
PG_FUNCTION_INFO_V1(detect_table);
Datum
detect_table(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	FileRequest request = request_of(fcinfo);
	NullableDatum found[7] = {{0}};
	Datum values[lengthof(found)];
	bool isnull[lengthof(found)];
	TableScan *scan;
	TablePlan *plan;

	InitMaterializedSRF(fcinfo, 0);
	source_check_rights();
	scan = scan_file(&request);
	plan = table_plan(scan, &request);
	put_text(target_table_sql(request.store, request.target, plan->column,
							  plan->count),
			 &found[0]);
	put_columns(scan, &found[1]);
	found[2].value = DirectFunctionCall1(
		jsonb_in, CStringGetDatum(table_plan_mapping(plan)));
	put_text(plan->date_format, &found[3]);
	found[4].value = BoolGetDatum(plan->decimal_comma);
	put_text(scan->format.json ? "json" : "csv", &found[5]);
	put_note(plan, &found[6]);
	for (int i = 0; i < lengthof(found); i++)
	{
		values[i] = found[i].value;
		isnull[i] = found[i].isnull;
	}
	tuplestore_putvalues(result->setResult, result->setDesc, values, isnull);
	return (Datum) 0;
}
