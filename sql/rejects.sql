--
-- Rejects: every reason, kept whole; what on_reject and earliest_departure do.
--
SET DateStyle = ISO;
SET TimeZone = 'UTC';
\set SHOW_CONTEXT never
SELECT tripgrid.create_store('rejects_test');
SET tripgrid.store = 'rejects_test';

--
-- every reason, in each column where it can occur
--
CREATE TEMP TABLE bad (n serial, region text, origin_coord text,
  destination_coord text, datetime text, datasource text);
INSERT INTO bad (region, origin_coord, destination_coord, datetime, datasource)
VALUES
  -- missing
  (NULL, '1,2', '3,4', '2018-05-28 09:03', 'd'),
  (' ', '1,2', '3,4', '2018-05-28 09:03', 'd'),
  ('r', NULL, '3,4', '2018-05-28 09:03', 'd'),
  ('r', '', '3,4', '2018-05-28 09:03', 'd'),
  ('r', 'POINT EMPTY', '3,4', '2018-05-28 09:03', 'd'),
  ('r', '1,2', NULL, '2018-05-28 09:03', 'd'),
  ('r', '1,2', '3,4', NULL, 'd'),
  ('r', '1,2', '3,4', E'\t', 'd'),
  ('r', '1,2', '3,4', '2018-05-28 09:03', NULL),
  ('r', '1,2', '3,4', '2018-05-28 09:03', E' \n'),
  -- positions
  ('r', 'here', '3,4', '2018-05-28 09:03', 'd'),
  ('r', '1,2', 'POINT (3 4', '2018-05-28 09:03', 'd'),
  ('r', '1,2', 'POINT Z (3 4 5)', '2018-05-28 09:03', 'd'),
  ('r', '48°51′N 2°21′E', '3,4', '2018-05-28 09:03', 'd'),
  ('r', 'SRID=3857;POINT (1 2)', '3,4', '2018-05-28 09:03', 'd'),
  ('r', 'NaN,2', '3,4', '2018-05-28 09:03', 'd'),
  ('r', '1,2', '3,Infinity', '2018-05-28 09:03', 'd'),
  ('r', '180.0000001,2', '3,4', '2018-05-28 09:03', 'd'),
  ('r', '-876.418,41.8856', '3,4', '2018-05-28 09:03', 'd'),
  ('r', '1,2', '3,90.0000001', '2018-05-28 09:03', 'd'),
  ('r', '41.8856,-876.418', '3,4', '2018-05-28 09:03', 'd'),
  ('r', '0,0', '3,4', '2018-05-28 09:03', 'd'),
  ('r', '1,2', 'POINT (0.00000004 -0)', '2018-05-28 09:03', 'd'),
  -- dates
  ('r', '1,2', '3,4', 'tomorrow', 'd'),
  ('r', '1,2', '3,4', '28.05.2018 09:03', 'd'),
  ('r', '1,2', '3,4', '2018-02-29 09:03', 'd'),
  ('r', '1,2', '3,4', '2018-13-01 09:03', 'd'),
  ('r', '1,2', '3,4', '2018-05-28 24:00:01', 'd'),
  ('r', '1,2', '3,4', '2018-05-28 09:60', 'd'),
  ('r', '1,2', '3,4', '0000-05-28 09:03', 'd'),
  ('r', '1,2', '3,4', '2018-05-28 09:03+16', 'd'),
  ('r', '1,2', '3,4', '1969-12-31 23:59:59.999999', 'd'),
  ('r', '1,2', '3,4', '0001-01-01 00:00', 'd'),
  ('r', '1,2', '3,4', '9999-12-31 23:59', 'd'),
  -- names
  (repeat('x', 65), '1,2', '3,4', '2018-05-28 09:03', 'd'),
  ('r', '1,2', '3,4', '2018-05-28 09:03', repeat('ž', 33)),
  -- the first fault of a row is told
  ('', 'here', 'there', 'then', NULL);
INSERT INTO rejects_test.feed
  SELECT region, origin_coord, destination_coord, datetime, datasource
  FROM bad ORDER BY n;
