-- Trips that are alike.

CREATE FUNCTION tripgrid.similar_trips(trip tripgrid.trip,
  max_trips int DEFAULT 10, store name DEFAULT NULL)
RETURNS TABLE (similar_trip tripgrid.trip, distance double precision,
  region text, datasource text)
AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE ROWS 10
SET search_path = pg_catalog, pg_temp;

COMMENT ON FUNCTION tripgrid.similar_trips(tripgrid.trip, int, name) IS
  'the trips of a store nearest to one, with their distance (as <-> has it), nearest first; at most max_trips (10 unless told otherwise); equal distances in the order of trip, region and datasource';
