--
-- Whatever is done to trips, the segments hold the same.
--
SET DateStyle = ISO;
SET TimeZone = 'UTC';
\set SHOW_CONTEXT never
SELECT tripgrid.create_store('dml');
SET tripgrid.store = 'dml';

-- Differences between the segments and trips: by verify(), and between the
-- answers by region and datasource and what trips say.
CREATE FUNCTION pg_temp.differences() RETURNS SETOF text
LANGUAGE plpgsql AS $$
DECLARE
  kind record;
BEGIN
  RETURN QUERY SELECT v::text FROM tripgrid.verify() AS v;
  FOR kind IN
    SELECT region, datasource FROM dml.trips GROUP BY CUBE (region, datasource)
  LOOP
    RETURN QUERY
      SELECT format('%s by %s in week %s: %s, not %s', kind.region,
          kind.datasource, week, a.trips, t.trips)
      FROM tripgrid.weekly_trips(NULL, kind.region, kind.datasource) AS a
        FULL JOIN (
          SELECT date_trunc('week', departed_at)::date AS week,
            count(*) AS trips
          FROM dml.trips AS t
          WHERE (kind.region IS NULL OR t.region = kind.region)
            AND (kind.datasource IS NULL OR t.datasource = kind.datasource)
          GROUP BY 1
        ) AS t USING (week)
      WHERE coalesce(a.trips, 0) <> coalesce(t.trips, 0);
  END LOOP;
END
$$;
CREATE FUNCTION pg_temp.state(OUT trips bigint, OUT differences text)
LANGUAGE sql AS $$
  SELECT (SELECT count(*) FROM dml.trips),
    (SELECT string_agg(d, '; ') FROM pg_temp.differences() AS d)
$$;
-- the runs of segments: of trips that came, and of trips that went
CREATE FUNCTION pg_temp.runs(OUT came bigint, OUT went bigint)
LANGUAGE sql AS $$
  SELECT count(DISTINCT run_id) FILTER (WHERE sign = 1),
    count(DISTINCT run_id) FILTER (WHERE sign = -1)
  FROM dml.segments
$$;

--
-- INSERT, UPDATE, DELETE and COPY on trips itself
--
INSERT INTO dml.trips (departed_at, origin, destination, region, datasource)
  SELECT timestamp '2018-05-01' + n * interval '7 hours',
    tripgrid.lonlat(14 + n % 10 / 10.0, 50), tripgrid.lonlat(14, 50 + n % 7),
    CASE n % 3 WHEN 0 THEN 'Prague' WHEN 1 THEN 'Turin' ELSE 'Hamburg' END,
    'd' || n % 4
  FROM generate_series(1, 100) AS n;
SELECT * FROM pg_temp.state();
UPDATE dml.trips SET departed_at = departed_at + interval '1 week'
 WHERE region = 'Turin';
SELECT * FROM pg_temp.state();
DELETE FROM dml.trips WHERE datasource = 'd1';
SELECT * FROM pg_temp.state();
COPY dml.trips (departed_at, origin, destination, region, datasource)
  FROM stdin (FORMAT csv);
2018-06-01 12:00,"14.5,50","14.6,50.1",Prague,d1
2018-06-02 12:00,"14.5,50","14.6,50.1",Brno,d1
\.
SELECT * FROM pg_temp.state();
-- what matches no row makes no segments
SELECT came, went FROM pg_temp.runs() \gset
UPDATE dml.trips SET region = 'x' WHERE false;
DELETE FROM dml.trips WHERE false;
INSERT INTO dml.trips SELECT * FROM dml.trips WHERE false;
SELECT came - :came AS came, went - :went AS went FROM pg_temp.runs();
-- nor does an update of columns that segments do not hold, or of nothing
UPDATE dml.trips SET load_id = 7;
UPDATE dml.trips SET region = region, departed_at = departed_at;
SELECT came - :came AS came, went - :went AS went FROM pg_temp.runs();
SELECT * FROM pg_temp.state();
-- each column that segments hold
UPDATE dml.trips SET origin = '15,51' WHERE region = 'Brno';
UPDATE dml.trips SET destination = '15,51' WHERE region = 'Brno';
UPDATE dml.trips SET datasource = 'x' WHERE region = 'Brno';
UPDATE dml.trips SET region = 'Ostrava' WHERE region = 'Brno';
UPDATE dml.trips SET departed_at = '2018-06-03' WHERE region = 'Ostrava';
SELECT * FROM pg_temp.state();
-- a row updated twice, swapped with another, deleted
UPDATE dml.trips SET region = CASE region WHEN 'Prague' THEN 'Hamburg'
  ELSE 'Prague' END WHERE region IN ('Prague', 'Hamburg');
