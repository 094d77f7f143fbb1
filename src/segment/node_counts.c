/*
 * node_counts.c
 *	  The counts of nodes that answer for all of their segments.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "utils/array.h"

#include "core/square.h"
#include "segment/node_counts.h"
#include "segment/tally.h"
#include "types/status.h"
#include "types/tripset.h"

/* The number of the wanted datasource among a node's; -1 if it has none. */
static int
find_datasource(const Filter *filter, Datum datasources)
{
	Datum *names;
	int count;

	deconstruct_array(DatumGetArrayTypeP(datasources), TEXTOID, -1, false,
					  TYPALIGN_INT, &names, NULL, &count);
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
column_of(const NodeList *nodes, const NodeRow *node, int column)
{
	Datum value;

	if (!node_column(nodes, node, column, &value))
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
	TgTripset set;

	if (filter->datasource != NULL)
	{
		datasource = find_datasource(
			filter, column_of(nodes, node, COL_NODE_DATASOURCES));
		if (datasource < 0)
			return;
	}
	tripset_open(column_of(nodes, node, column), datasource < 0 ? 2 : 3, 0,
				 &set);
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

	tripset_open(column_of(nodes, node, COL_NODE_WEEKS), 2, 0, &set);
	tripset_open(column_of(nodes, node, COL_NODE_SQUARES), 2, 0, &squares);
	tripset_open(column_of(nodes, node, COL_NODE_SQUARE_WEEKS), 1, 0, &counts);
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
