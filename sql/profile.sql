--
-- The profile of a store is what naive SQL says of it.
--
SET DateStyle = ISO;
SET TimeZone = 'UTC';
\set SHOW_CONTEXT never
SELECT tripgrid.create_store('profile');
SET tripgrid.store = 'profile';

--
-- nothing there
--
SELECT * FROM tripgrid.profile();

--
-- trips with gaps, duplicates, odd lengths and rejects
--
INSERT INTO profile.feed SELECT * FROM tripgrid.generate_trips(3000, 5,
  '2024-01-01', '2024-03-04') WHERE datetime NOT BETWEEN '2024-01-15' AND
  '2024-01-22' AND (region <> 'Lisbon' OR datetime NOT BETWEEN '2024-02-05' AND
  '2024-02-19');
INSERT INTO profile.feed SELECT * FROM tripgrid.generate_trips(30, 5,
  '2024-01-01', '2024-03-04') WHERE datetime NOT BETWEEN '2024-01-15' AND
  '2024-01-22';
INSERT INTO profile.feed VALUES
  ('Vienna', '16.37,48.2', '16.37,48.2', '2024-02-01 08:00:00', 'tramline'),
  ('Vienna', '16.37,48.2', '16.37,48.2', '2024-02-01 08:00:00', 'tramline'),
  ('Vienna', '16.37,48.2', '16.37,48.2', '2024-02-01 08:00:00', 'tramline'),
  ('Vienna', '16.37,48.2', '-9.14,38.72', '2024-02-01 08:00:00', 'tramline'),
  ('Graz', '15.44,47.07', '16.37,48.2', '1999-12-31 23:59:59.5', 'tramline'),
  ('Graz', '15.44,47.07', '16.37,48.2', '2024-02-29', '  '),
  ('Graz', '15.44,47.07', '16.37,nowhere', '2024-02-29', 'tramline'),
  ('Graz', NULL, '16.37,48.2', '2024-02-29', 'tramline'),
  ('Graz', '15.44,47.07', '16.37,48.2', '2924-02-29', 'tramline');
INSERT INTO profile.trips (departed_at, origin, destination, region,
  datasource) VALUES ('2024-02-01 08:00:00', 'POINT(16.37 48.2)',
  'POINT(16.4 48.3)', 'Vienna', 'by hand');
SELECT topic, item, measure, rows, share, value FROM tripgrid.profile()
 WHERE topic <> 'column' OR item = ANY (ARRAY['load_id', 'region', 'origin']);

--
-- columns of every kind
--
CREATE TYPE profile_colour AS ENUM ('red', 'green', 'blue');
CREATE DOMAIN profile_mark AS int CHECK (VALUE > 0);
CREATE DOMAIN profile_stars AS profile_mark CHECK (VALUE < 20);
ALTER TABLE profile.trips ADD gone int, ADD external_id text,
  ADD arrived_at timestamp, ADD duration interval, ADD trip_seconds float8,
  ADD "Odd ""seconds" numeric, ADD note varchar(40), ADD fee numeric,
  ADD tip real, ADD vip boolean, ADD extra json, ADD more jsonb, ADD id uuid,
  ADD colour profile_colour, ADD stars profile_stars, ADD stops int[],
  ADD seen timestamptz, ADD day date, ADD via point, ADD stop tripgrid.lonlat,
  ADD code char(3), ADD raw bytea, ADD whole tripgrid.trip, ADD nothing text;
