/*
 * target_key.h
 *	  The unique index that makes rows of a target one.
 */
#ifndef TG_TARGET_TARGET_KEY_H
#define TG_TARGET_TARGET_KEY_H

#include "postgres.h"

#include "target/target.h"

/*
 * An index of the target that is unique and immediate on just these columns,
 * all rows of it, by their own collations; invalid if there is none.
 */
extern Oid target_key_index(const TargetTable *target, char *const *columns,
							int count);

/*
 * Raise an error if a column of a key, or a version, is of a type that the
 * server does not compare by itself.
 */
extern void target_require_comparable(const TargetTable *target,
									  const char *column);

/*
 * Raise an error if a rule that fires here does something else instead of
 * replacing rows: what became of them cannot be told then.
 */
extern void target_require_update(const TargetTable *target);

#endif /* TG_TARGET_TARGET_KEY_H */
