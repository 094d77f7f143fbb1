--
-- The ledger: keys that are loaded once, loads undone, rejects tried again.
--
SET DateStyle = ISO;
SET TimeZone = 'UTC';
\set SHOW_CONTEXT never
SELECT tripgrid.create_store('ledger');
SET tripgrid.store = 'ledger';

-- what has to hold after everything: a row for each load that does not add up
CREATE VIEW pg_temp.faults AS
  SELECT load_id::text, 'ledger' AS fault FROM ledger.loads
  WHERE rows_loaded + rows_rejected <> rows_read
    OR finished_at IS NULL OR duration IS NULL
    OR rows_loaded <> (SELECT count(*) FROM ledger.trips AS t
      WHERE t.load_id = loads.load_id)
    OR rows_rejected <> (SELECT count(*) FROM ledger.rejects AS r
      WHERE r.load_id = loads.load_id)
  UNION ALL
  SELECT r.load_id::text, 'rejects of no load' FROM ledger.rejects AS r
  WHERE NOT EXISTS (SELECT FROM ledger.loads AS l WHERE l.load_id = r.load_id)
  UNION ALL
  SELECT region, reason FROM tripgrid.verify('ledger');
CREATE FUNCTION pg_temp.rides(source text, trips int, bad int DEFAULT 0)
RETURNS SETOF ledger.feed LANGUAGE sql AS $$
  SELECT 'Vienna', 16.3 + n / 1000.0 || ',' || 48.2 - n / 1000.0,
    CASE WHEN n <= trips THEN '16.4,48.1' ELSE 'bad ' || n END,
    to_char(timestamp '2024-06-03 08:00' + n % 500 * interval '5 hours',
      'YYYY-MM-DD HH24:MI'), source
  FROM generate_series(1, trips + bad) AS n
$$;

--
-- a key is loaded once
--
BEGIN;
SET LOCAL tripgrid.load_key = 'june';
INSERT INTO ledger.feed SELECT * FROM pg_temp.rides('first', 5, 2);
INSERT INTO ledger.feed SELECT * FROM pg_temp.rides('second', 7);
COPY ledger.feed FROM stdin (FORMAT csv);
Vienna,"16.3,48.2","16.4,48.1",2024-06-03 08:00,third
\.
SET LOCAL tripgrid.load_key = 'july';
COPY ledger.feed FROM stdin (FORMAT csv);
Vienna,"16.3,48.2","16.4,48.1",2024-07-03 08:00,third
\.
-- a load without trips bars nothing
SET LOCAL tripgrid.load_key = 'none';
INSERT INTO ledger.feed SELECT * FROM pg_temp.rides('none', 0);
INSERT INTO ledger.feed SELECT * FROM pg_temp.rides('none', 1);
INSERT INTO ledger.feed SELECT * FROM pg_temp.rides('none', 1);
-- no key: as often as you like
RESET tripgrid.load_key;
INSERT INTO ledger.feed SELECT * FROM pg_temp.rides('again', 1);
INSERT INTO ledger.feed SELECT * FROM pg_temp.rides('again', 1);
COMMIT;
SELECT load_id, load_key, state, rows_read, rows_loaded, rows_rejected
  FROM ledger.loads ORDER BY load_id;
SELECT datasource, count(*) FROM ledger.trips GROUP BY 1 ORDER BY 1;
SELECT * FROM pg_temp.faults;
-- nothing that was rolled back was loaded
BEGIN;
SET LOCAL tripgrid.load_key = 'august';
INSERT INTO ledger.feed SELECT * FROM pg_temp.rides('rolled back', 5);
SAVEPOINT a;
INSERT INTO ledger.feed SELECT * FROM pg_temp.rides('skipped', 5);
ROLLBACK;
BEGIN;
SET LOCAL tripgrid.load_key = 'august';
INSERT INTO ledger.feed VALUES ('Vienna', '16.3,48.2', '16.4,48.1',
  '2024-08-03 08:00', 'august');
COMMIT;
BEGIN ISOLATION LEVEL REPEATABLE READ;
SET LOCAL tripgrid.load_key = 'august';
SELECT count(*) FROM ledger.trips WHERE datasource = 'august';
INSERT INTO ledger.feed SELECT * FROM pg_temp.rides('skipped', 5);
COMMIT;
-- a key is one of its store's
SELECT tripgrid.create_store('ledger_two');
BEGIN;
SET LOCAL tripgrid.load_key = 'august';
INSERT INTO ledger_two.feed SELECT * FROM ledger.feed;
COMMIT;
SELECT load_key, rows_loaded FROM ledger_two.loads;
SELECT tripgrid.drop_store('ledger_two', force => true);
-- a load that is begun by another one of the same store is part of it
CREATE FUNCTION pg_temp.echo() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ledger.feed SELECT region, '16.3,48.2', '16.4,48.1',
    '2024-09-03 08:00', 'echo' FROM came WHERE datasource = 'september';
  RETURN NULL;
END
$$;
CREATE TRIGGER echo AFTER INSERT ON ledger.trips REFERENCING NEW TABLE AS came
  FOR EACH STATEMENT EXECUTE FUNCTION pg_temp.echo();
