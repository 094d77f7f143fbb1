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
 * squares are added up.  So are those of nodes most of whose origins are
 * inside, less the trips in them that begin elsewhere.  The rim is narrow, so
 * that few segments end there.
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

/*
 * Workers get a longer question as text of several times its length; this
 * process has its area already.
 */
#define PARALLEL_BYTES (1024 * 1024)

/*
 * Squares are not asked instead of fewer segments, or if the rim has more than
 * so many times as many to look at, of which some are outside: both were
 * measured.
 */
#define LEAST_SEGMENTS 64
#define MOST_RIM 2

/* A question, or a part of one. */
typedef struct Count
{
	const char *store;
	const text *region; /* null: all */
	char projection;
	const FilterBytes *whole; /* the question that all parts are of */
	Filter *filter;
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
is_for_workers(const Count *count, int64 segments, int64 known)
{
	int64 work = segments * (count->filter->raster != NULL ? 2 : 1);

	return VARSIZE(count->whole) <= PARALLEL_BYTES &&
		   work > Max(PARALLEL_SEGMENTS, known / PARALLEL_SHARE);
}

/* What a node says of its trips; squares are of use only for an interior. */
static NodeRelation
relate(const Count *count, const NodeRow *node)
{
	NodeRelation relation = node_relate(count->filter, node);

	if ((relation == NODE_SQUARES || relation == NODE_MOST) &&
		(count->interior == NULL || node->shift > count->interior->shift))
		return NODE_EDGE;
	return relation;
}

/* Take off trips that end as is asked, but begin outside of the area. */
static TallyState *
take_outside(const Count *count, const SegmentRanges *ranges,
			 TallyState *state)
{
	const FilterBytes *bytes = count->filter->bytes;
	TgMatch match = bytes->match == TG_MATCH_BOTH ? TG_MATCH_DESTINATION_ONLY
												  : TG_MATCH_NEITHER;

	if (ranges->used == 0)
		return state;
	return ranges_count(
		ranges, count->store,
		PointerGetDatum(
			filter_lend(count->filter, match, PART_INTERIOR, bytes->shift)),
		count->projection, state, -1);
}

/* What a look at all nodes leaves to be looked at. */
typedef struct Found
{
	TallyState *state; /* counts that nodes answered */
	SegmentRanges edge;
	SegmentRanges outside; /* of which those that begin outside go off */
	int64 known;		   /* segments of all nodes */
} Found;

static Found
look_at_nodes(const Count *count, const Nodes *nodes)
{
	Found found = {.state = tally_state_create()};

	for (uint64 i = 0; i < nodes->count; i++)
	{
		const NodeRow *node = &nodes->rows[i];
		NodeRelation relation = relate(count, node);

		CHECK_FOR_INTERRUPTS();
		found.known += node->segments;
		if (relation == NODE_INSIDE)
			found.state = node_add_counts(count->filter, node, found.state);
		else if (relation == NODE_SQUARES || relation == NODE_MOST)
			found.state = node_add_squares(count->filter, node,
										   count->interior, found.state);
		if (relation == NODE_EDGE)
			ranges_add(&found.edge, node);
		else if (relation == NODE_MOST)
			ranges_add(&found.outside, node);
	}
	return found;
}

static TallyState *
count_found(const Count *count, const Found *found)
{
	const FilterBytes *bytes = count->filter->bytes;

	if (is_for_workers(count, found->edge.segments + found->outside.segments,
					   found->known))
		return segments_count(
			count->store,
			PointerGetDatum(filter_copy(count->filter, count->whole)),
			count->projection, count->region, found->known,
			tally_state_create());
	return take_outside(
		count, &found->outside,
		ranges_count(&found->edge, count->store,
					 PointerGetDatum(
						 filter_lend(count->filter, (TgMatch) bytes->match,
									 (FilterPart) bytes->part, bytes->shift)),
					 count->projection, found->state, 1));
}

/* Squares that a question could be answered by. */
typedef struct SquaresChoice
{
	int shift;		/* the least that most of their nodes do not exceed */
	int64 segments; /* that need not be looked at, but for some on the edge */
} SquaresChoice;

static SquaresChoice
choose_squares(const Filter *filter, const Nodes *nodes)
{
	SquaresChoice choice = {TG_LEAST_SHIFT, 0};
	int64 by_shift[TG_MOST_SHIFT + 1] = {0};
	int64 segments;

	for (uint64 i = 0; i < nodes->count; i++)
	{
		const NodeRow *node = &nodes->rows[i];
		NodeRelation relation;

		CHECK_FOR_INTERRUPTS();
		/* most questions read no squares: spare them the relation */
		if (!node->has_squares)
			continue;
		relation = node_relate(filter, node);
		if ((relation != NODE_SQUARES && relation != NODE_MOST) ||
			node->shift < TG_LEAST_SHIFT || node->shift > TG_MOST_SHIFT)
			continue;
		by_shift[node->shift] += node->segments;
		choice.segments += node->segments;
	}
	segments = by_shift[choice.shift];
	while (4 * segments < 3 * choice.segments)
		segments += by_shift[++choice.shift];
	return choice;
}

/* The same question with another match, about a part of the area. */
static Count
part_of(const Count *count, TgMatch match, FilterPart part, int shift)
{
	Count own = *count;
	void *cache = NULL;

	own.filter = filter_open(
		(struct varlena *) filter_lend(count->filter, match, part, shift),
		&cache, CurrentMemoryContext);
	return own;
}

/* Count by squares, if that pays; else null. */
static TallyState *
count_by_squares(const Count *count, const Nodes *nodes)
{
	TgMatch match = (TgMatch) count->filter->bytes->match;
	SquaresChoice choice = choose_squares(count->filter, nodes);
	Count interior;
	Count rim;
	Nodes rim_nodes;
	Found found;
	Found rim_found;

	if (choice.segments < LEAST_SEGMENTS)
		return NULL;
	interior = part_of(count, match, PART_INTERIOR, choice.shift);
	interior.interior = interior.filter->part;
	if (interior.interior->squares == 0)
		return NULL;
	rim = part_of(count, TG_MATCH_BOTH, PART_RIM, choice.shift);
	rim.projection = 'd';
	rim_nodes = read_nodes(&rim);
	rim_found = look_at_nodes(&rim, &rim_nodes);
	if (rim_found.edge.segments > MOST_RIM * choice.segments)
		return NULL;
	found = look_at_nodes(&interior, nodes);
	/* not to end in the interior may be to end in the rim */
	return tally_state_add(count_found(&interior, &found),
						   count_found(&rim, &rim_found),
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
	Found found;
	TallyState *state;
	TallyState *result;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(3))
		PG_RETURN_NULL();
	count.whole = (const FilterBytes *) PG_GETARG_VARLENA_P(0);
	count.filter = filter_open((struct varlena *) count.whole, &cache,
							   CurrentMemoryContext);
	count.projection = PG_GETARG_CHAR(1);
	count.region = PG_ARGISNULL(2) ? NULL : PG_GETARG_TEXT_PP(2);
	count.store = NameStr(*PG_GETARG_NAME(3));
	SPI_connect();
	nodes = read_nodes(&count);
	state = count_by_squares(&count, &nodes);
	if (state == NULL)
	{
		found = look_at_nodes(&count, &nodes);
		state = count_found(&count, &found);
	}
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
