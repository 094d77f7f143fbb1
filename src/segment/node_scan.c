/*
 * node_scan.c
 *	  The nodes of a store, and what their headers say about a question.
 */
#include "compat.h"

#include "access/stratnum.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"

#include "core/geo/trip.h"
#include "segment/node_scan.h"
#include "types/types.h"

#define FIRST_ROOM 64

/* So many nodes between two others take less to read than another search. */
#define MOST_BETWEEN 4

#define HEADER                                                                \
	(COLUMN_BIT(COL_NODE_RUN) | COLUMN_BIT(COL_NODE_FIRST_SEGMENT) |          \
	 COLUMN_BIT(COL_NODE_SEGMENTS) | COLUMN_BIT(COL_NODE_PROJECTION) |        \
	 COLUMN_BIT(COL_NODE_SIGN) | COLUMN_BIT(COL_NODE_REGION) |                \
	 COLUMN_BIT(COL_NODE_FIRST) | COLUMN_BIT(COL_NODE_LAST) |                 \
	 COLUMN_BIT(COL_NODE_BOUNDS) | COLUMN_BIT(COL_NODE_TOP) |                 \
	 COLUMN_BIT(COL_NODE_LEVEL) | COLUMN_BIT(COL_NODE_CHILD_REGIONS) |        \
	 COLUMN_BIT(COL_NODE_CHILD_NUMBERS) | COLUMN_BIT(COL_NODE_CHILD_BOUNDS))
#define SQUARES                                                               \
	(COLUMN_BIT(COL_NODE_SQUARE_SHIFT) | COLUMN_BIT(COL_NODE_SQUARES) |       \
	 COLUMN_BIT(COL_NODE_SQUARE_WEEKS))

/* What counts are read beside the header. */
static uint32
columns_for(const Filter *filter)
{
	uint32 columns = HEADER | COLUMN_BIT(COL_NODE_WEEKS);

	/* which of its days count, no count of a node tells */
	if (filter->times != NULL)
		return columns;
	/* hours of a datasource are not counted apart */
	if (filter->count_by == TG_BY_HOUR)
		return filter->datasource != NULL
				   ? columns
				   : columns | COLUMN_BIT(COL_NODE_HOURS);
	if (filter->datasource != NULL || filter->by_datasource)
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
		.level = DatumGetInt16(table_scan_get(scan, COL_NODE_LEVEL)),
		.run = DatumGetInt64(table_scan_get(scan, COL_NODE_RUN)),
		.first_segment =
			DatumGetInt32(table_scan_get(scan, COL_NODE_FIRST_SEGMENT)),
		.segments = DatumGetInt32(table_scan_get(scan, COL_NODE_SEGMENTS)),
		.sign = DatumGetInt16(table_scan_get(scan, COL_NODE_SIGN)),
		.weeks = {tg_week_of(
					  DatumGetTimestamp(table_scan_get(scan, COL_NODE_FIRST))),
				  tg_week_of(
					  DatumGetTimestamp(table_scan_get(scan, COL_NODE_LAST)))},
		.bounds = *DatumGetTripGroupP(table_scan_get(scan, COL_NODE_BOUNDS)),
		.has_datasources = has_column(scan, COL_NODE_DATASOURCES) &&
						   has_column(scan, COL_NODE_DATASOURCE_WEEKS),
		.has_squares = has_column(scan, COL_NODE_SQUARE_SHIFT) &&
					   has_column(scan, COL_NODE_SQUARES) &&
					   has_column(scan, COL_NODE_SQUARE_WEEKS),
		.place = scan->slot->tts_tid,
	};
	Datum shift;

	if (node.has_squares &&
		table_scan_has(scan, COL_NODE_SQUARE_SHIFT, &shift))
		node.shift = DatumGetInt16(shift);
	if (node.level < NODE_LEAF || node.level > NODE_LEVELS ||
		node.weeks.first > node.weeks.last || node.segments < 1 ||
		node.first_segment < 0 ||
		node.first_segment > PG_INT32_MAX - node.segments)
		nodes_damaged(RelationGetNamespace(scan->relation));
	return node;
}

