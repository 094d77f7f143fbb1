/*
 * sql.h
 *	  SQL through SPI, with failures raised as errors.
 *
 * SPI must be connected, but for sql_begin.  Queries see all that went before
 * them in the same transaction.
 */
#ifndef TG_STORE_SQL_H
#define TG_STORE_SQL_H

#include "postgres.h"

#include "executor/spi.h"

extern SPIPlanPtr sql_prepare(const char *query, int nargs, Oid *types);

/* Change a setting until the level of settings ends. */
extern void sql_set(const char *name, const char *value);

/* Have names looked up in pg_catalog, and trips in their table, until then. */
extern void sql_safe_path(void);

/*
 * Begin and end statements of the current user's with such a search path: SPI
 * is connected between them.
 */
extern int sql_begin(void);
extern void sql_end(int settings);

/* Execute a statement that is printed so. */
extern void sql_run_text(const char *format, ...) pg_attribute_printf(1, 2);

/* Execute a plan; nulls as for SPI, or a null pointer. */
extern void sql_run(SPIPlanPtr plan, Datum *values, const char *nulls);

/* Execute a query once. */
extern void sql_query(const char *query, int nargs, Oid *types, Datum *values);

/* The same for questions, which see what the statement around them sees. */
extern void sql_read(const char *query, int nargs, Oid *types, Datum *values);
extern void sql_read_plan(SPIPlanPtr plan, Datum *values);

/*
 * How many of the rows that were given to a statement triggers and rules have
 * let through.  An error if there are more: a rule wrote others instead.
 */
extern uint64 sql_written(const char *table, uint64 given);

/*
 * The first so many columns of a row, none of which may be null.  Queries cast
 * each column to the type that is expected: a table may have been altered.
 */
extern void sql_row(HeapTuple tuple, TupleDesc desc, int count, Datum *values);

/*
 * SQL that gives the text of a value: of a type that is not the server's own
 * by its output function, for casts are functions of whoever owns the type.
 */
extern char *sql_text_of(const char *expression, Oid type);

#endif /* TG_STORE_SQL_H */
