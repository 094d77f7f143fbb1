--
-- Who may do what, and what planted objects can do to it.
--
SET DateStyle = ISO;
SET TimeZone = 'UTC';
\set SHOW_CONTEXT never
SET client_min_messages = warning;
SET bytea_output = hex;
CREATE ROLE regress_tg_owner;
CREATE ROLE regress_tg_loader;
CREATE ROLE regress_tg_asker;
CREATE ROLE regress_tg_nobody;
SELECT format('GRANT CREATE ON DATABASE %I TO regress_tg_owner',
  current_database()) AS grant_create \gset
:grant_create;

--
-- the extension is for everybody: stores are what access is granted to
--
SELECT has_schema_privilege('regress_tg_nobody', 'tripgrid', 'USAGE')
  AS everybody;
GRANT USAGE ON SCHEMA tripgrid TO regress_tg_owner, regress_tg_loader,
  regress_tg_asker, regress_tg_nobody;
SELECT has_schema_privilege('regress_tg_nobody', 'tripgrid', 'CREATE')
  AS nobody_creates;

--
-- a store belongs to whoever makes it
--
SET ROLE regress_tg_nobody;
-- the message names the database
\set VERBOSITY sqlstate
SELECT tripgrid.create_store('security');
\set VERBOSITY default
SET ROLE regress_tg_owner;
SELECT tripgrid.create_store('security');
SET tripgrid.store = 'security';
SELECT bool_and(pg_get_userbyid(relowner) = 'regress_tg_owner') AS owned
  FROM pg_class WHERE relnamespace = 'security'::regnamespace;
SELECT count(*) AS granted FROM pg_class
 WHERE relnamespace = 'security'::regnamespace AND relacl IS NOT NULL;
GRANT USAGE ON SCHEMA security TO regress_tg_loader, regress_tg_asker;
GRANT INSERT ON security.feed TO regress_tg_loader;
GRANT SELECT ON security.segments, security.segment_nodes, security.summaries
  TO regress_tg_asker;

--
-- whoever may INSERT into the feed loads, and can do nothing else
--
SET ROLE regress_tg_loader;
INSERT INTO security.feed VALUES
  ('Prague', '14.42,50.09', '14.5,50', '2018-05-28 09:03', 'a'),
  ('Prague', 'nowhere', '14.5,50', '2018-05-28 09:03', 'a');
COPY security.feed FROM stdin (FORMAT csv);
Prague,"14.42,50.09","14.5,50",2018-05-29 09:03,b
\.
SELECT * FROM security.feed;
SELECT count(*) FROM security.trips;
SELECT count(*) FROM security.rejects;
INSERT INTO security.trips (departed_at, origin, destination, region,
  datasource) VALUES ('2018-05-28', '1,2', '3,4', 'r', 'd');
DELETE FROM security.feed;
UPDATE security.feed SET region = 'x';
DELETE FROM security.segments;
TRUNCATE security.trips;
SELECT tripgrid.weekly_avg_trips();
SELECT * FROM tripgrid.weekly_trips();
SELECT * FROM tripgrid.verify();
CALL tripgrid.compact();
CALL tripgrid.rebuild();
SELECT tripgrid.drop_store('security', force => true);
SELECT current_user AS still_me;

--
-- whoever may SELECT from segments and summaries asks, and can do nothing else
--
SET ROLE regress_tg_asker;
SELECT tripgrid.weekly_avg_trips(region => 'Prague');
SELECT * FROM tripgrid.weekly_trips(
  'BOX(14.4 50.05,14.47 50.09)'::box2d, datasource => 'a');
SELECT sum(trips) FROM tripgrid.hourly_trips();
SELECT * FROM tripgrid.latest_datasource_top_regions();
SELECT * FROM tripgrid.datasource_regions('b');
SELECT tripgrid.weekly_avg_trips(region => 'Turin');
SELECT count(*) FROM security.trips;
INSERT INTO security.feed
  VALUES ('Prague', '14.42,50.09', '14.5,50', '2018-05-28 09:03', 'a');
SELECT * FROM tripgrid.verify();
CALL tripgrid.compact();
CALL tripgrid.rebuild();
SELECT tripgrid.drop_store('security', force => true);

--
-- whoever has nothing is refused
--
SET ROLE regress_tg_nobody;
INSERT INTO security.feed
  VALUES ('Prague', '14.42,50.09', '14.5,50', '2018-05-28 09:03', 'a');
