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
  departures tripgrid.tripset, datasource_nos tripgrid.tripset) RETURNS text
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
  RETURN QUERY EXECUTE format($sql$
    WITH truth AS (
      SELECT p.projection, t.region, t.week, t.trips, t.checksum
      FROM (VALUES ('o'::"char"), ('d')) AS p (projection), (
        SELECT region, tripgrid._week_number(departed_at) AS week,
          count(*) AS trips,
          tripgrid._wrapping_sum(tripgrid._trip_checksum(origin, destination,
            departed_at, datasource)) AS checksum
        FROM %1$I.trips
        GROUP BY region, tripgrid._week_number(departed_at)
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
  RETURN QUERY EXECUTE format($sql$
    SELECT s.region, NULL::date, NULL::bigint, s.trips::bigint, f.fault
    FROM %1$I.segments AS s, LATERAL tripgrid._segment_fault(s.projection,
      s.trips, s.first_departure, s.last_departure, s.bounds, s.weeks,
      s.datasources, s.origins, s.destinations, s.departures,
      s.datasource_nos) AS f (fault)
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

CREATE FUNCTION tripgrid.verify(store name DEFAULT NULL)
RETURNS TABLE (region text, week date, trips bigint, segment_trips bigint,
  reason text)
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
-- rather an error than a proof over some of the trips
SET row_security = off
AS $$
BEGIN
  store := tripgrid._store_name(store);
  RETURN QUERY SELECT * FROM tripgrid._verify_trips(store);
  RETURN QUERY SELECT * FROM tripgrid._verify_headers(store);
  RETURN QUERY SELECT * FROM tripgrid._verify_summaries(store);
END
$$;

COMMENT ON FUNCTION tripgrid.verify(name) IS
  'one row for each difference between the trips of a store and its segments: counts and order-free checksums of each region and week in both projections, the headers, and the summaries; no row: they are equal';

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
  PERFORM tripgrid._rebuild_segments(tripgrid._store_name(store));
END
$$;

COMMENT ON PROCEDURE tripgrid.rebuild(name) IS
  'writes the segments of a store again from its trips; loads wait meanwhile, questions do not';

