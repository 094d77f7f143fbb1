-- Proof, repair and compaction of a store's segments.

CREATE FUNCTION tripgrid._trip_checksum(origin tripgrid.lonlat,
  destination tripgrid.lonlat, departed_at timestamp, datasource text)
  RETURNS bigint
  AS 'MODULE_PATHNAME', 'trip_checksum' LANGUAGE C
  IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION tripgrid_internal.wrapping_add(bigint, bigint) RETURNS bigint
  AS 'MODULE_PATHNAME' LANGUAGE C
  IMMUTABLE STRICT PARALLEL SAFE;

-- A sum modulo 2^64.
CREATE AGGREGATE tripgrid._wrapping_sum(bigint) (
  SFUNC = tripgrid_internal.wrapping_add,
  STYPE = bigint,
  COMBINEFUNC = tripgrid_internal.wrapping_add,
  PARALLEL = SAFE
);

CREATE FUNCTION tripgrid._week_number(departed_at timestamp) RETURNS bigint
  AS 'MODULE_PATHNAME', 'week_number' LANGUAGE C
  IMMUTABLE STRICT PARALLEL SAFE;

-- Of a segment: kind w, its trips by week with their checksums times sign; d,
-- by datasource, of those by origin; n, checksums of its trips by week, hour,
-- and datasource and week, as key, trips and checksum; f, a fault, as name.
CREATE FUNCTION tripgrid._segment_facts(sign smallint, projection "char",
  segment_trips int, first_departure timestamp, last_departure timestamp,
  bounds tripgrid.tripgroup, weeks tripgrid.tripset, datasources text[],
  origins tripgrid.tripset, destinations tripgrid.tripset,
  departures tripgrid.tripset, datasource_nos tripgrid.tripset,
  start_key bigint, OUT kind "char", OUT name text, OUT key bigint,
  OUT trips bigint, OUT checksum bigint, OUT first timestamp,
  OUT last timestamp)
  RETURNS SETOF record
  AS 'MODULE_PATHNAME', 'segment_facts' LANGUAGE C
  IMMUTABLE STRICT PARALLEL SAFE COST 10000 ROWS 60;

CREATE FUNCTION tripgrid._tripset_weeks(weeks tripgrid.tripset,
  OUT week bigint, OUT trips bigint) RETURNS SETOF record
  AS 'MODULE_PATHNAME', 'tripset_weeks' LANGUAGE C
  IMMUTABLE STRICT PARALLEL SAFE ROWS 100;

-- The checksum of a node's counts, as _segment_facts has it; null if they are
-- of datasources that it does not have.
CREATE FUNCTION tripgrid._node_checksum(datasources text[],
  counts tripgrid.tripset) RETURNS bigint
  AS 'MODULE_PATHNAME', 'node_checksum' LANGUAGE C
  IMMUTABLE STRICT PARALLEL SAFE COST 1000;

