-- Identities that are erased for good: no feed loads them again.
\set SHOW_CONTEXT never
SET client_min_messages = warning;
SET datestyle = 'ISO';
SELECT tripgrid.create_store('bar');
SET tripgrid.store = 'bar';
SELECT tripgrid.create_feed('rides', '{id,from,to,at,source}',
  '{"external_id": "id", "origin": "from", "destination": "to",
    "departed_at": "at", "datasource": "source"}', '{"region": "Wien"}');
SELECT tripgrid.create_feed('events', NULL,
  '{"external_id": "ride.id", "origin": "from", "destination": "to",
    "departed_at": "at"}', '{"region": "Graz", "datasource": "bikes"}',
  format => 'json');
SELECT tripgrid.create_feed('hashed', '{id,from,to,at}',
  '{"external_id": "id", "origin": "from", "destination": "to",
    "departed_at": "at"}', '{"region": "Wien", "datasource": "hashed"}',
  privacy => '{"hash_external_id": true, "keep_rejected_fields": false}');
CREATE FUNCTION pg_temp.rides(source text, VARIADIC ids int[])
RETURNS SETOF bar.rides LANGUAGE sql AS $$
  SELECT 'r' || n, '16.37,48.2', '16.38,48.1', '2024-06-03 08:05', source
  FROM unnest(ids) AS n;
$$;
CREATE VIEW rejects AS SELECT load_id, lineno, fields, colname,
  raw_field_value, err_message, errorcode FROM bar.rejects
ORDER BY load_id, lineno;

-- not unless one says so
INSERT INTO bar.rides SELECT * FROM pg_temp.rides('bikes', 1, 2, 3, 4, 5, 6);
SELECT trips, barred FROM tripgrid.erase_trips(external_id => 'r1');
INSERT INTO bar.rides SELECT * FROM pg_temp.rides('bikes', 1);
SELECT count(*) FROM bar.trips WHERE external_id = 'r1';
SELECT count(*) FROM bar.erased;

-- a person, for good: by INSERT, COPY and JSON, once and twice
SELECT trips, rejects, loads, barred FROM tripgrid.erase_trips(
  external_id => 'r2', bar => true);
INSERT INTO bar.rides SELECT * FROM pg_temp.rides('bikes', 2, 7, 2);
COPY bar.rides FROM STDIN (FORMAT csv);
r3,"16.37,48.2","16.38,48.1",2024-06-03 08:05,bikes
 r2 ,"16.37,48.2","16.38,48.1",2024-06-03 08:05,bikes
r8,"16.37,48.2","16.38,48.1",2024-06-03 08:05,bikes
\.
INSERT INTO bar.events VALUES ('{"ride": {"id": "r\u0032"}, "from":
  "16.37,48.2", "to": "16.38,48.1", "at": "2024-06-03 08:45"}');
SELECT * FROM rejects;
SELECT load_id, rows_loaded, rows_rejected FROM bar.loads ORDER BY load_id;
-- nothing tells of them
SELECT count(*) FROM bar.trips WHERE external_id = 'r2';
SELECT count(*) FROM bar.rejects AS r WHERE r::text ~ 'r2';
SELECT length(hash) FROM bar.erased;
SELECT count(*) FROM bar.erased AS e, bar.secrets AS s WHERE s.name = 'barred'
  AND hash = tripgrid._barred_identity(s.secret, 'bikes', 'r2')
  AND hash NOT IN (sha256('r2'), sha256('bikesr2'), sha256('bikes\000r2'));
-- nor does an error
SET tripgrid.on_reject = 'error';
INSERT INTO bar.rides SELECT * FROM pg_temp.rides('bikes', 2);
RESET tripgrid.on_reject;
-- another source's is another's
INSERT INTO bar.rides SELECT * FROM pg_temp.rides('scooters', 2);
SELECT datasource FROM bar.trips WHERE external_id = 'r2';
-- datasource and external_id are not run together
INSERT INTO bar.rides VALUES
  ('2', '16.37,48.2', '16.38,48.1', '2024-06-03 08:05', 'bikesr');
