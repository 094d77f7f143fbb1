--
-- Comparisons: each operator of a type says what its order says, whichever way
-- round it is asked, by itself and by indexes.  Only what differs is printed.
--
SET search_path = public, tripgrid;
CREATE TEMP TABLE samples AS
SELECT lonlat(x, y) AS p,
  trip(lonlat(x, y), lonlat(y, x), timestamp '2024-03-04' + x * interval '1 h')
    AS t,
  tripgroup(trip(lonlat(x, y), lonlat(y, x),
    timestamp '2024-03-04' + x * interval '1 h'), 8, '2 h') AS g
FROM unnest(ARRAY[-90, -1e-7, 0, 1e-7, 14.5, 90]) AS x,
  unnest(ARRAY[-90, -1e-7, 0, 50, 90]) AS y;

-- the six operators, against the function that sorts
CREATE FUNCTION pg_temp.differences(kind text)
RETURNS TABLE (a text, operator text, b text, says boolean)
LANGUAGE plpgsql AS $$
DECLARE
  o record;
BEGIN
  FOR o IN SELECT * FROM (VALUES ('<', '{-1}'::int[]), ('<=', '{-1,0}'),
      ('=', '{0}'), ('<>', '{-1,1}'), ('>=', '{0,1}'), ('>', '{1}'))
      AS v (name, orders) LOOP
    RETURN QUERY EXECUTE format(
      'SELECT a.%1$I::text, %2$L, b.%1$I::text, a.%1$I %2$s b.%1$I
       FROM samples AS a, samples AS b
       WHERE (a.%1$I %2$s b.%1$I) IS DISTINCT FROM
         (sign(%3$I(a.%1$I, b.%1$I)) = ANY (%4$L::int[]))',
      kind, o.name, CASE kind WHEN 'p' THEN 'lonlat_cmp' WHEN 't'
        THEN 'trip_cmp' ELSE 'tripgroup_cmp' END, o.orders);
  END LOOP;
END
$$;
SELECT count(*) AS samples, count(DISTINCT p) AS p, count(DISTINCT t) AS t,
  count(DISTINCT g) AS g FROM samples;
SELECT * FROM pg_temp.differences('p');
SELECT * FROM pg_temp.differences('t');
SELECT * FROM pg_temp.differences('g');

-- a distance is the same from either side
SELECT a.t, b.g, a.t <-> b.g AS there, b.g <-> a.t AS back
FROM samples AS a, samples AS b
WHERE (a.t <-> b.g) IS DISTINCT FROM (b.g <-> a.t);

-- "=" by a GiST index is "=", and counts what equals
CREATE INDEX ON samples USING gist (t);
ANALYZE samples;
SET enable_seqscan = off;
SET enable_hashjoin = off;
SET enable_mergejoin = off;
EXPLAIN (COSTS OFF)
  SELECT t FROM samples WHERE t = trip('0,50', '50,0', '2024-03-04');
CREATE TEMP TABLE by_index AS
  SELECT a.t, (SELECT count(*) FROM samples AS b WHERE b.t = a.t) AS equal
  FROM samples AS a;
SET enable_seqscan = on;
SET enable_indexscan = off;
SET enable_indexonlyscan = off;
SET enable_bitmapscan = off;
SELECT i.t, i.equal, count(*) FROM by_index AS i JOIN samples AS b USING (t)
GROUP BY i.t, i.equal HAVING i.equal <> count(*);
SELECT count(*), sum(equal) FROM by_index;
