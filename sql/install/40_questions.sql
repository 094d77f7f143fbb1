-- The questions.  What follows first are their parts.

CREATE FUNCTION tripgrid._require_area_srid(srid int) RETURNS boolean
  AS 'MODULE_PATHNAME', 'require_area_srid' LANGUAGE C
  IMMUTABLE STRICT PARALLEL SAFE;

-- The bytes of an area, which must be in longitude and latitude.  It is null
-- for null, but not STRICT, or its body would not take the place of its call.
CREATE FUNCTION tripgrid._area_bytes(area geometry) RETURNS bytea
  LANGUAGE SQL IMMUTABLE PARALLEL SAFE
  BEGIN ATOMIC
    SELECT CASE WHEN tripgrid._require_area_srid(ST_SRID(area))
      THEN ST_AsEWKB(area) END;
  END;

-- One question, in the form that count_trips takes.
CREATE FUNCTION tripgrid._trip_filter(area bytea, match text, datasource text,
  since date, until date, count_by text) RETURNS bytea
  AS 'MODULE_PATHNAME', 'trip_filter' LANGUAGE C IMMUTABLE PARALLEL SAFE;

CREATE FUNCTION tripgrid._tally_combine(bytea, bytea) RETURNS bytea
  AS 'MODULE_PATHNAME', 'tally_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE;

CREATE FUNCTION tripgrid._tally_entries(tally bytea,
  OUT key bigint, OUT count bigint) RETURNS SETOF record
  AS 'MODULE_PATHNAME', 'tally_entries' LANGUAGE C
  IMMUTABLE STRICT PARALLEL SAFE ROWS 100;

CREATE FUNCTION tripgrid._count_trips_step(state bytea, filter bytea,
  sign smallint, trips int, first_departure timestamp,
  last_departure timestamp, bounds tripgrid.tripgroup, weeks tripgrid.tripset,
  datasources text[], origins tripgrid.tripset, destinations tripgrid.tripset,
  departures tripgrid.tripset, datasource_nos tripgrid.tripset) RETURNS bytea
  AS 'MODULE_PATHNAME', 'count_trips_step' LANGUAGE C
  IMMUTABLE PARALLEL SAFE COST 1000;

-- The trips of segments that answer a filter, as a tally by week or hour.
CREATE AGGREGATE tripgrid._count_trips(filter bytea, sign smallint, trips int,
  first_departure timestamp, last_departure timestamp,
  bounds tripgrid.tripgroup, weeks tripgrid.tripset, datasources text[],
  origins tripgrid.tripset, destinations tripgrid.tripset,
  departures tripgrid.tripset, datasource_nos tripgrid.tripset) (
  SFUNC = tripgrid._count_trips_step,
  STYPE = bytea,
  SSPACE = 2048,
  COMBINEFUNC = tripgrid._tally_combine,
  PARALLEL = SAFE
);

CREATE FUNCTION tripgrid._sum_weeks_step(state bytea, sign smallint,
  weeks tripgrid.tripset) RETURNS bytea
  AS 'MODULE_PATHNAME', 'sum_weeks_step' LANGUAGE C IMMUTABLE PARALLEL SAFE;

-- The sum of the week counts of summaries, as a tally.
CREATE AGGREGATE tripgrid._sum_weeks(sign smallint, weeks tripgrid.tripset) (
  SFUNC = tripgrid._sum_weeks_step,
  STYPE = bytea,
  SSPACE = 2048,
  COMBINEFUNC = tripgrid._tally_combine,
  PARALLEL = SAFE
);

CREATE FUNCTION tripgrid._name_distance(a text, b text) RETURNS int
  AS 'MODULE_PATHNAME', 'name_distance' LANGUAGE C
  IMMUTABLE STRICT PARALLEL SAFE;

-- The first day of a week, counted from the one that began on 2000-01-03.
CREATE FUNCTION tripgrid._week_start(week bigint) RETURNS date
  LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
  BEGIN ATOMIC
    SELECT '2000-01-03'::pg_catalog.date + (7 * week)::int;
  END;

-- An error for a region or datasource (kind) that no trip has.
CREATE FUNCTION tripgrid._require_name(kind text, wanted text, store name)
RETURNS void
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  known text;
  found boolean;
  closest text;