BEGIN;
SET LOCAL tripgrid.load_key = 'september';
INSERT INTO ledger.feed SELECT * FROM pg_temp.rides('september', 2);
INSERT INTO ledger.feed SELECT * FROM pg_temp.rides('september', 2);
COMMIT;
DROP TRIGGER echo ON ledger.trips;
SELECT load_key, rows_loaded FROM ledger.loads ORDER BY load_id DESC LIMIT 3;
-- a key that the session keeps is one of whoever comes next, behind a pooler
SET tripgrid.load_key = 'session';
INSERT INTO ledger.feed SELECT * FROM pg_temp.rides('session', 1);
BEGIN;
INSERT INTO ledger.feed SELECT * FROM pg_temp.rides('session', 1);
ROLLBACK;
BEGIN;
SET LOCAL tripgrid.load_key = '';
INSERT INTO ledger.feed SELECT * FROM pg_temp.rides('no key', 1);
SAVEPOINT a;
SET LOCAL tripgrid.load_key = 'savepoint';
INSERT INTO ledger.feed SELECT * FROM pg_temp.rides('savepoint', 1);
RELEASE a;
INSERT INTO ledger.feed SELECT * FROM pg_temp.rides('savepoint', 1);
SAVEPOINT a;
SET tripgrid.load_key = 'session';
ROLLBACK TO a;
INSERT INTO ledger.feed SELECT * FROM pg_temp.rides('savepoint', 1);
SET tripgrid.load_key = 'session';
INSERT INTO ledger.feed SELECT * FROM pg_temp.rides('session', 1);
ROLLBACK;
CREATE FUNCTION pg_temp.load_once(source text) RETURNS void LANGUAGE sql
SET tripgrid.load_key = 'function' AS $$
  INSERT INTO ledger.feed SELECT * FROM pg_temp.rides(source, 1)
$$;
SELECT pg_temp.load_once('function');
SELECT pg_temp.load_once('function');
SELECT load_key, rows_loaded FROM ledger.loads ORDER BY load_id DESC LIMIT 1;
SELECT tripgrid.undo_load(max(load_id)) FROM ledger.loads;
RESET tripgrid.load_key;
-- nor does a load bar anything all of whose rows were rejected; once they are
-- trips after all, the key stays with whoever has loaded it meanwhile
BEGIN;
SET LOCAL tripgrid.load_key = 'rejected';
INSERT INTO ledger.feed SELECT * FROM pg_temp.rides('rejected', 0, 2);
INSERT INTO ledger.feed SELECT * FROM pg_temp.rides('loaded', 2);
INSERT INTO ledger.feed SELECT * FROM pg_temp.rides('loaded', 2);
COMMIT;
UPDATE ledger.rejects SET fields[3] = '16.4,48.1'
 WHERE load_id = (SELECT max(load_id) - 1 FROM ledger.loads);
SELECT * FROM tripgrid.retry_rejects((SELECT max(load_id) - 1
  FROM ledger.loads));
SELECT load_key, state, rows_loaded, rows_rejected FROM ledger.loads
 ORDER BY load_id DESC LIMIT 2;
SELECT * FROM pg_temp.faults;
-- what is no key
\set VERBOSITY terse
SELECT set_config('tripgrid.load_key', repeat('x', 501), false)
  LIKE '' AS never;
\set VERBOSITY default
BEGIN;
SELECT length(set_config('tripgrid.load_key', repeat('x', 500), true));
INSERT INTO ledger.feed SELECT * FROM pg_temp.rides('long', 1);
COMMIT;
SELECT count(*) FROM ledger.loads WHERE load_key = repeat('x', 500);
-- a load that was cut off has to be ended first
INSERT INTO ledger.loads (load_id, load_key, feed, loaded_by, state,
    started_at, rows_read, rows_loaded, rows_rejected)
  VALUES (0, 'cut off', 'feed', 'somebody', 'running', now(), 2, 1, 1);
INSERT INTO ledger.chunks VALUES (0, 0, 10, 1, 1, 2, 1, 1, 0);
INSERT INTO ledger.rejects VALUES (0, 2, '{a,b,c,d,e}', 'region', 'a',
  'bad', '22000');
INSERT INTO ledger.trips (load_id, departed_at, origin, destination, region,
    datasource)
  VALUES (0, '2024-06-03', '16.3,48.2', '16.4,48.1', 'Vienna', 'cut off');
BEGIN;
SET LOCAL tripgrid.load_key = 'cut off';
INSERT INTO ledger.feed SELECT * FROM pg_temp.rides('october', 1);
ROLLBACK;
SELECT tripgrid.undo_load(0);
SELECT count(*) FROM ledger.chunks;
BEGIN;
SET LOCAL tripgrid.load_key = 'cut off';
INSERT INTO ledger.feed SELECT * FROM pg_temp.rides('october', 1);
COMMIT;
SELECT * FROM pg_temp.faults;

--
-- undo_load
--
SELECT tripgrid.undo_load(1);
SELECT load_id, load_key, state, rows_read, rows_loaded, rows_rejected
  FROM ledger.loads WHERE load_id = 1;
