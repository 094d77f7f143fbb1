/*
 * row_set.h
 *	  Rows of the session's own that SQL reads by a name, as of a table.
 */
#ifndef TG_STORE_ROW_SET_H
#define TG_STORE_ROW_SET_H

#include "postgres.h"

#include "access/tupdesc.h"
#include "utils/queryenvironment.h"
#include "utils/tuplestore.h"

#define ROW_SET "tripgrid_rows" /* the name */

typedef struct RowSet
{
	TupleDesc desc;
	Datum *values; /* of the row that is put next */
	bool *isnull;
	EphemeralNamedRelationData relation;
	Tuplestorestate *tuples;
} RowSet;

/* Create it empty, with so many columns, each to be named. */
extern RowSet *row_set_create(int columns);

/* Name the column of that number, from 0. */
extern void row_set_column(RowSet *rows, int column, const char *name,
						   Oid type, int32 typmod, Oid collation);

/* The names of the columns, quoted, as a list. */
extern char *row_set_columns(const RowSet *rows);

/* Put the row of rows->values. */
extern void row_set_put(RowSet *rows);

/* Show what was put to the statements of SPI, which is connected, or no more;
 * then it is empty. */
extern void row_set_show(RowSet *rows);
extern void row_set_hide(RowSet *rows);

#endif /* TG_STORE_ROW_SET_H */
