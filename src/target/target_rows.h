/*
 * target_rows.h
 *	  Rows for a target, gathered in memory until they are written.
 */
#ifndef TG_TARGET_TARGET_ROWS_H
#define TG_TARGET_TARGET_ROWS_H

#include "postgres.h"

#include "store/batch_extra.h"
#include "store/bulk_insert.h"
#include "target/target.h"

typedef struct TargetRows
{
	const TargetTable *target;
	Extras *extras;
	BatchExtra *values; /* of the rows, and these as they came */
	uint32 count;
	BulkSlots *slots; /* null: none are needed yet */
} TargetRows;

/* How the key of rows makes them one: see target_write. */
typedef struct TargetKey
{
	int count;
	int *columns; /* of the extras; none: rows have no key */
	bool replace; /* the newest stays, else the first */
	int version; /* column by which it is the newest; -1: the last that came */
	Oid index;	 /* that keeps it once; invalid: rows have no key */
} TargetKey;

/* What became of rows. */
typedef struct TargetCounts
{
	int64 written;
	int64 refused;	  /* by a rule of the table */
	int64 left_out;	  /* by somebody's trigger or rule, without a word */
	int64 superseded; /* never written, for a newer one was there or came */
} TargetCounts;

extern TargetRows *target_rows_create(const TargetTable *target,
									  char *const *names, int count);

/* Tell whether it is time to write. */
extern bool target_rows_full(const TargetRows *rows);

/* Empty it, but keep its memory. */
extern void target_rows_reset(TargetRows *rows);

#endif /* TG_TARGET_TARGET_ROWS_H */
