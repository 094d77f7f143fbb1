-- Feeds that keep less than they are given: coarse positions and times, hashed
-- identities, rejects without their fields.
\set SHOW_CONTEXT never
SET client_min_messages = warning;
SET datestyle = 'ISO';
SELECT tripgrid.create_store('less');
SET tripgrid.store = 'less';
SELECT tripgrid.create_feed('coarse', '{from,to,at}',
  '{"origin": "from", "destination": "to", "departed_at": "at"}',
  '{"region": "Wien", "datasource": "coarse"}',
  privacy => '{"position_grid": 500, "time_grid": "15 min"}');
INSERT INTO less.coarse VALUES
  ('16.3725,48.2082', '16.3800,48.1850', '2024-06-03 08:05:31.5'),
  ('16.3726,48.2083', '16.3801,48.1851', '2024-06-03 08:14:59.999999'),
  ('16.3725,48.2082', 'secret place', '2024-06-03 08:05');
SELECT origin, destination, departed_at, count(*) FROM less.trips
GROUP BY 1, 2, 3;
SELECT max(tripgrid.lonlat_distance(origin, '16.3725,48.2082')) < 500 AS near
FROM less.trips;
-- what a reject was is not kept, nor is there anything to try again
SELECT lineno, fields, colname, raw_field_value, err_message FROM less.rejects;
SELECT * FROM tripgrid.retry_rejects(1);
-- unless one says so
SELECT tripgrid.change_feed('coarse', privacy =>
  '{"position_grid": 100000, "time_grid": "1 day", "keep_rejected_fields": true}');
INSERT INTO less.coarse VALUES ('16.3725,48.2082', '16.3800,48.1850',
  '2024-06-03 23:05'), ('16.3725,48.2082', 'elsewhere', '2024-06-03 23:05');
SELECT departed_at, count(*) FROM less.trips WHERE load_id = 2 GROUP BY 1;
SELECT lineno, fields, raw_field_value FROM less.rejects WHERE load_id = 2;
SELECT tripgrid.change_feed('coarse', mapping => '{"origin": "from",
  "destination": "from", "departed_at": "at"}');
SELECT * FROM tripgrid.retry_rejects(2);
SELECT count(*), count(DISTINCT (origin, departed_at)) FROM less.trips
WHERE load_id = 2;
SELECT tripgrid.change_feed('coarse', privacy => '{}');
INSERT INTO less.coarse VALUES ('16.3725,48.2082', '', '2024-06-03 23:05');
SELECT origin, departed_at FROM less.trips WHERE load_id = 3;

-- hashed identities: each is loaded once, by COPY, INSERT and JSON
SELECT tripgrid.create_feed('rides', '{id,from,to,at}',
  '{"external_id": "id", "origin": "from", "destination": "to",
    "departed_at": "at"}', '{"region": "Wien", "datasource": "rides"}',
  privacy => '{"hash_external_id": true}');
SELECT tripgrid.create_feed('events', NULL,
  '{"external_id": "ride.id", "origin": "from", "destination": "to",
    "departed_at": "at"}', '{"region": "Wien", "datasource": "rides"}',
  format => 'json', privacy => '{"hash_external_id": true, "time_grid": "1 h"}');
COPY less.rides FROM STDIN (FORMAT csv);
ride-one,"16.37,48.2","16.38,48.1",2024-06-03 08:05
" ride-two ","16.37,48.2","16.38,48.1",2024-06-03 08:06
,"16.37,48.2","16.38,48.1",2024-06-03 08:07
ride-three,"16.37,48.2",home of ride-three,2024-06-03 08:08
\.
INSERT INTO less.rides VALUES ('ride-one', '16.37,48.2', '16.38,48.1',
  '2024-06-03 08:05'), ('ride-four', '16.37,48.2', '16.38,48.1',
  '2024-06-03 08:05');
