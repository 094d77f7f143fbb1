--
-- What an owner can put into the place of what others read: types with casts,
-- views.
--
\set SHOW_CONTEXT never
CREATE ROLE regress_tg_planter;
SELECT format('GRANT CREATE ON DATABASE %I TO regress_tg_planter',
  current_database()) AS grant_create \gset
:grant_create;
GRANT USAGE ON SCHEMA tripgrid TO regress_tg_planter;
SET ROLE regress_tg_planter;
SELECT tripgrid.create_store('readable');
SET tripgrid.store = 'readable';
INSERT INTO readable.feed VALUES
  ('Prague', '14.42,50.09', '14.5,50', '2018-05-28 09:03', 'a'),
  ('Prague', '14.42,50.09', '14.5,50', '2018-05-29 09:03', 'a');
CREATE TYPE readable.place AS ENUM ('Prague', 'a');
CREATE TYPE readable.part AS (n int);
CREATE FUNCTION readable.tell(readable.place) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
  RAISE WARNING 'planted code runs as %', current_user;
  RETURN 'Prague';
END
$$;
CREATE FUNCTION readable.tell_part(readable.part) RETURNS text
LANGUAGE sql AS $$ SELECT readable.tell('Prague') $$;
CREATE CAST (readable.place AS text)
  WITH FUNCTION readable.tell(readable.place) AS IMPLICIT;
CREATE CAST (readable.part AS text)
  WITH FUNCTION readable.tell_part(readable.part) AS IMPLICIT;

--
-- types of columns
--
ALTER TABLE readable.summaries
  ALTER region TYPE readable.place USING region::readable.place;
RESET ROLE;
SELECT * FROM tripgrid.weekly_trips(region => 'Prague');
SELECT * FROM tripgrid.latest_datasource_top_regions();
SELECT * FROM tripgrid.similar_trips('POINT(14 50) POINT(14 50) 2018-05-28 09:03');
SELECT * FROM tripgrid.verify();
SELECT count(*) FROM tripgrid.profile();
SELECT trips FROM tripgrid.erase_trips(region => 'Prague');
SELECT tripgrid.drop_store('readable');
SET ROLE regress_tg_planter;
CREATE DOMAIN readable.name AS text CHECK (length(value) > 1);
ALTER TABLE readable.summaries
  ALTER region TYPE readable.name USING 'Prague';
SELECT count(*) FROM tripgrid.verify();
SELECT * FROM tripgrid.weekly_trips(region => 'Prague');

-- columns of one's own are one's own, and shown without their casts
ALTER TABLE readable.trips ADD external_id readable.place DEFAULT 'a',
  ADD part readable.part DEFAULT row(7);
RESET ROLE;
SELECT item, value FROM tripgrid.profile()
  WHERE item IN ('part', 'external_id') AND measure IN ('least', 'most')
  ORDER BY item, measure, value;

SELECT tripgrid.create_feed('parts', ARRAY['at', 'part', 'place'],
  '{"departed_at": "at", "part": "part"}', '{"region": "Prague",
  "datasource": "a", "origin": "1,2", "destination": "1,2"}');
SELECT DISTINCT part FROM readable.parts;
SELECT tripgrid.drop_feed('parts');

--
-- a view in the place of the ledger
--
SET ROLE regress_tg_planter;
ALTER TABLE readable.loads RENAME TO kept;
CREATE VIEW readable.loads AS
  SELECT k.*, readable.tell('a') AS told FROM readable.kept AS k;
RESET ROLE;
SELECT count(*) FROM tripgrid.profile();
SET ROLE regress_tg_planter;
DROP VIEW readable.loads;
ALTER TABLE readable.kept RENAME TO loads;

ALTER TABLE readable.freshness RENAME TO kept;
CREATE VIEW readable.freshness AS SELECT * FROM readable.kept;
SELECT * FROM tripgrid.weekly_trips();
DROP VIEW readable.freshness;
ALTER TABLE readable.kept RENAME TO freshness;