DELETE FROM dml.trips WHERE region = 'Ostrava';
SELECT * FROM pg_temp.state();
SELECT * FROM tripgrid.weekly_trips(region => 'Ostrava');
-- compaction leaves one run, and so does making all segments again
CALL tripgrid.compact(into_one => true);
SELECT * FROM pg_temp.runs();
SELECT * FROM pg_temp.state();
CALL tripgrid.rebuild();
SELECT * FROM pg_temp.runs();
SELECT * FROM pg_temp.state();

-- UPDATE ... FROM, DELETE ... USING, with RETURNING
UPDATE dml.trips AS t SET datasource = v.new
  FROM (VALUES ('d2', 'e2'), ('d3', 'e3')) AS v (old, new)
 WHERE t.datasource = v.old;
WITH gone AS (
  DELETE FROM dml.trips AS t USING (VALUES ('e2')) AS v (datasource)
   WHERE t.datasource = v.datasource
  RETURNING t.*
)
SELECT count(*) > 0 AS some FROM gone;
SELECT * FROM pg_temp.state();

--
-- TRUNCATE
--
BEGIN;
TRUNCATE dml.trips;
SELECT * FROM pg_temp.state();
INSERT INTO dml.feed VALUES ('Brno', '16,49', '16.1,49', '2018-06-01 12:00',
  'd');
SELECT * FROM pg_temp.state();
ROLLBACK;
SELECT * FROM pg_temp.state();
TRUNCATE dml.trips RESTART IDENTITY;
SELECT * FROM pg_temp.state();

--
-- ON CONFLICT, by a key that a user adds
--
ALTER TABLE dml.trips ADD CONSTRAINT one_ride
  UNIQUE (departed_at, origin, destination, region, datasource);
INSERT INTO dml.trips (departed_at, origin, destination, region, datasource)
VALUES ('2018-06-01 12:00', '14.5,50', '14.6,50.1', 'Prague', 'a'),
  ('2018-06-01 12:00', '14.5,50', '14.6,50.1', 'Prague', 'b');
INSERT INTO dml.trips (departed_at, origin, destination, region, datasource)
VALUES ('2018-06-01 12:00', '14.5,50', '14.6,50.1', 'Prague', 'a'),
  ('2018-06-11 12:00', '14.5,50', '14.6,50.1', 'Prague', 'a')
ON CONFLICT DO NOTHING;
SELECT * FROM pg_temp.state();
INSERT INTO dml.trips (departed_at, origin, destination, region, datasource)
VALUES ('2018-06-01 12:00', '14.5,50', '14.6,50.1', 'Prague', 'a'),
  ('2018-06-18 12:00', '14.5,50', '14.6,50.1', 'Prague', 'a')
ON CONFLICT ON CONSTRAINT one_ride DO UPDATE
  SET departed_at = excluded.departed_at - interval '7 days';
SELECT * FROM pg_temp.state();
SELECT * FROM tripgrid.weekly_trips();
-- a feed does not know of conflicts: such a row is a reject
INSERT INTO dml.feed VALUES
  ('Prague', '14.5,50', '14.6,50.1', '2018-07-01 12:00', 'a'),
  ('Prague', '14.5,50', '14.6,50.1', '2018-06-18 12:00', 'a');
SELECT * FROM pg_temp.state();
ALTER TABLE dml.trips DROP CONSTRAINT one_ride;

--
-- MERGE
--
CREATE TEMP TABLE news (region text, datasource text, act text);
INSERT INTO news VALUES ('Prague', 'a', 'rename'), ('Prague', 'b', 'delete'),
  ('Brno', 'c', 'insert');
