--
-- The questions: by example, then all of them against trips themselves.
--
SET DateStyle = ISO;
SET TimeZone = 'UTC';
\set SHOW_CONTEXT never
SELECT tripgrid.create_store('questions');
SET tripgrid.store = 'questions';

-- In the week of 2018-05-21 nobody travels at all, in that of 2018-05-14
-- nobody in Turin.  2018-05-07 and 2018-05-28 are Mondays.
COPY questions.feed FROM stdin (FORMAT csv, HEADER);
region,origin_coord,destination_coord,datetime,datasource
Prague,"1,1","5,5",2018-05-07 00:00:00,funny_car
Prague,"1,1","1,2",2018-05-13 23:59:59.999999,funny_car
Prague,"2,2","5,5",2018-05-14 00:00:00,cheap_mobile
Prague,"3,3","1,1",2018-05-15 12:30:00,cheap_mobile
Prague,"5,5","1,1",2018-05-28 08:00:00,funny_car
Prague,"1.5,1.5","2.5,2.5",2018-05-30 08:00:00,baba_car
Turin,"1,3","3,1",2018-05-08 17:00:00,baba_car
Turin,"1,3","3,1",2018-05-29 17:00:00,baba_car
Turin,"7,7","2,2",2018-05-29 18:00:00,cheap_mobile
\.

--
-- weekly_trips: the weeks in which the store has any trip, zeros included
--
SELECT * FROM tripgrid.weekly_trips();
SELECT * FROM tripgrid.weekly_trips('POLYGON((0 0,0 1,1 1,1 0,0 0))');
SELECT * FROM tripgrid.weekly_trips(region => 'Turin');
SELECT * FROM tripgrid.weekly_trips(datasource => 'baba_car');
SELECT * FROM tripgrid.weekly_trips(region => 'Turin',
  datasource => 'cheap_mobile');
-- which end has to lie in the area
SELECT match, week, trips
  FROM unnest(ARRAY['origin', 'destination', 'both', 'either'])
      WITH ORDINALITY AS m (match, n),
    tripgrid.weekly_trips(ST_MakeEnvelope(1, 1, 2, 2, 4326), match => match)
 ORDER BY n, week;
-- since and until stand for the whole weeks that contain them
SELECT * FROM tripgrid.weekly_trips(since => '2018-05-13');
SELECT * FROM tripgrid.weekly_trips(since => '2018-05-14',
  until => '2018-05-27');
SELECT * FROM tripgrid.weekly_trips(until => '2018-05-28');
SELECT * FROM tripgrid.weekly_trips(since => '2018-05-20',
  until => '2018-05-20');
SELECT * FROM tripgrid.weekly_trips(since => '2018-05-21',
  until => '2018-05-27');
SELECT count(*) FROM tripgrid.weekly_trips(since => '-infinity',
  until => 'infinity');
SELECT count(*) FROM tripgrid.weekly_trips(since => 'infinity');
SELECT count(*) FROM tripgrid.weekly_trips(until => '-infinity');
SELECT sum(trips) FROM tripgrid.hourly_trips(since => 'infinity');
SELECT sum(trips) FROM tripgrid.hourly_trips(until => '-infinity');
SELECT sum(trips) > 0 AS any FROM tripgrid.hourly_trips(since => '-infinity',
  until => 'infinity');
SELECT count(*) FROM tripgrid.weekly_trips(until => '5874897-12-31');
SELECT tripgrid.weekly_avg_trips(until => '5874897-12-31');
SELECT count(*) FROM tripgrid.weekly_trips(since => '4714-11-24 BC');
SELECT tripgrid.weekly_avg_trips(since => '4714-11-24 BC');

--
-- days, hours, and from one area to another
--
SELECT * FROM tripgrid.weekly_trips(weekdays => '{1,2}');
SELECT * FROM tripgrid.weekly_trips(weekdays => '{7,7,NULL}'::int[]);
SELECT * FROM tripgrid.weekly_trips(weekdays => '{7,7}');
SELECT * FROM tripgrid.weekly_trips(hours => '08:00-17:00');
SELECT * FROM tripgrid.weekly_trips(hours => '17:00-08:00');
SELECT * FROM tripgrid.weekly_trips(hours => '23:00-24:00');
SELECT * FROM tripgrid.weekly_trips(except_dates => '{2018-05-07,2018-05-29}');
SELECT * FROM tripgrid.weekly_trips(since => '2018-05-29',
  weekdays => '{1,3}', hours => '00:00-24:00');
