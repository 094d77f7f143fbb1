/*
 * node_reader.c
 *	  The nodes of a store, and what their headers say about a question.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/timestamp.h"

#include "core/trip.h"
#include "query/node_reader.h"
#include "store/plan_cache.h"
#include "store/sql.h"
#include "types/types.h"

/* The columns of a node, as they are selected; the last ones may be null. */
enum
{
	COL_RUN,
	COL_FIRST_SEGMENT,
	COL_SEGMENTS,
	COL_REGION,
	COL_SIGN,
	COL_FIRST,
	COL_LAST,
	COL_BOUNDS,
	COL_COUNTS, /* by weeks or hours */
	COL_DATASOURCES,
	COL_DATASOURCE_WEEKS,
	COL_SHIFT,
	COL_SQUARES,
	COL_SQUARE_WEEKS,
	COL_COUNT
};

/*
 * In the order of the key, so that the planner takes its index: where many
 * small runs came and went, most pages of the table have no row.
 */
#define NODES(counts, more, in_region)                                        \
	"SELECT run_id::bigint, first_segment::int, segments::int, "              \
	"region::text, "                                                          \
	"sign::smallint, first_departure::timestamp, "                            \
	"last_departure::timestamp, bounds::tripgrid.tripgroup, " counts          \
	"::tripgrid.tripset, " more                                               \
	" FROM %1$s.nodes WHERE projection = $1" in_region                        \
	" ORDER BY region, run_id, first_segment"
#define DATASOURCES "datasources::text[], datasource_weeks::tripgrid.tripset"
#define NO_DATASOURCES "NULL::text[], NULL::tripgrid.tripset"
#define SQUARES                                                               \
	"square_shift::smallint, squares::tripgrid.tripset, "                     \
	"square_weeks::tripgrid.tripset"
#define NO_SQUARES                                                            \
	"NULL::smallint, NULL::tripgrid.tripset, NULL::tripgrid.tripset"
#define QUERIES(counts, more)                                                 \
	{                                                                         \
		NODES(counts, more, ""), NODES(counts, more, " AND region = $2")      \
	}

/*
 * What is read beside the header, for each of all nodes or those of a region.
 * What is not needed is not read: rows are copied whole.
 */
typedef enum NodeColumns
{
	READ_HOURS,
	READ_WEEKS,
	READ_DATASOURCES,
	READ_SQUARES
} NodeColumns;

static const char *const queries[][2] = {
	[READ_HOURS] = QUERIES("hours", NO_DATASOURCES ", " NO_SQUARES),
	[READ_WEEKS] = QUERIES("weeks", NO_DATASOURCES ", " NO_SQUARES),
	[READ_DATASOURCES] = QUERIES("weeks", DATASOURCES ", " NO_SQUARES),
	[READ_SQUARES] = QUERIES("weeks", NO_DATASOURCES ", " SQUARES),
};

static NodeColumns
columns_for(const FilterBytes *filter)
{
	/* hours of a datasource are not counted apart */
	if (filter->count_by == TG_BY_HOUR)
		return filter->has_datasource ? READ_WEEKS : READ_HOURS;
	if (filter->has_datasource)
		return READ_DATASOURCES;
	return filter_has_parts(filter) && filter->has_area &&
				   filter->part == PART_WHOLE
			   ? READ_SQUARES
			   : READ_WEEKS;
}

static NodeRow
node_row(HeapTuple tuple, TupleDesc desc)
{
	Datum column[COL_COUNT];
	bool isnull[COL_COUNT];

	sql_row(tuple, desc, COL_DATASOURCES, column);
	for (int i = COL_DATASOURCES; i < COL_COUNT; i++)
		column[i] = SPI_getbinval(tuple, desc, i + 1, &isnull[i]);
	return (NodeRow){
		.region = column[COL_REGION],
		.run = DatumGetInt64(column[COL_RUN]),
		.first_segment = DatumGetInt32(column[COL_FIRST_SEGMENT]),
		.segments = DatumGetInt32(column[COL_SEGMENTS]),
		.sign = DatumGetInt16(column[COL_SIGN]),
		.weeks = {tg_week_of(DatumGetTimestamp(column[COL_FIRST])),
				  tg_week_of(DatumGetTimestamp(column[COL_LAST]))},
		.bounds = DatumGetTripGroupP(column[COL_BOUNDS]),
		.counts = column[COL_COUNTS],
		.has_datasources =
			!isnull[COL_DATASOURCES] && !isnull[COL_DATASOURCE_WEEKS],
		.datasources = column[COL_DATASOURCES],
		.datasource_weeks = column[COL_DATASOURCE_WEEKS],
		.has_squares = !isnull[COL_SHIFT] && !isnull[COL_SQUARES] &&
					   !isnull[COL_SQUARE_WEEKS],
		.shift = DatumGetInt16(column[COL_SHIFT]),
		.squares = column[COL_SQUARES],
		.square_weeks = column[COL_SQUARE_WEEKS],
	};
}

NodeRow *
nodes_read(const Filter *filter, const char *store, char projection,
		   const text *region, uint64 *count)
{
	Oid types[] = {CHAROID, TEXTOID};
	Datum values[] = {CharGetDatum(projection), PointerGetDatum(region)};
	const char *query = queries[columns_for(filter->bytes)][region != NULL];
	NodeRow *nodes;

	sql_read_plan(cached_plan(store, query, region ? 2 : 1, types, 0), values);
	*count = SPI_processed;
	nodes = palloc_extended((*count + 1) * sizeof(NodeRow), MCXT_ALLOC_HUGE);
	for (uint64 i = 0; i < *count; i++)
		nodes[i] = node_row(SPI_tuptable->vals[i], SPI_tuptable->tupdesc);
	return nodes;
}

NodeRelation
node_relate(const Filter *filter, const NodeRow *node)
{
	TgWeeks weeks = filter->bytes->weeks;
	TgDoubt doubt;

	if (node->weeks.first > weeks.last || node->weeks.last < weeks.first)
		return NODE_OUTSIDE;
	doubt = filter_doubt(filter, node->bounds);
	if (doubt.outside)
		return NODE_OUTSIDE;
	if (doubt.destinations && node->has_squares)
	{
		if (!doubt.origins)
			return NODE_SQUARES;
		return tg_area_has_most(filter->area, &node->bounds->origin)
				   ? NODE_MOST
				   : NODE_EDGE;
	}
	if (doubt.origins || doubt.destinations)
		return NODE_EDGE;
	/* of many datasources a node keeps no counts */
	if (filter->bytes->has_datasource && !node->has_datasources)
		return NODE_EDGE;
	/* hours do not say of which week they are */
	if (filter->bytes->count_by == TG_BY_HOUR &&
		(node->weeks.first < weeks.first || node->weeks.last > weeks.last))
		return NODE_EDGE;
	return NODE_INSIDE;
}