MERGE INTO dml.trips AS t USING news AS n
  ON t.region = n.region AND t.datasource = n.datasource
WHEN MATCHED AND act = 'delete' THEN DELETE
WHEN MATCHED THEN UPDATE SET datasource = 'renamed'
WHEN NOT MATCHED THEN
  INSERT (departed_at, origin, destination, region, datasource)
  VALUES ('2018-06-01', '16,49', '16.1,49', n.region, n.datasource);
SELECT region, datasource, count(*) FROM dml.trips GROUP BY 1, 2
 ORDER BY 1, 2;
SELECT differences FROM pg_temp.state();

--
-- changes of which the server keeps the rows on disk
--
TRUNCATE dml.trips;
SET work_mem = '64kB';
INSERT INTO dml.trips (departed_at, origin, destination, region, datasource)
  SELECT timestamp '2018-05-01' + n * interval '7 minutes', '14.5,50',
    '14.6,50', 'r' || n % 5, 'd' || n % 3
  FROM generate_series(1, 3000) AS n;
UPDATE dml.trips SET datasource = 'u' WHERE trip_id % 3 > 0;
DELETE FROM dml.trips WHERE trip_id % 2 = 0;
SELECT * FROM pg_temp.state();
SET tripgrid.batch_trips = 100;
UPDATE dml.trips SET region = 'all';
DELETE FROM dml.trips;
SELECT * FROM pg_temp.state();
RESET tripgrid.batch_trips;
RESET work_mem;

--
-- several changes of trips in one statement
--
TRUNCATE dml.trips;
INSERT INTO dml.trips (departed_at, origin, destination, region, datasource)
  SELECT timestamp '2018-05-01' + n * interval '1 day', '14.5,50', '14.6,50',
    'r' || n % 5, 'd' || n % 2
  FROM generate_series(1, 50) AS n;
WITH u0 AS (
  UPDATE dml.trips SET datasource = 'u0' WHERE region = 'r0' RETURNING 1
), u1 AS (
  UPDATE dml.trips SET region = 'u1' WHERE region = 'r1' RETURNING 1
), d2 AS (
  DELETE FROM dml.trips WHERE region = 'r2' RETURNING *
), d3 AS (
  DELETE FROM dml.trips WHERE region = 'r3' RETURNING *
), i AS (
  INSERT INTO dml.trips (departed_at, origin, destination, region, datasource)
    SELECT departed_at, destination, origin, region, 'back' FROM d2
  RETURNING 1
)
INSERT INTO dml.trips (departed_at, origin, destination, region, datasource)
  SELECT departed_at, origin, destination, 'again', 'again' FROM d3;
SELECT region, datasource, count(*) FROM dml.trips GROUP BY 1, 2 ORDER BY 1, 2;
SELECT differences FROM pg_temp.state();

--
-- what a trip cannot be, whoever writes it
--
\set trip '(departed_at, origin, destination, region, datasource)'
INSERT INTO dml.trips :trip VALUES ('infinity', '1,2', '3,4', 'r', 'd');
INSERT INTO dml.trips :trip VALUES ('2018-05-01', '1,2', '3,4', '', 'd');
INSERT INTO dml.trips :trip
  VALUES ('2018-05-01', '1,2', '3,4', 'r', repeat('x', 65));
UPDATE dml.trips SET departed_at = '-infinity';
UPDATE dml.trips SET datasource = '';
\set VERBOSITY sqlstate
INSERT INTO dml.trips :trip VALUES (NULL, '1,2', '3,4', 'r', 'd');
INSERT INTO dml.trips :trip VALUES ('2018-05-01', NULL, '3,4', 'r', 'd');
INSERT INTO dml.trips :trip VALUES ('2018-05-01', '1,2', '3,4', NULL, 'd');
\set VERBOSITY default
SELECT differences FROM pg_temp.state();
INSERT INTO dml.trips :trip
  VALUES ('0001-12-31 23:59:59.999999 BC', '1,2', '3,4', 'r', 'd');
