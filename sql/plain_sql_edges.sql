--
-- Plain SQL read from segments: errors, snapshots and conditions around a view
-- that are easily lost
--
SET client_min_messages = warning;
SELECT tripgrid.create_store('edges');
SET tripgrid.store = 'edges';
SET tripgrid.use_segments = on;
INSERT INTO edges.trips (region, datasource, departed_at, origin, destination)
  SELECT (ARRAY['Prague', 'Turin'])[1 + n % 2], 'bus',
    timestamp '2024-01-01' + n * interval '7 minutes',
    tripgrid.lonlat(14 + n % 70 / 100.0, 50 + n % 50 / 100.0),
    tripgrid.lonlat(14 + n % 30 / 100.0, 50 + n % 40 / 100.0)
  FROM generate_series(1, 10000) AS n;
ANALYZE edges.trips;
SET enable_seqscan = off;
SET enable_bitmapscan = off;
SET enable_indexscan = off;
SET enable_indexonlyscan = off;

-- lines of a plan that say what limits it
CREATE FUNCTION pg_temp.limited(query text)
RETURNS TABLE (line text) LANGUAGE plpgsql AS $$
BEGIN
  FOR line IN EXECUTE 'EXPLAIN (ANALYZE, COSTS off, TIMING off, SUMMARY off) '
    || query LOOP
    IF line ~ 'Limited By|Segments Read|By Heap' THEN
      line := btrim(line);
      RETURN NEXT;
    END IF;
  END LOOP;
END $$;

--
-- a geometry of another SRID is an error wherever it was one, whatever limits
--
\set VERBOSITY terse
SELECT count(*) FROM edges.journeys
WHERE ST_DWithin(origin, ST_SetSRID(ST_MakePoint(14.5, 50.5), 3857), 0.1)
  AND ST_Covers(ST_MakeEnvelope(1, 1, 2, 2, 4326), origin);
SELECT count(*) FROM edges.journeys
WHERE NOT ST_Disjoint(ST_SetSRID(ST_MakePoint(14.5, 50.5), 3857), destination)
  AND ST_Within(destination, ST_MakeEnvelope(1, 1, 2, 2, 4326));
SELECT count(*) FROM edges.trips
WHERE tripgrid.lonlat_to_geometry(origin) <-> 'POINT (14 50)' < 1
  AND ST_Covers(ST_MakeEnvelope(1, 1, 2, 2, 4326), tripgrid.lonlat_to_geometry(origin));
PREPARE near (geometry, geometry) AS SELECT count(*) FROM edges.journeys
WHERE ST_DWithin(origin, $1, 0.1) AND ST_Within(origin, $2);
SET plan_cache_mode = force_generic_plan;
EXECUTE near ('SRID=3857;POINT (14 50)', ST_MakeEnvelope(1, 1, 2, 2, 4326));
RESET plan_cache_mode;
-- where a cheaper condition comes first, there is none
SELECT count(*) FROM edges.journeys
WHERE ST_DWithin(origin, ST_SetSRID(ST_MakePoint(14.5, 50.5), 3857), 0.1)
  AND origin && ST_MakeEnvelope(1, 1, 2, 2, 4326);
-- one that fits hides nothing
SELECT pg_temp.limited($$SELECT count(*) FROM edges.journeys
WHERE ST_DWithin(origin, ST_SetSRID(ST_MakePoint(14.5, 50.5), 4326), 0.1)
  AND ST_Covers(ST_MakeEnvelope(1, 1, 2, 2, 4326), origin)$$);
\set VERBOSITY default

--
-- conditions around views: of each its own, whichever is planned first
--
CREATE VIEW pg_temp.both WITH (security_barrier) AS
  SELECT * FROM edges.journeys WHERE region = 'Prague'
  UNION ALL SELECT * FROM edges.journeys WHERE region = 'Turin';
SELECT pg_temp.limited($$SELECT count(*) FROM pg_temp.both
  WHERE ST_Covers(ST_MakeEnvelope(14.1, 50.1, 14.11, 50.11, 4326), origin)$$);
SELECT count(*) FROM pg_temp.both
  WHERE ST_Covers(ST_MakeEnvelope(14.1, 50.1, 14.2, 50.2, 4326), origin);
SELECT count(*), count(a.region), count(b.region) FROM
  (SELECT * FROM edges.journeys OFFSET 0) AS a
  FULL JOIN (SELECT * FROM edges.journeys WHERE origin_lon < 14.2 OFFSET 0) AS b
  ON a.departed_at = b.departed_at AND a.origin_lon > 14.5;
