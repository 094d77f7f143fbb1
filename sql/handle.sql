--
-- What a session knows of a store, and changes that it hears of.
--
\set VERBOSITY terse
SELECT tripgrid.create_store('handle');
SELECT tripgrid.create_store('handle_other');
CREATE ROLE regress_tg_analyst;
CREATE ROLE regress_tg_heir;
GRANT USAGE ON SCHEMA handle TO regress_tg_analyst;
GRANT SELECT ON handle.trips, handle.segments, handle.segment_nodes, handle.summaries
  TO regress_tg_analyst;

-- one trip here, two there
INSERT INTO handle.feed (origin_coord, destination_coord, region, datetime,
  datasource) VALUES ('16.3,48.2', '16.4,48.1', 'Wien', '2024-06-03 08:00', 'a');
INSERT INTO handle_other.feed (origin_coord, destination_coord, region,
  datetime, datasource)
SELECT '16.3,48.2', '16.4,48.1', 'Wien', '2024-06-03 08:00', 'a'
  FROM generate_series(1, 2);
CREATE FUNCTION pg_temp.ask(store name DEFAULT 'handle') RETURNS numeric
LANGUAGE sql AS $$
  SELECT sum(trips) FROM tripgrid.weekly_trips(store => $1) $$;
SELECT pg_temp.ask(), pg_temp.ask('handle_other');

-- a table that gets another name, also within a transaction
ALTER TABLE handle.segment_nodes RENAME TO knots;
SELECT pg_temp.ask();
ALTER TABLE handle.knots RENAME TO segment_nodes;
SELECT pg_temp.ask();
BEGIN;
ALTER TABLE handle.segment_nodes RENAME TO knots;
SAVEPOINT s;
SELECT pg_temp.ask();
ROLLBACK TO s;
ALTER TABLE handle.knots RENAME TO segment_nodes;
SELECT pg_temp.ask();
ROLLBACK;
SELECT pg_temp.ask();

-- one that is moved, and another in its place
ALTER TABLE handle.segments SET SCHEMA public;
SELECT pg_temp.ask();
CREATE VIEW handle.segments AS TABLE public.segments;
SELECT pg_temp.ask();
DROP VIEW handle.segments;
ALTER TABLE public.segments SET SCHEMA handle;
SELECT pg_temp.ask();
BEGIN;
DROP TABLE handle.freshness;
SAVEPOINT s;
SELECT pg_temp.ask();
ROLLBACK TO s;
CREATE TABLE handle.freshness (behind text, signs text[]);
INSERT INTO handle.freshness (behind) VALUES ('It is another.');
SELECT pg_temp.ask();
ROLLBACK;
SELECT pg_temp.ask();

-- stores that change names, and tables that change stores
BEGIN;
ALTER SCHEMA handle RENAME TO handle_third;
ALTER SCHEMA handle_other RENAME TO handle;
ALTER SCHEMA handle_third RENAME TO handle_other;
SELECT pg_temp.ask(), pg_temp.ask('handle_other');
ROLLBACK;
SELECT pg_temp.ask(), pg_temp.ask('handle_other');
BEGIN;
ALTER TABLE handle.freshness SET SCHEMA public;
ALTER TABLE handle_other.freshness SET SCHEMA handle;
ALTER TABLE public.freshness SET SCHEMA handle_other;
-- each has the notes of the other now
INSERT INTO handle.freshness (behind) VALUES ('It was the other''s.');
\set VERBOSITY default
SELECT pg_temp.ask();
\set VERBOSITY terse
ROLLBACK;
BEGIN;
ALTER TABLE handle.freshness SET SCHEMA public;
ALTER TABLE handle_other.freshness SET SCHEMA handle;
ALTER TABLE public.freshness SET SCHEMA handle_other;
INSERT INTO handle.freshness (behind) VALUES ('It was the other''s.');
SELECT pg_temp.ask('handle_other');
ROLLBACK;

-- a store that is dropped and made again
BEGIN;
SELECT tripgrid.drop_store('handle', force => true);
SAVEPOINT s;
SELECT pg_temp.ask();
ROLLBACK TO s;
SELECT tripgrid.create_store('handle');
SELECT pg_temp.ask();
INSERT INTO handle.feed (origin_coord, destination_coord, region, datetime,
  datasource)
SELECT '16.3,48.2', '16.4,48.1', 'Wien', '2024-06-03 08:00', 'a'
  FROM generate_series(1, 3);