SELECT count(*) FROM ledger.rejects;
SELECT * FROM pg_temp.faults;
-- once more
SELECT tripgrid.undo_load(1);
-- the key may be loaded again
BEGIN;
SET LOCAL tripgrid.load_key = 'june';
INSERT INTO ledger.feed SELECT * FROM pg_temp.rides('first', 6);
INSERT INTO ledger.feed SELECT * FROM pg_temp.rides('first', 6);
COMMIT;
SELECT load_key, state, rows_loaded FROM ledger.loads WHERE load_key = 'june'
 ORDER BY load_id;
-- trips that somebody has deleted, changed or added before
DELETE FROM ledger.trips WHERE datasource = 'first'
  AND origin::text = 'POINT(16.301 48.199)';
UPDATE ledger.trips SET region = 'Wien' WHERE datasource = 'first'
  AND origin::text = 'POINT(16.302 48.198)';
SELECT tripgrid.undo_load(max(load_id)) FROM ledger.loads
 WHERE load_key = 'june';
SELECT * FROM pg_temp.faults;
-- rolled back
BEGIN;
SELECT tripgrid.undo_load(3, 'ledger');
SELECT * FROM pg_temp.faults;
ROLLBACK;
SELECT state, rows_loaded FROM ledger.loads WHERE load_id = 3;
-- what cannot be undone
SELECT tripgrid.undo_load(12345);
SELECT tripgrid.undo_load(NULL);
SELECT tripgrid.undo_load(1, 'no_store');
BEGIN TRANSACTION READ ONLY;
SELECT tripgrid.undo_load(2);
ROLLBACK;
-- a trigger that keeps trips
CREATE FUNCTION pg_temp.keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RETURN NULL;
END
$$;
CREATE TRIGGER keep BEFORE DELETE ON ledger.trips FOR EACH ROW
  WHEN (OLD.datasource = 'third') EXECUTE FUNCTION pg_temp.keep();
SELECT tripgrid.undo_load(2);
SELECT tripgrid.undo_load(4);
DROP TRIGGER keep ON ledger.trips;
SELECT * FROM pg_temp.faults;

--
-- rejects by reason
--
INSERT INTO ledger.feed
  SELECT * FROM pg_temp.rides('reasons', 2, 3)
  UNION ALL VALUES (NULL, '16.3,48.2', '16.4,48.1', '2024-06-03 08:00', 'r'),
    ('r', '16.3,95', '16.4,48.1', '2024-06-03 08:00', 'r'),
    ('r', '16.3,48.2', '16.4,96', '2024-06-03 08:00', 'r'),
    ('r', '16.3,97', '16.4,98', '2024-06-03 08:00', 'r'),
    ('r', '16.3,48.2', '16.4,48.1', '1960-06-03 08:00', 'r'),
    ('r', '16.3,48.2', '16.4,48.1', '1961-06-03 08:00', 'r');
SELECT rows, errorcode, err_message, colname, lineno, raw_field_value, fields
  FROM ledger.reject_summary
 WHERE load_id = (SELECT max(load_id) FROM ledger.loads)
 ORDER BY lineno;

--
-- retry_rejects: by the limits of now
--
SELECT max(load_id) AS load_id FROM ledger.loads \gset
SET tripgrid.earliest_departure = '1961-01-01';
SELECT * FROM tripgrid.retry_rejects(:load_id);
SELECT rows_read, rows_loaded, rows_rejected, state FROM ledger.loads
 WHERE load_id = :load_id;
SELECT lineno, err_message FROM ledger.rejects WHERE load_id = :load_id
 ORDER BY lineno;
SELECT * FROM pg_temp.faults;
-- once more: the same rejects, the one with another reason
SET tripgrid.earliest_departure = '1950-01-01';
UPDATE ledger.rejects SET fields[4] = 'June' WHERE lineno = 10;
SELECT * FROM tripgrid.retry_rejects(:load_id, 'ledger');
SELECT lineno, colname, raw_field_value, err_message FROM ledger.rejects
 WHERE load_id = :load_id ORDER BY lineno;
RESET tripgrid.earliest_departure;
-- mended by hand, in place
UPDATE ledger.rejects SET fields[1] = 'Vienna', fields[2] = '16.3,48.2',
    fields[3] = '16.4,48.1', fields[4] = '2024-06-03 08:00'
 WHERE load_id = :load_id AND lineno <> 3;
SELECT * FROM tripgrid.retry_rejects(:load_id);
SELECT rows_read, rows_loaded, rows_rejected, state FROM ledger.loads
 WHERE load_id = :load_id;
SELECT * FROM pg_temp.faults;
-- the first error fails it, if that is what is set
SET tripgrid.on_reject = 'error';
SELECT * FROM tripgrid.retry_rejects(:load_id);
RESET tripgrid.on_reject;
-- fields of a feed that had fewer columns, or more
UPDATE ledger.rejects SET fields = fields[1:2] WHERE load_id = :load_id;
SELECT * FROM tripgrid.retry_rejects(:load_id);
SELECT lineno, colname, raw_field_value, err_message FROM ledger.rejects
 WHERE load_id = :load_id ORDER BY lineno;
