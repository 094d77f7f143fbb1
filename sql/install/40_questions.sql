-- The questions.  What follows first are their parts.

-- The bytes of an area, which must be in longitude and latitude.
CREATE FUNCTION tripgrid._area_bytes(area geometry) RETURNS bytea
  AS 'MODULE_PATHNAME', 'area_bytes' LANGUAGE C
  IMMUTABLE STRICT PARALLEL SAFE;

-- Errors for what no question can mean.
CREATE FUNCTION tripgrid._require_question(match text, since date, until date)
  RETURNS void
  AS 'MODULE_PATHNAME', 'require_question' LANGUAGE C IMMUTABLE PARALLEL SAFE;

-- An error for a region or datasource that no trip has; null for none.
CREATE FUNCTION tripgrid._require_names(region text, datasource text,
  store name) RETURNS void
  AS 'MODULE_PATHNAME', 'require_names' LANGUAGE C STABLE PARALLEL SAFE;

-- The first day of a week, counted from the one that began on 2000-01-03.
CREATE FUNCTION tripgrid._week_start(week bigint) RETURNS date
  LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
  BEGIN ATOMIC
    SELECT '2000-01-03'::pg_catalog.date + (7 * week)::int;
  END;

CREATE FUNCTION tripgrid.weekly_trips(area geometry DEFAULT NULL,
  region text DEFAULT NULL, datasource text DEFAULT NULL,
  match text DEFAULT 'origin', since date DEFAULT NULL,
  until date DEFAULT NULL, store name DEFAULT NULL)
RETURNS TABLE (week date, trips bigint)
AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE COST 10000 ROWS 100;

COMMENT ON FUNCTION tripgrid.weekly_trips(geometry, text, text, text, date,
  date, name) IS
  'trips of each week (by its Monday) that match; weeks without any trip in the store (or region) are unknown and left out, weeks with none here are zero; area: polygon or multipolygon, SRID 4326; match: origin, destination, both or either end in the area; since and until stand for their whole weeks';

CREATE FUNCTION tripgrid.weekly_avg_trips(area geometry DEFAULT NULL,
  region text DEFAULT NULL, datasource text DEFAULT NULL,
  match text DEFAULT 'origin', since date DEFAULT NULL,
  until date DEFAULT NULL, weeks text DEFAULT 'covered',
  store name DEFAULT NULL)
RETURNS numeric
AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE COST 10000;

COMMENT ON FUNCTION tripgrid.weekly_avg_trips(geometry, text, text, text, date,
  date, text, name) IS
  'matching trips divided by weeks; weeks: covered (those in which the store, or the region, has any trip), calendar (all from the first to the last covered one, or of since and until) or active (those with a matching trip); null without a week; the other arguments are those of weekly_trips';

CREATE FUNCTION tripgrid.hourly_trips(area geometry DEFAULT NULL,
  region text DEFAULT NULL, datasource text DEFAULT NULL,
  match text DEFAULT 'origin', since date DEFAULT NULL,
  until date DEFAULT NULL, store name DEFAULT NULL)
RETURNS TABLE (weekday int, hour int, trips bigint)
AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE COST 10000 ROWS 168;

COMMENT ON FUNCTION tripgrid.hourly_trips(geometry, text, text, text, date,
  date, name) IS
  'trips that match, by weekday (1 is Monday) and hour of departure, all 168 of them; arguments as for weekly_trips';

-- The departures of a segment by datasource number.
CREATE FUNCTION tripgrid._departures(departures tripgrid.tripset,
  datasource_nos tripgrid.tripset,
  OUT departed_at timestamp, OUT datasource_no int) RETURNS SETOF record
  AS 'MODULE_PATHNAME', 'departures' LANGUAGE C
  IMMUTABLE STRICT PARALLEL SAFE ROWS 4096;

-- Trips, first and last departure of each region and datasource.  Where trips
-- were taken off (negative segments) the first and last may be among these,
-- so they are found again from the segments themselves.
CREATE FUNCTION tripgrid._datasources(wanted_region text,
  wanted_datasource text, store name)