--
-- functions that planning would run
--
CREATE FUNCTION readable.plan(int) RETURNS int IMMUTABLE
LANGUAGE plpgsql AS $$
BEGIN
  RAISE WARNING 'planted code runs as %', current_user;
  RETURN 1;
END
$$;
SET client_min_messages = error;
CREATE INDEX planted ON readable.summaries (run_id) WHERE readable.plan(1) = 1;
RESET client_min_messages;
SELECT count(*) FROM tripgrid.weekly_trips();
RESET ROLE;
SELECT count(*) FROM tripgrid.weekly_trips();
SELECT count(*) FROM tripgrid.verify();
SET ROLE regress_tg_planter;
DROP INDEX readable.planted;
SET client_min_messages = error;
CREATE INDEX planted ON readable.trips ((trip_id + readable.plan(1)));
RESET client_min_messages;
RESET ROLE;
SELECT count(*) FROM tripgrid.verify();
SELECT count(*) FROM tripgrid.profile();
-- whoever owns an extension adds to it what he likes
ALTER EXTENSION postgis ADD FUNCTION readable.plan(int);
SELECT count(*) FROM tripgrid.profile();
ALTER EXTENSION postgis DROP FUNCTION readable.plan(int);
SET ROLE regress_tg_planter;
DROP INDEX readable.planted;
CREATE STATISTICS readable.planted ON (run_id + readable.plan(1))
  FROM readable.segments;
RESET ROLE;
SELECT * FROM tripgrid.similar_trips('POINT(14 50) POINT(14 50) 2018-05-28 09:03');
SET ROLE regress_tg_planter;
DROP STATISTICS readable.planted;
SET client_min_messages = error;
ALTER TABLE readable.segment_nodes ADD CONSTRAINT planted CHECK (readable.plan(1) = 1);
RESET client_min_messages;
RESET ROLE;
SELECT count(*) FROM tripgrid.hourly_trips();
SET ROLE regress_tg_planter;
ALTER TABLE readable.segment_nodes DROP CONSTRAINT planted;
CREATE TABLE readable.planted (CHECK (readable.plan(1) = 1))
  INHERITS (readable.summaries);
RESET ROLE;
SELECT count(*) FROM tripgrid.weekly_trips();
SET ROLE regress_tg_planter;
DROP TABLE readable.planted;
RESET ROLE;
SELECT count(*) FROM tripgrid.weekly_trips();
SET ROLE regress_tg_planter;

-- nor those of a partition key, nor what is behind foreign tables
RESET ROLE;
CREATE FOREIGN DATA WRAPPER regress_tg_nowhere;
CREATE SERVER regress_tg_nowhere FOREIGN DATA WRAPPER regress_tg_nowhere;
GRANT USAGE ON FOREIGN SERVER regress_tg_nowhere TO regress_tg_planter;
SET ROLE regress_tg_planter;
BEGIN;
CREATE FOREIGN TABLE readable.planted () INHERITS (readable.rejects)
  SERVER regress_tg_nowhere;
RESET ROLE;
SAVEPOINT before;
SELECT count(*) FROM tripgrid.profile();
ROLLBACK TO before;
-- who can become somebody else again is not the owner
SET ROLE regress_tg_planter;
SELECT count(*) FROM tripgrid.profile();
ROLLBACK;
RESET ROLE;
DROP FOREIGN DATA WRAPPER regress_tg_nowhere CASCADE;
SET ROLE regress_tg_planter;
SET client_min_messages = error;
ALTER TABLE readable.trips RENAME TO kept;
CREATE TABLE readable.trips (LIKE readable.kept)
  PARTITION BY RANGE ((length(region) + readable.plan(1)));
CREATE TABLE readable.planted PARTITION OF readable.trips DEFAULT;
RESET client_min_messages;
\c -
SET tripgrid.store = 'readable';
SELECT count(*) FROM tripgrid.profile();
SELECT count(*) FROM tripgrid.verify();
DROP TABLE readable.trips;
ALTER TABLE readable.kept RENAME TO trips;
SET ROLE regress_tg_planter;

