/*
 * row_delete.h
 *	  Rows of a store's tables that were read, deleted.
 *
 * They are deleted by their places, which no planner has to be told how to
 * find; by SQL, so that triggers and rules of the owner's see it, where there
 * are any.
 */
#ifndef TG_SEGMENT_ROW_DELETE_H
#define TG_SEGMENT_ROW_DELETE_H

#include "postgres.h"

#include "executor/spi.h"

#include "segment/table_scan.h"

typedef struct RowDelete
{
	const Store *store;
	StoreRelation table;
	SPIPlanPtr plan; /* null: none was needed so far */
	ItemPointerData *places;
	int count;
	int room;
} RowDelete;

/* SPI must be connected; lives in the current memory context. */
extern RowDelete *row_delete_begin(const Store *store, StoreRelation table);

/* Note the place of a row that is to be deleted. */
extern void row_delete_note(RowDelete *rows, ItemPointerData place);

/* Delete the rows that were noted, or leave them. */
extern void row_delete_run(RowDelete *rows);
extern void row_delete_forget(RowDelete *rows);

/* Raise an error: rows that are to go are still there. */
TG_NORETURN extern void row_delete_refused(void);

#endif /* TG_SEGMENT_ROW_DELETE_H */
