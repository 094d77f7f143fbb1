--
-- Places: how names are compared, what they stand in for, what is missing.
--
SET client_min_messages = warning;
SELECT tripgrid.create_store('places_test');
SET tripgrid.store = 'places_test';
SET client_min_messages = notice;
SELECT tripgrid.create_feed('names', ARRAY['city', 'from', 'to', 'at'],
  '{"region": "city", "origin_place": "from", "destination_place": "to",
    "departed_at": "at"}', '{"datasource": "bikes"}');
CREATE FUNCTION pg_temp.placed(city text, name text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
  position text;
BEGIN
  INSERT INTO places_test.names VALUES (city, name, name, '2024-06-03 08:00');
  SELECT origin::text INTO position FROM places_test.trips;
  DELETE FROM places_test.trips;
  DELETE FROM places_test.rejects;
  RETURN coalesce(position, 'missing');
END
$$;

-- a name has blanks around it and within it, and letters of either case
INSERT INTO places_test.places (name, position) VALUES
  ('Main  Street', '16.3,48.2'), ('Žižkov', '14.4,50'), ('072', '2,2'),
  (E'\tTab\t', '3,3');
SET client_min_messages = warning;
SELECT n AS name, pg_temp.placed('Vienna', n) FROM unnest(ARRAY['Main  Street',
  'main street', E' MAIN\tSTREET ', 'ŽIŽKOV', '072', '72', 'tab', 'Mainstreet'])
  AS n;

-- as it is written comes first; spelt otherwise it has to be one place
INSERT INTO places_test.places (name, position) VALUES
  ('MAIN STREET', '17,48'), ('zizkov', '15,50');
SELECT n AS name, pg_temp.placed('Vienna', n)
FROM unnest(ARRAY['Main  Street', 'MAIN STREET', 'main street', 'žižkov']) AS n;

-- a place of the region comes before one of any
INSERT INTO places_test.places (name, position, region) VALUES
  ('Central', '10,10', ''), ('Central', '11,11', 'Graz'),
  ('CENTRAL', '12,12', 'Linz'), ('Park', '13,13', 'Linz');
SELECT c AS city, n AS name, pg_temp.placed(c, n)
FROM unnest(ARRAY['Graz', 'linz', 'Linz', 'Vienna', 'unknown']) AS c,
  unnest(ARRAY['Central', 'Park']) AS n;
SET client_min_messages = notice;

-- what is missing, once for each name, of all loads
COPY places_test.names FROM stdin (FORMAT csv);
Vienna,Nowhere,072,2024-06-03 08:00
Vienna, nowhere,072,2024-06-03 08:00
Vienna,072,NOWHERE,2024-06-03 08:00
Vienna,072,Utopia,2024-06-03 08:00
Vienna,072,072,2024-06-03 08:00
\.
COPY places_test.names FROM stdin (FORMAT csv);
Vienna,Nowhere,072,2024-06-04 08:00
Vienna,NOWHERE,Never,2024-06-04 08:00
Vienna,Never,never,2024-06-04 08:00
\.
SELECT lower(name) AS name, rows, cardinality(load_ids) AS loads
FROM places_test.missing_places ORDER BY 1;
INSERT INTO places_test.places VALUES ('nowhere', '16.4,48.2');
SELECT r.* FROM places_test.missing_places AS m, unnest(m.load_ids) AS l,
  tripgrid.retry_rejects(l) AS r WHERE m.name ILIKE 'nowhere'
  ORDER BY l;
SELECT name, rows FROM places_test.missing_places;

-- a name beside a position stands in for one that is missing
SELECT tripgrid.create_feed('both', ARRAY['from', 'lon', 'lat', 'to', 'end',
    'at'], '{"origin_place": "from", "origin_lon": "lon", "origin_lat": "lat",
    "destination_place": "to", "destination": "end", "departed_at": "at"}',
  '{"region": "Vienna", "datasource": "both"}');
