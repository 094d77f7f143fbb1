/*
 * reject_rows.h
 *	  Rows of a store's rejects: writing them, and holding them until it is
 *	  known what becomes of their load.
 */
#ifndef TG_FEED_REJECT_ROWS_H
#define TG_FEED_REJECT_ROWS_H

#include "postgres.h"

#include "executor/tuptable.h"
#include "utils/tuplestore.h"

#include "store/store.h"

/* The columns of the table, but for load_id. */
typedef enum RejectColumn
{
	REJECT_LINENO,
	REJECT_FIELDS,
	REJECT_COLNAME,
	REJECT_VALUE,
	REJECT_MESSAGE,
	REJECT_CODE,
	REJECT_ALSO_MISSING,
	REJECT_COLUMNS
} RejectColumn;

typedef struct RejectRow
{
	Datum values[REJECT_COLUMNS];
	bool isnull[REJECT_COLUMNS];
} RejectRow;

/* Rejects held in memory, or in a temporary file if they are many. */
typedef struct HeldRejects
{
	Tuplestorestate *rows;
	TupleTableSlot *slot; /* of the row type */
	int64 count;
} HeldRejects;

/* They live in the current memory context, no longer than the statement. */
extern HeldRejects *held_rejects_create(void);
extern void held_rejects_add(HeldRejects *held, RejectRow *row);

/* Add the one in held->slot. */
extern void held_rejects_add_slot(HeldRejects *held);

/* The next of them in held->slot; false if there are no more. */
extern bool held_rejects_next(HeldRejects *held);

/* Write all of them into their table.  The store's owner must be acting. */
extern void held_rejects_write(HeldRejects *held, const Store *store,
							   int64 load_id);
extern void held_rejects_end(HeldRejects *held);

#endif /* TG_FEED_REJECT_ROWS_H */
