--
-- Feeds of other shapes: mappings, constants, forms; what they read and give
-- back.
--
SET DateStyle = ISO;
SET TimeZone = 'Europe/Prague';
\set SHOW_CONTEXT never
SELECT tripgrid.create_store('feeds_test');
SET tripgrid.store = 'feeds_test';
CREATE VIEW pg_temp.new_rejects AS
  SELECT lineno, colname, raw_field_value, errorcode, err_message
  FROM feeds_test.rejects
  WHERE load_id = (SELECT max(load_id) FROM feeds_test.loads);
CREATE VIEW pg_temp.new_trips AS
  SELECT origin, destination, departed_at, region, datasource
  FROM feeds_test.trips
  WHERE load_id = (SELECT max(load_id) FROM feeds_test.loads);

--
-- longitude and latitude in columns of their own; constants
--
SELECT tripgrid.create_feed('bikes',
  ARRAY['ride_id', 'started_at', 'start_lat', 'start_lng', 'end_lat',
    'end_lng', ''],
  '{"departed_at": "started_at", "origin_lon": "start_lng",
    "origin_lat": "start_lat", "destination_lon": "end_lng",
    "destination_lat": "end_lat"}',
  '{"region": "Jersey City", "datasource": " bikes "}');
COPY feeds_test.bikes FROM stdin (FORMAT csv, HEADER);
ride_id,started_at,start_lat,start_lng,end_lat,end_lng,
A1,2021-04-02 18:06:51,40.714145,-74.033551,40.71928220070702,-74.07126188278198,x
A2,2021-04-02 18:07,40.714145,-74.033551,,,
A3,2021-04-02 18:08,40.714145,-174.033551,40.7,here,
A4,2021-04-02 18:09,140.714145,-74.033551,40.7,-74,
A5,2021-04-02 18:10,0.0,0,40.7,-74,
A6,2021-04-02 18:11, 40.7 , -74.0 ,0,-74,
A7,,40.7,-74,40.7,-74,
A8,18:11,40.7,-74,40.7,-74,
\.
TABLE pg_temp.new_trips ORDER BY departed_at;
TABLE pg_temp.new_rejects ORDER BY lineno;
SELECT * FROM feeds_test.bikes ORDER BY started_at;
SELECT feed, rows_read, rows_loaded, rows_rejected FROM feeds_test.loads;

--
-- one text, latitude first, decimal commas; a date of its own
--
SELECT tripgrid.create_feed('rentals', ARRAY['von', 'nach', 'Tag', 'Uhrzeit',
    'Stadt', 'Anbieter'],
  '{"origin": "von", "destination": "nach", "departed_date": "Tag",
    "departed_time": "Uhrzeit", "region": "Stadt", "datasource": "Anbieter"}',
  date_format => 'DD.MM.YY HH24:MI:SS', decimal_comma => true,
  position_order => 'lat lon');
COPY feeds_test.rentals FROM stdin (FORMAT csv, DELIMITER '|');
48,2084;16,3725|48,1963 16,3345|3.6.24|8:15|Wien|nextbike
48.2084, 16.3725|48,1963,16,3345| 03.06.24 | 23:59:59,5 | Wien |nextbike
16,3725;148,2084|48,1963 16,3345|3.6.24|8:15|Wien|nextbike
48,2084|48,1963 16,3345|3.6.24|8:15|Wien|nextbike
48,2084;16,3725|48,1963 16,3345|31.6.24|8:15|Wien|nextbike
48,2084;16,3725|48,1963 16,3345||8:15|Wien|nextbike
48,2084;16,3725|48,1963 16,3345|3.6.24||Wien|nextbike
48,2084;16,3725|48,1963 16,3345|2024-06-03|8:15|Wien|nextbike
48,2084;16,3725|48,1963 16,3345|3.6.24|8:15||nextbike
\.
TABLE pg_temp.new_trips ORDER BY departed_at;
TABLE pg_temp.new_rejects ORDER BY lineno;
SELECT * FROM feeds_test.rentals WHERE "Anbieter" = 'nextbike' ORDER BY 4;

--
-- names from the table of places
--
INSERT INTO feeds_test.places VALUES
  ('132', '-73.78,40.64'), ('Times Sq', '-73.985,40.758'), ('ž', '14.5,50');
