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
DROP SCHEMA collated CASCADE;
