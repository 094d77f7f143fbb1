/*
 * node_scan.c
 *	  The nodes of a store, and what their headers say about a question.
 */
#include "compat.h"

#include "access/htup_details.h"
#include "access/stratnum.h"
#include "miscadmin.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"

#include "core/trip.h"
#include "segment/node_scan.h"
#include "types/types.h"

#define FIRST_ROOM 64

#define HEADER                                                                \
	(COLUMN_BIT(COL_NODE_RUN) | COLUMN_BIT(COL_NODE_FIRST_SEGMENT) |          \
	 COLUMN_BIT(COL_NODE_SEGMENTS) | COLUMN_BIT(COL_NODE_PROJECTION) |        \
	 COLUMN_BIT(COL_NODE_SIGN) | COLUMN_BIT(COL_NODE_REGION) |                \
	 COLUMN_BIT(COL_NODE_FIRST) | COLUMN_BIT(COL_NODE_LAST) |                 \
	 COLUMN_BIT(COL_NODE_BOUNDS))
#define SQUARES                                                               \
	(COLUMN_BIT(COL_NODE_SQUARE_SHIFT) | COLUMN_BIT(COL_NODE_SQUARES) |       \
	 COLUMN_BIT(COL_NODE_SQUARE_WEEKS))

/* What counts are read beside the header. */
static uint32
columns_for(const Filter *filter)
{
	uint32 columns = HEADER | COLUMN_BIT(COL_NODE_WEEKS);

	/* hours of a datasource are not counted apart */
	if (filter->count_by == TG_BY_HOUR)
		return filter->datasource != NULL
				   ? columns
				   : columns | COLUMN_BIT(COL_NODE_HOURS);
	if (filter->datasource != NULL)
		return columns | COLUMN_BIT(COL_NODE_DATASOURCES) |
			   COLUMN_BIT(COL_NODE_DATASOURCE_WEEKS);
	return filter_has_parts(filter) ? columns | SQUARES : columns;
}

void
nodes_damaged(Oid schema)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATA_CORRUPTED),
			 errmsg("nodes of store \"%s\" do not have its segments",
					get_namespace_name(schema)),
			 errhint("CALL tripgrid.rebuild() makes the segments again.")));
}

/* Tell whether a column is to be read, and is not null. */
static bool
has_column(TableScan *scan, int column)
{
	Datum value;

	return (scan->columns & COLUMN_BIT(column)) != 0 &&
		   table_scan_has(scan, column, &value);
}

/* The header of the row at hand, but for its region. */
static NodeRow
node_row(TableScan *scan)
{
	NodeRow node = {
		.run = DatumGetInt64(table_scan_get(scan, COL_NODE_RUN)),
		.first_segment =
			DatumGetInt32(table_scan_get(scan, COL_NODE_FIRST_SEGMENT)),
		.segments = DatumGetInt32(table_scan_get(scan, COL_NODE_SEGMENTS)),
		.sign = DatumGetInt16(table_scan_get(scan, COL_NODE_SIGN)),
		.weeks = {tg_week_of(
					  DatumGetTimestamp(table_scan_get(scan, COL_NODE_FIRST))),
				  tg_week_of(
					  DatumGetTimestamp(table_scan_get(scan, COL_NODE_LAST)))},
		.bounds = DatumGetTripGroupP(table_scan_get(scan, COL_NODE_BOUNDS)),
		.has_datasources = has_column(scan, COL_NODE_DATASOURCES) &&
						   has_column(scan, COL_NODE_DATASOURCE_WEEKS),
		.has_squares = has_column(scan, COL_NODE_SQUARE_SHIFT) &&
					   has_column(scan, COL_NODE_SQUARES) &&
					   has_column(scan, COL_NODE_SQUARE_WEEKS),
	};
	Datum shift;

	if (node.has_squares &&
		table_scan_has(scan, COL_NODE_SQUARE_SHIFT, &shift))
		node.shift = DatumGetInt16(shift);
	if (node.segments < 1 || node.first_segment < 0 ||
		node.first_segment > PG_INT32_MAX - node.segments)
		nodes_damaged(RelationGetNamespace(scan->relation));
	return node;
}