-- what has none, and what cannot be tried again
SELECT * FROM tripgrid.retry_rejects(3);
SELECT * FROM tripgrid.retry_rejects(1);
SELECT * FROM tripgrid.retry_rejects(12345);
SELECT * FROM tripgrid.retry_rejects(NULL);
UPDATE ledger.loads SET feed = 'no feed' WHERE load_id = :load_id;
SELECT * FROM tripgrid.retry_rejects(:load_id);
UPDATE ledger.loads SET feed = 'trips' WHERE load_id = :load_id;
SELECT * FROM tripgrid.retry_rejects(:load_id);
UPDATE ledger.loads SET feed = 'feed' WHERE load_id = :load_id;
-- an undo takes back what a retry brought
SELECT tripgrid.undo_load(:load_id);
SELECT * FROM pg_temp.faults;
-- many, in small batches, with a key that is loaded, and those that a trigger
-- leaves out
INSERT INTO ledger.feed SELECT * FROM pg_temp.rides('many', 10, 5000);
SELECT max(load_id) AS load_id FROM ledger.loads \gset
UPDATE ledger.rejects SET fields[3] = '16.4,48.1'
 WHERE load_id = :load_id AND lineno % 2 = 0;
SET tripgrid.batch_trips = 700;
SELECT * FROM tripgrid.retry_rejects(:load_id);
SELECT * FROM pg_temp.faults;
UPDATE ledger.rejects SET fields[3] = '16.4,48.1' WHERE load_id = :load_id;
CREATE TRIGGER keep BEFORE INSERT ON ledger.trips FOR EACH ROW
  WHEN (NEW.departed_at > '2024-08-01') EXECUTE FUNCTION pg_temp.keep();
SELECT * FROM tripgrid.retry_rejects(:load_id);
SELECT rows_read, rows_loaded, rows_rejected,
    (SELECT count(*) FROM ledger.trips WHERE load_id = :load_id) AS trips,
    (SELECT count(*) FROM ledger.rejects WHERE load_id = :load_id) AS rejects
  FROM ledger.loads WHERE load_id = :load_id;
SELECT * FROM tripgrid.verify();
DROP TRIGGER keep ON ledger.trips;
RESET tripgrid.batch_trips;
SELECT tripgrid.undo_load(:load_id);
SELECT * FROM pg_temp.faults;

--
-- feeds of other shapes, changed after a first load; of one identity the first
-- is taken, and one that another load has brought meanwhile is none
--
SELECT tripgrid.create_feed('rides', ARRAY['id', 'x1', 'y1', 'x2', 'y2', 'at'],
  '{"external_id": "id", "origin_lon": "x1", "origin_lat": "y1",
    "destination_lon": "x2", "destination_lat": "y2", "departed_at": "at"}',
  '{"region": "Graz", "datasource": "bikes"}');
COPY ledger.rides FROM stdin (FORMAT csv);
a,15.4,47.1,15.5,47,2024-05-01 08:00
b,15.4,47.1,15.5,47,13.05.2024 08:01
b,15.4,47.1,15.5,47,13.05.2024 08:02
a,15.4,47.1,15.5,47,13.05.2024 08:03
c,15.4,47.1,15.5,47,14.05.2024 08:04
d,"15,4","47,1","15,5",47,14.05.2024 08:05
e,15.4,47.1,15.5,47,2024-05-01 08:06
\.
SELECT max(load_id) AS load_id FROM ledger.loads \gset
SELECT rows, err_message, colname, lineno FROM ledger.reject_summary
 WHERE load_id = :load_id ORDER BY lineno;
SELECT tripgrid.change_feed('rides', date_format => 'DD.MM.YYYY HH24:MI');
COPY ledger.rides FROM stdin (FORMAT csv);
c,15.4,47.1,15.5,47,14.05.2024 09:00
\.
SELECT * FROM tripgrid.retry_rejects(:load_id);
SELECT lineno, colname, raw_field_value, err_message FROM ledger.rejects
 WHERE load_id = :load_id ORDER BY lineno;
SELECT external_id, departed_at, load_id - :load_id AS later FROM ledger.trips
 WHERE datasource = 'bikes' ORDER BY departed_at;
SELECT tripgrid.change_feed('rides', decimal_comma => true);
SELECT * FROM tripgrid.retry_rejects(:load_id);
SELECT * FROM pg_temp.faults;
SELECT tripgrid.undo_load(:load_id);
COPY ledger.rides FROM stdin (FORMAT csv);
a,15.4,47.1,15.5,47,14.05.2024 10:00
c,15.4,47.1,15.5,47,14.05.2024 10:00
\.
SELECT * FROM pg_temp.faults;
-- JSON: one object in each row
SELECT tripgrid.create_feed('objects', NULL,
  '{"origin": "from", "destination": "to", "departed_at": "at"}',
  '{"region": "Graz", "datasource": "json"}', format => 'json');