INSERT INTO less.events VALUES ('{"ride": {"id": "ride-two"}, "from":
  "16.37,48.2", "to": "16.38,48.1", "at": "2024-06-03 08:45"}'),
  ('{"ride": {"id": "ride-five"}, "from": "16.37,48.2", "to": "16.38,48.1",
  "at": "2024-06-03 08:45"}'), ('{"ride": {"id": "ride-six"');
SELECT load_id, lineno, fields, colname, raw_field_value, err_message
FROM less.rejects WHERE load_id > 3 ORDER BY 1, 2;
-- HMAC-SHA-256 of the identity, which the secret alone can make
CREATE FUNCTION hmac(key bytea, message bytea) RETURNS bytea LANGUAGE plpgsql
AS $$
DECLARE
  inner_pad bytea := decode(repeat('36', 64), 'hex');
  outer_pad bytea := decode(repeat('5c', 64), 'hex');
BEGIN
  FOR i IN 0 .. length(key) - 1 LOOP
    inner_pad := set_byte(inner_pad, i, get_byte(inner_pad, i) # get_byte(key, i));
    outer_pad := set_byte(outer_pad, i, get_byte(outer_pad, i) # get_byte(key, i));
  END LOOP;
  RETURN sha256(outer_pad || sha256(inner_pad || message));
END
$$;
SELECT w.id, t.departed_at, t.load_id FROM less.secrets AS s,
  (VALUES ('ride-one'), ('ride-two'), ('ride-four'), ('ride-five')) AS w (id)
JOIN less.trips AS t ON true
WHERE t.external_id = encode(hmac(s.secret, w.id::bytea), 'hex')
ORDER BY t.trip_id, w.id;
SELECT count(*) FROM less.trips WHERE external_id IS NULL AND load_id > 3;
SELECT length(secret) FROM less.secrets;

-- neither identity nor secret stands anywhere
CREATE FUNCTION told(what text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
  relation regclass;
BEGIN
  FOR relation IN SELECT oid FROM pg_class WHERE relkind IN ('r', 'v')
    AND relnamespace = 'less'::regnamespace AND relname <> 'secrets' LOOP
    RETURN QUERY EXECUTE format('SELECT %L FROM %s AS t '
      'WHERE strpos(t::text, %L) > 0', relation, relation, what);
  END LOOP;
  RETURN QUERY SELECT 'view' FROM pg_views WHERE strpos(definition, what) > 0;
  RETURN QUERY SELECT 'trigger' FROM pg_trigger
    WHERE strpos(pg_get_triggerdef(oid), what) > 0;
  RETURN QUERY SELECT 'feeds' FROM tripgrid.feeds() AS f
    WHERE strpos(f::text, what) > 0;
  RETURN QUERY SELECT 'statistics' FROM pg_stats AS s
    WHERE strpos(s::text, what) > 0;
END
$$;
ANALYZE;
SELECT * FROM told('ride-');
SELECT told(encode(secret, 'hex')) FROM less.secrets;
SELECT told(substr(encode(secret, 'escape'), 1, 20)) FROM less.secrets;
SELECT count(*) > 0 AS found FROM told('16.37');
SELECT feed, privacy FROM tripgrid.feeds() ORDER BY feed;

-- who is erased is found by the identity as it was
SELECT trips, rejects FROM tripgrid.erase_trips(external_id => 'ride-one');
SELECT count(*) FROM less.trips WHERE external_id IS NOT NULL;
SELECT * FROM tripgrid.verify();

-- errors do not quote what is not to be kept
SET tripgrid.on_reject = 'error';
INSERT INTO less.rides VALUES ('ride-seven', 'home', '16.38,48.1',
  '2024-06-03 08:05');
RESET tripgrid.on_reject;
ALTER TABLE less.trips ADD COLUMN bikes int;
SELECT tripgrid.create_feed('typed', '{from,to,at,n}',
  '{"origin": "from", "destination": "to", "departed_at": "at", "bikes": "n"}',
  '{"region": "Wien", "datasource": "typed"}',
  privacy => '{"keep_rejected_fields": false}');
INSERT INTO less.typed VALUES ('16.37,48.2', '16.38,48.1',
  '2024-06-03 08:05', 'my number');
SELECT fields, colname, raw_field_value, err_message FROM less.rejects
WHERE colname = 'n';

-- a secret that was lost is not made anew in silence
TRUNCATE less.secrets;
INSERT INTO less.rides VALUES ('ride-one', '16.37,48.2', '16.38,48.1',
  '2024-06-03 08:05');

-- options that make no sense
CREATE FUNCTION pg_temp.outcome(privacy jsonb, identity boolean DEFAULT true)
RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  PERFORM tripgrid.create_feed('bad', '{id,from,to,at}',
    '{"origin": "from", "destination": "to", "departed_at": "at"}'
      || CASE WHEN identity THEN '{"external_id": "id"}' ELSE '{}' END::jsonb,
    '{"region": "Wien", "datasource": "rides"}', privacy => privacy);
  PERFORM tripgrid.drop_feed('bad');
  RETURN 'taken';
EXCEPTION WHEN OTHERS THEN
  RETURN SQLSTATE || ': ' || SQLERRM;
END
$$;
SELECT o, pg_temp.outcome(o::jsonb) FROM unnest(ARRAY['[]', '{"grid": 3}',
  '{"position_grid": 0.5}', '{"position_grid": "NaN"}',
  '{"position_grid": 200000}', '{"position_grid": "250 m"}', '{"position_grid": "250"}',
  '{"position_grid": []}', '{"time_grid": "7 min"}', '{"time_grid": "2 days"}',
  '{"time_grid": "-1 h"}', '{"time_grid": "1 month"}', '{"time_grid": "0"}',
  '{"time_grid": "1 day"}', '{"time_grid": "24 h"}',
  '{"hash_external_id": "perhaps"}',
  '{"hash_external_id": true, "keep_rejected_fields": true}',
  '{"hash_external_id": null, "keep_rejected_fields": true}']) AS o;
SELECT pg_temp.outcome('{"hash_external_id": true}', false);
SELECT tripgrid.drop_store('less', force => true);
DROP FUNCTION told(text);
DROP FUNCTION hmac(bytea, bytea);