SELECT * FROM tripgrid.hourly_trips(weekdays => '{2}', hours => '17:00-18:00')
 WHERE trips > 0;
SELECT tripgrid.weekly_avg_trips(weekdays => '{1}') AS mondays,
  tripgrid.weekly_avg_trips(except_dates => '{2018-05-07}') AS but_one_day,
  tripgrid.weekly_avg_trips(hours => '08:00-09:00') AS at_eight,
  tripgrid.weekly_avg_trips(weekdays => '{1}', weeks => 'calendar') AS calendar,
  tripgrid.weekly_avg_trips(weekdays => '{1}', weeks => 'active') AS active,
  tripgrid.weekly_avg_trips(since => '2018-05-21', until => '2018-05-23')
    AS none,
  tripgrid.weekly_avg_trips(since => '2018-05-21', until => '2018-05-23',
    weeks => 'calendar') AS zero;
SELECT * FROM tripgrid.weekly_trips('BOX(1 1,2 3)'::box2d,
  destination_area => 'BOX(3 1,5 5)'::box2d);
SELECT * FROM tripgrid.weekly_trips(destination_area => 'BOX(1 1,2 3)'::box2d);
SELECT * FROM tripgrid.weekly_trips('BOX(1 1,2 3)'::box2d, match => 'both',
  destination_area => 'POLYGON((5 0,5 6,6 6,5 0))');
-- what nobody can mean
SELECT tripgrid.weekly_avg_trips(weekdays => '{}');
SELECT tripgrid.weekly_avg_trips(weekdays => '{0}');
SELECT tripgrid.weekly_avg_trips(weekdays => '{8}');
SELECT tripgrid.weekly_avg_trips(hours => '07:00-07:00');
SELECT tripgrid.weekly_avg_trips(hours => '7-10');
SELECT tripgrid.weekly_avg_trips(hours => '');
SELECT tripgrid.weekly_avg_trips(except_dates => '{infinity}');
SELECT tripgrid.weekly_avg_trips(except_dates => ARRAY[NULL]::date[]);
SELECT tripgrid.weekly_avg_trips(except_dates => '{}') =
  tripgrid.weekly_avg_trips() AS no_exception;
SELECT tripgrid.weekly_avg_trips(except_dates => '{5874897-12-31}') =
  tripgrid.weekly_avg_trips() AS never;
SELECT tripgrid.weekly_avg_trips('BOX(1 1,2 3)'::box2d, match => 'either',
  destination_area => 'BOX(1 1,2 3)'::box2d);
SELECT tripgrid.weekly_avg_trips(match => 'both',
  destination_area => 'BOX(1 1,2 3)'::box2d);
SELECT tripgrid.weekly_avg_trips(destination_area => 'POINT(1 1)');

--
-- weekly_avg_trips: the same, divided by weeks
--
SELECT tripgrid.weekly_avg_trips();
SELECT weeks, tripgrid.weekly_avg_trips(weeks => weeks) AS all_trips,
  tripgrid.weekly_avg_trips(region => 'Turin', weeks => weeks) AS turin,
  tripgrid.weekly_avg_trips(ST_MakeEnvelope(0, 0, 1, 1, 4326),
    weeks => weeks) AS corner,
  tripgrid.weekly_avg_trips(ST_MakeEnvelope(0, 0, 1, 1, 4326), 'Turin',
    match => 'either', weeks => weeks) AS turin_corner,
  tripgrid.weekly_avg_trips(ST_MakeEnvelope(50, 50, 51, 51, 4326),
    weeks => weeks) AS nowhere,
  tripgrid.weekly_avg_trips(since => '2018-05-14', until => '2018-05-27',
    weeks => weeks) AS two_weeks,
  tripgrid.weekly_avg_trips(since => '2018-05-14', weeks => weeks)
    AS since_14,
  tripgrid.weekly_avg_trips(since => '2018-04-30', until => '2018-05-14',
    weeks => weeks) AS from_april,
  tripgrid.weekly_avg_trips(since => '2018-05-21', until => '2018-05-27',
    weeks => weeks) AS gap,
  tripgrid.weekly_avg_trips(since => '2018-06-10', weeks => weeks)
    AS later
  FROM unnest(ARRAY['covered', 'calendar', 'active']) AS weeks;
