/*
 * store_name.c
 *	  Which store a question is about.
 */
#include "compat.h"

#include "catalog/namespace.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "query/store_name.h"
#include "store/freshness.h"
#include "store/handle.h"
#include "store/policy.h"
#include "store/readable.h"
#include "tripgrid.h"

/* The name of a store that exists, and its schema. */
static const char *
find_store(const NameData *given, Oid *schema)
{
	const char *name =
		given == NULL ? pstrdup(setting_store) : NameStr(*given);

	*schema = store_schema(name);
	return name;
}

const char *
question_store(const NameData *given, Oid *schema)
{
	const char *name = find_store(given, schema);
	StoreHandle handle = store_handle(*schema);

	store_require_all_rows(handle_table(&handle, REL_TRIPS));
	store_lock_readable(*schema, READ_SEGMENTS);
	store_require_fresh(*schema);
	return name;
}

Store *
readable_store(const NameData *given)
{
	Oid schema;
	const char *name = find_store(given, &schema);

	store_lock_readable(schema, READ_ALL);
	store_require_readable(name, schema);
	return store_to_read(schema);
}
