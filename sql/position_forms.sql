--
-- Positions that are not written in plain degrees, and departures by clocks
-- that have a name.
--
SET DateStyle = ISO;
SET TimeZone = 'UTC';
\set SHOW_CONTEXT never
\pset format unaligned
\pset null -
SET client_min_messages = warning;
SELECT tripgrid.create_store('forms_test');

-- a feed of a form, one row, and what becomes of it
CREATE FUNCTION pg_temp.read(position_form text, position_srid int,
  mapping jsonb, fields text[], date_format text DEFAULT NULL,
  time_zone text DEFAULT NULL)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  result text;
BEGIN
  PERFORM tripgrid.create_feed('form', ARRAY['at', 'a', 'b', 'c', 'd'],
    '{"departed_at": "at"}' || mapping, '{"region": "r", "datasource": "s"}',
    date_format => date_format, time_zone => time_zone,
    position_form => position_form, position_srid => position_srid,
    store => 'forms_test');
  INSERT INTO forms_test.form
    VALUES (fields[1], fields[2], fields[3], fields[4], fields[5]);
  -- grids of the machine's PROJ may move what is on a plane by some metres
  SELECT concat_ws(' ',
      CASE WHEN position_srid IS NULL THEN origin::text ELSE
        concat(round(tripgrid.lon(origin)::numeric, 3), ' ',
          round(tripgrid.lat(origin)::numeric, 3)) END,
      CASE WHEN position_srid IS NULL THEN destination::text ELSE
        concat(round(tripgrid.lon(destination)::numeric, 3), ' ',
          round(tripgrid.lat(destination)::numeric, 3)) END, departed_at)
    INTO result FROM forms_test.trips;
  SELECT coalesce(result, max(concat_ws(': ', colname, err_message)))
    INTO result FROM forms_test.rejects;
  PERFORM tripgrid.drop_feed('form', 'forms_test');
  TRUNCATE forms_test.trips, forms_test.rejects;
  RETURN result;
END
$$;

--
-- each form
--
CREATE TEMP TABLE rows (form text, srid int, mapping jsonb, fields text[]);
INSERT INTO rows
SELECT form, srid, CASE WHEN b = '' THEN '{"origin": "a", "destination": "a"}'
    WHEN c = '' THEN '{"origin": "a", "destination": "b"}'
    ELSE '{"origin_lon": "a", "origin_lat": "b", "destination_lon": "c",
      "destination_lat": "d"}' END::jsonb,
  ARRAY['2024-06-03 08:15', a, b, c, d]
FROM (VALUES
  ('geohash', NULL::int, 'u2edk27', 'U2EDJZS', '', ''),
  ('geohash', NULL, 'u2edk27', 'west', '', ''),
  ('geohash', NULL, 'u2edk27', 'station', '', ''),
  ('quadkey', NULL, '12022103114000', '1202210311400', '', ''),
  ('quadkey', NULL, '12022103113033', '12022103113032', '', ''),
  ('polyline', NULL, '_p~iF~ps|U_ulLnnqC_mqNvxq`@', '', '', ''),
  ('polyline6', NULL, '_p~iF~ps|U_ulLnnqC_mqNvxq`@', '', '', ''),
  ('polyline', NULL, 'Karlsplatz', '', '', ''),
  ('e6', NULL, '16372500', '48208400', '-16413300', '48216700.0'),
  ('e7', NULL, '163725001', '482084002', '164133003', '482167004'),
  ('e7', NULL, '16.3725', '48.2084', '16.4133', '48.2167'),
  ('e6', NULL, '163725001', '482084002', '164133003', '482167004'),
  ('degrees', NULL, '16.3725', '48.2084', '16.4133', '48.2167'),
  -- what says itself what it is
  (NULL, NULL, '{"lat": 48.2084, "lng": 16.3725}',
    '{''lat'': 48.2167, ''lng'': 16.4133}', '', ''),
  (NULL, NULL, '{lat: 48.2084, lng: 16.3725}', '{"x": 16.4133, "y": 48.2167}',
    '', ''),
  (NULL, NULL, '{"lat": 48.2084}', '[16.4133,48.2167]', '', ''),
  (NULL, NULL, '8FWR695C+9X', '8fwr6c87+mv9', '', ''),
  (NULL, NULL, '695C+9X', '8FWR6C87+MV', '', ''),
  (NULL, NULL, '48°12''30.2"N 16°22''21.0"E', 'N48.2167, E16.4133', '', ''),
  (NULL, NULL, '16.3725°', '48.2084 N', '16°24''47.9"E', '48°13.002''N'),
  (NULL, NULL, '16.3725 O', '48.2084', '16.4133', '48.2167'),
  (NULL, NULL, '48.2084N', '16.3725E', '16.4133', '48.2167'),
  -- lines
  (NULL, NULL, '0102000020E6100000020000008FC2F5285C5F3040423EE8D9AC1A4840D26F5F07CE69304088855AD3BC1B4840', '', '', ''),
  (NULL, NULL, '01050000000200000001020000000200000000000000000030400000000000004840000000000000314000000000000048400102000000020000000000000000003140000000000000484000000000008030400000000000004940', '', '', ''),
  (NULL, NULL, '0102000020110F0000020000008FC2F5285C5F3040423EE8D9AC1A4840D26F5F07CE69304088855AD3BC1B4840', '', '', ''),
  (NULL, NULL, 'MULTILINESTRING ((16 48, 17 48), (17 48, 16.5 50))', '', '',
    ''),
  -- on planes
  (NULL, 27700, '530000', '180400', '525000.5', '175000,5'),
  (NULL, 27700, '530000', '180400', '525000.5', '175000.5'),
  (NULL, 27700, 'POINT (530000 180400)', '525000.5;175000.5', '', ''),
  (NULL, 27700, 'SRID=4326;POINT (530000 180400)', '525000,175000', '', ''),
  (NULL, 27700, '0', '0', '525000.5', '175000.5'),
  (NULL, 27700, '1e30', '180400', '525000.5', '175000.5'),
  (NULL, 32633, '601969.5', '5340324.2', '605000.1', '5341300.9'),
  (NULL, 32633, '999999999', '5340324.2', '605000.1', '5341300.9'),
  (NULL, 3857, 'LINESTRING (1822578.3 6141518.9, 1827120.2 6142906.1)', '',
    '', '')) AS v (form, srid, a, b, c, d);