ALTER TABLE profile.trips DROP gone;
UPDATE profile.trips SET
  external_id = CASE WHEN trip_id % 7 <> 0 THEN 'id ' || trip_id % 2900 END,
  arrived_at = departed_at + trip_id % 61 * interval '1 minute',
  duration = (trip_id % 50 - 1) * interval '37 minutes',
  trip_seconds = CASE trip_id % 9 WHEN 0 THEN 'NaN' WHEN 1 THEN 'Infinity'
    WHEN 2 THEN 5e-324 WHEN 3 THEN 0 WHEN 4 THEN -1 WHEN 5 THEN NULL
    ELSE trip_id END,
  "Odd ""seconds" = CASE trip_id % 9 WHEN 0 THEN 'NaN' WHEN 1 THEN 1e400
    WHEN 2 THEN 1e-400 ELSE 300 + trip_id % 10 END,
  note = CASE trip_id % 6 WHEN 0 THEN '' WHEN 1 THEN NULL WHEN 2 THEN 'Ünö'
    WHEN 3 THEN repeat('long ', 8) ELSE 'note ' || trip_id % 10 END,
  fee = CASE trip_id % 100 WHEN 0 THEN 'NaN' ELSE trip_id % 11 * 1.50 END,
  tip = trip_id % 3 * 0.1,
  vip = CASE WHEN trip_id % 4 < 3 THEN trip_id % 4 = 1 END,
  extra = CASE WHEN trip_id % 2 = 0 THEN '{"a": 1}'::json END,
  more = jsonb_build_object('n', trip_id % 3),
  id = md5((trip_id / 2)::text)::uuid,
  colour = (ARRAY['blue', 'red'])[trip_id % 3]::profile_colour,
  stars = 1 + trip_id % 12,
  stops = ARRAY[trip_id % 3, 10],
  seen = departed_at AT TIME ZONE 'UTC',
  day = departed_at::date,
  via = point(trip_id % 4, 1),
  stop = CASE WHEN trip_id % 2 = 0 THEN origin END,
  code = CASE trip_id % 3 WHEN 0 THEN '' ELSE 'a' END,
  raw = CASE trip_id % 3 WHEN 0 THEN ''::bytea ELSE '\x00ff' END,
  whole = tripgrid.trip(origin, destination, departed_at);
UPDATE profile.trips SET arrived_at = 'infinity' WHERE trip_id % 500 = 1;
UPDATE profile.trips SET arrived_at = NULL WHERE trip_id % 500 = 2;

-- What a column holds, naively; v is the value as its type orders it.
CREATE FUNCTION pg_temp.naive(item text, v text)
RETURNS TABLE (measure text, rows bigint, value text)
LANGUAGE plpgsql AS $$
BEGIN
  RETURN QUERY EXECUTE format($sql$
    WITH each_value AS (
      SELECT %1$s AS v, count(*) AS rows
      FROM profile.trips WHERE %2$I IS NOT NULL GROUP BY 1
    ), places AS (
      SELECT rows, CASE WHEN length(format('%%s', v)) > 200
          THEN left(format('%%s', v), 197) || '...'
          ELSE format('%%s', v) END AS shown,
        row_number() OVER (ORDER BY v) AS place,
        row_number() OVER (ORDER BY v DESC) AS from_end,
        row_number() OVER (ORDER BY rows DESC, v) AS rank,
        count(*) OVER () AS different
      FROM each_value
    )
    SELECT 'filled', count(*), NULL FROM profile.trips
      WHERE octet_length(%2$I::%3$s) > 0
    UNION ALL SELECT 'null', count(*), NULL FROM profile.trips
      WHERE %2$I IS NULL
    UNION ALL SELECT 'empty', count(*), NULL FROM profile.trips
      WHERE octet_length(%2$I::%3$s) = 0
    UNION ALL SELECT 'distinct', NULL, count(*)::text FROM each_value
    UNION ALL SELECT 'least', rows, shown FROM places WHERE place = 1
    UNION ALL SELECT 'greatest', rows, shown FROM places WHERE from_end = 1
    UNION ALL SELECT 'top ' || rank, rows, shown FROM places
      WHERE rank <= 5 AND (rows > 1 OR different <= 5)
  $sql$, v, item, CASE WHEN item = 'raw' THEN 'bytea' ELSE 'text' END);
END
$$;
CREATE TEMP TABLE profiled AS SELECT * FROM tripgrid.profile();
CREATE TEMP TABLE positions AS
  SELECT 'origin' AS item, origin AS p FROM profile.trips
  UNION ALL SELECT 'destination', destination FROM profile.trips
  UNION ALL SELECT 'stop', stop FROM profile.trips;
