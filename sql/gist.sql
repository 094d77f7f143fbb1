--
-- GiST over trips and groups: the same answers by index and by scan
--
SET search_path = public, tripgrid;
CREATE TABLE gist_trips AS
  SELECT i, trip(lonlat(14.3 + (i * 7919 % 10007) / 50000.0,
      50.0 + (i * 104729 % 10009) / 50000.0),
    lonlat(14.3 + (i * 1299709 % 10037) / 50000.0,
      50.0 + (i * 15485863 % 10039) / 50000.0),
    timestamp '2024-01-01' + i * interval '7919 seconds') AS t
  FROM generate_series(1::bigint, 20000) AS i;
CREATE INDEX gist_trips_t ON gist_trips USING gist (t);
-- half of them by single inserts, which split pages
INSERT INTO gist_trips SELECT i + 20000, trip(destination(t), origin(t),
  departure(t)) FROM gist_trips;
VACUUM ANALYZE gist_trips;

-- the planner picks the index for what is selective, and only then
EXPLAIN (COSTS OFF) SELECT t FROM gist_trips
  WHERE t <@ 'BOX(14.3 50,14.31 50.01) BOX(14.3 50,14.4 50.1) 08:00:00-08:59:59';
EXPLAIN (COSTS OFF) SELECT i FROM gist_trips
  WHERE t <@ 'BOX(14 49,15 51) BOX(14 49,15 51) 00:00:00-23:59:59';
EXPLAIN (COSTS OFF) SELECT t FROM gist_trips
  ORDER BY t <-> 'POINT(14.4 50.1) POINT(14.35 50.05) 2024-01-05 23:59:00'
  LIMIT 10;

CREATE TABLE gist_questions (n int, g tripgroup, t trip);
INSERT INTO gist_questions VALUES
  (1, 'BOX(14.3 50,14.35 50.05) BOX(14.3 50,14.5 50.2) 08:00:00-08:59:59',
    'POINT(14.4 50.1) POINT(14.35 50.05) 2024-01-05 23:59:00'),
  (2, 'BOX(14.3 50,14.5 50.2) BOX(14.3 50,14.4 50.1) 23:30:00-00:29:59',
    'POINT(-165.6 -50.1) POINT(14.35 50.05) 2024-01-05 12:00:00'),
  (3, 'BOX(14.4 50.1,14.4 50.1) BOX(14.3 50,14.5 50.2) 00:00:00-23:59:59',
    'POINT(180 90) POINT(-180 -90) 2024-01-05 00:00:00'),
  (4, 'BOX(-180 -90,180 90) BOX(-180 -90,180 90) 12:00:00-11:59:59',
    'POINT(14.3 50) POINT(14.3 50) 2024-01-05 06:00:00');
CREATE FUNCTION gist_answers() RETURNS TABLE (n int, within bigint,
  overlapping bigint, similar_trips bigint, nearest text)
LANGUAGE SQL SET search_path = public, tripgrid
SET tripgrid.similar_distance = 4000 AS $$
  SELECT q.n,
    (SELECT count(*) FROM gist_trips AS k WHERE k.t <@ q.g),
    (SELECT count(*) FROM gist_trips AS k WHERE k.t && q.g),
    (SELECT count(*) FROM gist_trips AS k WHERE k.t % q.t),
    (SELECT md5(string_agg(d::text, ',')) FROM (
      SELECT k.t <-> q.t AS d FROM gist_trips AS k ORDER BY k.t <-> q.t
      LIMIT 300) AS k)
  FROM gist_questions AS q
$$;
SET enable_seqscan = off;
CREATE TABLE gist_by_index AS SELECT * FROM gist_answers();
RESET enable_seqscan;
SET enable_indexscan = off;
SET enable_indexonlyscan = off;
SET enable_bitmapscan = off;
CREATE TABLE gist_by_scan AS SELECT * FROM gist_answers();
RESET enable_indexscan;
RESET enable_indexonlyscan;
RESET enable_bitmapscan;
SELECT count(*) AS differences FROM gist_by_index FULL JOIN gist_by_scan
  USING (n, within, overlapping, similar_trips, nearest)
  WHERE gist_by_index IS NULL OR gist_by_scan IS NULL;
SELECT n, within > 0 AS within, within = overlapping AS overlapping,
  similar_trips > 0 AS similar_trips
  FROM gist_by_index ORDER BY n;

-- groups: as keys of their own, against groups and against trips
CREATE TABLE gist_groups AS
  SELECT tripgroup(t, 12 + (i % 4)::int, '30 min') AS g FROM gist_trips;
CREATE INDEX gist_groups_g ON gist_groups USING gist (g);
VACUUM ANALYZE gist_groups;
CREATE FUNCTION gist_group_answers() RETURNS TABLE (n int, overlapping bigint,
  within bigint, containing bigint, with_trip bigint, equal bigint,
  nearest text)
LANGUAGE SQL SET search_path = public, tripgrid AS $$
  SELECT q.n,
    (SELECT count(*) FROM gist_groups AS k WHERE k.g && q.g),
    (SELECT count(*) FROM gist_groups AS k WHERE k.g <@ q.g),
    (SELECT count(*) FROM gist_groups AS k
      WHERE k.g @> tripgroup(q.t, 20, '5 min')),
    (SELECT count(*) FROM gist_groups AS k WHERE k.g @> q.t),
    (SELECT count(*) FROM gist_groups AS k
      WHERE k.g = (SELECT g FROM gist_groups ORDER BY g DESC LIMIT 1)),
    (SELECT md5(string_agg(d::text, ',')) FROM (
      SELECT k.g <-> q.t AS d FROM gist_groups AS k ORDER BY k.g <-> q.t
      LIMIT 300) AS k)
  FROM gist_questions AS q
$$;
SET enable_seqscan = off;
CREATE TABLE gist_groups_by_index AS SELECT * FROM gist_group_answers();
RESET enable_seqscan;
SET enable_indexscan = off;
SET enable_indexonlyscan = off;
SET enable_bitmapscan = off;
CREATE TABLE gist_groups_by_scan AS SELECT * FROM gist_group_answers();
RESET enable_indexscan;
RESET enable_indexonlyscan;
RESET enable_bitmapscan;
SELECT count(*) AS differences
  FROM gist_groups_by_index AS i FULL JOIN gist_groups_by_scan AS s
  USING (n, overlapping, within, containing, with_trip, equal, nearest)
  WHERE i IS NULL OR s IS NULL;

-- similarity
SELECT trip_similarity(t, t) AS same, trip_distance(t, t) AS none,
  round(trip_similarity(t, 'POINT(14.4 50.1) POINT(14.35 50.05) 2024-03-01 00:15:40')::numeric, 6) AS a_thousand
  FROM (SELECT t FROM gist_questions WHERE n = 1) AS q;
SET tripgrid.similar_window = '20 min';
SELECT t % 'POINT(14.4 50.1) POINT(14.35 50.05) 2024-03-01 00:15:40' AS similar
  FROM gist_questions WHERE n = 1;
SET tripgrid.similar_window = '10 min';
SELECT t % 'POINT(14.4 50.1) POINT(14.35 50.05) 2024-03-01 00:15:40' AS similar
  FROM gist_questions WHERE n = 1;
DROP TABLE gist_trips, gist_questions, gist_groups, gist_by_index,
  gist_by_scan, gist_groups_by_index, gist_groups_by_scan CASCADE;
DROP FUNCTION gist_answers, gist_group_answers;
