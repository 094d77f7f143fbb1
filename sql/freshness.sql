--
-- Never a silent number: where segments may differ from trips, questions raise
-- an error that says why, until rebuild() has made them equal
--

SET client_min_messages = warning;
\set SHOW_CONTEXT never
SET tripgrid.store = 'fresh';
SELECT tripgrid.create_store();
CREATE FUNCTION pg_temp.add(trips int) RETURNS void LANGUAGE SQL AS $$
  INSERT INTO fresh.trips (region, datasource, departed_at, origin, destination)
    SELECT 'r' || n % 3, 'd' || n % 2, timestamp '2024-01-01' + n * interval
      '1 hour', tripgrid.lonlat(n % 7, n % 5), tripgrid.lonlat(n % 3, n % 4)
    FROM generate_series(1, trips) AS n
$$;
-- what a question answers or why it does not, beside the truth
CREATE FUNCTION pg_temp.ask(OUT answer text, OUT trips bigint, OUT verified boolean)
LANGUAGE plpgsql AS $$
DECLARE
  message text;
  hint text;
BEGIN
  trips := (SELECT count(*) FROM fresh.trips);
  verified := NOT EXISTS (SELECT FROM tripgrid.verify());
  answer := (SELECT sum(w.trips) FROM tripgrid.weekly_trips() AS w);
EXCEPTION WHEN object_not_in_prerequisite_state THEN
  GET STACKED DIAGNOSTICS answer = MESSAGE_TEXT, message = PG_EXCEPTION_DETAIL,
    hint = PG_EXCEPTION_HINT;
  answer := 'refused: ' || message || CASE WHEN hint LIKE
    'CALL tripgrid.rebuild(''fresh'') makes them%' THEN '' ELSE ' ' || hint END;
END
$$;
-- begin again with 100 trips
CREATE PROCEDURE pg_temp.again() LANGUAGE plpgsql AS $$
BEGIN
  TRUNCATE fresh.trips;
  CALL tripgrid.rebuild();
  PERFORM pg_temp.add(100);
END
$$;
SELECT pg_temp.add(100);
SELECT * FROM pg_temp.ask();
\x
SELECT note IS NOT NULL AS note, noted_at <= now() AS noted, behind,
  cardinality(signs) AS signs FROM fresh.freshness;
\x

--
-- session_replication_role = replica: the segments follow all the same
--
SET session_replication_role = replica;
SELECT pg_temp.add(50);
UPDATE fresh.trips SET region = 'changed' WHERE trip_id % 10 = 0;
DELETE FROM fresh.trips WHERE trip_id % 7 = 0;
SELECT * FROM pg_temp.ask();
COPY fresh.trips (region, datasource, departed_at, origin, destination) FROM stdin;
a	b	2024-02-01 10:00	POINT(1 1)	POINT(2 2)
a	b	2024-02-01 11:00	POINT(1 1)	POINT(2 2)
\.
BEGIN;
INSERT INTO fresh.trips (region, datasource, departed_at, origin, destination)
  VALUES ('a', 'b', '2024-02-01', 'POINT(1 1)', 'POINT(2 2)');
SAVEPOINT one;
DELETE FROM fresh.trips WHERE trip_id < 50;
SELECT * FROM pg_temp.ask();
ROLLBACK TO one;
COMMIT;
SELECT * FROM pg_temp.ask();
MERGE INTO fresh.trips AS t
  USING (VALUES ('a', 'merged'), ('new', 'x')) AS v (region, datasource)
  ON t.region = v.region
  WHEN MATCHED THEN UPDATE SET datasource = v.datasource
  WHEN NOT MATCHED THEN INSERT (region, datasource, departed_at, origin,
      destination)
    VALUES (v.region, v.datasource, '2024-02-01', 'POINT(1 1)', 'POINT(2 2)');
SELECT * FROM pg_temp.ask();
TRUNCATE fresh.trips;
SELECT * FROM pg_temp.ask();
RESET session_replication_role;
SELECT pg_temp.add(100);
SELECT * FROM pg_temp.ask();

