-- Proof, repair and compaction of a store's segments.

CREATE FUNCTION tripgrid._trip_checksum(origin tripgrid.lonlat,
  destination tripgrid.lonlat, departed_at timestamp, datasource text)
  RETURNS bigint
  AS 'MODULE_PATHNAME', 'trip_checksum' LANGUAGE C
  IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION tripgrid._wrapping_add(bigint, bigint) RETURNS bigint
  AS 'MODULE_PATHNAME', 'wrapping_add' LANGUAGE C
  IMMUTABLE STRICT PARALLEL SAFE;

-- A sum modulo 2^64.
CREATE AGGREGATE tripgrid._wrapping_sum(bigint) (
  SFUNC = tripgrid._wrapping_add,
  STYPE = bigint,
  COMBINEFUNC = tripgrid._wrapping_add,
  PARALLEL = SAFE
);

CREATE FUNCTION tripgrid._week_number(departed_at timestamp) RETURNS bigint
  AS 'MODULE_PATHNAME', 'week_number' LANGUAGE C
  IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION tripgrid._segment_weeks(sign smallint, datasources text[],
  origins tripgrid.tripset, destinations tripgrid.tripset,
  departures tripgrid.tripset, datasource_nos tripgrid.tripset,
  OUT week bigint, OUT trips bigint, OUT checksum bigint)
  RETURNS SETOF record
  AS 'MODULE_PATHNAME', 'segment_weeks' LANGUAGE C
  IMMUTABLE STRICT PARALLEL SAFE COST 10000 ROWS 100;

CREATE FUNCTION tripgrid._segment_fault(projection "char", trips int,
  first_departure timestamp, last_departure timestamp,
  bounds tripgrid.tripgroup, weeks tripgrid.tripset, datasources text[],
  origins tripgrid.tripset, destinations tripgrid.tripset,
  departures tripgrid.tripset, datasource_nos tripgrid.tripset,
  start_key bigint) RETURNS text
  AS 'MODULE_PATHNAME', 'segment_fault' LANGUAGE C
  IMMUTABLE STRICT PARALLEL SAFE COST 10000;

CREATE FUNCTION tripgrid._tripset_weeks(weeks tripgrid.tripset,
  OUT week bigint, OUT trips bigint) RETURNS SETOF record
  AS 'MODULE_PATHNAME', 'tripset_weeks' LANGUAGE C
  IMMUTABLE STRICT PARALLEL SAFE ROWS 100;

CREATE FUNCTION tripgrid._verify_trips(store name)
RETURNS TABLE (region text, week date, trips bigint, segment_trips bigint,
  reason text)
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM tripgrid._readable_store(store);
  RETURN QUERY EXECUTE format($sql$
    WITH truth AS (
      SELECT p.projection, t.region, t.week, t.trips, t.checksum
      FROM (VALUES ('o'::"char"), ('d')) AS p (projection), (
        -- as segments keep them apart, whatever the column's collation
        SELECT region COLLATE "C" AS region,
          tripgrid._week_number(departed_at) AS week, count(*) AS trips,
          tripgrid._wrapping_sum(tripgrid._trip_checksum(origin, destination,
            departed_at, datasource)) AS checksum
        FROM %1$I.trips
        GROUP BY region COLLATE "C", tripgrid._week_number(departed_at)
      ) AS t
    ), held AS (
      SELECT s.projection, s.region, w.week, sum(w.trips)::bigint AS trips,
        tripgrid._wrapping_sum(w.checksum) AS checksum
      FROM %1$I.segments AS s, tripgrid._segment_weeks(s.sign, s.datasources,
        s.origins, s.destinations, s.departures, s.datasource_nos) AS w
      GROUP BY s.projection, s.region, w.week
    )
    SELECT region, tripgrid._week_start(week), coalesce(t.trips, 0),
      coalesce(h.trips, 0),
      CASE projection WHEN 'o' THEN 'origin' ELSE 'destination' END ||
      CASE WHEN coalesce(t.trips, 0) = coalesce(h.trips, 0)
        THEN ' projection holds as many trips, but others'
        ELSE ' projection holds another number of trips' END
    FROM truth AS t FULL JOIN held AS h USING (projection, region, week)
    WHERE coalesce(t.trips, 0) <> coalesce(h.trips, 0)
      OR coalesce(t.checksum, 0) <> coalesce(h.checksum, 0)
  $sql$, store);
END
$$;

