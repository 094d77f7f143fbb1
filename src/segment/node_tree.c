/*
 * node_tree.c
 *	  The levels of nodes above those over a run's segments.
 *
 * Each level is cut, in the order of the Hilbert keys of its nodes' middles,
 * into groups of neighbours, and each group becomes a node of the next level,
 * until few enough are left.
 */
#include "compat.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"

#include "core/geo/cell.h"
#include "core/geo/group.h"
#include "core/order/segment.h"
#include "segment/datasource_weeks.h"
#include "segment/node_tree.h"
#include "segment/filter.h"
#include "store/columns.h"
#include "segment/table_scan.h"
#include "segment/tally.h"
#include "types/types.h"

#define FIRST_ROOM 256

/* What the levels above need of a node. */
typedef struct TreeNode
{
	uint64 key; /* of its middle in the order of the projection */
	const text *region;
	int32 number; /* of its first segment, or in its level */
	int32 segments;
	int64 trips;
	TgExtent extent;
	Datum weeks;
	Datum hours;
	Datum datasources; /* 0: not counted apart */
	Datum datasource_weeks;
} TreeNode;

/* A row that is not written yet. */
typedef struct PendingRow
{
	Datum values[COL_NODE_COLUMNS];
	char nulls[COL_NODE_COLUMNS + 1];
} PendingRow;

struct NodeTree
{
	MemoryContext context; /* of all that follows */
	RowInsert *insert;
	int64 run;
	int16 sign;
	char projection;
	TreeNode *nodes; /* of the highest level so far */
	uint32 count;
	uint32 room;
	PendingRow *pending; /* leaves that may be the top */
	uint32 pending_count;
};

NodeTree *
node_tree_begin(RowInsert *insert)
{
	MemoryContext context = AllocSetContextCreate(
		CurrentMemoryContext, "tripgrid node tree", ALLOCSET_DEFAULT_SIZES);
	NodeTree *tree = MemoryContextAllocZero(context, sizeof *tree);

	tree->context = context;
	tree->insert = insert;
	return tree;
}

/*
 * Copy a column's value to where it lasts.  What the types are like is looked
 * up once a session: it is frozen, also for who makes the extension anew.
 */
static Datum
copy_value(int column, Datum value)
{
	static int16 length[COL_NODE_COLUMNS];
	static bool by_value[COL_NODE_COLUMNS];

	if (length[column] == 0)
		get_typlenbyval(
			store_column_type(&store_relations[REL_NODES].columns[column]),
			&length[column], &by_value[column]);
	return datumCopy(value, by_value[column], length[column]);
}

static uint64
middle_key(const TgBox *box)
{
	TgLonLat middle = {(int32) (((int64) box->west + box->east) / 2),
					   (int32) (((int64) box->south + box->north) / 2)};

	return tg_hilbert_key(middle);
}

static uint64
node_key(const NodeTree *tree, const TgGroup *bounds)
{
	return middle_key(tree->projection == 'o' ? &bounds->origin
											  : &bounds->destination);
}