-- What of trips, nodes and summaries is not what the segments hold, and the
-- segments that are not what their headers say.  Each segment is read once, and
-- what it holds is summed up before anything else is done with it: no step
-- looks at a trip's datasource, region or node by searching for it.
CREATE FUNCTION tripgrid._verify_facts(store name)
RETURNS TABLE (region text, week date, trips bigint, segment_trips bigint,
  reason text)
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM tripgrid._readable_store(store);
  RETURN QUERY EXECUTE format($sql$
    WITH fact AS MATERIALIZED (
      -- regions as segments keep them apart, whatever the column's collation
      SELECT s.region COLLATE "C" AS region, s.projection, s.run_id,
        s.segment_no, s.sign, s.trips AS segment_trips, f.*
      FROM %1$I.segments AS s, LATERAL tripgrid._segment_facts(s.sign,
        s.projection, s.trips, s.first_departure, s.last_departure, s.bounds,
        s.weeks, s.datasources, s.origins, s.destinations, s.departures,
        s.datasource_nos, s.start_key) AS f
    ), truth AS (
      SELECT p.projection, t.region, t.week, t.trips, t.checksum
      FROM (VALUES ('o'::"char"), ('d')) AS p (projection), (
        SELECT region COLLATE "C" AS region,
          tripgrid._week_number(departed_at) AS week, count(*) AS trips,
          tripgrid._wrapping_sum(tripgrid._trip_checksum(origin, destination,
            departed_at, datasource)) AS checksum
        FROM %1$I.trips
        GROUP BY region COLLATE "C", tripgrid._week_number(departed_at)
      ) AS t
    ), held AS (
      SELECT projection, region, key AS week,
        sum(sign * trips)::bigint AS trips,
        tripgrid._wrapping_sum(checksum) AS checksum
      FROM fact WHERE kind = 'w'
      GROUP BY projection, region, key
    ), of_node AS MATERIALIZED (
      -- a relation of its own, to be joined by the number of the segment
      SELECT n.region COLLATE "C" AS region, n.projection, n.run_id,
        n.first_segment, s.segment_no
      FROM %1$I.segment_nodes AS n, generate_series(n.first_segment::bigint,
        n.first_segment::bigint + least(n.segments, 65536) - 1)
          AS s (segment_no)
      WHERE n.level = 1
    ), node_held AS (
      SELECT region, projection, run_id, n.first_segment,
        tripgrid._wrapping_sum(f.key) AS weeks,
        tripgrid._wrapping_sum(f.trips) AS hours,
        tripgrid._wrapping_sum(f.checksum) AS datasource_weeks
      FROM of_node AS n
        JOIN fact AS f USING (region, projection, run_id, segment_no)
      WHERE f.kind = 'n'
      GROUP BY region, projection, run_id, n.first_segment
    ), summary_weeks AS (
      SELECT m.run_id, m.sign, m.region COLLATE "C" AS region, w.week,
        sum(w.trips)::bigint AS trips
      FROM %1$I.summaries AS m, tripgrid._tripset_weeks(m.weeks) AS w
      GROUP BY m.run_id, m.sign, m.region COLLATE "C", w.week
    ), weeks_held AS (
      SELECT run_id, sign, region, key AS week, sum(trips)::bigint AS trips
      FROM fact WHERE kind = 'w' AND projection = 'o'
      GROUP BY run_id, sign, region, key
    ), summary_datasources AS (
      -- summed up as questions do, where one has a name twice
      SELECT m.run_id, m.region COLLATE "C" AS region,
        d.datasource COLLATE "C" AS name, sum(d.trips)::bigint AS trips,
        min(d.first) AS first, max(d.last) AS last
      FROM %1$I.summaries AS m, unnest(m.datasources, m.datasource_trips,
        m.datasource_first, m.datasource_last)
        AS d (datasource, trips, first, last)
      GROUP BY m.run_id, m.region COLLATE "C", d.datasource COLLATE "C"
    ), datasources_held AS (
      SELECT run_id, region, name COLLATE "C" AS name,
        sum(trips)::bigint AS trips, min(first) AS first, max(last) AS last
      FROM fact WHERE kind = 'd'
      GROUP BY run_id, region, name COLLATE "C"
    )
    SELECT region::text, tripgrid._week_start(week), coalesce(t.trips, 0),
      coalesce(h.trips, 0),
      CASE projection WHEN 'o' THEN 'origin' ELSE 'destination' END ||
      CASE WHEN coalesce(t.trips, 0) = coalesce(h.trips, 0)
        THEN ' projection holds as many trips, but others'
        ELSE ' projection holds another number of trips' END
    FROM truth AS t FULL JOIN held AS h USING (projection, region, week)
    WHERE coalesce(t.trips, 0) <> coalesce(h.trips, 0)
      OR coalesce(t.checksum, 0) <> coalesce(h.checksum, 0)
    UNION ALL
    SELECT region, NULL, NULL, segment_trips, name
    FROM fact WHERE kind = 'f'
    UNION ALL
    SELECT DISTINCT n.region, NULL::date, NULL::bigint, NULL::bigint,
      'node of segments has other ' || k.kind
    FROM (
      SELECT region COLLATE "C" AS region, projection, run_id, first_segment,
        tripgrid._node_checksum('{}', weeks) AS weeks,
        tripgrid._node_checksum('{}', hours) AS hours,
        tripgrid._node_checksum(datasources, datasource_weeks)
          AS datasource_weeks,
        datasource_weeks IS NOT NULL AS by_datasource
      FROM %1$I.segment_nodes WHERE level = 1
    ) AS n LEFT JOIN node_held AS h
      USING (region, projection, run_id, first_segment),
      LATERAL (VALUES ('weeks', n.weeks, h.weeks), ('hours', n.hours, h.hours),
        ('datasource weeks', n.datasource_weeks, h.datasource_weeks))
        AS k (kind, counted, held)
    WHERE k.counted IS DISTINCT FROM k.held
      AND (n.by_datasource OR k.kind <> 'datasource weeks')
    UNION ALL
    SELECT region, tripgrid._week_start(week), m.trips, h.trips,
      'summary holds another number of trips than segments'
    FROM summary_weeks AS m
      FULL JOIN weeks_held AS h USING (run_id, sign, region, week)
    WHERE m.trips IS DISTINCT FROM h.trips
    UNION ALL
    SELECT region, NULL, m.trips, h.trips,
      format('summary of datasource "%%s" differs from segments', name)
    FROM summary_datasources AS m
      FULL JOIN datasources_held AS h USING (run_id, region, name)
    WHERE (m.trips, m.first, m.last) IS DISTINCT FROM
      (h.trips, h.first, h.last)
    UNION ALL
    SELECT region, NULL, trips, NULL,
      'summary does not hold its own sum of trips'
    FROM %1$I.summaries AS m
    WHERE trips <> (SELECT sum(d) FROM unnest(m.datasource_trips) AS d)
  $sql$, store);
