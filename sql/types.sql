--
-- The types: text and binary forms, casts, accessors, order and identity.
--
SET search_path = public, tripgrid;
SET DateStyle = ISO;
SET IntervalStyle = postgres;

-- whether a statement fails
CREATE FUNCTION pg_temp.fails(statement text) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE statement;
  RETURN false;
EXCEPTION WHEN OTHERS THEN
  RETURN true;
END
$$;

--
-- lonlat: every text form means the same position
--
SELECT form, form::lonlat AS position
  FROM (VALUES
    (1, 'POINT (14.4973794438195 50.00136875782316)'),
    (2, 'POINT(14.4973794438195 50.00136875782316)'),
    (3, 'point( 14.4973794438195   50.00136875782316 )'),
    (4, 'SRID=4326;POINT(14.4973794438195 50.00136875782316)'),
    (5, '(14.4973794438195,50.00136875782316)'),
    (6, '14.4973794438195,50.00136875782316'),
    (7, '  14.4973794438195 , 50.00136875782316  '),
    (8, '1.44973794438195e1,5000136.875782316E-5'),
    (9, ST_AsHEXEWKB('SRID=4326;POINT(14.4973794438195 50.00136875782316)',
      'NDR')),
    (10, lower(ST_AsHEXEWKB(
      'SRID=4326;POINT(14.4973794438195 50.00136875782316)', 'XDR'))),
    (11, encode(ST_AsBinary(
      'POINT(14.4973794438195 50.00136875782316)'::geometry),
      'hex'))
  ) AS forms (n, form)
 ORDER BY n;

-- rounded to 1e-7 half away from zero, and written as short as can be
SELECT p::lonlat AS position
  FROM (VALUES
    (1, '0,0'), (2, '-0,-0.0'), (3, '0.00000004,-0.00000004'),
    (4, '0.00000005,-0.00000005'), (5, '180,90'), (6, '-180,-90'),
    (7, '180.00000004,90.00000004'), (8, '100,10'), (9, '.5,5.'),
    (10, '+1,-1'), (11, '1e-7,1E+1'), (12, '0.1234567,12.30')
  ) AS t (n, p)
 ORDER BY n;

-- what is no position
SELECT 'POINT EMPTY'::lonlat;
SELECT ''::lonlat;
SELECT 'POINT (1)'::lonlat;
SELECT 'POINT (1 2 3)'::lonlat;
SELECT 'POINT (1 2'::lonlat;
SELECT 'POINT (1 2) x'::lonlat;
SELECT 'LINESTRING (1 2, 3 4)'::lonlat;
SELECT '1,2,3'::lonlat;
SELECT '1;2'::lonlat;
SELECT 'nan,1'::lonlat;
SELECT '1,inf'::lonlat;
SELECT '180.0000001,0'::lonlat;
SELECT '0,-90.0000001'::lonlat;
SELECT '50.1,140.2'::lonlat;
SELECT '1e400,0'::lonlat;
SELECT 'SRID=3857;POINT (1 2)'::lonlat;
SELECT '0101000020E61000000000000000002D4'::lonlat;

-- from numbers, and back
SELECT lonlat(14.4973794438195, 50.00136875782316),
  lon('14.4973794,50.0013688'), lat('14.4973794,50.0013688');
SELECT lonlat('NaN', 0);
SELECT lonlat(0, 'Infinity');
SELECT lonlat(180.1, 0);
SELECT lonlat(0, 90.1);
SELECT lonlat(NULL, 1) IS NULL AS lonlat, lon(NULL) IS NULL AS lon;

-- casts: assignment only, so that nothing is guessed in expressions
CREATE TEMP TABLE casts (p lonlat, g geometry(Point, 4326), q point);
INSERT INTO casts VALUES (ST_SetSRID(ST_MakePoint(1.5, 2.5), 4326),
  '3.5,4.5'::lonlat, '5.5,6.5'::lonlat);
INSERT INTO casts (p) VALUES (point(7.5, 8.5)), (ST_MakePoint(9.5, 10.5));
SELECT p, ST_AsEWKT(g) AS g, q FROM casts ORDER BY p;
SELECT p, p::geometry::lonlat = p AS geometry, p::point::lonlat = p AS point,
  p::text::lonlat = p AS text
  FROM (VALUES ('-180,-90'::lonlat), ('180,90'), ('0.1,0.2'),
    ('-73.9998169,40.7383537'), ('85.0511287,-85.0511288')) AS t (p)
 ORDER BY p;