/* Keep the row at hand. */
static void
keep(NodeList *nodes, const NodeRow *node)
{
	NodeRow *kept;
	Datum value;

	if (nodes->count == nodes->room)
	{
		nodes->room *= 2;
		nodes->rows =
			repalloc_huge(nodes->rows, nodes->room * sizeof(NodeRow));
	}
	kept = &nodes->rows[nodes->count];
	*kept = *node;
	kept->tuple = table_scan_copy(nodes->scan);
	(void) node_column(nodes, kept, COL_NODE_BOUNDS, &value);
	kept->bounds = DatumGetTripGroupP(value);
	/* neighbours are of one region */
	if (nodes->count > 0 &&
		table_scan_is_name(nodes->scan, COL_NODE_REGION, kept[-1].region))
		kept->region = kept[-1].region;
	else if (node_column(nodes, kept, COL_NODE_REGION, &value))
		kept->region = DatumGetTextPP(value);
	else
		nodes_damaged(RelationGetNamespace(nodes->scan->relation));
	nodes->count++;
}

NodeList
nodes_read(const Filter *filter, Oid schema, char projection,
		   const text *region)
{
	/* not to end in the interior may be to end in the rest of the area */
	Filter wanted = filter->match == TG_MATCH_ORIGIN_ONLY
						? filter_of_match(filter, TG_MATCH_ORIGIN)
						: *filter;
	NodeList nodes = {
		table_scan_open(schema, &nodes_table, columns_for(filter)),
		palloc(FIRST_ROOM * sizeof(NodeRow)), 0, FIRST_ROOM};
	TableKey keys[] = {
		{COL_NODE_PROJECTION, BTEqualStrategyNumber, CharGetDatum(projection)},
		{COL_NODE_REGION, BTEqualStrategyNumber, PointerGetDatum(region)}};

	table_scan_begin(nodes.scan, keys, region != NULL ? 2 : 1);
	while (table_scan_next(nodes.scan))
	{
		NodeRow node;

		CHECK_FOR_INTERRUPTS();
		/* names that a collation takes for equal are others all the same */
		if (region != NULL &&
			!table_scan_is_name(nodes.scan, COL_NODE_REGION, region))
			continue;
		node = node_row(nodes.scan);
		if (node_relate(&wanted, &node) != NODE_OUTSIDE)
			keep(&nodes, &node);
	}
	return nodes;
}

void
nodes_close(NodeList *nodes)
{
	table_scan_close(nodes->scan);
}

bool
node_column(const NodeList *nodes, const NodeRow *node, int column,
			Datum *value)
{
	bool isnull;

	*value = heap_getattr(node->tuple, nodes->scan->number[column],
						  RelationGetDescr(nodes->scan->relation), &isnull);
	return !isnull;
}

NodeRelation
node_relate(const Filter *filter, const NodeRow *node)
{
	TgWeeks weeks = filter->weeks;
	TgDoubt doubt;

	if (node->weeks.first > weeks.last || node->weeks.last < weeks.first)
		return NODE_OUTSIDE;
	doubt = filter_doubt(filter, node->bounds);
	if (doubt.outside)
		return NODE_OUTSIDE;
	if (doubt.destinations && node->has_squares)
	{
		if (!doubt.origins)
			return NODE_SQUARES;
		return tg_area_has_most(filter->area, &node->bounds->origin)
				   ? NODE_MOST
				   : NODE_EDGE;
	}
	if (doubt.origins || doubt.destinations)
		return NODE_EDGE;
	/* of many datasources a node keeps no counts */
	if (filter->datasource != NULL && !node->has_datasources)
		return NODE_EDGE;
	/* hours do not say of which week they are */
	if (filter->count_by == TG_BY_HOUR &&
		(node->weeks.first < weeks.first || node->weeks.last > weeks.last))
		return NODE_EDGE;
	return NODE_INSIDE;
}
