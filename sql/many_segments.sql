--
-- Questions that look at very many segments, which parallel workers do
--
SET DateStyle = ISO;
SET TimeZone = 'UTC';
\set SHOW_CONTEXT never
SELECT tripgrid.create_store('many');
SET tripgrid.store = 'many';
BEGIN;
SET LOCAL tripgrid.segment_trips = 1;
INSERT INTO many.trips (region, datasource, departed_at, origin, destination)
  SELECT (ARRAY['Prague', 'Brno'])[i % 2 + 1], (ARRAY['a', 'b', 'c'])[i % 3 + 1],
    timestamp '2024-01-01' + i * interval '7919 seconds',
    tripgrid.lonlat(14.3 + (i * 7919 % 10007) / 50000.0,
      50 + (i * 104729 % 10009) / 50000.0),
    tripgrid.lonlat(14.3 + (i * 1299709 % 10037) / 50000.0,
      50 + (i * 15485863 % 10039) / 50000.0)
  FROM generate_series(1::bigint, 5000) AS i;
DELETE FROM many.trips WHERE trip_id % 11 = 0;
COMMIT;
ANALYZE many.segments;
SELECT projection, count(*) > 4500 AS many FROM many.segments GROUP BY projection;

-- a slanted area that leaves every node in doubt
\set area 'ST_GeomFromText(''POLYGON((14.3 50,14.32 50,14.5 50.18,14.5 50.2,14.48 50.2,14.3 50.02,14.3 50))'', 4326)'
CREATE FUNCTION pg_temp.matching(match text, area geometry) RETURNS TABLE
  (region text, datasource text, week date, hour int)
LANGUAGE SQL AS $$
  SELECT region, datasource, date_trunc('week', departed_at)::date,
    (extract(isodow FROM departed_at)::int - 1) * 24
      + extract(hour FROM departed_at)::int
  FROM many.trips, LATERAL (SELECT
    ST_Covers($2, tripgrid.lonlat_to_geometry(origin)) AS o,
    ST_Covers($2, tripgrid.lonlat_to_geometry(destination)) AS d) AS c
  WHERE CASE $1 WHEN 'origin' THEN o WHEN 'destination' THEN d
    WHEN 'both' THEN o AND d ELSE o OR d END;
$$;
CREATE FUNCTION pg_temp.differ(area geometry) RETURNS TABLE
  (match text, trips numeric, weeks bigint, regions bigint, datasources bigint,
   hours bigint)
LANGUAGE SQL AS $$
  SELECT match, (SELECT sum(trips) FROM tripgrid.weekly_trips($1, match => match)),
    (SELECT count(*) FROM tripgrid.weekly_trips($1, match => match) AS w
      WHERE trips <> (SELECT count(*) FROM pg_temp.matching(match, $1) AS x
        WHERE x.week = w.week)),
    (SELECT count(*) FROM tripgrid.weekly_trips($1, 'Brno', match => match) AS w
      WHERE trips <> (SELECT count(*) FROM pg_temp.matching(match, $1) AS x
        WHERE x.week = w.week AND region = 'Brno')),
    (SELECT count(*) FROM tripgrid.weekly_trips($1, datasource => 'b',
        match => match) AS w
      WHERE trips <> (SELECT count(*) FROM pg_temp.matching(match, $1) AS x
        WHERE x.week = w.week AND datasource = 'b')),
    (SELECT count(*) FROM tripgrid.hourly_trips($1, match => match) AS w
      WHERE trips <> (SELECT count(*) FROM pg_temp.matching(match, $1) AS x
        WHERE x.hour = (weekday - 1) * 24 + w.hour))
  FROM unnest(ARRAY['origin', 'destination', 'both', 'either']) AS match
  ORDER BY match;
$$;
SET max_parallel_workers_per_gather = 0;
SELECT * FROM pg_temp.differ(:area);
-- the same with workers
SET max_parallel_workers_per_gather = 3;
SELECT * FROM pg_temp.differ(:area);
-- segments that are gone are missed by both ways
-- nothing notices the damage, as when a disk does it
CREATE FUNCTION pg_temp.nothing() RETURNS trigger LANGUAGE plpgsql AS
  'BEGIN RETURN NULL; END';
CREATE TRIGGER unnoticed BEFORE INSERT ON many.freshness
  FOR EACH ROW WHEN (NEW.behind IS NOT NULL)
  EXECUTE FUNCTION pg_temp.nothing();
DELETE FROM many.segments WHERE segment_no = 5;
SELECT * FROM tripgrid.weekly_trips(:area);
SELECT * FROM tripgrid.weekly_trips(ST_MakeEnvelope(14.3, 50, 14.31, 50.01, 4326));
SELECT tripgrid.drop_store('many', force => true);
