--
-- a region under a collation that takes different names for equal: verify
-- still keeps apart what segments keep apart.
--
SET client_min_messages = warning;
SELECT tripgrid.create_store('collated');
CREATE COLLATION collated.blind (provider = icu, locale = 'und-u-ks-level2',
  deterministic = false);
DROP VIEW collated.feed, collated.journeys CASCADE;
ALTER TABLE collated.trips ALTER region TYPE text COLLATE collated.blind;
INSERT INTO collated.trips (region, datasource, departed_at, origin,
    destination)
  SELECT (ARRAY['Prague', 'PRAGUE'])[n % 2 + 1], 'bus',
    timestamp '2024-06-03 08:00' + n * interval '5 hours', '14.4,50',
    '14.5,50.1'
  FROM generate_series(1, 100) AS n;
SELECT count(*) FROM collated.trips GROUP BY region;
SELECT region, week, reason FROM tripgrid.verify('collated');
UPDATE collated.trips SET region = 'prague' WHERE trip_id <= 10;
SELECT region, week, reason FROM tripgrid.verify('collated');
--
-- profile, erasure and what it says
--
SET tripgrid.store = 'collated';
SELECT item, measure, rows FROM tripgrid.profile()
  WHERE topic = 'week' AND measure = 'with trips';
SELECT region, trips FROM tripgrid.datasource_regions('bus');
ALTER TABLE collated.trips ALTER datasource TYPE text COLLATE collated.blind;
ALTER TABLE collated.trips ADD external_id text COLLATE collated.blind;
UPDATE collated.trips SET external_id = 'a1' WHERE trip_id = 21;
UPDATE collated.trips SET external_id = 'A1' WHERE trip_id = 22;
UPDATE collated.trips SET datasource = 'BUS' WHERE trip_id = 24;
INSERT INTO collated.trips (region, datasource, departed_at, origin,
    destination)
  SELECT name, 'tram', timestamp '2024-07-01 08:00', '14.4,50', '14.5,50.1'
  FROM unnest(ARRAY['Brno', 'BRNO']) AS name;
SELECT measure, rows FROM tripgrid.profile()
  WHERE topic = 'duplicate' AND measure = 'surplus';
INSERT INTO collated.rejects (load_id, lineno, fields, err_message, errorcode)
  VALUES (0, 1, '{a1}', 'x', '22023'), (0, 2, '{A1}', 'x', '22023');
SELECT trips, rejects FROM tripgrid.erase_trips(external_id => 'A1');
SELECT external_id FROM collated.trips WHERE external_id IS NOT NULL;
SELECT fields FROM collated.rejects;
SELECT trips FROM tripgrid.erase_trips(region => 'BRNO');
SELECT trips FROM tripgrid.erase_trips(datasource => 'BUS');
SELECT trips FROM tripgrid.erase_trips(region => 'prague');
SELECT region COLLATE "C" AS region, datasource, count(*) FROM collated.trips
 GROUP BY 1, 2 ORDER BY 1, 2;
SELECT region, trips FROM tripgrid.datasource_regions('bus');
SELECT count(*) FROM tripgrid.verify();
RESET tripgrid.store;
DROP SCHEMA collated CASCADE;