INSERT INTO ledger.objects VALUES
  ('{"from": "15.4,47.1", "to": "15.5,47", "when": "2024-05-01 08:00"}'),
  ('{"from": "15.4,47.1", "to": "15.5,47", "at": "2024-05-01 08:00"}'),
  ('{"from": "15.4,47.1"');
SELECT max(load_id) AS load_id FROM ledger.loads \gset
SELECT tripgrid.change_feed('objects',
  '{"origin": "from", "destination": "to", "departed_at": "when"}');
SELECT * FROM tripgrid.retry_rejects(:load_id);
SELECT lineno, colname, fields, err_message FROM ledger.rejects
 WHERE load_id = :load_id;
SELECT * FROM pg_temp.faults;
--
-- a feed with the key in a column: all rows of a statement have that of its
-- first one
--
SELECT tripgrid.create_feed('keyed', '{batch,ends,at}',
  '{"load_key": "batch", "origin": "ends", "destination": "ends",
    "departed_at": "at"}',
  '{"region": "Graz", "datasource": "keyed"}');
CREATE FUNCTION pg_temp.batch(key text, trips int, bad int DEFAULT 0)
RETURNS SETOF ledger.keyed LANGUAGE sql AS $$
  SELECT key, CASE WHEN n <= trips
      THEN 'LINESTRING (15.4 47.1, 15.5 47)' ELSE 'bad' END,
    to_char(timestamp '2024-07-01' + n * interval '5 hours',
      'YYYY-MM-DD HH24:MI')
  FROM generate_series(1, trips + bad) AS n
$$;
CREATE VIEW pg_temp.keyed_loads AS
  SELECT load_key, state, rows_loaded, rows_rejected FROM ledger.loads
  WHERE feed = 'keyed' ORDER BY load_id;
COPY ledger.keyed FROM stdin (FORMAT csv);
batch 1,"LINESTRING (15.4 47.1, 15.5 47)",2024-07-01 08:00
batch 1,bad,2024-07-01 08:00
 batch 1 ,"LINESTRING (15.4 47.1, 15.5 47)",2024-07-01 09:00
\.
COPY ledger.keyed FROM stdin (FORMAT csv);
batch 1,"LINESTRING (15.4 47.1, 15.5 47)",2024-07-01 08:00
\.
INSERT INTO ledger.keyed SELECT * FROM pg_temp.batch('batch 2', 3);
INSERT INTO ledger.keyed SELECT * FROM pg_temp.batch('batch 2', 3);
-- the keys of a column and of the setting are the same keys
BEGIN;
SET LOCAL tripgrid.load_key = 'batch 1';
INSERT INTO ledger.feed SELECT * FROM pg_temp.rides('set', 1);
COMMIT;
-- two keys in a statement, those of one that loads nothing and of one with
-- small batches among them: nothing is done
SET tripgrid.batch_trips = 2;
INSERT INTO ledger.keyed SELECT * FROM pg_temp.batch('batch 3', 5, 2)
  UNION ALL SELECT * FROM pg_temp.batch('batch 4', 1);
RESET tripgrid.batch_trips;
INSERT INTO ledger.keyed SELECT * FROM pg_temp.batch('batch 1', 1)
  UNION ALL SELECT * FROM pg_temp.batch('batch 3', 1);
INSERT INTO ledger.keyed SELECT * FROM pg_temp.batch('batch 3', 1)
  UNION ALL SELECT * FROM pg_temp.batch(NULL, 1);
INSERT INTO ledger.keyed SELECT * FROM pg_temp.batch(' ', 1)
  UNION ALL SELECT * FROM pg_temp.batch('batch 3', 1);
INSERT INTO ledger.keyed SELECT * FROM pg_temp.batch('batch 3', 1)
  UNION ALL SELECT * FROM pg_temp.batch('batch 33', 1);
SELECT * FROM pg_temp.keyed_loads;
-- no key: as often as you like; a load without trips bars nothing
INSERT INTO ledger.keyed SELECT * FROM pg_temp.batch(NULL, 1)
  UNION ALL SELECT * FROM pg_temp.batch('', 1);
INSERT INTO ledger.keyed SELECT * FROM pg_temp.batch(NULL, 1);
INSERT INTO ledger.keyed SELECT * FROM pg_temp.batch('none', 0);
INSERT INTO ledger.keyed SELECT * FROM pg_temp.batch('all bad', 0, 2);
INSERT INTO ledger.keyed SELECT * FROM pg_temp.batch('all bad', 2);
INSERT INTO ledger.keyed SELECT * FROM pg_temp.batch('all bad', 2);
\set VERBOSITY terse
INSERT INTO ledger.keyed SELECT * FROM pg_temp.batch(repeat('y', 501), 1);
\set VERBOSITY default
INSERT INTO ledger.keyed SELECT * FROM pg_temp.batch(repeat('y', 500), 1);
INSERT INTO ledger.keyed SELECT * FROM pg_temp.batch(repeat('y', 500), 1)
  WHERE false;
SELECT left(load_key, 10) AS load_key, state, rows_loaded, rows_rejected
  FROM pg_temp.keyed_loads;
