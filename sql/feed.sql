--
-- The feed: what it takes, how it reads, what it gives back.
--
SET DateStyle = ISO;
SET TimeZone = 'Europe/Prague';
\set SHOW_CONTEXT never
SELECT tripgrid.create_store('feed_test');
SET tripgrid.store = 'feed_test';

--
-- COPY of a CSV
--
COPY feed_test.feed FROM stdin (FORMAT csv, HEADER);
region,origin_coord,destination_coord,datetime,datasource
Prague,POINT (14.4973794438195 50.00136875782316),POINT (14.43109483523328 50.04052930943246),2018-05-28 09:03:40,funny_car
Turin,POINT (7.672837913286881 44.9957109242058),POINT (7.720368637535126 45.06782385393849),2018-05-21 02:54:04,baba_car
"Prague",POINT (14.32427345662177 50.00002074358429),POINT (14.47767895969969 50.09339790740321),2018-05-13 08:52:25,cheap_mobile
\.
SELECT region, origin, destination, departed_at, datasource, load_id
  FROM feed_test.trips
 ORDER BY departed_at;
-- the same as CSV, which loads again as it is
COPY (SELECT * FROM feed_test.feed ORDER BY datetime) TO stdout
  (FORMAT csv, HEADER);

--
-- COPY of text, with other columns first; null and empty are missing
--
COPY feed_test.feed
  (datasource, datetime, destination_coord, origin_coord, region) FROM stdin;
funny_car	2018-05-28 10:00	POINT (14.4 50)	POINT (14.5 50)	Prague
funny_car	2018-05-28 11:00	POINT (14.4 50)	POINT (14.5 50)	\N
funny_car	2018-05-28 12:00	POINT (14.4 50)		Prague
\.
-- columns left out are missing, too
COPY feed_test.feed (region, origin_coord, destination_coord, datetime)
  FROM stdin (FORMAT csv, DELIMITER ';');
Prague;POINT (14.5 50);POINT (14.4 50);2018-05-28 13:00
\.
SELECT load_id, lineno, colname, raw_field_value, err_message
  FROM feed_test.rejects
 ORDER BY load_id, lineno;

--
-- every form of a coordinate
--
INSERT INTO feed_test.feed
  SELECT 'forms', position, '14.5,50.5', '2018-05-28 09:03:40',
    'form ' || n
  FROM (VALUES
    (1, 'POINT (14.4973794438195 50.00136875782316)'),
    (2, 'POINT(14.4973794438195 50.00136875782316)'),
    (3, 'Point ( 14.4973794438195	50.00136875782316 ) '),
    (4, 'SRID=4326;POINT (14.4973794438195 50.00136875782316)'),
    (5, '(14.4973794438195,50.00136875782316)'),
    (6, '( 14.4973794438195 , 50.00136875782316 )'),
    (7, '14.4973794438195,50.00136875782316'),
    (8, '  14.4973794438195, 50.00136875782316'),
    (9, '1.44973794438195E1,+5.000136875782316e+01'),
    (10, ST_AsHEXEWKB('SRID=4326;POINT (14.4973794438195 50.00136875782316)',
      'NDR')),
    (11, lower(ST_AsHEXEWKB(
      'SRID=4326;POINT (14.4973794438195 50.00136875782316)', 'XDR'))),
    (12, encode(ST_AsBinary(
      'POINT (14.4973794438195 50.00136875782316)'::geometry), 'hex'))
  ) AS forms (n, position);
SELECT origin, count(*) FROM feed_test.trips WHERE region = 'forms'
 GROUP BY origin;

--
-- every form of a date, by the clock in Prague
--
CREATE TEMP TABLE datetimes (n int, form text);
INSERT INTO datetimes VALUES
  (1, '2018-05-28 09:03:40'), (2, '2018-05-28T09:03:40'),
  (3, '2018-05-28t09:03:40'), (4, '2018-05-28   09:03:40'),
  (5, '2018-05-28 09:03'), (6, '2018-05-28 09:03:40.5'),
  (7, '2018-05-28 09:03:40.123456789'), (8, '2018-05-28 24:00'),
  (9, '2018-05-28 23:59:60'), (10, '2018-05-28 23:59:59.9999996'),
  (11, '2018-05-28 09:03:40Z'), (12, '2018-05-28T09:03:40z'),
  (13, '2018-05-28 09:03:40 UTC'), (14, '2018-05-28 09:03:40 gmt'),
  (15, '2018-05-28 09:03:40+02'), (16, '2018-05-28 09:03:40+0200'),
  (17, '2018-05-28 09:03:40+02:00'), (18, '2018-05-28 09:03:40-07:30'),
  (19, '2018-05-28T09:03:40.25+02:00'), (20, '2018-01-28 09:03:40Z'),
  -- the hours that Prague skips and repeats
  (21, '2018-03-25 02:30:00'), (22, '2018-03-25 01:30:00Z'),
  (23, '2018-10-28 02:30:00'), (24, '2018-10-28 00:30:00Z'),
  (25, '2018-10-28 01:30:00Z'),
  -- epochs
  (26, '1527491020'), (27, '1527491020.5'), (28, '1527491020500'),
  (29, '1527491020500.25'), (30, '157766400'), (31, '157766400000'),
  -- leap days
  (32, '2016-02-29 12:00'), (33, '2000-02-29 12:00');
