/*
 * sql.h
 *	  SQL through SPI, with failures raised as errors.
 *
 * SPI must be connected.  Queries see all that went before them in the same
 * transaction.
 */
#ifndef TG_STORE_SQL_H
#define TG_STORE_SQL_H

#include "postgres.h"

#include "executor/spi.h"

extern SPIPlanPtr sql_prepare(const char *query, int nargs, Oid *types);

/* Execute a plan; nulls as for SPI, or a null pointer. */
extern void sql_run(SPIPlanPtr plan, Datum *values, const char *nulls);

/* Execute a query once. */
extern void sql_query(const char *query, int nargs, Oid *types, Datum *values);

/* The same for questions, which see what the statement around them sees. */
extern void sql_read(const char *query, int nargs, Oid *types, Datum *values);
extern void sql_read_plan(SPIPlanPtr plan, Datum *values);

/*
 * The first so many columns of a row, none of which may be null.  Queries cast
 * each column to the type that is expected: a table may have been altered.
 */
extern void sql_row(HeapTuple tuple, TupleDesc desc, int count, Datum *values);

#endif /* TG_STORE_SQL_H */
