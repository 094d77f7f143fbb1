--
-- Values that never were, given to functions that are there to be called by
-- other functions: refused or harmless, for whoever can log in can call them.
--
SET DateStyle = ISO;
SET TimeZone = 'UTC';
SET bytea_output = hex;
\set SHOW_CONTEXT never
CREATE FUNCTION pg_temp.outcome(statement text) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE statement;
  RETURN 'taken';
EXCEPTION WHEN OTHERS THEN
  RETURN sqlerrm;
END
$$;

--
-- nulls: every function with nulls alone, and with nulls and what is harmless
--
SELECT count(*) > 50 AS many,
    count(*) FILTER (WHERE pg_temp.outcome(call) IS NULL) AS without_outcome
  FROM (
    SELECT format('SELECT %s(%s)', p.oid::regproc, array_to_string(ARRAY(
        SELECT format('NULL::%s', t::regtype)
        FROM unnest(p.proargtypes) WITH ORDINALITY AS a (t, n) ORDER BY n),
        ', ')) AS call
    FROM pg_proc AS p
    WHERE p.pronamespace = 'tripgrid'::regnamespace AND p.prokind = 'f'
      AND p.prorettype <> 'trigger'::regtype
      AND NOT 'internal'::regtype = ANY (p.proargtypes)
      -- would make a store
      AND p.proname <> 'create_store'
    UNION ALL
    SELECT format('SELECT %s(%s) FROM generate_series(1, 2)', p.oid::regproc,
        array_to_string(ARRAY(SELECT format('NULL::%s', t::regtype)
        FROM unnest(p.proargtypes) WITH ORDINALITY AS a (t, n) ORDER BY n),
        ', '))
    FROM pg_proc AS p
    WHERE p.pronamespace = 'tripgrid'::regnamespace AND p.prokind = 'a'
  ) AS calls;
--
-- damaged areas
--
SELECT pg_temp.outcome(format('SELECT tripgrid._trip_passes(%L, ''origin'','
    ' ''POINT(1 1)'', ''POINT(1 1)'')', area)) AS area
  FROM unnest(ARRAY['\x', '\x01', '\x0103', '\x0103000000',
    '\x0103000000ffffffff', '\x010300000001000000ffffffff',
    '\x010600000001000000', '\x0107000000', '\x02' || repeat('00', 50)])
    AS area;

--
-- each byte of an area damaged, and each of the values that a question reads
--
SELECT count(*) FILTER (WHERE outcome <> 'taken') > 0 AS some_refused,
    count(*) FILTER (WHERE outcome = 'taken') > 0 AS some_harmless
  FROM ST_AsEWKB('BOX(14 50,14.25 50.25)'::box2d::geometry) AS area,
    generate_series(0, length(area) - 1) AS n,
    unnest(ARRAY[0, 1, 127, 128, 255]) AS byte,
    pg_temp.outcome(format('SELECT tripgrid._trip_passes(%L, ''both'','
      ' ''POINT(14 50)'', ''POINT(15 51)'')', set_byte(area, n, byte)))
      AS outcome;
SELECT tripgrid.create_store('hostile');
INSERT INTO hostile.feed
  SELECT 'r', format('(%s,%s)', 14 + n % 7 / 10.0, 50 + n % 5 / 10.0),
    format('(%s,%s)', 14 + n % 5 / 10.0, 50 + n % 7 / 10.0),
    timestamp '2018-05-01' + n * interval '17 hours', 'd' || n % 3
  FROM generate_series(1, 40) AS n;
-- nothing notices the damage, as when a disk does it
CREATE FUNCTION pg_temp.nothing() RETURNS trigger LANGUAGE plpgsql AS
  'BEGIN RETURN NULL; END';
CREATE TRIGGER unnoticed BEFORE INSERT ON hostile.freshness
  FOR EACH ROW WHEN (NEW.behind IS NOT NULL)
  EXECUTE FUNCTION pg_temp.nothing();