RETURNS TABLE (region text, datasource text, trips bigint,
  first_departure timestamp, last_departure timestamp)
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RETURN QUERY EXECUTE format($sql$
    WITH known AS MATERIALIZED (
      SELECT s.region, d.name, sum(s.sign * d.trips)::bigint AS trips,
        min(d.first) AS first, max(d.last) AS last,
        bool_or(s.sign < 0) AS changed
      FROM %1$I.summaries AS s, unnest(s.datasources, s.datasource_trips,
        s.datasource_first, s.datasource_last)
        AS d (name, trips, first, last)
      WHERE ($1 IS NULL OR s.region = $1) AND ($2 IS NULL OR d.name = $2)
      GROUP BY s.region, d.name
      HAVING sum(s.sign * d.trips) > 0
    ), remaining AS (
      SELECT s.region, s.datasources[d.datasource_no + 1] AS name,
        d.departed_at
      FROM %1$I.segments AS s,
        tripgrid._departures(s.departures, s.datasource_nos) AS d
      WHERE s.projection = 'o'
        AND EXISTS (SELECT FROM known AS k WHERE k.changed
          AND k.region = s.region AND k.name = ANY (s.datasources))
        AND ($2 IS NULL OR s.datasources[d.datasource_no + 1] = $2)
      GROUP BY s.region, s.datasources[d.datasource_no + 1], d.departed_at
      HAVING sum(s.sign) > 0
    ), found AS (
      SELECT r.region, r.name, min(r.departed_at) AS first,
        max(r.departed_at) AS last
      FROM remaining AS r
      GROUP BY r.region, r.name
    )
    SELECT k.region, k.name, k.trips,
      CASE WHEN k.changed THEN f.first ELSE k.first END,
      CASE WHEN k.changed THEN f.last ELSE k.last END
    FROM known AS k LEFT JOIN found AS f
      ON f.region = k.region AND f.name = k.name
  $sql$, store) USING wanted_region, wanted_datasource;
END
$$;

CREATE FUNCTION tripgrid.datasource_regions(datasource text,
  store name DEFAULT NULL)
RETURNS TABLE (region text, trips bigint, first_departure timestamp,
  last_departure timestamp)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 10
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
  store := tripgrid._store_name(store);
  PERFORM tripgrid._require_names(NULL, datasource, store);
  RETURN QUERY
    SELECT d.region, sum(d.trips)::bigint, min(d.first_departure),
      max(d.last_departure)
    FROM tripgrid._datasources(NULL, $1, store) AS d
    GROUP BY d.region
    ORDER BY d.region COLLATE "C";
END
$$;

COMMENT ON FUNCTION tripgrid.datasource_regions(text, name) IS
  'the regions in which a datasource (null: any) has trips, with their number and first and last departure';

CREATE FUNCTION tripgrid.latest_datasource_top_regions(top int DEFAULT 2,
  store name DEFAULT NULL)
RETURNS TABLE (region text, trips bigint, datasource text,
  departed_at timestamp)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 10
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
  store := tripgrid._store_name(store);
  IF top < 0 THEN
    RAISE invalid_parameter_value USING
      MESSAGE = format('top %s must not be negative', top);
  END IF;
  RETURN QUERY EXECUTE format($sql$
    SELECT r.region, r.trips, d.datasource, d.last_departure
    FROM (
      SELECT region, sum(sign * trips)::bigint AS trips
      FROM %I.summaries
      GROUP BY region
      HAVING sum(sign * trips) > 0
      ORDER BY sum(sign * trips) DESC, region COLLATE "C"
      LIMIT $1
    ) AS r, LATERAL (
      SELECT d.datasource, d.last_departure
      FROM tripgrid._datasources(r.region, NULL, $2) AS d
      ORDER BY d.last_departure DESC, d.datasource COLLATE "C"
      LIMIT 1
    ) AS d
    ORDER BY d.last_departure DESC, r.region COLLATE "C"
  $sql$, store) USING top, store;
END
$$;

COMMENT ON FUNCTION tripgrid.latest_datasource_top_regions(int, name) IS
  'the regions with the most trips (two unless told otherwise), each with its number of trips and the datasource of its latest departure, newest first';

