--
-- JSON feeds: one column for objects, whose values are found by paths.
--
SET DateStyle = ISO;
SET TimeZone = 'UTC';
\set SHOW_CONTEXT never
SELECT tripgrid.create_store('json_test');
SET tripgrid.store = 'json_test';

--
-- MDS trips, 1.x and 2.x
--
SELECT tripgrid.create_feed('rides', NULL,
  '{"datasource": "provider_name", "departed_at": "start_time",
    "origin_lon": "start_location.lng", "origin_lat": "start_location.lat",
    "destination_lon": "end_location.lng",
    "destination_lat": "end_location.lat", "external_id": "trip_id"}',
  '{"region": "Portland"}', time_zone => 'America/Los_Angeles',
  format => 'json');
SELECT tripgrid.create_feed('routes', NULL,
  '{"datasource": "provider_name", "departed_at": "start_time",
    "origin_lon": "route.features[0].geometry.coordinates[0]",
    "origin_lat": "route.features[0].geometry.coordinates[1]",
    "destination_lon": "route.features[-1].geometry.coordinates[0]",
    "destination_lat": "route.features[-1].geometry.coordinates[1]"}',
  '{"region": "Portland"}', time_zone => 'America/Los_Angeles',
  format => 'json');
SELECT feed, columns, constants, time_zone, format FROM tripgrid.feeds();
INSERT INTO json_test.rides VALUES
  ('{"provider_name":"Zip \"\u00e9\"","trip_id":"t1","start_time":1529968782421,"start_location":{"lat":45.52,"lng":-122.68},"end_location":{"lat":45.53,"lng":-122.67}}'),
  (' {"provider_name":"Zip","trip_id":"t2","start_time":"1529968782","start_location":{"lng":"-122.68","lat":"45.52"},"end_location":{"lat":45.53,"lng":-122.67}}, '),
  -- rejected: what is missing, null, of another kind, no object
  ('{"provider_name":"Zip","trip_id":"t3","start_time":1529968782421,"start_location":{"lat":45.52},"end_location":{"lat":45.53,"lng":-122.67}}'),
  ('{"provider_name":"Zip","trip_id":"t4","start_time":1529968782421,"start_location":null,"end_location":{"lat":45.53,"lng":-122.67}}'),
  ('{"provider_name":"Zip","trip_id":"t5","start_time":"soon","start_location":{"lat":45.52,"lng":-122.68},"end_location":{"lat":45.53,"lng":-122.67}}'),
  ('{"provider_name":"Zip","trip_id":"t6","start_time":1529968782421,"start_location":{"lat":[45.52],"lng":-122.68},"end_location":{"lat":45.53,"lng":-122.67}}'),
  ('{"provider_name":"\u0000","trip_id":"t7","start_time":1529968782421,"start_location":{"lat":45.52,"lng":-122.68},"end_location":{"lat":45.53,"lng":-122.67}}'),
  ('{"provider_name":"Zip","trip_id":"t1"'), ('[]'), ('oops'), (''), (NULL),
  (repeat('{"a":', 100000)), (repeat('{"a":', 300) || '1' || repeat('}', 300)),
  -- the same trip again
  ('{"provider_name":"Zip","trip_id":"t2","start_time":1529968782421,"start_location":{"lat":45.52,"lng":-122.68},"end_location":{"lat":45.53,"lng":-122.67}}');
INSERT INTO json_test.routes VALUES
  ('{"provider_name":"Zap","trip_id":"r1","start_time":1529968782421,"route":{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"timestamp":1529968782421},"geometry":{"type":"Point","coordinates":[-122.68,45.52]}},{"type":"Feature","geometry":{"type":"Point","coordinates":[-122.6,45.5]}},{"type":"Feature","geometry":{"type":"Point","coordinates":[-122.67,45.53]}}]}}'),
  ('{"provider_name":"Zap","trip_id":"r2","start_time":1529968782421,"route":{"type":"FeatureCollection","features":[]}}');
SELECT datasource, departed_at, origin, destination, external_id
  FROM json_test.trips ORDER BY trip_id;
SELECT lineno, colname, left(raw_field_value, 40) AS value, err_message,
    errorcode, cardinality(fields) AS fields, left(fields[1], 30) AS record
  FROM json_test.rejects ORDER BY load_id, lineno;
SELECT rows_read, rows_loaded, rows_rejected FROM json_test.loads
  ORDER BY load_id;

-- what a feed gives back can be loaded again
SELECT * FROM json_test.routes;
INSERT INTO json_test.routes
  SELECT * FROM json_test.routes WHERE object LIKE '%Zap%';
SELECT count(*), count(DISTINCT (origin, destination, departed_at)::text)
  FROM json_test.trips WHERE datasource = 'Zap';

-- COPY takes a record a line; no byte of it is a quote or a delimiter
COPY json_test.routes FROM STDIN
  (FORMAT csv, QUOTE E'\x01', DELIMITER E'\x02');
{"provider_name":"Zap","start_time":1529968782421,"route":{"features":[{"geometry":{"coordinates":[-122.68,45.52]}},{"geometry":{"coordinates":[-122.67,45.53]}}]}},
{"provider_name":"Zap, \"2\"","start_time":1529968782421,"route":{"features":[{"geometry":{"coordinates":[-122.68,45.52]}}]}}
oops
\.
SELECT datasource, count(*) FROM json_test.trips GROUP BY 1 ORDER BY 1;

-- rejects are tried again
UPDATE json_test.rejects SET fields = ARRAY[replace(fields[1], 'soon',
  '1529968782421')] WHERE fields[1] LIKE '%soon%';
SELECT tripgrid.retry_rejects(1);
SELECT count(*) FROM json_test.trips WHERE external_id = 't5';

-- the error of a row
SET tripgrid.on_reject = 'error';
INSERT INTO json_test.rides VALUES ('{"provider_name":"Zip","trip_id":"t8","start_time":"never","start_location":{"lat":45.52,"lng":-122.68},"end_location":{"lat":45.53,"lng":-122.67}}');
RESET tripgrid.on_reject;
SELECT tripgrid.create_feed('xml', '{a}', '{}', format => 'xml');
-- of JSON no columns are named
SELECT tripgrid.create_feed('named', columns => ARRAY['region', 'from'],
  mapping => '{"region": "region"}', format => 'json');
SELECT tripgrid.create_feed('named', columns => ARRAY['objects'],
  mapping => '{"region": "region"}', format => 'json');
SELECT * FROM tripgrid.verify();

SET client_min_messages = warning;
SELECT tripgrid.drop_store('json_test', force => true);