SELECT batch, count(*) FROM ledger.keyed GROUP BY 1;
-- beside a key that is set: the same, or an error
BEGIN;
SET LOCAL tripgrid.load_key = 'batch 5';
INSERT INTO ledger.keyed SELECT * FROM pg_temp.batch('batch 5', 1);
INSERT INTO ledger.keyed SELECT * FROM pg_temp.batch('batch 5', 1);
INSERT INTO ledger.keyed SELECT * FROM pg_temp.batch('batch 1', 1);
ROLLBACK;
BEGIN;
SET LOCAL tripgrid.load_key = 'batch 5';
INSERT INTO ledger.keyed SELECT * FROM pg_temp.batch(NULL, 1);
ROLLBACK;
SET tripgrid.load_key = 'batch 5';
INSERT INTO ledger.keyed SELECT * FROM pg_temp.batch('batch 5', 1);
RESET tripgrid.load_key;
-- nothing that was rolled back was loaded
BEGIN;
INSERT INTO ledger.keyed SELECT * FROM pg_temp.batch('batch 5', 1);
ROLLBACK;
INSERT INTO ledger.keyed SELECT * FROM pg_temp.batch('batch 5', 2);
-- an undo frees it; a retry knows its load
SELECT tripgrid.undo_load(load_id) FROM ledger.loads WHERE load_key = 'batch 5';
INSERT INTO ledger.keyed SELECT * FROM pg_temp.batch('batch 5', 1, 2);
SELECT max(load_id) AS load_id FROM ledger.loads \gset
UPDATE ledger.rejects SET fields = '{another,"LINESTRING (15.4 47.1, 15.5 47)",
    2024-07-03 08:00}' WHERE load_id = :load_id AND lineno = 2;
SELECT * FROM tripgrid.retry_rejects(:load_id);
SELECT load_key, state, rows_loaded, rows_rejected FROM ledger.loads
 WHERE load_key = 'batch 5' ORDER BY load_id;
SELECT * FROM pg_temp.faults;
-- a load that fails by a limit is entered with its key, which bars nothing
SET tripgrid.reject_limit = 1;
INSERT INTO ledger.keyed SELECT * FROM pg_temp.batch('limit', 1, 2);
RESET tripgrid.reject_limit;
INSERT INTO ledger.keyed SELECT * FROM pg_temp.batch('limit', 1);
SELECT load_key, state, rows_loaded, rows_rejected FROM ledger.loads
 WHERE load_key = 'limit' ORDER BY load_id;
-- and stays failed when it is undone
SELECT tripgrid.undo_load(min(load_id)) FROM ledger.loads
 WHERE load_key = 'limit';
SELECT load_key, state, rows_loaded, rows_rejected FROM ledger.loads
 WHERE load_key = 'limit' ORDER BY load_id;
-- a load that is begun by another one of the same store is part of it
CREATE OR REPLACE FUNCTION pg_temp.echo() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ledger.keyed SELECT b.* FROM pg_temp.batch('inner', 2) AS b
    WHERE EXISTS (SELECT FROM came WHERE region = 'Vienna');
  RETURN NULL;
END
$$;
CREATE TRIGGER echo AFTER INSERT ON ledger.trips REFERENCING NEW TABLE AS came
  FOR EACH STATEMENT EXECUTE FUNCTION pg_temp.echo();
BEGIN;
SET LOCAL tripgrid.load_key = 'outer';
INSERT INTO ledger.feed SELECT * FROM pg_temp.rides('outer', 1);
INSERT INTO ledger.feed SELECT * FROM pg_temp.rides('outer', 1);
COMMIT;
DROP TRIGGER echo ON ledger.trips;
SELECT feed, load_key, rows_loaded FROM ledger.loads
 ORDER BY load_id DESC LIMIT 2;
SELECT * FROM pg_temp.faults;
-- what a feed cannot say, and a column that another target has, too
SELECT tripgrid.change_feed('keyed', constants => '{"load_key": "always",
  "region": "Graz", "datasource": "keyed"}');
SELECT tripgrid.change_feed('keyed', mapping => '{"origin": "ends",
  "destination": "ends", "departed_at": "at"}', constants => '{"load_key":
  "always", "region": "Graz", "datasource": "keyed"}');
SELECT tripgrid.change_feed('keyed', mapping => '{"load_key": "none",
  "origin": "ends", "destination": "ends", "departed_at": "at"}');
SELECT tripgrid.change_feed('keyed', mapping => '{"load_key": "batch",
  "datasource": "batch", "origin": "ends", "destination": "ends",
  "departed_at": "at"}', constants => '{"region": "Graz"}');
INSERT INTO ledger.keyed SELECT * FROM pg_temp.batch('batch 6', 1);
SELECT batch, count(*) FROM ledger.keyed WHERE batch LIKE 'batch%' GROUP BY 1;
-- JSON: an object that is none has no say, but as the first
SELECT tripgrid.create_feed('keyed_objects', NULL,
  '{"load_key": "batch.id", "origin": "from", "destination": "to",
    "departed_at": "at"}',
  '{"region": "Graz", "datasource": "json"}', format => 'json');