CREATE TEMP TABLE one AS SELECT * FROM hostile.segments WHERE projection = 'o';
CREATE FUNCTION pg_temp.damaged(value tripgrid.tripset, n int, byte int)
RETURNS text LANGUAGE sql AS $$
  SELECT overlay(value::text PLACING lpad(to_hex(byte), 2, '0') FROM 2 * n + 3)
$$;
CREATE FUNCTION pg_temp.count_one(name text, value text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
  outcome text := pg_temp.outcome(format(
    'UPDATE hostile.segments SET %I = %L WHERE projection = ''o''', name, value));
BEGIN
  IF outcome <> 'taken' THEN
    RETURN outcome;
  END IF;
  outcome := pg_temp.outcome($q$SELECT * FROM tripgrid.weekly_trips(
    'BOX(14 50,14.25 50.25)'::box2d, match => 'both', datasource => 'd1',
    since => '2018-05-03', store => 'hostile')$q$);
  UPDATE hostile.segments AS s
    SET (weeks, origins, destinations, departures, datasource_nos) = (SELECT
      one.weeks, one.origins, one.destinations, one.departures,
      one.datasource_nos FROM one)
    WHERE s.projection = 'o';
  RETURN outcome;
END
$$;
SELECT pg_temp.count_one('weeks', weeks::text) FROM one;
SELECT name, count(*) FILTER (WHERE outcome <> 'taken') > 0 AS some_refused,
    count(*) FILTER (WHERE outcome = 'taken') > 0 AS some_harmless
  FROM one, generate_series(0, 31) AS n,
    unnest(ARRAY[0, 1, 127, 128, 255]) AS byte,
    LATERAL (VALUES ('weeks', weeks), ('origins', origins),
      ('destinations', destinations), ('departures', departures),
      ('datasource_nos', datasource_nos)) AS columns (name, value),
    pg_temp.count_one(name, pg_temp.damaged(value, n, byte)) AS outcome
  GROUP BY name ORDER BY name;

-- two areas asked by one and the same call
DO $$
DECLARE
  area bytea;
  answers boolean[];
BEGIN
  FOR x IN 0 .. 1 LOOP
    area := ST_AsEWKB(ST_MakeEnvelope(x, 0, x + 0.9, 1, 4326));
    answers := answers || tripgrid._trip_passes(area, 'origin',
      'POINT(1.5 0.5)', 'POINT(9 9)');
  END LOOP;
  RAISE NOTICE '%', answers;
END
$$;

--
-- a geometry that is no point
--
CREATE FUNCTION pg_temp.state(statement text) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE statement;
  RETURN 'taken';
EXCEPTION WHEN OTHERS THEN
  RETURN sqlstate || ' ' || sqlerrm;
END
$$;
SELECT pg_temp.state(format('SELECT %L::geometry::tripgrid.lonlat', geometry))
  FROM unnest(ARRAY['LINESTRING(0 0,1 1)', 'POLYGON EMPTY', 'MULTIPOINT(1 1)',
    'TIN(((0 0 0,0 0 1,0 1 0,0 0 0)))', 'POINT Z(1 2 3)']) AS geometry;

--
-- two positions of one block, the second of them 180 degrees east, then 1e-7
-- more: the world ends there
--
SELECT last_lon, pg_temp.outcome(format(
    'SELECT tripgrid._segment_square_checksum(%L, %1$L, 10::smallint)',
    '\x4754010202000000' || '0000000000000000' || '2500000000010000'
    || '0000000000000000' || '0000000000000000' || '000000001f' || '00000000'
    || last_lon || repeat('00', 24))) AS outcome
  FROM unnest(ARRAY['00d2496b', '01d2496b']) AS last_lon;

--
-- a store whose segments somebody has damaged: errors that say what to do,
-- and a rebuild that does it
--
SET tripgrid.store = 'hostile';
CREATE TEMP TABLE sound AS SELECT * FROM tripgrid.weekly_trips();
UPDATE hostile.segments SET trips = trips + 1;
SELECT region, reason FROM tripgrid.verify() ORDER BY reason COLLATE "C";
SELECT * FROM tripgrid.hourly_trips(ST_MakeEnvelope(14.1, 50.1, 14.2, 50.2, 4326));
CALL tripgrid.rebuild();
UPDATE hostile.segments SET trips = 0;
SELECT * FROM tripgrid.trip_groups();
UPDATE hostile.segments SET trips = -1;
SELECT * FROM tripgrid.trip_groups(match => 'destination');
UPDATE hostile.segments SET departures = weeks, trips = 1, origins = destinations;
SELECT * FROM tripgrid.trip_groups();
SELECT * FROM tripgrid.similar_trips('POINT(14 50) POINT(14 50) 2024-01-01 00:00:00');
CALL tripgrid.rebuild();
UPDATE hostile.segments SET departures = weeks WHERE projection = 'o';
SELECT * FROM tripgrid.hourly_trips(ST_MakeEnvelope(14.1, 50.1, 14.2, 50.2, 4326));
SELECT * FROM tripgrid.verify();
CALL tripgrid.compact();
CALL tripgrid.rebuild();
DELETE FROM hostile.segments WHERE projection = 'd';
SELECT count(*) > 0 AS noticed FROM tripgrid.verify();
CALL tripgrid.rebuild();
UPDATE hostile.segment_nodes SET hours = weeks, datasources = datasources || '{x}';
SELECT reason FROM tripgrid.verify() ORDER BY reason;
CALL tripgrid.rebuild();
UPDATE hostile.segment_nodes SET segments = 0;
SELECT * FROM tripgrid.hourly_trips(ST_MakeEnvelope(14.1, 50.1, 14.2, 50.2, 4326));
UPDATE hostile.segment_nodes SET segments = -100, square_shift = 16,
  squares = weeks, square_weeks = weeks;
SELECT * FROM tripgrid.weekly_trips(ST_MakeEnvelope(14, 50, 14.2, 50.2, 4326),
  match => 'both');
UPDATE hostile.segment_nodes SET segments = 2147483647, first_segment = 1;
SELECT * FROM tripgrid.trip_groups();
CALL tripgrid.rebuild();
UPDATE hostile.segment_nodes SET weeks = hours, bounds =
  'BOX(0 0,1 1) BOX(0 0,1 1) 00:00:00-00:00:00' WHERE projection = 'o';
SELECT reason FROM tripgrid.verify() ORDER BY reason;
DELETE FROM hostile.segment_nodes WHERE projection = 'd';
SELECT DISTINCT reason FROM tripgrid.verify() ORDER BY reason;
CALL tripgrid.rebuild();
DELETE FROM hostile.summaries;
SELECT count(*) > 0 AS noticed FROM tripgrid.verify();
CALL tripgrid.rebuild();
UPDATE hostile.segments SET region = 'x';
SELECT count(*) > 0 AS noticed FROM tripgrid.verify();
CALL tripgrid.rebuild();
UPDATE hostile.segments SET sign = -1;
SELECT count(*) > 0 AS noticed FROM tripgrid.verify();
CALL tripgrid.compact();
CALL tripgrid.rebuild();
UPDATE hostile.summaries SET datasource_last = datasource_first;
SELECT count(*) > 0 AS noticed FROM tripgrid.verify();
CALL tripgrid.rebuild();
UPDATE hostile.segments SET start_key = start_key + (1::bigint << 51);
SELECT count(*) > 0 AS noticed FROM tripgrid.verify();
CALL tripgrid.rebuild();
UPDATE hostile.segments SET bounds =
  'BOX(0 0,1 1) BOX(0 0,1 1) 00:00:00-00:00:00';
SELECT count(*) > 0 AS noticed FROM tripgrid.verify();
CALL tripgrid.rebuild();
UPDATE hostile.segments SET datasources = '{a,b,c}';
SELECT count(*) > 0 AS noticed FROM tripgrid.verify();
CALL tripgrid.rebuild();
UPDATE hostile.segments SET datasources = '{}';
SELECT count(*) > 0 AS noticed FROM tripgrid.verify();
CALL tripgrid.rebuild();
-- headers that turn time round, nulls in arrays, names that occur twice: no
-- errors but those of damage, and verify() notices
CREATE FUNCTION pg_temp.told(damage text, question text, OUT outcome text,
  OUT noticed boolean)
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE damage;
  outcome := pg_temp.state(question);
  BEGIN
    noticed := EXISTS (SELECT FROM tripgrid.verify());
  EXCEPTION WHEN data_corrupted THEN
    noticed := true;
  END;
  RAISE check_violation;
EXCEPTION WHEN check_violation THEN
  NULL;
END
$$;
SELECT number, told.* FROM (VALUES
  (1, 'in_area', $$UPDATE hostile.segments SET first_departure = '2100-01-01'$$),
  (2, 'in_area', $$UPDATE hostile.segment_nodes SET first_departure = '2100-01-01'$$),
  (3, 'in_area', $$UPDATE hostile.segments SET datasources[1] = NULL$$),
  (4, 'nearest', $$UPDATE hostile.segments SET datasources[1] = NULL$$),
  (5, 'merged', $$UPDATE hostile.segments SET datasources[1] = NULL$$),
  (6, 'in_all', $$UPDATE hostile.segment_nodes SET datasources[1] = NULL$$),
  (7, 'regions', $$UPDATE hostile.summaries SET datasources[1] = NULL$$),
  (8, 'regions', $$UPDATE hostile.summaries SET datasource_trips[1] = NULL$$),
  (9, 'regions', $$UPDATE hostile.summaries SET datasource_last[1] = NULL$$),
  (10, 'none', $$UPDATE hostile.summaries SET trips = 2 * trips,
    datasources = datasources || datasources,
    datasource_trips = datasource_trips || datasource_trips,
    datasource_first = datasource_first || datasource_first,
    datasource_last = datasource_last || datasource_last$$),
  (11, 'none', $$UPDATE hostile.segments
    SET datasources = datasources || datasources[1]$$),
  (12, 'none', $$ALTER TABLE hostile.trips DISABLE TRIGGER USER;
    UPDATE hostile.trips SET datasource = 'd0' WHERE datasource = 'd1';
    ALTER TABLE hostile.trips ENABLE TRIGGER USER;
    UPDATE hostile.segment_nodes
      SET datasources = array_replace(datasources, 'd1', 'd0');
    UPDATE hostile.segments
      SET datasources = array_replace(datasources, 'd1', 'd0');
    UPDATE hostile.summaries
      SET datasources = array_replace(datasources, 'd1', 'd0')$$),
  (13, 'weeks', $$UPDATE hostile.segment_nodes SET weeks = '\x4754010201000000'
    '00000018000000000000000000000000'
    '28000000000000000000000000000000'$$),
  (14, 'none', $$UPDATE hostile.summaries SET weeks = '\x4754010201000000'
    '00000018000000000000000000000000'
    '28000000000000000000000000000000'$$),
  (15, 'erased', $$UPDATE hostile.segment_nodes SET segments = 2147483647$$),
  (16, 'erased', $$UPDATE hostile.segment_nodes SET segments = -5$$)
  ) AS damages (number, question, damage), (VALUES
    ('in_area', $$SELECT * FROM tripgrid.weekly_trips(
      ST_MakeEnvelope(14.1, 50.1, 14.2, 50.2, 4326), datasource => 'd1')$$),
    ('in_all', $$SELECT * FROM tripgrid.weekly_trips(datasource => 'd1')$$),
    ('nearest', $$SELECT * FROM tripgrid.similar_trips(
      'POINT(14 50) POINT(14 50) 2018-05-05 00:00:00')$$),
    ('merged', $$DELETE FROM hostile.trips WHERE trip_id = 1;
      CALL tripgrid.compact(into_one => true)$$),
    ('regions', $$SELECT * FROM tripgrid.datasource_regions(NULL)$$),
    ('weeks', $$SELECT * FROM tripgrid.weekly_trips()$$),
    ('erased', $$SELECT * FROM tripgrid.erase_trips(
      area => ST_MakeEnvelope(14, 50, 14.2, 50.2, 4326))$$),
    ('none', $$SELECT$$)
  ) AS questions (name, sql), LATERAL pg_temp.told(damage, sql) AS told
  WHERE name = question ORDER BY number;
-- trips changed behind the triggers' back
ALTER TABLE hostile.trips DISABLE TRIGGER USER;
UPDATE hostile.trips SET datasource = 'x' WHERE trip_id = 7;
SELECT trips - segment_trips AS missing, reason FROM tripgrid.verify()
 ORDER BY reason COLLATE "C";
UPDATE hostile.trips SET departed_at = departed_at + interval '1 minute'
 WHERE trip_id = 8;
DELETE FROM hostile.trips WHERE trip_id = 9;
SELECT count(*) > 0 AS noticed FROM tripgrid.verify();
ALTER TABLE hostile.trips ENABLE TRIGGER USER;
CALL tripgrid.rebuild();
SELECT * FROM tripgrid.verify();
-- a table of segments that was emptied: nothing can be made of it, or counted
-- wrongly in silence
TRUNCATE hostile.segments;
SELECT * FROM tripgrid.weekly_trips(ST_MakeEnvelope(14.1, 50.1, 14.2, 50.2, 4326));
SELECT count(*) > 0 AS noticed FROM tripgrid.verify();
CALL tripgrid.rebuild();
SELECT * FROM tripgrid.verify();
SELECT sum(trips) FROM tripgrid.weekly_trips();

RESET tripgrid.store;
SELECT tripgrid.drop_store('hostile', force => true);

-- what looks like a store, but has other types, or nulls
SELECT tripgrid.create_store('pretended');
CREATE TRIGGER unnoticed BEFORE INSERT ON pretended.freshness
  FOR EACH ROW WHEN (NEW.behind IS NOT NULL)
  EXECUTE FUNCTION pg_temp.nothing();
ALTER TABLE pretended.summaries DROP sign, DROP weeks, ADD sign int,
  ADD weeks int;
ALTER TABLE pretended.segment_nodes DROP bounds, DROP weeks, DROP hours,
  DROP datasource_weeks, ADD bounds int8, ADD weeks int8, ADD hours int8,
  ADD datasource_weeks int8;
ALTER TABLE pretended.segments DROP region, DROP bounds, DROP datasources,
  DROP origins, DROP destinations, DROP departures, DROP datasource_nos,
  DROP first_departure, DROP last_departure, DROP weeks, ADD region int8,
  ADD bounds int8, ADD datasources int[], ADD origins int8,
  ADD destinations int8, ADD departures int8, ADD datasource_nos int8;
INSERT INTO pretended.segment_nodes (run_id, first_segment, segments, trips, region,
    sign, first_departure, last_departure, bounds, weeks, hours,
    datasource_weeks, projection, top, level)
  VALUES (1, 0, 1, 1, 'x', 1, now(), now(), 1, 1, 1, 1, 'o', true, 1);
INSERT INTO pretended.segments (run_id, segment_no, start_key, sign, trips,
    region, bounds, datasources, origins, destinations, departures,
    datasource_nos, projection)
  VALUES (1, 0, 0, 1, 1, 1, 1, '{1}', 1, 1, 1, 1, 'o');
CREATE FUNCTION pg_temp.pretend() RETURNS TABLE (question text, outcome text)
LANGUAGE SQL AS $$
  SELECT question, pg_temp.outcome('SELECT * FROM tripgrid.' || question)
  FROM unnest(ARRAY[
    'similar_trips(''POINT(1 1) POINT(1 1) 2024-01-01 00:00:00'', 1, ''pretended'')',
    'trip_groups(store => ''pretended'')',
    'trip_clusters(store => ''pretended'')',
    'weekly_trips(store => ''pretended'')',
    'hourly_trips(store => ''pretended'')']) AS question
$$;
SELECT * FROM pg_temp.pretend();
ALTER TABLE pretended.summaries DROP sign, DROP weeks, ADD sign int2,
  ADD weeks tripgrid.tripset;
ALTER TABLE pretended.segment_nodes DROP bounds, DROP weeks, DROP hours,
  DROP datasource_weeks, ADD bounds tripgrid.tripgroup,
  ADD weeks tripgrid.tripset, ADD hours tripgrid.tripset,
  ADD datasource_weeks tripgrid.tripset;
ALTER TABLE pretended.segments DROP region, DROP bounds, DROP datasources,
  DROP origins, DROP destinations, DROP departures, DROP datasource_nos,
  ADD region text, ADD bounds tripgrid.tripgroup, ADD datasources text[],
  ADD origins tripgrid.tripset, ADD destinations tripgrid.tripset,
  ADD departures tripgrid.tripset, ADD datasource_nos tripgrid.tripset,
  ADD first_departure timestamp, ADD last_departure timestamp,
  ADD weeks tripgrid.tripset;
SELECT * FROM pg_temp.pretend();
SET client_min_messages = warning;
DROP SCHEMA pretended CASCADE;
RESET client_min_messages;

--
-- partitioned tables in the places of a store's own have no rows of theirs to
-- be looked at
--
CREATE FUNCTION pg_temp.in_place_of(relation text) RETURNS SETOF text
LANGUAGE plpgsql AS $$
DECLARE
  ask text;
BEGIN
  SET LOCAL client_min_messages = warning;
  PERFORM tripgrid.create_store('divided');
  INSERT INTO divided.feed
    VALUES ('Linz', '14.3,48.3', '14.2,48.2', '2024-06-03 08:00', 'a'),
      ('Linz', 'x', '14.2,48.2', '2024-06-03 08:00', 'a');
  EXECUTE format('ALTER TABLE divided.%I RENAME TO was', relation);
  EXECUTE format('CREATE TABLE divided.%I (LIKE divided.was
    INCLUDING DEFAULTS) PARTITION BY HASH (%I)', relation, (SELECT attname FROM pg_attribute
    WHERE attrelid = 'divided.was'::regclass AND attnum = 1));
  EXECUTE format('CREATE TABLE divided.part PARTITION OF divided.%I
    FOR VALUES WITH (MODULUS 1, REMAINDER 0)',
    relation);
  FOREACH ask IN ARRAY ARRAY[
    $q$INSERT INTO divided.feed
      VALUES ('Linz', '14.3,48.3', '14.2,48.2', '2024-06-03 08:00', 'a')$q$,
    $q$CALL tripgrid.rebuild('divided')$q$,
    $q$SELECT tripgrid.undo_load(1, 'divided')$q$,
    $q$SELECT tripgrid.retry_rejects(1, 'divided')$q$,
    $q$SELECT tripgrid.erase_trips(load_id => 1, store => 'divided')$q$,
    $q$SELECT tripgrid.verify('divided')$q$,
    $q$SELECT tripgrid.weekly_trips(store => 'divided')$q$,
    $q$SELECT tripgrid.profile(store => 'divided')$q$]
  LOOP
    RETURN NEXT pg_temp.outcome(ask);
  END LOOP;
  EXECUTE 'DROP SCHEMA divided CASCADE';
