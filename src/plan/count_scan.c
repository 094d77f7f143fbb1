/*
 * count_scan.c
 *	  The trips of a store counted by name and step, from its segments.
 *
 * A leaf whose trips all pass adds its counts by week, and so does a segment;
 * of others the columns in doubt are read. Trips that went are counted off: a
 * condition says of them what it says of those that they take away.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "core/geo/trip.h"
#include "plan/count_block.h"
#include "plan/count_scan.h"
#include "plan/limited_nodes.h"
#include "types/status.h"
#include "types/tripset.h"

#define FIRST_COUNTS 256
#define FIRST_NAMES 64

static inline uint32
key_hash(const TripKey *key)
{
	uint64 names = (uint64) key->region << 32 | key->datasource;

	return (uint32) tg_hash_mix(names, (uint64) key->step);
}

static inline bool
same_key(const TripKey *a, const TripKey *b)
{
	return a->step == b->step && a->region == b->region &&
		   a->datasource == b->datasource;
}

#define SH_PREFIX counts
#define SH_ELEMENT_TYPE TripCount
#define SH_KEY_TYPE TripKey
#define SH_KEY key
#define SH_HASH_KEY(table, key) key_hash(&(key))
#define SH_EQUAL(table, a, b) same_key(&(a), &(b))
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

void
count_add(CountScan *scan, TripKey key, int64 count)
{
	bool found;
	TripCount *entry = counts_insert(scan->counts, key, &found);

	entry->count = found ? entry->count + count : count;
}

static bool
fits(const CountScan *scan)
{
	return scan->counts->size * sizeof(TripCount) <= get_hash_memory_limit();
}

/* Tell whether counts by week will do for trips that are all in the ranges. */
static bool
sums_up(const CountScan *scan)
{
	return scan->ask.others == NULL && scan->ask.metre_count == 0 &&
		   scan->ask.step <= STEP_WEEK;
}

/* ---- names ------------------------------------------------------------- */

static TestedNames
no_names(MemoryContext context)
{
	TestedNames names = {names_create(context),
						 palloc(FIRST_NAMES * sizeof(int8)), FIRST_NAMES};

	memset(names.passes, -1, names.room);
	return names;
}

/* The number of a name; tell whether it passes the conditions on names. */
static bool
name_passes(CountScan *scan, TestedNames *names, TripColumn column,
			ExprState *condition, const text *name, uint32 *number)
{
	ExprContext *context = scan->ask.context;

	*number =
		names_number(names->names, VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name));
	if (condition == NULL)
		return true;
	if (*number >= names->room)
	{
		names->passes = repalloc_huge(names->passes, 2 * (Size) names->room);
		memset(names->passes + names->room, -1, names->room);
		names->room *= 2;
	}
	if (names->passes[*number] < 0)
	{
		scan->ask.slot->tts_values[column] = PointerGetDatum(name);
		names->passes[*number] = ExecQual(condition, context);
		ResetExprContext(context);
	}
	return names->passes[*number] > 0;
}

static bool
region_passes(CountScan *scan, const text *region, TripKey *key)
{
	uint32 number;
	bool passes = name_passes(scan, &scan->regions, TRIP_REGION,
							  scan->ask.regions, region, &number);

	key->region = counts_apart(scan, TRIP_REGION) ? number : 0;
	return passes;
}

bool
count_datasource(CountScan *scan, Datum datasource, TripKey *key)
{
	uint32 number;
	bool passes = name_passes(scan, &scan->datasources, TRIP_DATASOURCE,
							  scan->ask.datasources,
							  DatumGetTextPP(datasource), &number);

	key->datasource = counts_apart(scan, TRIP_DATASOURCE) ? number : 0;
	return passes;
}

/* ---- sums -------------------------------------------------------------- */

static int64 *
read_column(const TgTripset *set, int column)
{
	int64 *values =
		palloc_extended(Max(set->count, 1) * sizeof(int64), MCXT_ALLOC_HUGE);

	tg_tripset_get(set, column, values);
	return values;
}