END
$$;

-- Checksums of trips by square of their destination and by week: of a segment,
-- and of what a node holds.  Null if a node's columns are not what they are.
CREATE FUNCTION tripgrid._segment_square_checksum(destinations tripgrid.tripset,
  departures tripgrid.tripset, shift smallint) RETURNS bigint
  AS 'MODULE_PATHNAME', 'segment_square_checksum' LANGUAGE C
  IMMUTABLE STRICT PARALLEL SAFE COST 10000;

CREATE FUNCTION tripgrid._node_square_checksum(weeks tripgrid.tripset,
  shift smallint, squares tripgrid.tripset, square_weeks tripgrid.tripset)
  RETURNS bigint
  AS 'MODULE_PATHNAME', 'node_square_checksum' LANGUAGE C
  IMMUTABLE STRICT PARALLEL SAFE COST 10000;

-- Nodes that are not those of their segments, or of the nodes below them.
CREATE FUNCTION tripgrid._verify_nodes(store name)
RETURNS TABLE (region text, week date, trips bigint, segment_trips bigint,
  reason text)
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM tripgrid._readable_store(store);
  RETURN QUERY EXECUTE format($sql$
    WITH node AS MATERIALIZED (
      SELECT top, projection, level, run_id, region COLLATE "C" AS region,
        first_segment AS number, sign, segments, trips, first_departure,
        last_departure, bounds, child_regions, child_numbers, child_bounds,
        tripgrid._node_checksum('{}', weeks) AS weeks,
        tripgrid._node_checksum('{}', hours) AS hours,
        tripgrid._node_checksum(datasources, datasource_weeks)
          AS datasource_weeks,
        datasource_weeks IS NOT NULL AS by_datasource
      FROM %1$I.segment_nodes
    ), child AS (
      SELECT n.projection, n.level, n.run_id, n.number AS parent,
        (n.level - 1)::smallint AS child_level, c.region COLLATE "C" AS region,
        c.number, c.bounds
      FROM node AS n, unnest(n.child_regions, n.child_numbers, n.child_bounds)
        AS c (region, number, bounds)
      WHERE n.level > 1
    ), below AS (
      SELECT c.projection, c.level, c.run_id, c.parent AS number,
        count(m.trips) = count(*) AS complete, sum(m.segments) AS segments,
        sum(m.trips) AS trips, min(m.sign) AS least_sign,
        max(m.sign) AS greatest_sign, min(m.first_departure) AS first_departure,
        max(m.last_departure) AS last_departure,
        bool_and(m.bounds OPERATOR(tripgrid.<@) c.bounds) AS fit,
        tripgrid._wrapping_sum(m.weeks) AS weeks,
        tripgrid._wrapping_sum(m.hours) AS hours,
        CASE WHEN count(m.datasource_weeks) = count(*)
          THEN tripgrid._wrapping_sum(m.datasource_weeks) END
          AS datasource_weeks
      FROM child AS c LEFT JOIN node AS m
        ON m.projection = c.projection AND m.level = c.child_level
          AND m.run_id = c.run_id AND m.region = c.region
          AND m.number = c.number
      GROUP BY c.projection, c.level, c.run_id, c.parent
    ), outside AS (
      SELECT DISTINCT c.projection, c.level, c.run_id, c.parent AS number
      FROM child AS c JOIN node AS n ON n.projection = c.projection
        AND n.level = c.level AND n.run_id = c.run_id AND n.number = c.parent
      WHERE (c.bounds OPERATOR(tripgrid.<@) n.bounds) IS NOT TRUE
    ), list AS (
      SELECT projection, child_level AS level, run_id, region, number,
        count(*) AS lists
      FROM child GROUP BY projection, child_level, run_id, region, number
    )
    SELECT NULL::text, NULL::date, n.trips, b.trips::bigint,
      'node does not sum up the nodes below it'
    FROM node AS n LEFT JOIN below AS b
        USING (projection, level, run_id, number)
      LEFT JOIN outside AS o USING (projection, level, run_id, number)
    WHERE n.level > 1
      AND ((b.complete AND b.fit AND b.segments = n.segments
        AND b.trips = n.trips AND b.least_sign = n.sign
        AND b.greatest_sign = n.sign AND b.first_departure >= n.first_departure
        AND b.last_departure <= n.last_departure AND b.weeks = n.weeks
        AND b.hours = n.hours AND (NOT n.by_datasource
          OR n.datasource_weeks = b.datasource_weeks)) IS NOT TRUE
        OR o.number IS NOT NULL)
    UNION ALL
    SELECT n.region, NULL, n.trips, NULL,
      'node is not below exactly one other, or at the top'
    FROM node AS n LEFT JOIN list AS l
      USING (projection, level, run_id, region, number)
    WHERE coalesce(l.lists, 0) <> CASE WHEN n.top THEN 0 ELSE 1 END
    UNION ALL
    SELECT n.region, NULL::date, n.trips, h.trips::bigint,
      'node does not fit its segments'
    FROM %1$I.segment_nodes AS n, LATERAL (
      SELECT count(*) AS segments, coalesce(sum(s.trips), 0) AS trips,
        bool_and(s.sign = n.sign AND s.first_departure >= n.first_departure
          AND s.last_departure <= n.last_departure
          AND s.bounds OPERATOR(tripgrid.<@) n.bounds) AS fit
      FROM %1$I.segments AS s
      WHERE s.region = n.region AND s.projection = n.projection
        AND s.run_id = n.run_id AND s.segment_no >= n.first_segment
        AND s.segment_no < n.first_segment + n.segments
    ) AS h
    WHERE n.level = 1
      AND ((h.segments, h.trips) <> (n.segments, n.trips) OR NOT h.fit)
    UNION ALL
    SELECT s.region, NULL, s.trips::bigint, NULL,
      'segment is not in exactly one node'
    FROM %1$I.segments AS s LEFT JOIN (
      SELECT n.region, n.projection, n.run_id, m.segment_no,
        count(*) AS nodes
      FROM %1$I.segment_nodes AS n, generate_series(n.first_segment::bigint,
        n.first_segment::bigint + least(n.segments, 65536) - 1)
          AS m (segment_no)
      WHERE n.level = 1
      GROUP BY n.region, n.projection, n.run_id, m.segment_no
    ) AS n USING (region, projection, run_id, segment_no)
    WHERE n.nodes IS DISTINCT FROM 1
    UNION ALL
    SELECT n.region, NULL, NULL, NULL, 'node of segments has other squares'
    FROM %1$I.segment_nodes AS n
    WHERE num_nonnulls(n.square_shift, n.squares, n.square_weeks) > 0
      AND (tripgrid._node_square_checksum(n.weeks, n.square_shift, n.squares,
        n.square_weeks) = (
          SELECT tripgrid._wrapping_sum(tripgrid._segment_square_checksum(
            s.destinations, s.departures, n.square_shift))
          FROM %1$I.segments AS s
          WHERE s.region = n.region AND s.projection = n.projection
            AND s.run_id = n.run_id AND s.segment_no >= n.first_segment
            AND s.segment_no < n.first_segment + n.segments)) IS NOT TRUE
  $sql$, store);
