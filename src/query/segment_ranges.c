/*
 * segment_ranges.c
 *	  Segments that have to be looked at, and the trips that match in them.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/array.h"
#include "utils/datum.h"

#include "query/segment_ranges.h"
#include "store/plan_cache.h"
#include "store/sql.h"

#define FIRST_ROOM 16

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

static const char *const all_queries[2] = {
	COUNT_SEGMENTS " FROM %1$s.segments AS s WHERE projection = $2",
	COUNT_SEGMENTS " FROM %1$s.segments AS s WHERE projection = $2"
				   " AND region = $3",
};

void
ranges_add(SegmentRanges *ranges, const NodeRow *node)
{
	SegmentRange range = {node->region, node->run, node->first_segment,
						  node->first_segment + node->segments - 1};
	SegmentRange *before = NULL;

	ranges->segments += node->segments;
	if (ranges->used > 0)
		before = &ranges->ranges[ranges->used - 1];
	if (before != NULL && before->run == range.run &&
		before->last + 1 == range.first &&
		datumIsEqual(before->region, range.region, false, -1))
	{
		before->last = range.last;
		return;
	}
	if (ranges->room == 0)
	{
		ranges->room = FIRST_ROOM;
		ranges->ranges = palloc(ranges->room * sizeof(SegmentRange));
	}
	else if (ranges->used == ranges->room)
	{
		ranges->room *= 2;
		ranges->ranges =
			repalloc_huge(ranges->ranges, ranges->room * sizeof(SegmentRange));
	}
	ranges->ranges[ranges->used++] = range;
}

/* An array of one member of each range. */
#define RANGE_ARRAY(member, to_datum, type, length, byval, align)             \
	do                                                                        \
	{                                                                         \
		for (int i = 0; i < ranges->used; i++)                                \
			members[i] = to_datum(ranges->ranges[i].member);                  \
		*values++ = PointerGetDatum(construct_array(                          \
			members, ranges->used, type, length, byval, align));              \
	} while (0)

static void
range_arrays(const SegmentRanges *ranges, Datum *values)
{
	Datum *members = palloc(ranges->used * sizeof(Datum));

	RANGE_ARRAY(region, , TEXTOID, -1, false, TYPALIGN_INT);
	RANGE_ARRAY(run, Int64GetDatum, INT8OID, 8, true, TYPALIGN_DOUBLE);
	RANGE_ARRAY(first, Int32GetDatum, INT4OID, 4, true, TYPALIGN_INT);
	RANGE_ARRAY(last, Int32GetDatum, INT4OID, 4, true, TYPALIGN_INT);
}

/* Add the counts, times sign, that a query found in so many segments. */
static TallyState *
add_found(TallyState *state, const char *store, int64 segments, int sign)
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
	if (isnull)
		return state;
	return tally_state_add(state, (TallyState *) PG_DETOAST_DATUM_COPY(found),
						   sign);
}

TallyState *
ranges_count(const SegmentRanges *ranges, const char *store, Datum filter,
			 char projection, TallyState *state, int sign)
{
	Oid types[] = {BYTEAOID,	 CHAROID,	   TEXTARRAYOID,
				   INT8ARRAYOID, INT4ARRAYOID, INT4ARRAYOID};
	Datum values[6] = {filter, CharGetDatum(projection)};

	if (ranges->used == 0)
		return state;
	range_arrays(ranges, values + 2);
	sql_read_plan(cached_plan(store, range_query, lengthof(types), types, 0),
				  values);
	return add_found(state, store, ranges->segments, sign);
}

TallyState *
segments_count(const char *store, Datum filter, char projection,
			   const text *region, int64 segments, TallyState *state)
{
	Oid types[] = {BYTEAOID, CHAROID, TEXTOID};
	Datum values[] = {filter, CharGetDatum(projection),
					  PointerGetDatum(region)};

	sql_read_plan(cached_plan(store, all_queries[region != NULL],
							  region ? 3 : 2, types, CURSOR_OPT_PARALLEL_OK),
				  values);
	return add_found(state, store, segments, 1);
}
