-- Erasing trips, and forgetting them by and by.
\set SHOW_CONTEXT never
SET client_min_messages = warning;
SET datestyle = 'ISO';
SELECT tripgrid.create_store('erase');
SET tripgrid.store = 'erase';
SELECT tripgrid.create_feed('rides', '{id,from,to,at,city}',
  '{"external_id": "id", "origin": "from", "destination": "to",
    "departed_at": "at", "region": "city"}', '{"datasource": "bikes"}');
SELECT tripgrid.create_feed('events', NULL,
  '{"external_id": "ride.id", "origin": "from", "destination": "to",
    "departed_at": "at", "region": "city"}', '{"datasource": "scooters"}',
  format => 'json');

-- every place of a store is known, with what becomes of it
SELECT coalesce(c.relname, p.relation) AS relation,
  coalesce(a.attname, p.column_name) AS unknown_or_gone
FROM pg_class AS c
JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0
  AND NOT a.attisdropped AND c.relnamespace = 'erase'::regnamespace
  AND c.relkind IN ('r', 'p', 'm', 'f')
FULL JOIN tripgrid_internal.store_columns() AS p
  ON p.relation = c.relname AND p.column_name = a.attname
WHERE (c.oid IS NULL AND p.relation IS NOT NULL)
  OR (c.relnamespace = 'erase'::regnamespace AND p.relation IS NULL);
SELECT relation, column_name FROM tripgrid_internal.store_columns()
GROUP BY relation, column_name HAVING count(*) > 1;

-- trips of two sources, their duplicates, and rows that cannot be read
SET tripgrid.segment_trips = 50;
CREATE FUNCTION pg_temp.fill() RETURNS void LANGUAGE sql AS $$
  TRUNCATE erase.trips;
  TRUNCATE erase.rejects;
  TRUNCATE erase.loads RESTART IDENTITY;
  INSERT INTO erase.rides SELECT 'r' || n, 16.3 + n / 1e4 || ',48.2',
    '16.4,' || 48.1 - n / 1e4, to_char(timestamp
      '2024-06-03 08:00' + n * interval '3 hours', 'YYYY-MM-DD HH24:MI'), CASE WHEN n % 3 = 0 THEN 'Graz' ELSE 'Wien' END
    FROM generate_series(1, 500) AS n;
  INSERT INTO erase.rides SELECT 'r' || n, 16.3 + n / 1e4 || ',48.2',
    CASE WHEN n % 2 = 0 THEN 'nowhere' ELSE '16.4,48.1' END,
    '2024-06-03 08:00', 'Wien' FROM generate_series(1, 10) AS n;
  INSERT INTO erase.events SELECT format('{"ride": {"id": "%s"}, "from": '
      '"16.3,48.2", "to": "%s", "at": "2024-06-04 08:00", "city": "Graz"}',
      CASE WHEN n = 3 THEN 'r\u0033' ELSE 's' || n END,
      CASE WHEN n <= 5 THEN '16.4,48.1' ELSE 'nowhere' END)
    FROM generate_series(1, 8) AS n;
  INSERT INTO erase.events VALUES ('{"ride": {"id": "s1"'),
    ('{"ride": {"id": "s2"}, "from": "\u00"}');
  UPDATE erase.loads SET load_key = 'day of r3, all', path = '/data/r3.csv',
    error = 'row of r3 was bad' WHERE load_id = 3;
  UPDATE erase.loads SET load_key = 'r31', path = '/data/r31/x.csv'
    WHERE load_id = 2;
$$;
SELECT pg_temp.fill();
CREATE VIEW ledger AS SELECT load_id, state, load_key, path, error, rows_read,
  rows_loaded, rows_rejected FROM erase.loads ORDER BY load_id;
SELECT * FROM ledger;

-- a person: trips, duplicates, rows that could not be read, texts
SELECT trips, segments, nodes, summaries, rejects, loads, remains ~ 'VACUUM'
  AS remains FROM tripgrid.erase_trips(external_id => 'r3');
SELECT * FROM tripgrid.verify();
SELECT count(*) FROM erase.trips WHERE external_id = 'r3';
SELECT count(*) FROM erase.segments WHERE sign = -1;
SELECT fields FROM erase.rejects WHERE 'r3' = ANY (fields)
  OR fields::text ~ 'r.u0033';
