/*
 * columns.c
 *	  The columns of a store's tables.
 */
#include "compat.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "store/columns.h"
#include "store/sql.h"

Oid
store_column_type(const StoreColumn *column)
{
	return OidIsValid(column->type) ? column->type
									: store_type(column->our_type);
}

SPIPlanPtr
store_table_insert(const Store *store, StoreRelation relation)
{
	const StoreRelationInfo *table = &store_relations[relation];
	Oid types[MOST_COLUMNS];
	StringInfoData names;
	StringInfoData values;

	initStringInfo(&names);
	initStringInfo(&values);
	for (int i = 0; i < table->count; i++)
	{
		const char *comma = i > 0 ? ", " : "";

		types[i] = store_column_type(&table->columns[i]);
		appendStringInfo(&names, "%s%s", comma, table->columns[i].name);
		appendStringInfo(&values, "%s$%d", comma, i + 1);
	}
	return sql_prepare(psprintf("INSERT INTO %s.%s (%s) VALUES (%s)",
								store->quoted, table->name, names.data,
								values.data),
					   table->count, types);
}
