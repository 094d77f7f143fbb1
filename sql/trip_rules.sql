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

DROP SCHEMA ruled CASCADE;