CREATE FUNCTION pg_temp.object(key text) RETURNS text LANGUAGE sql AS $$
  SELECT jsonb_build_object('batch', key::jsonb, 'from', '15.4,47.1',
    'to', '15.5,47', 'at', '2024-05-01 08:00')::text
$$;
INSERT INTO ledger.keyed_objects VALUES (pg_temp.object('{"id": 17}')),
  ('{"batch"'), (NULL), (pg_temp.object('{"id": "17"}'));
INSERT INTO ledger.keyed_objects VALUES (pg_temp.object('{"id": "17"}')),
  ('{"batch"');
INSERT INTO ledger.keyed_objects VALUES (pg_temp.object('{"id": 18}')),
  (pg_temp.object('{"id": 19}'));
INSERT INTO ledger.keyed_objects VALUES ('{"batch"'),
  (pg_temp.object('{"id": 18}'));
INSERT INTO ledger.keyed_objects VALUES ('{"batch"'),
  (pg_temp.object('{"id": null}')), (pg_temp.object('{}'));
SELECT tripgrid.undo_load(load_id) FROM ledger.loads WHERE load_key = '17';
INSERT INTO ledger.keyed_objects VALUES (pg_temp.object('{"id": 17}'));
SELECT load_key, state, rows_loaded, rows_rejected FROM ledger.loads
 WHERE feed = 'keyed_objects' ORDER BY load_id;
SELECT object::jsonb - 'at' AS object, count(*) FROM ledger.keyed_objects
 GROUP BY 1;
SELECT * FROM pg_temp.faults;
DROP VIEW pg_temp.keyed_loads;
DROP FUNCTION pg_temp.batch;

-- a limit, and what is found to be a duplicate as it is written
SET tripgrid.reject_limit = 1;
COPY ledger.rides FROM stdin (FORMAT csv);
f,15.4,47.1,15.5,47,15.05.2024 10:00
c,15.4,47.1,15.5,47,15.05.2024 10:00
a,15.4,47.1,15.5,47,15.05.2024 10:00
\.
SELECT lineno, colname, raw_field_value, err_message FROM ledger.rejects
 WHERE load_id = (SELECT max(load_id) FROM ledger.loads WHERE state = 'failed')
 ORDER BY lineno;
RESET tripgrid.reject_limit;
SELECT * FROM pg_temp.faults;

-- what its owner has taken out of a load's row
BEGIN;
ALTER TABLE ledger.loads ALTER rows_loaded DROP NOT NULL;
UPDATE ledger.loads SET rows_loaded = NULL;
SELECT tripgrid.undo_load(min(load_id)) FROM ledger.loads;
ROLLBACK;
BEGIN;
ALTER TABLE ledger.loads ALTER replaces DROP NOT NULL;
UPDATE ledger.loads SET replaces = NULL;
SELECT tripgrid.undo_load(min(load_id)) FROM ledger.loads;
ROLLBACK;

--
-- tables that inherit from those of a store keep their rows, and bar nothing
--
SET client_min_messages = warning;
SELECT tripgrid.create_store('kin');
SET tripgrid.store = 'kin';
CREATE TABLE kin.items (id int, version int);
SELECT tripgrid.create_feed('item_feed', target => 'items', key => '{id}',
  on_key => 'replace', version => 'version', add_load_id => true);
INSERT INTO kin.item_feed VALUES ('1', '1'), ('2', '1'), ('3', 'none');
BEGIN;
SET LOCAL tripgrid.load_key = 'a';
INSERT INTO kin.feed SELECT * FROM pg_temp.rides('x', 30, 3);
COMMIT;
INSERT INTO kin.feed SELECT * FROM pg_temp.rides('y', 30, 3);
INSERT INTO kin.places (name, position) VALUES ('here', '16.3,48.2');
CREATE FUNCTION pg_temp.kin_rows() RETURNS TABLE (part name, rows bigint,
  sum bigint) LANGUAGE plpgsql AS $$