/* Add a tripset of weeks and counts. */
static void
add_weeks(CountScan *scan, Datum weeks, TripKey key, int sign)
{
	TgTripset set;
	int64 *week;
	int64 *count;
	int64 sum = 0;

	tripset_open(weeks, 2, 0, &set);
	week = read_column(&set, 0);
	count = read_column(&set, 1);
	for (uint32 i = 0; i < set.count; i++)
	{
		sum += count[i];
		key.step = week[i];
		if (scan->ask.step == STEP_WEEK)
			count_add(scan, key, sign * count[i]);
	}
	key.step = 0;
	if (scan->ask.step == STEP_ALL)
		count_add(scan, key, sign * sum);
}

/* Add a tripset of datasources by number, weeks and counts. */
static void
add_datasource_weeks(CountScan *scan, Datum datasources, Datum weeks,
					 TripKey key, int sign)
{
	Datum *names;
	uint32 names_count = array_elements(datasources, TEXTOID, &names);
	bool *passes = palloc(names_count * sizeof(bool) + 1);
	uint32 *numbers = palloc(names_count * sizeof(uint32) + 1);
	TgTripset set;
	int64 *columns[3];

	for (uint32 i = 0; i < names_count; i++)
	{
		passes[i] = count_datasource(scan, names[i], &key);
		numbers[i] = key.datasource;
	}
	tripset_open(weeks, lengthof(columns), 0, &set);
	for (int i = 0; i < lengthof(columns); i++)
		columns[i] = read_column(&set, i);
	for (uint32 i = 0; i < set.count; i++)
	{
		uint64 datasource = columns[0][i];

		if (datasource >= names_count)
			status_check(TG_BAD_TRIPSET);
		if (!passes[datasource])
			continue;
		key.datasource = numbers[datasource];
		key.step = scan->ask.step == STEP_WEEK ? columns[1][i] : 0;
		count_add(scan, key, sign * columns[2][i]);
	}
}

static void
add_node(CountScan *scan, const NodeList *nodes, const NodeRow *node,
		 TripKey key)
{
	TableScan *row = node_fetch(nodes, node);
	MemoryContext old = MemoryContextSwitchTo(scan->scratch);

	if (!counts_datasources(scan))
		add_weeks(scan, table_scan_get(row, COL_NODE_WEEKS), key, node->sign);
	else
	{
		Datum names;
		Datum weeks;

		if (!table_scan_has(row, COL_NODE_DATASOURCES, &names) ||
			!table_scan_has(row, COL_NODE_DATASOURCE_WEEKS, &weeks))
			nodes_damaged(scan->ask.schema);
		add_datasource_weeks(scan, names, weeks, key, node->sign);
	}
	MemoryContextSwitchTo(old);
	MemoryContextReset(scan->scratch);
	scan->nodes_summed++;
}

/* ---- all --------------------------------------------------------------- */

/*
 * How all trips within bounds, that depart from first to last, relate to what
 * is asked of their numbers.
 */
static RangeRelation
relate(const CountAsk *ask, const TgGroup *bounds, int64 first, int64 last)
{
	RangeRelation relation = ranges_relate(&ask->ranges, bounds, first, last);
	ListCell *cell;

	foreach (cell, ask->areas)
	{
		TgRelation one = relation == RANGE_OUTSIDE
							 ? TG_INSIDE
							 : count_area_relate(lfirst(cell), bounds);

		if (one == TG_OUTSIDE)
			relation = RANGE_OUTSIDE;
		else if (one == TG_EDGE)
			relation = RANGE_EDGE;
	}
	return relation;
}

static void
count_segment(CountScan *scan, const SegmentRow *row, const text *region,
			  TripBlock *block, TripKey key)
{
	const CountAsk *ask = &scan->ask;
	RangeRelation relation = relate(ask, row->bounds, row->first, row->last);

	if (relation == RANGE_OUTSIDE || !limits_meet(&ask->limits, row->bounds))
		return;
	if (relation == RANGE_INSIDE && sums_up(scan) && !counts_datasources(scan))
	{
		add_weeks(scan, row->weeks, key, row->sign);
		scan->segments_summed++;
	}
	else
		count_block(scan, row, region, relation == RANGE_INSIDE, block, key);
}