SELECT tripgrid.create_feed('zones', ARRAY['pickup', 'from', 'to'],
  '{"departed_at": "pickup", "origin_place": "from",
    "destination_place": "to"}',
  '{"region": "New York", "datasource": "taxi"}',
  date_format => 'MM/DD/YYYY HH12:MI:SS AM');
COPY feeds_test.zones FROM stdin (FORMAT csv);
07/04/2016 12:00:01 AM,132,Times Sq
07/04/2016 12:00:01 PM, ž ,132
07/04/2016 01:00:00 PM,133,132
07/04/2016 01:00:00 PM,132,times sq
07/04/2016 01:00:00 PM,132,
07/04/2016 13:00:00 PM,132,ž
\.
TABLE pg_temp.new_trips ORDER BY departed_at;
TABLE pg_temp.new_rejects ORDER BY lineno;
SELECT * FROM feeds_test.zones ORDER BY pickup;

--
-- time zones: instants become the zone's time, what is local stays
--
SELECT tripgrid.create_feed('instants', ARRAY['at'], '{"departed_at": "at"}',
  '{"region": "x", "datasource": "x", "origin": "1,2", "destination": "3,4"}',
  time_zone => 'America/New_York');
SELECT tripgrid.create_feed('clocks', ARRAY['at'], '{"departed_at": "at"}',
  '{"region": "y", "datasource": "y", "origin": "1,2", "destination": "3,4"}',
  time_zone => 'UTC');
SELECT tripgrid.create_feed('zoned', ARRAY['at'], '{"departed_at": "at"}',
  '{"region": "z", "datasource": "z", "origin": "1,2", "destination": "3,4"}',
  date_format => 'DD Mon YYYY HH24:MI:SS TZ', time_zone => 'Asia/Kolkata');
INSERT INTO feeds_test.instants VALUES ('2015-05-07 19:52:06 UTC'),
  ('1400269500'), ('2015-01-07T19:52:06+01:00'), ('2015-05-07 19:52:06');
TABLE pg_temp.new_trips ORDER BY departed_at;
INSERT INTO feeds_test.clocks VALUES ('2015-05-07 19:52:06 UTC'),
  ('1400269500'), ('2015-05-07 19:52:06');
TABLE pg_temp.new_trips ORDER BY departed_at;
INSERT INTO feeds_test.zoned VALUES ('7 May 2015 19:52:06 UTC'),
  ('7 May 2015 19:52:06+02:00'), ('7 May 2015 19:52:06.25Z'),
  ('7 May 2015 19:52:06');
TABLE pg_temp.new_trips ORDER BY departed_at;
TABLE pg_temp.new_rejects ORDER BY lineno;
TABLE feeds_test.zoned ORDER BY at;
-- the limit of what is too late is by the same clock
INSERT INTO feeds_test.clocks
  VALUES (to_char(now() AT TIME ZONE 'UTC' + interval '25 hours',
    'YYYY-MM-DD HH24:MI:SS')),
  (to_char(now() AT TIME ZONE 'UTC' + interval '23 hours',
    'YYYY-MM-DD HH24:MI:SS'));
SELECT rows_loaded, rows_rejected FROM feeds_test.loads
 ORDER BY load_id DESC LIMIT 1;

--
-- an area
--
SELECT tripgrid.create_feed('around', ARRAY['a', 'b'],
  '{"origin": "a", "destination": "b"}',
  '{"region": "x", "datasource": "area", "departed_at": "2020-01-01 00:00"}',
  area => ST_GeomFromText('POLYGON((0 0,10 0,0 10,0 0))', 4326));
INSERT INTO feeds_test.around VALUES ('1,1', '5,5'), ('5,5.1', '1,1'),
  ('1,1', '5,5.0000001'), ('0,10', '10 0'), ('11,-1', '1,1');
TABLE pg_temp.new_trips ORDER BY origin;
TABLE pg_temp.new_rejects ORDER BY lineno;
SELECT tripgrid.change_feed('around', area => 'BOX(0 0,20 20)'::box2d);
SELECT ST_AsText(area) FROM tripgrid.feeds() WHERE feed = 'around';
INSERT INTO feeds_test.around VALUES ('5,5.1', '20,20'), ('1,1', '21,1');
TABLE pg_temp.new_rejects ORDER BY lineno;
SELECT tripgrid.change_feed('around', area => 'POLYGON EMPTY');
INSERT INTO feeds_test.around VALUES ('5,5.1', '21,1');
TABLE pg_temp.new_trips;

