/*
 * verify_store.c
 *	  What of a store's segments is not what its trips are.
 *
 * The statements run as the caller, planned as the store's owner, with the
 * settings that the function is declared with.  They name functions of
 * tripgrid that begin with "_", so that the server may run them in parallel:
 * compact/verify.c.
 */
#include "compat.h"

#include "executor/tstoreReceiver.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "query/store_name.h"
#include "query/week_sql.h"
#include "store/readable.h"
#include "store/select.h"

/*
 * What of trips, nodes and summaries is not what the segments hold, and the
 * segments that are not what their headers say.  Each segment is read once,
 * and what it holds is summed up before anything else is done with it: no step
 * looks at a trip's datasource, region or node by searching for it.
 */
static const char facts_query[] =
	"WITH fact AS MATERIALIZED ( "
	/* regions as segments keep them apart, whatever the column's collation */
	"  SELECT s.region COLLATE \"C\" AS region, s.projection, s.run_id, "
	"    s.segment_no, s.sign, s.trips AS segment_trips, f.* "
	"  FROM ONLY %1$s.segments AS s, LATERAL tripgrid._segment_facts(s.sign, "
	"    s.projection, s.trips, s.first_departure, s.last_departure, "
	"      s.bounds, "
	"    s.weeks, s.datasources, s.origins, s.destinations, s.departures, "
	"    s.datasource_nos, s.start_key) AS f "
	"), truth AS ( "
	"  SELECT p.projection, t.region, t.week, t.trips, t.checksum "
	"  FROM (VALUES ('o'::\"char\"), ('d')) AS p (projection), ( "
	"    SELECT region COLLATE \"C\" AS region, "
	"      tripgrid._week_number(departed_at) AS week, count(*) AS trips, "
	"      tripgrid._wrapping_sum(tripgrid._trip_checksum(origin, "
	"        destination, "
	"        departed_at, datasource)) AS checksum "
	"    FROM ONLY %1$s.trips "
	"    GROUP BY region COLLATE \"C\", tripgrid._week_number(departed_at) "
	"  ) AS t "
	"), held AS ( "
	"  SELECT projection, region, key AS week, "
	"    sum(sign * trips)::bigint AS trips, "
	"    tripgrid._wrapping_sum(checksum) AS checksum "
	"  FROM fact WHERE kind = 'w' "
	"  GROUP BY projection, region, key "
	"), of_node AS MATERIALIZED ( "
	/* a relation of its own, to be joined by the number of the segment */
	"  SELECT n.region COLLATE \"C\" AS region, n.projection, n.run_id, "
	"    n.first_segment, s.segment_no "
	"  FROM ONLY %1$s.segment_nodes AS n, "
	"    generate_series(n.first_segment::bigint, "
	"    n.first_segment::bigint + least(n.segments, 65536) - 1) "
	"      AS s (segment_no) "
	"  WHERE n.level = 1 "
	"), node_held AS ( "
	"  SELECT region, projection, run_id, n.first_segment, "
	"    tripgrid._wrapping_sum(f.key) AS weeks, "
	"    tripgrid._wrapping_sum(f.trips) AS hours, "
	"    tripgrid._wrapping_sum(f.checksum) AS datasource_weeks "
	"  FROM of_node AS n "
	"    JOIN fact AS f USING (region, projection, run_id, segment_no) "
	"  WHERE f.kind = 'n' "
	"  GROUP BY region, projection, run_id, n.first_segment "
	"), summary_weeks AS ( "
	"  SELECT m.run_id, m.sign, m.region COLLATE \"C\" AS region, w.week, "
	"    sum(w.trips)::bigint AS trips "
	"  FROM ONLY %1$s.summaries AS m, tripgrid._tripset_weeks(m.weeks) AS w "
	"  GROUP BY m.run_id, m.sign, m.region COLLATE \"C\", w.week "
	"), weeks_held AS ( "
	"  SELECT run_id, sign, region, key AS week, sum(trips)::bigint AS trips "
	"  FROM fact WHERE kind = 'w' AND projection = 'o' "
	"  GROUP BY run_id, sign, region, key "
	"), summary_datasources AS ( "
	/* summed up as questions do, where one has a name twice */
	"  SELECT m.run_id, m.region COLLATE \"C\" AS region, "
	"    d.datasource COLLATE \"C\" AS name, sum(d.trips)::bigint AS trips, "
	"    min(d.first) AS first, max(d.last) AS last "
	"  FROM ONLY %1$s.summaries AS m, "
	"    unnest(m.datasources, m.datasource_trips, "
	"    m.datasource_first, m.datasource_last) "
	"    AS d (datasource, trips, first, last) "
	"  GROUP BY m.run_id, m.region COLLATE \"C\", d.datasource COLLATE \"C\" "
	"), datasources_held AS ( "
	"  SELECT run_id, region, name COLLATE \"C\" AS name, "
	"    sum(trips)::bigint AS trips, min(first) AS first, max(last) AS last "
	"  FROM fact WHERE kind = 'd' "
	"  GROUP BY run_id, region, name COLLATE \"C\" "
	") "
	"SELECT region::text, " WEEK_START_SQL(
		"week") ", coalesce(t.trips, 0), "
				"  coalesce(h.trips, 0), "
				"  CASE projection WHEN 'o' THEN 'origin' ELSE 'destination' "
				"END || "
				"  CASE WHEN coalesce(t.trips, 0) = coalesce(h.trips, 0) "
				"    THEN ' projection holds as many trips, but others' "
				"    ELSE ' projection holds another number of trips' END "
				"FROM truth AS t FULL JOIN held AS h USING (projection, "
				"region, week) "
				"WHERE coalesce(t.trips, 0) <> coalesce(h.trips, 0) "
				"  OR coalesce(t.checksum, 0) <> coalesce(h.checksum, 0) "
				"UNION ALL "
				"SELECT region, NULL, NULL, segment_trips, name "
				"FROM fact WHERE kind = 'f' "
				"UNION ALL "
				"SELECT DISTINCT n.region, NULL::date, NULL::bigint, "
				"NULL::bigint, "
				"  'node of segments has other ' || k.kind "
				"FROM ( "
				"  SELECT region COLLATE \"C\" AS region, projection, run_id, "
				"    first_segment, "
				"    tripgrid._node_checksum('{}', weeks) AS weeks, "
				"    tripgrid._node_checksum('{}', hours) AS hours, "
				"    tripgrid._node_checksum(datasources, datasource_weeks) "
				"      AS datasource_weeks, "
				"    datasource_weeks IS NOT NULL AS by_datasource "
				"  FROM ONLY %1$s.segment_nodes WHERE level = 1 "
				") AS n LEFT JOIN node_held AS h "
				"  USING (region, projection, run_id, first_segment), "
				"  LATERAL (VALUES ('weeks', n.weeks, h.weeks), ('hours', "
				"n.hours, "
				"    h.hours), "
				"    ('datasource weeks', n.datasource_weeks, "
				"h.datasource_weeks)) "
				"    AS k (kind, counted, held) "
				"WHERE k.counted IS DISTINCT FROM k.held "
				"  AND (n.by_datasource OR k.kind <> 'datasource weeks') "
				"UNION ALL "
				"SELECT region, " WEEK_START_SQL(
					"week") ", m.trips, h.trips, "
							"  'summary holds another number of trips than "
							"segments' "
							"FROM summary_weeks AS m "
							"  FULL JOIN weeks_held AS h USING (run_id, sign, "
							"region, week) "
							"WHERE m.trips IS DISTINCT FROM h.trips "
							"UNION ALL "
							"SELECT region, NULL, m.trips, h.trips, "
							"  format('summary of datasource \"%%s\" differs "
							"from segments', name) "
							"FROM summary_datasources AS m "
							"  FULL JOIN datasources_held AS h USING (run_id, "
							"region, name) "
							"WHERE (m.trips, m.first, m.last) IS DISTINCT "
							"FROM "
							"  (h.trips, h.first, h.last) "
							"UNION ALL "
							"SELECT region, NULL, trips, NULL, "
							"  'summary does not hold its own sum of trips' "
							"FROM ONLY %1$s.summaries AS m "
							"WHERE trips <> (SELECT sum(d) FROM "
							"unnest(m.datasource_trips) AS d) ";

