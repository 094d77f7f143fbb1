-- What is in a store, for somebody who does not know the data yet.

-- The values of a column, counted: nulls, values of no bytes, different
-- values, the least, the greatest and the most common, as text.
CREATE TYPE tripgrid._value_counts AS (
  nulls bigint,
  empty bigint,
  distinct_values bigint,
  least text,
  least_rows bigint,
  greatest text,
  greatest_rows bigint,
  top text[],
  top_rows bigint[]
);

CREATE FUNCTION tripgrid._count_values_step(internal, value anyelement)
  RETURNS internal
  AS 'MODULE_PATHNAME', 'count_values_step' LANGUAGE C
  IMMUTABLE PARALLEL SAFE;

CREATE FUNCTION tripgrid._sum_values_step(internal, value anyelement,
  rows bigint) RETURNS internal
  AS 'MODULE_PATHNAME', 'count_values_step' LANGUAGE C
  IMMUTABLE PARALLEL SAFE;

CREATE FUNCTION tripgrid._count_values_final(internal)
  RETURNS tripgrid._value_counts
  AS 'MODULE_PATHNAME', 'count_values_final' LANGUAGE C
  IMMUTABLE PARALLEL SAFE;

-- Both need their input in the order of value.
CREATE AGGREGATE tripgrid._count_values(value anyelement) (
  SFUNC = tripgrid._count_values_step,
  STYPE = internal,
  FINALFUNC = tripgrid._count_values_final,
  PARALLEL = SAFE
);

CREATE AGGREGATE tripgrid._sum_values(value anyelement, rows bigint) (
  SFUNC = tripgrid._sum_values_step,
  STYPE = internal,
  FINALFUNC = tripgrid._count_values_final,
  PARALLEL = SAFE
);

-- The share of some in all, if there are any.
CREATE FUNCTION tripgrid._rows_share(part bigint, whole bigint) RETURNS numeric
  LANGUAGE SQL IMMUTABLE PARALLEL SAFE
  BEGIN ATOMIC
    SELECT round(part::numeric / nullif(whole, 0), 6);
  END;

-- The columns of trips.  expression: the value, or its text where its type
-- has no order.  sort: whether to sort all values, which is cheapest where they
-- are small or mostly different; else equal ones are counted before.
CREATE FUNCTION tripgrid._trip_columns(store name)
RETURNS TABLE (name name, type regtype, expression text, sort boolean)
LANGUAGE SQL STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
  WITH RECURSIVE base (attnum, type) AS (
    SELECT attnum, atttypid
    FROM pg_attribute
    WHERE attrelid = to_regclass(format('%I.trips', store))
      AND attnum > 0 AND NOT attisdropped
    UNION ALL
    SELECT b.attnum, t.typbasetype
    FROM base AS b JOIN pg_type AS t ON t.oid = b.type
    WHERE t.typtype = 'd'
  )
  SELECT a.attname, t.oid::regtype,
    CASE WHEN NOT o.ordered OR t.typcategory = 'S'
        THEN tripgrid._text_of(format('%I', a.attname), t.oid)
          || ' COLLATE "C"'
      WHEN t.oid <> a.atttypid THEN format('%I::%s', a.attname, t.oid::regtype)
      ELSE format('%I', a.attname) END,
    (o.ordered AND t.typbyval) OR EXISTS (
      SELECT FROM pg_stats AS s
      WHERE s.schemaname = store AND s.tablename = 'trips'
        AND s.attname = a.attname AND s.n_distinct < 0)
  FROM base AS b
    JOIN pg_type AS t ON t.oid = b.type AND t.typtype <> 'd'
    JOIN pg_attribute AS a ON a.attnum = b.attnum
      AND a.attrelid = to_regclass(format('%I.trips', store)),
    LATERAL (SELECT t.typtype = ANY (ARRAY['e', 'r', 'm']::"char"[])
      OR EXISTS (
        SELECT FROM pg_opclass AS c JOIN pg_am AS m ON m.oid = c.opcmethod
        WHERE m.amname = 'btree' AND c.opcdefault AND c.opcintype = t.oid)
      ) AS o (ordered)
  ORDER BY a.attnum