--
-- columns that users added to trips
--
ALTER TABLE feeds_test.trips ADD fare numeric(6, 2), ADD bike text,
  ADD ended date NOT NULL DEFAULT '2000-01-01';
SELECT tripgrid.create_feed('fares', ARRAY['a', 'b', 'fare', 'bike', 'ended'],
  '{"origin": "a", "destination": "b", "fare": "fare", "bike": "bike",
    "ended": "ended"}',
  '{"region": "x", "datasource": "fares", "departed_at": "2020-01-01 00:00"}');
INSERT INTO feeds_test.fares VALUES
  ('1,1', '2,2', ' 12.345 ', ' red ', '2020-01-01'),
  ('1,1', '2,2', '', '', '2020-01-02'),
  ('1,1', '2,2', '12 $', 'blue', '2020-01-02'),
  ('1,1', '2,2', '12345', 'blue', '2020-01-02'),
  ('1,1', '2,2', '12', 'blue', '2020-02-30'),
  ('1,1', '2,2', '12', 'blue', ' ');
SELECT fare, bike, ended FROM feeds_test.trips WHERE datasource = 'fares'
 ORDER BY ended;
SELECT lineno, colname, raw_field_value, errorcode FROM pg_temp.new_rejects
 ORDER BY lineno;
TABLE feeds_test.fares ORDER BY ended;

--
-- what a source may call its columns
--
SELECT tripgrid.create_feed('names', ARRAY['', 'a', 'a', 'a_2', ' ', 'column_1',
    'A "b" ''c''', repeat('ž', 40), repeat('ž', 40), 'ctid', NULL],
  '{"origin": "A \"b\" ''c''", "destination": "a", "region": "a_3",
    "datasource": "ctid", "departed_at": "column_1_2"}',
  '{}');
SELECT attname FROM pg_attribute
 WHERE attrelid = 'feeds_test.names'::regclass AND attnum > 0 ORDER BY attnum;
INSERT INTO feeds_test.names VALUES
  ('x', '1,1', 'r', 'x', 'x', '2020-01-01 00:00', '2,2', 'x', 'x', 'names');
TABLE pg_temp.new_trips;
-- a column without a name is read like any other
SELECT tripgrid.create_feed('unnamed', ARRAY['', 'lon', 'lat'],
  '{"destination": "", "origin_lon": "lon", "origin_lat": "lat"}',
  '{"region": "r", "datasource": "unnamed",
    "departed_at": "2020-01-01 00:00"}');
INSERT INTO feeds_test.unnamed VALUES ('2,2', '1', '1.5');
TABLE feeds_test.unnamed;

--
-- what is given back loads again: the same trips
--
SELECT tripgrid.create_store('feeds_again');
INSERT INTO feeds_again.places SELECT * FROM feeds_test.places;
ALTER TABLE feeds_again.trips ADD fare numeric(6, 2), ADD bike text,
  ADD ended date NOT NULL DEFAULT '2000-01-01';
DO $$
DECLARE
  f record;
BEGIN
  FOR f IN SELECT * FROM tripgrid.feeds('feeds_test') WHERE feed <> 'feed' LOOP
    PERFORM tripgrid.create_feed(f.feed, f.columns, f.mapping, f.constants,
      f.date_format, f.time_zone, f.decimal_comma, f.position_order, f.area,
      f.format, f.position_form, f.position_srid, f.privacy, f.clock,
      f.cities, store => 'feeds_again');
    IF f.feed <> 'names' AND f.feed <> 'rentals' THEN
      EXECUTE format('INSERT INTO feeds_again.%1$I SELECT * FROM '
        'feeds_test.%1$I', f.feed);
    END IF;
  END LOOP;
END
$$;
INSERT INTO feeds_again.rentals SELECT * FROM feeds_test.rentals
 WHERE "Anbieter" = 'nextbike';
SELECT datasource, count(*) FROM feeds_again.trips GROUP BY datasource
 ORDER BY datasource;
SELECT count(*) AS rejected FROM feeds_again.rejects;
SELECT count(*) AS differences FROM (
  SELECT region, origin, destination, departed_at, datasource, fare, bike,
    ended
  FROM feeds_again.trips
  EXCEPT
  SELECT region, origin, destination, departed_at, datasource, fare, bike,
    ended
  FROM feeds_test.trips) AS d;
SELECT * FROM tripgrid.verify('feeds_again');
SELECT count(*) FROM tripgrid.feeds('feeds_again');
SELECT tripgrid.drop_store('feeds_again', force => true);