static NodeRow *
append(NodeList *nodes, const NodeRow *node)
{
	if (nodes->count == nodes->room)
	{
		nodes->room *= 2;
		nodes->rows =
			repalloc_huge(nodes->rows, nodes->room * sizeof(NodeRow));
	}
	nodes->rows[nodes->count] = *node;
	return &nodes->rows[nodes->count++];
}

/* Keep the row at hand of a scan. */
static void
keep(NodeList *nodes, TableScan *scan, const NodeRow *node)
{
	NodeRow *kept = append(nodes, node);
	Datum region;

	/* neighbours are of one region */
	if (nodes->count > 1 &&
		table_scan_is_name(scan, COL_NODE_REGION, kept[-1].region))
	{
		kept->region = kept[-1].region;
		return;
	}
	region = table_scan_get(scan, COL_NODE_REGION);
	kept->region = DatumGetTextPP(datumCopy(region, false, -1));
}

/* A look at the nodes of a projection. */
typedef struct Walk
{
	const Filter *filter;
	Filter wanted;
	bool leaves; /* nothing else is of use */
	NodeList *found;
} Walk;

static NodeList
open_nodes(const Filter *filter, Oid schema, char projection)
{
	NodeList nodes = {
		.scan = table_scan_open(schema, REL_NODES,
								columns_for(filter) |
									(filter->vouched ? TABLE_VOUCHED : 0)),
		.projection = projection,
		.rows = palloc(FIRST_ROOM * sizeof(NodeRow)),
		.room = FIRST_ROOM};

	return nodes;
}

static Walk
begin_walk(const Filter *filter, NodeList *found, bool leaves)
{
	Walk walk = {.filter = filter, .leaves = leaves, .found = found};

	/* not to end in the interior may be to end in the rest of the area */
	walk.wanted = filter->match == TG_MATCH_ORIGIN_ONLY
					  ? filter_of_match(filter, TG_MATCH_ORIGIN)
					  : *filter;
	return walk;
}

/* The list of a node's children. */
typedef struct Children
{
	Datum *regions;
	const int32 *numbers;
	const TgGroup *bounds;
	int count;
	bool wanted[NODE_CHILDREN];
} Children;

/* A column of the row at hand that has a value for each child. */
static ArrayType *
child_column(TableScan *scan, int column, Oid type, Children *children)
{
	Datum value;
	ArrayType *array;

	if (!table_scan_has(scan, column, &value))
		nodes_damaged(RelationGetNamespace(scan->relation));
	array = DatumGetArrayTypeP(value);
	if (ARR_ELEMTYPE(array) != type || ARR_NDIM(array) != 1 ||
		ARR_HASNULL(array) || ARR_DIMS(array)[0] < 1 ||
		ARR_DIMS(array)[0] > NODE_CHILDREN ||
		(children->count > 0 && children->count != ARR_DIMS(array)[0]))
		nodes_damaged(RelationGetNamespace(scan->relation));
	children->count = ARR_DIMS(array)[0];
	return array;
}

/* The children of the row at hand that their bounds do not put outside. */
static Children
row_children(const Walk *walk, TableScan *scan)
{
	Children children = {NULL};
	ArrayType *regions;

	children.numbers = (const int32 *) ARR_DATA_PTR(
		child_column(scan, COL_NODE_CHILD_NUMBERS, INT4OID, &children));
	children.bounds = (const TgGroup *) ARR_DATA_PTR(child_column(
		scan, COL_NODE_CHILD_BOUNDS, store_type("tripgroup"), &children));
	regions = child_column(scan, COL_NODE_CHILD_REGIONS, TEXTOID, &children);
	deconstruct_array(regions, TEXTOID, -1, false, TYPALIGN_INT,
					  &children.regions, NULL, &children.count);
	for (int i = 0; i < children.count; i++)
		children.wanted[i] =
			!filter_doubt(&walk->wanted, &children.bounds[i]).outside;
	return children;
}

/*
 * The last of the children that are read in one go with the first: of one
 * region, and few others between them.
 */
