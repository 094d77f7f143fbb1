/*
 * trips_columns.h
 *	  The columns of trips that a feed fills; all others have their defaults,
 *	  or are further columns of a feed (extras.h).
 */
#ifndef TG_STORE_TRIPS_COLUMNS_H
#define TG_STORE_TRIPS_COLUMNS_H

#include "postgres.h"

#include "utils/rel.h"

typedef enum FeedColumn
{
	COLUMN_LOAD_ID,
	COLUMN_DEPARTED_AT,
	COLUMN_ORIGIN,
	COLUMN_DESTINATION,
	COLUMN_REGION,
	COLUMN_DATASOURCE,
	COLUMN_COUNT
} FeedColumn;

extern const char *const column_names[COLUMN_COUNT];

extern Oid column_type(FeedColumn column);

/* Find a column, or raise an error unless it has its type. */
extern AttrNumber column_number(Relation trips, FeedColumn column);

/* Tell whether a column is one that every trip has. */
extern bool trips_column_is_ours(const char *name);

#endif /* TG_STORE_TRIPS_COLUMNS_H */
