--
-- Counts of nodes by square of the destination, which answer for both ends of
-- large areas
--
SET DateStyle = ISO;
SET TimeZone = 'UTC';
\set SHOW_CONTEXT never
SELECT tripgrid.create_store('squares');
SET tripgrid.store = 'squares';
SET tripgrid.segment_trips = 16;

-- some destinations are the corners of squares, and positions next to them
CREATE FUNCTION pg_temp.destination(i bigint) RETURNS tripgrid.lonlat
LANGUAGE sql AS $$
  SELECT CASE WHEN i % 5 > 0
    THEN tripgrid.lonlat(14.3 + (i * 1299709 % 10037) / 50000.0,
      50 + (i * 15485863 % 10039) / 50000.0)
    ELSE tripgrid.lonlat(
      ((2183 + i * 31 % 29) * 65536 + i % 3 - 1) / 1e7,
      ((7630 + i * 37 % 29) * 65536 + i % 4 - 1) / 1e7) END
$$;
INSERT INTO squares.trips (region, datasource, departed_at, origin,
    destination)
  SELECT (ARRAY['Brno', 'Prague', 'Prague'])[i % 3 + 1], 'd' || i % 2,
    timestamp '2024-01-01' + i * 31 % 7 % 4 * interval '7 days'
      + i * 100003 % 604800 * interval '1 second',
    tripgrid.lonlat(14.3 + (i * 7919 % 10007) / 50000.0,
      50 + (i * 104729 % 10009) / 50000.0), pg_temp.destination(i)
  FROM generate_series(1::bigint, 12000) AS i;

CREATE TEMP TABLE areas AS
  SELECT row_number() OVER () AS n, area FROM (
    -- boxes of all sizes
    SELECT ST_MakeEnvelope(14.4 - w / 32.0, 50.1 - h / 32.0,
      14.4 + (w + 1) / 128.0, 50.1 + (h + 3) / 128.0, 4326) AS area
    FROM unnest(ARRAY[2, 8, 11, 20]) AS w,
      unnest(ARRAY[2, 11, 15]) AS h
    UNION ALL
    -- boxes of whole squares, and one position more and less
    SELECT ST_MakeEnvelope(2184 * 65536 / 1e7, 7632 * 65536 / 1e7,
      (2208 * 65536 - 1 + beyond) / 1e7, (7656 * 65536 - 1 - beyond) / 1e7,
      4326)
    FROM generate_series(-1, 1) AS beyond
    UNION ALL
    SELECT ST_Buffer(ST_SetSRID(ST_MakePoint(14.401, 50.0987), 4326),
      r / 100.0) FROM unnest(ARRAY[2, 7, 10, 13]) AS r
    UNION ALL
    SELECT ST_GeomFromText(shape, 4326) FROM unnest(ARRAY[
      'POLYGON((14.25 49.9,14.55 49.9,14.55 50.25,14.25 50.25,14.25 49.9),(14.375 50.0625,14.4375 50.0625,14.4375 50.125,14.375 50.125,14.375 50.0625))',
      'POLYGON((14.25 49.9,14.55 49.9,14.55 50.06,14.36 50.06,14.36 50.25,14.25 50.25,14.25 49.9))',
      'MULTIPOLYGON(((14.25 49.9,14.39 49.9,14.39 50.25,14.25 50.25,14.25 49.9)),((14.41 49.9,14.55 49.9,14.55 50.25,14.41 50.25,14.41 49.9)))',
      'POLYGON((14.3 50,14.52 50.1,14.4 50.22,14.3 50))',
      'POLYGON((0 0,30 0,30 60,0 60,0 0))',
      'POLYGON((14 50,14.0001 50,14.0001 50.0001,14 50))']) AS shape
  ) AS a;

-- answers that are not those of a plain query
CREATE FUNCTION pg_temp.differences() RETURNS TABLE (area bigint, match text,
  region text, since date, until date, week date, answer bigint, truth bigint)