SELECT ST_SetSRID(ST_MakePoint(1, 2), 3857)::lonlat;
SELECT 'POINT EMPTY'::geometry::lonlat IS NULL AS empty_is_null;
SELECT ST_MakePoint(181, 2)::lonlat;
SELECT point(0, 91)::lonlat;
\set VERBOSITY terse
SELECT ST_MakePoint(1.5, 2.5) = '1.5,2.5'::lonlat;
\set VERBOSITY default

-- great-circle metres; to seven digits, so that every libm agrees
SELECT round(lonlat_distance('14.42,50.09', '10.00,53.55')::numeric, 1)
    AS prague_hamburg,
  lonlat_distance('1,2', '1,2') AS nowhere,
  round(lonlat_distance('0,-90', '0,90')::numeric, 1) AS pole_to_pole,
  round(lonlat_distance('-180,0', '180,0')::numeric, 1) AS antimeridian,
  round(lonlat_distance('0,0', '180,0')::numeric, 1) AS antipodes;

-- binary form: two big-endian integers
SELECT lonlat_send('1,-1'), lonlat_send('-180,90'), lonlat_send('180,-90');

--
-- trip
--
SELECT t::trip FROM (VALUES
  (1, 'POINT (1 2) POINT (3 4) 2018-05-28 09:03:40'),
  (2, '(1,2) (3,4) 2018-05-28T09:03:40.5'),
  (3, 'point(1 2)point(3 4)2018-05-28 09:03')
) AS forms (n, t) ORDER BY n;
SELECT trip('1,2', '3,4', '2018-05-28 09:03:40.000001');
SELECT origin(t), destination(t), departure(t)
  FROM trip('POINT(-180 90)', 'POINT(180 -90)', '0001-01-01') AS t;
SELECT trip('1,2', NULL, '2018-05-28') IS NULL AS no_destination;
SELECT trip('1,2', '3,4', 'infinity');
SELECT ''::trip;
SELECT 'POINT (1 2) POINT (3 4)'::trip;
SELECT 'POINT (1 2) 2018-05-28 09:03:40'::trip;
SELECT 'POINT (1 2) POINT (3 94) 2018-05-28 09:03:40'::trip;
SELECT 'POINT (1 2) POINT (3 4) 2018-02-30 09:03:40'::trip;
SELECT 'POINT (1 2) POINT (3 4) 2018-05-28 09:03:40+02'::trip;
SELECT 'POINT (1 2) POINT (3 4) infinity'::trip;
SELECT trip_send(trip('1,2', '3,4', '2000-01-01 00:00:01'));

-- what is written reads back equal, whatever DateStyle says
SET DateStyle = 'SQL, DMY';
SELECT t, t::text::trip = t AS same
  FROM (VALUES
    (trip('1,2', '3,4', '2018-05-28 09:03:40.123456'::timestamp)),
    (trip('0,0', '0,0', '2000-01-01')),
    (trip('-0.0000001,0.0000001', '180,90', '9999-12-31 23:59:59.999999'))
  ) AS v (t) ORDER BY t;
SET DateStyle = ISO;

-- the first and the last departure that text has room for, and beyond
SELECT t, t::text::trip = t AS same
  FROM (VALUES (trip('1,2', '3,4', '0001-01-01 00:00')),
    (trip('1,2', '3,4', '9999-12-31 23:59:59.999999'))) AS v (t)
 ORDER BY t;
SELECT trip('1,2', '3,4', '0001-12-31 23:59:59.999999 BC');
SELECT trip('1,2', '3,4', '10000-01-01 00:00');
SELECT d, pg_temp.fails(format('SELECT %L::tripgrid.trip',
    'POINT(1 2) POINT(3 4) ' || d)) AS refused
  FROM unnest(ARRAY['9999-12-31 24:00:00', '9999-12-31 23:59:60',
    '9999-12-31 23:59:59.9999996', '0000-12-31 23:59:59']) AS d;

--
-- tripgroup
--
SELECT tripgroup(t, 0, '1 day'), window_start(tripgroup(t, 0, '1 day')),
  window_end(tripgroup(t, 0, '1 day'))
  FROM trip('14.42,50.09', '14.5,50', '2018-05-28 09:03:40') AS t;
SELECT tripgroup(t, 15, '30 min')
  FROM trip('14.42,50.09', '14.5,50', '2018-05-28 09:03:40') AS t;