--
-- triggers that are, or were, disabled
--
ALTER TABLE fresh.trips DISABLE TRIGGER trips_deleted;
SELECT * FROM pg_temp.ask();
DELETE FROM fresh.trips WHERE trip_id % 2 = 0;
ALTER TABLE fresh.trips ENABLE ALWAYS TRIGGER trips_deleted;
SELECT * FROM pg_temp.ask();
-- what others do meanwhile makes it no better
INSERT INTO fresh.trips SELECT * FROM fresh.trips LIMIT 1;
CALL tripgrid.compact();
CALL tripgrid.compact(into_one => true);
SELECT * FROM pg_temp.ask();
CALL tripgrid.rebuild();
SELECT * FROM pg_temp.ask();
-- all of them, as pg_restore does, which enables them as others are
ALTER TABLE fresh.trips DISABLE TRIGGER ALL;
SELECT pg_temp.add(10);
SELECT * FROM pg_temp.ask();
ALTER TABLE fresh.trips ENABLE TRIGGER ALL;
SELECT pg_temp.add(10);
SELECT * FROM pg_temp.ask();
CALL tripgrid.rebuild();
SELECT pg_temp.add(10);
SELECT * FROM pg_temp.ask();
SELECT tgrelid::regclass AS relation, tgname, tgenabled FROM pg_trigger
  WHERE tgrelid::regclass::text ~ '^fresh\.(trips|segments|segment_nodes|summaries)'
  ORDER BY tgrelid::regclass::text COLLATE "C", tgname;
-- dropped
DROP TRIGGER trips_updated ON fresh.trips;
UPDATE fresh.trips SET region = 'x';
SELECT * FROM pg_temp.ask();
CREATE TRIGGER trips_updated AFTER UPDATE ON fresh.trips
  REFERENCING OLD TABLE AS went NEW TABLE AS came
  FOR EACH STATEMENT EXECUTE FUNCTION tripgrid.trips_changed();
ALTER TABLE fresh.trips ENABLE ALWAYS TRIGGER trips_updated;
SELECT * FROM pg_temp.ask();
CALL tripgrid.rebuild();
SELECT * FROM pg_temp.ask();
-- those of the segments
ALTER TABLE fresh.segments DISABLE TRIGGER ALL;
DELETE FROM fresh.segments;
ALTER TABLE fresh.segments ENABLE ALWAYS TRIGGER derived_changed,
  ENABLE REPLICA TRIGGER derived_applied;
SELECT * FROM pg_temp.ask();
CALL tripgrid.rebuild();
-- in one transaction with the record
BEGIN;
CALL tripgrid.rebuild();
ALTER TABLE fresh.trips DISABLE TRIGGER ALL;
ROLLBACK;
SELECT * FROM pg_temp.ask();
BEGIN;
CALL tripgrid.rebuild();
ALTER TABLE fresh.trips DISABLE TRIGGER trips_inserted;
SELECT pg_temp.add(10);
ALTER TABLE fresh.trips ENABLE ALWAYS TRIGGER trips_inserted;
SELECT * FROM pg_temp.ask();
COMMIT;
SELECT * FROM pg_temp.ask();
CALL pg_temp.again();

--
-- segments, nodes and summaries changed by others
--
UPDATE fresh.segments SET trips = trips;
SELECT * FROM pg_temp.ask();
CALL pg_temp.again();
TRUNCATE fresh.segment_nodes;
SELECT * FROM pg_temp.ask();
CALL pg_temp.again();
SET session_replication_role = replica;
DELETE FROM fresh.summaries WHERE region = 'r1';
RESET session_replication_role;
SELECT * FROM pg_temp.ask();
-- trips that are all gone leave nothing to differ
TRUNCATE fresh.trips;
SELECT * FROM pg_temp.ask();
SELECT pg_temp.add(100);
SELECT * FROM pg_temp.ask();

--
-- UNLOGGED: a crash empties one table and not the other
--
ALTER TABLE fresh.trips SET UNLOGGED;
SELECT * FROM pg_temp.ask();
ALTER TABLE fresh.trips SET LOGGED;
SELECT * FROM pg_temp.ask();
CALL tripgrid.rebuild();
SELECT * FROM pg_temp.ask();
ALTER TABLE fresh.segments SET UNLOGGED;
SELECT * FROM pg_temp.ask();
CALL tripgrid.rebuild();
ALTER TABLE fresh.segments SET LOGGED;
CALL pg_temp.again();

