/*
 * store_tables.c
 *	  The columns of the tables that are made of a store's trips.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"

#include "segment/store_tables.h"
#include "store/sql.h"

#define OURS(name)                                                            \
	{                                                                         \
		name, InvalidOid, "tripset", false                                    \
	}
#define OURS_OR_NULL(name)                                                    \
	{                                                                         \
		name, InvalidOid, "tripset", true                                     \
	}
#define BOUNDS(name)                                                          \
	{                                                                         \
		name, InvalidOid, "tripgroup", false                                  \
	}

const StoreTable segments_table = {
	REL_SEGMENTS,
	COL_SEGMENT_COLUMNS,
	{[COL_SEGMENT_RUN] = {"run_id", INT8OID},
	 [COL_SEGMENT_NO] = {"segment_no", INT4OID},
	 [COL_SEGMENT_PROJECTION] = {"projection", CHAROID},
	 [COL_SEGMENT_SIGN] = {"sign", INT2OID},
	 [COL_SEGMENT_REGION] = {"region", TEXTOID},
	 [COL_SEGMENT_TRIPS] = {"trips", INT4OID},
	 [COL_SEGMENT_START_KEY] = {"start_key", INT8OID},
	 [COL_SEGMENT_FIRST] = {"first_departure", TIMESTAMPOID},
	 [COL_SEGMENT_LAST] = {"last_departure", TIMESTAMPOID},
	 [COL_SEGMENT_BOUNDS] = BOUNDS("bounds"),
	 [COL_SEGMENT_WEEKS] = OURS("weeks"),
	 [COL_SEGMENT_DATASOURCES] = {"datasources", TEXTARRAYOID},
	 [COL_SEGMENT_ORIGINS] = OURS("origins"),
	 [COL_SEGMENT_DESTINATIONS] = OURS("destinations"),
	 [COL_SEGMENT_DEPARTURES] = OURS("departures"),
	 [COL_SEGMENT_DATASOURCE_NOS] = OURS("datasource_nos")}};

const StoreTable nodes_table = {
	REL_NODES,
	COL_NODE_COLUMNS,
	{[COL_NODE_RUN] = {"run_id", INT8OID},
	 [COL_NODE_FIRST_SEGMENT] = {"first_segment", INT4OID},
	 [COL_NODE_SEGMENTS] = {"segments", INT4OID},
	 [COL_NODE_PROJECTION] = {"projection", CHAROID},
	 [COL_NODE_SIGN] = {"sign", INT2OID},
	 [COL_NODE_REGION] = {"region", TEXTOID},
	 [COL_NODE_TRIPS] = {"trips", INT8OID},
	 [COL_NODE_FIRST] = {"first_departure", TIMESTAMPOID},
	 [COL_NODE_LAST] = {"last_departure", TIMESTAMPOID},
	 [COL_NODE_BOUNDS] = BOUNDS("bounds"),
	 [COL_NODE_WEEKS] = OURS("weeks"),
	 [COL_NODE_HOURS] = OURS("hours"),
	 [COL_NODE_DATASOURCES] = {"datasources", TEXTARRAYOID, NULL, true},
	 [COL_NODE_DATASOURCE_WEEKS] = OURS_OR_NULL("datasource_weeks"),
	 [COL_NODE_SQUARE_SHIFT] = {"square_shift", INT2OID, NULL, true},
	 [COL_NODE_SQUARES] = OURS_OR_NULL("squares"),
	 [COL_NODE_SQUARE_WEEKS] = OURS_OR_NULL("square_weeks"),
	 [COL_NODE_TOP] = {"top", BOOLOID},
	 [COL_NODE_LEVEL] = {"level", INT2OID},
	 [COL_NODE_CHILD_REGIONS] = {"child_regions", TEXTARRAYOID, NULL, true},
	 [COL_NODE_CHILD_NUMBERS] = {"child_numbers", INT4ARRAYOID, NULL, true},
	 [COL_NODE_CHILD_BOUNDS] = {"child_bounds", InvalidOid, "_tripgroup",
								true}}};

const StoreTable summaries_table = {
	REL_SUMMARIES,
	COL_SUMMARY_COLUMNS,
	{[COL_SUMMARY_RUN] = {"run_id", INT8OID},
	 [COL_SUMMARY_SIGN] = {"sign", INT2OID},
	 [COL_SUMMARY_REGION] = {"region", TEXTOID},
	 [COL_SUMMARY_TRIPS] = {"trips", INT8OID},
	 [COL_SUMMARY_WEEKS] = OURS("weeks"),
	 [COL_SUMMARY_DATASOURCES] = {"datasources", TEXTARRAYOID},
	 [COL_SUMMARY_DATASOURCE_TRIPS] = {"datasource_trips", INT8ARRAYOID},
	 [COL_SUMMARY_DATASOURCE_FIRST] = {"datasource_first", TIMESTAMPARRAYOID},
	 [COL_SUMMARY_DATASOURCE_LAST] = {"datasource_last", TIMESTAMPARRAYOID}}};

Oid
store_column_type(const StoreColumn *column)
{
	return OidIsValid(column->type) ? column->type
									: store_type(column->our_type);
}

SPIPlanPtr
store_table_insert(const Store *store, const StoreTable *table)
{
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
								store->quoted, store_table_name(table),
								names.data, values.data),
					   table->count, types);
}