CREATE TEMP TABLE naive AS
  SELECT a.attname::text AS item, n.*
  FROM pg_attribute AS a, pg_temp.naive(a.attname, quote_ident(a.attname)
    || CASE WHEN a.attname = ANY (ARRAY['region', 'datasource', 'external_id',
      'note', 'extra', 'stops', 'via', 'code', 'nothing'])
      THEN '::text COLLATE "C"' ELSE '' END) AS n
  WHERE a.attrelid = 'profile.trips'::regclass AND a.attnum > 0
    AND NOT a.attisdropped
    AND (a.atttypid <> 'tripgrid.lonlat'::regtype
      OR NOT n.measure = ANY (ARRAY['least', 'greatest']))
  UNION ALL
  SELECT item, 'west', NULL, min(tripgrid.lon(p))::text FROM positions
    GROUP BY 1
  UNION ALL
  SELECT item, 'south', NULL, min(tripgrid.lat(p))::text FROM positions
    GROUP BY 1
  UNION ALL
  SELECT item, 'east', NULL, max(tripgrid.lon(p))::text FROM positions
    GROUP BY 1
  UNION ALL
  SELECT item, 'north', NULL, max(tripgrid.lat(p))::text FROM positions
    GROUP BY 1;

-- The rest, naively.
CREATE TEMP TABLE lengths AS
  SELECT tripgrid.lonlat_distance(origin, destination) AS metres,
    row_number() OVER (ORDER BY tripgrid.lonlat_distance(origin, destination))
      AS place, count(*) OVER () AS trips
  FROM profile.trips;
CREATE TEMP TABLE speeds AS
  SELECT s.*, row_number() OVER (PARTITION BY item ORDER BY km_h) AS place,
    count(km_h) OVER (PARTITION BY item) AS known
  FROM (
    SELECT d.item, d.seconds, CASE WHEN d.seconds > 0 THEN
      tripgrid.lonlat_distance(t.origin, t.destination) / d.seconds * 3.6 END
        AS km_h
    FROM profile.trips AS t, LATERAL (VALUES
      ('arrived_at', CASE WHEN arrived_at < 'infinity'
        THEN extract(epoch FROM arrived_at)::float8
          - extract(epoch FROM departed_at)::float8 END),
      ('duration', extract(epoch FROM duration)::float8),
      ('trip_seconds', CASE WHEN trip_id % 9 = 2 THEN 0
        WHEN trip_id % 9 > 1 THEN trip_seconds END),
      ('Odd "seconds', CASE WHEN trip_id % 9 = 2 THEN 0
        WHEN trip_id % 9 > 1 THEN "Odd ""seconds"::float8 END))
      AS d (item, seconds)
  ) AS s;
CREATE TEMP TABLE naive_rest AS
  SELECT 'length' AS topic, 'metres' AS item, m.measure, m.rows, NULL AS value
  FROM (
    SELECT 'zero', count(*) FROM lengths WHERE metres = 0
    UNION ALL SELECT 'over 100 km', count(*) FROM lengths WHERE metres > 1e5
    UNION ALL SELECT 'over 1000 km', count(*) FROM lengths WHERE metres > 1e6
  ) AS m (measure, rows)
  UNION ALL
  SELECT 'length', 'metres', p.measure, NULL, round(l.metres)::text
  FROM lengths AS l, (VALUES ('least', 0), ('median', 0.5), ('90 %', 0.9),
    ('99 %', 0.99), ('greatest', 1)) AS p (measure, share)
  WHERE l.place = greatest(ceil(p.share * l.trips), 1)
  UNION ALL
  SELECT 'speed', s.item, m.measure, count(*) FILTER (WHERE m.is_so), NULL
  FROM speeds AS s, LATERAL (VALUES ('unknown', s.seconds IS NULL),
    ('no time or less', s.seconds <= 0), ('over a day', s.seconds > 86400),
    ('over 200 km/h', s.km_h > 200)) AS m (measure, is_so)
  GROUP BY 1, 2, 3
  UNION ALL
  SELECT 'speed', s.item, p.measure, NULL, round(s.km_h::numeric, 1)::text
  FROM speeds AS s, (VALUES ('median', 0.5), ('90 %', 0.9), ('99 %', 0.99),
    ('greatest', 1)) AS p (measure, share)
  WHERE s.place = ceil(p.share * s.known)
  UNION ALL
  SELECT 'duplicate', 'trips', 'surplus', (SELECT count(*) FROM profile.trips)
    - (SELECT count(*) FROM (SELECT DISTINCT origin, destination, departed_at,
      region, datasource FROM profile.trips) AS d), NULL
  UNION ALL
  SELECT 'duplicate', 'external_id', 'surplus', (SELECT count(external_id)
      FROM profile.trips)
    - (SELECT count(*) FROM (SELECT DISTINCT datasource, external_id
      FROM profile.trips WHERE external_id IS NOT NULL) AS d), NULL
  UNION ALL
  SELECT 'week', r.region, CASE WHEN has THEN 'with trips' ELSE 'without' END,
    count(*) FILTER (WHERE has = EXISTS (SELECT FROM profile.trips AS t
      WHERE t.region = r.region AND date_trunc('week', t.departed_at) = week)),
    CASE WHEN has THEN min(week)::date || ' to ' || max(week)::date + 6 END
  FROM (
    SELECT region, date_trunc('week', min(departed_at)) AS first,
      max(departed_at) AS last
    FROM profile.trips GROUP BY region
  ) AS r, generate_series(first, last, '1 week') AS week,
    unnest(ARRAY[true, false]) AS has
  GROUP BY r.region, has
  UNION ALL
  SELECT 'reject', err_message, 'rejected', count(*), NULL
  FROM profile.rejects GROUP BY err_message
  UNION ALL
  SELECT 'load', state, 'loaded', sum(rows_loaded)::bigint, NULL
  FROM profile.loads GROUP BY state
  UNION ALL
  SELECT 'trips', 'all', 'trips', count(*), NULL FROM profile.trips;