COPY places_test.both FROM stdin (FORMAT csv);
072,16.31,48.21,Nowhere,"16.32,48.22",2024-06-03 08:00
072,,,Nowhere,,2024-06-03 09:00
072,0,0,072,"0,0",2024-06-03 10:00
,16.31,48.21,,"16.32,48.22",2024-06-03 11:00
Atlantis,,,072,"16.32,48.22",2024-06-03 12:00
072,x,48,072,"16.32,48.22",2024-06-03 13:00
\.
SELECT departed_at, origin, destination FROM places_test.trips
WHERE datasource = 'both' ORDER BY departed_at;
SELECT lineno, colname, raw_field_value, err_message FROM places_test.rejects
WHERE fields[1] IN ('Atlantis', '072') AND cardinality(fields) = 6
ORDER BY lineno;
-- a feed gives a name back where its region has one
SELECT "from", lon, "to", at FROM places_test.both ORDER BY at;

-- names are found besides positions
SELECT mapping FROM tripgrid.detect_feed(
  'started,start_station_name,start_station_id,start_lon,start_lat,end_station_name,end_lon,end_lat',
  '2024-06-03 08:00:00,Main Street,72,16.3711,48.2084,Central,16.3801,48.2101');
SELECT mapping ?| ARRAY['origin_place', 'destination_place'] AS named
FROM tripgrid.detect_feed('started,source,start_lon,start_lat,end_lon,end_lat',
  '2024-06-03 08:00:00,somebody,16.3711,48.2084,16.3801,48.2101');

--
-- latitude first in the default feed
--
-- in a city that is known
COPY places_test.feed FROM stdin (FORMAT csv);
Vienna,"48.2084,16.3725","48.2167,16.4133",2024-06-03 08:00,a
\.
-- where the region's trips were so far
INSERT INTO places_test.feed SELECT 'Nowhere', '16.3' || n || ',48.2',
  '16.4,48.2', '2024-06-03 08:00', 'a' FROM generate_series(10, 30) AS n;
INSERT INTO places_test.feed SELECT 'Nowhere', '48.2,16.3' || n,
  '48.2,16.4', '2024-06-03 08:00', 'a' FROM generate_series(10, 30) AS n;
-- destinations, too, which end far off or are swapped
INSERT INTO places_test.feed SELECT 'Elsewhere', '16.3' || n || ',48.2',
  d, '2024-06-03 08:00', 'a'
FROM unnest(ARRAY['16.4,48.2', '48.2,16.4']) AS d, generate_series(10, 30) AS n;
INSERT INTO places_test.feed SELECT 'Elsewhere', '16.3' || n || ',48.2',
  '48.2,16.4', '2024-06-03 08:00', 'a' FROM generate_series(10, 30) AS n;
INSERT INTO places_test.feed SELECT 'Vienna', '16.3' || n || ',48.2',
  CASE WHEN n < 12 THEN '-1,-1' ELSE '17.1,48.1' END, '2024-06-03 08:00', 'a'
FROM generate_series(10, 30) AS n;
-- what lies there is nothing to warn of, nor one trip, nor an unknown region
INSERT INTO places_test.feed SELECT 'Vienna', '16.3' || n || ',48.2',
  '16.4,48.2', '2024-06-03 08:00', 'a' FROM generate_series(10, 30) AS n;
INSERT INTO places_test.feed VALUES
  ('Vienna', '2,2', '2,2', '2024-06-03 08:00', 'a');
INSERT INTO places_test.feed SELECT 'unknown', n || ',48.2', '1,1',
  '2024-06-03 08:00', 'a' FROM generate_series(10, 30) AS n;
INSERT INTO places_test.feed SELECT 'unknown', '-70,' || n, '1,1',
  '2024-06-03 08:00', 'a' FROM generate_series(10, 30) AS n;
SELECT count(*) AS differences FROM tripgrid.verify();

SET client_min_messages = warning;
SELECT tripgrid.drop_store('places_test', force => true);