END
$$;
SELECT relation, outcome, count(*)
  FROM unnest(ARRAY['trips', 'loads', 'rejects', 'summaries', 'segments',
    'segment_nodes', 'places', 'chunks']) AS relation,
    pg_temp.in_place_of(relation) AS outcome
  GROUP BY 1, 2 ORDER BY 1, 2;

--
-- what the owner's code makes of a target while a load fills it: a domain's
-- constraint alters the table, between batches and within one
--
SET client_min_messages = warning;
SELECT tripgrid.create_store('altered');
CREATE TABLE altered.acts (act text);
CREATE FUNCTION altered.act(n int) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  act text;
BEGIN
  IF n = 666 THEN
    FOR act IN SELECT a.act FROM altered.acts AS a LOOP
      EXECUTE act;
    END LOOP;
  END IF;
  RETURN true;
END
$$;
CREATE DOMAIN altered.acting AS int CHECK (altered.act(VALUE));
CREATE FUNCTION altered.nothing() RETURNS trigger LANGUAGE plpgsql AS
  'BEGIN RETURN NEW; END';
CREATE FUNCTION pg_temp.load_altered(kind text, act text, at int)
RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  CREATE TABLE altered.goods (id int, spare int, a altered.acting[]);
  PERFORM tripgrid.create_feed('goods_feed', target => 'goods',
    key => CASE WHEN kind = 'keyed' THEN '{id}'::text[] END,
    on_key => CASE WHEN kind = 'keyed' THEN 'replace' END,
    add_load_id => true, store => 'altered');
  IF kind = 'SQL' THEN
    CREATE TRIGGER nothing BEFORE INSERT ON altered.goods
      FOR EACH ROW EXECUTE FUNCTION altered.nothing();
  END IF;
  INSERT INTO altered.goods_feed SELECT n::text, '1', '{1}'
    FROM generate_series(1, 3) AS n;
  TRUNCATE altered.acts;
  INSERT INTO altered.acts VALUES (act);
  INSERT INTO altered.goods_feed SELECT (n % 2100)::text, '1',
      CASE WHEN n = at THEN '{666}' ELSE '{1}' END
    FROM generate_series(1, 4100) AS n;
  RETURN 'loaded, rejected: ' || rows_rejected FROM altered.loads
    ORDER BY load_id DESC LIMIT 1;