INSERT INTO dml.trips :trip VALUES ('10000-01-01', '1,2', '3,4', 'r', 'd');
UPDATE dml.trips SET departed_at = departed_at - interval '3000 years';
SELECT differences FROM pg_temp.state();
-- the edges of time and of the map are trips
INSERT INTO dml.trips :trip VALUES
  ('0001-01-01 00:00', '-180,-90', '180,90', 'edge', 'd'),
  ('9999-12-31 23:59:59.999999', '0,0', '0,0', 'edge', 'd'),
  ('2000-01-01', '180,-90', '-180,90', 'edge', 'd'),
  ('1999-12-31 23:59:59.999999', '180,-90', '-180,90', 'edge', 'd'),
  ('2000-01-02 23:59:59.999999', '180,-90', '-180,90', 'edge', 'd'),
  ('2000-01-03', '180,-90', '-180,90', 'edge', 'd');
SELECT * FROM tripgrid.weekly_trips(region => 'edge');
SELECT * FROM tripgrid.datasource_regions('d');
SELECT weekday, hour, trips FROM tripgrid.hourly_trips(region => 'edge')
 WHERE trips > 0;
SELECT differences FROM pg_temp.state();
CALL tripgrid.compact(into_one => true);
SELECT differences FROM pg_temp.state();

--
-- savepoints and errors
--
TRUNCATE dml.trips;
\set one '''Prague'', ''14.5,50'', ''14.6,50'''
BEGIN;
INSERT INTO dml.feed VALUES (:one, '2018-05-01 10:00', 'kept');
SAVEPOINT a;
INSERT INTO dml.feed VALUES (:one, '2018-05-01 11:00', 'undone');
UPDATE dml.trips SET region = 'undone';
SAVEPOINT b;
DELETE FROM dml.trips;
ROLLBACK TO a;
SELECT * FROM pg_temp.state();
INSERT INTO dml.feed VALUES (:one, '2018-05-01 12:00', 'kept');
SAVEPOINT c;
TRUNCATE dml.trips;
INSERT INTO dml.feed VALUES (:one, '2018-05-01 13:00', 'undone');
ROLLBACK TO c;
SAVEPOINT d;
-- an error in the middle of a load, then another load
INSERT INTO dml.feed SELECT :one, '2018-05-01 14:00', (1 / (5 - n))::text
  FROM generate_series(1, 10) AS n;
ROLLBACK TO d;
INSERT INTO dml.feed VALUES (:one, '2018-05-01 15:00', 'kept');
COMMIT;
SELECT datasource, count(*) FROM dml.trips GROUP BY 1;
SELECT * FROM pg_temp.state();
-- the same without a transaction block, and by COPY
INSERT INTO dml.feed SELECT :one, '2018-05-01 14:00', (1 / (5 - n))::text
  FROM generate_series(1, 10) AS n;
\set VERBOSITY terse
COPY dml.feed FROM stdin (FORMAT csv);
Prague,"14.5,50","14.6,50",2018-05-01 10:00,undone
Prague,"14.5,50","14.6,50",2018-05-01 10:00
\.
\set VERBOSITY default
INSERT INTO dml.feed VALUES (:one, '2018-05-01 16:00', 'kept');
COPY dml.feed FROM stdin (FORMAT csv);
Prague,"14.5,50","14.6,50",2018-05-01 17:00,kept
\.
SELECT datasource, count(*) FROM dml.trips GROUP BY 1;
SELECT * FROM pg_temp.state();
SELECT load_id, rows_read, rows_loaded FROM dml.loads ORDER BY load_id;
-- errors that PL/pgSQL catches, in a loop
DO $$
BEGIN
  FOR n IN 1..20 LOOP
    BEGIN
      INSERT INTO dml.feed SELECT 'Prague', '14.5,50', '14.6,50',
        '2018-05-02 10:00', (100 / (m - n % 2))::text
        FROM generate_series(1, 5) AS m;
    EXCEPTION WHEN division_by_zero THEN
      NULL;
    END;
  END LOOP;
END
$$;
SELECT count(*) FROM dml.trips WHERE departed_at >= '2018-05-02';
SELECT differences FROM pg_temp.state();
-- a batch that was written before the error goes, too
SET tripgrid.batch_trips = 2;
INSERT INTO dml.feed SELECT :one, '2018-05-01 14:00', (1 / (7 - n))::text
  FROM generate_series(1, 10) AS n;