SELECT tripgrid.weekly_avg_trips();
SELECT tripgrid.drop_store('security', force => true);

--
-- the owner sees who loaded what, and may do all
--
SET ROLE regress_tg_owner;
SELECT loaded_by, rows_read, rows_loaded, rows_rejected FROM security.loads
 ORDER BY load_id;
SELECT * FROM tripgrid.verify();
CALL tripgrid.compact();
CALL tripgrid.rebuild();
SELECT * FROM tripgrid.verify();
UPDATE security.trips SET datasource = 'c' WHERE datasource = 'b';
-- whoever may change trips changes segments with them
GRANT INSERT, SELECT, UPDATE, DELETE, TRUNCATE ON security.trips
  TO regress_tg_loader;
SET ROLE regress_tg_loader;
INSERT INTO security.trips (departed_at, origin, destination, region,
  datasource) VALUES ('2018-05-28', '1,2', '3,4', 'Brno', 'd');
UPDATE security.trips SET datasource = 'e' WHERE region = 'Brno';
DELETE FROM security.trips WHERE region = 'Brno';
SET ROLE regress_tg_owner;
SELECT * FROM tripgrid.verify();
BEGIN;
SET LOCAL ROLE regress_tg_loader;
TRUNCATE security.trips;
SET LOCAL ROLE regress_tg_owner;
SELECT * FROM tripgrid.verify();
ROLLBACK;
REVOKE ALL ON security.trips FROM regress_tg_loader;
-- a function of the owner lends the owner's rights, and the ledger tells
CREATE FUNCTION security.load_one() RETURNS void LANGUAGE sql
  SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO security.feed
    VALUES ('Prague', '14.42,50.09', '14.5,50', '2018-05-28 09:03', 'f')
$$;
GRANT USAGE ON SCHEMA security TO regress_tg_nobody;
SET ROLE regress_tg_nobody;
SELECT security.load_one();
SET ROLE regress_tg_owner;
REVOKE USAGE ON SCHEMA security FROM regress_tg_nobody;
SELECT loaded_by FROM security.loads ORDER BY load_id DESC LIMIT 1;
DROP FUNCTION security.load_one;

--
-- a transaction that is read only
--
BEGIN TRANSACTION READ ONLY;
SELECT sum(trips) FROM tripgrid.weekly_trips();
SAVEPOINT a;
\set VERBOSITY sqlstate
INSERT INTO security.feed
  VALUES ('Prague', '14.42,50.09', '14.5,50', '2018-05-28 09:03', 'a');
ROLLBACK TO a;
CALL tripgrid.compact();
ROLLBACK TO a;
CALL tripgrid.rebuild();
\set VERBOSITY default
ROLLBACK;

--
-- relations of somebody else in a store are not written in the owner's name,
-- nor the owner's in somebody else's
--
GRANT CREATE ON SCHEMA security TO regress_tg_loader;
SET ROLE regress_tg_loader;
CREATE VIEW security.my_feed AS SELECT NULL::text AS region,
  NULL::text AS origin_coord, NULL::text AS destination_coord,
  NULL::text AS datetime, NULL::text AS datasource;
CREATE TRIGGER feed_row INSTEAD OF INSERT ON security.my_feed
  FOR EACH ROW EXECUTE FUNCTION tripgrid.feed_row();
CREATE TRIGGER feed_end AFTER INSERT ON security.my_feed
  FOR EACH STATEMENT EXECUTE FUNCTION tripgrid.feed_end();
INSERT INTO security.my_feed
  VALUES ('Prague', '14.42,50.09', '14.5,50', '2018-05-28 09:03', 'a');
DROP VIEW security.my_feed;
CREATE TABLE security.my_trips (departed_at timestamp, origin tripgrid.lonlat,
  destination tripgrid.lonlat, region text, datasource text);
CREATE TRIGGER came AFTER INSERT ON security.my_trips
  REFERENCING NEW TABLE AS came
  FOR EACH STATEMENT EXECUTE FUNCTION tripgrid.trips_changed();
CREATE TRIGGER gone AFTER TRUNCATE ON security.my_trips
  FOR EACH STATEMENT EXECUTE FUNCTION tripgrid.trips_truncated();
INSERT INTO security.my_trips
  VALUES ('2018-05-28', '1,2', '3,4', 'forged', 'forged');