LANGUAGE sql AS $$
  WITH trip AS MATERIALIZED (
    SELECT a.n, t.region, departed_at::date AS day,
      date_trunc('week', departed_at)::date AS week,
      ST_Covers(a.area, tripgrid.lonlat_to_geometry(origin)) AS o,
      ST_Covers(a.area, tripgrid.lonlat_to_geometry(destination)) AS d
    FROM pg_temp.areas AS a, squares.trips AS t
  ), truth AS MATERIALIZED (
    SELECT n, region, day, week, count(*) FILTER (WHERE o AND d) AS at_both,
      count(*) FILTER (WHERE o OR d) AS at_either
    FROM trip GROUP BY n, region, day, week
  ), question AS (
    SELECT a.n, a.area, m.match, q.*
    FROM pg_temp.areas AS a,
      (VALUES ('both'), ('either')) AS m (match),
      (VALUES (NULL, NULL::date, NULL::date), (NULL, '2024-01-10', NULL),
        ('Brno', NULL, '2024-01-16'),
        ('Prague', '2024-01-08', '2024-01-21')) AS q (region, since, until)
  ), answers AS (
    SELECT q.n, q.match, q.region, q.since, q.until, w.week, w.trips AS answer
    FROM question AS q, tripgrid.weekly_trips(q.area, q.region,
      match => q.match, since => q.since, until => q.until) AS w
  ), truths AS (
    SELECT q.n, q.match, q.region, q.since, q.until, t.week,
      coalesce(sum(CASE q.match WHEN 'both' THEN at_both ELSE at_either END)
        FILTER (WHERE day BETWEEN coalesce(q.since, day)
          AND coalesce(q.until, day)), 0)::bigint AS truth
    FROM question AS q JOIN truth AS t ON t.n = q.n
      AND t.region = coalesce(q.region, t.region)
      AND (t.week + 6 >= q.since) IS NOT FALSE
      AND (t.week <= q.until) IS NOT FALSE
    GROUP BY q.n, q.match, q.region, q.since, q.until, t.week
  )
  SELECT n, match, nullif(region, ''), since, until, week, answer, truth
  FROM (SELECT n, match, coalesce(region, '') AS region, since, until, week,
      sum(answer)::bigint AS answer, sum(truth)::bigint AS truth
    FROM (SELECT *, NULL AS truth FROM answers
      UNION ALL SELECT n, match, region, since, until, week, NULL, truth
      FROM truths) AS r
    GROUP BY 1, 2, 3, 4, 5, 6) AS r
  WHERE answer IS DISTINCT FROM truth
  ORDER BY 1, 2, 3, 4, 5, 6
$$;
-- which nodes have squares
CREATE FUNCTION pg_temp.kinds() RETURNS TABLE (projection "char",
  sign smallint, have_squares boolean, regions bigint)
LANGUAGE sql AS $$
  SELECT projection, sign, count(square_shift) > 2, count(DISTINCT region)
  FROM squares.segment_nodes GROUP BY 1, 2 ORDER BY 1, 2
$$;

SELECT * FROM pg_temp.kinds();
SELECT * FROM pg_temp.differences();
SELECT * FROM tripgrid.verify();

--
-- trips that went are nodes of negative sign, until they are merged
--
SET tripgrid.statement_merge = 0;
DELETE FROM squares.trips WHERE trip_id % 4 = 1;
UPDATE squares.trips SET destination = origin, origin = destination,
    departed_at = departed_at + interval '7 days'
  WHERE trip_id % 4 = 2;
SELECT * FROM pg_temp.kinds();
SELECT * FROM pg_temp.differences();
SELECT * FROM tripgrid.verify();
CALL tripgrid.compact();
CALL tripgrid.compact(into_one => true);
SELECT * FROM pg_temp.kinds();
SELECT * FROM pg_temp.differences();
SELECT * FROM tripgrid.verify();
RESET tripgrid.statement_merge;

--
-- segments and nodes are all that it takes
--
CREATE ROLE regress_squares_analyst;
GRANT USAGE ON SCHEMA squares TO regress_squares_analyst;
GRANT SELECT ON squares.segments, squares.segment_nodes, squares.summaries
  TO regress_squares_analyst;
\set large 'ST_MakeEnvelope(14.1, 49.8, 14.48, 50.18, 4326)'
CREATE TEMP TABLE large AS SELECT :large AS area;
CREATE TEMP TABLE truth AS
  SELECT * FROM tripgrid.weekly_trips(:large, match => 'both');
SELECT week, trips = (SELECT count(*) FROM squares.trips
    WHERE date_trunc('week', departed_at) = week
      AND ST_Covers(:large, tripgrid.lonlat_to_geometry(origin))
      AND ST_Covers(:large, tripgrid.lonlat_to_geometry(destination))) AS right
  FROM truth ORDER BY week;
SET ROLE regress_squares_analyst;
SELECT count(*), sum(trips) > 0 AS some
  FROM tripgrid.weekly_trips(:large, match => 'both');
SELECT count(*), sum(trips) > 0 AS some
  FROM tripgrid.weekly_trips(:large, 'Brno', match => 'either');
