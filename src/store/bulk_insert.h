/*
 * bulk_insert.h
 *	  Rows written into a table in bulk, as COPY writes them: with defaults,
 *	  generated columns, checks and whatever indexes there are.
 */
#ifndef TG_STORE_BULK_INSERT_H
#define TG_STORE_BULK_INSERT_H

#include "postgres.h"

#include "access/heapam.h"
#include "executor/executor.h"
#include "utils/rel.h"

#define BULK_ROWS 1000 /* as COPY's own multi-insert */

/* Room for the rows of a multi-insert, which many inserts may use. */
typedef struct BulkSlots
{
	MemoryContext context;
	TupleDesc desc; /* of all slots */
	TupleTableSlot *slot[BULK_ROWS];
	int made; /* the first of them */
} BulkSlots;

typedef struct BulkInsert
{
	Relation table;
	EState *estate;
	ResultRelInfo *target;
	BulkInsertState state;
	AttrNumber *rest;	  /* the columns that the caller does not fill */
	ExprState **defaults; /* their defaults; null: null */
	int rest_count;
	bool generated;	   /* there are generated columns */
	bool indexed;	   /* there are indexes that are fed row by row */
	Relation *indexes; /* all; target has null for those that are not */
	BulkSlots *slots;
} BulkInsert;

/*
 * Tell whether a table asks for nothing but what is done here: it has no
 * rules, no triggers but ours, no domains, no deferrable keys and no forced
 * row security, and neither has nor is a partition.
 */
extern bool bulk_takes(Relation table);

/* The same, and whether who acts may insert; else SQL says that he may not. */
extern bool bulk_may_insert(Relation table);

/* Create room for rows of a table, in the current memory context. */
extern BulkSlots *bulk_slots_create(Relation table);

/* Tell whether it still suits the table. */
extern bool bulk_slots_suit(const BulkSlots *slots, Relation table);

/* Begin; the caller fills the columns that are marked, by number from 1. */
extern BulkInsert *bulk_begin(Relation table, const bool *filled,
							  BulkSlots *slots);

/* A slot, with the defaults of all other columns. */
extern TupleTableSlot *bulk_slot(BulkInsert *insert, int number);

/* Complete and check a slot whose columns were filled. */
extern void bulk_check(BulkInsert *insert, int number);

/* Write so many slots, from the first on. */
extern void bulk_write(BulkInsert *insert, int count);

extern void bulk_end(BulkInsert *insert);

#endif /* TG_STORE_BULK_INSERT_H */