SELECT coalesce(form, srid::text) AS form, fields[2] AS first,
    pg_temp.read(form, srid, mapping, fields) AS result
  FROM rows;

-- what is given back
SELECT tripgrid.create_feed('whole', '{at,a,b,c,d}', '{"departed_at": "at",
    "origin_lon": "a", "origin_lat": "b", "destination_lon": "c",
    "destination_lat": "d"}', '{"region": "r", "datasource": "s"}',
  position_form => 'e7', store => 'forms_test');
SELECT tripgrid.create_feed('cells', '{at,a,b}', '{"departed_at": "at",
    "origin": "a", "destination": "b"}', '{"region": "r", "datasource": "s"}',
  position_form => 'geohash', store => 'forms_test');
SELECT tripgrid.create_feed('planes', '{at,a,b}', '{"departed_at": "at",
    "origin": "a", "destination": "b"}', '{"region": "r", "datasource": "s"}',
  position_srid => 27700, store => 'forms_test');
INSERT INTO forms_test.whole
  VALUES ('2024-06-03 08:15', '163725001', '482084002', '-7', '482167004');
TABLE forms_test.whole;
TABLE forms_test.cells;
TABLE forms_test.planes;
TRUNCATE forms_test.trips;
SELECT feed, position_form, position_srid FROM tripgrid.feeds('forms_test')
  ORDER BY feed;
SELECT tripgrid.change_feed('planes', position_srid => 0, store => 'forms_test');
SELECT tripgrid.change_feed('cells', position_form => '', store => 'forms_test');
SELECT feed, position_form, position_srid FROM tripgrid.feeds('forms_test')
  ORDER BY feed;

-- what cannot be; the first words are PostGIS's
\set VERBOSITY sqlstate
SELECT tripgrid.change_feed('planes', position_srid => 999999,
  store => 'forms_test');
\set VERBOSITY default
SELECT tripgrid.change_feed('planes', position_form => 'e7',
  store => 'forms_test');
SELECT tripgrid.change_feed('whole', position_form => 'geohash',
  store => 'forms_test');
SELECT tripgrid.change_feed('whole', position_form => 'geo',
  store => 'forms_test');
SELECT tripgrid.change_feed('whole', position_srid => 27700,
  store => 'forms_test');

--
-- clocks
--
SELECT at, zone, pg_temp.read(NULL, NULL, '{"origin": "a", "destination": "b"}',
    ARRAY[at, '16.37,48.2', '16.38,48.21', '', ''], form, zone) AS result
