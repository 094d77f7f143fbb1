--
-- Trips that are alike, in a store: by example, and against brute force
--
SET DateStyle = ISO;
SET TimeZone = 'UTC';
\set SHOW_CONTEXT never
SELECT tripgrid.create_store('alike');
SET tripgrid.store = 'alike';
SET search_path = public, tripgrid;

-- an empty store has none
SELECT * FROM similar_trips('POINT(14.4 50) POINT(14.5 50) 2024-01-01 08:00:00');

COPY alike.feed FROM stdin (FORMAT csv, HEADER);
region,origin_coord,destination_coord,datetime,datasource
Prague,"14.4,50.0","14.5,50.0",2024-01-01 08:00:00,a
Prague,"14.4,50.0","14.5,50.0",2024-01-02 08:00:00,a
Prague,"14.4,50.0","14.5,50.0",2024-01-02 08:00:00,a
Prague,"14.4,50.0","14.5,50.0",2024-01-02 08:00:00,b
Brno,"14.4,50.0","14.5,50.0",2024-01-02 08:00:00,b
Prague,"14.4001,50.0","14.5,50.0",2024-01-01 08:00:00,a
Prague,"14.4,50.0","14.5,50.0",2024-01-01 08:00:10,a
Prague,"14.4,50.0","14.5,50.0",2024-01-01 23:59:59,a
Prague,"14.4,50.0","14.5,50.0",2024-01-02 00:00:01,a
Turin,"7.6,45.0","7.7,45.1",2024-01-01 08:00:00,a
\.

SELECT * FROM similar_trips('POINT(14.4 50) POINT(14.5 50) 2024-05-05 08:00:00', 7);
-- time of day goes round at midnight
SELECT * FROM similar_trips('POINT(14.4 50) POINT(14.5 50) 2024-05-05 00:00:00', 2);
SELECT count(*) FROM similar_trips('POINT(14.4 50) POINT(14.5 50) 2024-05-05 08:00:00', 100);
SELECT count(*) FROM similar_trips('POINT(14.4 50) POINT(14.5 50) 2024-05-05 08:00:00', 0);
SELECT count(*) FROM similar_trips(NULL);
SELECT count(*) FROM similar_trips('POINT(14.4 50) POINT(14.5 50) 2024-05-05 08:00:00', NULL);
SELECT similar_trips('POINT(14.4 50) POINT(14.5 50) 2024-05-05 08:00:00', -1);
SELECT similar_trips('POINT(14.4 50) POINT(14.5 50) 2024-05-05 08:00:00', store => 'nowhere');

-- trips that went are not found; one of two equal trips may go
DELETE FROM alike.trips WHERE region = 'Brno' OR ctid IN (
  SELECT min(ctid) FROM alike.trips
  GROUP BY origin, destination, departed_at, region, datasource
  HAVING count(*) > 1);
SELECT similar_trip, distance, region, datasource
  FROM similar_trips('POINT(14.4 50) POINT(14.5 50) 2024-05-05 08:00:00', 3);

--
-- many segments of several runs, and many of the nearest gone
--
CREATE FUNCTION pg_temp.trips_differ(trip trip, n int) RETURNS bigint
LANGUAGE SQL AS $$
  WITH expected AS (
    SELECT t, t <-> $1 AS distance, region, datasource
    FROM alike.trips, LATERAL (VALUES (trip(origin, destination,
      departed_at))) AS v (t)
    ORDER BY t <-> $1, t, region COLLATE "C", datasource COLLATE "C" LIMIT $2
  )
  SELECT count(*) FROM (
    SELECT row_number() OVER (ORDER BY distance, t, region COLLATE "C",
      datasource COLLATE "C") AS n, * FROM expected) AS e
  FULL JOIN (SELECT row_number() OVER () AS n, * FROM similar_trips($1, $2)) AS s
    USING (n)
  WHERE (e.t, e.distance, e.region, e.datasource) IS DISTINCT FROM
    (s.similar_trip, s.distance, s.region, s.datasource);
$$;
BEGIN;
SET LOCAL tripgrid.segment_trips = 64;
SET LOCAL tripgrid.batch_trips = 1000;
INSERT INTO alike.trips (region, datasource, departed_at, origin, destination)
  SELECT (ARRAY['Prague', 'Brno'])[i % 2 + 1], (ARRAY['a', 'b', 'c'])[i % 3 + 1],
    timestamp '2024-01-01' + i * interval '7919 seconds',
    lonlat(14.3 + (i * 7919 % 10007) / 50000.0, 50 + (i * 104729 % 10009) / 50000.0),
    lonlat(14.3 + (i * 1299709 % 10037) / 50000.0,
      50 + (i * 15485863 % 10039) / 50000.0)
  FROM generate_series(1::bigint, 5000) AS i;
COMMIT;
CREATE TEMP TABLE similar_targets AS
  SELECT trip(origin, destination, departed_at) AS t FROM alike.trips
  WHERE trip_id % 1000 = 0
  UNION ALL VALUES ('POINT(180 0) POINT(-180 0) 2024-01-01 00:00:00'::trip),
    ('POINT(14.4 90) POINT(14.4 -90) 2024-01-01 12:00:00');
SELECT count(*), sum(pg_temp.trips_differ(t, n))
  FROM similar_targets, (VALUES (1), (10), (300)) AS v (n);
DELETE FROM alike.trips WHERE trip_id % 10 <> 0;
SELECT count(*), sum(pg_temp.trips_differ(t, n))
  FROM similar_targets, (VALUES (1), (10), (300)) AS v (n);
CALL compact('alike');
SELECT count(*), sum(pg_temp.trips_differ(t, n))
  FROM similar_targets, (VALUES (1), (10), (300)) AS v (n);

SELECT drop_store('alike', force => true);
