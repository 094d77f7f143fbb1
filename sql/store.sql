--
-- Stores: making them, naming them, dropping them.
--
SET DateStyle = ISO;
\set SHOW_CONTEXT never

-- without a name it is the one of the setting
SELECT tripgrid.create_store();
SELECT relname, relkind, obj_description(oid, 'pg_class') AS comment
  FROM pg_class
 WHERE relnamespace = 'mobility'::regnamespace
   AND relname IN ('trips', 'segments', 'loads', 'rejects', 'feed',
     'journeys')
 ORDER BY relname COLLATE "C";
SELECT count(*) >= 6 AS several,
    bool_and(relowner = current_user::regrole) AS mine,
    bool_and(obj_description(oid, 'pg_class') <> '' OR relkind IN ('S', 'i'))
      AS commented
  FROM pg_class
 WHERE relnamespace = 'mobility'::regnamespace;
SELECT obj_description('mobility'::regnamespace, 'pg_namespace');

-- columns are public
SELECT c.relname, string_agg(format('%s %s', attname,
      format_type(atttypid, atttypmod)), ', ' ORDER BY attnum) AS columns
  FROM pg_attribute AS a
  JOIN pg_class AS c ON c.oid = a.attrelid
 WHERE c.relnamespace = 'mobility'::regnamespace
   AND c.relname IN ('trips', 'loads', 'rejects', 'feed', 'journeys')
   AND attnum > 0
 GROUP BY c.relname
 ORDER BY c.relname COLLATE "C";

-- the list of a store's relations, which the code goes by, has all of them
SELECT coalesce(c.relname, t.relation) AS unknown_or_gone
  FROM (SELECT relname FROM pg_class WHERE relkind NOT IN ('i', 'S', 'v', 't')
      AND relnamespace = 'mobility'::regnamespace) AS c
  FULL JOIN tripgrid_internal.store_tables() AS t ON t.relation = c.relname
 WHERE c.relname IS NULL OR t.relation IS NULL;
SELECT coalesce(c.relname, t.sequence) AS unknown_or_gone
  FROM (SELECT relname FROM pg_class WHERE relkind = 'S'
      AND relnamespace = 'mobility'::regnamespace) AS c
  FULL JOIN (SELECT sequence FROM tripgrid_internal.store_tables()
      WHERE sequence IS NOT NULL) AS t ON t.sequence = c.relname
 WHERE c.relname IS NULL OR t.sequence IS NULL;
SELECT t.relation, t.number FROM tripgrid_internal.store_tables() AS t
 WHERE t.number IS NOT NULL AND NOT EXISTS (SELECT FROM pg_attribute
   WHERE attrelid = format('mobility.%I', t.relation)::regclass
     AND attname = t.number);
SELECT coalesce(g.tgname, t.name) AS unknown_or_gone
  FROM (SELECT c.relname, g.tgname, CASE g.tgenabled WHEN 'A' THEN 'ALWAYS'
        WHEN 'R' THEN 'REPLICA' END AS enabled
      FROM pg_trigger AS g JOIN pg_class AS c ON c.oid = g.tgrelid
      WHERE c.relnamespace = 'mobility'::regnamespace AND c.relkind = 'r'
    ) AS g
  FULL JOIN tripgrid_internal.store_triggers() AS t ON t.relation = g.relname
    AND t.name = g.tgname AND t.enabled = g.enabled
 WHERE g.tgname IS NULL OR t.name IS NULL;

-- nothing of a store belongs to the extension
SELECT count(*) AS members
  FROM pg_depend AS d
  JOIN pg_class AS c ON c.oid = d.objid
   AND d.classid = 'pg_class'::regclass
 WHERE d.deptype = 'e'
   AND c.relnamespace = 'mobility'::regnamespace;
-- hence the extension stays while there is a store
\set VERBOSITY terse
DROP EXTENSION tripgrid;
\set VERBOSITY default