/* Count the segments of leaves that are left; false if counts do not fit. */
static bool
count_segments(CountScan *scan, const SegmentRanges *ranges, char projection)
{
	SegmentScan *segments;
	TripBlock block = trip_block_create();
	bool all = true;

	if (ranges->used == 0)
		return true;
	scan->cells = palloc0(MOST_CELLS * sizeof *scan->cells);
	segments =
		segment_scan_open(scan->ask.schema, projection,
						  COLUMN_BIT(COL_SEGMENT_WEEKS) | TABLE_VOUCHED);
	segment_scan_begin(segments, ranges->ranges, ranges->used);
	while (all && segment_scan_next(segments))
	{
		SegmentRow row = segment_row(segments->scan);
		MemoryContext old = MemoryContextSwitchTo(scan->scratch);
		TripKey key = {0};

		CHECK_FOR_INTERRUPTS();
		(void) region_passes(scan, segments->range.region, &key);
		count_segment(scan, &row, segments->range.region, &block, key);
		MemoryContextSwitchTo(old);
		MemoryContextReset(scan->scratch);
		all = fits(scan);
	}
	segment_scan_close(segments);
	return all;
}

static bool
count_all(CountScan *scan)
{
	const CountAsk *ask = &scan->ask;
	SegmentRanges left = {NULL};
	char projection;
	bool all = true;
	NodeList nodes = limited_leaves(&ask->limits, ask->schema,
									counts_datasources(scan), &projection);

	for (uint64 i = 0; all && i < nodes.count; i++)
	{
		const NodeRow *node = &nodes.rows[i];
		TripKey key = {0};
		RangeRelation relation =
			relate(ask, &node->bounds, tg_week_start(node->weeks.first),
				   tg_week_start(node->weeks.last + 1) - 1);

		CHECK_FOR_INTERRUPTS();
		if (relation == RANGE_OUTSIDE ||
			!region_passes(scan, node->region, &key))
			continue;
		if (relation == RANGE_INSIDE && sums_up(scan) &&
			(node->has_datasources || !counts_datasources(scan)))
			add_node(scan, &nodes, node, key);
		else
			ranges_add(&left, node);
		all = fits(scan);
	}
	all = all && count_segments(scan, &left, projection);
	nodes_close(&nodes);
	return all;
}

CountScan *
count_scan_run(const CountAsk *ask)
{
	MemoryContext context = AllocSetContextCreate(
		CurrentMemoryContext, "tripgrid counts", ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	CountScan *scan = palloc0(sizeof *scan);
	bool all = true;

	scan->ask = *ask;
	scan->context = context;
	scan->scratch = AllocSetContextCreate(context, "tripgrid counts of a part",
										  ALLOCSET_DEFAULT_SIZES);
	scan->counts = counts_create(context, FIRST_COUNTS, NULL);
	scan->regions = no_names(context);
	scan->datasources = no_names(context);
	if (!ask->limits.none)
		all = count_all(scan);
	MemoryContextSwitchTo(old);
	if (all)
		return scan;
	count_scan_end(scan);
	return NULL;
}

const TripCount *
count_scan_next(CountScan *scan, const text **region, const text **datasource)
{
	while (scan->next < scan->counts->size)
	{
		const TripCount *count = &scan->counts->data[scan->next++];

		if (count->status != counts_SH_IN_USE || count->count == 0)
			continue;
		*region = counts_apart(scan, TRIP_REGION)
					  ? scan->regions.names->names[count->key.region].value
					  : NULL;
		*datasource =
			counts_apart(scan, TRIP_DATASOURCE)
				? scan->datasources.names->names[count->key.datasource].value
				: NULL;
		return count;
	}
	return NULL;
}

void
count_scan_end(CountScan *scan)
{
	MemoryContextDelete(scan->context);
}