END
$$;
SELECT act, outcome, string_agg(kind || ' ' || at, ', '
    ORDER BY kind COLLATE "C", at) AS loads
  FROM unnest(ARRAY['SELECT', 'ALTER TABLE altered.goods DROP load_id',
    'ALTER TABLE altered.goods DROP load_id, ADD load_id text',
    'ALTER TABLE altered.goods DROP load_id, ADD load_id bigint',
    'ALTER TABLE altered.goods ALTER load_id TYPE name',
    'DROP VIEW altered.goods_feed',
    'ALTER TABLE altered.goods ALTER spare TYPE text',
    'ALTER TABLE altered.goods DROP spare',
    'ALTER TABLE altered.goods RENAME TO others',
    'ALTER SCHEMA altered RENAME TO gone',
    'DROP INDEX IF EXISTS altered.goods_id_idx'])
      WITH ORDINALITY AS acts (act, place),
    unnest(ARRAY['bulk', 'SQL', 'keyed']) AS kind,
    unnest(ARRAY[2, 3000]) AS at,
    pg_temp.outcome(format(
      $a$DO $b$ BEGIN RAISE '%%', pg_temp.load_altered(%L, %L, %s); END $b$ $a$,
      kind, act, at)) AS outcome
  GROUP BY place, act, outcome ORDER BY place, min(kind COLLATE "C"), min(at);

