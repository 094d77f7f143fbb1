-- Trips that are alike.

CREATE FUNCTION tripgrid.similar_trips(trip tripgrid.trip,
  max_trips int DEFAULT 10, store name DEFAULT NULL)
RETURNS TABLE (similar_trip tripgrid.trip, distance double precision,
  region text, datasource text)
AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE ROWS 10
SET search_path = pg_catalog, pg_temp;

COMMENT ON FUNCTION tripgrid.similar_trips(tripgrid.trip, int, name) IS
  'the trips of a store nearest to one, with their distance (as <-> has it), nearest first; at most max_trips (10 unless told otherwise); equal distances in the order of trip, region and datasource';

CREATE FUNCTION tripgrid._trip_groups(filter bytea, by_destination boolean,
  region text, zoom int, time_window interval, min_trips bigint,
  max_groups int, store name)
RETURNS TABLE (trip_group tripgrid.tripgroup, trips bigint,
  first_departure timestamp, last_departure timestamp)
AS 'MODULE_PATHNAME', 'trip_groups' LANGUAGE C STABLE PARALLEL SAFE;

-- Errors for groups that cannot be asked for; most is max_groups or the like.
CREATE FUNCTION tripgrid._require_groups(zoom int, time_window interval,
  min_trips bigint, most_name text, most int) RETURNS void
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF zoom IS NULL OR time_window IS NULL OR min_trips IS NULL THEN
    RAISE null_value_not_allowed USING
      MESSAGE = 'zoom, time_window and min_trips must not be null';
  ELSIF min_trips < 1 THEN
    RAISE invalid_parameter_value USING
      MESSAGE = format('min_trips %s must be at least 1', min_trips);
  ELSIF most < 0 THEN
    RAISE invalid_parameter_value USING
      MESSAGE = format('%s %s must not be negative', most_name, most);
  END IF;
END
$$;

CREATE FUNCTION tripgrid.trip_groups(area geometry DEFAULT NULL,
  region text DEFAULT NULL, datasource text DEFAULT NULL,
  match text DEFAULT 'origin', zoom int DEFAULT 15,
  time_window interval DEFAULT '30 minutes', min_trips bigint DEFAULT 1,
  max_groups int DEFAULT NULL, store name DEFAULT NULL)
RETURNS TABLE (trip_group tripgrid.tripgroup, trips bigint,
  first_departure timestamp, last_departure timestamp)
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  store := tripgrid._store_name(store);
  match := coalesce(match, 'origin');
  PERFORM tripgrid._require_question(region, datasource, match, NULL, NULL,
    store);
  PERFORM tripgrid._require_groups(zoom, time_window, min_trips, 'max_groups',
    max_groups);
  RETURN QUERY SELECT * FROM tripgrid._trip_groups(
    tripgrid._trip_filter(tripgrid._area_bytes(area), match, datasource, NULL,
      NULL, 'week'), match = 'destination', region, zoom, time_window,
    min_trips, max_groups, store);
END
$$;

COMMENT ON FUNCTION tripgrid.trip_groups(geometry, text, text, text, int,
  interval, bigint, int, name) IS
  'trips by group: by cell of origin and of destination at a zoom of 0 to 26 and by window of the day, with first and last departure; groups of at least min_trips, most trips first, at most max_groups (null: all); area, region, datasource and match as for weekly_trips';

CREATE FUNCTION tripgrid._trip_clusters(filter bytea, by_destination boolean,
  region text, zoom int, time_window interval, min_trips bigint,
  max_clusters int, store name)
RETURNS TABLE (trip_group tripgrid.tripgroup, trips bigint, groups int,
  central_trip tripgrid.trip, first_departure timestamp,
  last_departure timestamp)
AS 'MODULE_PATHNAME', 'trip_clusters' LANGUAGE C STABLE PARALLEL SAFE;

CREATE FUNCTION tripgrid.trip_clusters(area geometry DEFAULT NULL,
  region text DEFAULT NULL, datasource text DEFAULT NULL,
  match text DEFAULT 'origin', zoom int DEFAULT 15,
  time_window interval DEFAULT '30 minutes', min_trips bigint DEFAULT 10,
  max_clusters int DEFAULT NULL, store name DEFAULT NULL)
RETURNS TABLE (trip_group tripgrid.tripgroup, trips bigint, groups int,
  central_trip tripgrid.trip, first_departure timestamp,
  last_departure timestamp)
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  store := tripgrid._store_name(store);
  match := coalesce(match, 'origin');
  PERFORM tripgrid._require_question(region, datasource, match, NULL, NULL,
    store);
  PERFORM tripgrid._require_groups(zoom, time_window, min_trips,
    'max_clusters', max_clusters);
  RETURN QUERY SELECT * FROM tripgrid._trip_clusters(
    tripgrid._trip_filter(tripgrid._area_bytes(area), match, datasource, NULL,
      NULL, 'week'), match = 'destination', region, zoom, time_window,
    min_trips, max_clusters, store);
END
$$;

COMMENT ON FUNCTION tripgrid.trip_clusters(geometry, text, text, text, int,
  interval, bigint, int, name) IS
  'groups of at least min_trips whose cells and windows touch, joined: the tripgroup around them, their trips and number, and the trip nearest (as <-> has it) to the mean of their centres, weighted by trips; most trips first, at most max_clusters (null: all); the other arguments are those of trip_groups';
