--
-- Trips that their source identifies: each is loaded once.
--
SET DateStyle = ISO;
SET TimeZone = 'UTC';
\set SHOW_CONTEXT never
SET client_min_messages = warning;
SELECT tripgrid.create_store('identity');
SET tripgrid.store = 'identity';
SELECT tripgrid.create_feed('rides', ARRAY['id', 'o', 'd', 't', 'source'],
  '{"external_id": "id", "origin": "o", "destination": "d",
    "departed_at": "t", "datasource": "source"}', '{"region": "Graz"}');
SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
 WHERE attrelid = 'identity.trips'::regclass AND attname = 'external_id';
SELECT indexdef FROM pg_indexes WHERE indexname = 'trips_external_id';

--
-- the first of a batch is loaded, the rest are duplicates; so is what an
-- earlier load has brought; another datasource has identities of its own; none
-- at all is no identity
--
RESET client_min_messages;
COPY identity.rides FROM stdin (FORMAT csv);
a,"15.4,47.1","15.5,47",2024-05-01 08:00,one
b,"15.4,47.1","15.5,47",2024-05-01 08:01,one
 a ,"15.4,47.1","15.5,47",2024-05-01 08:02,one
a,"15.4,47.1","15.5,47",2024-05-01 08:03,two
,"15.4,47.1","15.5,47",2024-05-01 08:04,one
,"15.4,47.1","15.5,47",2024-05-01 08:05,one
A,"15.4,47.1","15.5,47",2024-05-01 08:06,one
c,nowhere,"15.5,47",2024-05-01 08:07,one
c,"15.4,47.1","15.5,47",2024-05-01 08:08,one
a,nowhere,"15.5,47",2024-05-01 08:09,one
\.
COPY identity.rides FROM stdin (FORMAT csv);
c,"15.4,47.1","15.5,47",2024-05-02 08:00,one
d,"15.4,47.1","15.5,47",2024-05-02 08:01,one
d,"15.4,47.1","15.5,47",2024-05-02 08:02,one
\.
SET client_min_messages = warning;
SELECT datasource, external_id, departed_at FROM identity.trips
 ORDER BY departed_at;
SELECT load_id, lineno, fields, colname, raw_field_value, errorcode,
    err_message
  FROM identity.rejects ORDER BY load_id, lineno;
SELECT load_id, rows_read, rows_loaded, rows_rejected FROM identity.loads
 ORDER BY load_id;
SELECT * FROM tripgrid.verify();

--
-- an identity is free again when its trip is gone, and taken when a trip has
-- got it some other way; a transaction sees what it does itself
--
DELETE FROM identity.trips WHERE external_id = 'a' AND datasource = 'one';
UPDATE identity.trips SET external_id = 'e' WHERE external_id = 'd';
BEGIN;
INSERT INTO identity.trips (departed_at, origin, destination, region,
    datasource, external_id)
  VALUES ('2024-05-03', 'POINT(15 47)', 'POINT(15 48)', 'Graz', 'one', 'f');
DELETE FROM identity.trips WHERE external_id = 'b';
SAVEPOINT s;
INSERT INTO identity.trips (departed_at, origin, destination, region,
    datasource, external_id)
  VALUES ('2024-05-03', 'POINT(15 47)', 'POINT(15 48)', 'Graz', 'one', 'g');
