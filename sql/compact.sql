--
-- Compaction: which runs are merged, and how often a trip is written again
--
SET client_min_messages = warning;
SET tripgrid.store = 'compact';
SELECT tripgrid.create_store();
-- every run that is written, loads and merges alike
CREATE TABLE compact.written (run_id bigint, sign int, trips bigint);
CREATE FUNCTION compact.note_run() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO compact.written VALUES (NEW.run_id, NEW.sign, NEW.trips);
  RETURN NULL;
END
$$;
CREATE TRIGGER note_run AFTER INSERT ON compact.summaries
  FOR EACH ROW EXECUTE FUNCTION compact.note_run();
CREATE FUNCTION compact.rides(trips int, first int DEFAULT 1)
RETURNS SETOF compact.feed LANGUAGE sql AS $$
  SELECT CASE WHEN n % 10 = 0 THEN 'Brno' ELSE 'Prague' END,
    format('%s,%s', 14.2 + n % 997 / 2000.0, 49.9 + n % 499 / 2000.0),
    format('%s,%s', 14.2 + n % 613 / 2000.0, 49.9 + n % 311 / 2000.0),
    (timestamp '2018-05-01' + n % 50000 * interval '53 minutes')::text,
    'source ' || n % 3
  FROM generate_series(first, first + trips - 1) AS n
$$;
-- runs, trips written for each trip that came or went by changes, differences
CREATE FUNCTION compact.state(OUT came bigint, OUT went bigint,
  OUT written numeric, OUT differences bigint)
LANGUAGE sql AS $$
  SELECT count(DISTINCT run_id) FILTER (WHERE sign = 1),
    count(DISTINCT run_id) FILTER (WHERE sign = -1),
    round((SELECT sum(trips) FROM compact.written)
      / (SELECT sum(rows_loaded) FROM compact.loads), 2),
    (SELECT count(*) FROM tripgrid.verify())
  FROM compact.summaries
$$;

--
-- like sizes: a tier is merged when it has runs_merged runs
--
SET tripgrid.statement_merge = 0;
INSERT INTO compact.feed SELECT * FROM compact.rides(200, 1);
INSERT INTO compact.feed SELECT * FROM compact.rides(200, 201);
INSERT INTO compact.feed SELECT * FROM compact.rides(200, 401);
CALL tripgrid.compact();
SELECT * FROM compact.state();
INSERT INTO compact.feed SELECT * FROM compact.rides(200, 601);
CALL tripgrid.compact();
SELECT * FROM compact.state();
CALL tripgrid.compact();
SELECT * FROM compact.state();
-- a large run is left alone
INSERT INTO compact.feed SELECT * FROM compact.rides(20000, 1001);
INSERT INTO compact.feed SELECT * FROM compact.rides(200, 801);
CALL tripgrid.compact();
SELECT * FROM compact.state();
CALL tripgrid.compact(into_one => true);
SELECT * FROM compact.state();
CALL tripgrid.compact(into_one => true);
SELECT * FROM compact.state();

--
-- trips that went stay as such while their partners are not merged with them
--
DELETE FROM compact.trips WHERE region = 'Brno' AND load_id % 2 = 0;
SELECT * FROM compact.state();
INSERT INTO compact.feed SELECT * FROM compact.rides(1000);
INSERT INTO compact.feed SELECT * FROM compact.rides(1000, 1001);
DELETE FROM compact.trips WHERE region = 'Brno' AND load_id = (
  SELECT max(load_id) FROM compact.loads);
SET tripgrid.runs_merged = 3;
CALL tripgrid.compact();
SELECT * FROM compact.state();
SELECT * FROM tripgrid.weekly_trips(region => 'Brno', until => '2018-05-20');
-- the same, one segment of each run at a time
INSERT INTO compact.feed SELECT * FROM compact.rides(180000);
INSERT INTO compact.feed SELECT * FROM compact.rides(100000, 1000);
INSERT INTO compact.feed SELECT * FROM compact.rides(100000, 2000);
DELETE FROM compact.trips
  WHERE load_id = (SELECT max(load_id) FROM compact.loads)
  OR (load_id = (SELECT max(load_id) - 2 FROM compact.loads)
    AND departed_at < '2018-05-03');
CALL tripgrid.compact();
SELECT * FROM compact.state();
CALL tripgrid.compact(into_one => true);
SELECT * FROM compact.state();
DELETE FROM compact.trips;
CALL tripgrid.compact(into_one => true);
SELECT * FROM compact.state();
SELECT count(*) FROM compact.segments;
RESET tripgrid.runs_merged;

--
-- single rows, merged by their own statements
--
CREATE FUNCTION compact.single(first int, trips int) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  FOR n IN first..first + trips - 1 LOOP
    INSERT INTO compact.feed SELECT * FROM compact.rides(1, n);
  END LOOP;
END
$$;
TRUNCATE compact.trips, compact.loads, compact.written;
ALTER SEQUENCE compact.runs RESTART;
RESET tripgrid.statement_merge;
SELECT compact.single(1, 1000);
SELECT * FROM compact.state();
-- each committed by itself
DO $$
BEGIN
  FOR n IN 1001..1300 LOOP
    INSERT INTO compact.feed SELECT * FROM compact.rides(1, n);
    COMMIT;
  END LOOP;