static int
children_together(const Children *children, int first, int level)
{
	int64 gap =
		(int64) MOST_BETWEEN * (level == NODE_LEAF ? NODE_SEGMENTS : 1);
	int last = first;

	for (int i = first + 1; i < children->count; i++)
	{
		if ((int64) children->numbers[i] - children->numbers[last] > gap ||
			!same_name(DatumGetTextPP(children->regions[i]),
					   DatumGetTextPP(children->regions[first])))
			break;
		if (children->wanted[i])
			last = i;
	}
	return last;
}

static void look_at_row(Walk *walk, TableScan *scan);

/* Look at children first to last, which are of that level. */
static void
look_at_children(Walk *walk, int64 run, int level, const Children *children,
				 int first, int last)
{
	TableScan *scan = walk->found->below[level];
	const text *region = DatumGetTextPP(children->regions[first]);
	TableKey keys[] = {
		{COL_NODE_TOP, BTEqualStrategyNumber, BoolGetDatum(false)},
		{COL_NODE_PROJECTION, BTEqualStrategyNumber,
		 CharGetDatum(walk->found->projection)},
		{COL_NODE_LEVEL, BTEqualStrategyNumber, Int16GetDatum((int16) level)},
		{COL_NODE_REGION, BTEqualStrategyNumber, PointerGetDatum(region)},
		{COL_NODE_RUN, BTEqualStrategyNumber, Int64GetDatum(run)},
		{COL_NODE_FIRST_SEGMENT, BTGreaterEqualStrategyNumber,
		 Int32GetDatum(children->numbers[first])},
		{COL_NODE_FIRST_SEGMENT, BTLessEqualStrategyNumber,
		 Int32GetDatum(children->numbers[last])}};
	int at = first;

	table_scan_begin(scan, keys, lengthof(keys));
	while (at <= last && table_scan_next(scan))
	{
		int32 number =
			DatumGetInt32(table_scan_get(scan, COL_NODE_FIRST_SEGMENT));

		CHECK_FOR_INTERRUPTS();
		/* others lie between them, and a collation may take names for equal */
		if (number < children->numbers[at] ||
			!table_scan_is_name(scan, COL_NODE_REGION, region))
			continue;
		if (number > children->numbers[at])
			break;
		if (children->wanted[at++])
			look_at_row(walk, scan);
	}
	if (at <= last)
		nodes_damaged(RelationGetNamespace(scan->relation));
}

/* Look at what is below the row at hand, a node of that run and level. */
static void
descend(Walk *walk, TableScan *scan, int64 run, int level)
{
	NodeList *found = walk->found;
	Children children = row_children(walk, scan);
	int below = level - 1;

	if (found->below[below] == NULL)
		found->below[below] =
			table_scan_open(RelationGetNamespace(found->scan->relation),
							REL_NODES, found->scan->columns);
	for (int first = 0, last; first < children.count; first = last + 1)
	{
		last = first;
		if (!children.wanted[first])
			continue;
		last = children_together(&children, first, below);
		look_at_children(walk, run, below, &children, first, last);
	}
	pfree(children.regions);
}

/* Tell whether a node answers for all below it. */
static bool
is_settled(const Filter *filter, const NodeRow *node)
{
	NodeRelation relation = node_relate(filter, node);

	return relation == NODE_INSIDE || relation == NODE_OUTSIDE;
}

/* Look at the row at hand of a scan, and at what is below it if need be. */
static void
look_at_row(Walk *walk, TableScan *scan)
{
	NodeRow node = node_row(scan);

	if (node_relate(&walk->wanted, &node) == NODE_OUTSIDE)
		return;
	if (node.level == NODE_LEAF ||
		(!walk->leaves && is_settled(walk->filter, &node)))
		keep(walk->found, scan, &node);
	else
		descend(walk, scan, node.run, node.level);
}

