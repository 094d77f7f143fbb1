/*
 * node_counts.c
 *	  The counts of nodes that answer for all of their segments.
 */
#include "compat.h"

#include "access/stratnum.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/memutils.h"

#include "core/count/square.h"
#include "segment/node_counts.h"
#include "segment/tally.h"
#include "types/status.h"
#include "types/tripset.h"

#define FIRST_ROOM 128

/* The number of the wanted datasource among a node's; -1 if it has none. */
static int
find_datasource(const Filter *filter, Datum datasources)
{
	Datum *names;
	int count;

	count = array_elements(datasources, TEXTOID, &names);
	for (int i = 0; i < count; i++)
		if (filter_names(filter, names[i]))
			return i;
	return -1;
}

static void
add_counts(const Filter *filter, const TgTripset *set, int key_column,
		   int datasource, int sign, TgTally **tally)
{
	TgWeeks weeks = filter->weeks;
	bool by_week = filter->count_by == TG_BY_WEEK;
	int64 *columns[3];

	for (int i = 0; i < set->columns; i++)
	{
		columns[i] = palloc(set->count * sizeof(int64));
		tg_tripset_get(set, i, columns[i]);
	}
	*tally = tally_reserve(*tally, set->count);
	for (uint32 i = 0; i < set->count; i++)
	{
		int64 key = columns[key_column][i];

		if ((datasource < 0 || columns[0][i] == datasource) &&
			(!by_week || (key >= weeks.first && key <= weeks.last)))
			tg_tally_add(*tally, key, columns[key_column + 1][i] * sign);
	}
}

static Datum
row_column(TableScan *row, int column)
{
	Datum value;

	if (!table_scan_has(row, column, &value))
		status_check(TG_BAD_TRIPSET);
	return value;
}

void
node_add_counts(const Filter *filter, const NodeList *nodes,
				const NodeRow *node, TgTally **tally)
{
	int datasource = -1;
	int column = filter->count_by == TG_BY_HOUR ? COL_NODE_HOURS
				 : filter->datasource != NULL	? COL_NODE_DATASOURCE_WEEKS
												: COL_NODE_WEEKS;
	TableScan *row = node_fetch(nodes, node);
	TgTripset set;

	if (filter->datasource != NULL)
	{
		datasource =
			find_datasource(filter, row_column(row, COL_NODE_DATASOURCES));
		if (datasource < 0)
			return;
	}
	tripset_open(row_column(row, column), datasource < 0 ? 2 : 3, 0, &set);
	add_counts(filter, &set, datasource < 0 ? 0 : 1, datasource, node->sign,
			   tally);
}

void
node_add_squares(const Filter *filter, const NodeList *nodes,
				 const NodeRow *node, TgTally **tally)
{
	TgWeeks weeks = filter->weeks;
	/* of those that end elsewhere, what the squares hold goes off */
	bool others = filter->match == TG_MATCH_ORIGIN_ONLY;
	int sign = others ? -node->sign : node->sign;
	TgTripset set;
	TgTripset squares;
	TgTripset counts;
	int64 *keys;
	uint8 *wanted;
	uint32 *sums;
	TableScan *row = node_fetch(nodes, node);

	tripset_open(row_column(row, COL_NODE_WEEKS), 2, 0, &set);
	tripset_open(row_column(row, COL_NODE_SQUARES), 2, 0, &squares);
	tripset_open(row_column(row, COL_NODE_SQUARE_WEEKS), 1, 0, &counts);
	keys = palloc_extended(set.count * sizeof(int64), MCXT_ALLOC_HUGE);
	tg_tripset_get(&set, 0, keys);
	wanted = palloc(squares.count);
	sums = palloc(set.count * sizeof(uint32));
	status_check(tg_squares_sum(&squares, &counts, node->shift, filter->part,
								set.count, wanted, sums));
	*tally = tally_reserve(*tally, set.count);
	for (uint32 i = 0; i < set.count; i++)
		if (sums[i] != 0 && keys[i] >= weeks.first && keys[i] <= weeks.last)
			tg_tally_add(*tally, keys[i], (int64) sums[i] * sign);
	if (others)
		node_add_counts(filter, nodes, node, tally);
}

/* Of what a row holds, which is large, and there are many rows. */
static MemoryContext
row_context(void)
{
	return AllocSetContextCreate(CurrentMemoryContext, "tripgrid node",
								 ALLOCSET_DEFAULT_SIZES);
}