SELECT * FROM ledger;
-- again, there is nothing
SELECT trips, segments, nodes, summaries, rejects, loads
FROM tripgrid.erase_trips(external_id => ' r3 ');
-- JSON, valid or not
SELECT trips, rejects FROM tripgrid.erase_trips(external_id => 's1');
SELECT trips, rejects FROM tripgrid.erase_trips(external_id => 's2',
  datasource => 'bikes');
SELECT trips, rejects FROM tripgrid.erase_trips(external_id => 's2');
SELECT * FROM tripgrid.verify();

-- a name that no trip has is told, unless something was found
SELECT * FROM tripgrid.erase_trips(region => 'Wein');
SELECT * FROM tripgrid.erase_trips(external_id => 'nobody',
  datasource => 'bike');
SELECT trips FROM tripgrid.erase_trips(region => 'Graz', since => '2090-01-01');

-- the proof is a query
INSERT INTO erase.rides
  VALUES ('q1', '16.3,48.2', '16.4,48.1', '2024-06-03 08:00', 'W''ien');
SELECT proof FROM tripgrid.erase_trips(external_id => 'r5',
  region => 'W''ien') \gset
\echo :proof
:proof;
DELETE FROM erase.trips WHERE external_id = 'q1';
-- in any session
SET datestyle = 'SQL, DMY';
SELECT proof FROM tripgrid.erase_trips(since => '2024-07-05',
  until => '2024-07-06') \gset
\echo :proof
SELECT tripgrid.forget_trips('03/06/2024 12:00');
SET datestyle = 'SQL, MDY';
:proof;
SELECT proof FROM tripgrid.erase_trips(since => '2024-07-05',
  until => '2024-07-06', external_id => 'none') \gset
SET datestyle = 'German';
:proof;
SET datestyle = 'ISO';

-- other marks, alone and together; duplicates of what they erase go, too
SELECT pg_temp.fill();
SELECT trips, rejects FROM tripgrid.erase_trips(region => 'Graz',
  since => '2024-06-05', until => '2024-06-10');
SELECT count(*) FROM erase.trips WHERE region = 'Graz'
  AND departed_at::date BETWEEN '2024-06-05' AND '2024-06-10';
SELECT trips, rejects FROM tripgrid.erase_trips(
  trip_ids => ARRAY(SELECT trip_id FROM erase.trips
    WHERE external_id IN ('r1', 'r4', 'r400')));
SELECT trips, rejects FROM tripgrid.erase_trips(
  area => ST_MakeEnvelope(16.301, 48, 16.302, 49, 4326));
SELECT trips, rejects FROM tripgrid.erase_trips(
  area => ST_MakeEnvelope(16.399, 48.08, 16.401, 48.085, 4326));
SELECT trips, rejects FROM tripgrid.erase_trips(match => 'either',
  area => ST_MakeEnvelope(16.399, 48.08, 16.401, 48.085, 4326));
SELECT trips, rejects FROM tripgrid.erase_trips(datasource => 'scooters');
SELECT * FROM tripgrid.verify();
-- a load, with all that it brought
SELECT trips, rejects, loads FROM tripgrid.erase_trips(load_id => 2);
SELECT trips, rejects, loads FROM tripgrid.erase_trips(load_id => 1);
SELECT * FROM ledger;
SELECT * FROM tripgrid.verify();
SELECT count(*) FROM erase.segments;
-- no statistics stay of what is empty now
SELECT tablename, attname FROM pg_stats
WHERE schemaname = 'erase' AND tablename <> 'loads' ORDER BY 1, 2;

-- statistics of what stays do not tell of what went
SELECT pg_temp.fill();
CREATE STATISTICS erase.pairs (mcv) ON region, external_id FROM erase.trips;
ALTER TABLE erase.trips ALTER external_id SET STATISTICS 1000;
ALTER TABLE erase.rejects ALTER raw_field_value SET STATISTICS 1000;
CREATE INDEX trips_upper ON erase.trips (upper(external_id));
ALTER INDEX erase.trips_upper ALTER COLUMN 1 SET STATISTICS 1000;
ANALYZE;
CREATE VIEW told AS
  SELECT (SELECT count(*) FROM pg_stats
    WHERE schemaname = 'erase' AND (most_common_vals::text ~* '\mr(7|8|9)\M'
      OR histogram_bounds::text ~* '\mr(7|8|9)\M')) AS statistics,
    (SELECT count(*) FROM pg_stats_ext WHERE schemaname = 'erase'
      AND most_common_vals::text ~ '\mr(7|8|9)\M') AS extended;
