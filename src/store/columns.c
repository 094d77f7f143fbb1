/*
 * columns.c
 *	  The columns of a store's tables.
 */
#include "compat.h"

#include "store/columns.h"

Oid
store_column_type(const StoreColumn *column)
{
	return OidIsValid(column->type) ? column->type
									: store_type(column->our_type);
}