FROM (VALUES
  (NULL, 'Europe/Vienna', '2024-06-03 08:15:00 Europe/Vienna'),
  (NULL, NULL, '2024-06-03 08:15:00 Europe/Vienna'),
  (NULL, 'America/New_York', '2024-06-03 08:15:00 Europe/Vienna'),
  (NULL, NULL, '2024-06-03 08:15:00 Europe/Wien'),
  (NULL, NULL, '2024-06-03 08:15:00 Europe/Vienna2'),
  (NULL, 'Europe/Vienna', '2024-06-03T08:15:00+02:00[Europe/Vienna]'),
  (NULL, 'Europe/Vienna', '2024-06-03 06:15:00 +0000 UTC'),
  (NULL, 'Europe/Vienna', '2024-06-03 08:15:00,5 CEST'),
  (NULL, 'Europe/Vienna', '2024-06-03 08:15:00 MESZ'),
  (NULL, 'Europe/London', '2024-06-03 08:15:00 CEST'),
  (NULL, NULL, '2024-06-03 08:15:00 CEST'),
  (NULL, NULL, '2024-06-03 08:15:00 CST'),
  (NULL, 'America/Chicago', '2024-01-03 08:15:00 CST'),
  (NULL, 'Asia/Shanghai', '2024-01-03 08:15:00 CST'),
  (NULL, 'Europe/Vienna', '2024-01-03 08:15:00 CST'),
  (NULL, 'Asia/Kolkata', '2024-01-03 08:15:00 IST'),
  (NULL, 'Australia/Sydney', '2024-06-03 08:15:00 EST'),
  (NULL, 'Australia/Sydney', '2024-01-03 08:15:00 EDT'),
  (NULL, 'Europe/Vienna', '2024-06-03 08:15:00 WST'),
  ('Dy Mon DD HH24:MI:SS TZ YYYY', 'Europe/Vienna',
    'Mon Jun 03 08:15:00 CEST 2024'),
  (NULL, 'Europe/Vienna', '1717395300123456'),
  (NULL, 'Europe/Vienna', '1717395300123456789'),
  (NULL, 'Europe/Vienna', '1.7173953e+09'),
  ('SERIAL', NULL, '45446.34375'),
  ('SERIAL', NULL, '45446')) AS v (form, zone, at);

--
-- what a file shows
--
CREATE FUNCTION pg_temp.found(header text, VARIADIC lines text[])
RETURNS text LANGUAGE sql AS $$
  SELECT concat_ws(' -- ', d.constants->>'region', d.position_form,
    d.date_format, d.time_zone, 'missing ' || nullif(d.missing::text, '{}'),
    nullif(array_to_string(d.warnings, '; '), ''), d.refusal,
    replace(nullif(d.note, 'what is unknown can be given as constants'),
      '; what is unknown can be given as constants', ''),
    (SELECT string_agg(m.key || ': ' || m.value, ', ' ORDER BY m.key)
      FROM jsonb_each_text(d.mapping) AS m))
  FROM tripgrid.detect_feed(header, array_to_string(lines, E'\n')) AS d
$$;
-- codes by their names, or because all are of one city
SELECT pg_temp.found('at,start_geohash,end_geohash', '2024-06-03 08:15,u2edk27,u2edjzs');
SELECT pg_temp.found('at,von,nach', '2024-06-03 08:15,u2edk27,u2edjzs',
  '2024-06-03 08:16,u2edk28,u2edjzt', '2024-06-03 08:17,u2edk29,u2edjzu',
  '2024-06-03 08:18,u2edk2b,u2edjzv', '2024-06-03 08:19,u2edk2c,u2edjzw');
-- names of stations that would be geohashes in the sea
SELECT pg_temp.found('at,start_station,end_station', '2024-06-03 08:15,depth,berth',
  '2024-06-03 08:16,bench,scent', '2024-06-03 08:17,fresh,crush',
  '2024-06-03 08:18,tenth,sphere', '2024-06-03 08:19,west5,west6');