/* Keep what the next level needs of a leaf. */
static void
keep_leaf(NodeTree *tree, const Datum *values, const char *nulls)
{
	TreeNode *node;
	bool apart = nulls[COL_NODE_DATASOURCES] == ' ';

	if (tree->count == tree->room)
	{
		tree->room = Max(2 * tree->room, NODE_CHILDREN);
		tree->nodes =
			tree->nodes == NULL
				? palloc(tree->room * sizeof(TreeNode))
				: repalloc_huge(tree->nodes, tree->room * sizeof(TreeNode));
	}
	node = &tree->nodes[tree->count++];
	*node = (TreeNode){
		.number = DatumGetInt32(values[COL_NODE_FIRST_SEGMENT]),
		.segments = DatumGetInt32(values[COL_NODE_SEGMENTS]),
		.trips = DatumGetInt64(values[COL_NODE_TRIPS]),
		.extent = {*DatumGetTripGroupP(values[COL_NODE_BOUNDS]),
				   DatumGetTimestamp(values[COL_NODE_FIRST]),
				   DatumGetTimestamp(values[COL_NODE_LAST])},
		.weeks = copy_value(COL_NODE_WEEKS, values[COL_NODE_WEEKS]),
		.hours = copy_value(COL_NODE_HOURS, values[COL_NODE_HOURS]),
	};
	node->key = node_key(tree, &node->extent.bounds);
	/* neighbours are of one region */
	if (tree->count > 1 &&
		same_name(node[-1].region, DatumGetTextPP(values[COL_NODE_REGION])))
		node->region = node[-1].region;
	else
		node->region = DatumGetTextPP(
			copy_value(COL_NODE_REGION, values[COL_NODE_REGION]));
	if (apart)
	{
		node->datasources =
			copy_value(COL_NODE_DATASOURCES, values[COL_NODE_DATASOURCES]);
		node->datasource_weeks = copy_value(COL_NODE_DATASOURCE_WEEKS,
											values[COL_NODE_DATASOURCE_WEEKS]);
	}
}

static void
write_pending(NodeTree *tree, bool top)
{
	for (uint32 i = 0; i < tree->pending_count; i++)
	{
		PendingRow *row = &tree->pending[i];

		row->values[COL_NODE_TOP] = BoolGetDatum(top);
		row_insert(tree->insert, row->values, row->nulls);
	}
	tree->pending_count = 0;
}

/* Keep the row of a leaf until it is known whether it is at the top. */
static void
keep_row(NodeTree *tree, const Datum *values, const char *nulls)
{
	PendingRow *row;

	if (tree->pending == NULL)
		tree->pending = palloc(NODE_CHILDREN * sizeof(PendingRow));
	row = &tree->pending[tree->pending_count++];
	memcpy(row->nulls, nulls, sizeof row->nulls);
	for (int i = 0; i < COL_NODE_COLUMNS; i++)
		row->values[i] =
			nulls[i] == ' ' ? copy_value(i, values[i]) : (Datum) 0;
}

void
node_tree_add(NodeTree *tree, const Datum *values, const char *nulls)
{
	MemoryContext old = MemoryContextSwitchTo(tree->context);

	if (tree->count == 0)
	{
		tree->run = DatumGetInt64(values[COL_NODE_RUN]);
		tree->sign = DatumGetInt16(values[COL_NODE_SIGN]);
		tree->projection = DatumGetChar(values[COL_NODE_PROJECTION]);
	}
	keep_leaf(tree, values, nulls);
	if (tree->count <= NODE_CHILDREN)
		keep_row(tree, values, nulls);
	MemoryContextSwitchTo(old);
	if (tree->count <= NODE_CHILDREN)
		return;
	write_pending(tree, false);
	{
		Datum row[COL_NODE_COLUMNS];

		memcpy(row, values, sizeof row);
		row[COL_NODE_TOP] = BoolGetDatum(false);
		row_insert(tree->insert, row, nulls);
	}
}

static int
compare_names(const text *a, const text *b)
{
	return a == b ? 0 : name_order(a, b);
}

/* Children in the order in which they are read. */
static int
compare_places(const void *a, const void *b)
{
	const TreeNode *left = a;
	const TreeNode *right = b;
	int order = compare_names(left->region, right->region);

	if (order != 0)
		return order;
	return (left->number > right->number) - (left->number < right->number);
}

static int
compare_keys(const void *a, const void *b)
{
	const TreeNode *left = a;
	const TreeNode *right = b;

	CHECK_FOR_INTERRUPTS();
	if (left->key != right->key)
		return left->key < right->key ? -1 : 1;
	return compare_places(a, b);
}