-- what the owner does for others is planned and done as the owner
ALTER TABLE readable.trips DROP external_id;
CREATE OR REPLACE FUNCTION readable.plan(int) RETURNS int IMMUTABLE
LANGUAGE plpgsql AS $$
BEGIN
  IF current_user <> 'regress_tg_planter' THEN
    RAISE WARNING 'planted code runs as %', current_user;
  END IF;
  RETURN 1;
END
$$;
CREATE INDEX planted ON readable.trips ((trip_id + readable.plan(1)))
  WHERE readable.plan(1) = 1;
CREATE STATISTICS readable.planted ON (load_id + readable.plan(1)), region
  FROM readable.trips;
ALTER TABLE readable.trips ADD CONSTRAINT planted CHECK (readable.plan(1) = 1);
ALTER TABLE readable.loads ADD CONSTRAINT planted CHECK (readable.plan(1) = 1);
ALTER TABLE readable.rejects ADD CONSTRAINT planted CHECK (readable.plan(1) = 1);
ALTER TABLE readable.segments ADD CONSTRAINT planted CHECK (readable.plan(1) = 1);
ALTER TABLE readable.segment_nodes ADD CONSTRAINT planted CHECK (readable.plan(1) = 1);
ALTER TABLE readable.summaries ADD CONSTRAINT planted CHECK (readable.plan(1) = 1);
RESET ROLE;
SET constraint_exclusion = on;
CALL tripgrid.rebuild();
SELECT tripgrid.advance_sequences();
SELECT tripgrid.create_feed('rides', ARRAY['at', 'id'],
  '{"departed_at": "at", "external_id": "id"}', '{"region": "r", "datasource": "d", "origin": "1,2",
  "destination": "1,2"}', privacy => '{"hash_external_id": true}');
SELECT tripgrid.change_feed('rides', mapping => '{"departed_at": "at",
  "part": "id"}', privacy => '{}');
SELECT tripgrid.remake_views();
SELECT feed FROM tripgrid.feeds();
SELECT tripgrid.drop_feed('rides');
SELECT trips, rejects FROM tripgrid.erase_trips(datasource => 'a',
  since => '2018-05-29');
SELECT trips FROM tripgrid.erase_trips(trip_ids => '{7}', datasource => 'a',
  external_id => 'x', bar => true);
SELECT tripgrid.forget_trips('2000-01-01');
SELECT tripgrid.forget_rejects('2000-01-01');
SELECT tripgrid.drop_store('readable');
-- questions plan nothing; nobody else verifies
SELECT count(*) FROM tripgrid.weekly_trips();
SELECT count(*) FROM tripgrid.verify();
RESET constraint_exclusion;
SET ROLE regress_tg_planter;
SELECT count(*) FROM tripgrid.verify();

--
-- functions that a recheck would run: predicates of indexes, and what checks of
-- domains call
--
RESET ROLE;
BEGIN;
CREATE ROLE regress_tg_asker;
SET ROLE regress_tg_planter;
GRANT USAGE ON SCHEMA readable TO regress_tg_asker;
GRANT SELECT ON ALL TABLES IN SCHEMA readable TO regress_tg_asker;
CREATE FUNCTION readable.say(text) RETURNS text IMMUTABLE
LANGUAGE plpgsql AS $$
BEGIN
  RAISE WARNING 'planted code runs as %', current_user;
  RETURN $1;
END
$$;
CREATE DOMAIN readable.said AS text CHECK (readable.say(value) <> '');
ALTER TABLE readable.summaries DROP CONSTRAINT planted;
SET client_min_messages = error;
ALTER TABLE readable.segments DROP CONSTRAINT segments_pkey;
ALTER TABLE readable.summaries DROP CONSTRAINT summaries_pkey;
ALTER TABLE readable.loads DROP CONSTRAINT loads_pkey CASCADE;
CREATE INDEX ON readable.segments USING brin (run_id)
  WHERE readable.say(region) IS NULL OR region IS NOT NULL;