SELECT count(*) FROM bar.trips WHERE datasource = 'bikesr';

-- by any other mark; those without an identity are not barred
INSERT INTO bar.rides VALUES
  (NULL, '16.37,48.2', '16.38,48.1', '2024-06-04 08:05', 'bikes');
SELECT trips, barred FROM tripgrid.erase_trips(bar => true, trip_ids => ARRAY(
  SELECT trip_id FROM bar.trips WHERE external_id IS NULL
    OR external_id IN ('r3', 'r4')));
SELECT trips, barred FROM tripgrid.erase_trips(bar => true,
  datasource => 'scooters');
INSERT INTO bar.rides SELECT * FROM pg_temp.rides('bikes', 3, 4, 5, 6);
INSERT INTO bar.rides SELECT * FROM pg_temp.rides('scooters', 1, 2);
SELECT datasource, array_agg(external_id ORDER BY external_id) FROM bar.trips
GROUP BY 1 ORDER BY 1;

-- who was never loaded needs a datasource
SELECT * FROM tripgrid.erase_trips(external_id => 'r9', bar => true);
SELECT trips, barred FROM tripgrid.erase_trips(external_id => 'r9',
  datasource => 'bikes', bar => true);
SELECT trips, barred FROM tripgrid.erase_trips(external_id => 'r9',
  datasource => 'bikes', bar => true);
INSERT INTO bar.rides SELECT * FROM pg_temp.rides('bikes', 9);
SELECT count(*) FROM bar.trips WHERE external_id = 'r9';
SELECT * FROM tripgrid.erase_trips(external_id => 'r9', bar => NULL);

-- hashed identities
INSERT INTO bar.hashed SELECT id, "from", "to", at
FROM pg_temp.rides('', 20, 21, 22);
SELECT trips, barred FROM tripgrid.erase_trips(external_id => 'r20',
  bar => true);
SELECT trips, barred FROM tripgrid.erase_trips(bar => true,
  trip_ids => ARRAY(SELECT trip_id FROM bar.trips
    WHERE datasource = 'hashed' ORDER BY trip_id LIMIT 1));
INSERT INTO bar.hashed SELECT id, "from", "to", at
FROM pg_temp.rides('', 20, 21, 22, 23);
SELECT count(*) FROM bar.trips WHERE datasource = 'hashed';
SELECT lineno, err_message FROM rejects WHERE load_id =
  (SELECT max(load_id) FROM bar.loads);
-- asked for by name, it comes through no feed of that source
INSERT INTO bar.rides SELECT * FROM pg_temp.rides('hashed', 20);
SELECT count(*) FROM bar.trips WHERE datasource = 'hashed'
  AND external_id = 'r20';

-- a reject that is tried again
INSERT INTO bar.rides VALUES
  ('r2', 'home', '16.38,48.1', '2024-06-03 08:05', 'bikes'),
  ('r30', 'home', '16.38,48.1', '2024-06-03 08:05', 'bikes');
INSERT INTO bar.places VALUES ('home', '16.37,48.2');
SELECT tripgrid.change_feed('rides', mapping => '{"external_id": "id",
  "origin_place": "from", "destination": "to", "departed_at": "at",
  "datasource": "source"}');
SELECT max(load_id) AS load FROM bar.loads \gset
SELECT * FROM rejects WHERE load_id = :load;
SELECT * FROM tripgrid.retry_rejects(:load);
SELECT * FROM rejects WHERE load_id = :load;
SELECT external_id FROM bar.trips WHERE load_id = :load;
SELECT tripgrid.change_feed('rides', mapping => '{"external_id": "id",
  "origin": "from", "destination": "to", "departed_at": "at",
  "datasource": "source"}');

-- what is rolled back bars nobody; what is in the transaction does
BEGIN;
SAVEPOINT s;
SELECT trips, barred FROM tripgrid.erase_trips(external_id => 'r5',
  bar => true);