/* The columns of a node that list its children. */
static void
list_children(const TreeNode *children, uint32 count, Datum *values)
{
	Datum regions[NODE_CHILDREN];
	Datum numbers[NODE_CHILDREN];
	Datum bounds[NODE_CHILDREN];

	for (uint32 i = 0; i < count; i++)
	{
		regions[i] = PointerGetDatum(children[i].region);
		numbers[i] = Int32GetDatum(children[i].number);
		bounds[i] = PointerGetDatum(&children[i].extent.bounds);
	}
	values[COL_NODE_CHILD_REGIONS] = PointerGetDatum(construct_array(
		regions, (int) count, TEXTOID, -1, false, TYPALIGN_INT));
	values[COL_NODE_CHILD_NUMBERS] = PointerGetDatum(construct_array(
		numbers, (int) count, INT4OID, sizeof(int32), true, TYPALIGN_INT));
	values[COL_NODE_CHILD_BOUNDS] = PointerGetDatum(
		construct_array(bounds, (int) count, store_type("tripgroup"),
						sizeof(TgGroup), false, TYPALIGN_INT));
}

/* Add up what the children count by datasource, if all of them do. */
static void
sum_datasources(const TreeNode *children, uint32 count, TreeNode *node)
{
	Names *names = names_create(CurrentMemoryContext);
	TgTally *tally = tally_create(CurrentMemoryContext, FIRST_ROOM);

	for (uint32 i = 0; i < count; i++)
		if (children[i].datasources == 0 ||
			!datasource_weeks_add(children[i].datasources,
								  children[i].datasource_weeks, names,
								  &tally) ||
			names->count > NODE_DATASOURCES)
			return;
	if (!datasource_weeks_columns(tally, names, &node->datasources,
								  &node->datasource_weeks))
		node->datasources = node->datasource_weeks = 0;
}

/* Sum up the children of a node, in the current memory context. */
static TreeNode
sum_up(const NodeTree *tree, const TreeNode *children, uint32 count)
{
	TreeNode node = {.region = cstring_to_text(""),
					 .extent = children[0].extent};
	TgTally *weeks = tally_create(CurrentMemoryContext, FIRST_ROOM);
	TgTally *hours = tally_create(CurrentMemoryContext, FIRST_ROOM);
	TgExtent *extent = &node.extent;

	for (uint32 i = 0; i < count; i++)
	{
		const TgExtent *added = &children[i].extent;

		extent->bounds = tg_group_union(&extent->bounds, &added->bounds);
		extent->first = Min(extent->first, added->first);
		extent->last = Max(extent->last, added->last);
		node.segments += children[i].segments;
		node.trips += children[i].trips;
		tally_add_column(&weeks, children[i].weeks, EVERY_WEEK, 1);
		tally_add_column(&hours, children[i].hours, EVERY_WEEK, 1);
	}
	node.key = node_key(tree, &extent->bounds);
	node.weeks = tally_column(weeks);
	node.hours = tally_column(hours);
	sum_datasources(children, count, &node);
	return node;
}

static void
write_parent(const NodeTree *tree, const TreeNode *node, int level, bool top,
			 const TreeNode *children, uint32 count)
{
	char nulls[COL_NODE_COLUMNS + 1];
	Datum values[COL_NODE_COLUMNS] = {
		[COL_NODE_RUN] = Int64GetDatum(tree->run),
		[COL_NODE_FIRST_SEGMENT] = Int32GetDatum(node->number),
		[COL_NODE_SEGMENTS] = Int32GetDatum(node->segments),
		[COL_NODE_PROJECTION] = CharGetDatum(tree->projection),
		[COL_NODE_SIGN] = Int16GetDatum(tree->sign),
		[COL_NODE_REGION] = PointerGetDatum(node->region),
		[COL_NODE_TRIPS] = Int64GetDatum(node->trips),
		[COL_NODE_FIRST] = TimestampGetDatum(node->extent.first),
		[COL_NODE_LAST] = TimestampGetDatum(node->extent.last),
		[COL_NODE_BOUNDS] = PointerGetDatum(&node->extent.bounds),
		[COL_NODE_WEEKS] = node->weeks,
		[COL_NODE_HOURS] = node->hours,
		[COL_NODE_DATASOURCES] = node->datasources,
		[COL_NODE_DATASOURCE_WEEKS] = node->datasource_weeks,
		[COL_NODE_TOP] = BoolGetDatum(top),
		[COL_NODE_LEVEL] = Int16GetDatum((int16) level),
	};

	list_children(children, count, values);
	memset(nulls, ' ', COL_NODE_COLUMNS);
	nulls[COL_NODE_COLUMNS] = '\0';
	nulls[COL_NODE_SQUARE_SHIFT] = nulls[COL_NODE_SQUARES] =
		nulls[COL_NODE_SQUARE_WEEKS] = 'n';
	if (node->datasources == 0)
		nulls[COL_NODE_DATASOURCES] = nulls[COL_NODE_DATASOURCE_WEEKS] = 'n';
	row_insert(tree->insert, values, nulls);
}

