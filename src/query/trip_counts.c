/*
 * trip_counts.c
 *	  The trips of a store that match a question, counted from the top down.
 *
 * Nodes, which sum up neighbouring segments, are looked at first, from the top
 * of their trees down: one that lies outside is passed over with all below it,
 * one that lies inside adds its own counts, and only the segments of leaves on
 * the edge are looked at.
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

#include "miscadmin.h"
#include "utils/memutils.h"

#include "core/count/square.h"
#include "query/parallel_count.h"
#include "query/trip_counts.h"
#include "segment/node_counts.h"
#include "segment/tally.h"

/*
 * With more segments than these to look at, several processes do it.  The
 * start of workers takes some 10 ms; meanwhile one process looks at a thousand
 * segments by both ends, at four thousand by one, and at half as many in an
 * area that is no rectangle.
 */
#define PARALLEL_SEGMENTS 4096

/*
 * Squares are not asked instead of fewer segments, or if the rim has more than
 * so many times as many to look at, of which some are outside: both were
 * measured.
 */
#define LEAST_SEGMENTS 64
#define MOST_RIM 2

#define FIRST_ROOM 128

/* A question, or a part of one. */
typedef struct Count
{
	const Question *question;
	Filter filter;
	char projection;
} Count;

static NodeList
read_nodes(const Count *count)
{
	const Question *question = count->question;

	return question->region != NULL
			   ? leaves_read(&count->filter, question->schema,
							 count->projection, question->region)
			   : nodes_read(&count->filter, question->schema,
							count->projection);
}

/* What a node says of its trips; squares are of use only for an interior. */
static NodeRelation
relate(const Count *count, const NodeRow *node)
{
	NodeRelation relation = node_relate(&count->filter, node);
	const TgPart *part = count->filter.part;

	if ((relation == NODE_SQUARES || relation == NODE_MOST) &&
		(part == NULL || part->rim || node->shift > part->shift))
		return NODE_EDGE;
	return relation;
}

/* What a look at all nodes leaves to be looked at. */
typedef struct Found
{
	TgTally *tally; /* counts that nodes answered */
	SegmentRanges edge;
	SegmentRanges outside; /* of which those that begin outside go off */
} Found;

static Found
look_at_nodes(const Count *count, const NodeList *nodes)
{
	const Filter *filter = &count->filter;
	Found found = {.tally = tally_create(CurrentMemoryContext, FIRST_ROOM)};
	/* of what a node holds, which is large, and there are many nodes */
	MemoryContext context = AllocSetContextCreate(
		CurrentMemoryContext, "tripgrid node", ALLOCSET_DEFAULT_SIZES);

	for (uint64 i = 0; i < nodes->count; i++)
	{
		const NodeRow *node = &nodes->rows[i];
		NodeRelation relation = relate(count, node);
		MemoryContext old = MemoryContextSwitchTo(context);

		CHECK_FOR_INTERRUPTS();
		if (relation == NODE_INSIDE)
			node_add_counts(filter, nodes, node, &found.tally);
		else if (relation == NODE_SQUARES || relation == NODE_MOST)
			node_add_squares(filter, nodes, node, &found.tally);
		MemoryContextSwitchTo(old);
		MemoryContextReset(context);
		if (relation == NODE_EDGE)
			ranges_add(&found.edge, node);
		else if (relation == NODE_MOST)
			ranges_add(&found.outside, node);
	}
	MemoryContextDelete(context);
	return found;
}

/* Look at segments, and add sign times what is found. */
static void
count_ranges(const Count *count, const Filter *filter,
			 const SegmentRanges *ranges, int sign, TgTally **tally)
{
	Oid schema = count->question->schema;
	SegmentCounter counter = {0};
	SegmentScan *scan;
	int64 work = ranges->segments * (filter_is_shaped(filter) ? 2 : 1);

	if (ranges->used == 0)
		return;
	if (work > PARALLEL_SEGMENTS &&
		parallel_count(filter, schema, count->projection, ranges, sign, tally))
		return;
	scan = segment_scan_open(schema, count->projection,
							 COLUMN_BIT(COL_SEGMENT_WEEKS));
	segment_scan_begin(scan, ranges->ranges, ranges->used);
	segments_count(filter, scan, &counter, sign, tally);
	segment_scan_close(scan);
}

static void
count_found(const Count *count, Found *found)
{
	/* trips that end as is asked, but begin outside of the area */
	Filter outside =
		filter_of_match(&count->filter, count->filter.match == TG_MATCH_BOTH
											? TG_MATCH_DESTINATION_ONLY
											: TG_MATCH_NEITHER);

	count_ranges(count, &count->filter, &found->edge, 1, &found->tally);
	count_ranges(count, &outside, &found->outside, -1, &found->tally);
}

/* Squares that a question could be answered by. */
typedef struct SquaresChoice
{
	int shift;		/* the least that most of their nodes do not exceed */
	int64 segments; /* that need not be looked at, but for some on the edge */
} SquaresChoice;

static SquaresChoice
choose_squares(const Filter *filter, const NodeList *nodes)
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