TRUNCATE security.my_trips;
DROP TABLE security.my_trips;
SET ROLE regress_tg_owner;
REVOKE CREATE ON SCHEMA security FROM regress_tg_loader;
SELECT * FROM tripgrid.verify();
-- a store with two owners
RESET ROLE;
ALTER TABLE security.rejects OWNER TO regress_tg_nobody;
SET ROLE regress_tg_loader;
INSERT INTO security.feed
  VALUES ('Prague', '14.42,50.09', '14.5,50', '2018-05-28 09:03', 'a');
RESET ROLE;
ALTER TABLE security.rejects OWNER TO regress_tg_owner;
-- a store given away as a whole
REASSIGN OWNED BY regress_tg_owner TO regress_tg_nobody;
SET ROLE regress_tg_loader;
INSERT INTO security.feed
  VALUES ('Prague', '14.42,50.09', '14.5,50', '2018-05-28 09:03', 'given');
RESET ROLE;
SELECT * FROM tripgrid.verify();
REASSIGN OWNED BY regress_tg_nobody TO regress_tg_owner;

--
-- triggers, where nobody put them
--
CREATE TABLE security_table (region text, origin_coord text,
  destination_coord text, datetime text, datasource text);
CREATE TRIGGER feed_end AFTER INSERT ON security_table
  FOR EACH STATEMENT EXECUTE FUNCTION tripgrid.feed_end();
INSERT INTO security_table DEFAULT VALUES;
DROP TRIGGER feed_end ON security_table;
CREATE TRIGGER feed_row BEFORE INSERT ON security_table
  FOR EACH ROW EXECUTE FUNCTION tripgrid.feed_row();
INSERT INTO security_table DEFAULT VALUES;
DROP TRIGGER feed_row ON security_table;
CREATE TRIGGER changed AFTER UPDATE ON security_table
  FOR EACH STATEMENT EXECUTE FUNCTION tripgrid.trips_changed();
UPDATE security_table SET region = 'x';
DROP TRIGGER changed ON security_table;
CREATE TRIGGER changed BEFORE UPDATE ON security_table
  FOR EACH ROW EXECUTE FUNCTION tripgrid.trips_changed();
INSERT INTO security_table DEFAULT VALUES;
UPDATE security_table SET region = 'x';
DROP TABLE security_table;
CREATE VIEW security.half_feed AS SELECT NULL::text AS region;
CREATE TRIGGER feed_row INSTEAD OF INSERT ON security.half_feed
  FOR EACH ROW EXECUTE FUNCTION tripgrid.feed_row();
INSERT INTO security.half_feed VALUES ('x');
DROP VIEW security.half_feed;
\set VERBOSITY terse
SELECT tripgrid.feed_row();
SELECT tripgrid.trips_changed();
\set VERBOSITY default

--
-- planted functions, operators, types and tables are not found
--
CREATE SCHEMA security_evil;
CREATE FUNCTION security_evil.captured(what text) RETURNS void
LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'captured %', what; END $$;
-- the same functions and operators as pg_catalog's that tripgrid uses
DO $$
DECLARE
  f record;
