--
-- Trips written as whole pages: the same rows as written one by one.
--
SET DateStyle = ISO;
\set SHOW_CONTEXT never
SELECT tripgrid.create_store('pages_test');
SELECT tripgrid.create_store('rows_test');
SET tripgrid.store = 'pages_test';
-- names of 1 to 64 bytes, so that rows end at every alignment; some are told
-- apart by their last byte alone
CREATE TABLE pages_input AS
  SELECT repeat('r', 1 + n % 64) AS region,
    format('POINT (%s %s)', n % 360 - 180, n % 180 - 90) AS origin_coord,
    format('POINT (%s %s)', n * 7 % 360 - 180, 1 + n % 89)
      AS destination_coord,
    (timestamp '2018-01-01' + n * interval '97 seconds')::text AS datetime,
    repeat('d', n * 5 % 63) || n % 10 AS datasource
  FROM generate_series(1, 12000) AS n;
-- a column more, and rows are written one by one
ALTER TABLE rows_test.trips ADD COLUMN note text;
INSERT INTO pages_test.feed SELECT * FROM pages_input;
INSERT INTO rows_test.feed SELECT * FROM pages_input;
CREATE FUNCTION pages_differ() RETURNS bigint LANGUAGE sql AS $$
  SELECT count(*)
  FROM (SELECT trip_id, load_id, departed_at, origin,
          destination, region, datasource FROM pages_test.trips) AS p
  FULL JOIN (SELECT trip_id, load_id, departed_at, origin,
          destination, region, datasource FROM rows_test.trips) AS r
    USING (trip_id)
  WHERE p IS DISTINCT FROM r
$$;
SELECT pages_differ(), count(*), min(trip_id), max(trip_id)
  FROM pages_test.trips;
SELECT pg_relation_size('pages_test.trips') <=
    1.02 * pg_relation_size('rows_test.trips') AS as_dense;
SELECT * FROM tripgrid.verify();

--
-- BRIN knows of pages that come after it has summarized their range
--
SELECT brin_summarize_new_values('pages_test.trips_brin') >= 0 AS done;
INSERT INTO pages_test.feed
  SELECT region, origin_coord, destination_coord,
    (datetime::timestamp - interval '5 years')::text, datasource
  FROM pages_input;
INSERT INTO pages_test.feed
  SELECT region, origin_coord, destination_coord,
    (datetime::timestamp + interval '5 years')::text, datasource
  FROM pages_input;
BEGIN;
SET LOCAL enable_seqscan = off;
SET LOCAL tripgrid.use_segments = off;
EXPLAIN (COSTS OFF)
SELECT count(*) FROM pages_test.trips WHERE departed_at < '2014-01-01';
SELECT count(*) FROM pages_test.trips WHERE departed_at < '2014-01-01';
SELECT count(*) FROM pages_test.trips WHERE departed_at > '2022-01-01';
SELECT count(*) FROM pages_test.trips WHERE trip_id BETWEEN 12001 AND 24000;
SELECT count(*) FROM pages_test.trips WHERE trip_id = 36000;
COMMIT;

--
-- Rows in pages change like any others
--
UPDATE pages_test.trips SET region = 'changed' WHERE trip_id % 1000 = 0;
DELETE FROM pages_test.trips WHERE trip_id > 12000;
SELECT count(*), count(*) FILTER (WHERE region = 'changed') AS changed
  FROM pages_test.trips;
SELECT * FROM tripgrid.verify();
VACUUM pages_test.trips;
SELECT count(*) FROM pages_test.trips;

--
-- trip_id comes from its sequence, which loses none and gives none twice
--
SELECT nextval('pages_test.trips_trip_id_seq') > 36000 AS after_all;
ALTER TABLE pages_test.trips ALTER trip_id RESTART WITH 50000;
INSERT INTO pages_test.feed SELECT * FROM pages_input LIMIT 6000;
SELECT min(trip_id), max(trip_id), count(DISTINCT trip_id)
  FROM pages_test.trips WHERE trip_id >= 50000;
-- not even if the load fails
BEGIN;
INSERT INTO pages_test.feed SELECT * FROM pages_input LIMIT 6000;
ROLLBACK;
INSERT INTO pages_test.feed SELECT * FROM pages_input LIMIT 6000;
SELECT max(trip_id) FROM pages_test.trips;
-- other steps than 1
ALTER TABLE pages_test.trips ALTER trip_id SET INCREMENT BY 10
  RESTART WITH 100000;