SELECT count(DISTINCT item) AS columns, count(*) AS figures FROM naive;
SELECT topic, count(*) AS figures FROM naive_rest GROUP BY topic ORDER BY 1;
SELECT 'profiled' AS only, s.* FROM (
  SELECT item, measure, rows, value FROM profiled WHERE topic = 'column'
  EXCEPT ALL SELECT * FROM naive) AS s
UNION ALL
SELECT 'naive', s.* FROM (SELECT * FROM naive EXCEPT ALL
  SELECT item, measure, rows, value FROM profiled WHERE topic = 'column') AS s
ORDER BY 2, 3, 1;
SELECT n.topic, n.item, n.measure, n.rows, p.rows, n.value, p.value
  FROM naive_rest AS n LEFT JOIN profiled AS p USING (topic, item, measure)
  WHERE n.rows IS DISTINCT FROM p.rows
    OR (n.value IS NOT NULL AND n.value IS DISTINCT FROM p.value)
  ORDER BY 1, 2, 3;
SELECT DISTINCT topic, measure FROM profiled
  WHERE topic <> 'column' AND (topic, item, measure) <> ALL (
    SELECT topic, item, measure FROM naive_rest)
  ORDER BY 1, 2;
-- shares are in all trips, in the weeks of the region, in the rows read
SELECT count(*) AS wrong FROM profiled, (SELECT count(*) AS trips
    FROM profile.trips) AS t
 WHERE topic = ANY (ARRAY['column', 'length', 'speed', 'duplicate'])
   AND share <> round(rows / trips::numeric, 6);

--
-- by whom: whoever may SELECT, and no one else
--
CREATE ROLE regress_tg_reader;
GRANT USAGE ON SCHEMA profile TO regress_tg_reader;
SET ROLE regress_tg_reader;
SELECT * FROM tripgrid.profile();
RESET ROLE;
GRANT SELECT ON profile.trips, profile.loads, profile.rejects
  TO regress_tg_reader;
GRANT SELECT ON profiled TO regress_tg_reader;
SET ROLE regress_tg_reader;
SELECT count(*) AS differences FROM (
  SELECT * FROM tripgrid.profile() EXCEPT ALL SELECT * FROM profiled) AS s;
-- the same when the planner knows which columns hold many values
RESET ROLE;
ANALYZE profile.trips;
SELECT count(*) AS differences FROM (
  SELECT * FROM tripgrid.profile() EXCEPT ALL SELECT * FROM profiled) AS s;
SET ROLE regress_tg_reader;
BEGIN READ ONLY;
SELECT count(*) > 200 AS many FROM tripgrid.profile(store => 'profile');
COMMIT;
RESET ROLE;

