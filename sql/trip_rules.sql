-- Rules that somebody gives the table trips: what they refuse is a reject.
\set VERBOSITY terse
SET client_min_messages = warning;
SELECT tripgrid.create_store('ruled');
SET tripgrid.store = 'ruled';
CREATE TABLE ruled.bikes (bike int PRIMARY KEY);
INSERT INTO ruled.bikes SELECT generate_series(0, 49);
ALTER TABLE ruled.trips ADD bike int, ADD seat int;
SELECT tripgrid.create_feed('rides', '{region,at,lon,lat,bike,seat}',
  '{"region": "region", "departed_at": "at", "origin_lon": "lon",
    "origin_lat": "lat", "destination_lon": "lon", "destination_lat": "lat",
    "bike": "bike", "seat": "seat"}', '{"datasource": "r"}');

-- rows: of every hundred the 7th is of another region, the 13th of no bike,
-- the 29th has a position that is none, the 41st a seat that an earlier one has
CREATE FUNCTION pg_temp.rows(first int, last int) RETURNS TABLE (region text,
  at text, lon text, lat text, bike text, seat text) LANGUAGE sql AS $$
  SELECT CASE WHEN n % 100 = 7 THEN 'Graz' ELSE 'Linz' END,
    to_char(timestamp '2024-01-01' + n * interval '1 minute',
      'YYYY-MM-DD HH24:MI:SS'),
    CASE WHEN n % 100 = 29 THEN 'x' ELSE (14 + n % 100 / 100.0)::text END,
    '48.3', CASE WHEN n % 100 = 13 THEN 77 ELSE n % 50 END::text,
    CASE WHEN n % 100 = 41 THEN n - 1 ELSE n END::text
  FROM generate_series(first, last) AS n
$$;

CREATE FUNCTION pg_temp.result() RETURNS TABLE (read bigint, loaded bigint,
  rejected bigint, trips bigint, rejects bigint, differences bigint)
LANGUAGE sql AS $$
  SELECT rows_read, rows_loaded, rows_rejected,
    (SELECT count(*) FROM ruled.trips AS t WHERE t.load_id = l.load_id),
    (SELECT count(*) FROM ruled.rejects AS r WHERE r.load_id = l.load_id),
    (SELECT count(*) FROM tripgrid.verify('ruled'))
  FROM ruled.loads AS l ORDER BY load_id DESC LIMIT 1
$$;

-- in bulk: a check and a unique index
ALTER TABLE ruled.trips ADD CONSTRAINT linz CHECK (region = 'Linz');
CREATE UNIQUE INDEX seats ON ruled.trips (seat);
INSERT INTO ruled.rides SELECT * FROM pg_temp.rows(1, 3000);
SELECT * FROM pg_temp.result();
SELECT err_message, errorcode, count(*), min(lineno), max(lineno)
  FROM ruled.rejects GROUP BY 1, 2 ORDER BY 1;
SELECT fields, colname FROM ruled.rejects WHERE lineno IN (7, 41)
  ORDER BY lineno;

-- by SQL: a foreign key and a trigger, too
ALTER TABLE ruled.trips ADD CONSTRAINT known FOREIGN KEY (bike)
  REFERENCES ruled.bikes NOT VALID;
CREATE FUNCTION ruled.check_seat() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.seat % 1000 = 500 THEN
    RAISE 'seat % is broken', NEW.seat;
  END IF;
  RETURN CASE WHEN NEW.seat % 1000 <> 600 THEN NEW END;
END
$$;
CREATE TRIGGER check_seat BEFORE INSERT ON ruled.trips
  FOR EACH ROW EXECUTE FUNCTION ruled.check_seat();
INSERT INTO ruled.rides SELECT * FROM pg_temp.rows(10001, 12000);
SELECT * FROM pg_temp.result();
SELECT err_message, errorcode, count(*), min(lineno), max(lineno)
  FROM ruled.rejects WHERE load_id = 2 GROUP BY 1, 2 ORDER BY 1;

-- what was refused comes when it may
ALTER TABLE ruled.trips DROP CONSTRAINT linz, DROP CONSTRAINT known;
SELECT * FROM tripgrid.retry_rejects(2);
SELECT * FROM pg_temp.result();
SELECT tripgrid.undo_load(2);
SELECT * FROM pg_temp.result();