SELECT tripgroup(t, 26, '1 s')
  FROM trip('14.42,50.09', '14.5,50', '2018-05-28 09:03:40.999999') AS t;
SELECT tripgroup(trip('180,90', '-180,-90', '2018-05-28 23:59:59'), 8,
  '15 min');
SELECT ST_AsText(origin_area(g), 7) AS origins,
  ST_AsText(destination_area(g), 7) AS destinations, ST_SRID(origin_area(g))
  FROM tripgroup('(14.42,50.09) (14.5,50) 2018-05-28 09:03', 15, '1 hour')
    AS g;
-- a group holds the trip that it was made of, at every zoom
SELECT count(*) AS zooms,
  bool_and(ST_Covers(origin_area(g), origin(t)::geometry)) AS origins,
  bool_and(ST_Covers(destination_area(g), destination(t)::geometry))
    AS destinations
  FROM trip('14.4206,50.0876', '-73.9855,40.758', '2018-05-28 09:03:40')
      AS t,
    generate_series(0, 26) AS zoom,
    tripgroup(t, zoom, '1 hour') AS g;
SELECT tripgroup(t, 27, '1 hour')
  FROM trip('1,2', '3,4', '2018-05-28 09:03:40') AS t;
SELECT tripgroup(t, -1, '1 hour')
  FROM trip('1,2', '3,4', '2018-05-28 09:03:40') AS t;
