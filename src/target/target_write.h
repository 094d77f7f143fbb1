/*
 * target_write.h
 *	  Rows written into a target, under the rules that are the table's own.
 */
#ifndef TG_TARGET_TARGET_WRITE_H
#define TG_TARGET_TARGET_WRITE_H

#include "postgres.h"

#include "utils/hsearch.h"

#include "target/target_rows.h"

typedef struct TargetWriter
{
	TargetRows *rows;
	TargetKey key;
	int64 load_id;
	/* takes the row of that number that a rule refuses, with its error, or
	 * null if its key was there */
	void (*refuse)(void *arg, uint32 row, const ErrorData *error);
	void *arg;
	TargetCounts counts; /* of all that was written */
	HTAB *replaced;		 /* Replaced of other loads; null: none yet */
	bool looks;			 /* for rows of the same keys, before it writes */
	bool found;			 /* some, when it last looked */
} TargetWriter;

/*
 * Write the rows, in the order they came, and empty them.  What a constraint,
 * an index or a trigger does not let in is refused, row by row: all rows are
 * written in a subtransaction, or else each half of them in one of its own.
 *
 * With a key that the table has a unique index on, a row of a key that is
 * there already is refused like any other, so that the first stays; or else
 * the newest does: the greatest by its version, null before all others, and
 * of equals the one that came last.
 *
 * The store's owner must be acting.
 */
extern void target_write(TargetWriter *writer);

/* Tell whether an error says that the key of a row is there already. */
extern bool target_is_of_key(const TargetWriter *writer,
							 const ErrorData *error);

#endif /* TG_TARGET_TARGET_WRITE_H */