END
$$;
SELECT * FROM compact.state();
-- the same row again and again: what went meets what came
DO $$
BEGIN
  FOR n IN 1..500 LOOP
    UPDATE compact.trips SET datasource = 'source ' || n
    WHERE departed_at = '2018-05-01 00:53';
  END LOOP;
END
$$;
SELECT came + went < 50 AS few, differences FROM compact.state();
SELECT sum(trips) < 2100 AS cancelled FROM compact.summaries;
-- and not at all
SET tripgrid.statement_merge = 0;
SELECT count(DISTINCT run_id) FROM compact.summaries \gset runs_
SELECT compact.single(2001, 100);
SELECT count(DISTINCT run_id) - :runs_count AS more FROM compact.summaries;
RESET tripgrid.statement_merge;

--
-- transactions: a procedure in a block does all its merges in it
--
SET tripgrid.runs_merged = 3;
BEGIN;
CALL tripgrid.compact();
SELECT differences FROM compact.state();
ROLLBACK;
BEGIN;
CALL tripgrid.compact();
CALL tripgrid.compact(into_one => true);
COMMIT;
SELECT came, went, differences FROM compact.state();
-- a block or a function in between changes nothing
DO $$ BEGIN CALL tripgrid.compact(); END $$;
CREATE FUNCTION compact.call() RETURNS void LANGUAGE plpgsql
AS $$ BEGIN CALL tripgrid.compact('compact', true); END $$;
SELECT compact.call();
CALL tripgrid.compact(NULL, NULL);

--
-- in the background; what it does, a test of processes shows
--
SELECT tripgrid.compact_in_background('nowhere');
CREATE ROLE compact_other;
SET ROLE compact_other;
SELECT tripgrid.compact_in_background();
CALL tripgrid.compact();
RESET ROLE;
BEGIN TRANSACTION READ ONLY;
SELECT tripgrid.compact_in_background();
ROLLBACK;
BEGIN TRANSACTION READ ONLY;
CALL tripgrid.compact();
ROLLBACK;
DROP ROLE compact_other;

SELECT count(*) FROM tripgrid.verify();
-- nor looks at each part for each other where there are no statistics
SELECT proconfig @> '{enable_nestloop=off}' FROM pg_proc
WHERE oid = 'tripgrid.verify'::regproc;
DROP TABLE compact.written CASCADE;
DROP FUNCTION compact.state(), compact.single(int, int), compact.call(),
  compact.rides(int, int);
DROP TRIGGER note_run ON compact.summaries;
DROP FUNCTION compact.note_run();
SELECT tripgrid.drop_store('compact', force => true);

--
-- an owner who keyed summaries another way
--
SELECT tripgrid.create_store('rekeyed');
SET tripgrid.statement_merge = 0;
INSERT INTO rekeyed.trips (region, origin, destination, departed_at, datasource)
  SELECT 'region ' || n % 3, '14.42,50.09', '14.5,50',
    timestamp '2018-05-01' + n * interval '1 hour', 'a'
  FROM generate_series(1, 100) AS n;
INSERT INTO rekeyed.trips (region, origin, destination, departed_at, datasource)
  SELECT 'region ' || n % 3, '14.42,50.09', '14.5,50',
    timestamp '2018-05-01' + n * interval '1 hour', 'b'
  FROM generate_series(1, 100) AS n;
RESET tripgrid.statement_merge;
ALTER TABLE rekeyed.summaries DROP CONSTRAINT summaries_pkey,
  ADD PRIMARY KEY (region, run_id);
INSERT INTO rekeyed.trips (region, origin, destination, departed_at, datasource)
  VALUES ('region 0', '14.42,50.09', '14.5,50', '2018-05-01', 'a');
CALL tripgrid.compact('rekeyed', into_one => true);
SELECT sum(trips), count(DISTINCT run_id) FROM rekeyed.summaries;
SELECT * FROM tripgrid.verify('rekeyed');
SELECT tripgrid.drop_store('rekeyed', force => true);

--
-- segments that another primary key puts in another order are not merged
--
SELECT tripgrid.create_store('disordered');
INSERT INTO disordered.trips (region, origin, destination, departed_at, datasource)
  SELECT 'r', tripgrid.lonlat(14 + i * 7919 % 10007 / 1e5, 50),
    tripgrid.lonlat(14, 50), timestamp '2024-01-01' + i * interval '1 second', 'd'
  FROM generate_series(1, 150000) AS i;
INSERT INTO disordered.trips (region, origin, destination, departed_at, datasource)
  SELECT region, origin, destination, departed_at, datasource
  FROM disordered.trips;
ALTER TABLE disordered.segments DROP CONSTRAINT segments_pkey,
  ADD PRIMARY KEY (region, projection, run_id, last_departure, segment_no);
CALL tripgrid.compact('disordered', into_one => true);
SELECT tripgrid.drop_store('disordered', force => true);