/* Keep in the tree's memory what was summed up in another. */
static TreeNode
keep_parent(NodeTree *tree, const TreeNode *node)
{
	MemoryContext old = MemoryContextSwitchTo(tree->context);
	TreeNode kept = *node;

	kept.region = DatumGetTextPP(
		copy_value(COL_NODE_REGION, PointerGetDatum(node->region)));
	kept.weeks = copy_value(COL_NODE_WEEKS, node->weeks);
	kept.hours = copy_value(COL_NODE_HOURS, node->hours);
	if (node->datasources != 0)
	{
		kept.datasources = copy_value(COL_NODE_DATASOURCES, node->datasources);
		kept.datasource_weeks =
			copy_value(COL_NODE_DATASOURCE_WEEKS, node->datasource_weeks);
	}
	MemoryContextSwitchTo(old);
	return kept;
}

/* Write the nodes of a level, and have them take the place of the ones below.
 */
static void
write_level(NodeTree *tree, int level)
{
	MemoryContext context = AllocSetContextCreate(
		CurrentMemoryContext, "tripgrid node", ALLOCSET_DEFAULT_SIZES);
	size_t count = tg_segment_cuts(tree->count, NODE_CHILDREN);
	TreeNode *parents =
		MemoryContextAllocHuge(tree->context, count * sizeof(TreeNode));

	qsort(tree->nodes, tree->count, sizeof(TreeNode), compare_keys);
	for (size_t cut = 0; cut < count; cut++)
	{
		size_t first = tree->count * cut / count;
		size_t next = tree->count * (cut + 1) / count;
		TreeNode *children = &tree->nodes[first];
		uint32 length = (uint32) (next - first);
		MemoryContext old = MemoryContextSwitchTo(context);
		TreeNode node;

		CHECK_FOR_INTERRUPTS();
		qsort(children, length, sizeof(TreeNode), compare_places);
		node = sum_up(tree, children, length);
		node.number = (int32) cut;
		write_parent(tree, &node, level, count <= NODE_CHILDREN, children,
					 length);
		parents[cut] = keep_parent(tree, &node);
		MemoryContextSwitchTo(old);
		MemoryContextReset(context);
	}
	MemoryContextDelete(context);
	tree->nodes = parents;
	tree->count = (uint32) count;
}

void
node_tree_end(NodeTree *tree)
{
	int level = NODE_LEAF;

	if (tree->pending_count > 0)
		write_pending(tree, true);
	else if (tree->count > 0)
		do
			write_level(tree, ++level);
		while (tree->count > NODE_CHILDREN);
	MemoryContextDelete(tree->context);
}

/* Keep the leaf at hand. */
static void
keep_stored(NodeTree *tree, TableScan *scan)
{
	Datum values[COL_NODE_COLUMNS];
	char nulls[COL_NODE_COLUMNS];

	for (int i = 0; i < COL_NODE_COLUMNS; i++)
	{
		nulls[i] = 'n';
		if ((scan->columns & COLUMN_BIT(i)) != 0 &&
			table_scan_has(scan, i, &values[i]))
			nulls[i] = ' ';
		else if ((scan->columns & COLUMN_BIT(i)) != 0 &&
				 !store_relations[REL_NODES].columns[i].nullable)
			(void) table_scan_get(scan, i);
	}
	tree->sign = DatumGetInt16(values[COL_NODE_SIGN]);
	keep_leaf(tree, values, nulls);
}

