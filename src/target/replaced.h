/*
 * replaced.h
 *	  How many rows of which loads newer ones have replaced.
 */
#ifndef TG_TARGET_REPLACED_H
#define TG_TARGET_REPLACED_H

#include "postgres.h"

#include "utils/hsearch.h"

typedef struct Replaced
{
	int64 load_id; /* the key in a table of them */
	int64 rows;
} Replaced;

extern HTAB *replaced_create(MemoryContext context);
extern void replaced_count(HTAB *replaced, int64 load_id, int64 rows);

/* Add what another table has, which may be null. */
extern void replaced_add(HTAB *replaced, HTAB *other);

#endif /* TG_TARGET_REPLACED_H */