SELECT pg_temp.found('at,start_quadkey,end_quadkey', '2024-06-03 08:15,12022103113033,12022103113032');
SELECT pg_temp.found('at,start,end', '2024-06-03 08:15,8FWR695C+9X,8FWR6C87+MV');
SELECT pg_temp.found('at,polyline', '2024-06-03 08:15,_p~iF~ps|U_ulLnnqC_mqNvxq`@');
SELECT pg_temp.found('at,encoded_polyline6', '2024-06-03 08:15,_p~iF~ps|U_ulLnnqC_mqNvxq`@');
SELECT pg_temp.found('at,name', '2024-06-03 08:15,Karlsplatz');
SELECT pg_temp.found('at;start;end', '2024-06-03 08:15;{"lat": 48.2084, "lng": 16.3725};{''lat'': 48.2167, ''lng'': 16.4133}');
SELECT pg_temp.found('at;start;end', '2024-06-03 08:15;48.2084N 16.3725E;48.2167N 16.4133E');
SELECT pg_temp.found('at;lon1;lat1;lon2;lat2', '2024-06-03 08:15;16.3725°;48.2084°;16.4133°;48.2167°');
SELECT pg_temp.found('at;lon1;lat1;lon2;lat2', '2024-06-03 08:15;16°22''21,0;48.2084N;16.4133E;48.2167N');
-- parts of degrees, or metres
SELECT pg_temp.found('at,start_lon,start_lat,end_lon,end_lat', '2024-06-03 08:15,16372500,48208400,16413300,48216700');
SELECT pg_temp.found('at,start_lon,start_lat,end_lon,end_lat', '2024-06-03 08:15,163725000,482084000,164133000,482167000');
SELECT pg_temp.found('at,start_lon,start_lat,end_lon,end_lat', '2024-06-03 08:15,-17372500,8208400,-17413300,8216700');
SELECT pg_temp.found('at,lonE7,latE7,to_lonE7,to_latE7', '2024-06-03 08:15,-17372500,8208400,-17413300,8216700');
SELECT pg_temp.found('at,start_lon,start_lat,end_lon,end_lat', '2024-06-03 08:15,1822578,6141519,1827120,6142906');
SELECT pg_temp.found('at,start_easting,start_northing,end_easting,end_northing', '2024-06-03 08:15,530000,180400,525000,175000');
SELECT mapping->>'origin_lon' AS lon, constants->>'region' AS region, position_srid, complete, note
  FROM tripgrid.detect_feed('at,start_easting,start_northing,end_easting,end_northing', '2024-06-03 08:15,530000,180400,525000,175000', given => '{"position_srid": 27700}');
SELECT position_form, complete
  FROM tripgrid.detect_feed('at,start_lon,start_lat,end_lon,end_lat', '2024-06-03 08:15,-17372500,8208400,-17413300,8216700', given => '{"position_form": "e6"}');
SELECT tripgrid.detect_feed('at', given => '{"position_form": "e5"}');
-- departures
SELECT at, pg_temp.found(E'start_time\to_lon\to_lat\td_lon\td_lat',
    at || E'\t16.37\t48.2\t16.38\t48.21') AS found
FROM unnest(ARRAY['2023 May 24 06:32:11 PM', 'Mon May 28 09:03:40 CEST 2018',
  'Mon May 28 09:03:40 2018', '2018-05-28 09:03:40 CEST',
  '2018-05-28 09:03:40 +0000 UTC', '2018-05-28T09:03:40+02:00[Europe/Vienna]',
  '2018-05-28 09:03:40 Europe/Vienna', '2018-05-28 09:03:40,123',
  '28.05.2018 09:03:40,123', 'Monday, 28.05.2018 09:03', 'Mo 28.05.2018 09:03',
  'Montag, 28. May 2018 09:03:40', 'Monday, May 28, 2018 9:03 AM',
  'Mon May 28 2018 09:03:40 GMT+0200 (Central European Summer Time)',
  '1527498220123456', '1527498220123456789', '1.527498220e+09', '1.52e+09',
  '2018-05-28 09:03:40 noon', '2018-05-28 09:03:40 CSTX', '2018-05-28 09',
  '43248.377546', '28.05.2018 09:03:40 o''clock', '2018-05-28 09:03:40.5.5'])
  AS at;
SELECT pg_temp.found('start_date,o_lon,o_lat,d_lon,d_lat', '43248.377546,16.37,48.2,16.38,48.21');
SELECT pg_temp.found('start_time,o_lon,o_lat,d_lon,d_lat', '2018-05-28 09:03:40 CST,1,2,3,4');
SELECT pg_temp.found('start_time,o_lon,o_lat,d_lon,d_lat', '2018-05-28 09:03:40 Asia/Tokyo,1,2,3,4');
SELECT pg_temp.found('date,hour,o_lon,o_lat,d_lon,d_lat', '2018-05-28,9,16.37,48.2,16.38,48.21', '2018-05-28,0,16.37,48.2,16.38,48.21');
SELECT pg_temp.found('date,hour,o_lon,o_lat,d_lon,d_lat', '2018-05-28,24,16.37,48.2,16.38,48.21');

DROP SCHEMA forms_test CASCADE;
