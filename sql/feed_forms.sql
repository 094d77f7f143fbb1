--
-- Every form of a position, and every form of a departure: what a feed gives
-- back of a store's trips, the same feed of another store reads as the same
-- trips.
--
SET DateStyle = ISO;
SET TimeZone = 'Europe/Prague';
\set SHOW_CONTEXT never
SET client_min_messages = warning;
SELECT tripgrid.create_store('forms_from');
SELECT tripgrid.create_store('forms_to');
INSERT INTO forms_from.feed SELECT * FROM tripgrid.generate_trips(200, 7);
-- where clocks change, at the ends of the world, and to the microsecond
INSERT INTO forms_from.feed VALUES
  ('edge', '180,-90', '-180,90', '2018-03-25 03:00:00', 'edge'),
  ('edge', '0.0000001,0', '0,-0.0000001', '2018-10-28 01:59:59.999999', 'edge'),
  ('edge', '-0.5,-0.05', '99.9999999,9.9999999', '2000-02-29 00:00:00', 'edge'),
  ('edge', '1e-5,1', '100,10', '2019-12-31 12:00:00.000001', 'edge'),
  ('edge', '1,1', '1,1', '1970-01-01 00:00:00', 'edge'),
  ('edge', '1,1', '1,1', '2020-06-01 23:59:59.5', 'edge');
INSERT INTO forms_from.places
  SELECT 'place ' || row_number() OVER (), p FROM (
    SELECT origin AS p FROM forms_from.trips
    UNION SELECT destination FROM forms_from.trips) AS positions;
INSERT INTO forms_to.places SELECT * FROM forms_from.places;

CREATE TEMP TABLE position_forms (form int, targets text, position_order text,
  decimal_comma boolean);
INSERT INTO position_forms
  SELECT row_number() OVER (), t, o, c
  FROM unnest(ARRAY['origin,destination',
      'origin_lon,origin_lat,destination_lon,destination_lat',
      'origin_place,destination_lat,destination_lon',
      'origin_place,destination_place']) AS t,
    unnest(ARRAY['lon lat', 'lat lon']) AS o,
    unnest(ARRAY[true, false]) AS c;
CREATE TEMP TABLE date_forms (form int, targets text, date_format text,
  time_zone text);
INSERT INTO date_forms VALUES
  (1, 'departed_at', NULL, NULL), (2, 'departed_at', NULL, 'Asia/Tokyo'),
  (3, 'departed_date,departed_time', NULL, NULL),
  (4, 'departed_at', 'DD.MM.YYYY HH24:MI:SS', NULL),
  (5, 'departed_date,departed_time', 'MM/DD/YYYY HH12:MI:SS AM', NULL),
  (6, 'departed_at', 'Day, DD Month YYYY, HH24.MI.SS', 'UTC'),
  (7, 'departed_at', 'YYYYMMDDHH24MISS.US', NULL),
  (8, 'departed_at', 'YY-MM-DDTHH24:MI:SS', NULL),
  (9, 'departed_at', 'Mon DD YYYY HH:MI:SS:US p.m.', NULL),
  (10, 'departed_at', 'YYYY-MM-DD HH24:MI:SS TZ', NULL),
  (11, 'departed_at', 'YYYY-MM-DD"T"HH24:MI:SSZ', 'America/St_Johns'),
  (12, 'departed_time,departed_date', 'FMDD Mon YYYY HH24"h"MI"m"SS.MS"s"',
    NULL);

CREATE FUNCTION pg_temp.differences(p position_forms, d date_forms)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  targets text[] := string_to_array(p.targets || ',' || d.targets
    || ',region,datasource', ',');
  stores text[] := ARRAY['forms_from', 'forms_to'];
  store text;
  result text;
BEGIN
  FOREACH store IN ARRAY stores LOOP
    PERFORM tripgrid.create_feed('form', targets,
      (SELECT jsonb_object_agg(t, t) FROM unnest(targets) AS t), '{}',
      d.date_format, d.time_zone, p.decimal_comma, p.position_order,
      store => store);
  END LOOP;
  INSERT INTO forms_to.form SELECT * FROM forms_from.form;
  SELECT string_agg(format('%s: %s', r.err_message, r.fields), E'\n')
    INTO result FROM forms_to.rejects AS r;
  SELECT concat(result, string_agg(t::text, E'\n')) INTO result FROM (
    (SELECT origin, destination, departed_at, region, datasource
       FROM forms_from.trips
     EXCEPT ALL
     SELECT origin, destination, departed_at, region, datasource
       FROM forms_to.trips)
    UNION ALL
    (SELECT origin, destination, departed_at, region, datasource
       FROM forms_to.trips
     EXCEPT ALL
     SELECT origin, destination, departed_at, region, datasource
       FROM forms_from.trips)) AS t;
  FOREACH store IN ARRAY stores LOOP
    PERFORM tripgrid.drop_feed('form', store);
  END LOOP;
  TRUNCATE forms_to.trips, forms_to.rejects;
  RETURN nullif(result, '');
END
$$;
SELECT count(*) AS forms, count(differences) AS different,
    min(format('%s/%s: %s', position_form, date_form, differences))
      FILTER (WHERE differences IS NOT NULL) AS example
  FROM (SELECT p.form AS position_form, d.form AS date_form,
      pg_temp.differences(p, d) AS differences
    FROM position_forms AS p, date_forms AS d
    WHERE p.form = 1 OR d.form = 1 OR (p.form + d.form) % 6 = 0) AS f;
SELECT count(*) AS trips FROM forms_from.trips;
-- a column that is both ends has a path
CREATE FUNCTION pg_temp.path_feed(store name, position_order text)
RETURNS void LANGUAGE sql AS $$
  SELECT tripgrid.create_feed('path', '{way,at,region,datasource}',
    '{"origin": "way", "destination": "way", "departed_at": "at", "region": "region", "datasource": "datasource"}',
    position_order => position_order, decimal_comma => true, store => store)
$$;
SELECT pg_temp.path_feed('forms_from', 'lon lat');
SELECT pg_temp.path_feed('forms_to', 'lon lat');
SELECT * FROM forms_from.path WHERE region = 'edge' ORDER BY at LIMIT 2;
INSERT INTO forms_to.path SELECT * FROM forms_from.path;
SELECT tripgrid.drop_feed('path', 'forms_from');
SELECT tripgrid.drop_feed('path', 'forms_to');
SELECT pg_temp.path_feed('forms_from', 'lat lon');
SELECT pg_temp.path_feed('forms_to', 'lat lon');
INSERT INTO forms_to.path SELECT * FROM forms_from.path;
SELECT count(*) AS different FROM (
  SELECT origin, destination, departed_at, region, datasource
    FROM forms_from.trips, generate_series(1, 2)
  EXCEPT ALL
  SELECT origin, destination, departed_at, region, datasource
    FROM forms_to.trips) AS t;
INSERT INTO forms_to.path VALUES
  ('[[50.1,14.4,200],[50.2,14.5,210]]', '2018-05-28 09:03:40', 'a', 'b'),
  ('[]', '2018-05-28 09:03:40', 'a', 'b'),
  ('LINESTRING EMPTY', '2018-05-28 09:03:40', 'a', 'b');
SELECT origin, destination FROM forms_to.trips WHERE region = 'a';
SELECT colname, raw_field_value, err_message FROM forms_to.rejects ORDER BY lineno;
SELECT tripgrid.drop_store('forms_from', force => true);
SELECT tripgrid.drop_store('forms_to', force => true);