BEGIN
  FOR f IN
    SELECT p.proname, pg_get_function_identity_arguments(p.oid) AS args,
      CASE WHEN p.proretset THEN 'SETOF ' ELSE '' END
        || format_type(p.prorettype, NULL) AS result
    FROM pg_proc AS p
    WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.prokind = 'f'
      AND p.proname = ANY (ARRAY['format', 'lower', 'left', 'replace',
        'rtrim', 'to_char', 'date_trunc', 'isfinite', 'trim_scale',
        'generate_series', 'split_part', 'nextval', 'now', 'array_position',
        'current_setting', 'text', 'int4', 'date', 'numeric', 'round'])
      AND p.proargmodes IS NULL AND p.provariadic = 0
  LOOP
    EXECUTE format('CREATE FUNCTION security_evil.%I(%s) RETURNS %s LANGUAGE '
      'plpgsql AS %L', f.proname, f.args, f.result,
      format('BEGIN RAISE EXCEPTION ''captured %s''; END', f.proname));
  END LOOP;
  EXECUTE 'CREATE FUNCTION security_evil.format(text, name) RETURNS text '
    'LANGUAGE plpgsql AS ''BEGIN RAISE EXCEPTION $e$captured format$e$; END''';
  EXECUTE 'CREATE FUNCTION security_evil.unnest(text[]) RETURNS SETOF text '
    'LANGUAGE plpgsql AS ''BEGIN RAISE EXCEPTION $e$captured unnest$e$; END''';
  FOR f IN
    SELECT o.oprname, format_type(o.oprleft, NULL) AS l,
      format_type(o.oprright, NULL) AS r, format_type(o.oprresult, NULL) AS t,
      row_number() OVER () AS n
    FROM pg_operator AS o
    WHERE o.oprnamespace = 'pg_catalog'::regnamespace AND o.oprkind = 'b'
      AND o.oprname = ANY (ARRAY['=', '<>', '<', '>', '<=', '>=', '+', '-',
        '*', '/', '%', '||'])
      AND o.oprleft = ANY (ARRAY['text', 'name', 'int8', 'int4', 'int2',
        'date', 'timestamp', 'numeric', '"char"', 'bool', 'timestamptz']
        ::regtype[])
      AND o.oprright = ANY (ARRAY['text', 'name', 'int8', 'int4', 'int2',
        'date', 'timestamp', 'numeric', '"char"', 'bool', 'timestamptz']
        ::regtype[])
  LOOP
    EXECUTE format('CREATE FUNCTION security_evil.o%s(%s, %s) RETURNS %s '
      'LANGUAGE plpgsql AS %L', f.n, f.l, f.r, f.t,
      format('BEGIN RAISE EXCEPTION ''captured operator''; END'));
    EXECUTE format('CREATE OPERATOR security_evil.%s (LEFTARG = %s, '
      'RIGHTARG = %s, FUNCTION = security_evil.o%s)', f.oprname, f.l, f.r,
      f.n);
  END LOOP;
END
$$;
CREATE TYPE security_evil.lonlat AS (captured int);
CREATE TYPE security_evil.geometry AS (captured int);
CREATE TYPE pg_temp.lonlat AS (captured int);
CREATE TYPE pg_temp.tripset AS (captured int);
CREATE TABLE security_evil.pg_namespace (captured int);
CREATE TEMP TABLE trips (captured int);
CREATE TEMP TABLE segments (captured int);
CREATE TEMP TABLE summaries (captured int);
CREATE TEMP TABLE loads (captured int);
CREATE TEMP TABLE rejects (captured int);
CREATE TEMP TABLE pg_namespace (captured int);
CREATE TEMP TABLE pg_class (captured int);

SET search_path = pg_temp, security_evil, pg_catalog;
-- the trap works
SELECT lower('X');
SELECT 'a'::text = 'b'::text;
SELECT tripgrid.create_store('security_two');
SELECT pg_catalog.set_config('tripgrid.store', 'security_two', false);
INSERT INTO security_two.feed VALUES
  ('Prague', '14.42,50.09', '14.5,50', '2018-05-28 09:03', 'a'),
  ('Prague', 'nowhere', '14.5,50', '2018-05-28 09:03', 'a'),
  ('Prague', '14.42,50.09', '14.5,50', '2018-05-29T09:03Z', 'b');
UPDATE security_two.trips SET datasource = 'c';
SELECT * FROM tripgrid.retry_rejects(1);
SELECT tripgrid.undo_load(1);
BEGIN;
SELECT pg_catalog.set_config('tripgrid.load_key', 'k', true);
SELECT pg_catalog.set_config('tripgrid.reject_limit', '1', false);
INSERT INTO security_two.feed VALUES
  ('Prague', '14.42,50.09', '14.5,50', '2018-05-28 09:03', 'a'),
  ('Prague', 'nowhere', '14.5,50', '2018-05-28 09:03', 'a');
INSERT INTO security_two.feed VALUES (NULL), (NULL);
COMMIT;
INSERT INTO security_two.feed VALUES (NULL), (NULL);
SELECT pg_catalog.set_config('tripgrid.reject_limit', 'off', false);
SELECT load_id, rows, err_message FROM security_two.reject_summary
 ORDER BY load_id;
DELETE FROM security_two.trips;
INSERT INTO security_two.feed VALUES
  ('Prague', '14.42,50.09', '14.5,50', '2018-05-28 09:03', 'a');
