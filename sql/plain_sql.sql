--
-- Plain SQL over trips and journeys, read from segments
--
SET client_min_messages = warning;
SELECT tripgrid.create_store('plain');
SET tripgrid.store = 'plain';
SET tripgrid.use_segments = on;
INSERT INTO plain.trips (region, datasource, departed_at, origin, destination)
  SELECT (ARRAY['Prague', 'Turin', 'Hamburg'])[1 + n % 3],
    (ARRAY['bus', 'app'])[1 + n % 2],
    timestamp '2024-01-01' + n * interval '7 minutes',
    tripgrid.lonlat(14 + n % 70 / 100.0, 50 + n % 50 / 100.0),
    tripgrid.lonlat(14 + n % 30 / 100.0, 50 + n % 40 / 100.0)
  FROM generate_series(1, 20000) AS n;
ANALYZE plain.trips;

-- what a plan says, and the same rows without segments
CREATE FUNCTION pg_temp.shown(query text)
RETURNS TABLE (line text) LANGUAGE plpgsql AS $$
DECLARE
  on_rows text[];
  off_rows text[];
BEGIN
  FOR line IN EXECUTE 'EXPLAIN (ANALYZE, COSTS off, TIMING off, SUMMARY off) '
    || query LOOP
    -- the plan that counts rows was not run
    EXIT WHEN line ~ 'never executed';
    IF line ~ 'Tripgrid|Columns:|Limited By|Counted By|On Each Trip|Summed|Segments Read|By Heap' THEN
      line := regexp_replace(btrim(line), '^-> +| +on .*| \(actual.*', '', 'g');
      RETURN NEXT;
    END IF;
  END LOOP;
  EXECUTE format('SELECT array_agg(q::text ORDER BY q::text) FROM (%s) AS q',
    query) INTO on_rows;
  PERFORM set_config('tripgrid.use_segments', 'off', true);
  EXECUTE format('SELECT array_agg(q::text ORDER BY q::text) FROM (%s) AS q',
    query) INTO off_rows;
  PERFORM set_config('tripgrid.use_segments', 'on', true);
  line := CASE WHEN on_rows IS NOT DISTINCT FROM off_rows
    THEN cardinality(on_rows) || ' rows' ELSE 'OTHER ROWS' END;
  RETURN NEXT;
END $$;

-- a series
SELECT pg_temp.shown('SELECT region, week, count(*) FROM plain.journeys GROUP BY 1, 2');
-- Metabase: a field filter, binning, weeks that begin on Sunday
SELECT pg_temp.shown($$SELECT date_trunc('week', departed_at + interval '1 day') - interval '1 day' AS w,
  count(*) FROM plain.journeys WHERE region = 'Turin'
  AND departed_at >= '2024-02-01' AND departed_at < '2024-03-01' GROUP BY 1$$);
SELECT pg_temp.shown($$SELECT floor((origin_lon - 14) / 0.1) * 0.1 + 14 AS x,
  floor((origin_lat - 50) / 0.1) * 0.1 + 50 AS y, count(*) FROM plain.journeys
  WHERE origin_lon >= 14 AND origin_lon < 14.2 GROUP BY 1, 2$$);
-- Superset
SELECT pg_temp.shown($$SELECT date_trunc('day', departed_at) AS __timestamp, count(*) AS count
  FROM plain.journeys WHERE departed_at >= to_timestamp('2024-01-10 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.US')
  AND datasource IN ('bus') GROUP BY 1 ORDER BY count DESC LIMIT 10$$);
-- Grafana
SELECT pg_temp.shown($$SELECT floor(extract(epoch FROM departed_at) / 3600) * 3600 AS time, count(*)
  FROM plain.journeys WHERE departed_at BETWEEN '2024-01-10' AND '2024-01-12' GROUP BY 1$$);
