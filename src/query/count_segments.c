/*
 * count_segments.c
 *	  The trips of a store that match a question, counted from the top down.
 *
 * Nodes, which sum up neighbouring segments, are looked at first: one that
 * lies outside is passed over with its segments, one that lies inside adds its
 * own counts, and only the segments of the others are looked at.
 *
 * Where both ends are asked for, trips that begin inside of a large area end
 * all over the city.  Nodes know how many of theirs end in each square, so
 *
 *	  trips with both ends in the area
 *		= those that begin in it and end in its interior, by origin
 *		+ those that begin in it and end in its rim, by destination
 *
 *	  trips that begin in it and end elsewhere
 *		= those that begin in it and do not end in its interior, by origin
 *		- those that begin in it and end in its rim, by destination
 *
 * The interior is whole squares: of nodes whose origins are inside, counts of
 * squares are added up.  The rim is narrow, so that few segments end there.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/datum.h"
#include "utils/memutils.h"

#include "core/square.h"
#include "query/node_counts.h"
#include "query/node_reader.h"
#include "query/segment_ranges.h"
#include "query/tally_state.h"
#include "store/plan_cache.h"
#include "store/sql.h"

/*
 * With more segments than these to look at, and that share of all, all of them
 * are looked at, by as many processes as the planner takes for it.  The start
 * of workers and the headers of the others take some 20 ms at 100 million
 * trips; meanwhile one process looks at a thousand segments by both ends, at
 * four thousand by one, and at half as many in an area that is no rectangle.
 */
#define PARALLEL_SEGMENTS 4096
#define PARALLEL_SHARE 4 /* a quarter */

/* Squares are not asked instead of fewer segments: the rim has some, too. */
#define LEAST_SEGMENTS 64

/* A question, or a part of one. */
typedef struct Count
{
	const char *store;
	const text *region; /* null: all */
	char projection;
	const FilterBytes *bytes;
	const Filter *filter;
	const TgPart *interior; /* for which squares are counted; or null */
} Count;

/* The nodes of a projection. */
typedef struct Nodes
{
	NodeRow *rows;
	uint64 count;
} Nodes;

static Nodes
read_nodes(const Count *count)
{
	Nodes nodes;

	nodes.rows = nodes_read(count->filter, count->store, count->projection,
							count->region, &nodes.count);
	return nodes;
}

static bool
is_for_workers(const Filter *filter, int64 segments, int64 known)
{
	int64 work = segments * (filter->raster != NULL ? 2 : 1);

	return work > Max(PARALLEL_SEGMENTS, known / PARALLEL_SHARE);
}

static TallyState *
count_nodes(const Count *count, const Nodes *nodes)
{
	TallyState *state = tally_state_create();
	SegmentRanges ranges = {0};
	int64 known = 0;

	for (uint64 i = 0; i < nodes->count; i++)
	{
		const NodeRow *node = &nodes->rows[i];
		NodeRelation relation = node_relate(count->filter, node);

		CHECK_FOR_INTERRUPTS();
		known += node->segments;
		if (relation == NODE_INSIDE)
			state = node_add_counts(count->filter, node, state);
		else if (relation == NODE_SQUARES && count->interior != NULL &&
				 node->shift <= count->interior->shift)
			state =
				node_add_squares(count->filter, node, count->interior, state);
		else if (relation != NODE_OUTSIDE)
			ranges_add(&ranges, node);
	}
	if (!is_for_workers(count->filter, ranges.segments, known))
		return ranges_count(&ranges, count->store,
							PointerGetDatum(count->bytes), count->projection,
							state);
	return segments_count(count->store, PointerGetDatum(count->bytes),
						  count->projection, count->region, known,
						  tally_state_create());
}

/*
 * The least shift that the squares of most nodes do not exceed which could be
 * counted by them; -1 if there are too few.
 */
static int
choose_shift(const Filter *filter, const Nodes *nodes)
{
	int64 by_shift[TG_MOST_SHIFT + 1] = {0};
	int64 all = 0;
	int64 segments = 0;

	for (uint64 i = 0; i < nodes->count; i++)
	{
		const NodeRow *node = &nodes->rows[i];

		CHECK_FOR_INTERRUPTS();
		/* most questions read no squares: spare them the relation */
		if (!node->has_squares || node_relate(filter, node) != NODE_SQUARES ||
			node->shift < TG_LEAST_SHIFT || node->shift > TG_MOST_SHIFT)
			continue;
		by_shift[node->shift] += node->segments;
		all += node->segments;
	}
	if (all < LEAST_SEGMENTS)
		return -1;
	for (int shift = TG_LEAST_SHIFT;; shift++)
	{
		segments += by_shift[shift];
		if (4 * segments >= 3 * all)
			return shift;
	}
}

