-- Loads that run.

-- The parameters from param11 on are set by loads beside those of COPY.
CREATE VIEW tripgrid.load_progress AS
  SELECT p.pid, p.datid, d.datname, p.relid,
    'COPY FROM'::text AS command,
    CASE p.param6 WHEN 1 THEN 'FILE' WHEN 2 THEN 'PROGRAM' WHEN 3 THEN 'PIPE'
      WHEN 4 THEN 'CALLBACK' END AS type,
    nullif(p.param14, -1) AS bytes_processed,
    nullif(p.param15, -1) AS bytes_total,
    p.param12 - p.param13 AS tuples_processed,
    p.param4 AS tuples_excluded,
    p.param13 AS tuples_skipped,
    n.nspname AS store,
    c.relname AS feed,
    p.param11 AS load_id,
    t.started_at,
    round(p.param12 / nullif(t.seconds, 0))::bigint AS rows_per_second,
    CASE WHEN p.param14 > 0 AND p.param15 >= p.param14 THEN
      t.started_at + make_interval(secs => (t.seconds * p.param15
        / p.param14)::double precision) END AS estimated_end
  FROM pg_stat_get_progress_info('COPY') AS p
  CROSS JOIN LATERAL (
    SELECT s.started_at,
      extract(epoch FROM clock_timestamp() - s.started_at) AS seconds
    FROM (SELECT timestamptz '2000-01-01 00:00:00+00'
      + p.param16 * interval '1 microsecond') AS s (started_at)
  ) AS t
  LEFT JOIN pg_database AS d ON d.oid = p.datid
  LEFT JOIN pg_class AS c ON c.oid = p.relid
    AND d.datname = current_database()
  LEFT JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE p.param5 = 1 AND p.param11 > 0;

COMMENT ON VIEW tripgrid.load_progress IS
  'loads that run, in the columns of pg_stat_progress_copy and some more; tuples_processed are loaded, tuples_skipped are rejected';

GRANT SELECT ON tripgrid.load_progress TO PUBLIC;