CALL tripgrid.compact();
CALL tripgrid.rebuild();
SELECT * FROM tripgrid.verify();
SELECT tripgrid.weekly_avg_trips('01030000000100000005000000CDCCCCCCCCCC2C406666666666064940CDCCCCCCCCCC2C40EC51B81E850B4940713D0AD7A3F02C40EC51B81E850B4940713D0AD7A3F02C406666666666064940CDCCCCCCCCCC2C406666666666064940',
  'Prague', 'a', 'either', '2018-05-01', '2018-06-01', 'calendar');
SELECT * FROM tripgrid.weekly_trips(region => 'Prague', datasource => 'a',
  match => 'both', since => '2018-05-01');
SELECT pg_catalog.count(*) FROM tripgrid.hourly_trips(region => 'Prague');
SELECT * FROM tripgrid.latest_datasource_top_regions();
SELECT * FROM tripgrid.datasource_regions('a');
SELECT tripgrid.weekly_avg_trips(region => 'Prag');
TABLE security_two.feed;
SELECT week, origin_lon FROM security_two.journeys;
-- the slow way into a table with triggers, too
CREATE FUNCTION security_evil.nothing() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER nothing BEFORE INSERT ON security_two.trips
  FOR EACH ROW EXECUTE FUNCTION security_evil.nothing();
INSERT INTO security_two.feed VALUES
  ('Prague', '14.42,50.09', '14.5,50', '2018-05-28 09:03', 'a');
TRUNCATE security_two.trips;
SELECT tripgrid.drop_store('security_two');
RESET search_path;
RESET tripgrid.store;
DROP TABLE pg_temp.pg_class, pg_temp.pg_namespace, pg_temp.trips,
  pg_temp.segments, pg_temp.summaries, pg_temp.loads, pg_temp.rejects;

--
-- what the owner's triggers call is not for the loader to replace: they run
-- with the owner's rights
--
SET tripgrid.store = 'security';
CREATE SCHEMA security_loader AUTHORIZATION regress_tg_loader;
SET ROLE regress_tg_owner;
ALTER TABLE security.trips ADD name text;
CREATE FUNCTION security.fill_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.name := lower(NEW.region);
  RETURN NEW;
END
$$;
CREATE TRIGGER fill_name BEFORE INSERT ON security.trips
  FOR EACH ROW EXECUTE FUNCTION security.fill_name();
SET ROLE regress_tg_loader;
GRANT USAGE ON SCHEMA security_loader TO PUBLIC;
CREATE FUNCTION security_loader.lower(text) RETURNS text LANGUAGE plpgsql
AS $$ BEGIN RETURN 'loader''s code runs as ' || current_user; END $$;
SET search_path = security_loader, pg_catalog;
INSERT INTO security.feed
  VALUES ('Prague', '14.42,50.09', '14.5,50', '2018-05-28 09:03', 'z');
RESET search_path;
SET ROLE regress_tg_owner;
SELECT name FROM security.trips WHERE datasource = 'z';
-- nor can they become somebody else
CREATE OR REPLACE FUNCTION security.fill_name() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  SET LOCAL ROLE NONE;
  NEW.name := current_user;
  RETURN NEW;
END
$$;
RESET ROLE;
INSERT INTO security.feed
  VALUES ('Prague', '14.42,50.09', '14.5,50', '2018-05-28 09:03', 'y');
SELECT name FROM security.trips WHERE datasource = 'y';
DROP TRIGGER fill_name ON security.trips;
DROP FUNCTION security.fill_name;
-- nor when somebody else undoes a load or tries its rejects again
CREATE FUNCTION security.tell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE NOTICE '% of a trip as %', tg_op, current_user;
  IF tg_op = 'DELETE' THEN
    SET LOCAL ROLE NONE;
  END IF;
  RETURN NEW;
END
$$;
INSERT INTO security.feed
  VALUES ('Prague', '14.42,50.09', '14.5,50', '1969-05-28 09:03', 'x');
CREATE TRIGGER tell BEFORE INSERT OR DELETE ON security.trips
  FOR EACH ROW EXECUTE FUNCTION security.tell();
SET client_min_messages = notice;
SET tripgrid.earliest_departure = '1960-01-01';
SELECT r.* FROM security.loads, tripgrid.retry_rejects(load_id) AS r
 WHERE load_id = (SELECT max(load_id) FROM security.loads);
SELECT tripgrid.undo_load(max(load_id)) FROM security.loads;
SET client_min_messages = warning;
RESET tripgrid.earliest_departure;
DROP TRIGGER tell ON security.trips;
SELECT tripgrid.undo_load(max(load_id)) FROM security.loads;
SELECT current_user = session_user AS still_me;
DROP FUNCTION security.tell;
SELECT * FROM tripgrid.verify();

