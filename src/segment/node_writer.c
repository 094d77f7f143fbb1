/*
 * node_writer.c
 *	  Headers over neighbouring segments: the leaves of a tree of nodes.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "core/count/scan.h"
#include "core/geo/group.h"
#include "core/geo/trip.h"
#include "segment/datasource_weeks.h"
#include "segment/node_writer.h"
#include "store/columns.h"
#include "types/tripset.h"

#define FIRST_ROOM 256

static const TgWeeks all_weeks = {PG_INT32_MIN, PG_INT32_MAX};

NodeWriter *
node_writer_resume(const Store *store)
{
	NodeWriter *writer = palloc0(sizeof *writer);

	writer->insert = row_insert_begin(store, REL_NODES, NULL, 0);
	writer->weeks = tally_create(CurrentMemoryContext, FIRST_ROOM);
	writer->hours = tally_create(CurrentMemoryContext, FIRST_ROOM);
	writer->datasource_weeks = tally_create(CurrentMemoryContext, FIRST_ROOM);
	writer->squares = node_squares_create();
	writer->context = AllocSetContextCreate(
		CurrentMemoryContext, "tripgrid node", ALLOCSET_DEFAULT_SIZES);
	return writer;
}

NodeWriter *
node_writer_begin(const Store *store)
{
	NodeWriter *writer = node_writer_resume(store);

	writer->trees[TG_BY_ORIGIN] = node_tree_begin(writer->insert);
	writer->trees[TG_BY_DESTINATION] = node_tree_begin(writer->insert);
	return writer;
}

void
node_writer_end(NodeWriter *writer)
{
	node_tree_end(writer->trees[TG_BY_ORIGIN]);
	node_tree_end(writer->trees[TG_BY_DESTINATION]);
}

static void
add_datasources(NodeWriter *writer, const NodeSegment *segment)
{
	MemoryContext old = MemoryContextSwitchTo(writer->context);
	uint8 *mask = palloc(segment->count);
	TgTally *weeks = tally_create(writer->context, segment->weeks->used);

	for (uint32 number = 0; number < segment->datasources; number++)
	{
		for (uint32 i = 0; i < segment->count; i++)
			mask[i] = segment->numbers[i] == number;
		weeks->used = 0;
		tg_scan_tally(weeks, TG_BY_WEEK, all_weeks, segment->departures, mask,
					  segment->count, 1);
		tally_add(&writer->datasource_weeks, weeks,
				  datasource_key(segment->ranks[number]), 1);
	}
	MemoryContextSwitchTo(old);
}

static void
extend(NodeWriter *writer, const NodeSegment *segment)
{
	TgExtent *extent = &writer->extent;

	if (writer->segments++ == 0)
	{
		writer->first_segment = segment->segment_no;
		*extent = segment->extent;
	}
	else
	{
		extent->bounds =
			tg_group_union(&extent->bounds, &segment->extent.bounds);
		extent->first = Min(extent->first, segment->extent.first);
		extent->last = Max(extent->last, segment->extent.last);
	}
	writer->trips += segment->count;
}

void
node_add(NodeWriter *writer, const NodePlace *place,
		 const NodeSegment *segment)
{
	extend(writer, segment);
	tally_add(&writer->weeks, segment->weeks, 0, 1);
	writer->hours = tally_reserve(
		writer->hours, tg_scan_keys(TG_BY_HOUR, segment->extent.first,
									segment->extent.last, segment->count));
	tg_scan_tally(writer->hours, TG_BY_HOUR, all_weeks, segment->departures,
				  NULL, segment->count, 1);
	if (segment->datasources > NODE_DATASOURCES)
		writer->many_datasources = true;
	if (!writer->many_datasources)
		add_datasources(writer, segment);
	/* the answers to questions about both ends begin with origins */
	if (place->projection == TG_BY_ORIGIN)
		node_squares_add(writer->squares, segment->records,
						 segment->departures, segment->count);
	if (writer->segments == NODE_SEGMENTS)
		node_end(writer, place);
}

/* Count the node's trips by square, if it has enough of them. */
static bool
square_columns(NodeWriter *writer, const NodePlace *place,
			   SquareColumns *columns)
{
	if (place->projection == TG_BY_ORIGIN &&
		writer->segments >= NODE_SQUARE_SEGMENTS)
		return node_squares_end(writer->squares, writer->weeks, columns);
	writer->squares->count = 0;
	return false;
}

/* Write a row; of a run that is written from its start, its tree does. */
static void
write_row(NodeWriter *writer, TgProjection projection, Datum *values,
		  const char *nulls)
{
	if (writer->trees[projection] != NULL)
		node_tree_add(writer->trees[projection], values, nulls);
	else
		row_insert(writer->insert, values, nulls);
}

void
node_end(NodeWriter *writer, const NodePlace *place)
{
	MemoryContext old = MemoryContextSwitchTo(writer->context);
	char nulls[COL_NODE_COLUMNS + 1];
	SquareColumns squares;
	Datum values[COL_NODE_COLUMNS] = {
		[COL_NODE_RUN] = Int64GetDatum(place->run),
		[COL_NODE_FIRST_SEGMENT] = Int32GetDatum(writer->first_segment),
		[COL_NODE_SEGMENTS] = Int32GetDatum(writer->segments),
		[COL_NODE_PROJECTION] =
			CharGetDatum(place->projection == TG_BY_ORIGIN ? 'o' : 'd'),
		[COL_NODE_SIGN] = Int16GetDatum(place->sign),
		[COL_NODE_REGION] = place->region,
		[COL_NODE_TRIPS] = Int64GetDatum(writer->trips),
		[COL_NODE_FIRST] = TimestampGetDatum(writer->extent.first),
		[COL_NODE_LAST] = TimestampGetDatum(writer->extent.last),
		[COL_NODE_BOUNDS] = PointerGetDatum(&writer->extent.bounds),
		[COL_NODE_TOP] = BoolGetDatum(writer->top),
		[COL_NODE_LEVEL] = Int16GetDatum(NODE_LEAF),
	};

	for (int i = 0; i < COL_NODE_COLUMNS; i++)
		nulls[i] = store_relations[REL_NODES].columns[i].nullable ? 'n' : ' ';
	nulls[COL_NODE_COLUMNS] = '\0';
	if (writer->segments > 0)
	{
		values[COL_NODE_WEEKS] = tally_column(writer->weeks);
		values[COL_NODE_HOURS] = tally_column(writer->hours);
		if (!writer->many_datasources &&
			datasource_weeks_columns(writer->datasource_weeks,
									 place->datasources,
									 &values[COL_NODE_DATASOURCES],
									 &values[COL_NODE_DATASOURCE_WEEKS]))
			nulls[COL_NODE_DATASOURCES] = nulls[COL_NODE_DATASOURCE_WEEKS] =
				' ';
		if (square_columns(writer, place, &squares))
		{
			values[COL_NODE_SQUARE_SHIFT] = Int16GetDatum(squares.shift);
			values[COL_NODE_SQUARES] = squares.squares;
			values[COL_NODE_SQUARE_WEEKS] = squares.weeks;
			nulls[COL_NODE_SQUARE_SHIFT] = nulls[COL_NODE_SQUARES] =
				nulls[COL_NODE_SQUARE_WEEKS] = ' ';
		}
		write_row(writer, place->projection, values, nulls);
	}
	writer->segments = 0;
	writer->trips = 0;
	writer->weeks->used = 0;
	writer->hours->used = 0;
	writer->datasource_weeks->used = 0;
	writer->many_datasources = false;
	MemoryContextSwitchTo(old);
	MemoryContextReset(writer->context);
}