static TallyState *
count_part(Count count, TgMatch match, FilterPart part, const TgPart *interior,
		   int shift, const Nodes *nodes)
{
	void *cache = NULL;
	Nodes own;

	count.bytes = filter_of_part(count.bytes, match, part, shift);
	count.filter = filter_open((struct varlena *) count.bytes, &cache,
							   CurrentMemoryContext);
	count.interior = interior;
	if (nodes == NULL)
	{
		own = read_nodes(&count);
		nodes = &own;
	}
	return count_nodes(&count, nodes);
}

/* Count by squares, if that pays; else null. */
static TallyState *
count_by_squares(const Count *count, const Nodes *nodes)
{
	TgMatch match = (TgMatch) count->bytes->match;
	int shift = choose_shift(count->filter, nodes);
	TgPart *interior;
	Count rim = *count;

	if (shift < 0)
		return NULL;
	interior = palloc(sizeof(TgPart));
	filter_part(count->filter, shift, false, interior);
	if (!tg_part_useful(interior))
		return NULL;
	rim.projection = 'd';
	/* not to end in the interior may be to end in the rim */
	return tally_state_add(
		count_part(*count, match, PART_INTERIOR, interior, shift, nodes),
		count_part(rim, TG_MATCH_BOTH, PART_RIM, NULL, shift, NULL),
		match == TG_MATCH_ORIGIN_ONLY ? -1 : 1);
}

/* (filter, projection, region, store): a tally, or null */
PG_FUNCTION_INFO_V1(count_segments);
Datum
count_segments(PG_FUNCTION_ARGS)
{
	MemoryContext context = CurrentMemoryContext;
	Count count = {0};
	void *cache = NULL;
	Nodes nodes;
	TallyState *state;
	TallyState *result;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(3))
		PG_RETURN_NULL();
	count.filter =
		filter_open(PG_GETARG_VARLENA_P(0), &cache, CurrentMemoryContext);
	count.bytes = count.filter->bytes;
	count.projection = PG_GETARG_CHAR(1);
	count.region = PG_ARGISNULL(2) ? NULL : PG_GETARG_TEXT_PP(2);
	count.store = NameStr(*PG_GETARG_NAME(3));
	SPI_connect();
	nodes = read_nodes(&count);
	state = count_by_squares(&count, &nodes);
	if (state == NULL)
		state = count_nodes(&count, &nodes);
	result = MemoryContextAlloc(context, VARSIZE(state));
	memcpy(result, state, VARSIZE(state));
	SPI_finish();
	PG_RETURN_POINTER(result);
}

/* (region, store): the sum of the week counts of summaries, as a tally */
PG_FUNCTION_INFO_V1(region_weeks);
Datum
region_weeks(PG_FUNCTION_ARGS)
{
	/*
	 * In the order of the key, so that the planner takes its index: where
	 * many small runs came and went, most pages of the table have no row.
	 */
	static const char *const queries[] = {
		"SELECT tripgrid._sum_weeks(sign, weeks) FROM (SELECT sign, weeks "
		"FROM %1$s.summaries ORDER BY run_id, region) AS s",
		"SELECT tripgrid._sum_weeks(sign, weeks) FROM (SELECT sign, weeks "
		"FROM %1$s.summaries WHERE region = $1 ORDER BY run_id) AS s",
	};
	MemoryContext context = CurrentMemoryContext;
	bool all = PG_ARGISNULL(0);
	Oid types[] = {TEXTOID};
	Datum values[] = {PG_GETARG_DATUM(0)};
	Datum result;
	bool isnull;

	if (PG_ARGISNULL(1))
		PG_RETURN_NULL();
	SPI_connect();
	sql_read_plan(cached_plan(NameStr(*PG_GETARG_NAME(1)), queries[!all],
							  all ? 0 : 1, types, 0),
				  values);
	result = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1,
						   &isnull);
	if (!isnull)
	{
		MemoryContext old = MemoryContextSwitchTo(context);

		result = datumCopy(result, false, -1);
		MemoryContextSwitchTo(old);
	}
	SPI_finish();
	if (isnull)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(result);
}
