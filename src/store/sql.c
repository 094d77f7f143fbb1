/*
 * sql.c
 *	  SQL through SPI, with failures raised as errors.
 */
#include "compat.h"

#include "store/sql.h"

SPIPlanPtr
sql_prepare(const char *query, int nargs, Oid *types)
{
	SPIPlanPtr plan = SPI_prepare(query, nargs, types);

	if (plan == NULL)
		elog(ERROR, "could not prepare \"%s\": %s", query,
			 SPI_result_code_string(SPI_result));
	return plan;
}

void
sql_run(SPIPlanPtr plan, Datum *values, const char *nulls)
{
	int result = SPI_execute_plan(plan, values, nulls, false, 0);

	if (result < 0)
		elog(ERROR, "could not execute a plan: %s",
			 SPI_result_code_string(result));
}

void
sql_query(const char *query, int nargs, Oid *types, Datum *values)
{
	int result =
		SPI_execute_with_args(query, nargs, types, values, NULL, false, 0);

	if (result < 0)
		elog(ERROR, "could not execute \"%s\": %s", query,
			 SPI_result_code_string(result));
}

void
sql_read(const char *query, int nargs, Oid *types, Datum *values)
{
	int result =
		SPI_execute_with_args(query, nargs, types, values, NULL, true, 0);

	if (result < 0)
		elog(ERROR, "could not execute \"%s\": %s", query,
			 SPI_result_code_string(result));
}

void
sql_read_plan(SPIPlanPtr plan, Datum *values)
{
	int result = SPI_execute_plan(plan, values, NULL, true, 0);

	if (result < 0)
		elog(ERROR, "could not execute a plan: %s",
			 SPI_result_code_string(result));
}

void
sql_row(HeapTuple tuple, TupleDesc desc, int count, Datum *values)
{
	for (int i = 0; i < count; i++)
	{
		bool isnull;

		values[i] = SPI_getbinval(tuple, desc, i + 1, &isnull);
		if (isnull)
			ereport(ERROR,
					(errcode(ERRCODE_DATA_CORRUPTED),
					 errmsg("a row of a store's tables has no \"%s\"",
							NameStr(TupleDescAttr(desc, i)->attname)),
					 errhint("CALL tripgrid.rebuild() makes the segments "
							 "again.")));
	}
}