$$;

-- One column of trips, of which there are total.
CREATE FUNCTION tripgrid._profile_column(store name, name name, type regtype,
  expression text, sort boolean, total bigint)
RETURNS TABLE (measure text, rows bigint, share numeric, value text)
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  counts tripgrid._value_counts;
  is_position boolean := type = 'tripgrid.lonlat'::regtype;
BEGIN
  EXECUTE format(CASE WHEN sort THEN
    'SELECT (c.counts).* FROM (SELECT tripgrid._count_values(%1$s'
    ' ORDER BY %1$s) AS counts FROM %2$I.trips) AS c'
  ELSE
    'SELECT (c.counts).* FROM (SELECT tripgrid._sum_values(g.value, g.rows'
    ' ORDER BY g.value) AS counts FROM (SELECT %1$s AS value, count(*) AS rows'
    ' FROM %2$I.trips GROUP BY 1) AS g) AS c'
  END, expression, store) INTO counts;
  RETURN QUERY
    SELECT m.measure, m.rows, tripgrid._rows_share(m.rows, total), NULL
    FROM (VALUES ('filled', total - coalesce(counts.nulls, 0)
        - coalesce(counts.empty, 0)),
      ('null', coalesce(counts.nulls, 0)),
      ('empty', coalesce(counts.empty, 0))) AS m (measure, rows)
    UNION ALL
    SELECT 'distinct', NULL, NULL,
      coalesce(counts.distinct_values, 0)::text;
  IF is_position THEN
    RETURN QUERY EXECUTE format($sql$
      SELECT m.measure, NULL::bigint, NULL::numeric, m.degrees::text
      FROM (
        SELECT min(tripgrid.lon(%1$I)) AS west, min(tripgrid.lat(%1$I)) AS south,
          max(tripgrid.lon(%1$I)) AS east, max(tripgrid.lat(%1$I)) AS north
        FROM %2$I.trips
      ) AS b, LATERAL (VALUES (1, 'west', b.west), (2, 'south', b.south),
        (3, 'east', b.east), (4, 'north', b.north)) AS m (n, measure, degrees)
      WHERE m.degrees IS NOT NULL
      ORDER BY m.n
    $sql$, name, store);
  ELSE
    RETURN QUERY
      SELECT m.measure, m.rows, tripgrid._rows_share(m.rows, total), m.value
      FROM (VALUES ('least', counts.least_rows, counts.least),
        ('greatest', counts.greatest_rows, counts.greatest))
        AS m (measure, rows, value)
      WHERE m.rows IS NOT NULL;
  END IF;
  -- of many values that are all different none is common
  RETURN QUERY
    SELECT 'top ' || t.n, t.rows, tripgrid._rows_share(t.rows, total), t.value
    FROM unnest(counts.top, counts.top_rows) WITH ORDINALITY
      AS t (value, rows, n)
    WHERE t.rows > 1
      OR counts.distinct_values <= cardinality(counts.top)
    ORDER BY t.n;
END
$$;

-- Straight-line lengths of trips, in metres.
CREATE FUNCTION tripgrid._profile_lengths(store name)
RETURNS TABLE (measure text, rows bigint, share numeric, value text)
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RETURN QUERY EXECUTE format($sql$
    SELECT m.measure, m.rows, tripgrid._rows_share(m.rows, s.trips),
      round(m.metres::numeric)::text
    FROM (
      SELECT count(*) AS trips,
        count(*) FILTER (WHERE l.metres = 0) AS zero,
        count(*) FILTER (WHERE l.metres > 100000) AS far,
        count(*) FILTER (WHERE l.metres > 1000000) AS very_far,
        percentile_disc(ARRAY[0, 0.5, 0.9, 0.99, 1])
          WITHIN GROUP (ORDER BY l.metres) AS metres
      FROM (
        SELECT tripgrid.lonlat_distance(origin, destination) AS metres
        FROM %I.trips
        OFFSET 0
      ) AS l
    ) AS s, LATERAL (VALUES
      (1, 'zero', s.zero, NULL),
      (2, 'over 100 km', s.far, NULL),
      (3, 'over 1000 km', s.very_far, NULL),
      (4, 'least', NULL, s.metres[1]),
      (5, 'median', NULL, s.metres[2]),
      (6, '90 %%', NULL, s.metres[3]),
      (7, '99 %%', NULL, s.metres[4]),
      (8, 'greatest', NULL, s.metres[5])) AS m (n, measure, rows, metres)
    WHERE m.rows IS NOT NULL OR m.metres IS NOT NULL
    ORDER BY m.n
  $sql$, store);