--
-- change and drop
--
GRANT INSERT ON feeds_test.bikes TO PUBLIC;
SELECT tripgrid.change_feed('bikes',
  constants => '{"region": "JC", "datasource": "bikes"}',
  date_format => 'MM/DD/YYYY HH24:MI');
INSERT INTO feeds_test.bikes VALUES
  ('B1', '4/2/2021 18:06', '40.7', '-74', '40.71', '-74.01'),
  ('B2', '2021-04-02 18:06:51', '40.7', '-74', '40.71', '-74.01');
TABLE pg_temp.new_trips;
TABLE feeds_test.bikes;
SELECT relacl IS NOT NULL AS kept FROM pg_class
 WHERE oid = 'feeds_test.bikes'::regclass;
SELECT tripgrid.change_feed('bikes', date_format => '', mapping =>
  '{"departed_at": "started_at", "origin_lon": "end_lng",
    "origin_lat": "end_lat", "destination_lon": "start_lng",
    "destination_lat": "start_lat"}');
INSERT INTO feeds_test.bikes VALUES
  ('B3', '2021-04-02 18:06:51', '40.7', '-74', '40.71', '-74.01');
TABLE pg_temp.new_trips;
SELECT columns, mapping, constants, date_format, decimal_comma, position_order
  FROM tripgrid.feeds() WHERE feed = 'bikes';
SELECT tripgrid.drop_feed('zones');
SELECT feed, format FROM tripgrid.feeds();

--
-- what does not make sense is refused when it is said
--
\set VERBOSITY terse
SELECT tripgrid.create_feed('bikes', ARRAY['a'], '{}');
SELECT tripgrid.create_feed('feed', ARRAY['a'], '{}');
SELECT tripgrid.create_feed('trips', ARRAY['a'], '{}');
SELECT tripgrid.create_feed(NULL, ARRAY['a'], '{}');
SELECT tripgrid.create_feed('bad', NULL, '{}');
SELECT tripgrid.create_feed('bad', '{}', '{}');
SELECT tripgrid.create_feed('bad', ARRAY['a'], NULL);
SELECT tripgrid.create_feed('bad', ARRAY['a'], '[]');
SELECT tripgrid.create_feed('bad', ARRAY['a'], '{"origin": 1}',
  '{"region": "r", "datasource": "d"}');
SELECT tripgrid.create_feed('bad', ARRAY['a'], '{}', NULL);
SELECT tripgrid.create_feed('bad', ARRAY['a'], '{}', '{"region": " "}');
SELECT tripgrid.create_feed('bad', ARRAY['a'], '{}',
  jsonb_build_object('region', repeat('r', 65)));
CREATE FUNCTION pg_temp.bad(mapping text, constants text DEFAULT '{}',
  date_format text DEFAULT NULL, time_zone text DEFAULT NULL,
  position_order text DEFAULT NULL, area geometry DEFAULT NULL,
  format text DEFAULT 'csv') RETURNS void LANGUAGE sql
AS $$
  SELECT tripgrid.create_feed('bad', ARRAY['a', 'b', 'c'],
    jsonb '{"origin": "a", "destination": "a", "departed_at": "a"}'
      || mapping::jsonb,
    jsonb '{"region": "r", "datasource": "d"}' || constants::jsonb,
    date_format, time_zone, NULL, position_order, area, format)
