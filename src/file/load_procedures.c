/*
 * load_procedures.c
 *	  The procedures that load a file, and those in a directory.
 */
#include "compat.h"

#include "executor/spi.h"
#include "fmgr.h"
#include "nodes/parsenodes.h"
#include "utils/builtins.h"

#include "feed/load_key.h"
#include "file/directory_load.h"
#include "tripgrid.h"
#include "types/texts.h"

/* The chunks of a load commit: it cannot be a part of a transaction. */
static void
require_no_transaction(FunctionCallInfo fcinfo, const char *command)
{
	if (fcinfo->context == NULL || !IsA(fcinfo->context, CallContext) ||
		castNode(CallContext, fcinfo->context)->atomic)
		ereport(ERROR,
				(errcode(ERRCODE_ACTIVE_SQL_TRANSACTION),
				 errmsg("%s cannot run inside a transaction block", command),
				 errdetail("It commits each part of a file as it goes."),
				 errhint("Call it at top level, or load in your transaction "
						 "with COPY into the feed.")));
}

static char *
text_argument(FunctionCallInfo fcinfo, int number)
{
	return PG_ARGISNULL(number) ? NULL
								: text_to_cstring(PG_GETARG_TEXT_PP(number));
}

static char *
name_argument(FunctionCallInfo fcinfo, int number)
{
	return PG_ARGISNULL(number) ? NULL
								: pstrdup(NameStr(*PG_GETARG_NAME(number)));
}

static bool
adds_columns(FunctionCallInfo fcinfo, int number)
{
	const char *what = text_argument(fcinfo, number);

	if (what == NULL || strcmp(what, "pass") == 0)
		return false;
	if (strcmp(what, "add") != 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("new_columns must be \"pass\" or \"add\", not "
							   "\"%s\"",
							   what)));
	return true;
}

/* The arguments that are of a table: target, key, on_key, version, ... */
static void
table_arguments(FunctionCallInfo fcinfo, int from, FileRequest *request)
{
	request->target = name_argument(fcinfo, from);
	if (!PG_ARGISNULL(from + 1))
		request->key_columns =
			texts_of(PG_GETARG_DATUM(from + 1), &request->key_count);
	request->on_key = text_argument(fcinfo, from + 2);
	request->version = text_argument(fcinfo, from + 3);
	request->add_columns = adds_columns(fcinfo, from + 4);
	if (request->target == NULL &&
		(request->key_count > 0 || request->on_key != NULL ||
		 request->version != NULL || request->add_columns))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("key, on_key, version and new_columns are of a "
							   "table"),
						errhint("Say target => its name.")));
	if (request->target == NULL)
		return;
	if (request->target[0] == '\0')
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("target must not be empty")));
	if (request->feed != NULL)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("feed and target exclude each other"),
						errdetail("A feed that is named has its table.")));
	if (request->region != NULL || request->datasource != NULL ||
		request->position_order != NULL || request->position_form != NULL ||
		request->position_srid != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("region, datasource, position_order, position_form "
						"and position_srid are of trips, not of a table")));
}

/* One of nothing is that of no trip. */
static void
require_label(const char *name, const char *value)
{
	if (value != NULL && value[strspn(value, " \t\r\n")] == '\0')
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("%s must not be empty", name),
						errhint("Leave it out to have it found, or say what "
								"it is.")));
}

/* The arguments from the format on, which both procedures have. */
static FileRequest
request_of(FunctionCallInfo fcinfo, int feed, int from, int table)
{
	FileRequest request = {0};

	request.feed = name_argument(fcinfo, feed);
	request.jobs = PG_ARGISNULL(feed + 1) ? 1 : PG_GETARG_INT32(feed + 1);
	request.format = text_argument(fcinfo, from);
	request.again = !PG_ARGISNULL(from + 1) && PG_GETARG_BOOL(from + 1);
	request.store = name_argument(fcinfo, from + 2);
	request.region = text_argument(fcinfo, from + 3);
	request.datasource = text_argument(fcinfo, from + 4);
	require_label("region", request.region);
	require_label("datasource", request.datasource);
	request.delimiter = text_argument(fcinfo, from + 5);
	request.quote = text_argument(fcinfo, from + 6);
	request.escape = text_argument(fcinfo, from + 7);
	request.null_text = text_argument(fcinfo, from + 8);
	request.encoding = text_argument(fcinfo, from + 9);
	request.header = PG_ARGISNULL(from + 10) ? -1 : PG_GETARG_BOOL(from + 10);
	request.date_format = text_argument(fcinfo, from + 11);
	request.time_zone = text_argument(fcinfo, from + 12);
	request.position_order = text_argument(fcinfo, from + 13);
	request.position_form = text_argument(fcinfo, from + 14);
	request.position_srid =
		PG_ARGISNULL(from + 15) ? 0 : PG_GETARG_INT32(from + 15);
	if (request.feed != NULL &&
		(request.date_format != NULL || request.time_zone != NULL ||
		 request.position_order != NULL || request.position_form != NULL ||
		 request.position_srid != 0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("date_format, time_zone, position_order, "
						"position_form and position_srid are for a feed that "
						"is detected"),
				 errhint("tripgrid.change_feed() changes those of feed "
						 "\"%s\".",
						 request.feed)));
	table_arguments(fcinfo, table, &request);
	if (request.store == NULL)
		request.store = pstrdup(setting_store);
	if (request.jobs < 1 || request.jobs > MAX_JOBS)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("jobs must be between 1 and %d", MAX_JOBS)));
	return request;
}

/*
 * (path, feed, jobs, key, ...): see sql/install/34_files.sql.  The server has
 * another load_file.
 */
PG_FUNCTION_INFO_V1(load_server_file);
Datum
load_server_file(PG_FUNCTION_ARGS)
{
	FileRequest request;

	require_no_transaction(fcinfo, "tripgrid.load_file()");
	if (PG_ARGISNULL(0))
		ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
						errmsg("path must not be null")));
	SPI_connect_ext(SPI_OPT_NONATOMIC);
	request = request_of(fcinfo, 1, 4, 20);
	request.path = text_argument(fcinfo, 0);
	request.key = text_argument(fcinfo, 3);
	/* it commits, so SET LOCAL cannot reach it */
	if (request.key == NULL)
		request.key =
			pstrdup(load_key("Use load_file(..., load_key => ...); for "
							 "COPY and INSERT, SET LOCAL."));
	if (request.key[0] == '\0')
		request.key = NULL; /* as in the setting */
	canonicalize_path(request.path);
	archive_load(&request);
	SPI_finish();
	PG_RETURN_VOID();
}

/* (path, pattern, feed, jobs, format, ...) */
PG_FUNCTION_INFO_V1(load_directory);
Datum
load_directory(PG_FUNCTION_ARGS)
{
	FileRequest request;
	char *pattern;

	require_no_transaction(fcinfo, "tripgrid.load_directory()");
	if (PG_ARGISNULL(0))
		ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
						errmsg("path must not be null")));
	SPI_connect_ext(SPI_OPT_NONATOMIC);
	request = request_of(fcinfo, 2, 4, 21);
	request.path = text_argument(fcinfo, 0);
	canonicalize_path(request.path);
	pattern = text_argument(fcinfo, 1);
	directory_load(&request, pattern == NULL ? "*" : pattern,
				   !PG_ARGISNULL(20) && PG_GETARG_BOOL(20));
	SPI_finish();
	PG_RETURN_VOID();
}