/* Add up rows: of all nodes at the top, or of the leaves of a region. */
static int64
sum_rows(TableScan *scan, bool top, const text *region, TgTally **weeks)
{
	TableKey keys[] = {
		{COL_NODE_TOP, BTEqualStrategyNumber, BoolGetDatum(top)},
		{COL_NODE_PROJECTION, BTEqualStrategyNumber, CharGetDatum('o')},
		{COL_NODE_LEVEL, BTEqualStrategyNumber, Int16GetDatum(NODE_LEAF)},
		{COL_NODE_REGION, BTEqualStrategyNumber, PointerGetDatum(region)}};
	MemoryContext context = row_context();
	int64 trips = 0;

	table_scan_begin(scan, keys, region != NULL ? 4 : 2);
	while (table_scan_next(scan))
	{
		int sign = DatumGetInt16(table_scan_get(scan, COL_NODE_SIGN));
		MemoryContext old;

		CHECK_FOR_INTERRUPTS();
		if (region != NULL &&
			!table_scan_is_name(scan, COL_NODE_REGION, region))
			continue;
		trips += sign * DatumGetInt64(table_scan_get(scan, COL_NODE_TRIPS));
		if (weeks == NULL)
			continue;
		old = MemoryContextSwitchTo(context);
		tally_add_column(weeks, table_scan_get(scan, COL_NODE_WEEKS),
						 EVERY_WEEK, sign);
		MemoryContextSwitchTo(old);
		MemoryContextReset(context);
	}
	MemoryContextDelete(context);
	return trips;
}

int64
nodes_trips(Oid schema, const text *region, TgTally **weeks)
{
	TableScan *scan = table_scan_open(
		schema, REL_NODES,
		COLUMN_BIT(COL_NODE_TOP) | COLUMN_BIT(COL_NODE_PROJECTION) |
			COLUMN_BIT(COL_NODE_LEVEL) | COLUMN_BIT(COL_NODE_REGION) |
			COLUMN_BIT(COL_NODE_SIGN) | COLUMN_BIT(COL_NODE_TRIPS) |
			COLUMN_BIT(COL_NODE_WEEKS));
	int64 trips = sum_rows(scan, true, region, weeks);

	if (region != NULL)
		trips += sum_rows(scan, false, region, weeks);
	table_scan_close(scan);
	return trips;
}

/* Add the trips of a datasource in the row at hand; false if it has no say. */
static bool
add_datasource(const Filter *filter, TableScan *scan, TgTally **tally)
{
	int sign = DatumGetInt16(table_scan_get(scan, COL_NODE_SIGN));
	Datum names;
	Datum weeks;
	int number;
	TgTripset set;

	if (!table_scan_has(scan, COL_NODE_DATASOURCES, &names) ||
		!table_scan_has(scan, COL_NODE_DATASOURCE_WEEKS, &weeks))
		return false;
	number = find_datasource(filter, names);
	if (number < 0)
		return true;
	tripset_open(weeks, 3, 0, &set);
	add_counts(filter, &set, 1, number, sign, tally);
	return true;
}

bool
nodes_datasource_trips(Oid schema, const text *datasource, int64 *trips)
{
	Filter filter = {
		.count_by = TG_BY_WEEK, .weeks = EVERY_WEEK, .datasource = datasource};
	TableKey keys[] = {
		{COL_NODE_TOP, BTEqualStrategyNumber, BoolGetDatum(true)},
		{COL_NODE_PROJECTION, BTEqualStrategyNumber, CharGetDatum('o')}};
	TableScan *scan = table_scan_open(
		schema, REL_NODES,
		COLUMN_BIT(COL_NODE_TOP) | COLUMN_BIT(COL_NODE_PROJECTION) |
			COLUMN_BIT(COL_NODE_SIGN) | COLUMN_BIT(COL_NODE_DATASOURCES) |
			COLUMN_BIT(COL_NODE_DATASOURCE_WEEKS));
	TgTally *tally = tally_create(CurrentMemoryContext, FIRST_ROOM);
	MemoryContext context = row_context();
	bool known = true;

	table_scan_begin(scan, keys, lengthof(keys));
	while (known && table_scan_next(scan))
	{
		MemoryContext old = MemoryContextSwitchTo(context);

		CHECK_FOR_INTERRUPTS();
		known = add_datasource(&filter, scan, &tally);
		MemoryContextSwitchTo(old);
		MemoryContextReset(context);
	}
	MemoryContextDelete(context);
	table_scan_close(scan);
	*trips = 0;
	for (uint32 i = 0; i < tally->used; i++)
		*trips += tally->entry[i].count;
	return known;
}