END
$$;

CREATE FUNCTION tripgrid.verify(store name DEFAULT NULL)
RETURNS TABLE (region text, week date, trips bigint, segment_trips bigint,
  reason text)
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
-- rather an error than a proof over some of the trips
SET row_security = off
-- its queries are long and run once: compiling them takes most of their time
SET jit = off
AS $$
DECLARE
  schema oid;
  relation text;
BEGIN
  store := tripgrid._readable_store(store);
  schema := to_regnamespace(quote_ident(store));
  -- an error of the queries would show them, page by page
  FOREACH relation IN ARRAY '{trips,segments,segment_nodes,summaries}'::text[] LOOP
    IF NOT has_any_column_privilege(format('%I.%I', store, relation),
        'SELECT') THEN
      RAISE insufficient_privilege USING
        MESSAGE = format('permission denied for table %s', relation),
        HINT = 'verify() needs SELECT on trips, segments, segment_nodes and summaries.';
    END IF;
  END LOOP;
  RETURN QUERY SELECT * FROM tripgrid._verify_facts(store);
  RETURN QUERY SELECT * FROM tripgrid._verify_nodes(store);
  IF schema IS DISTINCT FROM to_regnamespace(quote_ident(store)) THEN
    RAISE object_in_use USING
      MESSAGE = format('store "%s" was renamed while it was verified', store);
  END IF;
