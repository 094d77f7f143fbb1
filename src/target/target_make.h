/*
 * target_make.h
 *	  What a feed wants of its target and makes if it is not there.
 *
 * The store's owner must be acting, but for target_add_load, which sees to it.
 */
#ifndef TG_TARGET_TARGET_MAKE_H
#define TG_TARGET_TARGET_MAKE_H

#include "postgres.h"

#include "target/target.h"

/*
 * Give a table of a store the column of loads, unless it has it.  The session
 * must have the rights of the store's owner.
 */
extern void target_add_load(const char *store, const char *name);

/* Make a unique index on these columns, unless there is one. */
extern void target_make_key(const TargetTable *target, char *const *columns,
							int count);

/*
 * Make the view <target>_latest, of the last version of each key: the greatest
 * by that column, of equals that of the last load, and of that its last row.
 * An error if another relation has the name.
 */
extern void target_make_latest(const TargetTable *target, char *const *columns,
							   int count, const char *version);

#endif /* TG_TARGET_TARGET_MAKE_H */