SELECT * FROM told;
SELECT trips, rejects FROM tripgrid.erase_trips(external_id => 'r7');
SELECT trips, rejects FROM tripgrid.erase_trips(external_id => 'r8');
SELECT trips, rejects FROM tripgrid.erase_trips(external_id => 'r9');
SELECT * FROM told;
SELECT count(*) > 3 AS others FROM pg_stats WHERE schemaname = 'erase'
  AND tablename = 'trips';
DROP STATISTICS erase.pairs;
DROP INDEX erase.trips_upper;

-- what was deleted before goes out of the segments, too
DELETE FROM erase.trips WHERE trip_id % 10 = 0;
SELECT count(*) > 0 AS taken_off FROM erase.segments WHERE sign = -1;
SELECT trips, segments > 0 AS segments
FROM tripgrid.erase_trips(external_id => 'nobody');
SELECT count(*) FROM erase.segments WHERE sign = -1;
SELECT * FROM tripgrid.verify();
-- and all that this transaction did
BEGIN;
INSERT INTO erase.rides VALUES ('late', '16.3,48.2', '16.4,48.1',
  '2024-06-03 08:00', 'Linz');
UPDATE erase.trips SET region = 'Linz' WHERE region = 'Graz';
SELECT trips FROM tripgrid.erase_trips(region => 'Linz');
SELECT * FROM tripgrid.verify();
SAVEPOINT s;
SELECT trips FROM tripgrid.erase_trips(region => 'Wien');
SELECT count(*) FROM erase.segments;
ROLLBACK TO s;
SELECT * FROM tripgrid.verify();
COMMIT;
SELECT * FROM tripgrid.verify();
SELECT region, sum(trips) FROM erase.summaries GROUP BY region ORDER BY 1;

-- equal trips, in one run and in several
TRUNCATE erase.trips;
INSERT INTO erase.trips (origin, destination, departed_at, region, datasource)
  SELECT '16.3,48.2', '16.4,48.1', '2024-06-03 08:00', 'Wien', 'd'
  FROM generate_series(1, 120);
INSERT INTO erase.trips (origin, destination, departed_at, region, datasource)
  SELECT '16.3,48.2', '16.4,48.1', '2024-06-03 08:00', 'Wien', 'd'
  FROM generate_series(1, 70);
SELECT trips, segments, nodes, summaries FROM tripgrid.erase_trips(
  trip_ids => ARRAY(SELECT trip_id FROM erase.trips ORDER BY trip_id
    OFFSET 30 LIMIT 100));
SELECT * FROM tripgrid.verify();
SELECT run_id = min(run_id) OVER () AS first, projection, segment_no, trips
FROM erase.segments ORDER BY run_id, projection, segment_no;

-- retention
SELECT pg_temp.fill();
SELECT tripgrid.forget_trips('2024-07-01');
SELECT count(*), min(departed_at) FROM erase.trips;
SELECT * FROM tripgrid.verify();
SELECT tripgrid.forget_trips('2024-07-01', store => 'erase');
SELECT tripgrid.forget_rejects(now() - interval '1 day');
UPDATE erase.loads SET finished_at = '2020-01-01' WHERE load_id = 2;
SELECT tripgrid.forget_rejects('2021-01-01');
SELECT load_id, count(*) FROM erase.rejects GROUP BY 1 ORDER BY 1;
SELECT * FROM ledger;
SELECT tripgrid.forget_trips(NULL);
SELECT tripgrid.forget_rejects(NULL);

-- a trigger that keeps trips
CREATE FUNCTION pg_temp.keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RETURN NULL;
END
$$;
CREATE TRIGGER keep BEFORE DELETE ON erase.trips FOR EACH ROW
  WHEN (OLD.region = 'Wien') EXECUTE FUNCTION pg_temp.keep();
SELECT trips FROM tripgrid.erase_trips(datasource => 'bikes');
DROP TRIGGER keep ON erase.trips;