END
$$;

-- The columns of trips that say when a trip ended or how long it took, with
-- that as an expression of seconds.
CREATE FUNCTION tripgrid._duration_columns(store name)
RETURNS TABLE (name name, seconds text)
LANGUAGE SQL STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT c.name, CASE
    WHEN c.type = 'timestamp'::regtype
    THEN format('CASE WHEN isfinite(%1$I) THEN extract(epoch FROM %1$I'
      ' - departed_at)::double precision END', c.name)
    WHEN c.type = 'interval'::regtype
    THEN format('extract(epoch FROM %I)::double precision', c.name)
    ELSE format('CASE WHEN abs(%1$I) < 1e15'
      ' THEN round(%1$I::numeric, 6)::double precision END', c.name) END
  FROM tripgrid._trip_columns(store) AS c
  WHERE (c.type = 'timestamp'::regtype
      AND c.name ~* '^(arriv|end|stop|finish|drop_?off)')
    OR (c.type = 'interval'::regtype AND c.name ~* 'duration')
    OR (c.type = ANY (ARRAY['smallint', 'integer', 'bigint', 'real',
        'double precision', 'numeric']::regtype[])
      AND c.name ~* '(duration|seconds|secs)$')
$$;

-- Durations, and straight-line speeds in km/h, by one such column.
CREATE FUNCTION tripgrid._profile_speeds(store name, seconds text)
RETURNS TABLE (measure text, rows bigint, share numeric, value text)
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RETURN QUERY EXECUTE format($sql$
    SELECT m.measure, m.rows, tripgrid._rows_share(m.rows, s.trips),
      round(m.km_h::numeric, 1)::text
    FROM (
      SELECT count(*) AS trips,
        count(*) FILTER (WHERE l.seconds IS NULL) AS unknown,
        count(*) FILTER (WHERE l.seconds <= 0) AS no_time,
        count(*) FILTER (WHERE l.seconds > 86400) AS days,
        count(*) FILTER (WHERE l.seconds > 0
          AND l.metres * 3.6 > 200 * l.seconds) AS fast,
        percentile_disc(ARRAY[0.5, 0.9, 0.99, 1]) WITHIN GROUP (ORDER BY
          CASE WHEN l.seconds > 0 THEN l.metres * 3.6 / l.seconds END) AS km_h
      FROM (
        SELECT tripgrid.lonlat_distance(origin, destination) AS metres,
          %2$s AS seconds
        FROM %1$I.trips
        OFFSET 0
      ) AS l
    ) AS s, LATERAL (VALUES
      (1, 'unknown', s.unknown, NULL),
      (2, 'no time or less', s.no_time, NULL),
      (3, 'over a day', s.days, NULL),
      (4, 'over 200 km/h', s.fast, NULL),
      (5, 'median', NULL, s.km_h[1]),
      (6, '90 %%', NULL, s.km_h[2]),
      (7, '99 %%', NULL, s.km_h[3]),
      (8, 'greatest', NULL, s.km_h[4])) AS m (n, measure, rows, km_h)
    WHERE m.rows IS NOT NULL OR m.km_h IS NOT NULL
    ORDER BY m.n
  $sql$, store, seconds);
END
$$;

-- Groups of trips that have all of the columns in common: how many trips
-- there are beyond the first of each, in how many groups, and the largest.
CREATE FUNCTION tripgrid._profile_duplicates(store name, columns text,
  shown text, total bigint)
