/*
 * reject_rows.h
 *	  Rows of a store's rejects: writing them, and holding them until it is
 *	  known what becomes of their load.
 */
#ifndef TG_FEED_REJECT_ROWS_H
#define TG_FEED_REJECT_ROWS_H

#include "postgres.h"

#include "executor/spi.h"
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
	REJECT_COLUMNS
} RejectColumn;

typedef struct RejectRow
{
	Datum values[REJECT_COLUMNS];
	bool isnull[REJECT_COLUMNS];
} RejectRow;

/* The row type, in the current memory context. */
extern TupleDesc reject_row_type(void);

typedef struct RejectWriter
{
	SPIPlanPtr plan;
	int64 load_id;
} RejectWriter;

/*
 * Write rejects of a load into their table.  SPI must be connected, and the
 * store's owner must be acting.
 */
extern RejectWriter reject_writer(const Store *store, int64 load_id);
extern void reject_write(RejectWriter writer, const RejectRow *row);

/* Rejects held in memory, or in a temporary file if they are many. */
typedef struct HeldRejects
{
	Tuplestorestate *rows;
	TupleTableSlot *slot;
	int64 count;
} HeldRejects;

/* They live in the current memory context, no longer than the statement. */
extern HeldRejects *held_rejects_create(void);
extern void held_rejects_add(HeldRejects *held, RejectRow *row);

/* The next of them in held->slot; false if there are no more. */
extern bool held_rejects_next(HeldRejects *held);

/* Write those held into their table.  The store's owner must be acting. */
extern void held_rejects_write(HeldRejects *held, const Store *store,
							   int64 load_id);
extern void held_rejects_end(HeldRejects *held);

/* A row out of a slot of the row type. */
extern void reject_row_of(TupleTableSlot *slot, RejectRow *row);

#endif /* TG_FEED_REJECT_ROWS_H */
