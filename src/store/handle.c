/*
 * handle.c
 *	  A store's relations by name, found once.
 */
#include "compat.h"

#include "catalog/namespace.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "store/handle.h"

static Oid
find_table(Oid schema, StoreRelation relation)
{
	return get_relname_relid(store_relations[relation].name, schema);
}

Oid
store_schema(const char *name)
{
	Oid schema = get_namespace_oid(name, true);

	if (!OidIsValid(schema) || !OidIsValid(find_table(schema, REL_SEGMENTS)))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_SCHEMA),
				 errmsg("store \"%s\" does not exist", name),
				 errhint("Make it with SELECT tripgrid.create_store(%s), or "
						 "name another in tripgrid.store.",
						 quote_literal_cstr(name))));
	return schema;
}

StoreHandle
store_handle(Oid schema)
{
	StoreHandle handle = {schema, {0}};

	for (int i = 0; i < REL_COUNT; i++)
		handle.oid[i] = find_table(schema, i);
	return handle;
}

StoreHandle
store_handle_answering(Oid schema)
{
	StoreHandle handle = store_handle(schema);

	for (int i = 0; i < REL_COUNT; i++)
		if (relation_answers(i))
			(void) handle_table(&handle, i);
	return handle;
}

Oid
handle_table(const StoreHandle *handle, StoreRelation relation)
{
	if (!OidIsValid(handle->oid[relation]))
		ereport(ERROR, (errcode(ERRCODE_UNDEFINED_TABLE),
						errmsg("store \"%s\" has no table \"%s\"",
							   get_namespace_name(handle->schema),
							   store_relations[relation].name),
						errhint("Feeds and trips belong into a schema made by "
								"tripgrid.create_store().")));
	return handle->oid[relation];
}

void
handle_refuse_kind(Oid schema, StoreRelation relation)
{
	ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
					errmsg("\"%s\" of store \"%s\" is not a table",
						   store_relations[relation].name,
						   get_namespace_name(schema))));
}
