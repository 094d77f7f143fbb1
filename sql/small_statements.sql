-- Statements of a row each: what a session keeps of a store between them must
-- not outlive a change of it.
\set VERBOSITY terse
\set SHOW_CONTEXT never
SET client_min_messages = warning;
SET TimeZone = 'UTC';
CREATE ROLE regress_tg_small;
CREATE ROLE regress_tg_small_loader;
CREATE ROLE regress_tg_small_heir;
GRANT USAGE ON SCHEMA tripgrid TO regress_tg_small, regress_tg_small_loader;
SELECT format('GRANT CREATE ON DATABASE %I TO regress_tg_small',
  current_database()) AS grant_create \gset
:grant_create;
SET SESSION AUTHORIZATION regress_tg_small;
SELECT tripgrid.create_store('small');
SELECT tripgrid.create_store('other');
SET tripgrid.store = 'small';
CREATE TABLE small.notes (id int PRIMARY KEY, note text);
SELECT tripgrid.create_feed('notes_in', target => 'notes',
  columns => '{id,note}', key => '{id}', add_load_id => true);
GRANT USAGE ON SCHEMA small, other TO regress_tg_small_loader;
GRANT INSERT ON small.feed, small.notes_in, other.feed
  TO regress_tg_small_loader;
-- what an owner plants, and whom it runs as
CREATE TABLE small.ran (what text, who name DEFAULT current_user);
CREATE FUNCTION small.runs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO small.ran VALUES (tg_argv[0]);
  RETURN new;
