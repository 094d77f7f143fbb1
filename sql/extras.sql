--
-- Feeds that fill columns which users have added to trips.
--
SET DateStyle = ISO;
SET TimeZone = 'UTC';
SET client_min_messages = warning;
\set SHOW_CONTEXT never
CREATE ROLE regress_tg_keeper;
CREATE ROLE regress_tg_bringer;
SELECT format('GRANT CREATE ON DATABASE %I TO regress_tg_keeper',
  current_database()) AS grant_create \gset
:grant_create;
GRANT USAGE ON SCHEMA tripgrid TO regress_tg_keeper, regress_tg_bringer;
SET ROLE regress_tg_keeper;
SELECT tripgrid.create_store('extras');
SET tripgrid.store = 'extras';
CREATE TYPE extras.bike AS ENUM ('classic', 'electric');
CREATE TYPE extras.pair AS (a int, b text);
ALTER TABLE extras.trips ADD bike extras.bike, ADD fare numeric(6, 2),
  ADD code varchar(4), ADD note text, ADD stops int[], ADD ended_at timestamp,
  ADD pair extras.pair, ADD seats int NOT NULL DEFAULT 1,
  ADD twice numeric GENERATED ALWAYS AS (2 * fare) STORED;
SELECT tripgrid.create_feed('wide',
  ARRAY['o', 'd', 't', 'bike', 'fare', 'code', 'note', 'stops', 'ended',
    'pair', 'seats'],
  '{"origin": "o", "destination": "d", "departed_at": "t", "bike": "bike",
    "fare": "fare", "code": "code", "note": "note", "stops": "stops",
    "ended_at": "ended", "pair": "pair", "seats": "seats"}',
  '{"region": "Graz", "datasource": "wide"}');

--
-- values are read by the columns' own input functions, blanks around them cut
-- off, nothing is null; what one refuses is a reject with its reason
--
COPY extras.wide FROM stdin (FORMAT csv);
"15.4,47.1","15.5,47",2024-05-01 08:00,classic,1.255,ab,one,"{1,2}",2024-05-01 09:00,"(1,x)",2
"15.4,47.1","15.5,47",2024-05-01 08:01, electric , 10 , abcd ," two ",,,,3
"15.4,47.1","15.5,47",2024-05-01 08:02,,,,,,,,4
"15.4,47.1","15.5,47",2024-05-01 08:03,cargo,,,,,,,1
"15.4,47.1","15.5,47",2024-05-01 08:04,,12345,,,,,,1
"15.4,47.1","15.5,47",2024-05-01 08:05,,cheap,,,,,,1
"15.4,47.1","15.5,47",2024-05-01 08:06,,,abcde,,,,,1
"15.4,47.1","15.5,47",2024-05-01 08:07,,,,,"{1,",,,1
"15.4,47.1","15.5,47",2024-05-01 08:08,,,,,,2024-13-01,,1
"15.4,47.1","15.5,47",2024-05-01 08:09,,,,,,,"(x,y)",1
"15.4,47.1","15.5,47",2024-05-01 08:10,,,,,,,,
"15.4,47.1","15.5,47",2024-05-01 08:11,,,,,,,,99999999999
"15.4,47.1",nowhere,2024-05-01 08:12,cargo,,,,,,,1
\.
SELECT departed_at, bike, fare, code, note, stops, ended_at, pair, seats, twice
  FROM extras.trips ORDER BY departed_at;
SELECT lineno, colname, raw_field_value, errorcode, err_message
  FROM extras.rejects ORDER BY lineno;
SELECT rows_read, rows_loaded, rows_rejected FROM extras.loads;
SELECT * FROM tripgrid.verify();

--
-- an error of the function's own when a reject is to be one
--
SET tripgrid.on_reject = 'error';
INSERT INTO extras.wide (o, d, t, fare, seats)
  VALUES ('15.4,47.1', '15.5,47', '2024-05-01 08:00', 'free', 1);
RESET tripgrid.on_reject;

--
-- long values, and many
--
INSERT INTO extras.wide (o, d, t, note, stops, seats)
  SELECT '15.4,47.1', '15.5,47', timestamp '2024-06-01' + n * interval '1 min',
    repeat(chr(97 + n % 26), n), array_fill(n, ARRAY[n % 300])::text, n::text
  FROM generate_series(1, 3000) AS n;
SELECT count(*), sum(length(note)), sum(cardinality(stops)),
    bool_and(length(note) = seats AND cardinality(stops) = seats % 300
      AND note = repeat(chr(97 + seats % 26), seats)) AS good
  FROM extras.trips WHERE departed_at >= '2024-06-01';

--
-- columns that cannot be filled
--
SELECT tripgrid.create_feed('bad', ARRAY['o', 'd', 't', 'x'],
  '{"origin": "o", "destination": "d", "departed_at": "t", "twice": "x"}',
  '{"region": "Graz", "datasource": "bad"}');
SELECT tripgrid.create_feed('bad', ARRAY['o', 'd', 't', 'x'],
  '{"origin": "o", "destination": "d", "departed_at": "t", "trip_id": "x"}',
  '{"region": "Graz", "datasource": "bad"}');

--
-- with a trigger of somebody's, and domains, rows go by INSERT; a constant
-- fills a column, too
--
CREATE DOMAIN extras.percent AS int NOT NULL DEFAULT 7
  CHECK (VALUE BETWEEN 0 AND 100);