/* Count by squares, if that pays; else null. */
static TgTally *
count_by_squares(const Count *count, NodeList *nodes)
{
	const Filter *filter = &count->filter;
	SquaresChoice choice = choose_squares(filter, nodes);
	Count interior = *count;
	Count rim = *count;
	NodeList rim_nodes;
	Found found;
	Found rim_found;

	if (choice.segments < LEAST_SEGMENTS)
		return NULL;
	interior.filter =
		filter_of_part(filter, filter->match, false, choice.shift);
	if (interior.filter.part->squares == 0)
		return NULL;
	rim.filter = filter_of_part(filter, TG_MATCH_BOTH, true, choice.shift);
	rim.projection = 'd';
	rim_nodes = read_nodes(&rim);
	rim_found = look_at_nodes(&rim, &rim_nodes);
	nodes_close(&rim_nodes);
	if (rim_found.edge.segments > MOST_RIM * choice.segments)
		return NULL;
	nodes_descend(nodes, &interior.filter);
	found = look_at_nodes(&interior, nodes);
	count_found(&interior, &found);
	count_found(&rim, &rim_found);
	/* not to end in the interior may be to end in the rim */
	tally_add(&found.tally, rim_found.tally, 0,
			  filter->match == TG_MATCH_ORIGIN_ONLY ? -1 : 1);
	return found.tally;
}

/*
 * From one area to another the trips may be fewer segments by destination: if
 * there are enough by origin to look, find that out and count these instead.
 */
static bool
count_by_destination(const Count *count, Found *found)
{
	Count other = *count;
	NodeList nodes;
	Found by_destination;

	if (count->filter.match != TG_MATCH_BOTH ||
		!filter_has_two_areas(&count->filter) ||
		found->edge.segments < LEAST_SEGMENTS)
		return false;
	other.projection = 'd';
	nodes = read_nodes(&other);
	by_destination = look_at_nodes(&other, &nodes);
	nodes_close(&nodes);
	if (by_destination.edge.segments >= found->edge.segments)
		return false;
	count_found(&other, &by_destination);
	*found = by_destination;
	return true;
}

/* Count the trips of one match, which is not either. */
static TgTally *
count_match(const Question *question, TgMatch match)
{
	Count count = {question, filter_of_match(&question->filter, match),
				   question_projection(match)};
	NodeList nodes = read_nodes(&count);
	TgTally *tally = count_by_squares(&count, &nodes);

	if (tally == NULL)
	{
		Found found = look_at_nodes(&count, &nodes);

		if (!count_by_destination(&count, &found))
			count_found(&count, &found);
		tally = found.tally;
	}
	nodes_close(&nodes);
	return tally;
}

/* Count the trips of the weeks and times that the filter has. */
static TgTally *
count_all(const Question *question)
{
	TgTally *tally;

	if (question->filter.match != TG_MATCH_EITHER)
		return count_match(question, question->filter.match);
	/* those that end here, and those that only begin here */
	tally = count_match(question, TG_MATCH_DESTINATION);
	tally_add(&tally, count_match(question, TG_MATCH_ORIGIN_ONLY), 0, 1);
	return tally;
}

/*
 * Weeks that are asked for wholly, between days in the middle of weeks: nodes
 * and headers have their counts.
 */
static Question
whole_weeks(const Question *question)
{
	Question whole = *question;
	TgWeeks *weeks = &whole.filter.weeks;

	if (weeks->first != PG_INT32_MIN &&
		question_days(question, weeks->first, weeks->first) < TG_WEEKDAYS)
		weeks->first++;
	if (weeks->last != PG_INT32_MAX &&
		question_days(question, weeks->last, weeks->last) < TG_WEEKDAYS)
		weeks->last--;
	whole.filter.times = NULL;
	return whole;
}

/* The days that are left: of one week, or of the first and the last. */
static Question
other_days(const Question *question, const Question *whole)
{
	Question other = *question;
	TgWeeks *weeks = &other.filter.weeks;
	TgTimes *times = palloc_extended(tg_times_bytes(question->filter.times),
									 MCXT_ALLOC_HUGE);

	memcpy(times, question->filter.times,
		   tg_times_bytes(question->filter.times));
	tg_times_leave_ends(&question->asked, times);
	other.filter.times = times;
	if (whole->filter.weeks.first == weeks->first)
		weeks->first = weeks->last;
	else if (whole->filter.weeks.last == weeks->last)
		weeks->last = weeks->first;
	return other;
}

TgTally *
trip_counts(const Question *question)
{
	const Filter *filter = &question->filter;
	Question whole;
	Question other;
	TgTally *tally;

	if (filter->times == NULL || filter->count_by != TG_BY_WEEK ||
		!tg_times_have_weeks(&question->asked))
		return count_all(question);
	whole = whole_weeks(question);
	other = other_days(question, &whole);
	tally = count_all(&other);
	if (whole.filter.weeks.first <= whole.filter.weeks.last)
		tally_add(&tally, count_all(&whole), 0, 1);
	return tally;
}