-- more reasons than a reader wants to see, and a long one
INSERT INTO profile.rejects (load_id, lineno, fields, colname,
    raw_field_value, err_message, errorcode)
  SELECT 1, n, '{}', CASE WHEN n > 1 THEN 'fee' END,
    CASE n WHEN 10 THEN repeat('x', 300) ELSE n::text END,
    'reason ' || n % 30 || repeat('.', n % 2), '22000'
  FROM generate_series(1, 100) AS n;
SELECT item, rows, value FROM tripgrid.profile() WHERE topic = 'reject';

SELECT * FROM tripgrid.profile(store => 'nowhere');

--
-- a table that a feed fills: its rows, its loads and rejects, not those of trips
--
CREATE TABLE profile.orders (order_id bigint, state text, paid numeric,
  at profile_stars, seat tripgrid.lonlat, more json);
SELECT tripgrid.create_feed('order_events', target => 'orders',
  add_load_id => true);
INSERT INTO profile.order_events VALUES
  ('1', 'PAID', '9.50', '3', 'POINT(16.37 48.2)', '{"a": 1}'),
  ('2', '', '12', '5', NULL, '{"a": 1}'),
  ('2', 'PAID', '9.5', '5', NULL, NULL),
  ('3', 'PAID', 'nothing', '5', NULL, NULL);
INSERT INTO profile.order_events VALUES
  ('2', 'PAID', '9.5', '5', NULL, NULL),
  ('1', 'PAID', '9.50', '3', 'POINT(16.37 48.2)', '{"a": 1}'),
  ('4', NULL, '9.5', '50', NULL, NULL);
SELECT * FROM tripgrid.profile('orders');
SELECT count(*) AS of_trips FROM tripgrid.profile()
 WHERE item LIKE '%orders%' OR value LIKE '%nothing%';
-- naive SQL says the same
SELECT p.item, p.rows = c.rows AS same
  FROM tripgrid.profile('orders') AS p
  JOIN (SELECT 'state' AS item, count(nullif(state, '')) AS rows
      FROM profile.orders
    UNION ALL SELECT 'paid', count(paid) FROM profile.orders
    UNION ALL SELECT 'load_id', count(load_id) FROM profile.orders
    UNION ALL SELECT 'more', count(more) FROM profile.orders) AS c USING (item)
 WHERE p.measure = 'filled' ORDER BY p.item;

-- of a table of partitions all rows, of one with children its own
CREATE TABLE profile.parted (n int, t text) PARTITION BY LIST (n);
CREATE TABLE profile.parted_1 PARTITION OF profile.parted FOR VALUES IN (1);
CREATE TABLE profile.parent (n int, t text);
CREATE TABLE profile.child () INHERITS (profile.parent);
INSERT INTO profile.parted VALUES (1, 'a'), (1, 'a');
INSERT INTO profile.parent VALUES (1, 'a');
INSERT INTO profile.child VALUES (1, 'a'), (2, 'b');
SELECT topic, item, measure, rows, value FROM tripgrid.profile('parted')
 WHERE topic IN ('rows', 'duplicate');
SELECT topic, item, measure, rows, value FROM tripgrid.profile('parent')
 WHERE topic IN ('rows', 'duplicate');

-- neither what is none of his, nor the store's own; nobody but the owner
SELECT * FROM tripgrid.profile('nowhere');
SELECT * FROM tripgrid.profile('rejects');
CREATE VIEW profile.glimpse AS SELECT * FROM profile.orders;
SELECT * FROM tripgrid.profile('glimpse');
GRANT SELECT ON profile.orders TO regress_tg_reader;
SET ROLE regress_tg_reader;
SELECT count(*) FROM tripgrid.profile('orders');
RESET ROLE;
BEGIN READ ONLY;
SELECT count(*) > 20 AS many FROM tripgrid.profile('orders');
COMMIT;
SELECT current_user = session_user AS resumed;
DROP TABLE profile.orders, profile.parted, profile.parent CASCADE;
SELECT tripgrid.drop_store('profile', force => true);
DROP TABLE profiled;
DROP ROLE regress_tg_reader;
DROP TYPE profile_colour;
DROP DOMAIN profile_stars, profile_mark;