--
-- the same of trips: no row is at fault
--
ALTER TABLE altered.trips ADD spare int, ADD a altered.acting[];
SELECT tripgrid.create_feed('trips_feed', '{o,d,t,spare,a}',
  '{"origin": "o", "destination": "d", "departed_at": "t", "spare": "spare",
    "a": "a"}', '{"region": "Linz", "datasource": "x"}', store => 'altered');
DROP VIEW altered.journeys CASCADE;
CREATE FUNCTION pg_temp.load_trips(kind text, act text, at int)
RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  IF kind = 'SQL' THEN
    CREATE TRIGGER nothing BEFORE INSERT ON altered.trips
      FOR EACH ROW EXECUTE FUNCTION altered.nothing();
  END IF;
  TRUNCATE altered.acts;
  INSERT INTO altered.acts VALUES (act);
  INSERT INTO altered.trips_feed SELECT '14.3,48.3', '14.2,48.2',
      '2024-06-03 08:00', '1', CASE WHEN n = at THEN '{666}' ELSE '{1}' END
    FROM generate_series(1, 4100) AS n;
  RETURN 'loaded, rejected: ' || rows_rejected FROM altered.loads;
END
$$;
SELECT act, outcome, string_agg(kind || ' ' || at, ', '
    ORDER BY kind COLLATE "C", at) AS loads
  FROM unnest(ARRAY['SELECT', 'ALTER TABLE altered.trips DROP load_id',
    'ALTER TABLE altered.trips ALTER load_id TYPE name',
    'ALTER TABLE altered.trips ALTER load_id TYPE date USING NULL',
    'ALTER TABLE altered.trips RENAME load_id TO loaded',
    'ALTER TABLE altered.trips ALTER load_id SET NOT NULL, '
      'ALTER load_id ADD GENERATED ALWAYS AS IDENTITY',
    'ALTER TABLE altered.trips RENAME TO others'])
      WITH ORDINALITY AS acts (act, place),
    unnest(ARRAY['bulk', 'SQL']) AS kind,
    unnest(ARRAY[2, 3000]) AS at,
    pg_temp.outcome(format(
      $a$DO $b$ BEGIN RAISE '%%', pg_temp.load_trips(%L, %L, %s); END $b$ $a$,
      kind, act, at)) AS outcome
  GROUP BY place, act, outcome ORDER BY place, min(kind COLLATE "C"), min(at);
