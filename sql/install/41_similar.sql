-- Trips that are alike.

CREATE FUNCTION tripgrid.similar_trips(trip tripgrid.trip,
  max_trips int DEFAULT 10, store name DEFAULT NULL)
RETURNS TABLE (similar_trip tripgrid.trip, distance double precision,
  region text, datasource text)
AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE COST 10000 ROWS 10;

COMMENT ON FUNCTION tripgrid.similar_trips(tripgrid.trip, int, name) IS
  'the trips of a store nearest to one, with their distance (as <-> has it), nearest first; at most max_trips (10 unless told otherwise); equal distances in the order of trip, region and datasource';

CREATE FUNCTION tripgrid.trip_groups(area geometry DEFAULT NULL,
  region text DEFAULT NULL, datasource text DEFAULT NULL,
  match text DEFAULT 'origin', zoom int DEFAULT 15,
  time_window interval DEFAULT '30 minutes', min_trips bigint DEFAULT 1,
  max_groups int DEFAULT NULL, store name DEFAULT NULL)
RETURNS TABLE (trip_group tripgrid.tripgroup, trips bigint,
  first_departure timestamp, last_departure timestamp)
AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE COST 10000;

COMMENT ON FUNCTION tripgrid.trip_groups(geometry, text, text, text, int,
  interval, bigint, int, name) IS
  'trips by group: by cell of origin and of destination at a zoom of 0 to 26 and by window of the day, with first and last departure; groups of at least min_trips, most trips first, at most max_groups (null: all); area, region, datasource and match as for weekly_trips';

CREATE FUNCTION tripgrid.trip_clusters(area geometry DEFAULT NULL,
  region text DEFAULT NULL, datasource text DEFAULT NULL,
  match text DEFAULT 'origin', zoom int DEFAULT 15,
  time_window interval DEFAULT '30 minutes', min_trips bigint DEFAULT 10,
  max_clusters int DEFAULT NULL, store name DEFAULT NULL)
RETURNS TABLE (trip_group tripgrid.tripgroup, trips bigint, groups int,
  central_trip tripgrid.trip, first_departure timestamp,
  last_departure timestamp)
AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE COST 10000;

COMMENT ON FUNCTION tripgrid.trip_clusters(geometry, text, text, text, int,
  interval, bigint, int, name) IS
  'groups of at least min_trips whose cells and windows touch, joined: the tripgroup around them, their trips and number, and the trip nearest (as <-> has it) to the mean of their centres, weighted by trips; most trips first, at most max_clusters (null: all); the other arguments are those of trip_groups';