BEGIN
  IF wanted IS NULL THEN
    RETURN;
  END IF;
  PERFORM tripgrid._readable_segments(store);
  known := format(CASE WHEN kind = 'region' THEN
    'SELECT region AS name, sum(sign * trips) AS trips FROM %1$I.summaries'
    ' GROUP BY region'
  ELSE
    'SELECT d.name, sum(s.sign * d.trips) AS trips FROM %1$I.summaries s,'
    ' unnest(s.datasources, s.datasource_trips) AS d (name, trips)'
    ' GROUP BY d.name'
  END, store);
  EXECUTE format('SELECT EXISTS (SELECT FROM (%s) AS known'
    ' WHERE name = $1 AND trips > 0)', known)
    INTO found USING wanted;
  IF found THEN
    RETURN;
  END IF;
  EXECUTE format('SELECT string_agg(format(''"%%s"'', name), '', '') FROM ('
    'SELECT name FROM (%s) AS known WHERE trips > 0 ORDER BY'
    ' tripgrid._name_distance(lower(name), lower(left($1, 64))),'
    ' name COLLATE "C" LIMIT 3) AS closest', known)
    INTO closest USING wanted;
  RAISE undefined_object USING
    MESSAGE = format('%s "%s" has no trips in store "%s"', kind, wanted,
      store),
    HINT = CASE WHEN closest IS NULL THEN 'The store has no trips yet.'
      ELSE format('Closest names: %s.', closest) END;
END
$$;

-- Errors for what no question can mean.
CREATE FUNCTION tripgrid._require_question(region text, datasource text,
  match text, since date, until date, store name) RETURNS void
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF match <> ALL (ARRAY['origin', 'destination', 'both', 'either']) THEN
    RAISE invalid_parameter_value USING
      MESSAGE = format('match "%s" is unknown', match),
      HINT = 'Use origin, destination, both or either.';
  END IF;
  IF since > until THEN
    RAISE invalid_parameter_value USING
      MESSAGE = format('since %s must not be after until %s', since, until);
  END IF;
  PERFORM tripgrid._require_name('region', region, store);
  PERFORM tripgrid._require_name('datasource', datasource, store);
END
$$;

-- The segments of one projection, counted.
CREATE FUNCTION tripgrid._count_segments(filter bytea, projection "char",
  region text, store name) RETURNS bytea
  AS 'MODULE_PATHNAME', 'count_segments' LANGUAGE C STABLE PARALLEL SAFE;

-- The weeks of a region, or of all if it is null, as a tally.
CREATE FUNCTION tripgrid._region_weeks(region text, store name) RETURNS bytea
  AS 'MODULE_PATHNAME', 'region_weeks' LANGUAGE C STABLE PARALLEL SAFE;

-- Matching trips by week or by hour of the week (count_by): tallies to be
-- added up.  It is called, as it calls, by expressions: the plan of a query
-- would copy the area several times.
CREATE FUNCTION tripgrid._trip_tallies(area geometry, region text,
  datasource text, match text, since date, until date, count_by text,
  store name) RETURNS bytea[]
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  area_bytes bytea := tripgrid._area_bytes(area);
  parts text[] := ARRAY[match];
  part text;
  tallies bytea[];
BEGIN
  -- either end: those that end here, and those that only begin here
  IF match = 'either' THEN
    parts := ARRAY['destination', 'origin only'];
  END IF;
  FOREACH part IN ARRAY parts LOOP
    tallies := tallies || tripgrid._count_segments(
      tripgrid._trip_filter(area_bytes, part, datasource, since, until,
        count_by),
      CASE part WHEN 'destination' THEN 'd'::"char" ELSE 'o' END, region,
      store);
  END LOOP;
  RETURN tallies;
END
$$;

-- The sum of tallies; keys as in core.
CREATE FUNCTION tripgrid._tally_sums(tallies bytea[])
  RETURNS TABLE (key bigint, trips bigint)
  LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE ROWS 100
  BEGIN ATOMIC
    SELECT e.key, pg_catalog.sum(e.count)::bigint
    FROM pg_catalog.unnest(tallies) AS t (tally),
      LATERAL tripgrid._tally_entries(t.tally) AS e
    GROUP BY e.key
    HAVING pg_catalog.sum(e.count) <> 0;
  END;

-- The weeks in which the store (or one region of it) has any trip.
CREATE FUNCTION tripgrid._covered_weeks(region text, since date, until date,
  store name) RETURNS SETOF date
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 100
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RETURN QUERY
    SELECT tripgrid._week_start(e.key)
    FROM tripgrid._tally_entries(tripgrid._region_weeks(region, store)) AS e
    WHERE e.count > 0
      AND (since IS NULL
        OR tripgrid._week_start(e.key) + 6 >= since)
      AND (until IS NULL OR tripgrid._week_start(e.key) <= until)
    ORDER BY e.key;
END
$$;

-- The trips of each covered week, of which there may be none.
CREATE FUNCTION tripgrid._weekly_sums(tallies bytea[], region text, since date,
  until date, store name) RETURNS TABLE (week date, trips bigint)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 100
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
    SELECT covered.week, coalesce(counted.trips, 0)
    FROM tripgrid._covered_weeks($2, $3, $4, $5) AS covered (week)
      LEFT JOIN tripgrid._tally_sums($1) AS counted
        ON tripgrid._week_start(counted.key) = covered.week
    ORDER BY covered.week;
END
$$;