SELECT differences FROM pg_temp.state();
INSERT INTO dml.feed SELECT :one, '2018-05-03 14:00', 'batch ' || n
  FROM generate_series(1, 7) AS n;
SELECT count(*) FROM dml.trips WHERE datasource LIKE 'batch%';
SELECT differences FROM pg_temp.state();
RESET tripgrid.batch_trips;

--
-- loads within loads
--
SELECT tripgrid.create_store('dml_other');
TRUNCATE dml.trips;
INSERT INTO dml.feed SELECT 'r' || n % 2, '14.5,50', '14.6,50',
    '2018-05-01 10:00', 'd' FROM generate_series(1, 10) AS n;
-- one feed from another, and from itself
INSERT INTO dml_other.feed SELECT * FROM dml.feed;
INSERT INTO dml.feed SELECT region, origin_coord, destination_coord, datetime,
    'twice' FROM dml.feed;
SELECT trips, differences FROM pg_temp.state();
SELECT count(*) FROM dml_other.trips;
SELECT * FROM tripgrid.verify('dml_other');
-- from itself in small batches: it reads what was there before
SET tripgrid.batch_trips = 3;
INSERT INTO dml.feed SELECT region, origin_coord, destination_coord, datetime,
    'again' FROM dml.feed;
RESET tripgrid.batch_trips;
SELECT trips, differences FROM pg_temp.state();
-- a function that loads, called by a load: into another feed, and the same
CREATE FUNCTION pg_temp.load_one(store name, what text) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('INSERT INTO %I.feed VALUES (''inner'', ''1,2'', ''3,4'','
    ' ''2018-05-10 10:00'', $1)', store) USING what;
  RETURN what;
END
$$;
SELECT max(load_id) AS last_load FROM dml.loads \gset
INSERT INTO dml.feed SELECT 'outer', '1,2', '3,4', '2018-05-10 10:00',
    pg_temp.load_one('dml_other', 'to other ' || n)
  FROM generate_series(1, 3) AS n;
INSERT INTO dml.feed SELECT 'outer', '1,2', '3,4', '2018-05-10 10:00',
    pg_temp.load_one('dml', 'to same ' || n)
  FROM generate_series(1, 3) AS n;
SELECT region, datasource, load_id - :last_load AS load FROM dml.trips
 WHERE departed_at >= '2018-05-10' ORDER BY region, datasource;
SELECT region, datasource FROM dml_other.trips
 WHERE departed_at >= '2018-05-10' ORDER BY region, datasource;
SELECT load_id - :last_load AS load, rows_read, rows_loaded, rows_rejected
  FROM dml.loads WHERE load_id > :last_load ORDER BY load_id;
SELECT differences FROM pg_temp.state();
SELECT * FROM tripgrid.verify('dml_other');
-- an inner load that fails and is caught spoils nothing of the outer one
CREATE FUNCTION pg_temp.load_and_fail(what text) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_temp.load_one('dml', what);
  INSERT INTO dml.feed SELECT 'inner', '1,2', '3,4', '2018-05-11 10:00',
    (1 / (2 - n))::text FROM generate_series(1, 3) AS n;
  RETURN 'not reached';
EXCEPTION WHEN division_by_zero THEN
  RETURN what;
END
$$;
INSERT INTO dml.feed SELECT 'outer', '1,2', '3,4', '2018-05-12 10:00',
    pg_temp.load_and_fail('failing ' || n)
  FROM generate_series(1, 3) AS n;
SELECT region, datasource FROM dml.trips
 WHERE departed_at >= '2018-05-11' ORDER BY region, datasource;
SELECT differences FROM pg_temp.state();
-- a statement with several INSERTs into the same feed, and another
WITH a AS (
  INSERT INTO dml.feed VALUES ('cte', '1,2', '3,4', '2018-05-20 10:00', 'a'),
    ('cte', 'x', '3,4', '2018-05-20 10:00', 'a') RETURNING datasource
), b AS (
  INSERT INTO dml.feed VALUES ('cte', '1,2', '3,4', '2018-05-21 10:00', 'b')
    RETURNING datasource
), c AS (
  INSERT INTO dml_other.feed
    VALUES ('cte', '1,2', '3,4', '2018-05-21 10:00', 'c')
)
INSERT INTO dml.feed SELECT 'cte', '1,2', '3,4', '2018-05-22 10:00',
    'main ' || datasource FROM (TABLE a UNION ALL TABLE b) AS ab;
