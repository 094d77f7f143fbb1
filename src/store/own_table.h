/*
 * own_table.h
 *	  A store's table, opened to be written without SQL.
 */
#ifndef TG_STORE_OWN_TABLE_H
#define TG_STORE_OWN_TABLE_H

#include "postgres.h"

#include "nodes/parsenodes.h"
#include "utils/rel.h"

#include "store/store.h"

/*
 * Open and lock a table for changes that need these rights, if SQL would do
 * nothing besides that others have asked for; or else return null.  The
 * store's owner must be acting.  Close it with NoLock.
 */
extern Relation own_table_open(const Store *store, StoreRelation relation,
							   AclMode rights);

#endif /* TG_STORE_OWN_TABLE_H */