$$;
SELECT pg_temp.bad('{"origin": null}');
SELECT pg_temp.bad('{"origin": "d"}');
SELECT pg_temp.bad('{"region": "a"}');
SELECT pg_temp.bad('{"origin_lon": "a", "origin_lat": "a"}');
SELECT pg_temp.bad('{"origin": null, "origin_lon": "a"}');
SELECT pg_temp.bad('{"departed_date": "a"}');
SELECT pg_temp.bad('{"departed_date": "a", "departed_time": "a"}');
SELECT pg_temp.bad('{"colour": "a"}');
SELECT pg_temp.bad('{"load_id": "a"}');
SELECT pg_temp.bad('{}', '{"trip_id": "1"}');
SELECT pg_temp.bad('{}', date_format => 'YYYY');
SELECT pg_temp.bad('{}', time_zone => 'Mars/Phobos');
SELECT pg_temp.bad('{}', position_order => 'lon, lat');
SELECT pg_temp.bad('{}', area => 'POINT(1 2)');
SELECT pg_temp.bad('{}', area => 'SRID=3857;POLYGON((0 0,1 0,0 1,0 0))');
SELECT pg_temp.bad('{}', format => 'xml');
SELECT tripgrid.change_feed('bikes', mapping => '{"origin": "ride_id"}');
SELECT tripgrid.change_feed('feed', time_zone => 'UTC');
SELECT tripgrid.change_feed('nothing');
SELECT tripgrid.drop_feed('feed');
SELECT tripgrid.drop_feed('journeys');
SELECT tripgrid.drop_feed('nothing');
SELECT tripgrid.drop_feed(NULL);
SELECT tripgrid.create_feed('x', ARRAY['a'], '{}', store => 'nowhere');
-- and nothing is told of how
\set VERBOSITY default
\set SHOW_CONTEXT always
SELECT tripgrid.create_feed('bad', ARRAY['a'], '{"colour": "a"}');
SELECT tripgrid.create_feed('bad', ARRAY['a'], '{}', '{"region": " "}');
SELECT tripgrid.create_feed('bad', ARRAY['a'], '{}', store => 'nowhere');
SELECT tripgrid.change_feed('bikes', time_zone => 'Mars/Phobos');
SELECT tripgrid.drop_feed('nothing');
SELECT count(*) FROM tripgrid.feeds('nowhere');
\set SHOW_CONTEXT never
\set VERBOSITY terse
-- nothing is left of them
SELECT count(*) FROM tripgrid.feeds() WHERE feed = 'bad';
-- a column of trips that went away is missed by the next load
ALTER TABLE feeds_test.trips DROP COLUMN fare CASCADE;
SELECT count(*) FROM tripgrid.feeds() WHERE feed = 'fares';
\set VERBOSITY default

--
-- only who owns a store makes its feeds, and only who may insert loads
--
CREATE ROLE regress_tg_feeds_owner;
CREATE ROLE regress_tg_feeds_member IN ROLE regress_tg_feeds_owner;
CREATE ROLE regress_tg_feeds_loader;
GRANT USAGE ON SCHEMA tripgrid TO regress_tg_feeds_owner,
  regress_tg_feeds_loader;
DO $$ BEGIN
  EXECUTE format('GRANT CREATE ON DATABASE %I TO regress_tg_feeds_owner',
    current_database());
END $$;
SET ROLE regress_tg_feeds_owner;
SELECT tripgrid.create_store('feeds_owned');
GRANT USAGE ON SCHEMA feeds_owned TO PUBLIC;
INSERT INTO feeds_owned.places VALUES ('here', '1,1');
SET ROLE regress_tg_feeds_member;
SELECT tripgrid.create_feed('shared', ARRAY['a', 'b', 'id'],
  '{"origin": "a", "destination_place": "b", "external_id": "id"}',
  '{"region": "x", "datasource": "x", "departed_at": "2020-01-01 00:00"}',
  store => 'feeds_owned');
SELECT tripgrid.change_feed('shared', position_order => 'lat lon',
  store => 'feeds_owned');
SET ROLE regress_tg_feeds_loader;
SELECT tripgrid.create_feed('mine', ARRAY['a'], '{"origin": "a"}',
  store => 'feeds_owned');
SELECT tripgrid.change_feed('shared', time_zone => 'UTC',
  store => 'feeds_owned');
SELECT tripgrid.drop_feed('shared', 'feeds_owned');
INSERT INTO feeds_owned.shared VALUES ('1,2', 'here', '1');
RESET ROLE;
GRANT INSERT ON feeds_owned.shared TO regress_tg_feeds_loader;
SET ROLE regress_tg_feeds_loader;
INSERT INTO feeds_owned.shared VALUES ('1,2', 'here', '1'),
  ('1,2', 'here', '1'), ('1,2', 'there', '2');
SELECT * FROM feeds_owned.shared;
RESET ROLE;
SELECT relname, pg_get_userbyid(relowner) AS owner FROM pg_class
 WHERE oid = 'feeds_owned.shared'::regclass;
SELECT origin, destination, external_id FROM feeds_owned.trips;
SELECT colname, err_message FROM feeds_owned.rejects ORDER BY lineno;
SELECT * FROM feeds_owned.shared;
-- views are made by a store's owner, who may have lost the schema
ALTER SCHEMA feeds_owned OWNER TO CURRENT_USER;
REVOKE ALL ON SCHEMA feeds_owned FROM regress_tg_feeds_owner;
SELECT tripgrid.create_feed('mine', ARRAY['a'], '{"origin": "a"}',
  '{"region": "x", "datasource": "x", "destination": "1,2",
    "departed_at": "2020-01-01 00:00"}', store => 'feeds_owned');