SELECT lineno, colname, left(raw_field_value, 30) AS value, errorcode,
    err_message
  FROM rejects_test.rejects
 ORDER BY lineno;
-- rows are kept whole, as they came
SELECT count(*) AS rows
  FROM rejects_test.rejects
  JOIN bad ON n = lineno
   AND fields IS NOT DISTINCT FROM ARRAY[region, origin_coord,
     destination_coord, datetime, datasource];
SELECT count(*) AS values
  FROM rejects_test.rejects
 WHERE raw_field_value IS DISTINCT FROM fields[array_position(
     ARRAY['region', 'origin_coord', 'destination_coord', 'datetime',
       'datasource'], colname)];
SELECT count(*) AS trips FROM rejects_test.trips;

-- what lies just inside of each limit is taken
INSERT INTO rejects_test.feed VALUES
  ('r', '180,90', '-180,-90', '1970-01-01 00:00', 'd'),
  (repeat('x', 64), '0.0000001,0', '0,-0.0000001', '2018-05-28 24:00:00', 'd'),
  ('r', '0.00000005,0', '1,2', '2018-05-28 09:03-15:59', 'd');
SELECT count(*) AS trips FROM rejects_test.trips;

--
-- tomorrow's trips are trips, those after it are not
--
INSERT INTO rejects_test.feed
  SELECT 'soon', '1,2', '3,4', (now() + i)::text, i::text
  FROM unnest(ARRAY[interval '-1 minute', '23 hours', '25 hours', '10 years'])
    AS i;
SELECT datasource FROM rejects_test.trips WHERE region = 'soon'
 ORDER BY datasource;
SELECT fields[5] AS datasource, err_message
  FROM rejects_test.rejects WHERE fields[1] = 'soon' ORDER BY lineno;

--
-- damaged lines among good ones: line numbers are those of the rows
--
COPY rejects_test.feed FROM stdin (FORMAT csv, HEADER);
region,origin_coord,destination_coord,datetime,datasource
Prague,POINT (14.5 50),POINT (14.4 50),2018-05-28 09:03:40,a
Prague,POINT (14.5 50),POINT (14.4 50),2018-05-28 99:03:40,a
"Prague","POINT (14.5
50)",POINT (14.4 50),2018-05-28 09:03:41,a
Prague,POINT (14.5 50),POINT (14.4 50),"2018-05-28
09:03:42",a
Prague,POINT (14.5 500),POINT (14.4 50),2018-05-28 09:03:43,a
\.
SELECT lineno, colname, raw_field_value
  FROM rejects_test.rejects
 WHERE load_id = (SELECT max(load_id) FROM rejects_test.loads)
 ORDER BY lineno;
-- a file that is no CSV is the server's error: nothing of it is loaded
\set VERBOSITY terse
COPY rejects_test.feed FROM stdin (FORMAT csv);
Prague,POINT (14.5 50),POINT (14.4 50),2018-05-28 09:03:50,a
Prague,POINT (14.5 50),POINT (14.4 50),2018-05-28 09:03:51
\.
COPY rejects_test.feed FROM stdin (FORMAT csv);
Prague,POINT (14.5 50),POINT (14.4 50),2018-05-28 09:03:50,a
Prague,"POINT (14.5 50),POINT (14.4 50),2018-05-28 09:03:51,a
\.
\set VERBOSITY default

--
-- many rejects are written in portions
--
INSERT INTO rejects_test.feed
  SELECT 'many', '1,2', CASE WHEN n % 3 = 0 THEN '3,4' ELSE 'bad ' || n END,
    '2018-05-28 09:03', 'd'
  FROM generate_series(1, 6000) AS n;
SELECT count(*) AS rejected, count(DISTINCT lineno) AS lines,
    bool_and(raw_field_value = 'bad ' || lineno) AS in_place
  FROM rejects_test.rejects WHERE fields[1] = 'many';