SELECT pg_temp.ask();
ROLLBACK;
SELECT pg_temp.ask();
INSERT INTO handle.feed (origin_coord, destination_coord, region, datetime,
  datasource) VALUES ('16.3,48.2', '16.4,48.1', 'Wien', '2024-06-03 08:00', 'a');
SELECT pg_temp.ask();

-- another owner
ALTER TABLE handle.chunks OWNER TO regress_tg_heir;
INSERT INTO handle.feed (origin_coord, destination_coord, region, datetime,
  datasource) VALUES ('16.3,48.2', '16.4,48.1', 'Wien', '2024-06-03 08:00', 'a');
BEGIN;
ALTER TABLE handle.chunks OWNER TO CURRENT_USER;
INSERT INTO handle.feed (origin_coord, destination_coord, region, datetime,
  datasource) VALUES ('16.3,48.2', '16.4,48.1', 'Wien', '2024-06-03 08:00', 'a');
ROLLBACK;
INSERT INTO handle.feed (origin_coord, destination_coord, region, datetime,
  datasource) VALUES ('16.3,48.2', '16.4,48.1', 'Wien', '2024-06-03 08:00', 'a');
ALTER TABLE handle.chunks OWNER TO CURRENT_USER;
INSERT INTO handle.feed (origin_coord, destination_coord, region, datetime,
  datasource) VALUES ('16.3,48.2', '16.4,48.1', 'Wien', '2024-06-03 08:00', 'a');
SELECT pg_temp.ask();

-- rights are those of now
SET ROLE regress_tg_analyst;
SELECT sum(trips) FROM tripgrid.weekly_trips(store => 'handle');
RESET ROLE;
REVOKE SELECT ON handle.segment_nodes FROM regress_tg_analyst;
SET ROLE regress_tg_analyst;
SELECT sum(trips) FROM tripgrid.weekly_trips(store => 'handle');
RESET ROLE;
GRANT SELECT ON handle.segment_nodes TO regress_tg_analyst;
ALTER TABLE handle.trips ENABLE ROW LEVEL SECURITY;
SET ROLE regress_tg_analyst;
SELECT sum(trips) FROM tripgrid.weekly_trips(store => 'handle');
RESET ROLE;
BEGIN;
ALTER TABLE handle.trips DISABLE ROW LEVEL SECURITY;
SET LOCAL ROLE regress_tg_analyst;
SELECT sum(trips) FROM tripgrid.weekly_trips(store => 'handle');
ROLLBACK;
SET ROLE regress_tg_analyst;
SELECT sum(trips) FROM tripgrid.weekly_trips(store => 'handle');
RESET ROLE;
ALTER TABLE handle.trips DISABLE ROW LEVEL SECURITY;

-- triggers
BEGIN;
ALTER TABLE handle.trips DISABLE TRIGGER trips_inserted;
SELECT pg_temp.ask();
ROLLBACK;
SELECT pg_temp.ask();
BEGIN;
ALTER TRIGGER derived_changed ON handle.segment_nodes RENAME TO derived_renamed;
SELECT pg_temp.ask();
ROLLBACK;
SELECT pg_temp.ask();
BEGIN;
DROP TRIGGER derived_changed ON handle.summaries;
SAVEPOINT s;
SELECT pg_temp.ask();
ROLLBACK TO s;
CALL tripgrid.rebuild('handle');
SELECT pg_temp.ask();
ROLLBACK;
SELECT pg_temp.ask();

-- more stores than a session keeps; these have nothing but the names
SET client_min_messages = warning;
DO $$
BEGIN
  FOR n IN 1..260 LOOP
    EXECUTE format('CREATE SCHEMA handle_%s', n);
    EXECUTE (SELECT string_agg(format('CREATE TABLE handle_%s.%I ()', n,
      relation), ';') FROM tripgrid_internal.store_tables());
    PERFORM tripgrid.feeds(('handle_' || n)::name);
    COMMIT;
  END LOOP;
END
$$;
SELECT pg_temp.ask(), pg_temp.ask('handle_other');
ALTER TABLE handle.segment_nodes RENAME TO knots;
SELECT pg_temp.ask();
ALTER TABLE handle.knots RENAME TO segment_nodes;
SELECT pg_temp.ask();
DO $$
BEGIN
  FOR n IN 1..260 LOOP
    EXECUTE format('DROP SCHEMA handle_%s CASCADE', n);
    COMMIT;
  END LOOP;
END
$$;
RESET client_min_messages;

SELECT * FROM tripgrid.verify('handle');
SELECT tripgrid.drop_store('handle', force => true);
SELECT tripgrid.drop_store('handle_other', force => true);
DROP ROLE regress_tg_analyst, regress_tg_heir;