BEGIN
  FOR part IN SELECT relname FROM pg_class JOIN pg_inherits ON inhrelid = oid
    WHERE relnamespace = 'kin'::regnamespace ORDER BY 1 LOOP
    RETURN QUERY EXECUTE format('SELECT %1$L::name, count(*),
      sum(hashtext(t::text)) FROM kin.%1$I AS t', part);
  END LOOP;
END
$$;
DO $$
DECLARE
  part text;
BEGIN
  FOREACH part IN ARRAY ARRAY['loads', 'chunks', 'rejects', 'places', 'secrets',
    'freshness', 'segments', 'segment_nodes'] LOOP
    EXECUTE format('CREATE TABLE kin.%1$I () INHERITS (kin.%2$I);
      INSERT INTO kin.%1$I (%3$s) SELECT %3$s FROM ONLY kin.%2$I',
      part || '_kept', part, (SELECT string_agg(attname, ', ')
        FROM pg_attribute WHERE attrelid = ('kin.' || part)::regclass
        AND attnum > 0 AND attgenerated = ''));
  END LOOP;
END
$$;
CREATE TABLE pg_temp.kept AS SELECT * FROM pg_temp.kin_rows();
INSERT INTO kin.item_feed VALUES ('1', '2');
UPDATE ONLY kin.loads SET load_key = NULL WHERE load_key = 'a';
BEGIN;
SET LOCAL tripgrid.load_key = 'a';
INSERT INTO kin.feed SELECT * FROM pg_temp.rides('z', 30, 3);
COMMIT;
UPDATE ONLY kin.rejects SET fields[3] = '16.4,48.1' WHERE load_id < 4;
SELECT l.load_id, r.* FROM ONLY kin.loads AS l,
  tripgrid.retry_rejects(l.load_id) AS r ORDER BY 1;
SELECT tripgrid.undo_load(3);
CALL tripgrid.compact(into_one => true);
SELECT tripgrid.advance_sequences();
SELECT load_id, load_key, state, rows_read, rows_loaded, rows_rejected,
    rows_superseded FROM ONLY kin.loads ORDER BY load_id;
TRUNCATE ONLY kin.trips;
TABLE pg_temp.kept EXCEPT SELECT * FROM pg_temp.kin_rows();
SELECT count(*) AS kept, sum(rows) > 10 AS some FROM pg_temp.kept;
DROP TABLE pg_temp.kept;
DROP FUNCTION pg_temp.kin_rows;
DROP SCHEMA kin CASCADE;
RESET client_min_messages;

-- forgetting loads: what they brought stays, and what bars a second load does
SET client_min_messages = warning;
SELECT tripgrid.create_store('past');
SET tripgrid.store = 'past';
INSERT INTO past.feed SELECT * FROM pg_temp.rides('a', 30, 0);
BEGIN;
SET LOCAL tripgrid.load_key = 'k';
INSERT INTO past.feed SELECT * FROM pg_temp.rides('b', 30, 0);
COMMIT;
BEGIN;
SET LOCAL tripgrid.load_key = 'of none';
INSERT INTO past.feed SELECT * FROM pg_temp.rides('c', 0, 0);
COMMIT;
INSERT INTO past.feed SELECT * FROM pg_temp.rides('d', 20, 2);
INSERT INTO past.feed SELECT * FROM pg_temp.rides('e', 10, 0);
SELECT tripgrid.undo_load(5);
INSERT INTO past.feed SELECT * FROM pg_temp.rides('f', 10, 0);
UPDATE past.loads SET finished_at = '2020-01-01' WHERE load_id < 6;
UPDATE past.loads SET tried_with = 'x', path = '/p' WHERE load_id = 6;
INSERT INTO past.chunks VALUES (1, 0, 9, 0, 1, 1, 1, 0, 0), (2, 0, 9, 0, 1, 1, 1, 0, 0);
SELECT tripgrid.forget_loads('2019-12-31');
SELECT tripgrid.forget_loads('2020-06-01');
SELECT load_id, load_key, state FROM past.loads ORDER BY 1;
SELECT load_id, count(*) FROM past.trips GROUP BY 1 ORDER BY 1;
SELECT load_id FROM past.chunks ORDER BY 1;
SELECT tripgrid.undo_load(1);
SELECT tripgrid.undo_load(99);
SELECT * FROM tripgrid.retry_rejects(1);
BEGIN;
SET LOCAL tripgrid.load_key = 'k';
INSERT INTO past.feed SELECT * FROM pg_temp.rides('g', 5, 0);
COMMIT;
SELECT tripgrid.forget_loads('2100-01-01');
SELECT tripgrid.forget_rejects('2020-06-01');
SELECT tripgrid.forget_loads('2020-06-01', with_keys => true);
SELECT load_id, load_key, state FROM past.loads ORDER BY 1;
SELECT tripgrid.forget_loads(NULL);
SET ROLE pg_monitor;
SELECT tripgrid.forget_loads('2100-01-01');
RESET ROLE;
SELECT * FROM tripgrid.verify();
-- the number of a load that was forgotten is not given again, though sequences
-- are as where a subscription brought the rows
SELECT tripgrid.create_store('future');
SET tripgrid.store = 'future';
INSERT INTO future.feed SELECT * FROM pg_temp.rides('a', 2, 0);
SELECT tripgrid.forget_loads('2100-01-01');
ALTER SEQUENCE future.loads_load_id_seq RESTART;
SELECT tripgrid.advance_sequences();
INSERT INTO future.feed SELECT * FROM pg_temp.rides('b', 1, 0);
SELECT tripgrid.forget_loads('2100-01-01');
ALTER SEQUENCE future.loads_load_id_seq RESTART;
SELECT tripgrid.advance_sequences();
INSERT INTO future.feed SELECT * FROM pg_temp.rides('c', 1, 0);
SELECT load_id, count(*) FROM future.trips GROUP BY 1 ORDER BY 1;
SELECT load_id FROM future.loads ORDER BY 1;
SELECT tripgrid.drop_store('future', force => true);
SELECT tripgrid.drop_store('past', force => true);
RESET client_min_messages;

RESET tripgrid.store;
DROP VIEW pg_temp.faults;
DROP FUNCTION pg_temp.rides;
SELECT tripgrid.drop_store('ledger', force => true);
