/*
 * target_undo.h
 *	  Rows of a load taken out of its target.
 */
#ifndef TG_TARGET_TARGET_UNDO_H
#define TG_TARGET_TARGET_UNDO_H

#include "postgres.h"

#include "target/target.h"

/*
 * Delete the rows that a load brought into a table of the store; return how
 * many, 0 if the table is gone or does not say which they are.  If they are
 * fewer than it brought, and others are in another table, it is an error; else
 * it is told.  The store's owner must be acting, and SPI connected.
 */
extern int64 target_take_back(Store *store, const char *name, int64 load_id,
							  int64 brought);

/* Raise an error, with its reason, if a load cannot be undone. */
extern void target_require_undo(Store *store, const char *name, int64 load_id,
								bool replaces);

#endif /* TG_TARGET_TARGET_UNDO_H */
