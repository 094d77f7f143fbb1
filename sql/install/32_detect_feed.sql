-- What a file of trips holds, found out from its header and first lines.

-- A record as JSON; null if it is none, or says what no text here can hold.
CREATE FUNCTION tripgrid_internal.json_value(record text) RETURNS json
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL UNSAFE;

-- The values in some JSON objects: their paths, and for each path what all
-- objects have, in their order.  Of a list of numbers the first two are taken, of
-- another list the first and the last.
CREATE FUNCTION tripgrid_internal.json_columns(records text[],
  OUT names text[], OUT vals text[])
LANGUAGE SQL IMMUTABLE PARALLEL UNSAFE
BEGIN ATOMIC
  WITH RECURSIVE objects AS MATERIALIZED (
    SELECT r.n, o.object FROM unnest(records) WITH ORDINALITY AS r (record, n),
      LATERAL (SELECT tripgrid_internal.json_value(r.record)) AS o (object)
    WHERE json_typeof(o.object) = 'object'
  ), steps AS (
    SELECT n, '' AS path, object AS value, ARRAY[]::bigint[] AS place
    FROM objects
    UNION ALL
    SELECT s.n, s.path || c.step, c.value, s.place || c.turn
    FROM steps AS s, LATERAL (
      -- {"$date": ...} stands for what it has
      SELECT CASE WHEN s.path = '' THEN e.key
          WHEN e.key LIKE '$_%'
            AND (SELECT count(*) FROM json_object_keys(s.value)) = 1 THEN ''
          ELSE '.' || e.key END, e.value, e.turn
      FROM json_each(CASE WHEN json_typeof(s.value) = 'object'
        THEN s.value ELSE '{}' END) WITH ORDINALITY AS e (key, value, turn)
      WHERE s.path = '' OR e.key !~ '[].[]'
      UNION ALL
      SELECT '[' || i.step || ']', s.value->i.step, i.turn
      FROM (VALUES (0, 1::bigint), (1, 2), (-1, 3)) AS i (step, turn)
      WHERE json_typeof(s.value) = 'array'
        AND (CASE WHEN json_typeof(s.value->0) = 'number' THEN i.step >= 0
          ELSE i.step <= 0 END)
    ) AS c (step, value, turn)
    WHERE cardinality(s.place) < 8 AND c.value IS NOT NULL
  ), leaves AS (
    -- of a name that is there twice the first
    SELECT n, path, min(place) AS place,
      (array_agg(value#>>'{}' ORDER BY place))[1] AS value
    FROM steps
    WHERE json_typeof(value) NOT IN ('object', 'array') AND path <> ''
    GROUP BY n, path
  ), paths AS MATERIALIZED (
    SELECT path, min(place) AS place FROM leaves
    GROUP BY path ORDER BY min(place), path COLLATE "C" LIMIT 300
  )
  SELECT (SELECT array_agg(path ORDER BY place, path COLLATE "C") FROM paths),
    (SELECT array_agg(btrim(coalesce(l.value, '')) ORDER BY p.place,
        p.path COLLATE "C", o.n)
      FROM paths AS p
      CROSS JOIN objects AS o
      LEFT JOIN leaves AS l ON l.n = o.n AND l.path = p.path);
END;

CREATE FUNCTION tripgrid.detect_feed(header text, sample text DEFAULT NULL,
  given jsonb DEFAULT NULL)
RETURNS TABLE (dialect text, delimiter text, columns text[], mapping jsonb,
  constants jsonb, date_format text, time_zone text, decimal_comma boolean,
  position_order text, area geometry, format text, position_form text,
  position_srid int, complete boolean, missing text[], note text, clock text,
  cities boolean, has_header boolean, open_dates boolean, warnings text[],
  refusal text, open_hours boolean, clocks text)
AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL UNSAFE ROWS 1
SET search_path = pg_catalog, pg_temp;

COMMENT ON FUNCTION tripgrid.detect_feed(text, text, jsonb) IS
  'what create_feed needs for a file of trips, from its header and, better, some lines after it (or some JSON), and from what is given: region, date_format, date_order (DMY, MDY, YMD), time_zone, position_order, position_form, position_srid, titles (lines above the header); complete if nothing is missing; warnings tell of guesses that nothing proves, refusal why it cannot be read as it is';