-- undoing a load does not hang on policies that other tables have
SET ROLE regress_tg_owner;
CREATE TABLE security.goods (id int, v text);
SELECT tripgrid.create_feed('goods_feed', target => 'goods',
  add_load_id => true);
INSERT INTO security.goods_feed VALUES ('1', 'a'), ('2', 'b');
DELETE FROM security.goods WHERE id = 1;
CREATE TABLE security.unread (LIKE security.goods INCLUDING COMMENTS);
INSERT INTO security.unread VALUES (1, 'a', 0);
ALTER TABLE security.unread ENABLE ROW LEVEL SECURITY,
  FORCE ROW LEVEL SECURITY;
SELECT tripgrid.undo_load(max(load_id)) FROM security.loads;
DROP TABLE security.unread, security.goods CASCADE;
RESET ROLE;

-- a view of somebody's who may create in a superuser's store is not replaced:
-- it would stay his, and he could put into it what he likes
SELECT tripgrid.create_store('superusers');
GRANT USAGE, CREATE ON SCHEMA superusers TO regress_tg_nobody;
CREATE TABLE superusers.states (id int, at int);
DROP VIEW superusers.journeys;
SET ROLE regress_tg_nobody;
CREATE VIEW superusers.journeys AS SELECT NULL::bigint AS trip_id;
CREATE VIEW superusers.states_latest AS
  SELECT NULL::int AS id, NULL::int AS at;
COMMENT ON VIEW superusers.states_latest IS 'the last version of each row';
CREATE VIEW superusers.rides AS SELECT NULL::text AS region;
RESET ROLE;
SELECT tripgrid.create_feed('states_feed', target => 'states', key => '{id}',
  on_key => 'replace', version => 'at', history => true,
  store => 'superusers');
SELECT tripgrid.create_feed('rides', '{region,at,lon,lat}',
  '{"region": "region", "departed_at": "at", "origin_lon": "lon",
    "origin_lat": "lat", "destination_lon": "lon", "destination_lat": "lat"}',
  '{"datasource": "r"}', store => 'superusers');
SELECT tripgrid.remake_views('superusers');
DROP VIEW superusers.journeys;
SET ROLE regress_tg_nobody;
CREATE VIEW superusers.journeys AS
  SELECT trip_id, load_id, region, datasource, departed_at,
    departed_at::date AS week, 0::float8 AS origin_lon, 0::float8 AS origin_lat,
    0::float8 AS destination_lon, 0::float8 AS destination_lat,
    NULL::geometry(Point, 4326) AS origin,
    NULL::geometry(Point, 4326) AS destination, 0::float8 AS metres
  FROM (SELECT NULL::bigint, NULL::bigint, ''::text, ''::text, now()::timestamp)
    AS t (trip_id, load_id, region, datasource, departed_at);
RESET ROLE;
SELECT tripgrid.remake_views('superusers');
-- nor does one that looks like a feed bar the others
DROP VIEW superusers.journeys, superusers.missing_places;
SET ROLE regress_tg_nobody;
CREATE VIEW superusers.a_feed AS SELECT ''::text AS region;
CREATE TRIGGER feed_row INSTEAD OF INSERT ON superusers.a_feed
  FOR EACH ROW EXECUTE FUNCTION tripgrid.feed_row(
  '{"columns": ["region"], "mapping": {"region": "region"}}');
RESET ROLE;
SELECT tripgrid.remake_views('superusers');
SELECT relname, relowner = current_user::regrole AS own FROM pg_class
  WHERE relnamespace = 'superusers'::regnamespace AND relkind = 'v'
  ORDER BY relname COLLATE "C";
DROP SCHEMA superusers CASCADE;

RESET tripgrid.store;
DROP SCHEMA security_evil, security_loader CASCADE;
SELECT tripgrid.drop_store('security', force => true);
REVOKE USAGE ON SCHEMA tripgrid FROM regress_tg_owner, regress_tg_loader,
  regress_tg_asker, regress_tg_nobody;
DROP OWNED BY regress_tg_owner, regress_tg_loader, regress_tg_asker,
  regress_tg_nobody;
DROP ROLE regress_tg_owner, regress_tg_loader, regress_tg_asker,
  regress_tg_nobody;