DROP SCHEMA altered CASCADE;
RESET client_min_messages;

--
-- numbers and flags of the ledger that the owner keeps as something else are
-- neither addresses nor true
--
SET client_min_messages = warning;
SELECT tripgrid.create_store('retyped');
CREATE TABLE retyped.goods (id int);
SELECT tripgrid.create_feed('goods_feed', target => 'goods',
  add_load_id => true, store => 'retyped');
INSERT INTO retyped.feed
  SELECT 'Linz', '14.3,48.3', '14.2,48.2', '2024-06-03 08:00', 'a'
  FROM generate_series(1, 3);
INSERT INTO retyped.goods_feed VALUES ('1'), ('2');
DROP VIEW retyped.journeys, retyped.reject_summary, retyped.missing_places
  CASCADE;
ALTER TABLE retyped.trips ALTER load_id TYPE numeric, ADD external_id bigint;
ALTER TABLE retyped.rejects ALTER load_id TYPE numeric;
ALTER TABLE retyped.loads ALTER load_id DROP IDENTITY,
  ALTER replaces DROP DEFAULT;
ALTER TABLE retyped.loads ALTER load_id TYPE numeric,
  ALTER rows_loaded TYPE numeric, ALTER replaces TYPE text USING 'f';
CALL tripgrid.rebuild('retyped');
SELECT trips, loads FROM tripgrid.erase_trips(region => 'Linz',
  store => 'retyped');
SELECT trips FROM tripgrid.erase_trips(external_id => '1',
  store => 'retyped');
SELECT tripgrid.undo_load(2, 'retyped');
SELECT load_id, state, rows_loaded, rows_erased FROM retyped.loads
  ORDER BY load_id;
DROP SCHEMA retyped CASCADE;
RESET client_min_messages;

--
-- what a caller sends is neither an internal error nor damage of a store
--
\set VERBOSITY sqlstate
SELECT '\x5447'::tripgrid.tripset;
SELECT 'tripset'::tripgrid.tripset;
SELECT tripgrid._trip_passes('\x', 'nowhere', 'POINT(1 1)', 'POINT(1 1)');
\set VERBOSITY default