CREATE FUNCTION tripgrid._verify_headers(store name)
RETURNS TABLE (region text, week date, trips bigint, segment_trips bigint,
  reason text)
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM tripgrid._readable_store(store);
  RETURN QUERY EXECUTE format($sql$
    SELECT s.region, NULL::date, NULL::bigint, s.trips::bigint, f.fault
    FROM %1$I.segments AS s, LATERAL tripgrid._segment_fault(s.projection,
      s.trips, s.first_departure, s.last_departure, s.bounds, s.weeks,
      s.datasources, s.origins, s.destinations, s.departures,
      s.datasource_nos, s.start_key) AS f (fault)
    WHERE f.fault IS NOT NULL
  $sql$, store);
END
$$;

CREATE FUNCTION tripgrid._verify_summaries(store name)
RETURNS TABLE (region text, week date, trips bigint, segment_trips bigint,
  reason text)
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM tripgrid._readable_store(store);
  RETURN QUERY EXECUTE format($sql$
    WITH summary AS (
      SELECT m.run_id, m.sign, m.region, w.week, sum(w.trips) AS trips
      FROM %1$I.summaries AS m, tripgrid._tripset_weeks(m.weeks) AS w
      GROUP BY m.run_id, m.sign, m.region, w.week
    ), held AS (
      SELECT s.run_id, s.sign, s.region, w.week, sum(w.trips) AS trips
      FROM %1$I.segments AS s, tripgrid._tripset_weeks(s.weeks) AS w
      WHERE s.projection = 'o'
      GROUP BY s.run_id, s.sign, s.region, w.week
    )
    SELECT region, tripgrid._week_start(week), m.trips::bigint,
      h.trips::bigint, 'summary holds another number of trips than segments'
    FROM summary AS m FULL JOIN held AS h USING (run_id, sign, region, week)
    WHERE m.trips IS DISTINCT FROM h.trips
  $sql$, store);
  PERFORM tripgrid._readable_store(store);
  RETURN QUERY EXECUTE format($sql$
    WITH summary AS (
      SELECT m.run_id, m.region, d.datasource, d.trips, d.first, d.last
      FROM %1$I.summaries AS m, unnest(m.datasources, m.datasource_trips,
        m.datasource_first, m.datasource_last)
        AS d (datasource, trips, first, last)
    ), held AS (
      SELECT s.run_id, s.region, s.datasources[d.datasource_no + 1]
          AS datasource,
        count(*) AS trips, min(d.departed_at) AS first,
        max(d.departed_at) AS last
      FROM %1$I.segments AS s,
        tripgrid._departures(s.departures, s.datasource_nos) AS d
      WHERE s.projection = 'o'
      GROUP BY s.run_id, s.region, s.datasources[d.datasource_no + 1]
    )
    SELECT region, NULL::date, m.trips, h.trips,
      format('summary of datasource "%%s" differs from segments', datasource)
    FROM summary AS m FULL JOIN held AS h USING (run_id, region, datasource)
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

-- Of a node's counts: datasource_no is null but in those by datasource; key is
-- a week or an hour of the week.
CREATE FUNCTION tripgrid._node_counts(counts tripgrid.tripset,
  OUT datasource_no int, OUT key bigint, OUT trips bigint)
  RETURNS SETOF record
  AS 'MODULE_PATHNAME', 'node_counts' LANGUAGE C
  IMMUTABLE STRICT PARALLEL SAFE ROWS 100;

-- Nodes whose counts are not those of their segments.
CREATE FUNCTION tripgrid._verify_node_counts(store name)
RETURNS TABLE (region text, week date, trips bigint, segment_trips bigint,
  reason text)
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM tripgrid._readable_store(store);
  RETURN QUERY EXECUTE format($sql$
    WITH node AS (
      SELECT n.region, n.projection, n.run_id, n.first_segment, k.kind,
        n.datasources[c.datasource_no + 1] AS datasource, c.key, c.trips
      FROM %1$I.nodes AS n, LATERAL (VALUES ('weeks', n.weeks),
        ('hours', n.hours), ('datasource weeks', n.datasource_weeks))
          AS k (kind, counts), tripgrid._node_counts(k.counts) AS c
    ), departure AS (
      SELECT n.region, n.projection, n.run_id, n.first_segment,
        s.datasources[d.datasource_no + 1] AS datasource,
        tripgrid._week_number(d.departed_at) AS week,
        (extract(isodow FROM d.departed_at)::int - 1) * 24
          + extract(hour FROM d.departed_at)::int AS hour,
        n.datasource_weeks IS NOT NULL AS by_datasource,
        count(*) AS trips
      FROM %1$I.nodes AS n JOIN %1$I.segments AS s
          ON s.region = n.region AND s.projection = n.projection
          AND s.run_id = n.run_id AND s.segment_no >= n.first_segment
          AND s.segment_no < n.first_segment + n.segments,
        tripgrid._departures(s.departures, s.datasource_nos) AS d
      GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
    ), held AS (
      SELECT d.region, d.projection, d.run_id, d.first_segment, k.kind,
        CASE WHEN k.kind = 'datasource weeks' THEN d.datasource END
          AS datasource,
        k.key, sum(d.trips)::bigint AS trips
      FROM departure AS d, LATERAL (VALUES ('weeks', d.week),
        ('hours', d.hour), ('datasource weeks', d.week)) AS k (kind, key)
      WHERE k.kind <> 'datasource weeks' OR d.by_datasource
      GROUP BY 1, 2, 3, 4, 5, 6, 7
    )
    SELECT DISTINCT coalesce(n.region, h.region), NULL::date, NULL::bigint,
      NULL::bigint, format('node of segments has other %%s',
        coalesce(n.kind, h.kind))
    FROM node AS n FULL JOIN held AS h
      ON (n.region, n.projection, n.run_id, n.first_segment, n.kind, n.key)
        = (h.region, h.projection, h.run_id, h.first_segment, h.kind, h.key)
      AND coalesce(n.datasource, '') = coalesce(h.datasource, '')
    WHERE n.trips IS DISTINCT FROM h.trips
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

-- Nodes that are not those of their segments.
CREATE FUNCTION tripgrid._verify_nodes(store name)
RETURNS TABLE (region text, week date, trips bigint, segment_trips bigint,
  reason text)
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM tripgrid._readable_store(store);
  RETURN QUERY EXECUTE format($sql$
    SELECT n.region, NULL::date, n.trips, h.trips::bigint,
      'node does not fit its segments'
    FROM %1$I.nodes AS n, LATERAL (
      SELECT count(*) AS segments, coalesce(sum(s.trips), 0) AS trips,
        bool_and(s.sign = n.sign AND s.first_departure >= n.first_departure
          AND s.last_departure <= n.last_departure
          AND s.bounds OPERATOR(tripgrid.<@) n.bounds) AS fit
      FROM %1$I.segments AS s
      WHERE s.region = n.region AND s.projection = n.projection
        AND s.run_id = n.run_id AND s.segment_no >= n.first_segment
        AND s.segment_no < n.first_segment + n.segments
    ) AS h
    WHERE (h.segments, h.trips) <> (n.segments, n.trips) OR NOT h.fit
    UNION ALL
    SELECT s.region, NULL, s.trips::bigint, NULL,
      'segment is not in exactly one node'
    FROM %1$I.segments AS s
    WHERE (
      SELECT count(*) FROM %1$I.nodes AS n
      WHERE n.region = s.region AND n.projection = s.projection
        AND n.run_id = s.run_id AND n.first_segment <= s.segment_no
        AND s.segment_no < n.first_segment + n.segments) <> 1
    UNION ALL
    SELECT n.region, NULL, NULL, NULL, 'node of segments has other squares'
    FROM %1$I.nodes AS n
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
  RETURN QUERY SELECT * FROM tripgrid._verify_node_counts(store);
END
$$;

CREATE FUNCTION tripgrid.verify(store name DEFAULT NULL)
RETURNS TABLE (region text, week date, trips bigint, segment_trips bigint,
  reason text)
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
-- rather an error than a proof over some of the trips
SET row_security = off
AS $$
DECLARE
  schema oid;
BEGIN
  store := tripgrid._readable_store(store);
  schema := to_regnamespace(quote_ident(store));
  RETURN QUERY SELECT * FROM tripgrid._verify_trips(store);
  RETURN QUERY SELECT * FROM tripgrid._verify_headers(store);
  RETURN QUERY SELECT * FROM tripgrid._verify_nodes(store);
  RETURN QUERY SELECT * FROM tripgrid._verify_summaries(store);
  IF schema IS DISTINCT FROM to_regnamespace(quote_ident(store)) THEN
    RAISE object_in_use USING
      MESSAGE = format('store "%s" was renamed while it was verified', store);
  END IF;
END
$$;

COMMENT ON FUNCTION tripgrid.verify(name) IS
  'one row for each difference between the trips of a store and its segments: counts and order-free checksums of each region and week in both projections, the headers, the nodes over them, and the summaries; no row: they are equal';

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
