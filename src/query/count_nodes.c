/*
 * count_nodes.c
 *	  The trips of a store that match a question, counted from the top down.
 *
 * Nodes, which sum up neighbouring segments, are looked at first: one that
 * lies outside is passed over with its segments, one that lies inside adds its
 * own counts, and only the segments of the others are looked at.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/datum.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "core/trip.h"
#include "query/segment_mask.h"
#include "query/tally_state.h"
#include "store/plan_cache.h"
#include "store/sql.h"
#include "store/store.h"
#include "types/tripset.h"
#include "types/types.h"

/* The columns of a node, as they are selected. */
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
	COL_COUNT
};

#define NODES(counts, by_datasource, in_region)                               \
	"SELECT run_id::bigint, first_segment::int, segments::int, "              \
	"region::text, "                                                          \
	"sign::smallint, first_departure::timestamp, "                            \
	"last_departure::timestamp, bounds::tripgrid.tripgroup, " counts          \
	"::tripgrid.tripset, " by_datasource                                      \
	" FROM %1$s.nodes WHERE projection = $1" in_region
#define DATASOURCES "datasources::text[], datasource_weeks::tripgrid.tripset"
#define NO_DATASOURCES "NULL::text[], NULL::tripgrid.tripset"
#define IN_REGION " AND region = $2"

/*
 * By what is counted, whether of one datasource, and whether in one region.
 * What is not needed is not read: rows are copied whole.
 */
static const char *const node_queries[2][2][2] = {
	{{NODES("weeks", NO_DATASOURCES, ""),
	  NODES("weeks", NO_DATASOURCES, IN_REGION)},
	 {NODES("weeks", DATASOURCES, ""),
	  NODES("weeks", DATASOURCES, IN_REGION)}},
	{{NODES("hours", NO_DATASOURCES, ""),
	  NODES("hours", NO_DATASOURCES, IN_REGION)},
	 /* hours of a datasource are not counted apart */
	 {NODES("weeks", NO_DATASOURCES, ""),
	  NODES("weeks", NO_DATASOURCES, IN_REGION)}},
};

#define COUNT_SEGMENTS                                                        \
	"SELECT tripgrid._count_trips($1, s.sign, s.trips, s.first_departure,"    \
	" s.last_departure, s.bounds, s.weeks, s.datasources, s.origins,"         \
	" s.destinations, s.departures, s.datasource_nos), pg_catalog.count(*)"

/* OFFSET keeps the planner from joining by anything but the key */
static const char range_query[] = COUNT_SEGMENTS
	" FROM ROWS FROM (pg_catalog.unnest($3), pg_catalog.unnest($4),"
	" pg_catalog.unnest($5), pg_catalog.unnest($6))"
	" AS r (region, run_id, first, last), LATERAL (SELECT * FROM"
	" %1$s.segments AS s WHERE s.region = r.region AND s.projection = $2"
	" AND s.run_id = r.run_id AND s.segment_no BETWEEN r.first AND r.last"
	" OFFSET 0) AS s";

/*
 * With more segments than these to look at, and that share of all, all of them
 * are looked at, by as many processes as the planner takes for it.  The start
 * of workers and the headers of the others take some 20 ms at 100 million
 * trips; meanwhile one process looks at a thousand segments by both ends, at
 * four thousand by one, and at half as many in an area that is no rectangle.
 */
#define PARALLEL_SEGMENTS 4096
#define PARALLEL_SHARE 4 /* a quarter */

static const char *const all_queries[2] = {
	COUNT_SEGMENTS " FROM %1$s.segments AS s WHERE projection = $2",
	COUNT_SEGMENTS " FROM %1$s.segments AS s WHERE projection = $2"
				   " AND region = $3",
};

/* Segments that follow each other and have to be looked at. */
typedef struct Range
{
	Datum region;
	int64 run;
	int32 first;
	int32 last;
} Range;

typedef struct Count
{
	const Filter *filter;
	TallyState *state;
	Range *ranges;
	int used;
	int room;
	int64 segments; /* in all ranges */
	int64 known;	/* segments of all nodes */
} Count;

typedef enum NodeRelation
{
	NODE_OUTSIDE,
	NODE_INSIDE,
	NODE_EDGE
} NodeRelation;

static NodeRelation
relate_node(const Filter *filter, const Datum *column)
{
	TgWeeks weeks = filter->bytes->weeks;
	int32 first = tg_week_of(DatumGetTimestamp(column[COL_FIRST]));
	int32 last = tg_week_of(DatumGetTimestamp(column[COL_LAST]));
	TgDoubt doubt;

	if (first > weeks.last || last < weeks.first)
		return NODE_OUTSIDE;
	doubt = filter_doubt(filter, DatumGetTripGroupP(column[COL_BOUNDS]));
	if (doubt.outside)
		return NODE_OUTSIDE;
	if (doubt.origins || doubt.destinations)
		return NODE_EDGE;
	/* hours do not say of which week they are */
	if (filter->bytes->count_by == TG_BY_HOUR &&
		(first < weeks.first || last > weeks.last ||
		 filter->bytes->has_datasource))
		return NODE_EDGE;
	return NODE_INSIDE;
}