SELECT tripgrid.weekly_avg_trips(since => '-infinity', until => 'infinity',
    weeks => 'calendar') AS calendar;
-- numbers are exact
SELECT tripgrid.weekly_avg_trips(region => 'Turin', until => '2018-05-14')
    AS one,
  tripgrid.weekly_avg_trips(ST_MakeEnvelope(7, 7, 7, 7, 4326)) AS third;

--
-- areas: whatever becomes a polygon of longitudes and latitudes
--
SELECT tripgrid.weekly_avg_trips('BOX(1 1,2 2)'::box2d) AS box2d,
  tripgrid.weekly_avg_trips(ST_MakeEnvelope(1, 1, 2, 2, 4326)) AS envelope,
  tripgrid.weekly_avg_trips(ST_MakeEnvelope(1, 1, 2, 2)) AS no_srid,
  tripgrid.weekly_avg_trips(ST_SetSRID(ST_Extent(origin::geometry)::geometry,
    4326)) AS extent,
  tripgrid.weekly_avg_trips(ST_GeomFromGeoJSON(
    '{"type":"Polygon","coordinates":[[[1,1],[2,1],[2,2],[1,2],[1,1]]]}'))
    AS geojson,
  tripgrid.weekly_avg_trips('POLYGON Z ((1 1 9,1 2 9,2 2 9,2 1 9,1 1 9))')
    AS z
  FROM questions.trips;
-- the boundary belongs to the area: edges, corners, holes, degenerate areas
SELECT name, sum(trips)
  FROM (VALUES
    (1, 'edge', 'POLYGON((1 0,1 4,4 4,4 0,1 0))'),
    (2, 'edge, slanted', 'POLYGON((0 0,4 4,4 0,0 0))'),
    (3, 'beyond the edge', 'POLYGON((0 0,4 3.9999999,4 0,0 0))'),
    (4, 'corner', 'POLYGON((1 1,0 1,0 0,1 0,1 1))'),
    (5, 'in a hole',
      'POLYGON((0 0,0 4,4 4,4 0,0 0),(0.5 0.5,2.5 0.5,2.5 2.5,0.5 2.5,0.5 0.5))'),
    (6, 'on the edge of a hole',
      'POLYGON((0 0,0 4,4 4,4 0,0 0),(1 1,2 1,2 2,1 2,1 1))'),
    (7, 'two parts',
      'MULTIPOLYGON(((0 0,0 1,1 1,1 0,0 0)),((4 4,4 6,6 6,6 4,4 4)))'),
    (8, 'two parts, one in the hole of the other',
      'MULTIPOLYGON(((0 0,0 4,4 4,4 0,0 0),(0.5 0.5,3.5 0.5,3.5 3.5,0.5 3.5,0.5 0.5)),((1.5 1.5,1.5 2.5,2.5 2.5,2.5 1.5,1.5 1.5)))'),
    (9, 'a line', 'POLYGON((1 1,3 3,1 1,1 1))'),
    (10, 'a point', 'POLYGON((1 1,1 1,1 1,1 1))'),
    (11, 'nothing', 'POLYGON EMPTY'),
    (12, 'nothing in two parts', 'MULTIPOLYGON EMPTY'),
    (13, 'the world', 'POLYGON((-180 -90,-180 90,180 90,180 -90,-180 -90))'),
    (14, 'more than that by rounding',
      'POLYGON((-180.0000005 -90.0000005,-180 90,180 90.0000005,180 -90,-180.0000005 -90.0000005))'),
    (15, 'elsewhere', 'POLYGON((50 50,50 51,51 51,51 50,50 50))')
  ) AS areas (n, name, area), tripgrid.weekly_trips(area)
 GROUP BY n, name
 ORDER BY n;
