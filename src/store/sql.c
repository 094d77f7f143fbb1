/*
 * sql.c
 *	  SQL through SPI, with failures raised as errors.
 */
#include "compat.h"

#include "access/transam.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "utils/guc.h"
#include "utils/memutils.h"
#include "utils/plancache.h"

#include "store/sql.h"

void
sql_set(const char *name, const char *value)
{
	(void) set_config_option(name, value, PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);
}

void
sql_safe_path(void)
{
	sql_set("search_path", "pg_catalog, pg_temp");
	/* what is said of trips is said of the table */
	sql_set("tripgrid.use_segments", "off");
}

int
sql_begin(void)
{
	int settings = NewGUCNestLevel();

	sql_safe_path();
	SPI_connect();
	return settings;
}

void
sql_end(int settings)
{
	SPI_finish();
	AtEOXact_GUC(true, settings);
}

void
sql_run_text(const char *format, ...)
{
	StringInfoData statement;
	int more;

	initStringInfo(&statement);
	do
	{
		va_list arguments;

		va_start(arguments, format);
		more = appendStringInfoVA(&statement, format, arguments);
		va_end(arguments);
		if (more > 0)
			enlargeStringInfo(&statement, more);
	} while (more > 0);
	sql_query(statement.data, 0, NULL, NULL);
	pfree(statement.data);
}

SPIPlanPtr
sql_prepare(const char *query, int nargs, Oid *types)
{
	SPIPlanPtr plan = SPI_prepare(query, nargs, types);

	if (plan == NULL)
		elog(ERROR, "could not prepare \"%s\": %s", query,
			 SPI_result_code_string(SPI_result));
	return plan;
}

/*
 * Raise an error again without the line of its context that says which
 * statement of ours was running: it is no user's. What users have written and
 * ran within it stays.
 */
TG_NORETURN static void
raise_without(const char *query, MemoryContext context)
{
	char *line;
	size_t len;
	ErrorData *error;
	char *at;

	MemoryContextSwitchTo(context);
	error = CopyErrorData();
	FlushErrorState();
	line = psprintf(_("SQL statement \"%s\""), query);
	len = strlen(line);
	at = error->context == NULL ? NULL : strstr(error->context, line);
	if (at != NULL)
	{
		/* with the line's end, or the one before it if it is the last */
		if (at[len] == '\n')
			len++;
		else if (at > error->context)
		{
			at--;
			len++;
		}
		memmove(at, at + len, strlen(at + len) + 1);
		if (error->context[0] == '\0')
			error->context = NULL;
	}
	ReThrowError(error);
}

static void
run_plan(SPIPlanPtr plan, Datum *values, const char *nulls, bool read_only)
{
	MemoryContext context = CurrentMemoryContext;
	int result = 0;

	PG_TRY();
	{
		result = SPI_execute_plan(plan, values, nulls, read_only, 0);
	}
	PG_CATCH();
	{
		CachedPlanSource *source = linitial(SPI_plan_get_plan_sources(plan));

		raise_without(source->query_string, context);
	}
	PG_END_TRY();
	if (result < 0)
		elog(ERROR, "could not execute a plan: %s",
			 SPI_result_code_string(result));
}

static void
run_query(const char *query, int nargs, Oid *types, Datum *values,
		  bool read_only)
{
	MemoryContext context = CurrentMemoryContext;
	int result = 0;

	PG_TRY();
	{
		result = SPI_execute_with_args(query, nargs, types, values, NULL,
									   read_only, 0);
	}
	PG_CATCH();
	{
		raise_without(query, context);
	}
	PG_END_TRY();
	if (result < 0)
		elog(ERROR, "could not execute \"%s\": %s", query,
			 SPI_result_code_string(result));
}

void
sql_run(SPIPlanPtr plan, Datum *values, const char *nulls)
{
	run_plan(plan, values, nulls, false);
}

void
sql_query(const char *query, int nargs, Oid *types, Datum *values)
{
	run_query(query, nargs, types, values, false);
}

void
sql_read(const char *query, int nargs, Oid *types, Datum *values)
{
	run_query(query, nargs, types, values, true);
}

void
sql_read_plan(SPIPlanPtr plan, Datum *values)
{
	run_plan(plan, values, NULL, true);
}

uint64
sql_written(const char *table, uint64 given)
{
	uint64 written = SPI_processed;

	if (written > given)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("a rule on table \"%s\" makes more rows than are "
						"loaded",
						table),
				 errdetail("Which of them are of the load cannot be told.")));
	return written;
}

void
sql_row(HeapTuple tuple, TupleDesc desc, int count, Datum *values)
{
	for (int i = 0; i < count; i++)
	{
		bool isnull;

		values[i] = SPI_getbinval(tuple, desc, i + 1, &isnull);
		if (isnull)
			ereport(ERROR, (errcode(ERRCODE_DATA_CORRUPTED),
							errmsg("a row of a store's tables has no \"%s\"",
								   NameStr(TupleDescAttr(desc, i)->attname)),
							errhint("If it is of the segments, CALL "
									"tripgrid.rebuild() makes them again.")));
	}
}

char *
sql_text_of(const char *expression, Oid type)
{
	if (type < FirstNormalObjectId)
		return psprintf("%s::text", expression);
	return psprintf("(CASE WHEN num_nonnulls(%1$s) = 1 "
					"THEN format('%%s', %1$s) END)",
					expression);
}