INSERT INTO feed_test.feed (datasource, region, origin_coord,
    destination_coord, datetime)
  SELECT n, 'dates', '14.5,50', '14.5,50.5', form FROM datetimes;
SELECT n, form, departed_at
  FROM datetimes LEFT JOIN feed_test.trips ON datasource = n::text
   AND region = 'dates'
 ORDER BY n;
-- the same instants by another clock
SET TimeZone = 'America/St_Johns';
INSERT INTO feed_test.feed (datasource, region, origin_coord,
    destination_coord, datetime)
  SELECT n, 'instants', '14.5,50', '14.5,50.5', form
  FROM datetimes WHERE n = ANY (ARRAY[1, 11, 15, 26, 28]);
SELECT n, form, departed_at
  FROM datetimes JOIN feed_test.trips ON datasource = n::text
   AND region = 'instants'
 ORDER BY n;
SET TimeZone = 'Europe/Prague';
-- what the server would take but means another thing elsewhere
SELECT count(*) AS loads FROM feed_test.loads;
INSERT INTO feed_test.feed (datasource, region, origin_coord,
    destination_coord, datetime)
  SELECT n, 'no dates', '14.5,50', '14.5,50.5', form
  FROM (VALUES (1, '28.05.2018 09:03'), (2, '05/28/2018 09:03'),
    (3, '28 May 2018 09:03'), (4, '2018-05-28'), (5, '20180528'),
    (6, '20180528090340'), (7, 'now'), (8, 'infinity'), (9, 'epoch'),
    (10, '2018-05-28 9:03'), (11, '2018-5-28 09:03'), (12, '1527491'),
    (13, '2018-05-28 09:03:40 noon'), (14, '2018-05-28 09:03:40 Europe'),
    (15, '2018-05-28 09:03:40+'), (16, '2018-05-28 09.03.40')
  ) AS forms (n, form);
SELECT count(*) AS rejected, min(err_message) AS reason,
    max(err_message) = min(err_message) AS same
  FROM feed_test.rejects WHERE fields[1] = 'no dates';

--
-- blanks around values are none of the values; those inside stay
--
INSERT INTO feed_test.feed VALUES
  (E'  New  York\t', ' POINT (1 2) ', E'\nPOINT (3 4)\r',
   E'\t 2018-05-28 09:03:40 ', E' a b \n');
SELECT quote_literal(region) AS region, quote_literal(datasource)
    AS datasource, origin, destination, departed_at
  FROM feed_test.trips WHERE region LIKE '%York%';
-- names are taken as they are written: case, accents, quotes, 64 bytes
INSERT INTO feed_test.feed VALUES
  ('Praha', '1,2', '3,4', '2018-05-28 09:03:40', 'žluťoučký kůň'),
  ('praha', '1,2', '3,4', '2018-05-28 09:03:40', '"quoted", it''s'),
  (repeat('ž', 32), '1,2', '3,4', '2018-05-28 09:03:40', repeat('x', 64));
SELECT region, datasource FROM feed_test.trips
 WHERE lower(region) = 'praha' OR length(region) = 32
 ORDER BY region COLLATE "C";

--
-- what comes out goes in again: the same trips, the same text
--
CREATE TEMP TABLE copy_of AS SELECT * FROM feed_test.feed;
SELECT tripgrid.create_store('feed_again');
INSERT INTO feed_again.feed SELECT * FROM copy_of;
(TABLE copy_of EXCEPT ALL TABLE feed_again.feed)
UNION ALL (TABLE feed_again.feed EXCEPT ALL TABLE copy_of);
SELECT count(*) AS differences FROM (
  (SELECT region, origin, destination, departed_at, datasource
     FROM feed_test.trips
   EXCEPT ALL SELECT region, origin, destination, departed_at, datasource
     FROM feed_again.trips)
  UNION ALL
  (SELECT region, origin, destination, departed_at, datasource
     FROM feed_again.trips
   EXCEPT ALL SELECT region, origin, destination, departed_at, datasource
     FROM feed_test.trips)) AS d;