/* Nodes that are not those of their segments, or of the nodes below them. */
static const char nodes_query[] =
	"WITH node AS MATERIALIZED ( "
	"  SELECT top, projection, level, run_id, region COLLATE \"C\" AS region, "
	"    first_segment AS number, sign, segments, trips, first_departure, "
	"    last_departure, bounds, child_regions, child_numbers, child_bounds, "
	"    tripgrid._node_checksum('{}', weeks) AS weeks, "
	"    tripgrid._node_checksum('{}', hours) AS hours, "
	"    tripgrid._node_checksum(datasources, datasource_weeks) "
	"      AS datasource_weeks, "
	"    datasource_weeks IS NOT NULL AS by_datasource "
	"  FROM ONLY %1$s.segment_nodes "
	"), child AS ( "
	"  SELECT n.projection, n.level, n.run_id, n.number AS parent, "
	"    (n.level - 1)::smallint AS child_level, c.region COLLATE \"C\" AS "
	"      region, "
	"    c.number, c.bounds "
	"  FROM node AS n, unnest(n.child_regions, n.child_numbers, "
	"    n.child_bounds) "
	"    AS c (region, number, bounds) "
	"  WHERE n.level > 1 "
	"), below AS ( "
	"  SELECT c.projection, c.level, c.run_id, c.parent AS number, "
	"    count(m.trips) = count(*) AS complete, sum(m.segments) AS segments, "
	"    sum(m.trips) AS trips, min(m.sign) AS least_sign, "
	"    max(m.sign) AS greatest_sign, min(m.first_departure) AS "
	"      first_departure, "
	"    max(m.last_departure) AS last_departure, "
	"    bool_and(m.bounds OPERATOR(tripgrid.<@) c.bounds) AS fit, "
	"    tripgrid._wrapping_sum(m.weeks) AS weeks, "
	"    tripgrid._wrapping_sum(m.hours) AS hours, "
	"    CASE WHEN count(m.datasource_weeks) = count(*) "
	"      THEN tripgrid._wrapping_sum(m.datasource_weeks) END "
	"      AS datasource_weeks "
	"  FROM child AS c LEFT JOIN node AS m "
	"    ON m.projection = c.projection AND m.level = c.child_level "
	"      AND m.run_id = c.run_id AND m.region = c.region "
	"      AND m.number = c.number "
	"  GROUP BY c.projection, c.level, c.run_id, c.parent "
	"), outside AS ( "
	"  SELECT DISTINCT c.projection, c.level, c.run_id, c.parent AS number "
	"  FROM child AS c JOIN node AS n ON n.projection = c.projection "
	"    AND n.level = c.level AND n.run_id = c.run_id AND n.number = "
	"      c.parent "
	"  WHERE (c.bounds OPERATOR(tripgrid.<@) n.bounds) IS NOT TRUE "
	"), list AS ( "
	"  SELECT projection, child_level AS level, run_id, region, number, "
	"    count(*) AS lists "
	"  FROM child GROUP BY projection, child_level, run_id, region, number "
	") "
	"SELECT NULL::text, NULL::date, n.trips, b.trips::bigint, "
	"  'node does not sum up the nodes below it' "
	"FROM node AS n LEFT JOIN below AS b "
	"    USING (projection, level, run_id, number) "
	"  LEFT JOIN outside AS o USING (projection, level, run_id, number) "
	"WHERE n.level > 1 "
	"  AND ((b.complete AND b.fit AND b.segments = n.segments "
	"    AND b.trips = n.trips AND b.least_sign = n.sign "
	"    AND b.greatest_sign = n.sign AND b.first_departure >= "
	"      n.first_departure "
	"    AND b.last_departure <= n.last_departure AND b.weeks = n.weeks "
	"    AND b.hours = n.hours AND (NOT n.by_datasource "
	"      OR n.datasource_weeks = b.datasource_weeks)) IS NOT TRUE "
	"    OR o.number IS NOT NULL) "
	"UNION ALL "
	"SELECT n.region, NULL, n.trips, NULL, "
	"  'node is not below exactly one other, or at the top' "
	"FROM node AS n LEFT JOIN list AS l "
	"  USING (projection, level, run_id, region, number) "
	"WHERE coalesce(l.lists, 0) <> CASE WHEN n.top THEN 0 ELSE 1 END "
	"UNION ALL "
	"SELECT n.region, NULL::date, n.trips, h.trips::bigint, "
	"  'node does not fit its segments' "
	"FROM ONLY %1$s.segment_nodes AS n, LATERAL ( "
	"  SELECT count(*) AS segments, coalesce(sum(s.trips), 0) AS trips, "
	"    bool_and(s.sign = n.sign AND s.first_departure >= n.first_departure "
	"      AND s.last_departure <= n.last_departure "
	"      AND s.bounds OPERATOR(tripgrid.<@) n.bounds) AS fit "
	"  FROM ONLY %1$s.segments AS s "
	"  WHERE s.region = n.region AND s.projection = n.projection "
	"    AND s.run_id = n.run_id AND s.segment_no >= n.first_segment "
	"    AND s.segment_no < n.first_segment + n.segments "
	") AS h "
	"WHERE n.level = 1 "
	"  AND ((h.segments, h.trips) <> (n.segments, n.trips) OR NOT h.fit) "
	"UNION ALL "
	"SELECT s.region, NULL, s.trips::bigint, NULL, "
	"  'segment is not in exactly one node' "
	"FROM ONLY %1$s.segments AS s LEFT JOIN ( "
	"  SELECT n.region, n.projection, n.run_id, m.segment_no, "
	"    count(*) AS nodes "
	"  FROM ONLY %1$s.segment_nodes AS n, "
	"    generate_series(n.first_segment::bigint, "
	"    n.first_segment::bigint + least(n.segments, 65536) - 1) "
	"      AS m (segment_no) "
	"  WHERE n.level = 1 "
	"  GROUP BY n.region, n.projection, n.run_id, m.segment_no "
	") AS n USING (region, projection, run_id, segment_no) "
	"WHERE n.nodes IS DISTINCT FROM 1 "
	"UNION ALL "
	"SELECT n.region, NULL, NULL, NULL, 'node of segments has other squares' "
	"FROM ONLY %1$s.segment_nodes AS n "
	"WHERE num_nonnulls(n.square_shift, n.squares, n.square_weeks) > 0 "
	"  AND (tripgrid._node_square_checksum(n.weeks, n.square_shift, "
	"    n.squares, "
	"    n.square_weeks) = ( "
	"      SELECT tripgrid._wrapping_sum(tripgrid._segment_square_checksum( "
	"        s.destinations, s.departures, n.square_shift)) "
	"      FROM ONLY %1$s.segments AS s "
	"      WHERE s.region = n.region AND s.projection = n.projection "
	"        AND s.run_id = n.run_id AND s.segment_no >= n.first_segment "
	"        AND s.segment_no < n.first_segment + n.segments)) IS NOT TRUE ";