static void
add_range(Count *count, const Datum *column)
{
	int64 run = DatumGetInt64(column[COL_RUN]);
	int32 first = DatumGetInt32(column[COL_FIRST_SEGMENT]);
	int32 last = first + DatumGetInt32(column[COL_SEGMENTS]) - 1;
	Range *before = NULL;

	count->segments += DatumGetInt32(column[COL_SEGMENTS]);
	if (count->used > 0)
		before = &count->ranges[count->used - 1];
	if (before != NULL && before->run == run && before->last + 1 == first &&
		datumIsEqual(before->region, column[COL_REGION], false, -1))
	{
		before->last = last;
		return;
	}
	if (count->used == count->room)
	{
		count->room *= 2;
		count->ranges =
			repalloc_huge(count->ranges, count->room * sizeof(Range));
	}
	count->ranges[count->used++] =
		(Range){datumCopy(column[COL_REGION], false, -1), run, first, last};
}

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

static void
add_counts(Count *count, const TgTripset *set, int key_column, int datasource,
		   int sign)
{
	TgWeeks weeks = count->filter->bytes->weeks;
	bool by_week = count->filter->bytes->count_by == TG_BY_WEEK;
	int64 *columns[3];

	for (int i = 0; i < set->columns; i++)
	{
		columns[i] = palloc(set->count * sizeof(int64));
		tg_tripset_get(set, i, columns[i]);
	}
	count->state = tally_state_reserve(count->state, set->count);
	for (uint32 i = 0; i < set->count; i++)
	{
		int64 key = columns[key_column][i];

		if ((datasource < 0 || columns[0][i] == datasource) &&
			(!by_week || (key >= weeks.first && key <= weeks.last)))
			tg_tally_add(&count->state->tally, key,
						 columns[key_column + 1][i] * sign);
	}
}

/* Add the counts of a node that lies inside. */
static void
add_node(Count *count, const Datum *column)
{
	const FilterBytes *filter = count->filter->bytes;
	int sign = DatumGetInt16(column[COL_SIGN]);
	TgTripset set;
	int datasource;

	if (!filter->has_datasource)
	{
		tripset_open(column[COL_COUNTS], 2, 0, &set);
		add_counts(count, &set, 0, -1, sign);
		return;
	}
	datasource = find_datasource(filter, column[COL_DATASOURCES]);
	if (datasource < 0)
		return;
	tripset_open(column[COL_DATASOURCE_WEEKS], 3, 0, &set);
	add_counts(count, &set, 1, datasource, sign);
}

static void
count_node(Count *count, HeapTuple tuple, TupleDesc desc)
{
	Datum column[COL_COUNT];
	bool no_datasources;
	NodeRelation relation;

	sql_row(tuple, desc, COL_DATASOURCES, column);
	column[COL_DATASOURCES] =
		SPI_getbinval(tuple, desc, COL_DATASOURCES + 1, &no_datasources);
	if (!no_datasources)
		column[COL_DATASOURCE_WEEKS] = SPI_getbinval(
			tuple, desc, COL_DATASOURCE_WEEKS + 1, &no_datasources);
	count->known += DatumGetInt32(column[COL_SEGMENTS]);
	relation = relate_node(count->filter, column);
	/* of many datasources a node keeps no counts */
	if (relation == NODE_INSIDE && count->filter->bytes->has_datasource &&
		no_datasources)
		relation = NODE_EDGE;
	if (relation == NODE_INSIDE)
		add_node(count, column);
	else if (relation == NODE_EDGE)
		add_range(count, column);
}

/* An array of one member of each range. */
#define RANGE_ARRAY(member, to_datum, type, length, byval, align)             \
	do                                                                        \
	{                                                                         \
		for (int i = 0; i < count->used; i++)                                 \
			members[i] = to_datum(count->ranges[i].member);                   \
		*values++ = PointerGetDatum(construct_array(                          \
			members, count->used, type, length, byval, align));               \
	} while (0)

static void
range_arrays(const Count *count, Datum *values)
{
	Datum *members = palloc(count->used * sizeof(Datum));

	RANGE_ARRAY(region, , TEXTOID, -1, false, TYPALIGN_INT);
	RANGE_ARRAY(run, Int64GetDatum, INT8OID, 8, true, TYPALIGN_DOUBLE);
	RANGE_ARRAY(first, Int32GetDatum, INT4OID, 4, true, TYPALIGN_INT);
	RANGE_ARRAY(last, Int32GetDatum, INT4OID, 4, true, TYPALIGN_INT);
}