-- what must be said, and what cannot be
SELECT * FROM tripgrid.erase_trips();
SELECT * FROM tripgrid.erase_trips(match => 'both');
SELECT * FROM tripgrid.erase_trips(external_id => E' \t');
SELECT * FROM tripgrid.erase_trips(match => 'near', region => 'Wien');
SELECT * FROM tripgrid.erase_trips(since => '2024-07-02',
  until => '2024-07-01');
SELECT * FROM tripgrid.erase_trips(load_id => 99);
SELECT trips FROM tripgrid.erase_trips(trip_ids => '{}');
SELECT trips FROM tripgrid.erase_trips(region => 'nowhere');
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT tripgrid.forget_trips('2024-08-01');
ROLLBACK;
BEGIN READ ONLY;
SELECT tripgrid.forget_trips('2024-08-01');
ROLLBACK;

-- a load whose trips are all erased still bars its key, until it is undone
SELECT pg_temp.fill();
CREATE FUNCTION pg_temp.load_day() RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('tripgrid.load_key', 'day 1', true);
  INSERT INTO erase.rides SELECT 'k' || n, '16.3,48.2', '16.4,48.1',
    '2024-01-03 08:00', 'Linz' FROM generate_series(1, 5) AS n;
  PERFORM set_config('tripgrid.load_key', '', true);
  RETURN (SELECT count(*) FROM erase.trips WHERE region = 'Linz');
END
$$;
SELECT pg_temp.load_day();
SELECT tripgrid.forget_trips('2024-02-01');
CREATE VIEW erased AS SELECT state, load_key, rows_read, rows_loaded,
  rows_erased FROM erase.loads WHERE load_key = 'day 1' ORDER BY load_id;
SELECT * FROM erased;
SET client_min_messages = notice;
SELECT pg_temp.load_day();
SET client_min_messages = warning;
SELECT tripgrid.undo_load(max(load_id)) FROM erase.loads
 WHERE load_key = 'day 1';
SELECT pg_temp.load_day();
SELECT * FROM erased;
DROP VIEW erased;

-- only the owner may; a superuser does it as the owner
CREATE ROLE regress_eraser;
CREATE ROLE regress_erased;
GRANT CREATE ON DATABASE :"DBNAME" TO regress_erased;
CREATE FUNCTION public.theirs_who() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE WARNING 'as %', current_user;
  BEGIN
    EXECUTE 'CREATE TEMP TABLE left_behind ()';
  EXCEPTION WHEN OTHERS THEN
    RAISE WARNING '%', SQLERRM;
  END;
  RETURN OLD;
END
$$;
SET ROLE regress_erased;
SELECT tripgrid.create_store('theirs');
INSERT INTO theirs.feed SELECT 'Wien', '16.3,48.2', '16.4,48.1',
  '2024-06-03 08:00', 'd' || n FROM generate_series(1, 3) AS n;
CREATE TRIGGER who BEFORE DELETE ON theirs.trips FOR EACH ROW
  EXECUTE FUNCTION public.theirs_who();
GRANT USAGE ON SCHEMA theirs TO regress_eraser;
GRANT ALL ON ALL TABLES IN SCHEMA theirs TO regress_eraser;
SET ROLE regress_eraser;
SELECT trips FROM tripgrid.erase_trips(datasource => 'd1', store => 'theirs');
SELECT tripgrid.forget_trips('2025-01-01', store => 'theirs');
SELECT tripgrid.forget_rejects('2025-01-01', store => 'theirs');
RESET ROLE;
SELECT trips FROM tripgrid.erase_trips(datasource => 'd1', store => 'theirs');
SELECT count(*) FROM theirs.trips;
SELECT tripgrid.drop_store('theirs', force => true);
DROP FUNCTION public.theirs_who();
REVOKE CREATE ON DATABASE :"DBNAME" FROM regress_erased;
DROP ROLE regress_eraser;
DROP ROLE regress_erased;
DROP VIEW ledger, told;
SELECT tripgrid.drop_store('erase', force => true);

-- a trigger that keeps rows which are to be written again
SELECT tripgrid.create_store('kept');
INSERT INTO kept.trips (region, origin, destination, departed_at, datasource)
  SELECT 'r', '(14,50)', '(14.1,50)', timestamp '2024-01-01' + i * interval '1 hour', 'd'
  FROM generate_series(1, 10) AS i;