--
-- children and parents
--
CREATE TABLE fresh_child () INHERITS (fresh.trips);
SELECT * FROM pg_temp.ask();
INSERT INTO fresh_child SELECT * FROM ONLY fresh.trips LIMIT 10;
DELETE FROM fresh.trips WHERE trip_id IN (SELECT trip_id FROM fresh_child);
CALL tripgrid.rebuild();
DROP TABLE fresh_child;
SELECT * FROM pg_temp.ask();
CALL pg_temp.again();
SELECT * FROM pg_temp.ask();
-- the server refuses that it becomes one, for the sake of our triggers
CREATE TABLE fresh_parent (LIKE fresh.trips);
ALTER TABLE fresh.trips INHERIT fresh_parent;
CREATE TABLE fresh_partitioned (LIKE fresh.trips) PARTITION BY LIST (region);
-- from 17 on, for the sake of the identity first
BEGIN;
ALTER TABLE fresh.trips ALTER trip_id DROP IDENTITY;
ALTER TABLE fresh_partitioned ATTACH PARTITION fresh.trips DEFAULT;
ROLLBACK;
DROP TABLE fresh_partitioned, fresh_parent;

--
-- columns that are rewritten or change places
--
ALTER TABLE fresh.trips ADD noise float DEFAULT random();
SELECT * FROM pg_temp.ask();
CALL tripgrid.rebuild();
SELECT * FROM pg_temp.ask();
ALTER TABLE fresh.trips RENAME origin TO was_origin;
ALTER TABLE fresh.trips RENAME destination TO origin;
SELECT sum(trips) FROM tripgrid.weekly_trips();
ALTER TABLE fresh.trips RENAME was_origin TO destination;
SELECT * FROM pg_temp.ask();
CALL tripgrid.rebuild();
SELECT * FROM pg_temp.ask();

--
-- what is no reason
--
VACUUM (FULL, FREEZE) fresh.trips, fresh.segments, fresh.segment_nodes, fresh.freshness;
VACUUM FULL pg_trigger;
VACUUM (FREEZE) pg_trigger;
VACUUM (FULL, FREEZE) pg_attribute;
CREATE INDEX by_region ON fresh.trips (region);
CLUSTER fresh.trips USING by_region;
REINDEX TABLE fresh.trips;
ANALYZE fresh.trips;
ALTER TABLE fresh.trips ADD note text DEFAULT 'none', ADD CHECK (region <> '');
ALTER TABLE fresh.trips ALTER region SET STATISTICS 1000;
ALTER TABLE fresh.trips ALTER datasource SET STATISTICS 1000;
GRANT SELECT (region) ON fresh.trips TO PUBLIC;
ALTER TABLE fresh.trips SET (fillfactor = 90);
CREATE FUNCTION pg_temp.nothing() RETURNS trigger LANGUAGE plpgsql AS
  'BEGIN RETURN NULL; END';
CREATE TRIGGER mine AFTER INSERT ON fresh.trips
  EXECUTE FUNCTION pg_temp.nothing();
ALTER TABLE fresh.trips DISABLE TRIGGER mine;
DROP TRIGGER mine ON fresh.trips;
BEGIN;
ALTER TABLE fresh.trips DISABLE TRIGGER ALL;
DELETE FROM fresh.trips;
ROLLBACK;
SELECT * FROM pg_temp.ask();
-- other names, another owner
ALTER SCHEMA fresh RENAME TO fresher;
SET tripgrid.store = 'fresher';
SELECT sum(trips) FROM tripgrid.weekly_trips();
ALTER SCHEMA fresher RENAME TO fresh;
SET tripgrid.store = 'fresh';
-- rows that go by rules and foreign keys
CREATE TABLE fresh_regions (region text PRIMARY KEY);
INSERT INTO fresh_regions SELECT DISTINCT region FROM fresh.trips;
ALTER TABLE fresh.trips ADD FOREIGN KEY (region) REFERENCES fresh_regions
  ON DELETE CASCADE ON UPDATE CASCADE;
DELETE FROM fresh_regions WHERE region = 'r0';
UPDATE fresh_regions SET region = 'other' WHERE region = 'r1';
SELECT * FROM pg_temp.ask();
CREATE RULE keep AS ON DELETE TO fresh.trips
  DO INSTEAD UPDATE fresh.trips SET datasource = 'kept'
    WHERE trip_id = OLD.trip_id;
DELETE FROM fresh.trips WHERE trip_id % 3 = 0;
SELECT * FROM pg_temp.ask();
DROP RULE keep ON fresh.trips;
ALTER TABLE fresh.trips DROP CONSTRAINT trips_region_fkey;

--
-- every question asks the same test
--
UPDATE fresh.segments SET trips = trips;
CREATE FUNCTION pg_temp.outcome(question text) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE 'SELECT * FROM tripgrid.' || question;
  RETURN 'answered';
EXCEPTION WHEN OTHERS THEN
  RETURN SQLSTATE;
