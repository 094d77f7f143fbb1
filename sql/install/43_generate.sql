-- Trips made up, for demonstrations and tests.

CREATE FUNCTION tripgrid_internal.generated_trip(number bigint, seed bigint,
  since timestamp, until timestamp, OUT region text, OUT origin_coord text,
  OUT destination_coord text, OUT datetime text, OUT datasource text)
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;

-- Not STRICT and without SET, so that the planner puts the query in place of
-- the call: trips stream, where a function scan would gather them first.
CREATE FUNCTION tripgrid.generate_trips(trips bigint, seed bigint DEFAULT 1,
  since timestamp DEFAULT '2024-01-01', until timestamp DEFAULT '2024-12-30')
RETURNS TABLE (region text, origin_coord text, destination_coord text,
  datetime text, datasource text)
LANGUAGE SQL IMMUTABLE PARALLEL SAFE ROWS 100000
BEGIN ATOMIC
  SELECT (made.trip).region, (made.trip).origin_coord,
    (made.trip).destination_coord, (made.trip).datetime,
    (made.trip).datasource
  FROM (
    -- a set in the list stays a query of its own: one call a trip, not one a
    -- column
    SELECT tripgrid_internal.generated_trip(generate_series(1, $1), $2, $3, $4)
      AS trip
  ) AS made;
END;

COMMENT ON FUNCTION tripgrid.generate_trips(bigint, bigint, timestamp,
  timestamp) IS
  'so many trips made up, in the columns of a feed: three cities, hot spots, rush hours, five datasources, departures from since until before until; the same on every machine for the same arguments';
