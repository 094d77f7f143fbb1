--
-- Nodes of higher levels, which answer for all below them
--
SET DateStyle = ISO;
SET TimeZone = 'UTC';
\set SHOW_CONTEXT never
SELECT tripgrid.create_store('node_tree');
SET tripgrid.store = 'node_tree';
SET tripgrid.segment_trips = 1;

-- 12,000 trips in 900 regions of a grid and one of all of it, in leaves of 32
INSERT INTO node_tree.trips (region, datasource, departed_at, origin,
    destination)
  SELECT CASE WHEN i % 7 < 3 THEN 'all' ELSE 'cell ' || x || ' ' || y END,
    'd' || i % 3 + CASE WHEN x < 10 THEN i % 100 ELSE 0 END,
    timestamp '2024-01-01' + i * 100003 % 1814400 * interval '1 second',
    tripgrid.lonlat(14 + x / 30.0 + i * 7919 % 997 / 30000.0,
      50 + y / 30.0 + i * 104729 % 991 / 30000.0),
    tripgrid.lonlat(14 + x / 30.0 + (i * 1299709 % 2003 - 500) / 30000.0,
      50 + y / 30.0 + (i * 15485863 % 2011 - 500) / 30000.0)
  FROM (SELECT i, i * 31 % 30 AS x, i * 31 / 30 % 30 AS y
    FROM generate_series(1::bigint, 12000) AS i) AS t;

CREATE TEMP VIEW levels AS
  SELECT projection, sign, level, top, count(*) > 0 AS some,
    sum(trips) AS trips, bool_and(cardinality(child_numbers) <= 32) AS few,
    count(square_shift) > 0 AS squares
  FROM node_tree.segment_nodes
  GROUP BY projection, sign, level, top
  ORDER BY projection, sign DESC, level, top;
SELECT * FROM levels;
SELECT * FROM tripgrid.verify();

CREATE TEMP TABLE areas AS
  SELECT row_number() OVER () AS n, area FROM (
    SELECT ST_MakeEnvelope(14 + w / 30.0, 50 + s / 30.0,
      14 + (w + width) / 30.0, 50 + (s + height) / 30.0, 4326) AS area
    FROM (VALUES (-9, -9, 60, 60), (3, 4, 1, 1), (7.5, 2.25, 9.1, 20.7),
      (12, 12, 17, 2), (40, 40, 1, 1)) AS b (w, s, width, height)
    UNION ALL
    SELECT ST_Buffer(ST_SetSRID(ST_MakePoint(14.5, 50.5), 4326), r)
    FROM unnest(ARRAY[0.05, 0.3]) AS r
  ) AS a;

-- answers that are not those of a plain query
CREATE FUNCTION pg_temp.differences() RETURNS TABLE (area bigint, match text,
  region text, datasource text, week date, answer bigint, truth bigint)
LANGUAGE sql AS $$
  WITH trip AS MATERIALIZED (
    SELECT a.n, t.region, t.datasource,
      date_trunc('week', departed_at)::date AS week,
      ST_Covers(a.area, tripgrid.lonlat_to_geometry(origin)) AS o,
      ST_Covers(a.area, tripgrid.lonlat_to_geometry(destination)) AS d
    FROM areas AS a, node_tree.trips AS t
  ), question AS (
    SELECT a.n, a.area, m.match, q.*
    FROM areas AS a,
      unnest(ARRAY['origin', 'destination', 'both', 'either']) AS m (match),
      (VALUES (NULL, NULL), (NULL, 'd1'), ('all', NULL),
        ('cell 23 11', NULL), ('all', 'd2')) AS q (region, datasource)
  ), both_ways AS (
    SELECT q.n, q.match, q.region, q.datasource, w.week, w.trips AS answer,
      NULL::bigint AS truth
    FROM question AS q, tripgrid.weekly_trips(q.area, q.region, q.datasource,
      match => q.match) AS w
    UNION ALL
    SELECT q.n, q.match, q.region, q.datasource, t.week, NULL, count(*)
    FROM question AS q JOIN trip AS t ON t.n = q.n
      AND t.region = coalesce(q.region, t.region)
      AND t.datasource = coalesce(q.datasource, t.datasource)
      AND CASE q.match WHEN 'origin' THEN o WHEN 'destination' THEN d
        WHEN 'both' THEN o AND d ELSE o OR d END
    GROUP BY q.n, q.match, q.region, q.datasource, t.week
  )
  SELECT n, match, region, datasource, week, sum(answer)::bigint,
    sum(truth)::bigint
  FROM both_ways GROUP BY 1, 2, 3, 4, 5
  HAVING coalesce(sum(answer), 0) <> coalesce(sum(truth), 0)
  ORDER BY 1, 2, 3, 4, 5