RETURNS TABLE (measure text, rows bigint, share numeric, value text)
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RETURN QUERY EXECUTE format($sql$
    WITH same AS MATERIALIZED (
      SELECT %2$s AS shown, count(*) AS trips
      FROM %1$I.trips
      WHERE (%3$s) IS NOT NULL
      GROUP BY %3$s
      HAVING count(*) > 1
    ), sums AS (
      SELECT coalesce(sum(trips - 1), 0)::bigint AS surplus,
        count(*)::bigint AS repeated
      FROM same
    )
    SELECT 'surplus', surplus, tripgrid._rows_share(surplus, $1), NULL FROM sums
    UNION ALL
    SELECT 'repeated', NULL, NULL, repeated::text FROM sums
    UNION ALL
    (SELECT 'most', trips, NULL, shown FROM same
      ORDER BY trips DESC, shown COLLATE "C" LIMIT 1)
  $sql$, store, shown, columns) USING total;
END
$$;

-- Weeks by region: from the first to the last, and those between without any
-- trip; item is the region.
CREATE FUNCTION tripgrid._profile_weeks(store name)
RETURNS TABLE (item text, measure text, rows bigint, share numeric,
  value text)
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RETURN QUERY EXECUTE format($sql$
    WITH weeks AS MATERIALIZED (
      -- names are the same if their bytes are, whatever the collation
      SELECT region COLLATE "C" AS region,
        tripgrid._week_number(departed_at) AS week, count(*) AS trips
      FROM %I.trips
      GROUP BY 1, 2
    ), spans AS (
      SELECT region, count(*) AS covered, min(week) AS first,
        max(week) AS last
      FROM weeks
      GROUP BY region
    ), gaps AS (
      SELECT region, before + 1 AS first, week - 1 AS last
      FROM (
        SELECT region, week, lag(week) OVER (PARTITION BY region
          ORDER BY week) AS before
        FROM weeks
      ) AS w
      WHERE week > before + 1
    ), measures AS (
      SELECT region, 1 AS n, 'with trips' AS measure, covered AS rows,
        last - first + 1 AS weeks, first, last
      FROM spans
      UNION ALL
      SELECT region, 2, 'without', last - first + 1 - covered,
        last - first + 1, NULL, NULL
      FROM spans
      UNION ALL
      SELECT region, 3, 'gap', last - first + 1, NULL, first, last
      FROM gaps
    )
    SELECT region, measure, rows, tripgrid._rows_share(rows, weeks),
      tripgrid._week_start(first) || ' to '
        || tripgrid._week_start(last) + 6
    FROM measures
    ORDER BY region COLLATE "C", n, first
  $sql$, store);
END
$$;

-- What the ledger says; item is the state of the loads.
CREATE FUNCTION tripgrid._profile_loads(store name)
RETURNS TABLE (item text, measure text, rows bigint, share numeric,
  value text)
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RETURN QUERY EXECUTE format($sql$
    SELECT s.state, m.measure, m.rows::bigint,
      CASE WHEN m.n > 2 THEN tripgrid._rows_share(m.rows::bigint, s.read::bigint)
        END, NULL
    FROM (
      SELECT state, count(*) AS loads, sum(rows_read) AS read,
        sum(rows_loaded) AS loaded, sum(rows_rejected) AS rejected
      FROM %I.loads
      GROUP BY state
    ) AS s, LATERAL (VALUES (1, 'loads', s.loads), (2, 'read', s.read),
      (3, 'loaded', s.loaded), (4, 'rejected', s.rejected))
        AS m (n, measure, rows)
    ORDER BY s.state, m.n
  $sql$, store);
END
$$;

