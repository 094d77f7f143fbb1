--
-- Feeds of other shapes: mappings, constants, forms; what they read and give
-- back.
--
SET DateStyle = ISO;
SET TimeZone = 'Europe/Prague';
\set SHOW_CONTEXT never
SELECT tripgrid.create_store('feeds_test');
SET tripgrid.store = 'feeds_test';

--
-- longitude and latitude in columns of their own; constants
--
SELECT tripgrid.create_feed('bikes',
  ARRAY['ride_id', 'started_at', 'start_lat', 'start_lng', 'end_lat',
    'end_lng', ''],
  '{"departed_at": "started_at", "origin_lon": "start_lng",
    "origin_lat": "start_lat", "destination_lon": "end_lng",
    "destination_lat": "end_lat"}',
  '{"region": "Jersey City", "datasource": "bikes"}');
COPY feeds_test.bikes FROM stdin (FORMAT csv, HEADER);
ride_id,started_at,start_lat,start_lng,end_lat,end_lng,
A1,2021-04-02 18:06:51,40.714145,-74.033551,40.71928220070702,-74.07126188278198,x
A2,2021-04-02 18:07,40.714145,-74.033551,,,
A3,2021-04-02 18:08,40.714145,-174.033551,40.7,here,
A4,2021-04-02 18:09,140.714145,-74.033551,40.7,-74,
A5,2021-04-02 18:10,0.0,0,40.7,-74,
A6,2021-04-02 18:11, 40.7 , -74.0 ,0,-74,
\.
SELECT * FROM feeds_test.bikes ORDER BY started_at;
SELECT origin, destination, departed_at, region, datasource
  FROM feeds_test.trips ORDER BY departed_at;
SELECT lineno, colname, raw_field_value, err_message
  FROM feeds_test.rejects ORDER BY load_id, lineno;

RESET tripgrid.store;
SELECT tripgrid.drop_store('feeds_test', force => true);