$$;
SELECT * FROM pg_temp.differences();
-- by hour, and the weeks that the store covers
SELECT count(*), sum(trips) = (SELECT count(*) FROM node_tree.trips) AS all
FROM tripgrid.hourly_trips(ST_MakeEnvelope(0, 0, 30, 60, 4326));
SELECT week, trips FROM tripgrid.weekly_trips(
  ST_MakeEnvelope(0, 0, 1, 1, 4326)) ORDER BY week;

-- trips that went have trees of their own, until they are merged
DELETE FROM node_tree.trips WHERE trip_id / 7 % 5 = 0;
SELECT * FROM levels;
SELECT * FROM pg_temp.differences();
SELECT * FROM tripgrid.verify();
CALL tripgrid.compact(into_one => true);
SELECT * FROM levels;
SELECT * FROM pg_temp.differences();
SELECT * FROM tripgrid.verify();

-- erasing rewrites leaves, and what is above them
SELECT trips FROM tripgrid.erase_trips(
  area => ST_MakeEnvelope(14.2, 50.2, 14.4, 50.9, 4326));
SELECT * FROM levels;
SELECT * FROM pg_temp.differences();
SELECT * FROM tripgrid.verify();

-- what is damaged is found
SET tripgrid.segment_trips = 100;
CALL tripgrid.rebuild();
CREATE FUNCTION pg_temp.damage(change text) RETURNS TABLE (found text)
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE change;
  RETURN QUERY SELECT DISTINCT reason FROM tripgrid.verify() ORDER BY 1;
  RAISE check_violation;
EXCEPTION WHEN check_violation THEN
  NULL;
END
$$;
\set first 'ctid = (SELECT min(ctid) FROM node_tree.segment_nodes WHERE level = 2)'
SELECT change, found
FROM unnest(ARRAY[
  'SET weeks = hours', 'SET hours = weeks', 'SET trips = trips + 1',
  'SET segments = segments - 1', 'SET sign = -sign',
  'SET first_departure = last_departure',
  'SET bounds = child_bounds[1]',
  'SET child_numbers = child_numbers[2:] || 0',
  'SET child_numbers = child_numbers[2:]',
  'SET child_regions = child_regions[2:] || child_regions[1]',
  'SET child_bounds = child_bounds[2:] || child_bounds[1]',
  'SET datasources = ''{}''', 'SET datasources = datasources || ''{a,a}''',
  'SET child_bounds = NULL', 'SET top = NOT top', 'SET level = level + 1'])
    AS change
  LEFT JOIN LATERAL pg_temp.damage(format('UPDATE node_tree.segment_nodes %s WHERE %s',
    change, :'first')) AS found ON true;
SELECT * FROM pg_temp.damage(format(
  'DELETE FROM node_tree.segment_nodes WHERE %s', :'first'));
SELECT * FROM pg_temp.damage('DELETE FROM node_tree.segment_nodes WHERE level > 1');
SELECT * FROM tripgrid.verify();

-- and never answered from in silence, where a question meets it, whatever the
-- store knows of the change
CREATE FUNCTION node_tree.skip() RETURNS trigger LANGUAGE plpgsql AS
  'BEGIN RETURN NULL; END';
CREATE TRIGGER unnoticed BEFORE INSERT ON node_tree.freshness
  FOR EACH ROW EXECUTE FUNCTION node_tree.skip();
CREATE FUNCTION pg_temp.ask(change text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
  answer text;
BEGIN
  EXECUTE change;
  PERFORM * FROM tripgrid.weekly_trips(
    ST_MakeEnvelope(14.05, 50.05, 14.93, 50.92, 4326));
  RAISE check_violation USING MESSAGE = 'answered';
EXCEPTION WHEN OTHERS THEN
  RETURN SQLERRM;
END
$$;
SELECT left(change, 40) AS change,
  pg_temp.ask(format('UPDATE node_tree.segment_nodes %s', change))
FROM unnest(ARRAY[
  'SET child_numbers = child_numbers[2:] WHERE level > 1',
  'SET child_bounds = NULL WHERE level > 1',
  'SET child_regions[1] = NULL WHERE level > 1',
  'SET child_regions[1] = ''none'' WHERE level = 2',
  'SET child_numbers[1] = -1 WHERE level = 2',
  'SET child_numbers = child_numbers || array_fill(0, ARRAY[40]), '
    'child_bounds = child_bounds || array_fill(child_bounds[1], ARRAY[40]), '
    'child_regions = child_regions || array_fill(''''::text, ARRAY[40]) '
    'WHERE level > 1',
  'SET level = level + 20 WHERE level > 1']) AS change;
SELECT pg_temp.ask('DELETE FROM node_tree.segment_nodes WHERE level = 1 AND NOT top');


-- nothing is left of a tree whose leaves all go
CALL tripgrid.rebuild();
SELECT trips FROM tripgrid.erase_trips(
  area => ST_MakeEnvelope(0, 0, 30, 60, 4326));
SELECT * FROM levels;

DROP VIEW levels;
DROP TRIGGER unnoticed ON node_tree.freshness;
DROP FUNCTION node_tree.skip();
SELECT tripgrid.drop_store('node_tree', force => true);
