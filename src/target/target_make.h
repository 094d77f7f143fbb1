/*
 * target_make.h
 *	  What a feed wants of its target and makes if it is not there.
 *
 * The store's owner must be acting, but for target_add_load and
 * target_drop_made, which see to it.
 */
#ifndef TG_TARGET_TARGET_MAKE_H
#define TG_TARGET_TARGET_MAKE_H

#include "postgres.h"

#include "target/target.h"

/* A column that a table is to have: its name, and its type in SQL. */
typedef struct TargetColumn
{
	const char *name;
	const char *type;
} TargetColumn;

/*
 * The statement that makes a table with these columns, and with that of loads;
 * it is run by the function after it.
 */
extern char *target_table_sql(const char *store, const char *name,
							  const TargetColumn *columns, int count);

/*
 * Make a table of a store; false if there is a relation of that name by now.
 * Raise an error where it would be one of the store's own.
 */
extern bool target_make_table(Store *store, const char *name,
							  const char *statement);

/* Add columns to a table; gives the statement. */
extern char *target_add_columns(const TargetTable *target,
								const TargetColumn *columns, int count);

/*
 * Drop a table that was made for nothing, unless it has rows by now, or
 * something depends on it.  As whoever asks, who has the owner's rights.
 */
extern void target_drop_made(Store *store, const char *name);

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
