/*
 * target.h
 *	  An ordinary table of a store that a feed fills.
 */
#ifndef TG_TARGET_TARGET_H
#define TG_TARGET_TARGET_H

#include "postgres.h"

#include "access/attnum.h"

#include "store/store.h"
#include "utils/rel.h"

/* The column with the load of a row, and by what it is known. */
#define TARGET_LOAD_ID "load_id"
#define TARGET_LOAD_COMMENT "the load of tripgrid that brought the row"

typedef struct TargetTable
{
	Store *store;
	Oid table;
	char *name;
	char *quoted;			/* with its schema, */
	char *rows;				/* and of its own rows alone: none of children */
	bool has_load;			/* it has the column of loads, */
	AttrNumber load_column; /* which is this */
} TargetTable;

/*
 * Find the table of that name in a store, in the current memory context, and
 * keep it from being altered until the transaction ends.  An error unless it
 * is a table, of the store's owner, as all that it is partitioned together
 * with, and none of the store's own.
 */
extern TargetTable *target_find(Store *store, const char *name);

/*
 * Raise an error unless the table, which is open, is still what was found: the
 * one of its name, with its column of loads.  The lock keeps other sessions
 * from altering it; a function of the store's owner may have done so in this
 * one.
 */
extern void target_check(const TargetTable *target, Relation table);

/*
 * Lock the table of that name as those do who change what it is made of, and
 * want no stronger lock later.
 */
extern void target_lock(const Store *store, const char *name);

/* Raise an error if the name is that of a relation of the store's own. */
extern void target_refuse_own(const Store *store, const char *name);

/* The columns that a feed may fill; the column of loads is none of them. */
extern char **target_columns(const TargetTable *target, int *count);

#endif /* TG_TARGET_TARGET_H */