ROLLBACK TO s;
INSERT INTO identity.rides
  SELECT id, '15.4,47.1', '15.5,47', '2024-05-04 08:00', 'one'
  FROM unnest(ARRAY['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) AS id;
COMMIT;
SELECT external_id, departed_at FROM identity.trips
 WHERE datasource = 'one' AND external_id IS NOT NULL
 ORDER BY external_id COLLATE "C";
SELECT lineno, raw_field_value FROM identity.rejects WHERE load_id = 3
 ORDER BY lineno;

--
-- undone, a load can come again
--
SELECT tripgrid.undo_load(3);
INSERT INTO identity.rides VALUES
  ('h', '15.4,47.1', '15.5,47', '2024-05-05 08:00', 'one');
SELECT external_id, load_id FROM identity.trips WHERE external_id = 'h';

--
-- a row that was a duplicate can be tried again when the trip is gone
--
INSERT INTO identity.rides VALUES
  ('h', '15.4,47.1', '15.5,47', '2024-05-06 08:00', 'one');
DELETE FROM identity.trips WHERE external_id = 'h';
SELECT * FROM tripgrid.retry_rejects(5);
SELECT external_id, load_id, departed_at FROM identity.trips
 WHERE external_id = 'h';

--
-- duplicates stop a load that is to stop at rejects
--
SET tripgrid.on_reject = 'error';
COPY identity.rides FROM stdin (FORMAT csv);
i,"15.4,47.1","15.5,47",2024-05-07 08:00,one
e,"15.4,47.1","15.5,47",2024-05-07 08:01,one
\.
RESET tripgrid.on_reject;

--
-- identities that are too long
--
INSERT INTO identity.rides VALUES
  (repeat('x', 1000), '15.4,47.1', '15.5,47', '2024-05-08 08:00', 'one'),
  (repeat('x', 1001), '15.4,47.1', '15.5,47', '2024-05-08 08:00', 'one'),
  (repeat('x', 1000), '15.4,47.1', '15.5,47', '2024-05-08 08:00', 'one');
SELECT lineno, length(raw_field_value), errorcode, err_message
  FROM identity.rejects ORDER BY load_id DESC, lineno LIMIT 2;

--
-- many batches, many rejects, other indexes, and the INSERT that a trigger of
-- somebody's takes: the same comes of it
--
CREATE VIEW identity.source AS
  SELECT 'id' || n * n % 4001 AS id, n / 1000.0 || ',47.1' AS o,
    '15.5,' || n / 1000.0 AS d,
    timestamp '2024-06-01' + n * interval '1 min' AS t, source
  FROM generate_series(1, 8000) AS n, unnest(ARRAY['p', 'q']) AS source
  ORDER BY n * 7919 % 8000, source;
CREATE FUNCTION identity.load_source() RETURNS TABLE (read bigint,
  loaded bigint, rejected bigint, trips bigint, identities bigint,
  firsts boolean)
LANGUAGE sql AS $$
  DELETE FROM identity.trips WHERE datasource IN ('p', 'q');
  INSERT INTO identity.rides SELECT id, o, d, t::text, s.source
    FROM identity.source AS s;
  SELECT rows_read, rows_loaded, rows_rejected,
      (SELECT count(*) FROM identity.trips WHERE datasource IN ('p', 'q')),
      (SELECT count(DISTINCT (id, source)) FROM identity.source),
      NOT EXISTS (
        SELECT source, external_id, departed_at FROM (
          SELECT DISTINCT ON (id, source) source, id AS external_id,
            t AS departed_at
          FROM (SELECT *, row_number() OVER () AS no FROM identity.source) AS s
          ORDER BY id, source, no) AS s
        EXCEPT SELECT datasource, external_id, departed_at FROM identity.trips)
    FROM identity.loads ORDER BY load_id DESC LIMIT 1;
$$;
SELECT * FROM identity.load_source();
SET tripgrid.batch_trips = 100;
SELECT * FROM identity.load_source();
SET tripgrid.batch_trips = 3000;
CREATE INDEX ON identity.trips USING hash (external_id);
SELECT * FROM identity.load_source();
CREATE FUNCTION identity.nothing() RETURNS trigger LANGUAGE plpgsql AS
  'BEGIN RETURN NEW; END';
CREATE TRIGGER nothing BEFORE INSERT ON identity.trips
  FOR EACH ROW EXECUTE FUNCTION identity.nothing();
SELECT * FROM identity.load_source();
DROP TRIGGER nothing ON identity.trips;
RESET tripgrid.batch_trips;
SET enable_seqscan = off;
SELECT count(*) FROM identity.trips
 WHERE datasource = 'p' AND external_id = 'id25';
RESET enable_seqscan;
SELECT * FROM tripgrid.verify();

--
-- the index is what keeps identities apart: without it nothing is loaded;
-- another one on the same columns will do
--
DROP INDEX identity.trips_external_id;
INSERT INTO identity.rides VALUES
  ('j', '15.4,47.1', '15.5,47', '2024-05-08 08:00', 'one');
CREATE UNIQUE INDEX ON identity.trips (external_id, datasource);
INSERT INTO identity.rides VALUES
  ('j', '15.4,47.1', '15.5,47', '2024-05-08 08:00', 'one'),
  ('j', '15.4,47.1', '15.5,47', '2024-05-08 08:00', 'one'),
  (NULL, '15.4,47.1', '15.5,47', '2024-05-08 08:00', 'one');
SELECT rows_loaded, rows_rejected FROM identity.loads
 ORDER BY load_id DESC LIMIT 1;
SELECT * FROM tripgrid.verify();

--
-- a column of that name that is something else
--
SELECT tripgrid.create_store('identity2');
ALTER TABLE identity2.trips ADD external_id bigint;
SELECT tripgrid.create_feed('rides', ARRAY['id', 'o', 'd', 't'],
  '{"external_id": "id", "origin": "o", "destination": "d",
    "departed_at": "t"}', '{"region": "Graz", "datasource": "x"}',
  store => 'identity2');
-- nor is it taken for text where a constant fills it, or after it was altered
SELECT tripgrid.create_feed('rides', ARRAY['id', 'o', 'd', 't'],
  '{"origin": "o", "destination": "d", "departed_at": "t"}',
  '{"region": "Graz", "datasource": "x", "external_id": "12345678"}',
  store => 'identity2');
ALTER TABLE identity2.trips ALTER external_id TYPE text;
SELECT tripgrid.create_feed('rides', ARRAY['o', 'd', 't'],
  '{"origin": "o", "destination": "d", "departed_at": "t"}',
  '{"region": "Graz", "datasource": "x", "external_id": "12345678"}',
  store => 'identity2');
CREATE UNIQUE INDEX trips_external_id
  ON identity2.trips (datasource, external_id) WHERE external_id IS NOT NULL;
ALTER TABLE identity2.trips ALTER external_id TYPE bigint
  USING external_id::bigint;
INSERT INTO identity2.rides VALUES ('15.4,47.1', '15.5,47', '2024-08-01 08:00');
ALTER TABLE identity2.trips ALTER external_id TYPE name;
INSERT INTO identity2.rides VALUES ('15.4,47.1', '15.5,47', '2024-08-01 08:00');
ALTER TABLE identity2.trips ALTER external_id TYPE text COLLATE "C";
INSERT INTO identity2.rides VALUES ('15.4,47.1', '15.5,47', '2024-08-01 08:00');
SELECT external_id FROM identity2.trips;

SET client_min_messages = error;
DROP SCHEMA identity2 CASCADE;
DROP SCHEMA identity CASCADE;
