/*
 * node_counts.c
 *	  The counts of nodes that answer for all of their segments.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/memutils.h"

#include "core/square.h"
#include "query/node_counts.h"
#include "types/status.h"
#include "types/tripset.h"

/* The number of the wanted datasource among a node's; -1 if it has none. */
static int
find_datasource(const FilterBytes *filter, Datum datasources)
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

static TallyState *
add_counts(const FilterBytes *filter, TallyState *state, const TgTripset *set,
		   int key_column, int datasource, int sign)
{
	TgWeeks weeks = filter->weeks;
	bool by_week = filter->count_by == TG_BY_WEEK;
	int64 *columns[3];

	for (int i = 0; i < set->columns; i++)
	{
		columns[i] = palloc(set->count * sizeof(int64));
		tg_tripset_get(set, i, columns[i]);
	}
	state = tally_state_reserve(state, set->count);
	for (uint32 i = 0; i < set->count; i++)
	{
		int64 key = columns[key_column][i];

		if ((datasource < 0 || columns[0][i] == datasource) &&
			(!by_week || (key >= weeks.first && key <= weeks.last)))
			tg_tally_add(&state->tally, key,
						 columns[key_column + 1][i] * sign);
	}
	/* there are many nodes */
	for (int i = 0; i < set->columns; i++)
		pfree(columns[i]);
	return state;
}

TallyState *
node_add_counts(const Filter *filter, const NodeRow *node, TallyState *state)
{
	TgTripset set;
	int datasource;

	if (!filter->bytes->has_datasource)
	{
		tripset_open(node->counts, 2, 0, &set);
		return add_counts(filter->bytes, state, &set, 0, -1, node->sign);
	}
	datasource = find_datasource(filter->bytes, node->datasources);
	if (datasource < 0)
		return state;
	tripset_open(node->datasource_weeks, 3, 0, &set);
	return add_counts(filter->bytes, state, &set, 1, datasource, node->sign);
}

TallyState *
node_add_squares(const Filter *filter, const NodeRow *node,
				 const TgPart *interior, TallyState *state)
{
	TgWeeks weeks = filter->bytes->weeks;
	/* of those that end elsewhere, what the squares hold goes off */
	bool others = filter->bytes->match == TG_MATCH_ORIGIN_ONLY;
	int sign = others ? -node->sign : node->sign;
	TgTripset set;
	TgTripset squares;
	TgTripset counts;
	int64 *keys;
	uint8 *wanted;
	uint32 *sums;
	/* of the columns, which are large, and there are many nodes */
	MemoryContext context = AllocSetContextCreate(
		CurrentMemoryContext, "tripgrid squares", ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);

	tripset_open(node->counts, 2, 0, &set);
	tripset_open(node->squares, 2, 0, &squares);
	tripset_open(node->square_weeks, 1, 0, &counts);
	keys = palloc_extended(set.count * sizeof(int64), MCXT_ALLOC_HUGE);
	tg_tripset_get(&set, 0, keys);
	wanted = palloc(squares.count);
	sums = palloc(set.count * sizeof(uint32));
	status_check(tg_squares_sum(&squares, &counts, node->shift, interior,
								set.count, wanted, sums));
	MemoryContextSwitchTo(old);
	state = tally_state_reserve(state, set.count);
	for (uint32 i = 0; i < set.count; i++)
		if (sums[i] != 0 && keys[i] >= weeks.first && keys[i] <= weeks.last)
			tg_tally_add(&state->tally, keys[i], (int64) sums[i] * sign);
	MemoryContextDelete(context);
	return others ? node_add_counts(filter, node, state) : state;
}