-- Tableau
SELECT pg_temp.shown($$SELECT 1 + extract(dow FROM "Custom SQL Query"."departed_at")::int AS wd, sum(1)
  FROM (SELECT * FROM plain.trips) AS "Custom SQL Query" GROUP BY 1$$);
-- an area, by any of PostGIS's functions
SELECT pg_temp.shown($$SELECT count(*) FROM plain.journeys
  WHERE ST_Covers(ST_MakeEnvelope(14.1, 50.1, 14.2, 50.2, 4326), origin)$$);
SELECT pg_temp.shown($$SELECT count(*) FROM plain.journeys
  WHERE destination && ST_MakeEnvelope(14.1, 50.1, 14.2, 50.2, 4326)$$);
-- what the planner counts apart: steps of departures, names, and both
SELECT pg_temp.shown($$SELECT date_trunc('month', departed_at), upper(region), count(*), count(trip_id),
  count(*) FILTER (WHERE extract(hour FROM departed_at) BETWEEN 7 AND 9) FROM plain.journeys
  GROUP BY 1, 2 HAVING count(*) > 1000$$);
SELECT pg_temp.shown($$SELECT region FROM plain.journeys GROUP BY 1$$);
SELECT pg_temp.shown($$SELECT extract(isodow FROM departed_at), extract(hour FROM departed_at), count(*)
  FROM plain.journeys WHERE datasource LIKE 'b%' GROUP BY 1, 2$$);
SELECT pg_temp.shown($$SELECT week, datasource, count(*) FROM plain.journeys WHERE region > 'I'
  AND departed_at >= '2024-01-15' GROUP BY 1, 2$$);
SELECT pg_temp.shown($$SELECT week, count(*) FROM plain.journeys WHERE origin_lat > 50.25 AND metres > 3000 GROUP BY 1$$);
-- what no step decides
SELECT pg_temp.shown($$SELECT date_trunc('minute', departed_at), count(*) FROM plain.trips GROUP BY 1$$);
SELECT pg_temp.shown($$SELECT region, count(DISTINCT datasource), max(departed_at) FROM plain.trips GROUP BY 1$$);
SELECT pg_temp.shown($$SELECT random() < 2, count(*) FROM plain.trips GROUP BY 1$$);
-- a barrier's own conditions come first: what they keep back is shown to nobody
CREATE VIEW plain.of_turin WITH (security_barrier) AS
  SELECT datasource, departed_at FROM plain.trips WHERE region = 'Turin' AND tripgrid.lonlat_distance(origin, tripgrid.lonlat(14.1, 50.1)) < 20000;
CREATE FUNCTION pg_temp.peek(t text) RETURNS boolean STABLE LANGUAGE plpgsql COST 0.0001 AS $$
BEGIN IF t <> 'bus' THEN RAISE WARNING 'peeked at %', t; END IF; RETURN true; END $$;
UPDATE plain.trips SET datasource = 'secret' WHERE trip_id IN (3, 40);
SELECT date_trunc('week', departed_at) AS w, count(*) FROM plain.of_turin
  WHERE pg_temp.peek(datasource) AND datasource <> 'app' GROUP BY 1 ORDER BY 1 LIMIT 1;
EXPLAIN (COSTS off) SELECT date_trunc('week', departed_at) AS w, count(*) FROM plain.of_turin
  WHERE pg_temp.peek(datasource) AND datasource <> 'app' GROUP BY 1;
UPDATE plain.trips SET datasource = 'app' WHERE trip_id IN (3, 40);
DROP VIEW plain.of_turin;
-- parameters of a join
SELECT pg_temp.shown($$SELECT r, (SELECT count(*) FROM plain.trips WHERE region = r)
  FROM (VALUES ('Prague'), ('Turin')) AS v (r)$$);
