/*
 * row_insert.h
 *	  Rows of a store's own tables, inserted one by one.
 */
#ifndef TG_STORE_ROW_INSERT_H
#define TG_STORE_ROW_INSERT_H

#include "postgres.h"

#include "executor/spi.h"

#include "store/relations.h"
#include "store/store.h"

/* Rows of some columns of a table. */
typedef struct RowInsert
{
	const Store *store;
	StoreRelation relation;
	const char *const *names; /* null: all of its list */
	int count;
	SPIPlanPtr plan; /* null: none was needed so far */
} RowInsert;

/*
 * Begin to insert rows with values for these columns of a table, or null for
 * all, in the order of store/columns.h.  It needs no end, and lives in the
 * current memory context.
 */
extern RowInsert *row_insert_begin(const Store *store, StoreRelation relation,
								   const char *const *names, int count);

/*
 * Insert a row; nulls are as SPI has them, or null for none.  SPI must be
 * connected and the store's owner be acting.
 */
extern void row_insert(RowInsert *insert, const Datum *values,
					   const char *nulls);

/*
 * The same without SQL; false, and nothing done, if the row or the table is
 * one for SQL.  Columns that are not in the table's list must have the types
 * of the values.
 */
extern bool row_insert_directly(const RowInsert *insert, const Datum *values,
								const char *nulls);

#endif /* TG_STORE_ROW_INSERT_H */