CREATE FUNCTION tripgrid.weekly_trips(area geometry DEFAULT NULL,
  region text DEFAULT NULL, datasource text DEFAULT NULL,
  match text DEFAULT 'origin', since date DEFAULT NULL,
  until date DEFAULT NULL, store name DEFAULT NULL)
RETURNS TABLE (week date, trips bigint)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 100
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  tallies bytea[];
BEGIN
  store := tripgrid._store_name(store);
  match := coalesce(match, 'origin');
  PERFORM tripgrid._require_question(region, datasource, match, since, until,
    store);
  tallies := tripgrid._trip_tallies(area, region, datasource, match, since,
    until, 'week', store);
  RETURN QUERY
    SELECT * FROM tripgrid._weekly_sums(tallies, region, since, until, store);
END
$$;

COMMENT ON FUNCTION tripgrid.weekly_trips(geometry, text, text, text, date,
  date, name) IS
  'trips of each week (by its Monday) that match; weeks without any trip in the store (or region) are unknown and left out, weeks with none here are zero; area: polygon or multipolygon, SRID 4326; match: origin, destination, both or either end in the area; since and until stand for their whole weeks';

CREATE FUNCTION tripgrid.weekly_avg_trips(area geometry DEFAULT NULL,
  region text DEFAULT NULL, datasource text DEFAULT NULL,
  match text DEFAULT 'origin', since date DEFAULT NULL,
  until date DEFAULT NULL, weeks text DEFAULT 'covered',
  store name DEFAULT NULL)
RETURNS numeric
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  trips numeric;
  covered bigint;
  active bigint;
  first_week date;
  last_week date;
  divisor bigint;
  tallies bytea[];
BEGIN
  weeks := coalesce(weeks, 'covered');
  IF weeks <> ALL (ARRAY['covered', 'calendar', 'active']) THEN
    RAISE invalid_parameter_value USING
      MESSAGE = format('weeks "%s" is unknown', weeks),
      HINT = 'Use covered, calendar or active.';
  END IF;
  store := tripgrid._store_name(store);
  match := coalesce(match, 'origin');
  PERFORM tripgrid._require_question(region, datasource, match, since, until,
    store);
  tallies := tripgrid._trip_tallies(area, region, datasource, match, since,
    until, 'week', store);
  SELECT sum(w.trips), count(*), count(*) FILTER (WHERE w.trips > 0),
      min(w.week), max(w.week)
    INTO trips, covered, active, first_week, last_week
    FROM tripgrid._weekly_sums(tallies, region, since, until, store) AS w;
  divisor := CASE
    WHEN weeks = 'covered' THEN covered
    WHEN weeks = 'active' THEN active
    ELSE (tripgrid._monday(last_week, until)
      - tripgrid._monday(first_week, since)) / 7 + 1
  END;
  IF divisor > 0 THEN
    RETURN trim_scale(coalesce(trips, 0) / divisor);
  END IF;
  RETURN NULL;
END
$$;

COMMENT ON FUNCTION tripgrid.weekly_avg_trips(geometry, text, text, text, date,
  date, text, name) IS
  'matching trips divided by weeks; weeks: covered (those in which the store, or the region, has any trip), calendar (all from the first to the last covered one, or of since and until) or active (those with a matching trip); null without a week; the other arguments are those of weekly_trips';

-- The Monday of a date that was asked for, else the week found; dates without
-- end are none.
CREATE FUNCTION tripgrid._monday(found date, asked date) RETURNS date
  LANGUAGE SQL IMMUTABLE PARALLEL SAFE
  BEGIN ATOMIC
    SELECT CASE WHEN pg_catalog.isfinite(asked)
      THEN pg_catalog.date_trunc('week', asked::timestamp)::date
      ELSE found END;
  END;

CREATE FUNCTION tripgrid.hourly_trips(area geometry DEFAULT NULL,
  region text DEFAULT NULL, datasource text DEFAULT NULL,
  match text DEFAULT 'origin', since date DEFAULT NULL,
  until date DEFAULT NULL, store name DEFAULT NULL)
RETURNS TABLE (weekday int, hour int, trips bigint)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 168
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  tallies bytea[];
BEGIN
  store := tripgrid._store_name(store);
  match := coalesce(match, 'origin');
  PERFORM tripgrid._require_question(region, datasource, match, since, until,
    store);
  tallies := tripgrid._trip_tallies($1, $2, $3, match, $5, $6, 'hour', store);
  RETURN QUERY
    SELECT h.hour / 24 + 1, h.hour % 24, coalesce(counted.trips, 0)
    FROM generate_series(0, 167) AS h (hour)
      LEFT JOIN tripgrid._tally_sums(tallies) AS counted
        ON counted.key = h.hour
    ORDER BY h.hour;
END
$$;

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
  PERFORM tripgrid._require_name('datasource', datasource, store);
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