END
$$;
SELECT proname, pg_temp.outcome(proname || '(' || CASE proname
    WHEN 'similar_trips' THEN '''POINT(1 1) POINT(1 1) 2024-01-01 00:00:00'''
    WHEN 'datasource_regions' THEN '''d1''' ELSE '' END || ')')
  FROM pg_proc
  WHERE pronamespace = 'tripgrid'::regnamespace AND proname !~ '^_'
    AND 'store' = ANY (proargnames) AND provolatile = 's' AND prokind = 'f'
  ORDER BY proname COLLATE "C";

--
-- sequences that lag behind the rows, as where a subscription brought these
--
CALL pg_temp.again();
SELECT setval('fresh.runs', 1, false), setval('fresh.loads_load_id_seq', 1, false),
  setval('fresh.trips_trip_id_seq', 1, false);
SELECT pg_temp.add(10);
SELECT tripgrid.advance_sequences();
SELECT pg_temp.add(10);
INSERT INTO fresh.feed VALUES ('r', '1,1', '2,2', '2024-01-01 00:00', 'd');
SELECT setval('fresh.loads_load_id_seq', 1, false);
INSERT INTO fresh.feed VALUES ('r', '1,1', '2,2', '2024-01-01 00:00', 'd'),
  ('r', '1,1', 'x', '2024-01-01 00:00', 'd');
INSERT INTO fresh.loads (load_id, feed, loaded_by, state, started_at, rows_read,
    rows_loaded, rows_rejected)
  VALUES (100, 'feed', 'publisher', 'committed', now(), 0, 0, 0);
INSERT INTO fresh.feed VALUES ('r', '1,1', '2,2', '2024-01-01 00:00', 'd');
SELECT tripgrid.advance_sequences();
INSERT INTO fresh.feed VALUES ('r', '1,1', '2,2', '2024-01-01 00:00', 'd');
SELECT max(load_id) FROM fresh.loads;
SELECT count(*) = count(DISTINCT trip_id) AS distinct_ids FROM fresh.trips;
SELECT * FROM pg_temp.ask();

--
-- an error ends an act as the owner: who then has the same rights is another
--
ALTER TABLE fresh.segments ADD CONSTRAINT none CHECK (trips < 0) NOT VALID;
DO $$
BEGIN
  PERFORM pg_temp.add(1);
EXCEPTION WHEN check_violation THEN
  RAISE WARNING '%', sqlerrm;
END
$$;
ALTER TABLE fresh.segments DROP CONSTRAINT none;
SELECT * FROM pg_temp.ask();
CREATE FUNCTION fresh.spoil() RETURNS SETOF bigint SECURITY DEFINER
LANGUAGE SQL AS 'DELETE FROM fresh.segments RETURNING run_id';
CREATE MATERIALIZED VIEW fresh.spoilt AS SELECT count(*) FROM fresh.spoil();
SELECT * FROM pg_temp.ask();
DROP MATERIALIZED VIEW fresh.spoilt;
DROP FUNCTION fresh.spoil();
CALL tripgrid.rebuild();
SELECT * FROM pg_temp.ask();

--
-- none of them is for others to use
--
CREATE TRIGGER wrong AFTER INSERT ON fresh.loads
  FOR EACH ROW EXECUTE FUNCTION tripgrid.trips_applied();
DROP TRIGGER wrong ON fresh.loads;
SELECT tripgrid.drop_store('fresh', force => true);

--
-- all in the transaction that makes the store, and a column rewritten
--
BEGIN;
SELECT tripgrid.create_store();
ALTER TABLE fresh.trips DISABLE TRIGGER trips_inserted;
SELECT pg_temp.add(100);
ALTER TABLE fresh.trips ENABLE ALWAYS TRIGGER trips_inserted;
COMMIT;
SELECT * FROM pg_temp.ask();
CALL tripgrid.rebuild();
SELECT * FROM pg_temp.ask();
DROP VIEW fresh.feed, fresh.journeys;
ALTER TABLE fresh.trips ALTER departed_at TYPE timestamp
  USING departed_at + interval '1 month';
SELECT * FROM pg_temp.ask();
CALL tripgrid.rebuild();
SELECT * FROM pg_temp.ask();
-- trips that are others altogether
DROP TABLE fresh.trips;
CREATE TABLE fresh.trips (region text, datasource text, departed_at timestamp,
  origin tripgrid.lonlat, destination tripgrid.lonlat);
SELECT sum(trips) FROM tripgrid.weekly_trips();
CALL tripgrid.rebuild();
SELECT pg_temp.add(10);
SELECT * FROM pg_temp.ask();
DROP SCHEMA fresh CASCADE;
DROP TABLE fresh_regions;