END
$$;
CREATE FUNCTION small.says(what text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO small.ran VALUES (what);
  RETURN what;
END
$$;
CREATE SEQUENCE small.evaluated;
CREATE FUNCTION small.counts(what text) RETURNS text LANGUAGE plpgsql
IMMUTABLE AS $$
BEGIN
  PERFORM nextval('small.evaluated');
  RETURN current_user;
END
$$;
RESET SESSION AUTHORIZATION;

-- one row into each feed
CREATE FUNCTION pg_temp.put(id int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO small.feed VALUES ('r', '16.3,48.2', '16.4,48.1',
    '2024-06-03 08:00', 'd');
  INSERT INTO small.notes_in VALUES (id, 'n');
END
$$;
-- what the store has, which agrees with its ledger
CREATE FUNCTION pg_temp.state(OUT trips bigint, OUT notes bigint,
  OUT loads bigint, OUT adds_up boolean, OUT differs bigint, OUT ran text)
LANGUAGE plpgsql AS $$
BEGIN
  SELECT count(*) INTO trips FROM small.trips;
  SELECT count(*) INTO notes FROM small.notes;
  SELECT count(*), bool_and(rows_loaded + rows_rejected = rows_read)
      AND sum(rows_loaded) = trips + notes
    INTO loads, adds_up FROM small.loads;
  SELECT count(*) INTO differs FROM tripgrid.verify('small');
  SELECT string_agg(DISTINCT r.what || ' as ' || r.who, ', ') INTO ran
    FROM small.ran AS r;
  DELETE FROM small.ran;
END
$$;
GRANT ALL ON ALL FUNCTIONS IN SCHEMA pg_temp TO regress_tg_small_loader;
SELECT pg_temp.put(1), pg_temp.put(2), pg_temp.put(3);
SELECT * FROM pg_temp.state();

-- as many as runs are merged of
DO $$
BEGIN
  FOR i IN 4 .. 40 LOOP
    PERFORM pg_temp.put(i);
  END LOOP;
END
$$;
SELECT * FROM pg_temp.state();

--
-- triggers of somebody's: each table, for rows and for statements
--
SET SESSION AUTHORIZATION regress_tg_small_loader;
SELECT pg_temp.put(101);
RESET SESSION AUTHORIZATION;
DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY '{trips,loads,segments,segment_nodes,summaries,notes}'
      ::text[] LOOP
    EXECUTE format('CREATE TRIGGER r BEFORE INSERT ON small.%1$I
      FOR EACH ROW EXECUTE FUNCTION small.runs(%2$L)', t, t || ' row');
    EXECUTE format('CREATE TRIGGER s AFTER INSERT ON small.%1$I
      FOR EACH STATEMENT EXECUTE FUNCTION small.runs(%2$L)', t, t || ' stmt');
  END LOOP;
END
$$;
SET SESSION AUTHORIZATION regress_tg_small_loader;
SELECT pg_temp.put(102);
RESET SESSION AUTHORIZATION;
SELECT * FROM pg_temp.state();
DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY '{trips,loads,segments,segment_nodes,summaries,notes}'
      ::text[] LOOP
    EXECUTE format('DROP TRIGGER r ON small.%1$I', t);
    EXECUTE format('ALTER TABLE small.%1$I DISABLE TRIGGER s', t);
  END LOOP;
END
$$;
SELECT pg_temp.put(103);
SELECT * FROM pg_temp.state();
-- one that was made at a savepoint that is gone, and one that stays
BEGIN;
SAVEPOINT a;
ALTER TABLE small.loads ENABLE TRIGGER s;
SELECT pg_temp.put(104);
ROLLBACK TO a;
SELECT pg_temp.put(104);
COMMIT;
SELECT * FROM pg_temp.state();
DROP TRIGGER s ON small.trips;
DROP TRIGGER s ON small.segments;
DROP TRIGGER s ON small.segment_nodes;
DROP TRIGGER s ON small.summaries;
DROP TRIGGER s ON small.notes;
DROP TRIGGER s ON small.loads;
CALL tripgrid.rebuild();

--
-- checks, defaults, generated columns, indexes, types
--
ALTER TABLE small.loads ADD CONSTRAINT never CHECK (feed <> 'feed') NOT VALID;
SELECT pg_temp.put(201);
ALTER TABLE small.loads DROP CONSTRAINT never;
ALTER TABLE small.summaries ADD CONSTRAINT never
  CHECK (region <> 'r') NOT VALID;
SELECT pg_temp.put(202);
ALTER TABLE small.summaries DROP CONSTRAINT never;
ALTER TABLE small.trips ADD CONSTRAINT never CHECK (region <> 'r') NOT VALID;
SELECT pg_temp.put(203);
ALTER TABLE small.trips DROP CONSTRAINT never;
SELECT * FROM pg_temp.state();
DELETE FROM small.rejects;
UPDATE small.loads SET rows_read = 0, rows_rejected = 0
 WHERE rows_rejected > 0;
ALTER TABLE small.loads ADD COLUMN plain int DEFAULT 7,
  ADD COLUMN said text DEFAULT small.says('default'),
  ADD COLUMN twice bigint GENERATED ALWAYS AS (rows_read * 2) STORED;
ALTER TABLE small.trips ADD COLUMN plain int DEFAULT 8,
  ADD COLUMN hour double precision
    GENERATED ALWAYS AS (extract(hour FROM departed_at)) STORED;
DELETE FROM small.ran;
SET SESSION AUTHORIZATION regress_tg_small_loader;
SELECT pg_temp.put(204);
RESET SESSION AUTHORIZATION;
SELECT plain, said, twice FROM small.loads ORDER BY load_id DESC LIMIT 2;
SELECT plain, hour FROM small.trips ORDER BY trip_id DESC LIMIT 1;
SELECT * FROM pg_temp.state();
ALTER TABLE small.loads ALTER said DROP DEFAULT, ALTER plain SET DEFAULT 9;
SELECT pg_temp.put(205);
SELECT plain, said, twice FROM small.loads ORDER BY load_id DESC LIMIT 2;
ALTER TABLE small.loads DROP COLUMN said, ALTER plain SET NOT NULL,
  ALTER plain DROP DEFAULT;
SELECT pg_temp.put(206);
ALTER TABLE small.loads DROP COLUMN plain;
ALTER TABLE small.trips DROP COLUMN plain, DROP COLUMN hour;
CREATE INDEX said ON small.loads (small.counts(feed));
CREATE INDEX partial ON small.loads (feed)
  WHERE small.counts(feed) = 'regress_tg_small_loader';
SELECT setval('small.evaluated', 1);
SET SESSION AUTHORIZATION regress_tg_small_loader;
SELECT pg_temp.put(207);
RESET SESSION AUTHORIZATION;
SELECT last_value > 2 AS evaluated FROM small.evaluated;
SET enable_seqscan = off;
SELECT count(*) FROM small.loads
 WHERE small.counts(feed) = 'regress_tg_small';
RESET enable_seqscan;
SELECT * FROM pg_temp.state();
DROP INDEX small.said, small.partial;
CREATE UNIQUE INDEX once ON small.loads (finished_at) WHERE load_id > 0;
SELECT pg_temp.put(208);
DROP INDEX small.once;
ALTER TABLE small.loads ALTER rows_read TYPE numeric,
  ALTER loaded_by TYPE varchar(40);
SELECT pg_temp.put(209);
ALTER TABLE small.loads ALTER loaded_by TYPE varchar(4);
SELECT pg_temp.put(210);
ALTER TABLE small.loads DROP COLUMN twice;
ALTER TABLE small.loads ALTER rows_read TYPE bigint,
  ALTER loaded_by TYPE text;
CREATE DOMAIN small.few AS bigint CHECK (VALUE < 100000);
ALTER TABLE small.loads ALTER rows_loaded TYPE small.few;
SELECT pg_temp.put(211);
ALTER DOMAIN small.few ADD CHECK (VALUE <> 1) NOT VALID;
SELECT pg_temp.put(212);
ALTER TABLE small.loads ALTER rows_loaded TYPE bigint;
CREATE FUNCTION small.positive(bigint) RETURNS boolean LANGUAGE sql
IMMUTABLE AS 'SELECT $1 > 0';
ALTER TABLE small.loads ADD CONSTRAINT positive
  CHECK (small.positive(load_id));
SELECT pg_temp.put(213);
CREATE OR REPLACE FUNCTION small.positive(bigint) RETURNS boolean LANGUAGE sql
IMMUTABLE AS 'SELECT false';
SELECT pg_temp.put(214);
ALTER TABLE small.loads DROP CONSTRAINT positive;
SELECT pg_temp.put(215);
SELECT * FROM pg_temp.state();

--
-- rights: asked for at each statement, also of one that was prepared
--
SET SESSION AUTHORIZATION regress_tg_small_loader;
PREPARE one AS INSERT INTO small.feed VALUES ('r', '16.3,48.2', '16.4,48.1',
  '2024-06-03 08:00', 'd');
EXECUTE one;
RESET SESSION AUTHORIZATION;
REVOKE INSERT ON small.feed FROM regress_tg_small_loader;
SET SESSION AUTHORIZATION regress_tg_small_loader;
EXECUTE one;
SELECT pg_temp.put(301);
RESET SESSION AUTHORIZATION;
GRANT INSERT ON small.feed TO regress_tg_small_loader;
-- what the owner takes from himself
SET SESSION AUTHORIZATION regress_tg_small;
REVOKE INSERT ON small.loads FROM regress_tg_small;
SELECT pg_temp.put(302);
GRANT INSERT ON small.loads TO regress_tg_small;
REVOKE INSERT ON small.segments FROM regress_tg_small;
SELECT pg_temp.put(302);
GRANT INSERT ON small.segments TO regress_tg_small;
REVOKE INSERT ON small.notes FROM regress_tg_small;
SELECT pg_temp.put(302);
GRANT INSERT ON small.notes TO regress_tg_small;
REVOKE INSERT ON small.trips FROM regress_tg_small;
SELECT pg_temp.put(302);
INSERT INTO small.feed SELECT 'r', '16.3,48.2', '16.4,48.1',
  '2024-06-03 08:00', 'd' FROM generate_series(1, 100);
GRANT INSERT ON small.trips TO regress_tg_small;
SELECT pg_temp.put(302);
RESET SESSION AUTHORIZATION;
REVOKE USAGE ON SCHEMA small FROM regress_tg_small_loader;
SET SESSION AUTHORIZATION regress_tg_small_loader;
EXECUTE one;
SELECT pg_temp.put(303);
RESET SESSION AUTHORIZATION;
GRANT USAGE ON SCHEMA small TO regress_tg_small_loader;
-- policies that would apply to who loads, or to the owner
ALTER TABLE small.trips ENABLE ROW LEVEL SECURITY;
SET SESSION AUTHORIZATION regress_tg_small_loader;
EXECUTE one;
SELECT pg_temp.put(304);
RESET SESSION AUTHORIZATION;
ALTER TABLE small.trips DISABLE ROW LEVEL SECURITY;
ALTER TABLE small.loads ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SET SESSION AUTHORIZATION regress_tg_small_loader;
EXECUTE one;
RESET SESSION AUTHORIZATION;
ALTER TABLE small.loads DISABLE ROW LEVEL SECURITY,
  NO FORCE ROW LEVEL SECURITY;
-- another owner of one table, and of all
ALTER TABLE small.loads OWNER TO regress_tg_small_heir;
SELECT pg_temp.put(305);
ALTER TABLE small.loads OWNER TO regress_tg_small;
GRANT ALL ON SCHEMA small TO regress_tg_small_heir;
REASSIGN OWNED BY regress_tg_small TO regress_tg_small_heir;
CREATE TRIGGER r BEFORE INSERT ON small.loads
  FOR EACH ROW EXECUTE FUNCTION small.runs('heir');
SET SESSION AUTHORIZATION regress_tg_small_loader;
SELECT pg_temp.put(306);
RESET SESSION AUTHORIZATION;
SELECT * FROM pg_temp.state();
DROP TRIGGER r ON small.loads;
REASSIGN OWNED BY regress_tg_small_heir TO regress_tg_small;
SELECT pg_temp.put(307);
SET ROLE regress_tg_small_heir;
SELECT pg_temp.put(308);
RESET ROLE;
-- rules
CREATE RULE off AS ON INSERT TO small.loads DO INSTEAD NOTHING;
SELECT pg_temp.put(309);
DROP RULE off ON small.loads;
SELECT trips, notes FROM pg_temp.state();
DELETE FROM small.notes WHERE id = 309;
DELETE FROM small.trips AS t
 WHERE NOT EXISTS (SELECT FROM small.loads AS l WHERE l.load_id = t.load_id);
SELECT * FROM pg_temp.state();

--
-- names: schemas, tables, temporary ones, the path, two stores
--
CREATE TEMP TABLE loads (LIKE small.loads);
CREATE TEMP TABLE trips (LIKE small.trips);
CREATE TEMP TABLE segments (LIKE small.segments);
SET search_path = pg_temp, other, small;
SELECT pg_temp.put(401);
SELECT (SELECT count(*) FROM pg_temp.loads) AS loads,
  (SELECT count(*) FROM pg_temp.trips) AS trips,
  (SELECT count(*) FROM pg_temp.segments) AS segments;
DROP TABLE pg_temp.loads, pg_temp.trips, pg_temp.segments;
RESET search_path;
INSERT INTO other.feed VALUES ('o', '16.3,48.2', '16.4,48.1',
  '2024-06-03 08:00', 'd');
SELECT pg_temp.put(402);
INSERT INTO other.feed VALUES ('o', '16.3,48.2', '16.4,48.1',
  '2024-06-03 08:00', 'd');
SELECT region, count(*) FROM other.trips GROUP BY 1;
ALTER SCHEMA small RENAME TO tiny;
ALTER SCHEMA other RENAME TO small;
INSERT INTO tiny.feed VALUES ('t', '16.3,48.2', '16.4,48.1',
  '2024-06-03 08:00', 'd');
INSERT INTO small.feed VALUES ('o', '16.3,48.2', '16.4,48.1',
  '2024-06-03 08:00', 'd');
SELECT region, count(*) FROM small.trips GROUP BY 1;
SELECT * FROM tripgrid.verify('small');
ALTER SCHEMA small RENAME TO other;
ALTER SCHEMA tiny RENAME TO small;
SELECT pg_temp.put(403);
SELECT * FROM pg_temp.state();
ALTER TABLE small.loads RENAME TO ledger;
SELECT pg_temp.put(404);
ALTER TABLE small.ledger RENAME TO loads;
ALTER TABLE small.loads RENAME finished_at TO ended_at;
SELECT pg_temp.put(405);
ALTER TABLE small.loads RENAME ended_at TO finished_at;
SELECT pg_temp.put(406);
-- a store that is made anew, and a feed
SELECT tripgrid.drop_store('other', force => true);
SELECT tripgrid.create_store('other');
INSERT INTO other.feed VALUES ('o', '16.3,48.2', '16.4,48.1',
  '2024-06-03 08:00', 'd');
SELECT count(*) FROM other.trips;
SELECT tripgrid.create_feed('rides', '{a,b,at}',
  '{"origin": "a", "destination": "b", "departed_at": "at"}',
  '{"region": "x", "datasource": "rides"}');
INSERT INTO small.rides VALUES ('16.3,48.2', '16.4,48.1', '2024-06-03 08:00');
SELECT tripgrid.change_feed('rides',
  mapping => '{"origin": "b", "destination": "a", "departed_at": "at"}');
INSERT INTO small.rides VALUES ('16.3,48.2', '16.4,48.1', '2024-06-03 08:00');
SELECT tripgrid.drop_feed('rides');
SELECT tripgrid.create_feed('rides', '{at,a,b}',
  '{"origin": "a", "destination": "b", "departed_at": "at"}',
  '{"region": "y", "datasource": "rides"}');
INSERT INTO small.rides VALUES ('2024-06-03 08:00', '16.3,48.2', '16.4,48.1');
SELECT origin, region FROM small.trips WHERE datasource = 'rides'
 ORDER BY trip_id;
-- a table of a feed: its key, its columns
ALTER TABLE small.notes DROP CONSTRAINT notes_pkey;
INSERT INTO small.notes_in VALUES (1, 'n');
ALTER TABLE small.notes ADD PRIMARY KEY (id);
INSERT INTO small.notes_in VALUES (1, 'n');
ALTER TABLE small.notes ADD CHECK (note <> 'n') NOT VALID;
INSERT INTO small.notes_in VALUES (501, 'n'), (502, 'm');
SELECT raw_field_value, err_message FROM small.rejects ORDER BY 1, 2;
ALTER TABLE small.notes DROP CONSTRAINT notes_note_check;
SELECT * FROM pg_temp.state();

--
-- what fails, or is rolled back, was not there
--
BEGIN;
SELECT pg_temp.put(601);
SAVEPOINT a;
SELECT pg_temp.put(602);
ROLLBACK TO a;
SELECT pg_temp.put(602);
SAVEPOINT b;
INSERT INTO small.feed SELECT 'r', '16.3,48.2', '16.4,48.1',
  (1 / (3 - i))::text, 'd' FROM generate_series(1, 3) AS i;
ROLLBACK TO b;
SELECT pg_temp.put(603);
RELEASE a;
COMMIT;
SELECT * FROM pg_temp.state();
DO $$
BEGIN
  FOR i IN 611 .. 630 LOOP
    BEGIN
      PERFORM pg_temp.put(i);
      PERFORM 1 / (i % 3);
    EXCEPTION WHEN division_by_zero THEN
      NULL;
    END;
  END LOOP;
END
$$;
SELECT * FROM pg_temp.state();
-- a table that a transaction has made, filled and rolled back
BEGIN;
SELECT tripgrid.create_store('gone');
INSERT INTO gone.feed VALUES ('o', '16.3,48.2', '16.4,48.1',
  '2024-06-03 08:00', 'd');
ROLLBACK;
SELECT tripgrid.create_store('gone');
INSERT INTO gone.feed VALUES ('o', '16.3,48.2', '16.4,48.1',
  '2024-06-03 08:00', 'd');
SELECT count(*) FROM gone.trips;
SELECT * FROM tripgrid.verify('gone');
SELECT tripgrid.drop_store('gone', force => true);
-- cursors that are open, COMMIT in procedures
CREATE PROCEDURE pg_temp.puts() LANGUAGE plpgsql AS $$
DECLARE
  i int;
BEGIN
  FOR i IN SELECT generate_series(641, 650) LOOP
    PERFORM pg_temp.put(i);
    IF i % 3 = 0 THEN
      COMMIT;
    ELSIF i % 3 = 1 THEN
      ROLLBACK;
    END IF;
  END LOOP;
END
$$;
CALL pg_temp.puts();
BEGIN;
DECLARE c CURSOR FOR SELECT pg_temp.put(i) FROM generate_series(651, 655)
  AS i;
FETCH 2 FROM c;
SELECT pg_temp.put(656);
FETCH 2 FROM c;
COMMIT;
SELECT * FROM pg_temp.state();
-- feeds within feeds
CREATE FUNCTION small.notes_it() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO small.notes_in VALUES (1000 + new.load_id, 'trigger');
  RETURN new;
END
$$;
ALTER FUNCTION small.notes_it OWNER TO regress_tg_small;
CREATE TRIGGER n AFTER INSERT ON small.trips FOR EACH ROW
  EXECUTE FUNCTION small.notes_it();
SELECT pg_temp.put(660);
SET SESSION AUTHORIZATION regress_tg_small_loader;
SELECT pg_temp.put(661);
RESET SESSION AUTHORIZATION;
SELECT count(*) FROM small.notes WHERE note = 'trigger';
DROP TRIGGER n ON small.trips;
SELECT pg_temp.put(662);
SELECT * FROM pg_temp.state();
-- settings
SET session_replication_role = replica;
SELECT pg_temp.put(670);
RESET session_replication_role;
SET default_transaction_isolation = 'serializable';
SELECT pg_temp.put(671);
RESET default_transaction_isolation;
BEGIN;
SELECT pg_temp.put(672);
SET TRANSACTION READ ONLY;
SELECT pg_temp.put(673);
ROLLBACK;
PREPARE two AS SELECT pg_temp.put($1);
EXECUTE two(674);
DISCARD PLANS;
EXECUTE two(675);
SET tripgrid.on_reject = 'error';
INSERT INTO small.feed VALUES ('r', 'x', '16.4,48.1', '2024-06-03 08:00', 'd');
RESET tripgrid.on_reject;
SELECT pg_temp.put(676);
SELECT * FROM pg_temp.state();
-- runs that are merged where somebody has a word in it
CREATE TRIGGER k BEFORE DELETE ON small.segments FOR EACH ROW
  EXECUTE FUNCTION small.runs('delete');
DO $$ BEGIN FOR i IN 680 .. 700 LOOP PERFORM pg_temp.put(i); END LOOP; END $$;
DROP TRIGGER k ON small.segments;
CALL tripgrid.rebuild();
DO $$ BEGIN FOR i IN 701 .. 720 LOOP PERFORM pg_temp.put(i); END LOOP; END $$;
SELECT * FROM pg_temp.state();

-- functions of the server's that run a query, which loads meanwhile
CREATE FUNCTION small.again() RETURNS tsquery LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('small.within', true) IS DISTINCT FROM 'yes' THEN
    PERFORM set_config('small.within', 'yes', true);
    INSERT INTO small.notes_in SELECT max(id) + 1000, 'n' FROM small.notes;
    PERFORM set_config('small.within', 'no', true);
  END IF;
  RETURN 'b';
END
$$;
ALTER FUNCTION small.again() OWNER TO regress_tg_small;
ALTER TABLE small.loads ADD COLUMN made text, ADD COLUMN beside tsquery;
ALTER TABLE small.loads
  ALTER COLUMN made SET DEFAULT repeat('x', pg_backend_pid() * 0 + 3),
  ALTER COLUMN beside
    SET DEFAULT ts_rewrite('a', $$SELECT 'a'::tsquery, small.again()$$);
SELECT pg_temp.put(730);
SELECT pg_temp.put(731);
SELECT made, beside, count(*) FROM small.loads GROUP BY 1, 2;
SELECT * FROM pg_temp.state();
ALTER TABLE small.loads DROP COLUMN made, DROP COLUMN beside;
ALTER TABLE small.loads ADD CONSTRAINT beside
  CHECK (ts_rewrite('a', $$SELECT 'a'::tsquery, small.again()$$) IS NOT NULL)
  NOT VALID;
SELECT pg_temp.put(732);
SELECT pg_temp.put(733);
SELECT * FROM pg_temp.state();
ALTER TABLE small.loads DROP CONSTRAINT beside;

-- a ledger's trigger that loads into another store, all into shared entries
CREATE FUNCTION small.passes_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO other.feed VALUES ('r', '16.3,48.2', '16.4,48.1',
    '2024-06-03 08:00', 'd');
  RETURN NULL;
END
$$;
GRANT USAGE ON SCHEMA other TO PUBLIC;
GRANT INSERT ON other.feed TO PUBLIC;
CREATE TRIGGER l AFTER UPDATE ON small.loads FOR EACH ROW
  EXECUTE FUNCTION small.passes_on();
SET tripgrid.shared_loads = on;
SELECT pg_temp.put(740);
SELECT pg_temp.put(741);
SELECT pg_temp.put(742);
RESET tripgrid.shared_loads;
DROP TRIGGER l ON small.loads;
SELECT * FROM pg_temp.state();
SELECT count(*) FROM tripgrid.verify('other');

-- a trigger that changes the shared entry while a statement counts in it, and
-- one that takes the load back
CREATE FUNCTION small.touches() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE small.loads SET path = 'p'
    WHERE load_id = (SELECT max(load_id) FROM small.loads);
  RETURN new;
END
$$;
CREATE TRIGGER t BEFORE INSERT ON small.trips FOR EACH ROW
  EXECUTE FUNCTION small.touches();
SET tripgrid.shared_loads = on;
SELECT pg_temp.put(750);
SELECT pg_temp.put(751);
SELECT pg_temp.put(752);
SELECT count(*) AS loads, sum(rows_loaded) FROM small.loads WHERE path = 'p';
SELECT * FROM pg_temp.state();
CREATE OR REPLACE FUNCTION small.touches() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM tripgrid.undo_load(max(load_id), 'small') FROM small.loads
    WHERE target IS NULL;
  RETURN new;
END
$$;
SELECT pg_temp.put(753);
RESET tripgrid.shared_loads;
DROP TRIGGER t ON small.trips;
SELECT * FROM pg_temp.state();

-- what a statement needs goes with it within a transaction, too: through feeds
-- that fill other columns, by turns, and into a table by other keys
ALTER TABLE small.trips ADD COLUMN one text, ADD COLUMN two text;
ALTER TABLE small.notes ADD COLUMN code int UNIQUE;
SELECT tripgrid.create_feed(name, columns => '{at,origin,destination,more}',
    mapping => jsonb_build_object('departed_at', 'at', 'origin', 'origin',
      'destination', 'destination', name, 'more'),
    constants => '{"region": "r", "datasource": "d"}', store => 'small')
  FROM unnest('{one,two}'::text[]) AS name;
SELECT tripgrid.create_feed('codes_in', target => 'notes',
  columns => '{code,id,note}', key => '{code}', store => 'small');
CREATE FUNCTION pg_temp.put_by_turns(first int, last int) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  FOR i IN first .. last LOOP
    INSERT INTO small.one VALUES ('2024-06-03 08:00', '16.3,48.2',
      '16.4,48.1', 'o');
    INSERT INTO small.two VALUES ('2024-06-03 08:00', '16.3,48.2',
      '16.4,48.1', 't');
    INSERT INTO small.notes_in VALUES (i, 'n');
    INSERT INTO small.codes_in VALUES (i, -i, 'n');
  END LOOP;
END
$$;
CREATE FUNCTION pg_temp.memory() RETURNS bigint LANGUAGE sql AS $$
  SELECT sum(used_bytes) FROM pg_backend_memory_contexts
    WHERE name LIKE 'tripgrid %' OR name IN ('ExecutorState', 'ExprContext')
$$;
BEGIN;
SELECT pg_temp.put_by_turns(5001, 5010);
SELECT pg_temp.memory() AS before \gset
SELECT pg_temp.put_by_turns(5011, 5050);
SELECT pg_temp.memory() - :before < 10000 AS little;
COMMIT;
SELECT count(one) AS one, count(two) AS two FROM small.trips;
SELECT count(code) AS codes FROM small.notes;
SELECT * FROM pg_temp.state();

DISCARD ALL;
SET client_min_messages = warning;
SET client_min_messages = error;
DROP SCHEMA small, other CASCADE;
DROP OWNED BY regress_tg_small, regress_tg_small_loader,
  regress_tg_small_heir;
DROP ROLE regress_tg_small, regress_tg_small_loader, regress_tg_small_heir;
