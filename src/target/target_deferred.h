/*
 * target_deferred.h
 *	  Deferred constraints of a target, checked while rows are written.
 */
#ifndef TG_TARGET_TARGET_DEFERRED_H
#define TG_TARGET_TARGET_DEFERRED_H

#include "postgres.h"

#include "nodes/pg_list.h"

#include "target/target.h"

/*
 * Have the initially deferred constraints of a target checked where each
 * statement ends, so that the rows that they refuse are known, until
 * target_check_later() is given what this returns.  Nothing is checked now:
 * where the transaction has rows that wait for such a check, here or in a
 * table that is referred to, or another table of the schema has a constraint
 * of the name, all stays as it is in a session of the owner's, and is an error
 * in others, for whom nothing may be deferred.  Those of tables that refer to
 * the target are set, too, if its rows are replaced and that is possible.
 *
 * The store's owner must be acting.
 */
extern List *target_check_at_once(const TargetTable *target, bool replaces);
extern void target_check_later(List *constraints);

#endif /* TG_TARGET_TARGET_DEFERRED_H */