-- an error that is none of the data's ends the load
CREATE OR REPLACE FUNCTION ruled.check_seat() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  RAISE insufficient_resources;
END
$$;
INSERT INTO ruled.rides SELECT * FROM pg_temp.rows(20001, 20002);
SET tripgrid.on_reject = 'error';
DROP TRIGGER check_seat ON ruled.trips;
INSERT INTO ruled.rides SELECT * FROM pg_temp.rows(20041, 20041);
INSERT INTO ruled.rides SELECT * FROM pg_temp.rows(20040, 20041);
SELECT * FROM pg_temp.result();

RESET tripgrid.on_reject;

-- of trips with one identity the first that no rule refuses comes
ALTER TABLE ruled.trips ADD CONSTRAINT seated CHECK (seat > 0);
SELECT tripgrid.create_feed('known_rides', '{region,at,lon,lat,id,seat}',
  '{"region": "region", "departed_at": "at", "origin_lon": "lon",
    "origin_lat": "lat", "destination_lon": "lon", "destination_lat": "lat",
    "external_id": "id", "seat": "seat"}', '{"datasource": "r"}');
INSERT INTO ruled.known_rides
  SELECT 'Linz', '2024-01-01 10:00', '14.1', '48.3', id, seat
  FROM unnest('{A,A,A,B,B,C}'::text[], '{-1,30001,30002,30003,-2,-3}'::text[])
    AS r (id, seat);
SELECT * FROM pg_temp.result();
SELECT lineno, colname, raw_field_value, err_message FROM ruled.rejects
  WHERE load_id = (SELECT max(load_id) FROM ruled.loads) ORDER BY lineno;
SELECT external_id, seat FROM ruled.trips WHERE external_id IS NOT NULL
  ORDER BY seat;

-- a value that an index has no room for, a sequence that ends, a server that
-- a trigger asks in vain
ALTER TABLE ruled.trips ADD note text, ADD ticket int;
CREATE INDEX ON ruled.trips (note);
SELECT tripgrid.create_feed('notes', '{region,at,lon,lat,note}',
  '{"region": "region", "departed_at": "at", "origin_lon": "lon",
    "origin_lat": "lat", "destination_lon": "lon", "destination_lat": "lat",
    "note": "note"}', '{"datasource": "r"}');
INSERT INTO ruled.notes
  SELECT 'Linz', '2024-01-01 10:00', '14.1', '48.3', CASE WHEN n = 2 THEN (
    SELECT string_agg(md5(m::text), '') FROM generate_series(1, 400) AS m) END
  FROM generate_series(1, 4) AS n;
SELECT * FROM pg_temp.result();
CREATE SEQUENCE ruled.tickets MAXVALUE 2;
ALTER TABLE ruled.trips ALTER ticket SET DEFAULT nextval('ruled.tickets');
INSERT INTO ruled.notes VALUES ('Linz', '2024-01-01 10:00', '14.1', '48.3', ''),
  ('Linz', '2024-01-01 10:00', '14.1', '48.3', '');
SELECT * FROM pg_temp.result();
INSERT INTO ruled.notes VALUES ('Linz', '2024-01-01 10:00', '14.1', '48.3', '');
SELECT * FROM pg_temp.result();
ALTER TABLE ruled.trips ALTER ticket DROP DEFAULT;
CREATE OR REPLACE FUNCTION ruled.check_seat() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  RAISE connection_failure;
END
$$;
CREATE TRIGGER check_seat BEFORE INSERT ON ruled.trips
  FOR EACH ROW EXECUTE FUNCTION ruled.check_seat();
INSERT INTO ruled.notes VALUES ('Linz', '2024-01-01 10:00', '14.1', '48.3', '');

-- after too many the rest is not tried
DROP TRIGGER check_seat ON ruled.trips;
SET tripgrid.reject_limit = 3;
INSERT INTO ruled.rides SELECT region, at, '14.1', lat, bike, '-1'
  FROM pg_temp.rows(1, 100);
SELECT * FROM pg_temp.result();

-- more rows than came are nothing that the ledger could count
CREATE TABLE ruled.elsewhere (n int);
CREATE RULE more AS ON INSERT TO ruled.trips DO INSTEAD
  INSERT INTO ruled.elsewhere SELECT 1 FROM generate_series(1, 3);
INSERT INTO ruled.notes VALUES ('Linz', '2024-01-01 10:00', '14.1', '48.3', '');
SELECT count(*) FROM ruled.elsewhere;

DROP SCHEMA ruled CASCADE;