RESET ROLE;
REVOKE SELECT ON squares.segment_nodes FROM regress_squares_analyst;
SET ROLE regress_squares_analyst;
SELECT * FROM tripgrid.weekly_trips(:large, match => 'both');
RESET ROLE;
DROP OWNED BY regress_squares_analyst;
DROP ROLE regress_squares_analyst;

--
-- an area of 100,000 edges that lie across each other's boxes: its squares
-- take long to find, but not beyond a timeout
--
CREATE TEMP TABLE hostile AS
  SELECT ST_Collect(:large, ST_MakePolygon(ST_AddPoint(line,
    ST_StartPoint(line)))) AS area
  FROM (SELECT ST_SetSRID(ST_MakeLine(ST_MakePoint(
        15 + i % 2 * 50, 51 + i % 2 * 11 + i * 1e-12) ORDER BY i), 4326)
    FROM generate_series(1, 100000) AS i) AS l (line);
CREATE TEMP TABLE started AS SELECT clock_timestamp() AS at;
SET statement_timeout = '1s';
DO $$
BEGIN
  PERFORM * FROM tripgrid.weekly_trips((SELECT area FROM pg_temp.hostile),
    match => 'both');
EXCEPTION WHEN query_canceled THEN
END
$$;
RESET statement_timeout;
SELECT clock_timestamp() - at < interval '4 seconds' AS soon FROM started;