-- an empty store has answers
SELECT * FROM tripgrid.weekly_trips();
SELECT tripgrid.weekly_avg_trips() IS NULL AS no_weeks;
SELECT count(*), sum(trips) FROM tripgrid.hourly_trips();
SELECT * FROM tripgrid.latest_datasource_top_regions();
SELECT * FROM tripgrid.verify();
CALL tripgrid.compact();
CALL tripgrid.rebuild();
TABLE mobility.feed;
TABLE mobility.journeys;
DELETE FROM mobility.trips;
UPDATE mobility.trips SET region = 'x';
TRUNCATE mobility.trips;
SELECT count(*) FROM mobility.segments;

--
-- several stores side by side; tripgrid.store says which one is meant
--
SELECT tripgrid.create_store('store_b');
INSERT INTO mobility.feed
  VALUES ('Prague', '14.42,50.09', '14.5,50', '2018-05-28 09:03', 'a');
INSERT INTO store_b.feed
  VALUES ('Turin', '7.67,45', '7.7,45.1', '2018-05-21 02:54', 'b'),
    ('Turin', '7.67,45', '7.7,45.1', '2018-05-29 02:54', 'b');
SELECT * FROM tripgrid.weekly_trips();
SELECT * FROM tripgrid.weekly_trips(store => 'store_b');
SET tripgrid.store = 'store_b';
SELECT * FROM tripgrid.weekly_trips();
SELECT * FROM tripgrid.weekly_trips(store => 'mobility');
SELECT * FROM tripgrid.latest_datasource_top_regions();
SELECT * FROM tripgrid.datasource_regions('a', 'mobility');
SELECT tripgrid.weekly_avg_trips(region => 'Prague');
-- a setting for one transaction
BEGIN;
SET LOCAL tripgrid.store = 'mobility';
SELECT tripgrid.weekly_avg_trips(region => 'Prague');
COMMIT;
SHOW tripgrid.store;
RESET tripgrid.store;

-- the view for people
SELECT region, datasource, departed_at, week, origin_lon, origin_lat,
    destination_lon, destination_lat, ST_AsEWKT(origin) AS origin,
    ST_AsEWKT(destination) AS destination, round(metres::numeric, 1) AS metres
  FROM store_b.journeys
 ORDER BY departed_at;

--
-- names that need quotes
--
SELECT tripgrid.create_store('Weird "Store" %s %1$I ''x'' ; --');
INSERT INTO "Weird ""Store"" %s %1$I 'x' ; --".feed
  VALUES ('Prague', '14.42,50.09', '14.5,50', '2018-05-28 09:03', 'a'),
    ('Prague', '14.42,50.09', '14.5,50', '2018-05-29 09:03', 'a'),
    ('Prague', 'nowhere', '14.5,50', '2018-05-28 09:03', 'a');
UPDATE "Weird ""Store"" %s %1$I 'x' ; --".trips SET datasource = 'b'
 WHERE departed_at > '2018-05-29';
SET tripgrid.store = 'Weird "Store" %s %1$I ''x'' ; --';
SELECT * FROM tripgrid.weekly_trips(
  'BOX(14.4 50.05,14.47 50.09)'::box2d, match => 'either');
SELECT tripgrid.weekly_avg_trips(region => 'Prague', datasource => 'a');
SELECT tripgrid.weekly_avg_trips(region => 'prague');
SELECT sum(trips) FROM tripgrid.hourly_trips();
SELECT * FROM tripgrid.latest_datasource_top_regions();
SELECT * FROM tripgrid.datasource_regions('b');
CALL tripgrid.compact();
CALL tripgrid.rebuild();
SELECT * FROM tripgrid.verify();
SELECT tripgrid.drop_store(current_setting('tripgrid.store')::name, true);
RESET tripgrid.store;

-- names that differ only in case or are cut to 63 bytes
SELECT tripgrid.create_store('STORE_B');
SELECT tripgrid.drop_store('STORE_B');
SELECT count(*) FROM store_b.trips;

--
-- what cannot be made
--
SELECT tripgrid.create_store('mobility');
SELECT tripgrid.create_store('public');
\set VERBOSITY sqlstate
SELECT tripgrid.create_store('');
SELECT tripgrid.create_store('pg_store');
\set VERBOSITY default
-- a failed attempt leaves nothing behind
CREATE FUNCTION pg_temp.make_and_fail() RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  PERFORM tripgrid.create_store('store_c');
  RAISE 'changed my mind';