SELECT tripgrid.change_feed('shared', time_zone => 'UTC',
  store => 'feeds_owned');
SELECT tripgrid.remake_views('feeds_owned');
GRANT USAGE, CREATE ON SCHEMA feeds_owned TO regress_tg_feeds_owner;
SELECT tripgrid.remake_views('feeds_owned');
SELECT tripgrid.drop_store('feeds_owned', force => true);
DO $$ BEGIN
  EXECUTE format('REVOKE CREATE ON DATABASE %I FROM regress_tg_feeds_owner',
    current_database());
END $$;
REVOKE USAGE ON SCHEMA tripgrid FROM regress_tg_feeds_owner,
  regress_tg_feeds_loader;
DROP ROLE regress_tg_feeds_member, regress_tg_feeds_owner,
  regress_tg_feeds_loader;

--
-- a definition that somebody wrote by hand is checked, too
--
CREATE VIEW feeds_test.broken AS SELECT NULL::text AS a, 1 AS b;
CREATE TRIGGER feed_end AFTER INSERT ON feeds_test.broken
  FOR EACH STATEMENT EXECUTE FUNCTION tripgrid.feed_end();
DO $$
DECLARE
  definition text;
BEGIN
  FOREACH definition IN ARRAY ARRAY['x', '[]', '{}', '{"columns": "a"}',
    '{"columns": [1]}', '{"columns": ["a", "b"]}', '{"columns": ["a"]}',
    '{"columns": ["a"], "mapping": []}',
    '{"columns": ["a"], "mapping": {"region": {}}}',
    '{"columns": ["a"], "constants": {"region": "r", "origin": "1,2",
      "destination": "1,2", "departed_at": "2020-01-01 00:00",
      "datasource": "d"}, "area": "zz"}',
    '{"columns": ["a"], "constants": {"region": "r", "origin": "1,2",
      "destination": "1,2", "departed_at": "2020-01-01 00:00",
      "datasource": "d"}, "decimal_comma": "yes"}',
    '{"columns": ["a"], "constants": {"region": "r", "origin": "1,2",
      "destination": "1,2", "departed_at": "2020-01-01 00:00",
      "datasource": "d"}}'] LOOP
    EXECUTE format('CREATE TRIGGER feed_row INSTEAD OF INSERT ON '
      'feeds_test.broken FOR EACH ROW EXECUTE FUNCTION tripgrid.feed_row(%L)',
      definition);
    BEGIN
      INSERT INTO feeds_test.broken VALUES ('1', 2);
      RAISE NOTICE 'loaded';
    EXCEPTION WHEN OTHERS THEN
      RAISE NOTICE '%: %', SQLSTATE, SQLERRM;
    END;
    DROP TRIGGER feed_row ON feeds_test.broken;
  END LOOP;
END
$$;
-- what is wrong with one feed is no other's trouble
CREATE TRIGGER feed_row INSTEAD OF INSERT ON feeds_test.broken
  FOR EACH ROW EXECUTE FUNCTION tripgrid.feed_row('hello');
SELECT tripgrid.create_feed('sound', '{a,b,c}',
  '{"origin": "a", "destination": "b", "departed_at": "c"}',
  '{"region": "r", "datasource": "d"}');
SELECT tripgrid.change_feed('sound', constants => '{"region": "s",
  "datasource": "d"}');
SELECT tripgrid.drop_feed('sound');
SELECT tripgrid.create_feed('broken', '{a}', '{}');
SELECT feed, columns FROM tripgrid.feeds();
SELECT tripgrid.remake_views();
SELECT tripgrid.drop_feed('broken');

-- a view has as many columns as a table
SELECT tripgrid.create_feed('wide', array_agg('c' || n), '{}')
FROM generate_series(1, 20000) AS n;

SELECT * FROM tripgrid.verify();
RESET tripgrid.store;
-- the feeds go with their store, but not what others built on them
CREATE VIEW feed_of_bikes AS SELECT * FROM feeds_test.bikes;
\set VERBOSITY terse
SELECT tripgrid.drop_store('feeds_test', force => true);
\set VERBOSITY default
DROP VIEW feed_of_bikes, pg_temp.new_rejects, pg_temp.new_trips;
SELECT tripgrid.drop_store('feeds_test', force => true);
