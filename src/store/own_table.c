/*
 * own_table.c
 *	  A store's table, opened to be written without SQL.
 */
#include "compat.h"

#include "access/table.h"
#include "access/xact.h"
#include "miscadmin.h"
#include "utils/acl.h"

#include "store/bulk_insert.h"
#include "store/own_table.h"

/* What is not kept: rights, and which table has the name by now. */
static bool
may_change(const Store *store, StoreRelation relation, Relation table,
		   AclMode rights)
{
	return !XactReadOnly && table->rd_rel->relowner == GetUserId() &&
		   store_handle(store->schema).oid[relation] ==
			   RelationGetRelid(table) &&
		   TgMayUseSchema(store->schema, GetUserId()) &&
		   pg_class_aclmask(RelationGetRelid(table), GetUserId(), rights,
							ACLMASK_ALL) == rights;
}

Relation
own_table_open(const Store *store, StoreRelation relation, AclMode rights)
{
	/* it may be gone since the store was opened, which SQL says */
	Relation table =
		try_table_open(store->tables.oid[relation], RowExclusiveLock);

	if (table == NULL)
		return NULL;
	if (may_change(store, relation, table, rights) && bulk_takes(table))
		return table;
	table_close(table, NoLock);
	return NULL;
}