SELECT w AS no_window
  FROM (VALUES (interval '0'), ('7 min'), ('-1 hour'), ('1 month'),
    ('25 hours'), ('1.5 s'), ('2 days'), ('1 day -1 hour')) AS v (w)
 WHERE pg_temp.fails(format('SELECT tripgrid.tripgroup(
    tripgrid.trip(''1,2'', ''3,4'', ''2018-05-28''), 10, %L)', w))
 ORDER BY w;
SELECT tripgroup(trip('1,2', '3,4', '2018-05-28'), 10, '7 min');

-- text in; a window may wrap around midnight, a box may be a point
SELECT 'BOX(1 2,3 4) BOX(-1 -2,-1 -2) 23:30:00-00:29:59'::tripgroup;
SELECT window_start(g), window_end(g)
  FROM CAST('BOX(1 2,3 4) BOX(-1 -2,-1 -2) 23:30:00-00:29:59' AS tripgroup)
    AS g;
SELECT ''::tripgroup;
SELECT 'BOX(1 2,3 4) 23:30:00-00:29:59'::tripgroup;
SELECT 'BOX(3 2,1 4) BOX(1 2,3 4) 00:00:00-00:29:59'::tripgroup;
SELECT 'BOX(1 4,3 2) BOX(1 2,3 4) 00:00:00-00:29:59'::tripgroup;
SELECT 'BOX(1 2,3 94) BOX(1 2,3 4) 00:00:00-00:29:59'::tripgroup;
SELECT 'BOX(1 2,3 4) BOX(1 2,3 4) 00:00:00-24:00:00'::tripgroup;
SELECT 'BOX(1 2,3 4) BOX(1 2,3 4) 00:00:00-00:29:59 x'::tripgroup;
SELECT tripgroup_send('BOX(1 2,3 4) BOX(-1 -2,-1 -2) 23:30:00-00:29:59');

--
-- tripset is opaque: it gives itself back, and takes nothing that is damaged
--
SELECT create_store('types_store');
INSERT INTO types_store.feed
  SELECT 'Prague', format('POINT (%s 50)', 14 + n / 100.0),
    format('POINT (%s 50.5)', 14 + n / 100.0),
    timestamp '2018-05-01' + n * interval '1 hour', 'test'
  FROM generate_series(1, 50) AS n;
SELECT bool_and(origins::text::tripset::text = origins::text) AS origins,
  bool_and(departures::text::tripset::text = departures::text) AS departures,
  bool_and(convert_to(origins::text, 'UTF8') =
    convert_to('\x' || encode(tripset_send(origins), 'hex'), 'UTF8'))
    AS binary_is_hex
  FROM types_store.segments;
SET bytea_output = 'escape';
SELECT bool_and(origins::text::tripset::text = origins::text) AS escape
  FROM types_store.segments;
RESET bytea_output;
SELECT ''::tripset;
SELECT '\x'::tripset;
SELECT '\x00'::tripset;
\set VERBOSITY sqlstate
SELECT '\x0g'::tripset;
\set VERBOSITY default
SELECT '\x000000000000000000000000000000000000000000000000'::tripset;
-- wherever bytes are cut off or added at the end, it is noticed
SELECT count(*) FILTER (WHERE pg_temp.fails(
    format('SELECT %L::tripgrid.tripset', left(t, -2 * cut)))) = count(*)
    AS refused,
  count(*) > 100 AS tried
  FROM (SELECT origins::text AS t FROM types_store.segments LIMIT 1) AS s,
    generate_series(1, length(t) / 2 - 1) AS cut;
SELECT pg_temp.fails(format('SELECT %L::tripgrid.tripset', t || '00'))
    AS refused
  FROM (SELECT origins::text AS t FROM types_store.segments LIMIT 1) AS s;
SELECT drop_store('types_store', force => true);

--
-- order: longitude, then latitude; trips by origin, destination, departure
--
CREATE TEMP TABLE ordered (p lonlat, t trip, g tripgroup);
INSERT INTO ordered
  SELECT p, trip(p, '5,5', '2018-05-01'),
    tripgroup(trip(p, '5,5', '2018-05-01'), 20, '1 hour')
  FROM (VALUES ('1,1'::lonlat), ('1,-1'), ('-1,1'), ('-1,-1'), ('0,0'),
    ('1,1'), ('180,90'), ('-180,-90'), (NULL)) AS v (p);
SELECT p FROM ordered ORDER BY p;
SELECT p FROM ordered ORDER BY p DESC NULLS LAST;
SELECT min_p.p < max_p.p AS lt, min_p.p <= max_p.p AS le,
  min_p.p = max_p.p AS eq, min_p.p <> max_p.p AS ne, min_p.p >= max_p.p AS ge,
  min_p.p > max_p.p AS gt, lonlat_cmp(min_p.p, max_p.p) < 0 AS cmp
  FROM (SELECT p FROM ordered ORDER BY p LIMIT 1) AS min_p,
    (SELECT p FROM ordered ORDER BY p DESC NULLS LAST LIMIT 1) AS max_p;
SELECT t FROM ordered WHERE t > trip('0,0', '5,5', '2018-05-01') ORDER BY t;
SELECT trip('0,0', '1,1', '2018-05-02') < trip('0,0', '1,1', '2018-05-03')
    AS by_departure,
  trip('0,0', '1,2', '2018-05-02') > trip('0,0', '1,1', '2018-05-03')
    AS by_destination,
  trip('0,1', '0,0', '2018-05-02') > trip('0,0', '1,1', '2018-05-03')
    AS by_origin;
-- an index finds what a scan finds
CREATE INDEX ordered_btree ON ordered (p);
CREATE INDEX ordered_hash ON ordered USING hash (t);
CREATE UNIQUE INDEX ordered_group ON ordered (g, t, p)
  WHERE p <> '1,1';
SET enable_seqscan = off;
SET enable_bitmapscan = off;
EXPLAIN (COSTS OFF) SELECT count(*) FROM ordered WHERE p >= '0,0';
SELECT count(*) FROM ordered WHERE p >= '0,0';
EXPLAIN (COSTS OFF)
  SELECT count(*) FROM ordered WHERE t = trip('1,1', '5,5', '2018-05-01');
SELECT count(*) FROM ordered WHERE t = trip('1,1', '5,5', '2018-05-01');
RESET enable_seqscan;
RESET enable_bitmapscan;
SET enable_indexscan = off;
SET enable_indexonlyscan = off;
SET enable_bitmapscan = off;
SELECT count(*) FROM ordered WHERE p >= '0,0';
SELECT count(*) FROM ordered WHERE t = trip('1,1', '5,5', '2018-05-01');
RESET enable_indexscan;
RESET enable_indexonlyscan;
RESET enable_bitmapscan;

--
-- GROUP BY, DISTINCT and joins by hash and by sort give the same
--
CREATE TEMP TABLE many AS
  SELECT lonlat(n % 7, n % 5) AS p,
    trip(lonlat(n % 7, 0), lonlat(0, n % 5), timestamp '2018-05-01') AS t,
    tripgroup(trip(lonlat(n % 7, 0), lonlat(0, n % 5),
      timestamp '2018-05-01' + n % 3 * interval '1 hour'), 10, '1 hour') AS g
  FROM generate_series(1, 1000) AS n;
ANALYZE many;
SET enable_sort = off;
EXPLAIN (COSTS OFF) SELECT g, count(*) FROM many GROUP BY g;
CREATE TEMP TABLE by_hash AS
  SELECT 'p' AS kind, p::text AS value, count(*) FROM many GROUP BY p
  UNION ALL SELECT 't', t::text, count(*) FROM many GROUP BY t
  UNION ALL SELECT 'g', g::text, count(*) FROM many GROUP BY g;
RESET enable_sort;
SET enable_hashagg = off;
EXPLAIN (COSTS OFF) SELECT g, count(*) FROM many GROUP BY g;
CREATE TEMP TABLE by_sort AS
  SELECT 'p' AS kind, p::text AS value, count(*) FROM many GROUP BY p
  UNION ALL SELECT 't', t::text, count(*) FROM many GROUP BY t
  UNION ALL SELECT 'g', g::text, count(*) FROM many GROUP BY g;
SELECT kind, count(*) AS values, sum(count) AS rows
  FROM by_hash GROUP BY kind ORDER BY kind;
(TABLE by_hash EXCEPT ALL TABLE by_sort)
UNION ALL (TABLE by_sort EXCEPT ALL TABLE by_hash);
SELECT count(DISTINCT p) AS p, count(DISTINCT t) AS t, count(DISTINCT g) AS g
  FROM many;
RESET enable_hashagg;
SELECT count(*) FROM (SELECT DISTINCT g FROM many) AS d;
SET enable_mergejoin = off;
SET enable_nestloop = off;
EXPLAIN (COSTS OFF) SELECT count(*) FROM many AS a JOIN many AS b USING (t);
SELECT count(*) FROM many AS a JOIN many AS b USING (p);
SELECT count(*) FROM many AS a JOIN many AS b USING (t);
SELECT count(*) FROM many AS a JOIN many AS b USING (g);
RESET enable_mergejoin;
SET enable_hashjoin = off;
EXPLAIN (COSTS OFF) SELECT count(*) FROM many AS a JOIN many AS b USING (t);
SELECT count(*) FROM many AS a JOIN many AS b USING (p);
SELECT count(*) FROM many AS a JOIN many AS b USING (t);
SELECT count(*) FROM many AS a JOIN many AS b USING (g);
RESET enable_hashjoin;
RESET enable_nestloop;

-- hash partitioning uses the extended hash
CREATE TABLE types_parts (p lonlat, t trip, g tripgroup)
  PARTITION BY HASH (p, t, g);
CREATE TABLE types_part_0 PARTITION OF types_parts
  FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE types_part_1 PARTITION OF types_parts
  FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO types_parts SELECT p, t, g FROM many;
SELECT count(*) AS rows, count(DISTINCT tableoid) AS parts FROM types_parts;
DROP TABLE types_parts;

--
-- what names no operator finds equality on every search path: a view or a
-- trigger with it can be dumped, and restored
--
SET search_path = '';
SELECT p IS DISTINCT FROM 'POINT(1 2)' AS "distinct",
    pg_catalog.pg_typeof(NULLIF(p, 'POINT(1 2)')) AS "nullif",
    CASE p WHEN 'POINT(1 2)' THEN 'here' ELSE 'elsewhere' END AS "case",
    p IN ('POINT(1 2)', 'POINT(3 4)') AS "in",
    p = ANY (ARRAY['POINT(1 2)']::tripgrid.lonlat[]) AS "any"
  FROM (VALUES ('POINT(1 2)'::tripgrid.lonlat), (NULL)) AS v (p);
SELECT pg_catalog.count(*)
  FROM (VALUES (tripgrid.trip('1,2', '3,4', '2018-05-01'))) AS a (t)
  JOIN (VALUES (tripgrid.trip('1,2', '3,4', '2018-05-01'))) AS b (t) USING (t)
  WHERE t IS NOT DISTINCT FROM t
    AND NULLIF(tripgrid.tripgroup(t, 15, '30 minutes'),
      tripgrid.tripgroup(t, 15, '30 minutes')) IS NULL;
-- by the indexes, too
CREATE TEMP TABLE equal AS SELECT tripgrid.lonlat(n, 0) AS p
  FROM pg_catalog.generate_series(1, 100) AS n;
CREATE INDEX ON equal USING hash (p);
SET enable_seqscan = off;
SET enable_bitmapscan = off;
EXPLAIN (COSTS OFF) SELECT FROM equal WHERE p = '1,0';
RESET enable_seqscan;
RESET enable_bitmapscan;
-- no type but ours gets an equality that it had not
SELECT point '(1,2)' = point '(1,2)';
SET search_path = public, tripgrid;