ALTER TABLE extras.trips ADD battery extras.percent, ADD source_file text,
  ADD grid int[][];
SELECT tripgrid.create_feed('charged',
  ARRAY['o', 'd', 't', 'battery', 'grid', 'note'],
  '{"origin": "o", "destination": "d", "departed_at": "t",
    "battery": "battery", "grid": "grid", "note": "note"}',
  '{"region": "Graz", "datasource": "charged", "source_file": "may.csv"}');
CREATE FUNCTION extras.shout() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.note := upper(NEW.note);
  RETURN CASE WHEN NEW.note = 'NO' THEN NULL ELSE NEW END;
END
$$;
CREATE TRIGGER shout BEFORE INSERT ON extras.trips
  FOR EACH ROW EXECUTE FUNCTION extras.shout();
RESET client_min_messages;
COPY extras.charged FROM stdin (FORMAT csv);
"15.4,47.1","15.5,47",2024-07-01 08:00,50,"{{1,2},{3,4}}",hello
"15.4,47.1","15.5,47",2024-07-01 08:01,101,,hello
"15.4,47.1","15.5,47",2024-07-01 08:02,,,hello
"15.4,47.1","15.5,47",2024-07-01 08:03,0,,no
"15.4,47.1","15.5,47",2024-07-01 08:04,100,,
\.
SET client_min_messages = warning;
SELECT departed_at, battery, grid, note, source_file, seats
  FROM extras.trips WHERE datasource = 'charged' ORDER BY departed_at;
SELECT lineno, colname, raw_field_value, errorcode, err_message
  FROM extras.rejects JOIN extras.loads USING (load_id)
 WHERE feed = 'charged' ORDER BY lineno;
SELECT * FROM tripgrid.verify();
DROP TRIGGER shout ON extras.trips;

--
-- what the owner has written runs as the owner, whoever loads, and can do
-- nothing to the loader's session
--
CREATE TABLE extras.seen (who name, path text);
CREATE FUNCTION extras.check_note(note text) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
  IF note = 'temporary' THEN
    CREATE TEMPORARY TABLE left_behind (a int);
  ELSIF note = 'cursor' THEN
    EXECUTE 'DECLARE c CURSOR WITH HOLD FOR SELECT extras.check_note(''a'')';
  ELSIF note = 'role' THEN
    SET ROLE regress_tg_bringer;
  ELSIF note = 'setting' THEN
    PERFORM set_config('search_path', 'extras', false);
  ELSIF note = 'table' THEN
    ALTER TABLE extras.trips ALTER source_file TYPE int USING 0;
  ELSIF note = 'refuse' THEN
    RAISE EXCEPTION 'refused "%" by a function', note USING ERRCODE = 'TG001';
  END IF;
  INSERT INTO extras.seen
    VALUES (current_user, current_setting('search_path'));
  RETURN true;
END
$$;
CREATE DOMAIN extras.checked AS text CHECK (extras.check_note(VALUE));
ALTER TABLE extras.trips DROP battery CASCADE, ADD remarks extras.checked[];
SELECT tripgrid.create_feed('watched', ARRAY['o', 'd', 't', 'remarks', 'note'],
  '{"origin": "o", "destination": "d", "departed_at": "t",
    "remarks": "remarks", "note": "note"}',
  '{"region": "Graz", "datasource": "watched", "source_file": "x"}');
GRANT USAGE ON SCHEMA extras TO regress_tg_bringer;
GRANT INSERT ON extras.watched TO regress_tg_bringer;
TRUNCATE extras.seen;
RESET ROLE;
SET ROLE regress_tg_bringer;
SET search_path = public;
CREATE FUNCTION pg_temp.bring(remark text) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO extras.watched VALUES
    ('15.4,47.1', '15.5,47', '2024-08-01 08:00', ARRAY[remark]::text, 'n');
  RETURN 'loaded or rejected';
EXCEPTION WHEN OTHERS THEN
  RETURN SQLSTATE || ' ' || SQLERRM;
END
$$;
SELECT v, pg_temp.bring(v) FROM unnest(ARRAY['good', 'temporary', 'cursor',
  'role', 'setting', 'table', 'refuse']) AS v;
RESET ROLE;
ALTER TABLE extras.trips ADD checked boolean;
ALTER TABLE extras.trips ALTER checked
  SET DEFAULT extras.check_note('cursor');
SET ROLE regress_tg_bringer;
SELECT pg_temp.bring('good');
SHOW search_path;
SELECT count(*) FROM pg_cursors;
SELECT current_user;
RESET search_path;
RESET ROLE;
SELECT DISTINCT * FROM extras.seen;
SELECT remarks, note FROM extras.trips WHERE datasource = 'watched'
 ORDER BY remarks;
SELECT raw_field_value, errorcode, err_message
  FROM extras.rejects JOIN extras.loads USING (load_id)
 WHERE feed = 'watched' ORDER BY raw_field_value;
SELECT * FROM tripgrid.verify();

SET client_min_messages = error;
DROP FUNCTION pg_temp.bring(text);
DROP SCHEMA extras CASCADE;
REVOKE USAGE ON SCHEMA tripgrid FROM regress_tg_keeper, regress_tg_bringer;
SELECT format('REVOKE CREATE ON DATABASE %I FROM regress_tg_keeper',
  current_database()) AS revoke_create \gset
:revoke_create;
DROP ROLE regress_tg_keeper, regress_tg_bringer;