SELECT tripgrid.drop_store('feed_again', force => true);

--
-- what INSERT says: rows that became trips; RETURNING gives rows as they came
--
\set QUIET off
INSERT INTO feed_test.feed VALUES
  ('a', '1,2', '3,4', '2018-05-28 09:03:40', 'a'),
  ('a', 'nowhere', '3,4', '2018-05-28 09:03:40', 'a'),
  ('a', '1,2', '3,4', '2018-05-28 09:03:41', 'a')
  RETURNING *;
\set QUIET on

--
-- a load without rows is a load
--
SELECT max(load_id) AS last_load FROM feed_test.loads \gset
COPY feed_test.feed FROM stdin (FORMAT csv, HEADER);
region,origin_coord,destination_coord,datetime,datasource
\.
INSERT INTO feed_test.feed SELECT 'a', 'b', 'c', 'd', 'e' WHERE false;
SELECT feed, state, rows_read, rows_loaded, rows_rejected
  FROM feed_test.loads
 WHERE load_id > :last_load
 ORDER BY load_id;

--
-- the ledger
--
SELECT count(*) AS loads,
  bool_and(loaded_by = current_user) AS loaded_by,
  bool_and(state = 'committed') AS committed,
  bool_and(started_at <= finished_at) AS in_order,
  bool_and(duration = finished_at - started_at) AS duration,
  bool_and(rows_read = rows_loaded + rows_rejected) AS adds_up,
  sum(rows_loaded) = (SELECT count(*) FROM feed_test.trips) AS loaded,
  sum(rows_rejected) = (SELECT count(*) FROM feed_test.rejects) AS rejected
  FROM feed_test.loads;
SELECT load_id, rows_loaded FROM feed_test.loads
EXCEPT
SELECT l.load_id, count(t.*) FROM feed_test.loads AS l
  LEFT JOIN feed_test.trips AS t USING (load_id) GROUP BY l.load_id;

SELECT * FROM tripgrid.verify();

--
-- a feed is a view of trips: names can be changed and rows deleted through
-- it, and the segments follow; what it computes cannot be set
--
UPDATE feed_test.feed SET region = 'Brno' WHERE region = 'Praha';
DELETE FROM feed_test.feed WHERE region = 'dates';
SELECT sum(trips) FROM tripgrid.weekly_trips(region => 'Brno');
SELECT sum(trips) FROM tripgrid.weekly_trips(region => 'dates');
SELECT * FROM tripgrid.verify();
\set VERBOSITY sqlstate
UPDATE feed_test.feed SET datetime = '2018-05-28 09:03:40';
TRUNCATE feed_test.feed;
\set VERBOSITY default

--
-- a feed that lost one of its triggers takes nothing rather than lose rows
--
BEGIN;
DROP TRIGGER feed_end ON feed_test.feed;
INSERT INTO feed_test.feed
  VALUES ('a', '1,2', '3,4', '2018-05-28 09:03:40', 'a');
ROLLBACK;
BEGIN;
DROP TRIGGER feed_row ON feed_test.feed;
\set VERBOSITY sqlstate
INSERT INTO feed_test.feed
  VALUES ('a', '1,2', '3,4', '2018-05-28 09:03:40', 'a');
\set VERBOSITY default
ROLLBACK;

RESET tripgrid.store;
SELECT tripgrid.drop_store('feed_test', force => true);

--
-- a feed of one's own whose loads nothing ends would lose its rows
--
SELECT tripgrid.create_store('endless');
CREATE VIEW endless.other AS SELECT * FROM endless.feed;
CREATE TRIGGER take INSTEAD OF INSERT ON endless.other
  FOR EACH ROW EXECUTE FUNCTION tripgrid.feed_row();
INSERT INTO endless.other VALUES
  ('Prague', '14.42,50.09', '14.5,50', '2018-05-28 09:03', 'a');
CREATE TRIGGER finish BEFORE INSERT ON endless.other
  FOR EACH STATEMENT EXECUTE FUNCTION tripgrid.feed_end();
INSERT INTO endless.other VALUES
  ('Prague', '14.42,50.09', '14.5,50', '2018-05-28 09:03', 'a');
DROP TRIGGER finish ON endless.other;
CREATE TRIGGER finish AFTER INSERT ON endless.other
  FOR EACH STATEMENT EXECUTE FUNCTION tripgrid.feed_end();
INSERT INTO endless.other VALUES
  ('Prague', '14.42,50.09', '14.5,50', '2018-05-28 09:03', 'a');
SELECT feed, rows_loaded FROM endless.loads;
DROP VIEW endless.other;
SELECT tripgrid.drop_store('endless', force => true);