SELECT count(*) AS loaded FROM rejects_test.trips WHERE region = 'many';
-- large ones, too
INSERT INTO rejects_test.feed
  SELECT 'large', '1,2', repeat('x', 1000000), '2018-05-28 09:03', 'd'
  FROM generate_series(1, 10) AS n;
SELECT count(*) AS rejected, min(length(raw_field_value)) AS characters
  FROM rejects_test.rejects WHERE fields[1] = 'large';

--
-- the ledger adds up
--
SELECT load_id, rows_read, rows_loaded, rows_rejected FROM rejects_test.loads
 ORDER BY load_id;
SELECT load_id FROM rejects_test.loads AS l
 WHERE rows_rejected <> (SELECT count(*) FROM rejects_test.rejects AS r
     WHERE r.load_id = l.load_id)
    OR rows_loaded <> (SELECT count(*) FROM rejects_test.trips AS t
     WHERE t.load_id = l.load_id);

--
-- on_reject = error: the load fails as a whole and says why
--
SET tripgrid.on_reject = 'error';
INSERT INTO rejects_test.feed VALUES
  ('strict', '1,2', '3,4', '2018-05-28 09:03', 'd'),
  ('strict', '1,2', '3,94', '2018-05-28 09:03', 'd');
COPY rejects_test.feed FROM stdin (FORMAT csv);
strict,"1,2","3,4",2018-05-28 09:03,d
strict,"1,2","3,4",2018-02-29 09:03,d
\.
INSERT INTO rejects_test.feed
  VALUES ('strict', '1,2', '3,4', '2018-05-28 09:03', NULL);
INSERT INTO rejects_test.feed
  VALUES ('strict', '1,2', repeat('ž', 150), '2018-05-28 09:03', 'd');
INSERT INTO rejects_test.feed
  VALUES (repeat('x', 65), '1,2', '3,4', '2018-05-28 09:03', 'd');
SELECT count(*) AS trips FROM rejects_test.trips WHERE region = 'strict';
SELECT max(load_id) AS last_load FROM rejects_test.loads;
INSERT INTO rejects_test.feed
  VALUES ('strict', '1,2', '3,4', '2018-05-28 09:03', 'd');
SELECT count(*) AS trips FROM rejects_test.trips WHERE region = 'strict';
SET tripgrid.on_reject = 'keep';

--
-- earliest_departure
--
SET tripgrid.earliest_departure = '2018-05-01 12:00';
INSERT INTO rejects_test.feed VALUES
  ('early', '1,2', '3,4', '2018-05-01 12:00', 'd'),
  ('early', '1,2', '3,4', '2018-05-01 11:59:59.999999', 'd');
SET tripgrid.earliest_departure = '0001-01-01';
INSERT INTO rejects_test.feed VALUES
  ('early', '1,2', '3,4', '0001-01-01 00:00', 'd'),
  ('early', '1,2', '3,4', '0001-01-01 00:00+15:59', 'd');
RESET tripgrid.earliest_departure;
SELECT departed_at FROM rejects_test.trips WHERE region = 'early'
 ORDER BY departed_at;
SELECT raw_field_value, err_message FROM rejects_test.rejects
 WHERE fields[1] = 'early' ORDER BY load_id;

-- rejects and their load go with a transaction that is undone
SELECT count(*) AS before FROM rejects_test.rejects \gset
BEGIN;
INSERT INTO rejects_test.feed VALUES ('undone', 'x', 'x', 'x', 'x');
ROLLBACK;
SELECT count(*) - :before AS left_behind FROM rejects_test.rejects;

-- mend and load again: a reject has all that an INSERT needs
WITH mended AS (
  DELETE FROM rejects_test.rejects WHERE fields[1] = 'many'
  RETURNING fields
)
INSERT INTO rejects_test.feed
  SELECT fields[1], fields[2], '3,4', fields[4], fields[5] FROM mended;
SELECT count(*) AS loaded FROM rejects_test.trips WHERE region = 'many';

SELECT * FROM tripgrid.verify();
RESET tripgrid.store;
SELECT tripgrid.drop_store('rejects_test', force => true);