/* The statements would name one table after the other. */
static void
require_rights(const Store *store)
{
	static const StoreRelation read[] = {REL_TRIPS, REL_SEGMENTS, REL_NODES,
										 REL_SUMMARIES};

	for (int i = 0; i < lengthof(read); i++)
		if (!store_may_read(store->tables.oid[read[i]]))
			ereport(ERROR, (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
							errmsg("permission denied for table %s",
								   store_relations[read[i]].name),
							errhint("verify() needs SELECT on trips, "
									"segments, segment_nodes and "
									"summaries.")));
}

/* Put the rows of a query about a store. */
static void
put_rows(ReturnSetInfo *result, Store *store, const char *query)
{
	DestReceiver *receiver = CreateTuplestoreDestReceiver();

	SetTuplestoreDestReceiverParams(
		receiver, result->setResult, result->econtext->ecxt_per_query_memory,
		false, result->setDesc, "a row of verify() is none");
	store_select(store, psprintf(query, store->quoted), receiver);
	receiver->rDestroy(receiver);
}

/* (store): rows (region, week, trips, segment_trips, reason) */
PG_FUNCTION_INFO_V1(verify);
Datum
verify(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Store *store = readable_store(PG_ARGISNULL(0) ? NULL : PG_GETARG_NAME(0));

	require_rights(store);
	InitMaterializedSRF(fcinfo, 0);
	put_rows(result, store, facts_query);
	put_rows(result, store, nodes_query);
	store_forget_caches(store);
	return (Datum) 0;
}
