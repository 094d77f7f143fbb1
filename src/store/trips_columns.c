/*
 * trips_columns.c
 *	  The columns of trips that a feed fills.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"

#include "store/store.h"
#include "store/trips_columns.h"
#include "types/types.h"

const char *const column_names[COLUMN_COUNT] = {
	"load_id", "departed_at", "origin", "destination", "region", "datasource"};

Oid
column_type(FeedColumn column)
{
	switch (column)
	{
		case COLUMN_LOAD_ID:
			return INT8OID;
		case COLUMN_DEPARTED_AT:
			return TIMESTAMPOID;
		case COLUMN_ORIGIN:
		case COLUMN_DESTINATION:
			return store_type("lonlat");
		default:
			return TEXTOID;
	}
}

AttrNumber
column_number(Relation trips, FeedColumn column)
{
	const char *name = column_names[column];
	Oid type = column_type(column);
	AttrNumber number = get_attnum(RelationGetRelid(trips), name);

	if (number == InvalidAttrNumber ||
		TupleDescAttr(RelationGetDescr(trips), number - 1)->atttypid != type)
		ereport(ERROR, (errcode(ERRCODE_UNDEFINED_COLUMN),
						errmsg("table \"%s\" has no column \"%s\" of type %s",
							   RelationGetRelationName(trips), name,
							   format_type_be(type))));
	return number;
}

bool
trips_column_is_ours(const char *name)
{
	for (int i = 0; i < COLUMN_COUNT; i++)
		if (strcmp(name, column_names[i]) == 0)
			return true;
	return strcmp(name, "trip_id") == 0;
}