CREATE TRIGGER keep BEFORE DELETE ON kept.segments FOR EACH ROW
  EXECUTE FUNCTION pg_temp.keep();
SELECT trips FROM tripgrid.erase_trips(until => '2024-01-01', store => 'kept');
INSERT INTO kept.trips (region, origin, destination, departed_at, datasource)
  SELECT region, origin, destination, departed_at, datasource FROM kept.trips;
CALL tripgrid.compact('kept', into_one => true);
CALL tripgrid.rebuild('kept');
SELECT tripgrid.drop_store('kept', force => true);

-- rows of tables that inherit from a store's own are neither of it nor erased
SELECT tripgrid.create_store('heirs');
SET tripgrid.store = 'heirs';
INSERT INTO heirs.feed SELECT 'Wien', '16.3,48.2', '16.4,48.1',
  to_char(timestamp '2024-06-03 08:00' + n * interval '3 hours',
  'YYYY-MM-DD HH24:MI'), 'd' FROM generate_series(1, 30) AS n;
INSERT INTO heirs.places (name, region, position, load_id, reach)
  VALUES ('here', 'Wien', '16.3,48.2', 1, 100);
SELECT tripgrid.create_feed('names', '{city,from,to,at}', '{"region": "city",
  "origin_place": "from", "destination_place": "to", "departed_at": "at"}',
  '{"datasource": "d"}');
INSERT INTO heirs.names VALUES ('Wien', 'nowhere', 'here', '2024-06-03 08:00'),
  ('Wien', 'here', 'here', 'never');
CREATE FUNCTION pg_temp.told() RETURNS SETOF text LANGUAGE sql AS $$
  SELECT 'verify ' || v::text FROM tripgrid.verify() AS v
  UNION ALL SELECT 'reject ' || rows || ' ' || coalesce(raw_field_value, '')
    FROM heirs.reject_summary
  UNION ALL SELECT 'missing ' || name || ' ' || rows FROM heirs.missing_places
  UNION ALL SELECT 'journeys ' || count(*) FROM heirs.journeys
  UNION ALL SELECT 'profile ' || p::text FROM tripgrid.profile() AS p
$$;
CREATE TABLE pg_temp.told AS SELECT * FROM pg_temp.told() AS told;
SELECT told FROM pg_temp.told WHERE told !~ '^profile' ORDER BY told;
DO $$
DECLARE
  part text;
BEGIN
  FOREACH part IN ARRAY ARRAY['loads', 'rejects', 'places', 'summaries',
    'segments', 'segment_nodes'] LOOP
    EXECUTE format('CREATE TABLE heirs.%1$I () INHERITS (heirs.%2$I);
      INSERT INTO heirs.%1$I (%3$s) SELECT %3$s FROM ONLY heirs.%2$I',
      part || '_kept', part, (SELECT string_agg(attname, ', ')
        FROM pg_attribute WHERE attrelid = ('heirs.' || part)::regclass
        AND attnum > 0 AND attgenerated = ''));
  END LOOP;
END
$$;
SELECT told FROM pg_temp.told() AS told EXCEPT SELECT told FROM pg_temp.told;
-- nothing is erased while tables that answer questions have such
SELECT * FROM tripgrid.erase_trips(load_id => 1);
DROP TABLE heirs.summaries_kept, heirs.segments_kept,
  heirs.segment_nodes_kept;
CALL tripgrid.rebuild();
SELECT trips, places, remains ~ 'tables that inherit' AS told, proof
  FROM tripgrid.erase_trips(load_id => 1) \gset
SELECT :trips AS trips, :places AS places, :'told' AS told;
:proof;
DROP TABLE heirs.places_kept;
:proof;
-- the proof counts those of trips, too
CREATE TABLE heirs.trips_kept () INHERITS (heirs.trips);
INSERT INTO heirs.trips_kept (trip_id, load_id, region, datasource,
  departed_at, origin, destination) VALUES (1, 1, 'Wien', 'd', '2024-06-03',
  '16.3,48.2', '16.4,48.1');
:proof;
SELECT count(*) FROM heirs.journeys;
DROP TABLE pg_temp.told;
DROP FUNCTION pg_temp.told;
DROP SCHEMA heirs CASCADE;