CREATE INDEX ON readable.summaries USING brin (run_id)
  WHERE region::readable.said IS NULL OR region IS NOT NULL;
CREATE INDEX ON readable.loads USING brin (load_id)
  WHERE readable.say(state) IS NULL OR state IS NOT NULL;
RESET client_min_messages;
RESET ROLE;
SET ROLE regress_tg_asker;
SET LOCAL enable_seqscan = off;
SET LOCAL enable_indexscan = off;
SET LOCAL enable_indexonlyscan = off;
-- so they do where the statement is one's own
SELECT count(*) FROM readable.segments WHERE region = 'Prague' AND run_id > 0;
SELECT count(*) FROM readable.summaries WHERE region = 'Prague' AND run_id > 0;
SELECT count(*) FROM readable.loads WHERE state = 'committed' AND load_id > 0;
SELECT count(*) FROM tripgrid.verify();
SELECT count(*) > 0 AS profiled FROM tripgrid.profile();
RESET ROLE;
ROLLBACK;
SET ROLE regress_tg_planter;

--
-- what runs while a statement is planned changes nothing under the next one
--
RESET ROLE;
BEGIN;
SET ROLE regress_tg_planter;
ALTER TABLE readable.summaries DROP CONSTRAINT planted;
CREATE TYPE readable.number AS ENUM ('1');
CREATE FUNCTION readable.count_of(readable.number) RETURNS bigint
LANGUAGE plpgsql AS $$
BEGIN
  RAISE WARNING 'planted cast runs as %', current_user;
  RETURN 1;
END
$$;
CREATE CAST (readable.number AS bigint)
  WITH FUNCTION readable.count_of(readable.number) AS IMPLICIT;
CREATE FUNCTION readable.change() RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  IF to_regclass('readable.changed') IS NULL THEN
    ALTER TABLE readable.segment_nodes DROP COLUMN trips CASCADE,
      ADD COLUMN trips readable.number DEFAULT '1';
    ALTER TABLE readable.loads DROP COLUMN rows_read CASCADE,
      ADD COLUMN rows_read readable.number DEFAULT '1';
    CREATE TABLE readable.changed ();
  END IF;
  RETURN 'x';
EXCEPTION WHEN OTHERS THEN
  IF current_setting('readable.told', true) IS DISTINCT FROM sqlerrm THEN
    PERFORM set_config('readable.told', sqlerrm, false);
    RAISE WARNING '%', sqlerrm;
  END IF;
  RETURN 'x';
END
$$;
CREATE FUNCTION readable.hide(text) RETURNS text IMMUTABLE
LANGUAGE plpgsql AS $$ BEGIN RETURN readable.change(); END $$;
CREATE TABLE readable.changed ();
CREATE STATISTICS readable.late ON (readable.hide('x') || region), run_id
  FROM readable.segments;
DROP TABLE readable.changed;
RESET ROLE;
SELECT count(*) FROM tripgrid.verify();
SHOW transaction_read_only;
SET ROLE regress_tg_planter;
-- as it could in a statement of one's own
SELECT count(*) FROM readable.segments AS s WHERE region = 'Prague' AND run_id = 1;
SELECT format_type(atttypid, NULL) FROM pg_attribute
  WHERE attrelid = 'readable.segment_nodes'::regclass AND attname = 'trips';
RESET ROLE;
SELECT count(*) FROM tripgrid.verify();
ROLLBACK;
SET ROLE regress_tg_planter;

--
-- nor does it choose how that is executed, and no setting outlives it
--
RESET ROLE;
BEGIN;
SET ROLE regress_tg_planter;
CREATE TABLE readable.written (at timestamptz);
CREATE FUNCTION readable.steer() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('enable_bitmapscan', 'on', false),
    set_config('enable_seqscan', 'off', false),
    set_config('enable_indexscan', 'off', false),
    set_config('enable_indexonlyscan', 'off', false);
