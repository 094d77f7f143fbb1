-- Order and identity of trip.

CREATE FUNCTION tripgrid.trip_cmp(tripgrid.trip, tripgrid.trip) RETURNS int
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.trip_cmp(tripgrid.trip, tripgrid.trip) IS
  'order of two trips: negative, zero or positive';

CREATE FUNCTION tripgrid.trip_lt(tripgrid.trip, tripgrid.trip) RETURNS boolean
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.trip_lt(tripgrid.trip, tripgrid.trip) IS
  'whether the first trip is before the second';

CREATE FUNCTION tripgrid.trip_le(tripgrid.trip, tripgrid.trip) RETURNS boolean
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.trip_le(tripgrid.trip, tripgrid.trip) IS
  'whether the first trip is not after the second';

CREATE FUNCTION tripgrid.trip_eq(tripgrid.trip, tripgrid.trip) RETURNS boolean
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.trip_eq(tripgrid.trip, tripgrid.trip) IS
  'whether the first trip is equal to the second';

CREATE FUNCTION tripgrid.trip_ne(tripgrid.trip, tripgrid.trip) RETURNS boolean
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.trip_ne(tripgrid.trip, tripgrid.trip) IS
  'whether the first trip is different from the second';

CREATE FUNCTION tripgrid.trip_ge(tripgrid.trip, tripgrid.trip) RETURNS boolean
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.trip_ge(tripgrid.trip, tripgrid.trip) IS
  'whether the first trip is not before the second';

CREATE FUNCTION tripgrid.trip_gt(tripgrid.trip, tripgrid.trip) RETURNS boolean
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.trip_gt(tripgrid.trip, tripgrid.trip) IS
  'whether the first trip is after the second';

CREATE FUNCTION tripgrid.trip_hash(tripgrid.trip) RETURNS int
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.trip_hash(tripgrid.trip) IS 'hash of a trip';

CREATE FUNCTION tripgrid.trip_hash_extended(tripgrid.trip, bigint) RETURNS bigint
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.trip_hash_extended(tripgrid.trip, bigint) IS
  'seeded hash of a trip';

CREATE OPERATOR tripgrid.< (
  FUNCTION = tripgrid.trip_lt,
  LEFTARG = tripgrid.trip, RIGHTARG = tripgrid.trip,
  COMMUTATOR = OPERATOR(tripgrid.>), NEGATOR = OPERATOR(tripgrid.>=),
  RESTRICT = pg_catalog.scalarltsel, JOIN = pg_catalog.scalarltjoinsel
);

CREATE OPERATOR tripgrid.<= (
  FUNCTION = tripgrid.trip_le,
  LEFTARG = tripgrid.trip, RIGHTARG = tripgrid.trip,
  COMMUTATOR = OPERATOR(tripgrid.>=), NEGATOR = OPERATOR(tripgrid.>),
  RESTRICT = pg_catalog.scalarlesel, JOIN = pg_catalog.scalarlejoinsel
);

CREATE OPERATOR pg_catalog.= (
  FUNCTION = tripgrid.trip_eq,
  LEFTARG = tripgrid.trip, RIGHTARG = tripgrid.trip,
  COMMUTATOR = OPERATOR(pg_catalog.=), NEGATOR = OPERATOR(tripgrid.<>),
  RESTRICT = pg_catalog.eqsel, JOIN = pg_catalog.eqjoinsel,
  HASHES, MERGES
);

CREATE OPERATOR tripgrid.<> (
  FUNCTION = tripgrid.trip_ne,
  LEFTARG = tripgrid.trip, RIGHTARG = tripgrid.trip,
  COMMUTATOR = OPERATOR(tripgrid.<>), NEGATOR = OPERATOR(pg_catalog.=),
  RESTRICT = pg_catalog.neqsel, JOIN = pg_catalog.neqjoinsel
);

CREATE OPERATOR tripgrid.>= (
  FUNCTION = tripgrid.trip_ge,
  LEFTARG = tripgrid.trip, RIGHTARG = tripgrid.trip,
  COMMUTATOR = OPERATOR(tripgrid.<=), NEGATOR = OPERATOR(tripgrid.<),
  RESTRICT = pg_catalog.scalargesel, JOIN = pg_catalog.scalargejoinsel
);

CREATE OPERATOR tripgrid.> (
  FUNCTION = tripgrid.trip_gt,
  LEFTARG = tripgrid.trip, RIGHTARG = tripgrid.trip,
  COMMUTATOR = OPERATOR(tripgrid.<), NEGATOR = OPERATOR(tripgrid.<=),
  RESTRICT = pg_catalog.scalargtsel, JOIN = pg_catalog.scalargtjoinsel
);

CREATE OPERATOR CLASS tripgrid.trip_ops
  DEFAULT FOR TYPE tripgrid.trip USING btree AS
    OPERATOR 1 tripgrid.<,
    OPERATOR 2 tripgrid.<=,
    OPERATOR 3 pg_catalog.=,
    OPERATOR 4 tripgrid.>=,
    OPERATOR 5 tripgrid.>,
    FUNCTION 1 tripgrid.trip_cmp(tripgrid.trip, tripgrid.trip);

CREATE OPERATOR CLASS tripgrid.trip_ops
  DEFAULT FOR TYPE tripgrid.trip USING hash AS
    OPERATOR 1 pg_catalog.=,
    FUNCTION 1 tripgrid.trip_hash(tripgrid.trip),
    FUNCTION 2 tripgrid.trip_hash_extended(tripgrid.trip, bigint);