END
$$;

COMMENT ON FUNCTION tripgrid.verify(name) IS
  'one row for each difference between the trips of a store and its segments: counts and order-free checksums of each region and week in both projections, the headers, the nodes over them and over each other, and the summaries; no row: they are equal';

CREATE PROCEDURE tripgrid.compact(store name DEFAULT NULL,
  into_one boolean DEFAULT false)
  AS 'MODULE_PATHNAME' LANGUAGE C;

COMMENT ON PROCEDURE tripgrid.compact(name, boolean) IS
  'merges segments that many loads and changes have left, runs of like size with each other, or all (into_one), and trips that went with those that came; commits after each merge unless it is called in a transaction block; loads and questions go on meanwhile';

CREATE FUNCTION tripgrid.compact_in_background(store name DEFAULT NULL,
  into_one boolean DEFAULT false) RETURNS boolean
  AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION tripgrid.compact_in_background(name, boolean) IS
  'starts a background worker that compacts a store as compact() does, with the settings of the role and the database, and ends; if one is at it already, it ends at once; false, with a warning, if no worker is free';

CREATE FUNCTION tripgrid._rebuild_segments(store name) RETURNS void
  AS 'MODULE_PATHNAME', 'rebuild_segments' LANGUAGE C
  VOLATILE STRICT PARALLEL UNSAFE;

CREATE PROCEDURE tripgrid.rebuild(store name DEFAULT NULL)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM tripgrid._rebuild_segments(tripgrid._existing_store(store));
END
$$;

COMMENT ON PROCEDURE tripgrid.rebuild(name) IS
  'writes the segments of a store again from its trips; loads wait meanwhile, questions do not';


CREATE FUNCTION tripgrid._advance_sequences(store name) RETURNS void
  AS 'MODULE_PATHNAME', 'advance_sequences' LANGUAGE C
  VOLATILE STRICT PARALLEL UNSAFE;

CREATE FUNCTION tripgrid.advance_sequences(store name DEFAULT NULL)
RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM tripgrid._advance_sequences(tripgrid._existing_store(store));
END
$$;

COMMENT ON FUNCTION tripgrid.advance_sequences(name) IS
  'lets the numbers of new trips, loads and runs begin after those that a store has, where a subscription has brought rows but no sequences; loads wait meanwhile';
