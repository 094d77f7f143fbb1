/*
 * target_rows.c
 *	  Rows for a target, gathered in memory until they are written.
 */
#include "compat.h"

#include "target/target_rows.h"

#define ROWS_MAX 2000 /* of one statement, and of one subtransaction */

TargetRows *
target_rows_create(const TargetTable *target, char *const *names, int count)
{
	TargetRows *rows = palloc0(sizeof *rows);

	rows->target = target;
	rows->extras = extras_create(target->store, target->table, names, count);
	rows->values =
		batch_extra_create(CurrentMemoryContext, rows->extras, true, ROWS_MAX);
	return rows;
}

bool
target_rows_full(const TargetRows *rows)
{
	return rows->count == ROWS_MAX || batch_extra_full(rows->values);
}

void
target_rows_reset(TargetRows *rows)
{
	batch_extra_reset(rows->values);
	rows->count = 0;
}