END
$$;
CREATE FUNCTION readable.move() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE 'MOVE FORWARD ALL IN numbers';
END
$$;
CREATE FUNCTION readable.swallow() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  c refcursor := 'numbers';
BEGIN
  BEGIN
    MOVE FORWARD 1 IN c;
    PERFORM tripgrid.verify('readable_too');
  EXCEPTION WHEN object_not_in_prerequisite_state THEN
    RAISE WARNING '%', SQLERRM;
  END;
  CLOSE c;
EXCEPTION WHEN invalid_cursor_state THEN
  RAISE WARNING '%', SQLERRM;
END
$$;
CREATE FUNCTION readable.close() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('transaction_read_only', 'on', true);
END
$$;
CREATE FUNCTION readable.write() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RESET transaction_read_only;
  INSERT INTO readable.written VALUES (now());
EXCEPTION WHEN feature_not_supported OR cant_change_runtime_param
  OR read_only_sql_transaction THEN
  RETURN; -- 16 has no RESET of it
END
$$;
CREATE FUNCTION readable.act(text) RETURNS text IMMUTABLE
LANGUAGE plpgsql AS $$
DECLARE act text := current_setting('readable.act', true);
BEGIN
  IF act <> '' THEN
    EXECUTE format('SELECT readable.%I()', act);
  END IF;
  RETURN $1;
END
$$;
CREATE FUNCTION readable.say(text) RETURNS text IMMUTABLE
LANGUAGE plpgsql AS $$
BEGIN
  RAISE WARNING 'planted check runs as %', current_user;
  RETURN $1;
END
$$;
CREATE DOMAIN readable.checked AS text;
ALTER TABLE readable.segments DROP CONSTRAINT segments_pkey CASCADE;
CREATE INDEX ON readable.segments (run_id)
  WHERE region IS NOT NULL OR (region::readable.checked) IS NULL;
CREATE STATISTICS readable.late ON (readable.act('x') || region), run_id
  FROM readable.segments;
ALTER DOMAIN readable.checked
  ADD CONSTRAINT planted CHECK (readable.say('checked') <> VALUE);
RESET ROLE;
SAVEPOINT steered;
SET LOCAL readable.act = 'steer';
SELECT count(*) FROM tripgrid.verify();
ROLLBACK TO steered;
-- not for a superuser either who is the owner until RESET SESSION AUTHORIZATION
SET SESSION AUTHORIZATION regress_tg_planter;
SET LOCAL readable.act = 'steer';
SELECT count(*) FROM tripgrid.verify();
ROLLBACK TO steered;
DECLARE numbers SCROLL CURSOR FOR SELECT n FROM generate_series(1, 4) AS n;
DECLARE held CURSOR WITH HOLD FOR SELECT n FROM generate_series(1, 3) AS n;
FETCH numbers;
SELECT count(*) FROM tripgrid.verify();
FETCH numbers;
-- cursors of the session cannot be used meanwhile, whatever becomes of the error
SET LOCAL readable.act = 'swallow';
SELECT count(*) FROM tripgrid.verify();
FETCH numbers;
SAVEPOINT moved;
SET LOCAL readable.act = 'move';
SELECT count(*) FROM tripgrid.verify();
ROLLBACK TO moved;
SET LOCAL readable.act = 'close';
SELECT count(*) FROM tripgrid.verify();
SHOW transaction_read_only;
SET LOCAL readable.act = 'write';
DO $$
BEGIN
  PERFORM tripgrid.verify();
EXCEPTION WHEN object_in_use THEN
  NULL;
END
$$;
SHOW transaction_read_only;
SELECT count(*) FROM readable.written;
-- in a transaction that has written, too
CREATE TABLE pg_temp.written ();
INSERT INTO pg_temp.written DEFAULT VALUES;
DO $$
BEGIN
  PERFORM tripgrid.verify();
EXCEPTION WHEN object_in_use THEN
  NULL;