SELECT datasource FROM dml.trips WHERE region = 'cte' ORDER BY datasource;
SELECT count(*) FROM dml_other.trips WHERE region = 'cte';
SELECT sum(rows_loaded) AS loaded, sum(rows_rejected) AS rejected
  FROM dml.loads WHERE load_id IN (
    SELECT load_id FROM dml.trips WHERE region = 'cte'
    UNION SELECT load_id FROM dml.rejects WHERE fields[1] = 'cte');
SELECT differences FROM pg_temp.state();
SELECT * FROM tripgrid.verify('dml_other');
-- a trigger of trips that passes rows on, and one of a staging table that
-- feeds two stores row by row
CREATE FUNCTION dml_pass_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO dml_other.feed VALUES (NEW.region || ' passed on',
    NEW.origin::text, NEW.destination::text, NEW.departed_at::text,
    NEW.datasource);
  RETURN NEW;
END
$$;
CREATE TRIGGER pass_on BEFORE INSERT ON dml.trips
  FOR EACH ROW EXECUTE FUNCTION dml_pass_on();
CREATE TABLE dml_staging (datasource text);
CREATE FUNCTION dml_stage() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO dml.feed
    VALUES ('staged', '1,2', '3,4', '2018-05-23 10:00', NEW.datasource);
  INSERT INTO dml_other.feed
    VALUES ('staged', '1,2', '3,4', '2018-05-23 10:00', NEW.datasource);
  RETURN NULL;
END
$$;
CREATE TRIGGER stage AFTER INSERT ON dml_staging
  FOR EACH ROW EXECUTE FUNCTION dml_stage();
COPY dml_staging FROM stdin;
one
two
three
\.
INSERT INTO dml.feed
  SELECT 'direct', '1,2', '3,4', '2018-05-23 10:00', 'd' || n
  FROM generate_series(1, 3) AS n;
DROP TRIGGER pass_on ON dml.trips;
DROP TABLE dml_staging;
DROP FUNCTION dml_stage, dml_pass_on;
SELECT region, string_agg(datasource, ' ' ORDER BY datasource)
  FROM dml.trips WHERE departed_at >= '2018-05-23' GROUP BY 1 ORDER BY 1;
SELECT region, string_agg(datasource, ' ' ORDER BY datasource)
  FROM dml_other.trips WHERE departed_at >= '2018-05-23'
 GROUP BY 1 ORDER BY 1;
SELECT differences FROM pg_temp.state();
SELECT * FROM tripgrid.verify('dml_other');

-- a feed filled from a cursor that stays open, and a question in between
BEGIN;
DECLARE c CURSOR FOR SELECT pg_temp.load_one('dml', 'cursor ' || n)
  FROM generate_series(1, 100) AS n;
FETCH 2 FROM c;
SELECT sum(trips) FROM tripgrid.weekly_trips(region => 'inner');
INSERT INTO dml.feed VALUES ('cursor', '1,2', '3,4', '2018-05-20 10:00', 'a');
FETCH 1 FROM c;
CLOSE c;
COMMIT;
SELECT count(*) FROM dml.trips WHERE datasource LIKE 'cursor%';
SELECT differences FROM pg_temp.state();
-- a prepared statement
PREPARE load_trip (text, text) AS
  INSERT INTO dml.feed VALUES ($1, '1,2', '3,4', '2018-05-20 10:00', $2);
EXECUTE load_trip ('prepared', 'a');
EXECUTE load_trip (NULL, 'b');
EXECUTE load_trip ('prepared', 'c');
SELECT count(*) FROM dml.trips WHERE region = 'prepared';
DEALLOCATE load_trip;
SELECT differences FROM pg_temp.state();