SELECT count(*), min(a.origin_lon), max(b.origin_lon) FROM edges.journeys AS a,
  edges.journeys AS b WHERE a.origin_lon < 14.05 AND b.origin_lon > 14.65
  AND a.week = b.week AND a.destination_lat = b.destination_lat;
SELECT count(*), min(b.origin_lon) FROM (SELECT 1 WHERE false) AS n (n)
  FULL JOIN edges.journeys AS a ON true LEFT JOIN edges.journeys AS b
  ON b.origin_lon > 14.65 AND a.departed_at = b.departed_at
  WHERE a.origin_lat < 50.05;

--
-- what looks before our trigger knows of a statement, and goes on looking
--
CREATE FUNCTION pg_temp.counted() RETURNS bigint STABLE LANGUAGE plpgsql AS $$
BEGIN
  RETURN (SELECT count(*) FROM edges.trips WHERE region = 'late');
END $$;
CREATE FUNCTION pg_temp.opens() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE 'DECLARE calls CURSOR FOR SELECT pg_temp.counted() FROM generate_series(1, 9)';
  EXECUTE 'DECLARE reads CURSOR FOR SELECT count(*) FROM edges.trips WHERE region = ''late''';
  RETURN NULL;
END $$;
CREATE TRIGGER a_opens BEFORE INSERT ON edges.trips EXECUTE FUNCTION pg_temp.opens();
BEGIN;
INSERT INTO edges.trips (region, datasource, departed_at, origin, destination)
  VALUES ('late', 'bus', '2024-01-01', tripgrid.lonlat(14, 50), tripgrid.lonlat(14, 50));
FETCH calls;
FETCH reads;
ROLLBACK;
BEGIN;
COPY edges.trips (region, datasource, departed_at, origin, destination) FROM STDIN;
late	bus	2024-01-01	(14,50)	(14,50)
\.
FETCH calls;
FETCH reads;
ROLLBACK;
DROP TRIGGER a_opens ON edges.trips;
-- one that looks before makes no difference to one that looks after
CREATE FUNCTION pg_temp.looks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE WARNING '% % %: %', TG_NAME, TG_WHEN, TG_OP,
    (SELECT count(*) FROM edges.trips WHERE region = 'late');
  RETURN NULL;
END $$;
CREATE TRIGGER a_before BEFORE INSERT OR UPDATE OR DELETE ON edges.trips
  EXECUTE FUNCTION pg_temp.looks();
CREATE TRIGGER a_after AFTER INSERT OR UPDATE OR DELETE ON edges.trips
  EXECUTE FUNCTION pg_temp.looks();
BEGIN;
UPDATE edges.trips SET region = 'late' WHERE trip_id IN (7, 11);
INSERT INTO edges.trips (region, datasource, departed_at, origin, destination)
  VALUES ('late', 'bus', '2024-01-01', tripgrid.lonlat(14, 50), tripgrid.lonlat(14, 50));
COPY edges.trips (region, datasource, departed_at, origin, destination) FROM STDIN;
late	bus	2024-01-01	(14,50)	(14,50)
\.
DELETE FROM edges.trips WHERE region = 'late';
ROLLBACK;
DROP TRIGGER a_before ON edges.trips;
DROP TRIGGER a_after ON edges.trips;
-- a function that is called before the part which inserts
CREATE FUNCTION pg_temp.opened() RETURNS int LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE 'DECLARE reads CURSOR FOR SELECT count(*) FROM edges.trips WHERE region = ''late''';
  RETURN 1;
END $$;
BEGIN;
WITH inserted AS (
  INSERT INTO edges.trips (region, datasource, departed_at, origin, destination)
  VALUES ('late', 'bus', '2024-01-01', tripgrid.lonlat(14, 50), tripgrid.lonlat(14, 50))
  RETURNING 1)
SELECT pg_temp.opened();
FETCH reads;
SELECT count(*) FROM edges.trips WHERE region = 'late';
ROLLBACK;

--
-- cursors go back as they do without segments
--
BEGIN;
DECLARE back CURSOR FOR SELECT region FROM edges.trips WHERE region = 'Turin';
FETCH 2 FROM back;
FETCH BACKWARD 1 FROM back;
DECLARE sorted SCROLL CURSOR FOR
  SELECT region, count(*) FROM edges.trips GROUP BY 1 ORDER BY 1;
FETCH LAST FROM sorted;
FETCH PRIOR FROM sorted;
COMMIT;

DROP VIEW pg_temp.both;
SELECT tripgrid.drop_store('edges', force => true);