/* Look at rows by key: of those at the top, or below. */
static void
look_at_rows(Walk *walk, bool top, int keys, const text *region)
{
	TableScan *scan = walk->found->scan;
	TableKey key[] = {
		{COL_NODE_TOP, BTEqualStrategyNumber, BoolGetDatum(top)},
		{COL_NODE_PROJECTION, BTEqualStrategyNumber,
		 CharGetDatum(walk->found->projection)},
		{COL_NODE_LEVEL, BTEqualStrategyNumber, Int16GetDatum(NODE_LEAF)},
		{COL_NODE_REGION, BTEqualStrategyNumber, PointerGetDatum(region)}};

	table_scan_begin(scan, key, keys);
	while (table_scan_next(scan))
	{
		CHECK_FOR_INTERRUPTS();
		/* names that a collation takes for equal are others all the same */
		if (region == NULL ||
			table_scan_is_name(scan, COL_NODE_REGION, region))
			look_at_row(walk, scan);
	}
}

NodeList
nodes_read(const Filter *filter, Oid schema, char projection)
{
	NodeList nodes = open_nodes(filter, schema, projection);
	Walk walk = begin_walk(filter, &nodes, false);

	look_at_rows(&walk, true, 2, NULL);
	return nodes;
}

NodeList
leaves_read(const Filter *filter, Oid schema, char projection,
			const text *region)
{
	NodeList nodes = open_nodes(filter, schema, projection);
	Walk walk = begin_walk(filter, &nodes, true);

	if (region == NULL && filter->origin.ewkb != NULL)
		look_at_rows(&walk, true, 2, NULL);
	else
		for (int top = 0; top <= 1; top++)
			look_at_rows(&walk, top, region != NULL ? 4 : 3, region);
	return nodes;
}

void
nodes_descend(NodeList *nodes, const Filter *filter)
{
	NodeRow *rows = nodes->rows;
	uint64 count = nodes->count;
	Walk walk = {.filter = filter, .wanted = *filter, .found = nodes};

	nodes->rows =
		palloc_extended(nodes->room * sizeof(NodeRow), MCXT_ALLOC_HUGE);
	nodes->count = 0;
	for (uint64 i = 0; i < count; i++)
	{
		const NodeRow *node = &rows[i];

		CHECK_FOR_INTERRUPTS();
		if (node->level == NODE_LEAF || is_settled(filter, node))
			(void) append(nodes, node);
		else
			descend(&walk, node_fetch(nodes, node), node->run, node->level);
	}
	pfree(rows);
}

void
nodes_close(NodeList *nodes)
{
	for (int level = 0; level < NODE_LEVELS; level++)
		if (nodes->below[level] != NULL)
			table_scan_close(nodes->below[level]);
	table_scan_close(nodes->scan);
}

TableScan *
node_fetch(const NodeList *nodes, const NodeRow *node)
{
	ItemPointerData place = node->place;

	table_scan_fetch(nodes->scan, &place);
	return nodes->scan;
}

NodeRelation
node_relate(const Filter *filter, const NodeRow *node)
{
	TgWeeks weeks = filter->weeks;
	TgDoubt doubt;

	if (node->weeks.first > weeks.last || node->weeks.last < weeks.first)
		return NODE_OUTSIDE;
	doubt = filter_doubt(filter, &node->bounds);
	if (doubt.outside)
		return NODE_OUTSIDE;
	if (doubt.destinations && node->has_squares)
	{
		if (!doubt.origins)
			return NODE_SQUARES;
		return tg_area_has_most(filter->origin.area, &node->bounds.origin)
				   ? NODE_MOST
				   : NODE_EDGE;
	}
	if (doubt.origins || doubt.destinations)
		return NODE_EDGE;
	/* of many datasources a node keeps no counts */
	if (filter->datasource != NULL && !node->has_datasources)
		return NODE_EDGE;
	/* nor do they say on which days of a week trips depart */
	if (filter->times != NULL)
		return NODE_EDGE;
	/* hours do not say of which week they are */
	if (filter->count_by == TG_BY_HOUR &&
		(node->weeks.first < weeks.first || node->weeks.last > weeks.last))
		return NODE_EDGE;
	return NODE_INSIDE;
}
