/*
 * columns.h
 *	  The columns of a store's tables.
 *
 * Columns are found by name: those who dump, restore or alter tables leave
 * them in any order.
 */
#ifndef TG_STORE_COLUMNS_H
#define TG_STORE_COLUMNS_H

#include "postgres.h"

#include "executor/spi.h"

#include "store/relations.h"
#include "store/store.h"

#define MOST_COLUMNS 32

/* Those of the tables that are made of trips, in the order of their lists. */
enum
{
	COL_SEGMENT_RUN,
	COL_SEGMENT_NO,
	COL_SEGMENT_TRIPS,
	COL_SEGMENT_START_KEY,
	COL_SEGMENT_FIRST,
	COL_SEGMENT_LAST,
	COL_SEGMENT_BOUNDS,
	COL_SEGMENT_SIGN,
	COL_SEGMENT_PROJECTION,
	COL_SEGMENT_REGION,
	COL_SEGMENT_WEEKS,
	COL_SEGMENT_DATASOURCES,
	COL_SEGMENT_ORIGINS,
	COL_SEGMENT_DESTINATIONS,
	COL_SEGMENT_DEPARTURES,
	COL_SEGMENT_DATASOURCE_NOS,
	COL_SEGMENT_COLUMNS
};

enum
{
	COL_NODE_RUN,
	COL_NODE_FIRST_SEGMENT,
	COL_NODE_SEGMENTS,
	COL_NODE_TRIPS,
	COL_NODE_FIRST,
	COL_NODE_LAST,
	COL_NODE_BOUNDS,
	COL_NODE_SIGN,
	COL_NODE_PROJECTION,
	COL_NODE_REGION,
	COL_NODE_WEEKS,
	COL_NODE_HOURS,
	COL_NODE_DATASOURCES,
	COL_NODE_DATASOURCE_WEEKS,
	COL_NODE_SQUARE_SHIFT,
	COL_NODE_SQUARES,
	COL_NODE_SQUARE_WEEKS,
	COL_NODE_TOP,
	COL_NODE_LEVEL,
	COL_NODE_CHILD_REGIONS,
	COL_NODE_CHILD_NUMBERS,
	COL_NODE_CHILD_BOUNDS,
	COL_NODE_COLUMNS
};

enum
{
	COL_SUMMARY_RUN,
	COL_SUMMARY_TRIPS,
	COL_SUMMARY_SIGN,
	COL_SUMMARY_REGION,
	COL_SUMMARY_WEEKS,
	COL_SUMMARY_DATASOURCES,
	COL_SUMMARY_DATASOURCE_TRIPS,
	COL_SUMMARY_DATASOURCE_FIRST,
	COL_SUMMARY_DATASOURCE_LAST,
	COL_SUMMARY_COLUMNS
};

/* The type of a column. */
extern Oid store_column_type(const StoreColumn *column);

/*
 * Prepare the INSERT of a row of all columns of a table, in the order of the
 * enums above.  SPI must be connected.
 */
extern SPIPlanPtr store_table_insert(const Store *store,
									 StoreRelation relation);

/* A set of columns. */
#define COLUMN_BIT(column) ((uint32) 1 << (column))

#endif /* TG_STORE_COLUMNS_H */