EXCEPTION WHEN raise_exception THEN
  RETURN 'undone';
END
$$;
SELECT pg_temp.make_and_fail(), to_regnamespace('store_c') IS NULL AS gone;

--
-- what is no store
--
SELECT * FROM tripgrid.weekly_trips(store => 'nowhere');
SELECT tripgrid.weekly_avg_trips(store => 'public');
SELECT * FROM tripgrid.hourly_trips(store => 'nowhere');
SELECT * FROM tripgrid.latest_datasource_top_regions(store => 'nowhere');
SELECT * FROM tripgrid.datasource_regions('a', store => 'nowhere');
SELECT * FROM tripgrid.verify('nowhere');
CALL tripgrid.compact('nowhere');
CALL tripgrid.rebuild('nowhere');
SELECT tripgrid.drop_store('nowhere');
SELECT tripgrid.drop_store('public', force => true);
SET tripgrid.store = '';
SELECT tripgrid.weekly_avg_trips();
RESET tripgrid.store;
-- the hint is a statement that works, whatever the name
SELECT tripgrid.weekly_avg_trips(store => 'it''s');

--
-- dropping
--
SELECT tripgrid.drop_store('store_b');
SELECT count(*) FROM store_b.trips;
SELECT tripgrid.drop_store(NULL) IS NULL AS nothing_named;
-- what others built on a store is theirs
CREATE VIEW store_report AS SELECT count(*) FROM store_b.trips;
\set VERBOSITY terse
SELECT tripgrid.drop_store('store_b', force => true);
\set VERBOSITY default
DROP VIEW store_report;
CREATE TABLE store_b.notes (note text);
\set VERBOSITY terse
SELECT tripgrid.drop_store('store_b', force => true);
\set VERBOSITY default
DROP TABLE store_b.notes;
SELECT count(*) FROM store_b.trips;
SELECT tripgrid.drop_store('store_b', force => true);
SELECT to_regnamespace('store_b') IS NULL AS gone;
-- an empty store goes without force; rejects and loads are not in the way
DELETE FROM mobility.trips;
INSERT INTO mobility.feed VALUES ('x', 'x', 'x', 'x', 'x');
SELECT tripgrid.drop_store('mobility');
-- and can be made again in the same transaction
BEGIN;
SELECT tripgrid.create_store();
INSERT INTO mobility.feed
  VALUES ('Prague', '14.42,50.09', '14.5,50', '2018-05-28 09:03', 'a');
SELECT tripgrid.drop_store('mobility', force => true);
SELECT tripgrid.create_store();
SELECT * FROM tripgrid.weekly_trips();
ROLLBACK;
SELECT to_regnamespace('mobility') IS NULL AS gone;
-- nor are views that are gone in the way
SELECT tripgrid.create_store('viewless');
DROP VIEW viewless.feed;
DROP VIEW viewless.journeys;
SELECT tripgrid.drop_store('viewless');
SELECT to_regnamespace('viewless') IS NULL AS gone;
-- nor is a feed that takes no rows any more
SELECT tripgrid.create_store('viewless');
DROP TRIGGER feed_row ON viewless.feed;
SELECT tripgrid.drop_store('viewless');
SELECT to_regnamespace('viewless') IS NULL AS gone;

--
-- settings
--
SET tripgrid.segment_trips = 0;
SET tripgrid.batch_trips = 0;
SET tripgrid.on_reject = 'ignore';
SET tripgrid.earliest_departure = 'yesterday';
SET tripgrid.earliest_departure = '2018-02-30';
SET tripgrid.earliest_departure = '2018-02-03 04:05+02';
SELECT set_config('tripgrid.earliest_departure',
  '2018-02-03 04:05' || repeat(' ', 40) || 'x', false);
SET tripgrid.earliest_departure = '2018-02-03 04:05:06.789';
SHOW tripgrid.earliest_departure;
RESET tripgrid.earliest_departure;
SHOW tripgrid.earliest_departure;
\set VERBOSITY terse
SET tripgrid.no_such_setting = 1;
\set VERBOSITY default
