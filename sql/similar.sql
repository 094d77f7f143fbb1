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


--
-- trip_groups: by example, and against GROUP BY
--
SELECT create_store('flows');
SET tripgrid.store = 'flows';
SELECT * FROM trip_groups();
COPY flows.feed FROM stdin (FORMAT csv, HEADER);
region,origin_coord,destination_coord,datetime,datasource
Prague,"14.41,50.08","14.45,50.09",2024-01-01 08:00:00,a
Prague,"14.41,50.08","14.45,50.09",2024-01-08 08:29:59,a
Prague,"14.41,50.08","14.45,50.09",2024-01-15 08:30:00,a
Prague,"14.45,50.09","14.41,50.08",2024-01-15 17:10:00,b
Praha,"14.41,50.08","14.45,50.09",2024-01-03 08:15:00,b
Praha,"14.60,50.08","14.61,50.09",2024-01-03 23:59:59.5,b
\.
SELECT * FROM trip_groups(zoom => 14);
-- a group spans regions; first and last departure are those of its trips
SELECT trips, first_departure, last_departure FROM trip_groups(max_groups => 1);
SELECT trips, first_departure, last_departure
  FROM trip_groups(region => 'Praha', zoom => 14);
SELECT trips, first_departure, last_departure
  FROM trip_groups(datasource => 'b', zoom => 0, time_window => '1 day');
SELECT trips, window_start(trip_group), window_end(trip_group)
  FROM trip_groups(min_trips => 2, time_window => '1 hour');
SELECT match, array_agg(trips) FROM
  unnest(ARRAY['origin', 'destination', 'both', 'either']) AS match,
  LATERAL trip_groups(ST_MakeEnvelope(14.4, 50, 14.42, 50.1, 4326),
    match => match) GROUP BY match ORDER BY match;
-- on the map
SELECT ST_AsText(geometry(trip_group), 5), ST_AsText(trip_group::geometry, 5)
    = ST_AsText(geometry(trip_group), 5) AS casts,
    ST_SRID(geometry(trip_group)) AS srid,
    ST_AsText(origin_area(trip_group), 4) AS origin_area
  FROM trip_groups(max_groups => 1);
-- the first and the last trip of a group go
DELETE FROM flows.trips WHERE departed_at IN ('2024-01-01 08:00:00', '2024-01-08 08:29:59');
SELECT trips, first_departure, last_departure FROM trip_groups(zoom => 14);
-- what cannot be asked for
SELECT * FROM trip_groups(zoom => 27);
SELECT * FROM trip_groups(zoom => NULL);
SELECT * FROM trip_groups(time_window => '7 minutes');
SELECT * FROM trip_groups(time_window => '1 month');
SELECT * FROM trip_groups(min_trips => 0);
SELECT * FROM trip_groups(max_groups => -1);
SELECT * FROM trip_groups(match => 'start');
SELECT * FROM trip_groups(region => 'Parague');
SELECT * FROM trip_groups(store => 'nowhere');
SELECT count(*) FROM trip_groups(max_groups => 0);

-- both projections, both ways of ranking, and counts that go to disk
CREATE FUNCTION pg_temp.groups_differ(match text, zoom int, time_window interval,
  max_groups int) RETURNS bigint
LANGUAGE SQL AS $$
  WITH expected AS (
    SELECT tripgroup(trip(origin, destination, departed_at), $2, $3) AS g,
      count(*) AS trips, min(departed_at), max(departed_at)
    FROM alike.trips GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT $4
  ), found AS (
    SELECT * FROM trip_groups(match => $1, zoom => $2, time_window => $3,
      max_groups => $4, store => 'alike')
  )
  SELECT (SELECT count(*) FROM (TABLE expected EXCEPT ALL TABLE found) AS x)
    + (SELECT count(*) FROM (TABLE found EXCEPT ALL TABLE expected) AS x);
$$;
SET work_mem = '64kB';
SELECT match, zoom, time_window, max_groups,
    pg_temp.groups_differ(match, zoom, time_window, max_groups) AS differ
  FROM (VALUES ('origin'), ('destination')) AS m (match),
    (VALUES (0, interval '1 second', 10000), (15, '30 minutes', 100),
      (26, '1 day', NULL), (3, '1 minute', 20)) AS v (zoom, time_window, max_groups)
  ORDER BY 1, 2;
INSERT INTO alike.trips (region, datasource, departed_at, origin, destination)
  SELECT region, datasource, departed_at, destination, origin FROM alike.trips;
DELETE FROM alike.trips WHERE trip_id % 3 = 0;
SELECT match, zoom, time_window, max_groups,
    pg_temp.groups_differ(match, zoom, time_window, max_groups) AS differ
  FROM (VALUES ('origin'), ('destination')) AS m (match),
    (VALUES (0, interval '1 second', 10000), (15, '30 minutes', 100),
      (26, '1 day', NULL), (3, '1 minute', 20)) AS v (zoom, time_window, max_groups)
  ORDER BY 1, 2;
RESET work_mem;

--
-- trip_clusters: groups that touch count as one
--
SELECT create_store('streams');
SET tripgrid.store = 'streams';
SELECT * FROM trip_clusters();
-- one stream over a cell's edge at 14.4140625 and from half hour to half
-- hour, one over the antimeridian and midnight, and one trip alone
INSERT INTO streams.feed
  SELECT r, o, d, t, 's' FROM (VALUES
    ('Prague', '14.4139,50.08', '14.45,50.09', '2024-01-01 08:20', 3),
    ('Prague', '14.4142,50.08', '14.45,50.09', '2024-01-02 08:20', 2),
    ('Prague', '14.4142,50.08', '14.45,50.09', '2024-01-03 08:40', 2),
    ('Prague', '14.4142,50.08', '14.45,50.09', '2024-01-03 10:40', 2),
    ('Suva', '179.999,-17', '178.4,-18.1', '2024-01-03 23:50', 2),
    ('Suva', '-179.999,-17', '178.4,-18.1', '2024-01-04 00:10', 2),
    ('Suva', '170,-17', '178.4,-18.1', '2024-01-04 00:10', 1)
  ) AS v (r, o, d, t, n), generate_series(1, n);
SELECT trips, groups, central_trip, first_departure, last_departure, trip_group
  FROM trip_clusters(min_trips => 2);
SELECT trips, groups FROM trip_clusters(min_trips => 3);
SELECT trips, groups FROM trip_clusters(min_trips => 1, max_clusters => 1);
SELECT trips, groups, central_trip FROM trip_clusters(region => 'Suva', min_trips => 1);
SELECT trips, groups, central_trip
  FROM trip_clusters(ST_MakeEnvelope(14.414, 50, 14.5, 51, 4326), min_trips => 2);
-- the central trip is one that is left
DELETE FROM streams.trips WHERE departed_at = '2024-01-02 08:20';
SELECT trips, groups, central_trip FROM trip_clusters(min_trips => 2, max_clusters => 2);
SELECT count(*) FROM trip_clusters(max_clusters => 0);
SELECT * FROM trip_clusters(max_clusters => -1);
SELECT * FROM trip_clusters(zoom => 30);

SELECT drop_store('streams', force => true);
SELECT drop_store('flows', force => true);
SELECT drop_store('alike', force => true);