-- nothing can pass
SELECT pg_temp.shown($$SELECT count(*) FROM plain.trips WHERE region = 'Prague' AND region IN ('Turin', 'Hamburg')$$);
-- QGIS fetches the key, which segments lack
SELECT pg_temp.shown($$SELECT trip_id, origin FROM plain.journeys
  WHERE origin && ST_MakeEnvelope(14.1, 50.1, 14.2, 50.2, 4326)$$);

--
-- trips that went
--
DELETE FROM plain.trips WHERE trip_id % 7 = 0;
UPDATE plain.trips SET region = 'Turin' WHERE trip_id % 11 = 0;
SELECT pg_temp.shown('SELECT region, datasource, count(*) FROM plain.trips GROUP BY 1, 2');

--
-- who looks while a statement is not over sees what the table has
--
CREATE FUNCTION pg_temp.looks() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  with_segments bigint := (SELECT count(*) FROM plain.trips WHERE region = 'new');
BEGIN
  PERFORM set_config('tripgrid.use_segments', 'off', true);
  RAISE WARNING '% % %: %, %', TG_NAME, TG_WHEN, TG_OP, with_segments,
    (SELECT count(*) + 0 FROM plain.trips WHERE region = 'new');
  PERFORM set_config('tripgrid.use_segments', 'on', true);
  RETURN NULL;
END $$;
CREATE TRIGGER a_looks AFTER INSERT ON plain.trips
  EXECUTE FUNCTION pg_temp.looks();
CREATE TRIGGER z_looks AFTER INSERT ON plain.trips
  EXECUTE FUNCTION pg_temp.looks();
INSERT INTO plain.trips (region, datasource, departed_at, origin, destination)
  SELECT 'new', datasource, departed_at, origin, destination FROM plain.trips
  LIMIT 100;
DROP TRIGGER a_looks ON plain.trips;
DROP TRIGGER z_looks ON plain.trips;

--
-- cursors: of the row at hand, and others
--
BEGIN;
DECLARE c CURSOR FOR SELECT region FROM plain.trips WHERE region = 'new';
FETCH c;
DELETE FROM plain.trips WHERE CURRENT OF c;
SELECT count(*) FROM plain.trips WHERE region = 'new';
COMMIT;

--
-- the heap answers where segments may not
--
PREPARE kept AS SELECT count(*) FROM plain.trips WHERE region = 'new';
EXECUTE kept;
ALTER TABLE plain.trips DISABLE TRIGGER trips_inserted;
INSERT INTO plain.trips (region, datasource, departed_at, origin, destination)
  SELECT 'new', 'x', '2024-01-01', '(1,2)'::point::tripgrid.lonlat,
    '(1,2)'::point::tripgrid.lonlat;
EXECUTE kept;
SELECT pg_temp.shown($$SELECT count(*) FROM plain.trips WHERE region = 'new'$$);
ALTER TABLE plain.trips ENABLE ALWAYS TRIGGER trips_inserted;
CALL tripgrid.rebuild('plain');
EXECUTE kept;
SELECT pg_temp.shown($$SELECT count(*) FROM plain.trips WHERE region = 'new'$$);
CREATE ROLE plain_reader;
GRANT USAGE ON SCHEMA plain TO plain_reader;
GRANT SELECT (region) ON plain.trips TO plain_reader;
SET ROLE plain_reader;
SELECT region, count(*) FROM plain.trips GROUP BY 1 ORDER BY 1;
SELECT count(departed_at) FROM plain.trips;
RESET ROLE;
ALTER TABLE plain.trips ENABLE ROW LEVEL SECURITY;
CREATE POLICY prague ON plain.trips USING (region = 'Prague');
SET ROLE plain_reader;
SELECT region, count(*) FROM plain.trips GROUP BY 1 ORDER BY 1;
RESET ROLE;
SELECT pg_temp.shown($$SELECT count(*) FROM plain.trips WHERE region = 'new'$$);

DROP POLICY prague ON plain.trips;
SELECT tripgrid.drop_store('plain', force => true);
DROP ROLE plain_reader;