INSERT INTO pages_test.feed SELECT * FROM pages_input LIMIT 6000;
SELECT max(trip_id) FROM pages_test.trips;
-- up to the last
ALTER TABLE pages_test.trips ALTER trip_id SET INCREMENT BY 1
  SET MAXVALUE 206000 RESTART WITH 200001;
INSERT INTO pages_test.feed SELECT * FROM pages_input LIMIT 6000;
SELECT max(trip_id) FROM pages_test.trips;
INSERT INTO pages_test.feed SELECT * FROM pages_input LIMIT 6000;
SELECT * FROM tripgrid.verify();

--
-- What has been added to trips is heeded
--
TRUNCATE pages_test.trips;
ALTER TABLE pages_test.trips ALTER trip_id SET NO MAXVALUE
  RESTART WITH 300001;
ALTER TABLE pages_test.trips ADD CONSTRAINT no_long_names
  CHECK (length(region) < 64);
INSERT INTO pages_test.feed SELECT * FROM pages_input;
ALTER TABLE pages_test.trips DROP CONSTRAINT no_long_names;
CREATE UNIQUE INDEX one_each ON pages_test.trips (trip_id);
INSERT INTO pages_test.feed SELECT * FROM pages_input;
SELECT trip_id AS any_id FROM pages_test.trips OFFSET 9999 LIMIT 1 \gset
BEGIN;
SET LOCAL enable_seqscan = off;
SELECT count(*) FROM pages_test.trips WHERE trip_id = :any_id;
COMMIT;
DROP INDEX pages_test.one_each, pages_test.trips_brin;
INSERT INTO pages_test.feed SELECT * FROM pages_input;
SELECT count(*) FROM pages_test.trips;
SELECT * FROM tripgrid.verify();

--
-- A key is written with the pages, and found by
--
SELECT tripgrid.create_store('pages_keyed', with_key => NULL);
SELECT tripgrid.create_store('pages_keyed', with_key => true);
SELECT relnamespace::regnamespace, relreplident FROM pg_class
WHERE oid = ANY ('{pages_test.trips,pages_keyed.trips}'::regclass[])
ORDER BY relnamespace::regnamespace::text;
SET tripgrid.store = 'pages_keyed';
INSERT INTO pages_keyed.feed SELECT * FROM pages_input;
BEGIN;
SET LOCAL enable_seqscan = off;
SET LOCAL enable_bitmapscan = off;
EXPLAIN (COSTS OFF)
SELECT count(region) FROM pages_keyed.trips WHERE trip_id > 0;
SELECT count(region), min(trip_id), max(trip_id)
FROM pages_keyed.trips WHERE trip_id > 0;
COMMIT;
-- a number that somebody has taken
INSERT INTO pages_keyed.trips (trip_id, departed_at, origin, destination,
  region, datasource)
VALUES (20000, '2018-05-01', '(1,2)', '(3,4)', 'r', 'd');
INSERT INTO pages_keyed.feed SELECT * FROM pages_input;
INSERT INTO pages_keyed.feed SELECT * FROM pages_input;
SELECT count(*), max(trip_id) FROM pages_keyed.trips;
SELECT * FROM tripgrid.verify();

--
-- At the end of their sequence there are no numbers, nor after it
--
SELECT tripgrid.create_store('pages_last');
SELECT setval('pages_last.trips_trip_id_seq', 9223372036854775807 - 12000);
INSERT INTO pages_last.feed SELECT * FROM pages_input;
SELECT count(*), max(trip_id) - 9223372036854775807 AS left_over
FROM pages_last.trips;
INSERT INTO pages_last.feed SELECT * FROM pages_input;
SELECT count(*), min(trip_id) > 0 AS positive FROM pages_last.trips;
-- one too few, before the first and after
TRUNCATE pages_last.trips;
ALTER SEQUENCE pages_last.trips_trip_id_seq MINVALUE -20 MAXVALUE 11979
  RESTART -20;
INSERT INTO pages_last.feed SELECT * FROM pages_input
UNION ALL (SELECT * FROM pages_input LIMIT 1);
SELECT setval('pages_last.trips_trip_id_seq', -20, false);
INSERT INTO pages_last.feed SELECT * FROM pages_input;
SELECT count(*), min(trip_id), max(trip_id) FROM pages_last.trips;
SELECT * FROM tripgrid.verify('pages_last');
SELECT tripgrid.drop_store('pages_last', true);

DROP FUNCTION pages_differ();
DROP TABLE pages_input;
SELECT tripgrid.drop_store('pages_test', true);
SELECT tripgrid.drop_store('rows_test', true);
SELECT tripgrid.drop_store('pages_keyed', true);