-- Why rows were rejected, with the first example of each reason; item is the
-- reason, the share is in all rows that the loads have read.
CREATE FUNCTION tripgrid._profile_rejects(store name)
RETURNS TABLE (item text, measure text, rows bigint, share numeric,
  value text)
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RETURN QUERY EXECUTE format($sql$
    WITH total AS (
      SELECT coalesce(sum(rows_read), 0)::bigint AS rows
      FROM %1$I.loads
      WHERE state <> 'undone'
    ), reasons AS (
      SELECT err_message AS reason, count(*) AS rows,
        min(ARRAY[load_id, lineno]) AS first,
        row_number() OVER (ORDER BY count(*) DESC,
          err_message COLLATE "C") AS place
      FROM %1$I.rejects
      GROUP BY err_message
    ), places AS (
      SELECT r.place, r.reason, r.rows, concat_ws(': ', e.colname,
        coalesce(e.raw_field_value, 'null')) AS example
      FROM reasons AS r JOIN %1$I.rejects AS e
        ON e.load_id = r.first[1] AND e.lineno = r.first[2]
      WHERE r.place <= 20
      UNION ALL
      SELECT 21, format('%%s other reasons', count(*)),
        sum(rows)::bigint, NULL
      FROM reasons
      WHERE place > 20
      HAVING count(*) > 0
    )
    SELECT p.reason, 'rejected', p.rows, tripgrid._rows_share(p.rows, t.rows),
      p.example
    FROM places AS p, total AS t
    ORDER BY p.place
  $sql$, store);
END
$$;

-- All parts of a profile, in order.
CREATE FUNCTION tripgrid._profile(store name)
RETURNS TABLE (topic text, item text, measure text, rows bigint,
  share numeric, value text)
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  total bigint;
BEGIN
  EXECUTE format('SELECT count(*) FROM %I.trips', store) INTO total;
  RETURN QUERY SELECT 'trips', 'all', 'trips', total, NULL::numeric,
    NULL::text;
  RETURN QUERY SELECT 'load', p.* FROM tripgrid._profile_loads(store) AS p;
  RETURN QUERY SELECT 'reject', p.* FROM tripgrid._profile_rejects(store) AS p;
  RETURN QUERY SELECT 'week', p.* FROM tripgrid._profile_weeks(store) AS p;
  RETURN QUERY SELECT 'column', c.name::text, p.*
    FROM tripgrid._trip_columns(store) AS c,
      tripgrid._profile_column(store, c.name, c.type, c.expression,
        c.sort, total) AS p;
  RETURN QUERY SELECT 'length', 'metres', p.*
    FROM tripgrid._profile_lengths(store) AS p;
  RETURN QUERY SELECT 'speed', c.name::text, p.*
    FROM tripgrid._duration_columns(store) AS c,
      tripgrid._profile_speeds(store, c.seconds) AS p;
  IF NOT FOUND THEN
    RETURN QUERY SELECT 'speed', 'km/h', 'unknown', total,
      tripgrid._rows_share(total, total),
      'no column of trips says when they end or how long they take';
  END IF;
  RETURN QUERY SELECT 'duplicate', 'trips', p.*
    FROM tripgrid._profile_duplicates(store,
      'origin, destination, departed_at, region COLLATE "C", '
        'datasource COLLATE "C"',
      'tripgrid.trip(origin, destination, departed_at)::text', total) AS p;
  RETURN QUERY SELECT 'duplicate', c.name::text, p.*
    FROM tripgrid._trip_columns(store) AS c,
      tripgrid._profile_duplicates(store, format(
        'datasource COLLATE "C", %s', c.expression),
        tripgrid._text_of(c.expression, c.type), total) AS p
    WHERE c.name = 'external_id';
END
$$;

CREATE FUNCTION tripgrid.profile(store name DEFAULT NULL)
RETURNS TABLE (topic text, item text, measure text, rows bigint,
  share numeric, value text)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 200
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RETURN QUERY
    SELECT p.topic, p.item, p.measure, p.rows, p.share,
      CASE WHEN length(p.value) > 200 THEN left(p.value, 197) || '...'
        ELSE p.value END
    FROM tripgrid._profile(tripgrid._readable_store(store)) AS p;
END
$$;

COMMENT ON FUNCTION tripgrid.profile(name) IS
  'what is in a store: loads and rows by state, rejects by reason, weeks with and without trips by region; nulls, empty, different, least, greatest and most common values of each column of trips; straight-line lengths and, where a column says when trips end or how long they take, speeds; trips that are equal';