/* Add the counts that a query found in so many segments. */
static void
add_found(Count *count, const char *store, int64 segments)
{
	HeapTuple row = SPI_tuptable->vals[0];
	TupleDesc desc = SPI_tuptable->tupdesc;
	bool isnull;
	Datum found = SPI_getbinval(row, desc, 2, &isnull);

	if (DatumGetInt64(found) != segments)
		ereport(
			ERROR,
			(errcode(ERRCODE_DATA_CORRUPTED),
			 errmsg("nodes of store \"%s\" do not have its segments", store),
			 errhint("CALL tripgrid.rebuild() makes the segments again.")));
	found = SPI_getbinval(row, desc, 1, &isnull);
	if (!isnull)
		count->state = tally_state_add(
			count->state, (TallyState *) PG_DETOAST_DATUM_COPY(found));
}

/* Count the segments of the ranges, and add the counts. */
static void
count_ranges(Count *count, const char *store, Datum filter, char projection)
{
	Oid types[] = {BYTEAOID,	 CHAROID,	   TEXTARRAYOID,
				   INT8ARRAYOID, INT4ARRAYOID, INT4ARRAYOID};
	Datum values[6] = {filter, CharGetDatum(projection)};

	if (count->used == 0)
		return;
	range_arrays(count, values + 2);
	sql_read_plan(cached_plan(store, range_query, lengthof(types), types, 0),
				  values);
	add_found(count, store, count->segments);
}

/* Count all segments instead of nodes. */
static void
count_all(Count *count, const char *store, Datum filter, char projection,
		  const text *region)
{
	Oid types[] = {BYTEAOID, CHAROID, TEXTOID};
	Datum values[] = {filter, CharGetDatum(projection),
					  PointerGetDatum(region)};

	count->state->tally.used = 0;
	sql_read_plan(cached_plan(store, all_queries[region != NULL],
							  region ? 3 : 2, types, CURSOR_OPT_PARALLEL_OK),
				  values);
	add_found(count, store, count->known);
}

/* Look at all nodes. */
static void
count_nodes(Count *count, const char *store, char projection,
			const text *region)
{
	Oid types[] = {CHAROID, TEXTOID};
	Datum values[] = {CharGetDatum(projection), PointerGetDatum(region)};
	const char *query =
		node_queries[count->filter->bytes->count_by]
					[count->filter->bytes->has_datasource][region != NULL];

	sql_read_plan(cached_plan(store, query, region ? 2 : 1, types, 0), values);
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		CHECK_FOR_INTERRUPTS();
		count_node(count, SPI_tuptable->vals[i], SPI_tuptable->tupdesc);
	}
}

static bool
is_for_workers(const Count *count)
{
	int64 work = count->segments * (count->filter->raster != NULL ? 2 : 1);

	return work > Max(PARALLEL_SEGMENTS, count->known / PARALLEL_SHARE);
}

/* (filter, projection, region, store): a tally, or null */
PG_FUNCTION_INFO_V1(count_segments);
Datum
count_segments(PG_FUNCTION_ARGS)
{
	MemoryContext context = CurrentMemoryContext;
	Datum filter = PG_GETARG_DATUM(0);
	const text *region = PG_ARGISNULL(2) ? NULL : PG_GETARG_TEXT_PP(2);
	char projection;
	const char *store;
	Count count = {0};
	void *cache = NULL;
	TallyState *result;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(3))
		PG_RETURN_NULL();
	projection = PG_GETARG_CHAR(1);
	store = NameStr(*PG_GETARG_NAME(3));
	count.filter =
		filter_open(PG_GETARG_VARLENA_P(0), &cache, CurrentMemoryContext);
	SPI_connect();
	count.state = tally_state_create();
	count.room = 16;
	count.ranges = palloc(count.room * sizeof(Range));
	count_nodes(&count, store, projection, region);
	if (is_for_workers(&count))
		count_all(&count, store, filter, projection, region);
	else
		count_ranges(&count, store, filter, projection);
	result = MemoryContextAlloc(context, VARSIZE(count.state));
	memcpy(result, count.state, VARSIZE(count.state));
	SPI_finish();
	PG_RETURN_POINTER(result);
}

/* (region, store): the sum of the week counts of summaries, as a tally */
PG_FUNCTION_INFO_V1(region_weeks);
Datum
region_weeks(PG_FUNCTION_ARGS)
{
	static const char *const queries[] = {
		"SELECT tripgrid._sum_weeks(sign, weeks) FROM %1$s.summaries",
		"SELECT tripgrid._sum_weeks(sign, weeks) FROM %1$s.summaries "
		"WHERE region = $1",
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