-- off the globe: metres under any SRID, an antimeridian that is crossed; what
-- is not finite; nothing is on it
CREATE FUNCTION pg_temp.outcome(question text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
  result text;
  detail text;
  hint text;
BEGIN
  EXECUTE question INTO result;
  RETURN coalesce(result, 'null');
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL,
    hint = PG_EXCEPTION_HINT;
  RETURN concat_ws(E'\n', SQLSTATE || ': ' || SQLERRM, nullif(detail, ''),
    substring(hint FROM 'ST_Transform\(area, 4326\)'));
END
$$;
SELECT name, pg_temp.outcome(format(
    'SELECT sum(trips) FROM tripgrid.weekly_trips(%L::geometry)', area))
  FROM (VALUES (1, 'metres', ST_MakeEnvelope(111319, 111325, 222638, 222684)),
    (2, 'metres said to be degrees',
      ST_MakeEnvelope(111319, 111325, 222638, 222684, 4326)),
    (3, 'metres in a part', ST_Collect('POLYGON((0 0,0 1,1 1,1 0,0 0))',
      ST_MakeEnvelope(111319, 1, 111320, 2))),
    (4, 'metres in a hole', ST_MakePolygon('LINESTRING(0 0,0 1,1 1,1 0,0 0)',
      ARRAY['LINESTRING(0 0,0 111319,1 1,1 0,0 0)'::geometry])),
    (5, 'across the antimeridian', ST_MakeEnvelope(179, 0, 181, 1)),
    (6, 'over the pole', ST_MakeEnvelope(0, 89, 1, 90.00001)),
    (7, 'a box of metres', 'BOX(111319 111325,222638 222684)'::box2d),
    (8, 'not a number', ST_MakeEnvelope(0, 0, 'NaN', 1)),
    (9, 'infinite', ST_MakeEnvelope('-Infinity', 0, 1, 1)),
    (10, 'empty', 'POLYGON EMPTY')) AS a (n, name, area)
 ORDER BY n;
SELECT substring(question FROM 'tripgrid\.\w+') AS question,
    pg_temp.outcome(question)
  FROM unnest(ARRAY[
    'SELECT tripgrid.weekly_avg_trips(''BOX(0 0,999 1)''::box2d)',
    'SELECT sum(trips) FROM tripgrid.hourly_trips(''BOX(0 0,999 1)''::box2d)',
    'SELECT tripgrid.trip_groups(''BOX(0 0,999 1)''::box2d)',
    'SELECT tripgrid.trip_clusters(''BOX(0 0,999 1)''::box2d)',
    'SELECT tripgrid.erase_trips(area => ''BOX(0 0,999 1)''::box2d)',
    'SELECT tripgrid.create_feed(''metres'', ''{a,b,c,d,e}'', ''{"region": "a", "origin": "b", "destination": "c", "departed_at": "d", "datasource": "e"}'', area => ''BOX(0 0,999 1)''::box2d)'
    ]) AS question;
-- an area of many corners
SELECT sum(trips) FROM tripgrid.weekly_trips(
  ST_Buffer('SRID=4326;POINT(1.5 1.5)'::geometry, 0.75, 500));
-- no area at all
SELECT match, sum(trips)
  FROM unnest(ARRAY['origin', 'destination', 'both', 'either']) AS match,
    tripgrid.weekly_trips(NULL, match => match)
 GROUP BY match ORDER BY match;

--
-- hourly_trips: all hours of a week, Monday is 1
--
SELECT count(*), sum(trips) FROM tripgrid.hourly_trips();
SELECT * FROM tripgrid.hourly_trips() WHERE trips > 0;
SELECT * FROM tripgrid.hourly_trips('BOX(1 1,2 2)'::box2d, 'Prague',
  'funny_car', 'either', '2018-05-07', '2018-05-07') WHERE trips > 0;
SELECT min(weekday), max(weekday), min(hour), max(hour), sum(trips)
  FROM tripgrid.hourly_trips('POLYGON EMPTY');

--
-- regions and datasources
--
SELECT * FROM tripgrid.latest_datasource_top_regions();
SELECT * FROM tripgrid.latest_datasource_top_regions(1);
SELECT * FROM tripgrid.latest_datasource_top_regions(100);
SELECT * FROM tripgrid.latest_datasource_top_regions(0);
SELECT * FROM tripgrid.latest_datasource_top_regions(NULL);
SELECT * FROM tripgrid.latest_datasource_top_regions(top => -1);
SELECT * FROM tripgrid.datasource_regions('cheap_mobile');
SELECT * FROM tripgrid.datasource_regions('funny_car');
-- the latest departure is that of the trips that are there
BEGIN;
DELETE FROM questions.trips WHERE departed_at > '2018-05-28';
SELECT * FROM tripgrid.latest_datasource_top_regions();
SELECT * FROM tripgrid.datasource_regions('baba_car');
ROLLBACK;
-- of equals the first by name
BEGIN;
INSERT INTO questions.feed SELECT 'Aachen', '1,1', '2,2',
    '2018-05-30 08:00', 'd' || n FROM generate_series(1, 6) AS n;
SELECT * FROM tripgrid.latest_datasource_top_regions(2);
ROLLBACK;

--
-- null stands for the default
--
SELECT tripgrid.weekly_avg_trips(NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  NULL) = tripgrid.weekly_avg_trips() AS avg;
SELECT count(*) FROM (SELECT * FROM tripgrid.weekly_trips(NULL, NULL, NULL,
  NULL, NULL, NULL, NULL) EXCEPT SELECT * FROM tripgrid.weekly_trips()) AS d;
SELECT count(*) FROM (SELECT * FROM tripgrid.hourly_trips(NULL, NULL, NULL,
  NULL, NULL, NULL, NULL) EXCEPT SELECT * FROM tripgrid.hourly_trips()) AS d;
SELECT tripgrid.weekly_avg_trips(area => 'BOX(1 1,2 2)'::box2d, match => NULL)
  = tripgrid.weekly_avg_trips(area => 'BOX(1 1,2 2)'::box2d) AS match;
-- each region once, whatever datasource is asked for
SELECT count(*) = count(DISTINCT region) AS each_once
  FROM tripgrid.datasource_regions(NULL);

--
-- what is no question
--
SELECT tripgrid.weekly_avg_trips(region => 'Prag');
SELECT tripgrid.weekly_avg_trips(region => 'prague');
SELECT tripgrid.weekly_avg_trips(region => '');
SELECT tripgrid.weekly_avg_trips(region => repeat('Prague', 11));
SELECT * FROM tripgrid.weekly_trips(region => 'Turin ');
SELECT * FROM tripgrid.weekly_trips(datasource => 'cheap_car');
SELECT * FROM tripgrid.hourly_trips(datasource => 'CHEAP_MOBILE');
SELECT * FROM tripgrid.datasource_regions('funny car');
SELECT tripgrid.weekly_avg_trips(match => 'origins');
SELECT tripgrid.weekly_avg_trips(match => '');
SELECT * FROM tripgrid.hourly_trips(match => 'Origin');
SELECT tripgrid.weekly_avg_trips(weeks => 'all');
SELECT tripgrid.weekly_avg_trips(since => '2018-05-14',
  until => '2018-05-13');
SELECT tripgrid.weekly_avg_trips('POINT(1 1)');
SELECT tripgrid.weekly_avg_trips('LINESTRING(1 1,2 2)');
SELECT tripgrid.weekly_avg_trips('POINT EMPTY');
SELECT tripgrid.weekly_avg_trips(
  'GEOMETRYCOLLECTION(POLYGON((0 0,0 1,1 1,1 0,0 0)))');
SELECT tripgrid.weekly_avg_trips(
  'CURVEPOLYGON(CIRCULARSTRING(0 0,4 0,4 4,0 4,0 0))');
SELECT tripgrid.weekly_avg_trips(ST_SetSRID('BOX(1 1,2 2)'::box2d::geometry,
  3857));
SELECT * FROM tripgrid.weekly_trips(ST_Transform(
  ST_MakeEnvelope(1, 1, 2, 2, 4326), 3857));
SELECT tripgrid.weekly_avg_trips(ST_MakeEnvelope(0, 0, 'Infinity', 1, 4326));
-- a region that exists and a datasource that exists, but not together
SELECT tripgrid.weekly_avg_trips(region => 'Turin', datasource => 'funny_car');
-- a name that is gone with its last trip
BEGIN;
DELETE FROM questions.trips WHERE datasource = 'funny_car';
SELECT tripgrid.weekly_avg_trips(datasource => 'funny_car');
ROLLBACK;
-- quotes in names are shown as they are
BEGIN;
INSERT INTO questions.feed
  VALUES ('100 %s "quoted" \', '1,1', '2,2', '2018-05-30 08:00', 'it''s %I');
SELECT sum(trips) FROM tripgrid.weekly_trips(region => '100 %s "quoted" \',
  datasource => 'it''s %I');
SELECT * FROM tripgrid.weekly_trips(region => '100 %s "quoted"');
ROLLBACK;

--
-- all questions against trips themselves, in segments of few trips, after
-- rows have gone and changed
--
SELECT tripgrid.create_store('questions_many');
SET tripgrid.store = 'questions_many';
SET tripgrid.segment_trips = 16;
-- positions on the lines of a coarse grid, so that many lie on boundaries
INSERT INTO questions_many.feed
  SELECT 'region ' || n % 3,
    format('(%s,%s)', n * 7 % 41 / 8.0, n * 11 % 43 / 8.0),
    format('(%s,%s)', 5 - n * 13 % 37 / 8.0, 5 - n * 17 % 47 / 8.0),
    timestamp '2018-04-30' + n * 1009 % 1440 * interval '1 hour',
    'datasource ' || n * n % 5
  FROM generate_series(1, 1200) AS n
 -- no week of 2018-06-04, none of 2018-05-14 in region 1
 WHERE date_trunc('week', timestamp '2018-04-30' + n * 1009 % 1440
     * interval '1 hour') <> '2018-06-04'
   AND (n % 3 <> 1 OR date_trunc('week', timestamp '2018-04-30'
     + n * 1009 % 1440 * interval '1 hour') <> '2018-05-14');
DELETE FROM questions_many.trips WHERE trip_id % 7 = 0;
UPDATE questions_many.trips SET datasource = 'datasource x'
 WHERE trip_id % 11 = 0;
INSERT INTO questions_many.feed SELECT * FROM questions_many.feed
  ORDER BY datetime, origin_coord, destination_coord LIMIT 200;

CREATE TEMP TABLE areas AS
  SELECT name, ST_SetSRID(area::geometry, 4326) AS area
  FROM (VALUES ('no area', NULL), ('box', 'POLYGON((1 1,1 3,3 3,3 1,1 1))'),
      ('slanted', 'POLYGON((0 0,5 5,5 0,0 0))'),
      ('hole', 'POLYGON((0 0,0 5,5 5,5 0,0 0),(1 1,4 1,4 4,1 4,1 1))'),
      ('parts', 'MULTIPOLYGON(((0 0,0 1,1 1,1 0,0 0)),((2 2,2 5,5 5,2 2)))'),
      ('all', 'POLYGON((-9 -9,-9 9,9 9,9 -9,-9 -9))')) AS a (name, area);
CREATE TEMP TABLE truth AS
  SELECT name, region, datasource, departed_at,
    date_trunc('week', departed_at)::date AS week,
    area IS NULL OR ST_Covers(area, origin::geometry) AS from_here,
    area IS NULL OR ST_Covers(area, destination::geometry) AS to_here
  FROM questions_many.trips, areas;
ANALYZE truth;
CREATE TEMP TABLE asked AS
  SELECT *
  FROM areas,
    (VALUES (NULL), ('region 1')) AS r (region),
    (VALUES (NULL), ('datasource 4'), ('datasource x')) AS d (datasource),
    unnest(ARRAY['origin', 'destination', 'both', 'either']) AS match,
    (VALUES (NULL::date, NULL::date), ('2018-05-09', NULL),
      ('2018-05-15', '2018-06-05')) AS s (since, until);
-- what trips say
CREATE FUNCTION pg_temp.matches(t truth, q asked) RETURNS boolean
LANGUAGE sql AS $$
  SELECT (q.datasource IS NULL OR t.datasource = q.datasource)
    AND CASE q.match WHEN 'origin' THEN t.from_here
      WHEN 'destination' THEN t.to_here
      WHEN 'both' THEN t.from_here AND t.to_here
      ELSE t.from_here OR t.to_here END
$$;
CREATE FUNCTION pg_temp.compare() RETURNS TABLE (questions bigint,
  with_trips bigint, wrong_weeks bigint, wrong_hours bigint,
  wrong_averages bigint) LANGUAGE sql AS $$
  SELECT count(*), count(*) FILTER (WHERE t.total > 0),
    count(*) FILTER (WHERE w.weeks IS DISTINCT FROM t.weeks),
    count(*) FILTER (WHERE h.hours IS DISTINCT FROM th.hours),
    count(*) FILTER (WHERE round(a.covered - t.covered, 9) <> 0
      OR round(a.active - t.active, 9) <> 0
      OR (a.covered IS NULL) <> (t.covered IS NULL)
      OR (a.active IS NULL) <> (t.active IS NULL))
  FROM asked AS q, LATERAL (
    SELECT array_agg((week, trips, days)::text ORDER BY week) AS weeks
    FROM tripgrid.weekly_trips(q.area, q.region, q.datasource, q.match,
      q.since, q.until)
  ) AS w, LATERAL (
    SELECT array_agg((weekday, hour, trips)::text ORDER BY weekday, hour)
      AS hours
    FROM tripgrid.hourly_trips(q.area, q.region, q.datasource, q.match,
      q.since, q.until)
    WHERE trips > 0
  ) AS h, LATERAL (
    SELECT tripgrid.weekly_avg_trips(q.area, q.region, q.datasource, q.match,
        q.since, q.until) AS covered,
      tripgrid.weekly_avg_trips(q.area, q.region, q.datasource, q.match,
        q.since, q.until, 'active') AS active
  ) AS a, LATERAL (
    SELECT array_agg((week, trips, days)::text ORDER BY week) AS weeks,
      sum(trips) AS total, sum(trips) * 7 / nullif(sum(days), 0) AS covered,
      sum(trips) * 7 / nullif(sum(days) FILTER (WHERE trips > 0), 0) AS active
    FROM (
      SELECT week::date, count(*) FILTER (WHERE pg_temp.matches(t, q)
          AND (q.since IS NULL OR t.departed_at >= q.since)
          AND (q.until IS NULL OR t.departed_at < q.until + 1)) AS trips,
        least(week::date + 6, q.until) - greatest(week::date, q.since) + 1
          AS days
      FROM truth AS t
      WHERE t.name = q.name AND (q.region IS NULL OR t.region = q.region)
        AND (q.since IS NULL OR t.week >= date_trunc('week', q.since))
        AND (q.until IS NULL OR t.week <= q.until)
      GROUP BY week
    ) AS by_week
  ) AS t, LATERAL (
    SELECT array_agg((weekday, hour, trips)::text ORDER BY weekday, hour)
      AS hours
    FROM (
      SELECT extract(isodow FROM departed_at)::int AS weekday,
        extract(hour FROM departed_at)::int AS hour, count(*) AS trips
      FROM truth AS t
      WHERE t.name = q.name AND (q.region IS NULL OR t.region = q.region)
        AND (q.since IS NULL OR t.departed_at >= q.since)
        AND (q.until IS NULL OR t.departed_at < q.until + 1)
        AND pg_temp.matches(t, q)
      GROUP BY 1, 2
    ) AS by_hour
  ) AS th
$$;
SELECT * FROM pg_temp.compare();
CALL tripgrid.compact();
SELECT * FROM pg_temp.compare();
-- by several workers, which take their time to start
DELETE FROM asked WHERE since IS NULL OR until IS NOT NULL OR region IS NULL
   OR datasource IS DISTINCT FROM 'datasource x' OR match <> 'either';
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SELECT * FROM pg_temp.compare();
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;
SELECT * FROM tripgrid.verify();

-- regions and datasources
SELECT region, trips, d.datasource, departed_at
  FROM (SELECT region, count(*) AS trips FROM questions_many.trips
      GROUP BY region ORDER BY count(*) DESC, region LIMIT 2) AS r,
    LATERAL (SELECT datasource, departed_at FROM questions_many.trips AS t
      WHERE t.region = r.region
      ORDER BY departed_at DESC, datasource LIMIT 1) AS d
EXCEPT SELECT * FROM tripgrid.latest_datasource_top_regions();
SELECT d.datasource, e.*
  FROM (SELECT DISTINCT datasource FROM questions_many.trips) AS d,
    LATERAL (SELECT region, count(*), min(departed_at), max(departed_at)
      FROM questions_many.trips AS t WHERE t.datasource = d.datasource
      GROUP BY region
      EXCEPT SELECT * FROM tripgrid.datasource_regions(d.datasource)) AS e;

RESET tripgrid.segment_trips;
RESET tripgrid.store;
SELECT tripgrid.drop_store('questions', force => true);
SELECT tripgrid.drop_store('questions_many', force => true);