--
-- trips with more to them: columns, defaults, indexes, checks, triggers
--
CREATE FUNCTION pg_temp.load_sample() RETURNS void LANGUAGE sql AS $$
  TRUNCATE dml.trips RESTART IDENTITY;
  INSERT INTO dml.feed
    SELECT 'r' || n % 3, format('(%s,%s)', 10 + n % 7, 50 + n % 5),
      format('(%s,%s)', 10 + n % 5, 50 + n % 7),
      timestamp '2018-05-01 10:00' + n * interval '5 hours', 'd' || n % 4
    FROM generate_series(1, 40) AS n;
$$;
-- what there is in segments, whatever run it is in
CREATE FUNCTION pg_temp.contents() RETURNS text LANGUAGE sql AS $$
  SELECT md5(string_agg(s::text, E'\n' ORDER BY projection, segment_no))
    FROM (SELECT projection, segment_no, sign, trips, first_departure,
        last_departure, bounds, region, weeks, datasources, origins,
        destinations, departures, datasource_nos FROM dml.segments) AS s
$$;
SELECT pg_temp.load_sample();
SELECT trips, differences FROM pg_temp.state();
SELECT pg_temp.contents() AS contents \gset
ALTER TABLE dml.trips ADD note text DEFAULT 'none',
  ADD n bigint GENERATED ALWAYS AS (trip_id * 2) STORED,
  ADD at_hour int DEFAULT extract(hour FROM timestamp '2018-05-01 15:00'),
  ADD CHECK (region <> 'forbidden');
CREATE INDEX ON dml.trips (region, departed_at);
CREATE UNIQUE INDEX ON dml.trips (trip_id);
CREATE INDEX ON dml.trips (lower(datasource)) WHERE region = 'r1';
SELECT pg_temp.load_sample();
SELECT min(n), max(n), min(note), max(note), min(at_hour) FROM dml.trips;
SELECT pg_temp.contents() = :'contents' AS same;
SET enable_seqscan = off;
SET enable_bitmapscan = off;
SELECT count(*) FROM dml.trips WHERE region = 'r1';
SELECT count(*) FROM dml.trips WHERE trip_id = 7;
SELECT count(*) FROM dml.trips
 WHERE lower(datasource) = 'd2' AND region = 'r1';
RESET enable_seqscan;
RESET enable_bitmapscan;
SELECT differences FROM pg_temp.state();
\set VERBOSITY terse
INSERT INTO dml.feed
  VALUES ('forbidden', '1,2', '3,4', '2018-05-01 10:00', 'd');
\set VERBOSITY default
SELECT differences FROM pg_temp.state();
-- a column dropped, one added before a load in the same transaction
ALTER TABLE dml.trips DROP note;
SELECT pg_temp.load_sample();
SELECT pg_temp.contents() = :'contents' AS same;
-- a statement trigger, and one for each row, that see the new rows
CREATE TABLE dml_log (what text, rows bigint);
CREATE FUNCTION dml_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO dml_log SELECT 'statement', count(*) FROM came;
  RETURN NULL;
END
$$;
CREATE TRIGGER log AFTER INSERT ON dml.trips REFERENCING NEW TABLE AS came
  FOR EACH STATEMENT EXECUTE FUNCTION dml_log();
SELECT pg_temp.load_sample();
SELECT what, sum(rows) FROM dml_log GROUP BY what;
SELECT pg_temp.contents() = :'contents' AS same;
SELECT differences FROM pg_temp.state();
DROP TRIGGER log ON dml.trips;
-- one that changes rows, and one that leaves some out
CREATE FUNCTION dml_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.datasource = 'd3' THEN
    RETURN NULL;
  END IF;
  NEW.region := upper(NEW.region);
  RETURN NEW;
END
$$;
CREATE TRIGGER change BEFORE INSERT ON dml.trips
  FOR EACH ROW EXECUTE FUNCTION dml_change();
SELECT pg_temp.load_sample();
SELECT region, count(*) FROM dml.trips GROUP BY region ORDER BY region;
SELECT differences FROM pg_temp.state();
-- what a trigger leaves out is no loaded trip
SELECT rows_read, rows_loaded, rows_rejected FROM dml.loads
 ORDER BY load_id DESC LIMIT 1;
