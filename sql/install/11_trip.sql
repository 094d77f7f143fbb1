-- trip: origin, destination and local departure time, 24 bytes.

CREATE TYPE tripgrid.trip;

CREATE FUNCTION tripgrid.trip_in(cstring) RETURNS tripgrid.trip
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION tripgrid.trip_out(tripgrid.trip) RETURNS cstring
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION tripgrid.trip_recv(internal) RETURNS tripgrid.trip
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION tripgrid.trip_send(tripgrid.trip) RETURNS bytea
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.trip_in(cstring) IS 'text input of trip';
COMMENT ON FUNCTION tripgrid.trip_out(tripgrid.trip) IS 'text output of trip';
COMMENT ON FUNCTION tripgrid.trip_recv(internal) IS 'binary input of trip';
COMMENT ON FUNCTION tripgrid.trip_send(tripgrid.trip) IS 'binary output of trip';

CREATE TYPE tripgrid.trip (
  INPUT = tripgrid.trip_in,
  OUTPUT = tripgrid.trip_out,
  RECEIVE = tripgrid.trip_recv,
  SEND = tripgrid.trip_send,
  INTERNALLENGTH = 24,
  ALIGNMENT = double
);

COMMENT ON TYPE tripgrid.trip IS
  'origin, destination and local departure: POINT(lon lat) POINT(lon lat) timestamp';

CREATE FUNCTION tripgrid.trip(origin tripgrid.lonlat, destination tripgrid.lonlat, departure timestamp) RETURNS tripgrid.trip
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.trip IS
  'a trip from its ends and its departure, in the years 1 to 9999';

CREATE FUNCTION tripgrid.origin(trip tripgrid.trip) RETURNS tripgrid.lonlat
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.origin IS
  'where a trip begins';

CREATE FUNCTION tripgrid.destination(trip tripgrid.trip) RETURNS tripgrid.lonlat
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.destination IS
  'where a trip ends';

CREATE FUNCTION tripgrid.departure(trip tripgrid.trip) RETURNS timestamp
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.departure IS
  'when a trip begins, by the clock at its origin';

