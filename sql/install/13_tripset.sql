-- tripset: compressed columns of numbers, as the segments of a store hold them.

CREATE TYPE tripgrid.tripset;

CREATE FUNCTION tripgrid.tripset_in(cstring) RETURNS tripgrid.tripset
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION tripgrid.tripset_out(tripgrid.tripset) RETURNS cstring
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION tripgrid.tripset_recv(internal) RETURNS tripgrid.tripset
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION tripgrid.tripset_send(tripgrid.tripset) RETURNS bytea
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.tripset_in(cstring) IS 'text input of tripset';
COMMENT ON FUNCTION tripgrid.tripset_out(tripgrid.tripset) IS 'text output of tripset';
COMMENT ON FUNCTION tripgrid.tripset_recv(internal) IS 'binary input of tripset';
COMMENT ON FUNCTION tripgrid.tripset_send(tripgrid.tripset) IS 'binary output of tripset';

CREATE TYPE tripgrid.tripset (
  INPUT = tripgrid.tripset_in,
  OUTPUT = tripgrid.tripset_out,
  RECEIVE = tripgrid.tripset_recv,
  SEND = tripgrid.tripset_send,
  INTERNALLENGTH = VARIABLE,
  ALIGNMENT = int4,
  STORAGE = external
);

COMMENT ON TYPE tripgrid.tripset IS
  'compressed columns of the trips of a segment; opaque';