END
$$;
SELECT count(*) FROM readable.written;
FETCH numbers;
ROLLBACK;
SELECT count(*) FROM pg_cursors;
SET ROLE regress_tg_planter;

--
-- parts of another owner run his code
--
RESET ROLE;
BEGIN;
CREATE ROLE regress_tg_other;
CREATE TABLE part () INHERITS (readable.trips);
ALTER TABLE part OWNER TO regress_tg_other;
SAVEPOINT part;
SELECT count(*) FROM tripgrid.verify();
ROLLBACK TO part;
SELECT count(*) FROM tripgrid.profile();
ROLLBACK;

--
-- nor can code of the owner use cursors that are open for tripgrid's own loops
--
BEGIN;
SET ROLE regress_tg_planter;
CREATE FUNCTION readable.tamper() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  portal text;
  c refcursor;
BEGIN
  FOR portal IN SELECT name FROM pg_catalog.pg_cursors
    WHERE statement ~ 'departed_at::timestamp|^WITH gone'
      AND statement !~ 'pg_cursors'
  LOOP
    c := portal;
    BEGIN
      MOVE FORWARD 1000 IN c;
      RAISE WARNING 'moved';
    EXCEPTION WHEN object_not_in_prerequisite_state THEN
      RAISE WARNING '%', regexp_replace(SQLERRM, '\d+', 'n');
    END;
    BEGIN
      CLOSE c;
      RAISE WARNING 'closed';
    EXCEPTION WHEN invalid_cursor_state THEN
      RAISE WARNING '%', regexp_replace(SQLERRM, '\d+', 'n');
    END;
  END LOOP;
END
$$;
CREATE FUNCTION readable.tampered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM readable.tamper();
  RETURN NULL;
END
$$;
CREATE FUNCTION readable.is_right(text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  IF $1 = '1200' THEN
    PERFORM readable.tamper();
  END IF;
  RETURN true;
END
$$;
INSERT INTO readable.trips (region, departed_at, origin, destination, datasource)
SELECT 'Vienna', timestamp '2024-06-03' + g * interval '1 min', '(16.3,48.2)',
  '(16.4,48.1)', 'a' FROM generate_series(1, 12000) AS g;
CREATE TRIGGER tampered AFTER INSERT ON readable.segments
  EXECUTE FUNCTION readable.tampered();
CREATE DOMAIN readable.note AS text CHECK (readable.is_right(VALUE));
ALTER TABLE readable.trips ADD note readable.note;
SELECT tripgrid.create_feed('noted', '{o,d,t,note}',
  '{"origin": "o", "destination": "d", "departed_at": "t", "note": "note"}',
  '{"region": "Graz", "datasource": "b"}', store => 'readable');
INSERT INTO readable.noted VALUES ('15.4,47.1', '15.5,47', '2024-05-01 08:00', '1');
SELECT max(load_id) AS load_id FROM readable.loads WHERE feed = 'noted' \gset
INSERT INTO readable.rejects SELECT :load_id, g,
  ARRAY['15.4,47.1', '15.5,47', '2024-05-01 08:00', g::text], NULL, NULL, 'x', 'x'
FROM generate_series(1, 1500) AS g;
RESET ROLE;
SELECT rows_read, rows_loaded FROM tripgrid.retry_rejects(:load_id, 'readable');
SET LOCAL tripgrid.batch_trips = 10000;
CALL tripgrid.rebuild('readable');
SELECT count(*) FROM tripgrid.verify('readable');
ROLLBACK;
SET ROLE regress_tg_planter;

--
-- trips that a policy hides are trips
--
ALTER TABLE readable.trips ENABLE ROW LEVEL SECURITY;
ALTER TABLE readable.trips FORCE ROW LEVEL SECURITY;
SELECT tripgrid.drop_store('readable');

RESET ROLE;
\set VERBOSITY terse
SET client_min_messages = error;
DROP SCHEMA readable CASCADE;
DROP OWNED BY regress_tg_planter;
DROP ROLE regress_tg_planter;