DROP TRIGGER change ON dml.trips;
-- a deferrable key, a foreign key: checked as ever
ALTER TABLE dml.trips ADD CONSTRAINT later UNIQUE (trip_id) DEFERRABLE
  INITIALLY DEFERRED;
SELECT pg_temp.load_sample();
SELECT pg_temp.contents() = :'contents' AS same;
ALTER TABLE dml.trips DROP CONSTRAINT later;
CREATE TABLE dml_regions (region text PRIMARY KEY);
INSERT INTO dml_regions VALUES ('r0'), ('r1'), ('r2');
ALTER TABLE dml.trips ADD CONSTRAINT known FOREIGN KEY (region)
  REFERENCES dml_regions ON UPDATE CASCADE ON DELETE CASCADE;
SELECT pg_temp.load_sample();
SELECT pg_temp.contents() = :'contents' AS same;
INSERT INTO dml.feed VALUES ('r9', '1,2', '3,4', '2018-05-01 10:00', 'd');
UPDATE dml_regions SET region = 'renamed' WHERE region = 'r1';
DELETE FROM dml_regions WHERE region = 'r2';
SELECT region, count(*) FROM dml.trips GROUP BY region ORDER BY region;
SELECT differences FROM pg_temp.state();
ALTER TABLE dml.trips DROP CONSTRAINT known;
-- a type that refuses null without a default
CREATE DOMAIN dml_needed AS text NOT NULL;
DELETE FROM dml.trips;
ALTER TABLE dml.trips ADD needed dml_needed;
INSERT INTO dml.feed VALUES ('r0', '1,2', '3,4', '2018-05-01 10:00', 'd');
SELECT count(*) FROM dml.trips WHERE needed IS NULL;
ALTER TABLE dml.trips DROP needed;
DROP DOMAIN dml_needed;
-- row security that is forced on the owner
CREATE POLICY only_r0 ON dml.trips USING (true) WITH CHECK (region = 'r0');
ALTER TABLE dml.trips ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT pg_temp.load_sample();
SELECT pg_temp.contents() = :'contents' AS same;
ALTER TABLE dml.trips NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
DROP POLICY only_r0 ON dml.trips;
-- a rule
CREATE RULE keep_out AS ON INSERT TO dml.trips WHERE NEW.region = 'r0'
  DO INSTEAD NOTHING;
SELECT pg_temp.load_sample();
SELECT region, count(*) FROM dml.trips GROUP BY region ORDER BY region;
SELECT rows_loaded, rows_rejected FROM dml.loads
 ORDER BY load_id DESC LIMIT 1;
SELECT differences FROM pg_temp.state();
DROP RULE keep_out ON dml.trips;
-- values so long that the server moves columns out of line
ALTER TABLE dml.trips ADD long text DEFAULT repeat('x', 20);
SELECT pg_temp.load_sample();
UPDATE dml.trips SET long = (SELECT string_agg(md5(i::text), '')
  FROM generate_series(1, 500) AS i), region = region || ' long';
SELECT differences FROM pg_temp.state();
-- segments written again by a statement that is not over, whose trips are there
-- already
CREATE FUNCTION dml_rebuild() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  CALL tripgrid.rebuild('dml');
  RETURN NULL;
END
$$;
CREATE TRIGGER again AFTER INSERT ON dml.trips FOR EACH ROW
  EXECUTE FUNCTION dml_rebuild();
INSERT INTO dml.feed VALUES ('r0', '1,2', '3,4', '2018-05-01 10:00', 'd');
INSERT INTO dml.trips (origin, destination, departed_at, region, datasource)
  VALUES ('1,2', '3,4', '2018-05-01 10:00', 'r0', 'd');
SELECT differences FROM pg_temp.state();
DROP TRIGGER again ON dml.trips;
CALL tripgrid.rebuild();
SELECT differences FROM pg_temp.state();

DROP TABLE dml_log, dml_regions;
DROP FUNCTION dml_rebuild, dml_log, dml_change;
RESET tripgrid.store;
SELECT tripgrid.drop_store('dml', force => true);
SELECT tripgrid.drop_store('dml_other', force => true);