/* Note the nodes of a level; tell whether there are any. */
static bool
note_level(TableScan *scan, RowDelete *rows, int64 run, char projection,
		   int level)
{
	bool found = false;

	for (int top = 0; top < 2; top++)
	{
		TableKey keys[] = {
			{COL_NODE_TOP, BTEqualStrategyNumber, BoolGetDatum(top != 0)},
			{COL_NODE_PROJECTION, BTEqualStrategyNumber,
			 CharGetDatum(projection)},
			{COL_NODE_LEVEL, BTEqualStrategyNumber,
			 Int16GetDatum((int16) level)},
			{COL_NODE_REGION, BTEqualStrategyNumber,
			 PointerGetDatum(cstring_to_text(""))},
			{COL_NODE_RUN, BTEqualStrategyNumber, Int64GetDatum(run)}};

		table_scan_begin(scan, keys, lengthof(keys));
		while (table_scan_next(scan))
		{
			CHECK_FOR_INTERRUPTS();
			found = true;
			row_delete_note(rows, table_scan_place(scan));
		}
	}
	return found;
}

void
node_tree_note(TableScan *scan, RowDelete *rows, int64 run, char projection)
{
	int level = NODE_LEAF + 1;

	while (note_level(scan, rows, run, projection, level))
		level++;
}

static void
delete_parents(const Store *store, int64 run, char projection)
{
	RowDelete *rows = row_delete_begin(store, REL_NODES);
	TableScan *scan;

	CommandCounterIncrement();
	PushActiveSnapshot(GetTransactionSnapshot());
	scan = table_scan_open(store->schema, REL_NODES, NODE_KEY_COLUMNS);
	node_tree_note(scan, rows, run, projection);
	table_scan_close(scan);
	PopActiveSnapshot();
	row_delete_run(rows);
}

void
node_tree_renew(const Store *store, int64 run, TgProjection projection)
{
	char letter = projection == TG_BY_ORIGIN ? 'o' : 'd';
	TableKey keys[] = {
		{COL_NODE_TOP, BTEqualStrategyNumber, BoolGetDatum(false)},
		{COL_NODE_PROJECTION, BTEqualStrategyNumber, CharGetDatum(letter)},
		{COL_NODE_LEVEL, BTEqualStrategyNumber, Int16GetDatum(NODE_LEAF)},
		{COL_NODE_RUN, BTEqualStrategyNumber, Int64GetDatum(run)}};
	NodeTree *tree =
		node_tree_begin(row_insert_begin(store, REL_NODES, NULL, 0));
	TableScan *scan;

	tree->run = run;
	tree->projection = letter;
	delete_parents(store, run, letter);
	CommandCounterIncrement();
	PushActiveSnapshot(GetTransactionSnapshot());
	scan = table_scan_open(store->schema, REL_NODES,
						   (COLUMN_BIT(COL_NODE_COLUMNS) - 1) &
							   ~(COLUMN_BIT(COL_NODE_SQUARE_SHIFT) |
								 COLUMN_BIT(COL_NODE_SQUARES) |
								 COLUMN_BIT(COL_NODE_SQUARE_WEEKS)));
	table_scan_begin(scan, keys, lengthof(keys));
	while (table_scan_next(scan))
	{
		MemoryContext old = MemoryContextSwitchTo(tree->context);

		CHECK_FOR_INTERRUPTS();
		keep_stored(tree, scan);
		MemoryContextSwitchTo(old);
	}
	table_scan_close(scan);
	PopActiveSnapshot();
	node_tree_end(tree);
}
