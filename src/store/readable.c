/*
 * readable.c
 *	  Tables of a store that SQL reads with the rights of whoever asks.
 *
 * The parser finds casts by the types of columns.  Whoever owns a type makes
 * casts of it that are functions, also implicit ones, so that a store's owner
 * who gives a column such a type has his functions run by whoever asks.
 */
#include "compat.h"

#include "access/htup_details.h"
#include "access/transam.h"
#include "catalog/namespace.h"
#include "catalog/pg_attribute.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/acl.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "store/handle.h"
#include "store/readable.h"

bool
store_may_use(Oid relation, AclMode rights)
{
	Oid user = GetUserId();

	return pg_class_aclcheck(relation, user, rights) == ACLCHECK_OK ||
		   pg_attribute_aclcheck_all(relation, user, rights, ACLMASK_ANY) ==
			   ACLCHECK_OK;
}

bool
store_may_read(Oid relation)
{
	return store_may_use(relation, ACL_SELECT);
}

void
store_lock_readable(Oid schema, Readable what)
{
	for (int i = 0; i < REL_COUNT; i++)
		if (store_relations[i].readable >= what)
			(void) handle_lock(schema, i, AccessShareLock, store_may_read);
}

static bool
type_is_ours(Oid type)
{
	HeapTuple tuple;
	Oid schema;

	if (type >= FirstNormalObjectId)
		type = getBaseType(type);
	if (type < FirstNormalObjectId)
		return true;
	tuple = SearchSysCache1(TYPEOID, ObjectIdGetDatum(type));
	if (!HeapTupleIsValid(tuple))
		return false;
	schema = ((Form_pg_type) GETSTRUCT(tuple))->typnamespace;
	ReleaseSysCache(tuple);
	return schema == get_namespace_oid("tripgrid", false);
}

static bool
column_is_read(const StoreRelationInfo *table, const char *column)
{
	if (!table->extended)
		return true;
	for (int i = 0; i < table->count; i++)
		if (!table->columns[i].later &&
			strcmp(table->columns[i].name, column) == 0)
			return true;
	return false;
}

static void
check_columns(const char *store, const StoreRelationInfo *table, Oid relation)
{
	HeapTuple tuple;

	for (AttrNumber i = 1; HeapTupleIsValid(
			 tuple = SearchSysCache2(ATTNUM, ObjectIdGetDatum(relation),
									 Int16GetDatum(i)));
		 i++)
	{
		Form_pg_attribute column = (Form_pg_attribute) GETSTRUCT(tuple);

		if (!column->attisdropped &&
			column_is_read(table, NameStr(column->attname)) &&
			!type_is_ours(column->atttypid))
			ereport(ERROR,
					(errcode(ERRCODE_DATATYPE_MISMATCH),
					 errmsg("column \"%s\" of table \"%s\" of store \"%s\" is "
							"not of the type that it was made with",
							NameStr(column->attname), table->name, store),
					 errdetail("Reading it could run functions of whoever "
							   "made its type.")));
		ReleaseSysCache(tuple);
	}
}

/* A view in its place would run its owner's functions as who asks. */
static void
check_table(const char *store, const StoreHandle *handle, StoreRelation table)
{
	char kind = handle->kind[table];

	if (kind != RELKIND_RELATION)
		handle_refuse_kind(handle->schema, table);
	check_columns(store, &store_relations[table], handle->oid[table]);
}

/* Tell whether a table is read, and there. */
static bool
is_read(const StoreHandle *handle, StoreRelation table)
{
	const StoreRelationInfo *info = &store_relations[table];

	return info->readable != READ_NEVER &&
		   (OidIsValid(handle->oid[table]) || !info->optional);
}

void
store_require_readable(const char *store, Oid schema)
{
	StoreHandle handle = store_handle(schema);

	for (int i = 0; i < REL_COUNT; i++)
		if (is_read(&handle, i))
		{
			(void) handle_table(&handle, i);
			check_table(store, &handle, i);
		}
}