INSERT INTO bar.rides SELECT * FROM pg_temp.rides('bikes', 5);
SELECT count(*) FROM bar.trips WHERE external_id = 'r5';
ROLLBACK TO s;
SELECT trips FROM tripgrid.erase_trips(external_id => 'r5');
INSERT INTO bar.rides SELECT * FROM pg_temp.rides('bikes', 5);
SELECT count(*) FROM bar.trips WHERE external_id = 'r5';
COMMIT;
-- with an old snapshot, and in many batches
SET tripgrid.batch_trips = 50;
SELECT trips, barred FROM tripgrid.erase_trips(external_id => 'r110',
  datasource => 'bikes', bar => true);
BEGIN ISOLATION LEVEL REPEATABLE READ;
INSERT INTO bar.rides SELECT r.* FROM generate_series(101, 300) AS n,
  pg_temp.rides('bikes', n) AS r;
COMMIT;
SELECT rows_loaded, rows_rejected FROM bar.loads ORDER BY load_id DESC LIMIT 1;
RESET tripgrid.batch_trips;
SELECT * FROM tripgrid.verify();

-- trips themselves take what one writes
INSERT INTO bar.trips (origin, destination, departed_at, region, datasource,
  external_id) VALUES ('16.37,48.2', '16.38,48.1', '2024-06-03', 'Wien',
  'bikes', 'r2');
INSERT INTO bar.rides SELECT * FROM pg_temp.rides('bikes', 2);
SELECT fields, err_message FROM rejects WHERE load_id =
  (SELECT max(load_id) FROM bar.loads);

-- a loader is barred, too, and reads neither hashes nor secret
CREATE ROLE regress_barred;
GRANT USAGE ON SCHEMA bar TO regress_barred;
GRANT SELECT, INSERT ON bar.rides TO regress_barred;
SET ROLE regress_barred;
INSERT INTO bar.rides VALUES
  ('r3', '16.37,48.2', '16.38,48.1', '2024-06-03 08:05', 'bikes'),
  ('r40', '16.37,48.2', '16.38,48.1', '2024-06-03 08:05', 'bikes');
SELECT hash FROM bar.erased;
SELECT * FROM tripgrid.erase_trips(external_id => 'r40', bar => true);
RESET ROLE;
SELECT rows_loaded, rows_rejected FROM bar.loads
WHERE loaded_by = 'regress_barred';
REVOKE ALL ON SCHEMA bar FROM regress_barred;
REVOKE ALL ON bar.rides FROM regress_barred;
DROP ROLE regress_barred;

-- without the secret nobody can tell, and no other is made in silence
BEGIN;
TRUNCATE bar.secrets;
SAVEPOINT s;
INSERT INTO bar.rides SELECT * FROM pg_temp.rides('bikes', 50);
ROLLBACK TO s;
SELECT * FROM tripgrid.erase_trips(external_id => 'r5', bar => true);
ROLLBACK TO s;
-- trips without an identity are nobody's
INSERT INTO bar.feed VALUES
  ('Wien', '16.37,48.2', '16.38,48.1', '2024-06-03 08:05', 'bikes');
TRUNCATE bar.erased;
INSERT INTO bar.rides SELECT * FROM pg_temp.rides('bikes', 50);
SELECT trips, barred FROM tripgrid.erase_trips(external_id => 'r5',
  bar => true);
ROLLBACK;
-- nor without an index
BEGIN;
ALTER TABLE bar.erased DROP CONSTRAINT erased_pkey;
INSERT INTO bar.rides SELECT * FROM pg_temp.rides('bikes', 50);
ROLLBACK;

DROP VIEW rejects;
DROP FUNCTION pg_temp.rides(text, int[]);
SELECT tripgrid.drop_store('bar', force => true);

-- a store without identities has none to bar
SELECT tripgrid.create_store('bar');
INSERT INTO bar.feed VALUES
  ('Wien', '16.37,48.2', '16.38,48.1', '2024-06-03 08:05', 'bikes');
SELECT trips, barred FROM tripgrid.erase_trips(region => 'Wien', bar => true);
SELECT tripgrid.drop_store('bar');