--
-- verify() proves them, and answers come from them
--
CREATE FUNCTION pg_temp.outcome(statement text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
  number bigint;
BEGIN
  EXECUTE statement INTO number;
  RETURN number;
EXCEPTION WHEN OTHERS THEN
  RETURN sqlerrm;
END
$$;
-- the weeks that the large box is wrong in, or an error
CREATE FUNCTION pg_temp.wrong_weeks() RETURNS text LANGUAGE sql AS $$
  SELECT pg_temp.outcome($q$
    SELECT count(*) FROM pg_temp.truth AS t
      FULL JOIN tripgrid.weekly_trips(
        (SELECT area FROM pg_temp.large), match => 'both') AS w
        USING (week) WHERE w.trips IS DISTINCT FROM t.trips$q$)
$$;
CREATE FUNCTION pg_temp.faults() RETURNS TABLE (region text, reason text,
  nodes bigint)
LANGUAGE sql AS $$
  SELECT region, reason, count(*) FROM tripgrid.verify() GROUP BY 1, 2
$$;
-- a node that the large box counts by squares, and one of other squares
CREATE TEMP TABLE victim AS
  SELECT * FROM squares.segment_nodes
  WHERE projection = 'o' AND square_shift IS NOT NULL
    AND ST_Covers(:large, tripgrid.origin_area(bounds))
  ORDER BY region, run_id, first_segment LIMIT 1;
CREATE TEMP TABLE donor AS
  SELECT n.* FROM squares.segment_nodes AS n, victim AS v
  WHERE n.square_shift IS NOT NULL AND n.region <> v.region
    -- as many counts
    AND substr(n.square_weeks::text, 11, 8)
      = substr(v.square_weeks::text, 11, 8)
  ORDER BY n.region, n.run_id, n.first_segment LIMIT 1;
-- nothing notices the damage, as when a disk does it
CREATE FUNCTION pg_temp.nothing() RETURNS trigger LANGUAGE plpgsql AS
  'BEGIN RETURN NULL; END';
CREATE TRIGGER unnoticed BEFORE INSERT ON squares.freshness
  FOR EACH ROW WHEN (NEW.behind IS NOT NULL)
  EXECUTE FUNCTION pg_temp.nothing();
CREATE FUNCTION pg_temp.set_columns(shift smallint, squares tripgrid.tripset,
  weeks tripgrid.tripset) RETURNS TABLE (weeks_wrong text, region text,
  reason text, nodes bigint)
LANGUAGE plpgsql AS $$
BEGIN
  UPDATE squares.segment_nodes AS n SET square_shift = set_columns.shift,
      squares = set_columns.squares, square_weeks = set_columns.weeks
    FROM victim AS v
    WHERE (n.region, n.projection, n.run_id, n.first_segment)
      = (v.region, v.projection, v.run_id, v.first_segment);
  RETURN QUERY SELECT pg_temp.wrong_weeks(), f.*
    FROM (VALUES (1)) AS one LEFT JOIN pg_temp.faults() AS f ON true;
END
$$;
SELECT (SELECT count(*) FROM victim) AS victims,
  (SELECT count(*) FROM donor) AS donors;
SELECT s.* FROM victim,
  pg_temp.set_columns(square_shift, squares, square_weeks) AS s;
-- the squares of another node
SELECT s.* FROM donor,
  pg_temp.set_columns(square_shift, squares, square_weeks) AS s;
-- the counts of another node
SELECT s.* FROM victim AS v, donor AS d,
  pg_temp.set_columns(v.square_shift, v.squares, d.square_weeks) AS s;
-- counts that are not of as many squares
SELECT s.* FROM victim, (SELECT datasource_nos FROM squares.segments LIMIT 1)
    AS d,
  pg_temp.set_columns(square_shift, squares, datasource_nos) AS s;
-- tripsets of other columns
SELECT s.* FROM victim,
  pg_temp.set_columns(square_shift, squares, weeks) AS s;
SELECT s.* FROM victim,
  pg_temp.set_columns(square_shift, square_weeks, squares) AS s;
-- squares of another size
SELECT d.shift, s.* FROM victim, unnest(ARRAY[-1, 15, 25, 32767]
    ::smallint[]) AS d (shift),
  pg_temp.set_columns(d.shift, squares, square_weeks) AS s ORDER BY d.shift;
-- some of the columns: not used
SELECT s.* FROM victim,
  pg_temp.set_columns(NULL, squares, square_weeks) AS s;
SELECT s.* FROM victim,
  pg_temp.set_columns(square_shift, NULL, square_weeks) AS s;
SELECT s.* FROM victim,
  pg_temp.set_columns(square_shift, squares, NULL) AS s;
-- none of them: as in nodes of few segments
SELECT s.* FROM pg_temp.set_columns(NULL, NULL, NULL) AS s;
UPDATE squares.segment_nodes
  SET square_shift = NULL, squares = NULL, square_weeks = NULL;
SELECT * FROM pg_temp.kinds();
SELECT * FROM pg_temp.differences();
SELECT * FROM pg_temp.faults();
CALL tripgrid.rebuild();
SELECT * FROM pg_temp.kinds();
SELECT * FROM pg_temp.differences();
SELECT * FROM pg_temp.faults();
-- those on the edge are answered by squares, too
UPDATE squares.segment_nodes SET square_weeks = squares
  WHERE square_shift IS NOT NULL
    AND NOT ST_Covers(:large, tripgrid.origin_area(bounds));
SELECT pg_temp.wrong_weeks();
CALL tripgrid.rebuild();
SELECT pg_temp.wrong_weeks();

--
-- each byte of a node's columns damaged: an error, null, or another sum
--
SELECT count(*) FILTER (WHERE outcome ~ '[a-z]') > 0 AS some_refused,
    count(*) FILTER (WHERE outcome IS NULL) > 0 AS some_null,
    count(*) FILTER (WHERE outcome <> undamaged) > 0 AS some_other
  FROM victim AS v, generate_series(0, 59) AS n,
    unnest(ARRAY['00', '01', '7f', '80', 'ff']) AS byte,
    LATERAL (SELECT overlay(v.squares::text PLACING byte FROM 2 * n + 3)
        AS squares,
      overlay(v.square_weeks::text PLACING byte FROM 2 * n + 3) AS weeks) AS d,
    LATERAL (VALUES (d.squares, v.square_weeks::text),
      (v.squares::text, d.weeks)) AS columns (squares, weeks),
    pg_temp.outcome(format('SELECT tripgrid._node_square_checksum(%L, %L, %L,'
      ' %L)', v.weeks, square_shift, columns.squares, columns.weeks))
      AS outcome,
    LATERAL (SELECT tripgrid._node_square_checksum(v.weeks, square_shift,
      v.squares, v.square_weeks)::text) AS u (undamaged);
SELECT shift, tripgrid._segment_square_checksum(destinations, departures,
    shift) IS NULL AS refused
  FROM (SELECT * FROM squares.segments LIMIT 1) AS s,
    unnest(ARRAY[-32768, -1, 0, 15, 16, 24, 25, 64, 32767]::smallint[]) AS shift
  ORDER BY shift;

--
-- a few departures of other centuries cost no node its squares
--
UPDATE squares.trips SET departed_at = '1903-02-04 10:00'
  WHERE trip_id % 100 = 7;
UPDATE squares.trips SET departed_at = '2999-12-31 23:59'
  WHERE trip_id % 100 = 8;
CALL tripgrid.rebuild();
SELECT * FROM pg_temp.kinds();
SELECT * FROM pg_temp.differences();
SELECT * FROM tripgrid.verify();
SELECT tripgrid.drop_store('squares', force => true);
